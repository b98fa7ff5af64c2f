"""Self-managed groups: founded, joined, ruled, meeting, rated, signed for, copied, reported."""

from datetime import date

import pytest

from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.usecases.campaigns import OpenCampaign, list_campaigns, newest_campaign, open_campaign, pledge_rows
from app.usecases.history import undo
from app.usecases.home import home
from app.usecases.households import SavePerson, find_household, find_person, save_person
from app.usecases.issues import list_issues
from app.usecases.own_wording import SaveWording, save_wording
from app.usecases.pledges import Sign, sign
from app.usecases.printing import PrintSheets, print_sheets
from app.usecases.regulations import PrintedRegulation, model_regulation, print_regulation, regulation_nodes
from app.usecases.self_managed import (
    NewActivity,
    NewMember,
    SaveSelfGroup,
    add_member,
    copy_self_group,
    end_member,
    end_self_group,
    find_self_group,
    list_self_groups,
    open_signing,
    rate,
    record_activity,
    save_regulation,
    save_self_group,
    self_group_detail,
)
from app.usecases.self_managed_report import write_self_group_report
from tests.fixtures import books
from tests.fixtures.papers import pdf_text, word_text

NOW = date(2026, 11, 18)
RULE = "Điều 1. Tự nguyện, tự chịu trách nhiệm.\nĐiều 2. Mỗi quý họp một lần.\n"


@pytest.fixture
def group(context):
    books.found(context)
    texts = {"name": "Tổ tự quản Ngõ Chùa", "founded": "10/02/2026", "decision": "05/QĐ-UBND"}
    return save_self_group(context, SaveSelfGroup(texts=texts, fields=("An ninh trật tự", "Môi trường"))).result


def join(context, group, **who):
    return add_member(context, NewMember(group, **who)).result


def members(context, group):
    return [(each.name, each.role) for each in self_group_detail(context, group).members]


def test_a_group_is_founded_and_found_by_name(context, group):
    (row,) = list_self_groups(context)
    assert (row.name, row.fields, row.founded) == (
        "Tổ tự quản Ngõ Chùa", ("An ninh trật tự", "Môi trường"), date(2026, 2, 10),
    )  # fmt: skip
    assert find_self_group(context, "to tu quan ngo chua") == group
    save_self_group(context, SaveSelfGroup(group, {"note": "x"}))
    assert self_group_detail(context, group).texts["note"] == "x"
    assert self_group_detail(context, group).row.fields == row.fields
    for act, number in (
        (lambda: save_self_group(context, SaveSelfGroup(texts={"note": "x"})), "SELFGROUP-001"),
        (lambda: find_self_group(context, "không có"), "FORM-003"),
        (lambda: self_group_detail(context, "không có"), "FORM-003"),
    ):
        with pytest.raises(AppError, match=number):
            act()
    save_self_group(context, SaveSelfGroup(texts={"name": "Tổ tự quản Ngõ Chùa"}))
    with pytest.raises(AppError, match="FORM-004"):
        find_self_group(context, "Tổ tự quản Ngõ Chùa")


def test_households_people_and_businesses_join_across_residential_groups(context, group):
    an, cuc = find_person(context, "Nguyễn Văn An"), find_household(context, "02-001")
    join(context, group, business="Cửa hàng Hoa Mai")
    join(context, group, household=cuc)
    leader = join(context, group, person=an, role="Tổ trưởng")
    assert members(context, group) == [
        ("Nguyễn Văn An", "Tổ trưởng"), ("Cửa hàng Hoa Mai", "Thành viên"), ("Hộ 02-001 Lê Thị Cúc", "Thành viên"),
    ]  # fmt: skip
    assert list_self_groups(context)[0].leader == "Nguyễn Văn An"
    with pytest.raises(AppError, match="SELFGROUP-002"):
        join(context, group, household=cuc)
    with pytest.raises(AppError, match="SELFGROUP-001"):
        join(context, group, business=" ")
    with pytest.raises(AppError, match="EVENT-002"):
        join(context, group, business="B", day=date(2027, 1, 1))
    end_member(context, leader)
    assert list_self_groups(context)[0].leader == ""
    join(context, group, person=an, role="Tổ phó")
    assert list_self_groups(context)[0].deputy == "Nguyễn Văn An"


def test_a_changed_regulation_is_a_new_version(context, group):
    assert save_regulation(context, group, RULE).result == 1
    assert save_regulation(context, group, RULE, "Kế hoạch quý").result == 1
    assert save_regulation(context, group, RULE + "Điều 3. Thêm.").result == 2
    found = self_group_detail(context, group)
    assert (found.regulation_number, found.plan) == (2, "Kế hoạch quý")
    assert found.regulation.endswith("Điều 3. Thêm.")
    done = save_regulation(context, group, "", "")
    assert (done.result, self_group_detail(context, group).plan) == (2, "")


