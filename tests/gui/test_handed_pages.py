"""The window's pages of what passes between commune and villages: handed down, answered, asked, entered in a village's place."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.assign import AssignPage
from app.gui.assigned import AssignedPage
from app.gui.desk import Desk
from app.gui.handed_forms import HandCampaignForm, IndicatorForm, ModelForm, ReportForm, TaskForm, ValueForm
from app.gui.imports import ImportsPage
from app.gui.page import Page
from app.gui.question_forms import AskForm, ProposeForm, WordsForm
from app.gui.questions import QuestionsPage
from app.gui.theme import Theme
from app.gui.village_entry import VillageEntryPage
from app.gui.village_entry_forms import EnterVillageForm, MoveForm
from app.records.register import Person
from app.usecases.campaigns import list_campaigns
from app.usecases.commune import villages_overview
from app.usecases.commune_campaigns import HandCampaign, campaign_overview, hand_campaign
from app.usecases.covenants import show_covenant
from app.usecases.exchange_receipts import write_receipt
from app.usecases.home import HANDED, QUESTIONS, TASKS, home
from app.usecases.households import find_person
from app.usecases.indicators import list_indicators
from app.usecases.questions import About, Ask, Propose, ask, list_proposals, list_questions, propose
from app.usecases.tasks import CreateTask, ReportTask, create_task, my_tasks, report_task, task_overview
from tests.fixtures.stick import Ends, open_ends
from tests.gui.cut_words import cut_words
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, said, shown

SIZES = {100: (1150, 690), 150: (1270, 690)}


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        opened.take(opened.send())
        yield opened


@pytest.fixture
def commune(ends: Ends, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    made = desk_at(ends.commune, dialogs)
    yield made
    made.jobs.close()


@pytest.fixture
def village(ends: Ends, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    made = desk_at(ends.village, dialogs)
    yield made
    made.jobs.close()


def hear(ends: Ends) -> None:
    ends.hear(write_receipt(ends.commune, ends.village.identity.pile, ends.stick).result.file)


def hand_everything(ends: Ends) -> None:
    create_task(ends.commune, CreateTask("Rà soát hộ nghèo", "Đến từng hộ", date(2026, 1, 5), proof="count"))
    hand_campaign(ends.commune, HandCampaign("An toàn giao thông", 2026, ("Đội mũ.",)))
    child = About(Person.kind_name, find_person(ends.commune, "Nguyễn Thị Con"))
    ask(ends.commune, Ask("Cùng một người hay gõ nhầm?", child))
    propose(ends.commune, Propose(child, "birth", "15/06/2010"))
    hear(ends)


def test_the_commune_hands_out_each_kind_and_takes_one_back(commune: Desk, ends: Ends, tmp_path: Path) -> None:
    page = shown(AssignPage(commune))
    assert not page._nothing.isHidden()
    page.new()
    assert isinstance(page.form, TaskForm)
    page.save()
    assert page.form is not None, "a task needs name and day"
    page.form.name.set_text("Treo cờ")
    page.form.due.set_text("31/12/2026")
    page.save()
    assert [row.name for row in page.model.rows] == ["Treo cờ"]
    assert page.villages.rows_model.rows[0].state == "chưa báo"
    page.chips.choose("campaigns")
    page.new()
    assert isinstance(page.form, HandCampaignForm)
    page.form.name.set_text("An toàn giao thông")
    page.save()
    assert len(campaign_overview(ends.commune)) == 1
    page.chips.choose("indicators")
    page.new()
    assert isinstance(page.form, IndicatorForm)
    page.form.name.set_text("Hộ phân loại rác")
    page.form.target.set_text("nhiều")
    page.save()
    assert page.form is not None
    assert page.form.target.below == "Phải là số, ví dụ 12."
    page.form.unit.set_text("hộ")
    page.form.target.set_text("400")
    page.save()
    assert list_indicators(ends.commune)[0].target == 400
    page.chips.choose("models")
    dialogs = commune.dialogs
    assert isinstance(dialogs, FakeDialogs)
    page.new()
    assert page.form is None
    dialogs.open = tmp_path / "mẫu.txt"
    dialogs.open.write_text("QUY ƯỚC\nĐiều 1. Đoàn kết\nGiúp nhau.\n", encoding="utf-8")
    page.new()
    assert isinstance(page.form, ModelForm)
    page.save()
    assert page.model.rows[0].about.startswith("1 điều")
    page.recall()
    assert not page.model.rows
    page.chips.choose("tasks")
    dialogs.saved = tmp_path / "tình hình.pdf"
    page.print_out()
    assert dialogs.saved.exists()


def test_the_village_answers_with_one_button(village: Desk, ends: Ends) -> None:
    hand_everything(ends)
    assert {TASKS, HANDED, QUESTIONS} <= {each.kind for each in home(ends.village).todos}
    page = shown(AssignedPage(village))
    assert page.model.rows[0].state == "trễ hạn, chưa báo"
    page.answer()
    assert isinstance(page.form, ReportForm)
    page.save()
    assert page.form is not None
    assert page.form.number.below == "Việc này cần một con số."
    page.form.number.set_text("12")
    page.save()
    assert my_tasks(ends.village)[0].number == 12
    assert page.button.text() == "Báo cáo lại"
    page.chips.choose("campaigns")
    page.answer()
    assert [row.name for row in list_campaigns(ends.village)] == ["An toàn giao thông"]
    assert not page.button.isEnabled()
    ends.take(ends.send())
    assert task_overview(ends.commune)[0].done == 1
    assert {TASKS, HANDED}.isdisjoint({each.kind for each in home(ends.village).todos})


def test_an_indicator_and_a_model_at_the_village(village: Desk, ends: Ends, commune: Desk, tmp_path: Path) -> None:
    from app.usecases.covenant_models import HandModel, hand_model
    from app.usecases.indicators import HandIndicator, hand_indicator

    (tmp_path / "mẫu.txt").write_text("QUY ƯỚC\nĐiều 1. Đoàn kết\nGiúp nhau.\n", encoding="utf-8")
    hand_model(ends.commune, HandModel("Mẫu", tmp_path / "mẫu.txt"))
    hand_indicator(ends.commune, HandIndicator("Hộ phân loại rác", "hộ", "month"))
    hear(ends)
    page = shown(AssignedPage(village), part="indicators")
    page.answer()
    assert isinstance(page.form, ValueForm)
    page.form.value.set_text("30")
    page.save()
    assert page.model.rows[0].state == "30 hộ"
    page.chips.choose("models")
    page.answer()
    assert show_covenant(ends.village) is not None


def test_a_picture_goes_with_a_report(village: Desk, ends: Ends, tmp_path: Path) -> None:
    from PIL import Image

    create_task(ends.commune, CreateTask("Nộp biên bản", due=date(2026, 12, 1), proof="paper"))
    hear(ends)
    dialogs = village.dialogs
    assert isinstance(dialogs, FakeDialogs)
    dialogs.open = tmp_path / "bb.png"
    Image.new("RGB", (300, 400), "white").save(dialogs.open)
    page = shown(AssignedPage(village))
    page.answer()
    page.save()
    assert page.form is not None
    page.attach()
    page.save()
    assert my_tasks(ends.village)[0].picture


def test_questions_and_proposals_are_decided(village: Desk, ends: Ends) -> None:
    hand_everything(ends)
    page = shown(QuestionsPage(village))
    assert page.state.startswith("1 câu hỏi chờ mình trả lời")
    page.do_answer()
    assert isinstance(page.form, WordsForm)
    page.save()
    assert page.form is not None
    page.form.words.set_text("Gõ nhầm.")
    page.save()
    assert list_questions(ends.village)[0].answer == "Gõ nhầm."
    page.chips.choose("proposals")
    page.accept()
    assert not list_proposals(ends.village)[0].open
    page.new()
    assert isinstance(page.form, AskForm)
    page.form.question.set_text("Nộp khi nào?")
    page.save()
    assert len(list_questions(ends.village)) == 2


def test_the_commune_asks_and_proposes(commune: Desk, ends: Ends) -> None:
    page = shown(QuestionsPage(commune))
    page.new()
    assert isinstance(page.form, AskForm)
    page.save()
    assert page.form is not None
    assert page.form.village.below == "Chọn thôn."
    page.form.village.set_text(ends.village.identity.pile)
    page.form.question.set_text("Đã họp chưa?")
    page.save()
    assert list_questions(ends.commune)[0].village == "thôn Đông"
    page.ask_proposal()
    assert isinstance(page.form, ProposeForm)
    page.form.village.set_text(ends.village.identity.pile)
    (found,) = page.form._find("Nguyễn Thị Con")
    page.form.person.set_choice(found)
    page.form.field.set_text("phone")
    page.form.value.set_text("0987654321")
    page.save()
    assert list_proposals(ends.commune)[0].value == "0987654321"
    page.chips.choose("proposals")
    assert page.accept_button.isHidden()


def test_a_clerk_works_on_a_villages_pages(commune: Desk, ends: Ends, tmp_path: Path) -> None:
    page = shown(VillageEntryPage(commune))
    heard = said(commune)
    page.new()
    assert isinstance(page.form, EnterVillageForm)
    page.form.name.set_text("Tây")
    page.save()
    assert page.sub is not None
    assert page.chips.current == "imports"
    commune.undo()
    assert page.sub is None, "the books that were begun are taken back"
    page.new()
    page.form.name.set_text("Tây")
    page.save()
    path = tmp_path / "tây.csv"
    path.write_text("Họ và tên,Quan hệ,Tổ\nPhạm Văn Mừng,Chủ hộ,Tổ 1\n", encoding="utf-8")
    page.go("imports", {"file": path})
    imports = page.pages["imports"]
    assert isinstance(imports, ImportsPage)
    imports.take_in()
    assert "1 hộ" in heard[-1].text
    page.go("households")
    page.go("exchange")
    assert page.chips.current == "households", "sending is not done in a village's place"
    page.finish()
    assert page.sub is None
    rows = {row.name: row.households for row in villages_overview(ends.commune)}
    assert rows == {"Đông": 2, "Tây": 1}
    page.ask_move()
    assert isinstance(page.form, MoveForm)
    west, east = (next(r.pile for r in page.model.rows if r.name == name) for name in ("Tây", "Đông"))
    page.form.source.set_text(east)
    page.form.into.set_text(west)
    page.form.into.edited.emit()
    page.form.codes.set_text("99-001")
    page.save()
    assert page.form is not None
    assert "99-001" in page.form.codes.below
    page.form.codes.set_text("01-001")
    page.save()
    rows = {row.name: row.households for row in villages_overview(ends.commune)}
    assert rows == {"Đông": 1, "Tây": 2}


def entered(desk: Desk) -> Page:
    page = shown(VillageEntryPage(desk))
    page.enter()
    return page


COMMUNE_VIEWS: dict[str, Callable[[Desk], Page]] = {
    "assign": lambda desk: shown(AssignPage(desk)),
    "questions": lambda desk: shown(QuestionsPage(desk)),
    "entry": lambda desk: shown(VillageEntryPage(desk)),
    "entered": entered,
}
VILLAGE_VIEWS: dict[str, Callable[[Desk], Page]] = {
    **{part: (lambda desk, part=part: shown(AssignedPage(desk), part=part)) for part in ("tasks", "campaigns")},
    "proposals": lambda desk: shown(QuestionsPage(desk), part="proposals"),
}


@pytest.mark.parametrize("percent", SIZES)
@pytest.mark.parametrize("view", [*COMMUNE_VIEWS, *VILLAGE_VIEWS])
def test_all_words_can_be_read(
    commune: Desk, village: Desk, ends: Ends, screen: Theme, view: str, percent: int
) -> None:
    hand_everything(ends)
    screen.force(dark=False, percent=percent)
    page = COMMUNE_VIEWS[view](commune) if view in COMMUNE_VIEWS else VILLAGE_VIEWS[view](village)
    page.resize(*SIZES[percent])
    for _ in range(3):
        QApplication.processEvents()
    assert cut_words(page) == []


def test_the_commune_looks_at_the_paper_a_village_gave(commune: Desk, ends: Ends, tmp_path: Path) -> None:
    from PIL import Image

    create_task(ends.commune, CreateTask("Nộp biên bản", due=date(2026, 12, 1), proof="paper"))
    hear(ends)
    Image.new("RGB", (300, 400), "white").save(tmp_path / "bb.png")
    report_task(ends.village, ReportTask(my_tasks(ends.village)[0].task, picture=tmp_path / "bb.png"))
    ends.take(ends.send())
    page = shown(AssignPage(commune))
    assert not page.paper.button.isHidden()
    page.paper.turn()
    assert page.paper.picture.shown
    assert page.villages.isHidden()
    assert page.paper.button.text() == "Đóng ảnh"
    page.paper.turn()
    assert not page.villages.isHidden()
    heard = said(commune)
    ends.commune.blobs.remove(ends.commune.blobs.names())
    page.paper.turn()
    assert "BLOB-001" in heard[-1].detail
    assert not page.villages.isHidden()
    page.paper.offer("")
    assert page.paper.button.isHidden()
