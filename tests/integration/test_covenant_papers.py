"""The papers of a covenant's life, read back; comments by household and article; what differs between two versions."""

from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn

from app.kernel.errors import AppError
from app.records.covenants import BALLOT, MEETING, POST
from app.usecases.covenant_comments import (
    Comment,
    answer_comment,
    differences,
    list_comments,
    record_comment,
)
from app.usecases.covenant_editing import SaveClause, save_clause
from app.usecases.covenant_life import RecordStep, record_step
from app.usecases.covenant_papers import (
    ATTENDANCE,
    BALLOTS,
    COUNT,
    MINUTES,
    NOTICE,
    PAPERS,
    REQUEST,
    PrintCovenantPaper,
    WrittenPaper,
    print_covenant_paper,
)
from app.usecases.covenants import pass_version, show_covenant, start_covenant
from app.usecases.groups import list_groups
from app.usecases.households import SaveHousehold, save_household
from app.vietnamese.text import fold
from tests.fixtures import books
from tests.fixtures.papers import pdf_text, word_text

OCTOBER = date(2026, 10, 1)
MET = date(2026, 11, 2)
LONG = "Công Tằng Tôn Nữ Thị Ngọc Hoàng Kim Phượng Liên Hương Nguyễn Phúc Vĩnh Thụy Bảo Long"


@pytest.fixture
def village(context):
    books.found(context)
    start_covenant(context, from_model=True)
    record_step(context, RecordStep(POST, OCTOBER, place="Nhà văn hóa thôn"))
    return context


def vote(context, **facts):
    numbers = {"total": 495, "present": 412, "agreed": 380, "against": 20, "other": 10}
    people = {"chair": "Trần Thị Bình", "clerk": "Lê Thị Cúc", "place": "Nhà văn hóa thôn"}
    record_step(context, RecordStep(**{"what": MEETING, "day": MET, **numbers, **people, **facts}))


def text_of(context, paper, tmp_path, **more):
    path = tmp_path / f"{paper}.pdf"
    made = print_covenant_paper(context, PrintCovenantPaper(paper, path, **more))
    return made, " ".join(pdf_text(path).split())


def test_the_notice_says_where_the_draft_is_and_when_the_vote_can_be(village, tmp_path):
    made, text = text_of(village, NOTICE, tmp_path)
    assert made.pages == 1
    for part in ("THÔNG BÁO", "quy ước thôn Đông", "Từ ngày 01/10/2026 đến ngày 31/10/2026, tại Nhà văn hóa thôn",
                 "Từ ngày 31/10/2026; giấy mời", "quá nửa tổng số hộ", "TRƯỞNG THÔN", "Trần Thị Bình"):  # fmt: skip
        assert part in text, part


def test_minutes_give_every_number_on_all_households(village, tmp_path):
    vote(village)
    made, text = text_of(village, MINUTES, tmp_path)
    assert made.pages == 1
    for part in ("BIÊN BẢN HỌP THÔN", "ngày 02 tháng 11 năm 2026", "Chủ trì: ông (bà) Trần Thị Bình",
                 "412 / 495 hộ (83,2 %)", "Số hộ vắng: 83 hộ", "380 / 495 hộ (76,8 %)", "20 / 495 hộ (4,0 %)",
                 "2 / 495 hộ (0,4 %)", "Có 380 trên tổng số 495 hộ đồng ý, quá nửa", "HAI ĐẠI DIỆN HỘ"):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"agreed": 247, "against": 100}, "chưa quá nửa số hộ của thôn"),
        ({"present": 240, "agreed": 230, "against": 0, "other": 0}, "phát phiếu lấy ý kiến từng hộ"),
        ({"what": BALLOT}, "Số phiếu thu về: 412 / 495 hộ"),
    ],
)
def test_minutes_of_what_did_not_pass_and_of_ballots(village, tmp_path, facts, words):
    vote(village, **facts)
    _, text = text_of(village, MINUTES, tmp_path)
    assert words in text
    assert ("BIÊN BẢN LẤY Ý KIẾN CÁC HỘ" in text) == (facts.get("what") == BALLOT)


def test_the_count_of_a_meetings_ballots_leaves_to_the_hand_what_the_books_do_not_hold(village, tmp_path):
    vote(village)
    made, text = text_of(village, COUNT, tmp_path)
    assert made.pages == 1
    for part in ("BIÊN BẢN KIỂM PHIẾU", "Hồi …… giờ …… phút, ngày 02 tháng 11 năm 2026, tại Nhà văn hóa thôn",
                 "kiểm phiếu biểu quyết quy ước thôn Đông tại cuộc họp", "Tổ trưởng Ban kiểm phiếu: ông (bà) ……",
                 "1 Tổng số hộ của thôn 495 2 Số hộ có đại diện dự họp 412 412 / 495 hộ (83,2 %)",
                 "3 Số phiếu phát ra ……… 4 Số phiếu thu về ……… 5 Số phiếu hợp lệ 410 410 / 495 hộ (82,8 %)",
                 "6 Số phiếu không hợp lệ ……… 7 Đồng ý 380 380 / 495 hộ (76,8 %)", "9 Ý kiến khác 10",
                 "Có 380 trên tổng số 495 hộ đồng ý, quá nửa", "TỔ TRƯỞNG KIỂM PHIẾU"):  # fmt: skip
        assert part in text, part
    assert "Trần Thị Bình" not in text, "who chaired the meeting need not be who counted"