def test_members_sign_the_regulation_on_sheets_like_any_pledge(context, group, tmp_path):
    village = open_campaign(context, OpenCampaign("An ninh", 2026, ("Giữ trật tự.",))).result.campaign
    with pytest.raises(AppError, match="SELFGROUP-004"):
        open_signing(context, group)
    save_regulation(context, group, RULE)
    with pytest.raises(AppError, match="SELFGROUP-005"):
        open_signing(context, group)
    join(context, group, household=find_household(context, "02-001"))
    save_person(context, SavePerson(find_household(context, "02-001"), texts={"full_name": "Lê Ba", "relation": "Con"}))
    join(context, group, person=find_person(context, "Lê Ba"))
    opened = open_signing(context, group).result
    assert opened.households == 1, "one household signs once"
    assert opened.items == ("Điều 1. Tự nguyện, tự chịu trách nhiệm.", "Điều 2. Mỗi quý họp một lần.")
    made = print_sheets(context, PrintSheets(opened.campaign, tmp_path / "a.pdf")).result
    assert made.sheets == 1
    (row,) = pledge_rows(context, opened.campaign)
    sign(context, Sign((row.id,), NOW))
    assert [each.id for each in list_campaigns(context)] == [village, opened.campaign], "the village's own comes first"
    assert newest_campaign(context) == village
    state = home(context).campaign
    assert state is not None
    assert state.id == village


