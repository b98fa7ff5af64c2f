"""Lists: who stands in them by every condition, how they are written, and what is kept of it."""

import csv
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from docx import Document
from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.privacy import Disclosure
from app.records.register import SENSITIVE, HouseholdClass
from app.usecases import events
from app.usecases.campaigns import OpenCampaign, open_campaign, pledge_rows
from app.usecases.groups import list_groups
from app.usecases.history import undo
from app.usecases.households import (
    SaveHousehold,
    SavePerson,
    find_person,
    household_detail,
    save_household,
    save_person,
)
from app.usecases.list_filter import ListFilter
from app.usecases.lists import (
    AGE_ORDER,
    COLUMNS,
    HOUSEHOLDS,
    NAME_ORDER,
    PEOPLE,
    SIGN,
    TICK,
    ListSpec,
    columns_offered,
    list_named,
    make_list,
    ready_lists,
    remove_list,
    save_list,
    saved_lists,
    with_group,
)  # fmt: skip
from app.usecases.pledges import Sign, sign
from app.usecases.print_lists import WriteList, write_list
from tests.fixtures import books
from tests.fixtures.papers import pdf_text

PEOPLE_LIST = ListSpec("Mọi người", PEOPLE, columns=("name",))
HOMES = ListSpec("Mọi hộ", HOUSEHOLDS, columns=("head",))
ON = date(2026, 11, 18)


@pytest.fixture
def village(context):
    """An (1972, nam) and Cúc (1980, nữ) with a daughter of 2010 each, an old mother, and a son born on a leap day."""
    home = books.found(context)
    for texts in (
        {"full_name": "Đặng Thị Ơn", "relation": "Mẹ", "sex": "Nữ", "birth": "19/11/1946"},
        {"full_name": "Nguyễn Văn Bách", "relation": "Con", "sex": "Nam", "birth": "29/02/2008"},
        {"full_name": "Nguyễn Không Rõ", "relation": "Con", "sex": "Nam", "birth": "không rõ"},
    ):
        save_person(context, SavePerson(home, texts=texts))
    return context


def found(context, spec, *asked, on=ON):
    view = make_list(context, replace(spec, asked=asked), on)
    return [row.cells[0] for row in view.rows]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (("least=60",), ["Đặng Thị Ơn"]),
        (("least=80",), []),
        (("turning=80",), ["Đặng Thị Ơn"]),
        (("turning=70,75+",), ["Đặng Thị Ơn"]),
        (("turning=70,85+",), []),
        (("turning=46",), ["Lê Thị Cúc"]),
        (("most=15",), []),
        (("most=16",), ["Nguyễn Thị Con", "Lê Thị Con"]),
        (("sex=Nam", "least=18"), ["Nguyễn Văn An", "Nguyễn Văn Bách"]),
        (("sex=Nữ", "least=18"), ["Đặng Thị Ơn", "Lê Thị Cúc"]),
        (("relation=Mẹ|Con", "sex=Nam", "least=1"), ["Nguyễn Văn Bách"]),
        (("text=ngu v", "sex=Nam"), ["Nguyễn Văn An", "Nguyễn Văn Bách"]),
        (("text=001234",), ["Nguyễn Văn An"]),
        (("group=Tổ 2",), ["Lê Thị Cúc", "Lê Thị Con"]),
    ],
)
def test_people_by_condition(village, asked, names):
    assert found(village, PEOPLE_LIST, *asked) == names


def test_the_eighteenth_birthday_counts_from_its_day(village):
    bach = "Nguyễn Văn Bách"
    assert bach not in found(village, PEOPLE_LIST, "least=18", on=date(2026, 2, 28))
    assert bach in found(village, PEOPLE_LIST, "least=18", on=date(2026, 3, 1))
    assert "Đặng Thị Ơn" in found(village, PEOPLE_LIST, "least=80", on=date(2026, 11, 19))


def test_households_by_condition(village):
    homes = {row.cells[0]: row.household for row in make_list(village, HOMES, ON).rows}
    assert list(homes) == ["Nguyễn Văn An", "Lê Thị Cúc"]
    an, cuc = homes.values()
    save_household(village, SaveHousehold(an, {"presence": "vắng", "confirmed": "10/2025"}))
    save_household(village, SaveHousehold(cuc, {"confirmed": "12/2025"}, classes=("Hộ nghèo",)))
    assert found(village, HOMES, "presence=vắng|cho thuê") == ["Nguyễn Văn An"]
    assert found(village, HOMES, "class=Hộ nghèo|Hộ cận nghèo") == ["Lê Thị Cúc"]
    assert found(village, HOMES, "least=60") == ["Nguyễn Văn An"], "somebody of that age lives there"
    assert found(village, HOMES, "unconfirmed=1") == ["Nguyễn Văn An"]
    assert found(village, HOMES, "text=ngo 2") == ["Lê Thị Cúc"]
    assert found(village, HOMES, "text=dang thi on") == ["Nguyễn Văn An"]
    campaign = open_campaign(village, OpenCampaign("An ninh", 2026, ("Giữ trật tự.",))).result.campaign
    assert len(found(village, HOMES, "unsigned=1")) == 2
    sign(village, Sign((pledge_rows(village, campaign)[0].id,), ON))
    assert found(village, HOMES, "unsigned=1") == ["Lê Thị Cúc"]