def test_the_count_of_ballots_to_the_homes_has_those_handed_in_and_the_spoilt_ones(village, tmp_path):
    vote(village, what=BALLOT, agreed=247, against=100)
    _, text = text_of(village, COUNT, tmp_path)
    for part in ("kiểm phiếu lấy ý kiến từng hộ về quy ước thôn Đông", "Tổ trưởng Ban kiểm phiếu: ông (bà) Trần Thị Bình",
                 "2 Số hộ được phát phiếu ……… 3 Số phiếu phát ra ……… 4 Số phiếu thu về 412",
                 "5 Số phiếu hợp lệ 357 357 / 495 hộ (72,1 %) 6 Số phiếu không hợp lệ 55 55 / 495 hộ (11,1 %)",
                 "Có 247 trên tổng số 495 hộ đồng ý, chưa quá nửa", "Lê Thị Cúc"):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize("what", [MEETING, BALLOT])
def test_the_count_in_word_says_the_same(village, tmp_path, what):
    vote(village, what=what)
    _, text = text_of(village, COUNT, tmp_path)
    path = tmp_path / "count.docx"
    print_covenant_paper(village, PrintCovenantPaper(COUNT, path))
    assert sorted(word_text(path).split()) == sorted(text.replace("Trang 1/1", "").split())


def test_the_request_goes_to_the_commune_with_its_dossier(village, tmp_path):
    vote(village)
    _, text = text_of(village, REQUEST, tmp_path)
    for part in ("Kính gửi: Ủy ban nhân dân xã An Quang", "61/2023/NĐ-CP", "380 / 495 hộ (76,8 %) đồng ý",
                 "Biên bản cuộc họp thông qua", "Quy ước thôn Đông đã được thông qua", "5 ngày làm việc"):  # fmt: skip
        assert part in text, part
    assert "ngày ngày" not in text


@pytest.mark.parametrize("paper", [NOTICE, COUNT, MINUTES, REQUEST])
def test_what_a_clerk_wants_to_edit_is_word(village, tmp_path, paper):
    vote(village)
    path = tmp_path / f"{paper}.docx"
    assert print_covenant_paper(village, PrintCovenantPaper(paper, path)).pages == 0
    document = Document(str(path))
    words = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert "{" not in words
    assert document.core_properties.language == "vi-VN"
    assert [each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))] == ["vi-VN"], (
        "for the spelling checker"
    )
    first = path.read_bytes()
    print_covenant_paper(village, PrintCovenantPaper(paper, path))
    assert path.read_bytes() == first


def test_who_comes_signs_by_household_under_its_group(village, tmp_path):
    made, text = text_of(village, ATTENDANCE, tmp_path)
    assert made == WrittenPaper(1, 0)
    for part in ("DANH SÁCH ĐẠI DIỆN HỘ DỰ HỌP", "Thôn Đông họp ngày …… tháng …… năm 20……, tại ……", "Tổ 1 1 Nguyễn Văn An",
                 "Tổ 2", "Tổng số hộ: 2. Có đại diện dự họp: ………", "ngày …… tháng …… năm 2026", "THƯ KÝ"):  # fmt: skip
        assert part in text, part
    vote(village)
    _, text = text_of(village, ATTENDANCE, tmp_path)
    assert "họp ngày 02 tháng 11 năm 2026, tại Nhà văn hóa thôn" in text
    two = next(group.id for group in list_groups(village) if group.name == "Tổ 2")
    _, text = text_of(village, ATTENDANCE, tmp_path, group=two)
    assert ("Tổ 1" in text, "Tổ 2" in text) == (False, True)
    vote(village, what=BALLOT, day=date(2026, 11, 12), agreed=3)
    _, text = text_of(village, ATTENDANCE, tmp_path)
    assert "DANH SÁCH ĐẠI DIỆN HỘ NỘP PHIẾU" in text
    path = tmp_path / "who came.docx"
    print_covenant_paper(village, PrintCovenantPaper(ATTENDANCE, path))
    assert sorted(word_text(path).split()) == sorted(text.replace("Trang 1/1", "").split())


