"""Handing over: what there is, the minutes, terms of office; whose hand writes; who saw full id numbers."""

from datetime import date

import pytest
from docx import Document

from app.journal.errors import NOTHING_TO_UNDO
from app.kernel.errors import AppError
from app.usecases.campaigns import OpenCampaign, open_campaign
from app.usecases.covenants import ImportCovenant, import_covenant
from app.usecases.handover import HandOver, hand_over, inventory, print_minutes
from app.usecases.hands import MOST, hands, take_over
from app.usecases.history import list_operations, undo
from app.usecases.households import SaveHousehold, find_person, save_household
from app.usecases.lists import PEOPLE, ListSpec
from app.usecases.offices import village_offices
from app.usecases.print_lists import WriteList, write_list
from app.usecases.privacy import list_disclosures, record_seen
from app.usecases.safety import create_backup
from tests.fixtures import books
from tests.fixtures.papers import pdf_text

DAY = date(2026, 11, 10)


@pytest.fixture
def village(context):
    books.found(context)
    return context


def test_what_is_written_from_now_on_says_the_new_name(village):
    assert hands(village).now == "Trần Thị Bình"
    assert take_over(village, "  Nguyễn Thị  Mới ") == "Nguyễn Thị Mới"
    assert hands(village).known == ("Trần Thị Bình",)
    save_household(village, SaveHousehold(head="Lý Văn Ba"))
    assert list_operations(village, 1)[0].actor == "Nguyễn Thị Mới"
    take_over(village, "Trần Thị Bình")
    assert hands(village).known == ("Nguyễn Thị Mới",)
    with pytest.raises(AppError, match="HAND-001"):
        take_over(village, " ")
    for number in range(MOST + 3):
        take_over(village, f"Người {number}")
    assert len(hands(village).known) == MOST - 1


def test_the_inventory_counts_what_the_books_hold(village, tmp_path):
    open_campaign(village, OpenCampaign("An ninh", 2026, ("Giữ trật tự.",)))
    found = inventory(village)
    counts = {item.what: (item.count, item.note) for item in found.items}
    assert found.giver == "Trần Thị Bình"
    assert counts["Hộ gia đình"] == ("2", "4 người")
    assert counts["Cam kết: An ninh"] == ("0 / 2", "hộ đã ký")
    assert counts["Quy ước"] == ("0", "")
    assert len(found.before) == 2
    create_backup(village, tmp_path)
    assert len(inventory(village).before) == 1
    path = tmp_path / "quy ước.txt"
    path.write_text("Điều 1. Giữ gìn vệ sinh chung.\n", encoding="utf-8")
    import_covenant(village, ImportCovenant(path))
    assert {item.what: item.count for item in inventory(village).items}["Quy ước"] == "1"


def test_minutes_name_both_and_leave_room_for_what_is_not_known(village, tmp_path):
    person = find_person(village, "Lê Thị Cúc")
    command = HandOver(person, DAY, "Nhà văn hóa thôn")
    assert print_minutes(village, command, tmp_path / "biên bản.pdf") == 1
    text = pdf_text(tmp_path / "biên bản.pdf")
    for words in ("BIÊN BẢN BÀN GIAO", "ngày 10 tháng 11 năm 2026", "Trần Thị Bình", "Lê Thị Cúc", "……", "BÊN NHẬN"):
        assert words in text, words
    print_minutes(village, command, tmp_path / "biên bản.docx")
    assert "Lê Thị Cúc" in "\n".join(each.text for each in Document(str(tmp_path / "biên bản.docx")).paragraphs)
    with pytest.raises(AppError, match="PRINT-001"):
        print_minutes(village, command, tmp_path / "biên bản.xlsx")


def test_a_handover_ends_one_term_and_begins_the_next_on_its_day(village):
    done = hand_over(village, HandOver("Nguyễn Thị Mới", DAY))
    assert done.result == "Nguyễn Thị Mới"
    assert village_offices(village)["Trưởng thôn"] == "Nguyễn Thị Mới"
    from sqlalchemy import select

    from app.records.places import VILLAGE_HEAD, OfficeTerm
    from app.records.reviews import Handover

    with village.reading() as session:
        terms = {
            term.person_name: (term.since.display() if term.since else "", term.until.display() if term.until else "")
            for term in session.scalars(select(OfficeTerm).where(OfficeTerm.office == VILLAGE_HEAD))
        }
        record = session.scalars(select(Handover)).one()
        assert (record.from_name, record.to_name, record.day) == ("Trần Thị Bình", "Nguyễn Thị Mới", DAY)
    assert terms["Trần Thị Bình"][1] == "10/11/2026"
    assert terms["Nguyễn Thị Mới"] == ("10/11/2026", "")
    undo(village, done.operation)
    assert village_offices(village)["Trưởng thôn"] == "Trần Thị Bình"
    with pytest.raises(AppError, match="HAND-001"):
        hand_over(village, HandOver(" "))
    with pytest.raises(AppError, match="EVENT-002"):
        hand_over(village, HandOver("A", date(2027, 1, 1)))


def test_who_saw_full_numbers_stays_written_down(village, tmp_path):
    person = find_person(village, "Nguyễn Văn An")
    done = record_seen(village, person)
    take_over(village, "Nguyễn Thị Mới")
    spec = ListSpec("Đối chiếu", PEOPLE, columns=("name", "id_number"))
    write_list(village, WriteList(spec, tmp_path / "a.csv", whole_ids=True, purpose="xã đối chiếu"))
    rows = [(row.actor, row.way, row.about, row.people, row.purpose) for row in list_disclosures(village)]
    assert sorted(rows) == [
        ("Nguyễn Thị Mới", "tệp", "Đối chiếu", 4, "xã đối chiếu"),
        ("Trần Thị Bình", "màn hình", "Nguyễn Văn An", 1, ""),
    ]
    with pytest.raises(AppError) as refused:
        undo(village, done.operation)
    assert refused.value.code is NOTHING_TO_UNDO
    assert undo(village).result.code != "list.disclose", "Ctrl+Z passes over the log"
    assert len(list_disclosures(village)) == 2
