"""What pages ask of the window: notices, undo, errors, bugs, files; on real books where there is something to undo."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gui.desk import Desk, undone_sentence
from app.gui.errors import NO_PRINTER, NOTHING_OPENS
from app.gui.jobs import Job, Jobs
from app.gui.notice import Link, Notice
from app.gui.notice_bar import NoticeBar
from app.journal.capture import Changes
from app.kernel.errors import AppError
from app.kernel.ids import Ids
from app.records.register import ResidentialGroup
from app.storage.database import open_folder
from app.usecases.context import Context, Done
from app.usecases.drafts import KeptDrafts
from app.usecases.setup import FoundVillage, found_village
from tests.conftest import FakeClock
from tests.gui.fakes import FakeDialogs

PERSON = "Trần Thị Bé Ba 036072001234"


@pytest.fixture
def context(tmp_path: Path, clock: FakeClock, ids: Ids) -> Iterator[Context]:
    made = Context(open_folder(tmp_path / "so", random.Random(7).randbytes), clock, ids, tmp_path / "so")
    found_village(made, FoundVillage("11647", "Quang Khải"))
    yield made
    made.database.close()


@pytest.fixture
def real_desk(context: Context, dialogs: FakeDialogs) -> Iterator[Desk]:
    made = Desk(context, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=KeptDrafts(context))
    yield made
    made.jobs.close()


def heard(desk: Desk) -> list[Notice]:
    notices: list[Notice] = []
    desk.notice_given.connect(notices.append)
    return notices


def add_group(context: Context) -> Done[str]:
    with context.transaction("group.save") as tx:
        group = ResidentialGroup(id=context.ids.record(), name="Tổ 1")
        tx.add(group)
        made = group.id
    return tx.done(made)


def test_done_is_said_and_taken_back_and_done_again(real_desk: Desk, context: Context) -> None:
    notices, changes = heard(real_desk), []
    real_desk.changed.connect(changes.append)
    done = add_group(context)
    real_desk.notify_done(done, "Đã thêm Tổ 1.", [Link("Tổ 1", int)])
    assert [link.text for link in notices[0].links] == ["Tổ 1", "Hoàn tác"]
    notices[0].links[-1].act()
    assert notices[1].text == "Đã hoàn tác: Ghi tổ dân cư."
    assert [link.text for link in notices[1].links] == ["Làm lại"]
    notices[1].links[0].act()
    assert notices[2].text == "Đã làm lại: Ghi tổ dân cư."
    assert all(each.touches("residential_group") for each in changes)


def test_when_nothing_can_be_undone_it_says_so(real_desk: Desk) -> None:
    notices = heard(real_desk)
    real_desk.undo()
    assert notices[0].tone == "error"
    assert "UNDO-" in notices[0].detail


def test_nothing_written_offers_no_undo(desk: Desk) -> None:
    notices = heard(desk)
    desk.notify_done(Done("x", Changes()), "Không có gì thay đổi.")
    assert notices[0].links == ()


def test_at_most_three_result_rows(desk: Desk) -> None:
    notices = heard(desk)
    desk.notify_done(Done("x", Changes(), "1" * 32), "Đã ghi.", [Link(str(n), int) for n in range(9)])
    assert [link.text for link in notices[0].links] == ["0", "1", "2", "Hoàn tác"]


def test_an_expected_failure_is_shown_with_number_and_advice(desk: Desk) -> None:
    notices = heard(desk)

    def fail() -> str:
        raise AppError(NO_PRINTER)

    assert desk.attempt(fail) is None
    assert desk.attempt(lambda: 5) == 5
    assert notices[0].tone == "error"
    assert notices[0].text == "Máy tính này chưa nối với máy in nào."
    assert notices[0].detail.endswith("(Mã: PRINTER-001)")


def test_a_bug_gives_a_report_without_personal_data(desk: Desk, dialogs: FakeDialogs) -> None:
    notices = heard(desk)

    def break_down(progress: object) -> None:
        try:
            int(PERSON)
        except ValueError as error:
            raise KeyError(PERSON) from error

    desk.run(Job("x", break_down, print))
    assert notices[0].tone == "error"
    notices[0].links[0].act()
    report = dialogs.copied[0]
    assert "builtins.KeyError" in report
    assert "builtins.ValueError" in report
    assert "test_desk.py" in report
    for secret in (*PERSON.split(), str(Path.cwd()), str(Path.home())):
        assert secret not in report.replace("app/gui", "")


def test_a_finished_file_can_be_opened_printed_found(desk: Desk, dialogs: FakeDialogs, tmp_path: Path) -> None:
    notices, previews = heard(desk), []
    desk.preview_wanted.connect(lambda path, title, sheets: previews.append((path, title, sheets)))
    pdf, sheet = tmp_path / "Cam kết tổ 3.pdf", tmp_path / "Danh sách.xlsx"
    desk.notify_file(pdf, "Đã in 60 bản cam kết.")
    desk.notify_file(sheet, "Đã lưu danh sách.", detail="60 hộ")
    assert [link.text for link in notices[0].links] == ["Mở", "In", "Mở thư mục"]
    assert [link.text for link in notices[1].links] == ["Mở", "Mở thư mục"]
    for link in notices[0].links:
        link.act()
    assert dialogs.shown == [pdf, tmp_path]
    assert previews == [(pdf, "Cam kết tổ 3", ())]


def test_a_file_nothing_opens_says_so(desk: Desk, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch) -> None:
    notices = heard(desk)

    def refuse(path: Path) -> None:
        raise AppError(NOTHING_OPENS, file=path.name)

    monkeypatch.setattr(dialogs, "show_file", refuse)
    desk.notify_file(Path("a.xlsx"), "Đã lưu.")
    notices[0].links[0].act()
    assert "«a.xlsx»" in notices[1].text


def test_asking_names_the_thing_and_the_verb(desk: Desk, dialogs: FakeDialogs) -> None:
    dialogs.yes = False
    assert not desk.ask("Xoá 3 bản sao lưu cũ?", "Không lấy lại được.", "Xoá 3 bản")
    assert (dialogs.questions[0].yes, dialogs.questions[0].no) == ("Xoá 3 bản", "Thôi")


def test_wishes_reach_the_window(desk: Desk) -> None:
    wishes: list[object] = []
    desk.navigation_wanted.connect(lambda key, place: wishes.append((key, place)))
    desk.fold_wanted.connect(wishes.append)
    desk.navigate("households", household="1" * 32)
    desk.fold_navigation(True)
    assert wishes == [("households", {"household": "1" * 32}), True]


def test_the_bar_shows_one_notice_with_its_links() -> None:
    bar, pressed = NoticeBar(), []
    bar.show_notice(Notice("Đã ghi <b>An</b> & Bình.", links=(Link("Hoàn tác", lambda: pressed.append(1)),)))
    assert bar.accessibleName() == "Đã ghi <b>An</b> & Bình."
    bar.press("Hoàn tác")
    bar.press("Không có")
    assert pressed == [1]
    bar.show_notice(Notice("Máy in hết giấy.", "warn", "Thêm giấy."))
    assert bar.property("tone") == "warn"
    assert [child.text() for child in bar.findChildren(type(bar._text)) if not child.isHidden()].count(
        "Thêm giấy."
    ) == 1
    bar.clear()
    assert bar.isHidden()
    bar.press("Hoàn tác")
    bar.deleteLater()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Ghi hộ gia đình", "Đã hoàn tác: Ghi hộ gia đình."),
        ("Hoàn tác: Ghi hộ gia đình", "Đã làm lại: Ghi hộ gia đình."),
    ],
)
def test_undo_of_an_undo_is_doing_it_again(words: str, said: str) -> None:
    assert undone_sentence(words) == said


def test_drafts_stay_in_the_books_until_they_are_discarded(context: Context) -> None:
    drafts = KeptDrafts(context)
    assert drafts.load("household:new") is None
    drafts.save("household:new", {"head": "Trần Thị"})
    drafts.save("household:new", {"head": "Trần Thị Ơn"})
    assert KeptDrafts(context).load("household:new") == {"head": "Trần Thị Ơn"}
    drafts.discard("household:new")
    drafts.discard("household:new")
    assert drafts.load("household:new") is None