def test_standing_follows_the_events(village):
    bach = find_person(village, "Nguyễn Văn Bách")
    events.record_absence(village, events.Absence((bach,), date(2026, 11, 1), until=date(2026, 12, 1)))
    assert found(village, PEOPLE_LIST, "standing=tạm vắng") == ["Nguyễn Văn Bách"]
    assert found(village, PEOPLE_LIST, "standing=tạm vắng", on=date(2026, 12, 1)) == []
    assert "Nguyễn Văn Bách" not in found(village, PEOPLE_LIST, "standing=thường trú")
    events.record_move_out(village, events.MoveOut((bach,), ON, "Hà Nội"))
    assert "Nguyễn Văn Bách" not in found(village, PEOPLE_LIST)


def test_orders(village):
    names = found(village, replace(PEOPLE_LIST, order=NAME_ORDER))
    assert names == [
        "Nguyễn Văn An", "Nguyễn Văn Bách", "Lê Thị Con", "Nguyễn Thị Con", "Lê Thị Cúc", "Đặng Thị Ơn",
        "Nguyễn Không Rõ",
    ]  # fmt: skip
    by_age = found(village, replace(PEOPLE_LIST, order=AGE_ORDER), "least=18")
    assert by_age == ["Đặng Thị Ơn", "Nguyễn Văn An", "Lê Thị Cúc", "Nguyễn Văn Bách"]
    assert found(village, replace(HOMES, order=NAME_ORDER)) == ["Nguyễn Văn An", "Lê Thị Cúc"]


@pytest.mark.parametrize("spec", ready_lists(), ids=lambda spec: spec.name)
def test_ready_lists_can_be_made_and_printed(village, spec, tmp_path):
    view = make_list(village, spec, ON)
    assert len(view.columns) == len(spec.columns)
    assert spec.heading.startswith("Danh sách ")
    assert "id_number" not in spec.columns
    if view.rows:
        made = write_list(village, WriteList(spec, tmp_path / "danh sách.pdf", ON)).result
        text = pdf_text(made.file)
        assert spec.heading.upper()[:20] in text
        assert "18/11/2026" in text


@pytest.mark.parametrize("subject", COLUMNS)
def test_every_column_can_be_written_in_every_form(village, subject, tmp_path):
    columns = tuple(columns_offered(village, subject))
    assert set(columns) == set(COLUMNS[subject]) - set(SENSITIVE)
    spec = ListSpec("Tất cả", subject, columns=columns, mark=SIGN, blank="Số tiền", by_group=True)
    for ending in ("pdf", "docx", "xlsx", "csv"):
        done = write_list(village, WriteList(spec, tmp_path / f"tất cả.{ending}", ON))
        assert done.result.rows == (7 if subject == PEOPLE else 2)
        assert done.operation == "", "nothing is disclosed, so nothing is written into the books"
    assert "Nguyễn Văn An" in " ".join(pdf_text(tmp_path / "tất cả.pdf").split())
    document = Document(str(tmp_path / "tất cả.docx"))
    assert len(document.tables) >= 2, "each group begins a page"
    with (tmp_path / "tất cả.csv").open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream))
    assert header[-2:] == ["Số tiền", "Ký nhận"]


def test_id_numbers_are_masked_unless_asked_for_a_purpose(village, tmp_path):
    spec = ListSpec("Đối chiếu", PEOPLE, asked=("text=nguyen van an",), columns=("name", "id_number"))
    path = tmp_path / "a.xlsx"
    write_list(village, WriteList(spec, path))
    assert cells(path, 2)[-1] == ["Nguyễn Văn An", "********1234"]
    with pytest.raises(AppError, match="LIST-005"):
        write_list(village, WriteList(spec, tmp_path / "b.xlsx", whole_ids=True))
    assert not (tmp_path / "b.xlsx").exists()
    done = write_list(village, WriteList(spec, path, whole_ids=True, purpose="xã đối chiếu"))
    assert cells(path, 2)[-1] == ["Nguyễn Văn An", books.FIRST_NUMBER]
    assert done.operation
    with village.reading() as session:
        (log,) = session.scalars(select(Disclosure)).all()
        assert (log.about, log.people, log.purpose, log.way) == ("Đối chiếu", 1, "xã đối chiếu", "tệp")


