"""Starting: what is imported, first page or main window, one window a folder, messages instead of traces."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from reportlab.pdfgen.canvas import Canvas

from app.application import open_app
from app.gui import start, tour
from app.gui.beginning import find_commune_file, prefill
from app.gui.first_run import FirstRunChoice, FirstRunPage, Start
from app.gui.icons import PROGRAM_SIZES, program_icon
from app.gui.one_window import FirstWindow, ask_first_window
from app.gui.sample_sign import SampleSign
from app.gui.settings import NoSettings
from app.gui.shell import MainWindow
from app.gui.start import Program
from app.gui.trouble import TroubleWindow
from app.kernel.errors import AppError, Exit
from app.records.places import Village
from app.storage.errors import FOLDER_LOCKED
from app.usecases.commune_files import write_file
from app.usecases.context import COMMUNE, VILLAGE
from app.usecases.devices import export_key
from app.usecases.groups import SaveGroup, list_groups, save_group
from app.usecases.peers import trusted_keys
from app.usecases.program_copy import usual_folder
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from tests.fixtures.frozen import frozen_on_stick
from tests.gui.fakes import FakeDialogs
from tests.gui.samples import SAMPLE_PLACES

LATER = ("pandas", "reportlab", "alembic", "openpyxl", "python_calamine", "docx", "PySide6.QtPdf", "PySide6.QtNetwork",
         "PySide6.QtPrintSupport", "zxingcpp", "cryptography", "pyrage", "app.documents", "app.sheets")  # fmt: skip
ANSWER = FirstRunChoice(Start.LIST, None, "Quang Khải", "thôn", "11647", "", "Trần Văn Mẫn")


@pytest.fixture
def program(tmp_path: Path, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(start, "places_for", lambda role: SAMPLE_PLACES)
    made = Program(open_app(tmp_path / "so"), NoSettings(), dialogs=dialogs, at_once=True)
    yield made
    QCoreApplication.processEvents()
    made.close()
    made.deleteLater()


def test_nothing_heavy_is_imported_before_the_window(tmp_path: Path) -> None:
    """On books made before; making them runs the migrations once."""
    open_app(tmp_path / "so").close()
    script = (
        "import sys\n"
        "from app.gui import start, shell\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from app.gui.settings import NoSettings\n"
        "application = QApplication([])\n"
        "start.install_translator(application); start.install_theme(application, NoSettings())\n"
        f"program = start.Program(start.open_app(__import__('pathlib').Path({str(tmp_path / 'so')!r})), NoSettings())\n"
        "program.show(); program.window.grab()\n"
        f"print([name for name in {LATER!r} if name in sys.modules])\n"
        "program.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_first_page_then_books_then_window(program: Program, dialogs: FakeDialogs) -> None:
    program.show()
    first = program.window
    assert isinstance(first, FirstRunPage)
    first.chosen.emit(ANSWER)
    assert isinstance(program.window, MainWindow)
    assert program.window.windowTitle() == "Thôn Quang Khải – Sổ Thôn"
    assert program._app.role == VILLAGE


def test_the_list_that_was_opened_comes_next(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown: list[tuple[str, object]] = []
    monkeypatch.setattr(MainWindow, "show_place", lambda self, key, place=None: shown.append((key, place)))
    program.show()
    program.window.chosen.emit(
        FirstRunChoice(Start.LIST, tmp_path / "ho.xlsx", "Quang Khải", "thôn", "11647", "", "Mẫn")
    )
    assert shown[-1] == ("imports", {"file": tmp_path / "ho.xlsx"})


def test_books_that_cannot_begin_say_why_on_the_first_page(program: Program) -> None:
    program.show()
    first = program.window
    program.window.chosen.emit(FirstRunChoice(Start.LIST, None, "", "thôn", "11647", "", "Mẫn"))
    assert program.window is first
    assert isinstance(first, FirstRunPage)
    assert first.notice_bar.notice is not None
    assert "SETUP-001" in first.notice_bar.notice.detail


def test_a_commune_begins_too(program: Program) -> None:
    program.show()
    program.window.chosen.emit(FirstRunChoice(Start.COMMUNE, commune="11647", person="Bùi Thị Hạ"))
    assert program._app.role == COMMUNE
    assert program.window.windowTitle().startswith("Xã An Quang")


def test_the_sample_village_is_one_press_away(program: Program) -> None:
    program.show()
    program.window.chosen.emit(FirstRunChoice(Start.SAMPLE))
    assert isinstance(program.window, MainWindow)
    assert program.window.windowTitle() == "Thôn Đông Mẫu – Sổ Thôn"
    assert list_groups(program._app.context)
    assert program.window.findChildren(SampleSign)


def test_the_sample_village_never_touches_the_real_books(program: Program, tmp_path: Path) -> None:
    program.show()
    program.window.chosen.emit(FirstRunChoice(Start.SAMPLE))
    sample = program._app.context
    assert sample.folder == tmp_path / "so" / "thon-mau"
    group = list_groups(sample)[0]
    save_group(sample, SaveGroup(group.id, name="Tổ bấm thử"))
    leave = next(each for each in program.window.findChildren(QPushButton) if each.text() == "Rời thôn mẫu")
    leave.click()
    assert isinstance(program.window, FirstRunPage)
    assert program._app.role == ""
    program.window.chosen.emit(FirstRunChoice(Start.SAMPLE))
    assert "Tổ bấm thử" in [row.name for row in list_groups(program._app.context)]
    program.leave_sample()
    program.window.chosen.emit(ANSWER)
    assert isinstance(program.window, MainWindow)
    assert program.window.windowTitle() == "Thôn Quang Khải – Sổ Thôn"
    assert not program.window.findChildren(SampleSign)
    assert list_groups(program._app.context) == ()


def test_a_sample_village_left_half_made_is_made_anew(program: Program, tmp_path: Path) -> None:
    half = open_app(tmp_path / "so" / "thon-mau")
    found_village(half.context, FoundVillage("11647", "Dở"))
    half.close()
    program.show()
    program.window.chosen.emit(FirstRunChoice(Start.SAMPLE))
    assert program.window.windowTitle() == "Thôn Đông Mẫu – Sổ Thôn"


def test_a_sample_village_that_cannot_be_opened_says_why(program: Program, tmp_path: Path) -> None:
    taken = open_app(tmp_path / "so" / "thon-mau")
    program.show()
    program.window.chosen.emit(FirstRunChoice(Start.SAMPLE))
    assert isinstance(program.window, FirstRunPage)
    assert program.window.notice_bar.notice is not None
    assert "DATA-001" in program.window.notice_bar.notice.detail
    taken.close()


def test_the_file_of_the_commune_fills_in_commune_and_key(program: Program, tmp_path: Path) -> None:
    commune = open_app(tmp_path / "xa")
    found_commune(commune.context, FoundCommune("11647"))
    digits = export_key(commune.context, tmp_path / "khoa-xa.json")
    commune.close()
    context = program._app.context
    choice = prefill(context, FirstRunChoice(Start.COMMUNE_FILE, tmp_path / "khoa-xa.json"))
    assert (choice.commune, choice.commune_name) == ("11647", "Xã An Quang, Thành phố Hải Phòng")
    assert (choice.code, choice.from_laptop) == (digits, True)
    program.show()
    assert isinstance(program.window, FirstRunPage)
    program.window._ask(choice)
    assert program.window.form.code.text().startswith(f"Dãy số của máy kia: {digits}.")
    assert program.window._form_title.text() == "Sổ của thôn, theo tệp khoá máy cùng thôn"
    assert not program.window.form.code.isHidden(), "the digits stand there before anything is trusted"
    program.window.chosen.emit(replace(choice, village="Quang Khải", person="Mẫn"))
    assert isinstance(program.window, MainWindow)
    with context.reading() as session:
        assert [keys.commune for keys in trusted_keys(session.connection()).values()] == ["11647"]


def test_the_communes_file_on_a_stick_is_found_and_names_its_villages(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    monkeypatch.setattr("app.storage.places.removable_roots", lambda: (stick,))
    commune = open_app(tmp_path / "xa")
    found_commune(commune.context, FoundCommune("11647"))
    for pile in ("0" * 32, "1" * 32):
        with commune.context.transaction("setup.village", pile=pile) as tx:
            tx.add(Village(id=pile, name="Quang Khải", label="khu phố"))
    made = write_file(commune.context, stick)
    commune.close()
    program.show()
    first = program.window
    assert isinstance(first, FirstRunPage)
    assert not first.found_door.isHidden()
    first.open_found()
    assert made.code in first.form.code.text()
    assert not first.form.code.isHidden()
    assert not program._app.role, "before anything is begun or trusted"
    assert not first.form.commune.isEnabled()
    first.form.listed.set_text("1")
    first.form.listed.edited.emit()
    assert (first.form.label.text(), first.form.village.text()) == ("khu phố", "Quang Khải")
    first.form.person.set_text("Mẫn")
    first.finish()
    assert isinstance(program.window, MainWindow)
    context = program._app.context
    assert (context.identity.pile, context.identity.commune) == ("1" * 32, "11647"), "the one that was picked"


def test_the_communes_file_is_looked_for_beside_the_program_above_it_and_on_every_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = frozen_on_stick(tmp_path, monkeypatch)
    other = tmp_path / "USB khác"
    other.mkdir()
    monkeypatch.setattr("app.storage.places.removable_roots", lambda: (other,))
    places = [made, made.parent, other]
    for place in places:
        (place / "sothon_xa_11647.json").write_bytes(b"{}")
    for place in places:
        assert find_commune_file() == place / "sothon_xa_11647.json"
        (place / "sothon_xa_11647.json").unlink()
    assert find_commune_file() is None


def test_a_fault_while_beginning_is_said_on_the_first_page(
    program: Program, monkeypatch: pytest.MonkeyPatch, logged: list[object]
) -> None:
    program.show()
    monkeypatch.setattr("app.gui.beginning.found_village", lambda context, command: [].pop())
    first = program.window
    first.chosen.emit(ANSWER)
    assert isinstance(first, FirstRunPage)
    assert first.notice_bar.notice is not None
    assert first.notice_bar.notice.links[0].text == "Chép báo lỗi"
    assert first._stack.isEnabled()
    assert len(logged) == 1


def test_an_unexpected_failure_is_logged_and_shown(program: Program, logged: list[object]) -> None:
    program.show()
    program.show_bug(ValueError("Trần Thị Bé Ba"))
    program.window.chosen.emit(ANSWER)
    program.show_bug(ValueError("Trần Thị Bé Ba"))
    assert isinstance(program.window, MainWindow)
    assert program.window.notice_bar.notice is not None
    assert program.window.notice_bar.notice.tone == "error"
    assert len(logged) == 2
    assert not any("Bé Ba" in record.getMessage() for record in logged)  # type: ignore[attr-defined]


def test_a_second_start_raises_the_first_window(program: Program, tmp_path: Path) -> None:
    program.show()
    program.window.showMinimized()
    QTest.qWait(50)
    assert ask_first_window(tmp_path / "so")
    QTest.qWait(50)
    assert not program.window.isMinimized()
    assert not ask_first_window(tmp_path / "another")


def test_a_socket_left_by_a_crash_is_no_obstacle(program: Program, tmp_path: Path) -> None:
    program.show()
    first = FirstWindow(tmp_path / "x", lambda: program.window, program)
    second = FirstWindow(tmp_path / "x", lambda: program.window, program)
    assert ask_first_window(tmp_path / "x")
    first.deleteLater()
    second.deleteLater()


def test_a_folder_that_is_open_already(tmp_path: Path) -> None:
    app = open_app(tmp_path / "so")
    with pytest.raises(AppError) as caught:
        open_app(tmp_path / "so")
    assert caught.value.code is FOLDER_LOCKED
    app.close()


def test_trouble_is_said_with_number_and_advice(tmp_path: Path) -> None:
    window = TroubleWindow(AppError(FOLDER_LOCKED), tmp_path)
    words = " ".join(each.text() for each in window.findChildren(QLabel))
    assert "DATA-001" in words
    assert FOLDER_LOCKED.advice in words
    window.deleteLater()


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [([], None), (["--data-dir", "a b/ổ"], Path("a b/ổ")), (["--data-dir=x"], Path("x"))],
)
def test_the_data_folder_is_an_argument(arguments: list[str], folder: Path | None) -> None:
    assert start._places(arguments)[0] == folder


def run_window(folder: Path, after: str) -> subprocess.CompletedProcess[str]:
    script = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from app.gui import start\n"
        "class Timed(QApplication):\n"
        "    def exec(self):\n"
        f"        QTimer.singleShot(300, lambda: {after})\n"
        "        return super().exec()\n"
        "start.QApplication = Timed\n"
        f"sys.exit(start.run(['--data-dir', {str(folder)!r}]))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ)
    )


def test_the_whole_program_opens_and_closes(tmp_path: Path) -> None:
    done = run_window(tmp_path / "so", "QApplication.closeAllWindows()")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_program_ends_well_when_the_first_could_be_raised(program: Program, tmp_path: Path) -> None:
    program.show()
    QCoreApplication.processEvents()
    assert run_window(tmp_path / "so", "QApplication.closeAllWindows()").returncode == 0


def test_a_second_program_ends_with_5_when_nobody_answers(program: Program, tmp_path: Path) -> None:
    assert run_window(tmp_path / "so", "QApplication.closeAllWindows()").returncode == 5


def test_a_slot_that_breaks_does_not_close_the_window(tmp_path: Path) -> None:
    done = run_window(tmp_path / "so", "(QTimer.singleShot(200, QApplication.closeAllWindows), [].pop())")
    assert done.returncode == 0, done.stderr
    assert "IndexError" in done.stderr


# -- the walk of the self-test ---------------------------------------------------------------------------------------


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[MainWindow, Path], int]:
    """Return a function that walks through a window and tells the exit code it would leave with."""

    def walk(window: MainWindow, paper: Path) -> int:
        codes: list[int] = []
        monkeypatch.setattr(tour, "QApplication", SimpleNamespace(exit=codes.append))
        tour.Tour(window, paper)
        for _ in range(500):
            if codes:
                break
            QTest.qWait(20)
        return codes[0]

    return walk


def test_the_walk_shows_every_page_and_a_paper(
    program: Program, walked: Callable[[MainWindow, Path], int], tmp_path: Path
) -> None:
    program.show()
    program.window.chosen.emit(FirstRunChoice(Start.SAMPLE))
    window = program.window
    assert isinstance(window, MainWindow)
    paper = tmp_path / "giấy.pdf"
    canvas = Canvas(str(paper))
    canvas.drawString(100, 700, "So Thon")
    canvas.save()
    assert walked(window, paper) == Exit.DONE
    assert set(window._pages) == set(window.place_keys)
    assert window.help_panel.isVisible()


def test_the_walk_ends_at_a_page_that_breaks(
    program: Program,
    walked: Callable[[MainWindow, Path], int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    logged: list[logging.LogRecord],
) -> None:
    program.show()
    program.window.chosen.emit(FirstRunChoice(Start.SAMPLE))
    window = program.window
    assert isinstance(window, MainWindow)
    assert walked(window, tmp_path / "not there.pdf") == Exit.BUG

    def broken(key: str) -> None:
        raise ModuleNotFoundError(key)

    monkeypatch.setattr(window, "show_place", broken)
    assert walked(window, tmp_path / "not there.pdf") == Exit.BUG
    assert "ModuleNotFoundError" in logged[-1].getMessage()


def test_the_window_carries_the_programs_icon(application: object) -> None:
    icon = program_icon()
    assert [size.width() for size in icon.availableSizes()] == list(PROGRAM_SIZES)
    corner, middle = (icon.pixmap(64, 64).toImage().pixelColor(at, at) for at in (0, 40))
    assert corner.alpha() == 0
    assert middle.alpha() == 255


def test_a_program_on_a_stick_offers_to_be_copied_before_anything_is_begun(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = frozen_on_stick(tmp_path / "máy", monkeypatch)
    program.show()
    first = program.window
    assert isinstance(first, FirstRunPage)
    assert not first.copy_door.isHidden()
    first.copy_program()
    assert first.notice_bar.notice is not None
    assert first.notice_bar.notice.text == "Đã chép chương trình vào máy này và đọc lại để kiểm tra."
    assert (usual_folder() / "so-thon").read_bytes() == (stick / "so-thon").read_bytes()
    assert not program._app.role
    (usual_folder() / "_internal").rename(usual_folder() / "khác")
    first.copy_program()
    assert first.notice_bar.notice.tone == "error"
    assert "INSTALL-003" in first.notice_bar.notice.detail


def test_a_program_from_source_offers_no_copy(program: Program) -> None:
    program.show()
    assert isinstance(program.window, FirstRunPage)
    assert program.window.copy_door.isHidden()
    program.window.copy_program()
    assert program.window.notice_bar.notice is None