def test_the_regulation_is_printed_with_the_list_of_those_who_sign_it(context, group, tmp_path):
    save_regulation(context, group, f"UBND XÃ AN QUANG\n{RULE}Điều 3. Sổ sách\na) Danh sách hộ.\nTỔ TRƯỞNG\n")
    cuc = find_household(context, "02-001")
    save_person(context, SavePerson(cuc, texts={"full_name": "Lê Ba", "relation": "Con"}))
    join(context, group, household=cuc)
    join(context, group, person=find_person(context, "Lê Ba"), role="Thư ký")
    join(context, group, person=find_person(context, "Nguyễn Văn An"), role="Tổ trưởng")
    join(context, group, business="Cửa hàng Hoa Mai")
    made = print_regulation(context, group, tmp_path / "a.pdf")
    assert made == PrintedRegulation(2, 3, model=False)
    text = pdf_text(tmp_path / "a.pdf")
    for part in ("QUY CHẾ HOẠT ĐỘNG Tổ tự quản Ngõ Chùa", "(Các hộ thành viên thông qua ngày 18 tháng 11 năm 2026)",
                 "Điều 1. Tự nguyện, tự chịu trách nhiệm.", "a) Danh sách hộ.", "An Quang, ngày 18 tháng 11 năm 2026",
                 "ĐẠI DIỆN HỘ THÀNH VIÊN", "XÁC NHẬN CỦA BAN CÔNG TÁC MẶT TRẬN",
                 "Kèm theo Quy chế hoạt động Tổ tự quản Ngõ Chùa", "1 Nguyễn Văn An Ngõ 1 Tổ trưởng",
                 "2 Lê Thị Cúc", "Thư ký: Lê Ba", "3 Cửa hàng Hoa Mai Thành viên", "có 3 hộ, cơ sở"):  # fmt: skip
        assert part in text, part
    assert text.count("UBND XÃ AN QUANG") == 1, "the paper has a head of its own"
    assert print_regulation(context, group, tmp_path / "a.docx") == PrintedRegulation(0, 3, model=False)
    pages = "".join(text.split("Trang 1/1"))
    assert sorted(word_text(tmp_path / "a.docx").split()) == sorted(pages.split())
    first = (tmp_path / "a.docx").read_bytes(), (tmp_path / "a.pdf").read_bytes()
    for name in ("a.docx", "a.pdf"):
        print_regulation(context, group, tmp_path / name)
    assert ((tmp_path / "a.docx").read_bytes(), (tmp_path / "a.pdf").read_bytes()) == first
    with pytest.raises(AppError, match="PRINT-001"):
        print_regulation(context, group, tmp_path / "a.xlsx")
    with pytest.raises(AppError, match="FORM-003"):
        print_regulation(context, "0" * 32, tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists()


def test_a_group_without_regulation_prints_the_model_as_a_draft_with_room_to_write(context, group, tmp_path):
    save_wording(context, SaveWording("regulation", "draft", "(Bản để bàn ở cuộc họp tổ)"))
    made = print_regulation(context, group, tmp_path / "a.pdf")
    assert (made.members, made.model) == (0, True)
    text = pdf_text(tmp_path / "a.pdf")
    for part in ("(Bản để bàn ở cuộc họp tổ)", "Điều 11. Hiệu lực", "65 % số hộ", "ngày …… tháng …… năm 2026"):
        assert part in text, part
    assert "14 15" in text, "empty rows to be written in"
    nodes = regulation_nodes(model_regulation())
    assert [each.number for each in nodes if each.kind == "điều"] == [str(number) for number in range(1, 12)]
    assert not [each for each in nodes if each.kind == "đoạn"], "every line stands in an article"
    pasted = f"QUY CHẾ HOẠT ĐỘNG\nTỔ TỰ QUẢN NGÕ CHÙA\nCác hộ cùng thống nhất:\n{RULE}"
    assert regulation_nodes(pasted)[0].text == "Các hộ cùng thống nhất:"
    assert len(regulation_nodes(pasted)) == 3, "the title is the paper's own"
    assert save_regulation(context, group, model_regulation()).result == 1
    assert not print_regulation(context, group, tmp_path / "b.pdf").model


def test_meetings_keep_the_share_present_and_activities_their_figures(context, group):
    for name in ("A", "B", "C"):
        join(context, group, business=name)
    record_activity(context, NewActivity(group, date(2026, 3, 1), present=2))
    record_activity(context, NewActivity(group, date(2025, 12, 1), present=1, members=4))
    record_activity(context, NewActivity(group, date(2026, 5, 1), "Lắp đèn", "45 trụ đèn, 10 ngày công"))
    (row,) = list_self_groups(context)
    assert (row.meetings, row.last_share) == (1, (2, 3))
    shown = [
        (each.what, each.result, each.present, each.members) for each in self_group_detail(context, group).activities
    ]
    assert shown == [
        ("Lắp đèn", "45 trụ đèn, 10 ngày công", None, None), ("Sinh hoạt", "", 2, 3), ("Sinh hoạt", "", 1, 4),
    ]  # fmt: skip
    for wrong, number in (
        (NewActivity(group, NOW, present=4), "SELFGROUP-003"),
        (NewActivity(group, NOW, "Lắp đèn"), "SELFGROUP-001"),
        (NewActivity(group, date(2027, 1, 1), present=1), "EVENT-002"),
    ):
        with pytest.raises(AppError, match=number):
            record_activity(context, wrong)


def test_a_year_is_rated_once_and_with_a_reason(context, group):
    rate(context, group, 2025, "kha", "họp đủ")
    rate(context, group, 2026, "Khá", "họp đủ")
    rate(context, group, 2026, "tốt", "họp đủ, lắp đèn")
    assert [(each.year, each.rating, each.reason) for each in self_group_detail(context, group).ratings] == [
        (2026, "Tốt", "họp đủ, lắp đèn"), (2025, "Khá", "họp đủ"),
    ]  # fmt: skip
    for rating, reason in (("xuất sắc", "x"), ("Tốt", " ")):
        with pytest.raises(AppError, match="SELFGROUP-001"):
            rate(context, group, 2026, rating, reason)


def test_the_next_group_is_founded_from_one_that_works(context, group):
    save_regulation(context, group, RULE, "Kế hoạch")
    done = copy_self_group(context, group, "Tổ tự quản Xóm Bãi")
    made = self_group_detail(context, done.result)
    assert (made.regulation, made.plan, made.row.copied_from) == (RULE.strip(), "Kế hoạch", "Tổ tự quản Ngõ Chùa")
    assert made.row.fields == ("An ninh trật tự", "Môi trường")
    assert made.members == ()
    save_regulation(context, done.result, "Điều 1. Khác.")
    assert self_group_detail(context, group).regulation == RULE.strip()
    plain = copy_self_group(context, save_self_group(context, SaveSelfGroup(texts={"name": "Trống"})).result, "Trống 2")
    assert self_group_detail(context, plain.result).regulation_number == 0
    undo(context, plain.operation)
    with pytest.raises(AppError, match="SELFGROUP-001"):
        copy_self_group(context, group, " ")
    end_self_group(context, done.result)
    assert [row.name for row in list_self_groups(context)] == ["Tổ tự quản Ngõ Chùa", "Trống"]
    with context.reading() as session:
        assert differing_rows(session.connection()) == []
    assert list_issues(context) == ()


def test_fifty_groups_are_reported_with_what_they_did(context, group, tmp_path):
    for number in range(49):
        copy_self_group(context, group, f"Tổ số {number}")
    join(context, group, business="A")
    record_activity(context, NewActivity(group, NOW, present=1, result="bàn về đèn đường"))
    record_activity(context, NewActivity(group, NOW, "Lắp đèn", "45 trụ"))
    rate(context, group, 2026, "Tốt", "làm đều")
    for ending in ("pdf", "docx", "xlsx"):
        assert write_self_group_report(context, tmp_path / f"báo cáo.{ending}", 2026) == 50
    text = pdf_text(tmp_path / "báo cáo.pdf")
    for words in ("BÁO CÁO TỔ TỰ QUẢN NĂM 2026", "Sinh hoạt 18/11 (1/1)", "Lắp đèn: 45 trụ", "tốt 1, chưa xếp loại 49"):
        assert words in text, words


def test_no_groups_no_report(context, tmp_path):
    books.found(context)
    with pytest.raises(AppError, match="LIST-003"):
        write_self_group_report(context, tmp_path / "a.pdf", 2026)