def cells(path, skip):
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row][1:3] for row in book.active.iter_rows()]
    book.close()
    return rows[skip:]


def test_a_name_never_becomes_a_formula(village, tmp_path):
    save_person(village, SavePerson(id=find_person(village, "Nguyễn Văn Bách"), texts={"full_name": "=1+1"}))
    for ending in ("xlsx", "csv"):
        write_list(village, WriteList(PEOPLE_LIST, tmp_path / f"a.{ending}"))
    assert "'=1+1" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}
    book.close()


def test_lists_are_kept_by_name_and_come_back(village):
    spec = ListSpec(
        "Hộ đi xa", HOUSEHOLDS, ("presence=vắng",), ("head", "phone"), TICK, "Hẹn", NAME_ORDER, by_group=True,
        title="Danh sách hộ đi xa",
    )  # fmt: skip
    save_list(village, spec)
    assert saved_lists(village) == (spec,)
    assert list_named(village, "ho di xa") == spec
    save_list(village, replace(spec, mark=SIGN))
    assert [each.mark for each in saved_lists(village)] == [SIGN], "the same name is the same list"
    done = remove_list(village, "Hộ đi xa")
    assert saved_lists(village) == ()
    undo(village, done.operation)
    assert saved_lists(village)[0].name == "Hộ đi xa"
    save_list(village, spec)


def test_a_list_of_a_newer_program_is_read_as_far_as_it_is_known():
    texts = ("subject:hamlet", "column:head", "colour:red", "mark:sign")
    assert ListSpec.from_texts("X", texts) == ListSpec("X", columns=("head",), mark="sign")


@pytest.mark.parametrize(
    ("spec", "number"),
    [
        (replace(HOMES, asked=("colour=red",)), "LIST-001"),
        (replace(HOMES, asked=("least",)), "LIST-001"),
        (replace(PEOPLE_LIST, asked=("least=già",)), "LIST-001"),
        (replace(PEOPLE_LIST, asked=("turning=70,x",)), "LIST-001"),
        (replace(HOMES, columns=("id_number",)), "LIST-002"),
        (replace(HOMES, name=" "), "LIST-004"),
    ],
)
def test_what_cannot_be_asked_is_refused(village, spec, number):
    with pytest.raises(AppError, match=number):
        save_list(village, spec)


def test_other_refusals(village, tmp_path):
    with pytest.raises(AppError, match="LIST-003"):
        write_list(village, WriteList(replace(HOMES, asked=("group=Tổ 9",)), tmp_path / "a.pdf"))
    with pytest.raises(AppError, match="PRINT-001"):
        write_list(village, WriteList(HOMES, tmp_path / "a.txt"))
    with pytest.raises(AppError, match="FORM-003"):
        list_named(village, "không có")
    with pytest.raises(AppError, match="FORM-003"):
        remove_list(village, "không có")
    assert list(tmp_path.iterdir()) == [tmp_path / "books"] or not list(tmp_path.glob("a.*"))


def test_conditions_survive_being_text():
    wanted = ListFilter(group="Tổ 1", klass="Hộ nghèo", least="60", turning="70,100+")
    assert ListFilter.parse(wanted.texts()) == wanted
    assert wanted.without_people() == ListFilter(group="Tổ 1", klass="Hộ nghèo")
    assert with_group(ListSpec("X", asked=("group=Tổ 1", "least=3")), "Tổ 2").asked == ("least=3", "group=Tổ 2")


def test_classes_have_terms(village, clock):
    home = household_detail(village, make_list(village, HOMES, ON).rows[0].household).row.id
    save_household(village, SaveHousehold(home, classes=("Hộ nghèo", "Hộ kinh doanh")))
    clock.advance(86_400_000)
    save_household(village, SaveHousehold(home, classes=("Hộ kinh doanh", "Hộ cận nghèo")))
    assert household_detail(village, home).classes == ("Hộ cận nghèo", "Hộ kinh doanh")
    with village.reading() as session:
        terms = {each.name: (each.since, each.until) for each in session.scalars(select(HouseholdClass))}
    assert terms == {
        "Hộ nghèo": (date(2026, 11, 18), date(2026, 11, 19)),
        "Hộ kinh doanh": (date(2026, 11, 18), None),
        "Hộ cận nghèo": (date(2026, 11, 19), None),
    }
    save_household(village, SaveHousehold(home, {"phone": "0912000111"}))
    assert household_detail(village, home).classes == ("Hộ cận nghèo", "Hộ kinh doanh")
    assert len(list_groups(village)) == 2