def test_every_household_gets_a_ballot_two_to_a_sheet(village, tmp_path):
    save_household(village, SaveHousehold(texts={"address": "Xóm Trại " * 12}, head=LONG))
    made, text = text_of(village, BALLOTS, tmp_path)
    assert (made.pages, made.ballots) == (2, 3)
    assert text.count("PHIẾU LẤY Ý KIẾN") == 3
    assert [f"Phiếu số {number} / 3" in text for number in (1, 2, 3)] == [True] * 3
    for part in (
        "Hộ ông (bà): Nguyễn Văn An",
        "Mã hộ 01-001, Tổ 1, Ngõ 1",
        "Không đồng ý",
        "Ý kiến khác",
        "Góp ý sửa đổi",
        "ngày …… tháng …… năm 2026",
    ):
        assert part in text, part
    assert fold(LONG) in fold(text)
    two = next(group.id for group in list_groups(village) if group.name == "Tổ 2")
    made, text = text_of(village, BALLOTS, tmp_path, group=two)
    assert (made.ballots, "Phiếu số 3 / 3" in text, "Lê Thị Cúc" in text) == (1, True, True), "its number among all"
    path = tmp_path / "ballots.pdf"
    first = path.read_bytes()
    print_covenant_paper(village, PrintCovenantPaper(BALLOTS, path, group=two))
    assert path.read_bytes() == first


def test_ballots_in_word_say_the_same_with_a_box_to_tick(village, tmp_path):
    made, text = text_of(village, BALLOTS, tmp_path)
    path = tmp_path / "ballots.docx"
    assert print_covenant_paper(village, PrintCovenantPaper(BALLOTS, path)) == WrittenPaper(0, made.ballots)
    words = word_text(path)
    assert words.count("☐") == 3 * made.ballots
    assert sorted(words.replace("☐", "").split()) == sorted(text.replace(" ", " ").split())


def test_the_last_day_to_hand_in_stands_on_the_ballot(village, tmp_path):
    record_step(village, RecordStep(BALLOT, MET, until=date(2026, 11, 12), total=2, present=0, agreed=0))
    _, text = text_of(village, BALLOTS, tmp_path)
    assert "trước ngày 12/11/2026" in text


def test_what_cannot_be_printed(context, tmp_path):
    books.found(context)
    with pytest.raises(AppError, match="COVENANT-006"):
        print_covenant_paper(context, PrintCovenantPaper(NOTICE, tmp_path / "a.pdf"))
    start_covenant(context, from_model=True)
    for paper in (NOTICE, COUNT, MINUTES, REQUEST):
        with pytest.raises(AppError, match="COVENANT-013"):
            print_covenant_paper(context, PrintCovenantPaper(paper, tmp_path / "a.pdf"))
    with pytest.raises(AppError, match="PRINT-001"):
        print_covenant_paper(context, PrintCovenantPaper(BALLOTS, tmp_path / "a.xlsx"))
    with pytest.raises(AppError, match="PRINT-002"):
        print_covenant_paper(context, PrintCovenantPaper(BALLOTS, tmp_path / "a.pdf", group="0" * 32))
    assert list(tmp_path.glob("a.*")) == []
    assert set(PAPERS) == {NOTICE, BALLOTS, ATTENDANCE, COUNT, MINUTES, REQUEST}


# -- comments ------------------------------------------------------------------------------------------------------


def test_comments_stand_by_article_with_their_household_and_answer(village):
    home = books.household_id(village, "01-001")
    tenth = record_comment(village, Comment("Nên bỏ câu cuối", "Điều 10.", who="ông Sáu")).result
    second = record_comment(
        village, Comment("Thêm giờ đổ rác", "2", home, occasion="Ngày hội Đại đoàn kết", day=date(2025, 11, 18))
    ).result
    whole = record_comment(village, Comment("Chữ in to hơn")).result
    assert [row.id for row in list_comments(village)] == [whole, second, tenth]
    assert list_comments(village)[2].article == "10", "papers put the word before the number"
    row = list_comments(village)[1]
    assert (row.household, row.occasion, row.day) == (
        "01-001 Nguyễn Văn An",
        "Ngày hội Đại đoàn kết",
        date(2025, 11, 18),
    )
    answer_comment(village, second, "Đã đưa vào khoản 2")
    assert list_comments(village)[1].answer == "Đã đưa vào khoản 2"
    with pytest.raises(AppError, match="COVENANT-017"):
        record_comment(village, Comment("Bỏ điều này", "99"))
    assert record_comment(village, Comment("Thêm giờ", "2, khoản 1")).result, "what stands behind the number is theirs"
    for wrong in (Comment(" "), Comment("a", day=date(2027, 1, 1)), Comment("a", household="0" * 32)):
        with pytest.raises(AppError):
            record_comment(village, wrong)
    with pytest.raises(AppError, match="COVENANT-015"):
        answer_comment(village, second, "")


# -- differences ---------------------------------------------------------------------------------------------------


def test_two_versions_are_compared_clause_by_clause(village):
    assert differences(village) == ()
    view = show_covenant(village)
    pass_version(village, view.version)
    row = next(row for row in view.clauses if row.clause.level == "điều")
    save_clause(village, SaveClause(row.id, {"heading": "Tên mới của điều này"}, {"heading": row.clause.heading}))
    (only,) = differences(village)
    assert len(only.before) == len(only.after) == 1
    assert "Tên mới của điều này" in only.after[0]
    assert row.clause.heading in only.before[0]
    assert differences(village, 2, 2) == ()
    (back,) = differences(village, 2, 1)
    assert (back.before, back.after) == (only.after, only.before)
    with pytest.raises(AppError, match="COVENANT-006"):
        differences(village, 7, 1)
