"""``self-test``: what a frozen build runs on itself, so that whatever was left out of it is met before a person does."""

import contextlib
import importlib
import os
import pkgutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import app
from app.application import demo, open_app
from app.cli.command import Answer, Call
from app.cli.errors import PART_FAILED, WINDOW_FAILED
from app.cli.parser import Parser
from app.kernel.bug_report import bug_report
from app.kernel.errors import AppError
from app.kernel.resources import bundled_path, program_folder, resource_path

if TYPE_CHECKING:
    from app.usecases.context import Context

_LONGEST_S: Final = 240
"""How long the window may take to show every page on a slow disk."""
_SHEETS: Final = 4
"""How many households get a sheet that is read back."""
_GENERAL_HELP: Final = "general"


def add_to(parser: Parser) -> None:
    """Declare ``self-test``, which needs no options."""
    parser.set_defaults(run=_test)


def _test(call: Call) -> Answer:
    facts: dict[str, object] = {"version": app.__version__, "frozen": program_folder() is not None}
    with tempfile.TemporaryDirectory(prefix="so-thon-", ignore_cleanup_errors=True) as scratch:
        place = Path(scratch)
        with _part("modules", facts):
            facts["modules"] = _import_all()
        with _part("migrations", facts):
            facts["migrations"] = _migrations()
        with _part("resources", facts):
            facts |= _resources()
        with _part("demo", facts):
            facts["households"] = demo(place / "out", call.progress).households
            facts |= {"database": True, "print": True, "bundle": True, "sample": True}
        call.progress.stage("Đọc lại giấy và tệp")
        with _sample(place / "so") as context:
            with _part("scan", facts):
                facts["scan"] = _paper_and_back(context, place)
            with _part("spreadsheet", facts):
                facts["spreadsheet"] = _sheet_and_back(context, place)
            with _part("word", facts):
                facts["word"] = _word_and_back(context, place)
        call.progress.stage("Vẽ cửa sổ")
        facts["window_seconds"] = _draw_window(place / "so", {"SO_THON_QUIT_WHEN_PAINTED": "1"})
        _draw_window(place / "so", {"SO_THON_TOUR": str(place / "ban-cam-ket.pdf")})
        facts["window"] = True
    line = "Tự kiểm tra xong: mở sổ, in, quét lại, bảng tính, Word, gói dữ liệu và mọi trang của cửa sổ đều tốt."
    return Answer(facts, (line,))


@contextlib.contextmanager
def _part(name: str, facts: dict[str, object]) -> Iterator[None]:
    """Say which part failed, and for a fault of the program where; nobody reads the trace of a build on a stick."""
    try:
        yield
    except AppError as error:
        raise AppError(PART_FAILED, part=name, reason=error.code.number, passed=sorted(facts)) from error
    except Exception as error:
        print(bug_report(error), file=sys.stderr)
        raise AppError(PART_FAILED, part=name, reason=type(error).__name__, passed=sorted(facts)) from error


def _import_all() -> int:
    """Import every module of the program, and with them every library; return how many there are."""
    names = [found.name for found in pkgutil.walk_packages(app.__path__, "app.") if not found.name.endswith("__main__")]
    for name in names:
        importlib.import_module(name)
    _require(len(names) > 1, "no module was found")
    return len(names)


def _migrations() -> bool:
    """Tell that every version of the schema travels along: a new database is at the newest of them."""
    from app.storage.schema import JOURNAL_VERSION

    versions = list(bundled_path("db/migrations/versions").glob("*.py"))
    _require(len(versions) == JOURNAL_VERSION, f"{len(versions)} migrations of {JOURNAL_VERSION}")
    return True


def _resources() -> dict[str, object]:
    """Tell that fonts have the letters of Vietnamese, and that help and licences travel along."""
    from app.documents.fonts import missing
    from app.vietnamese.text import clean

    alphabet = clean("AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY ằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựỳỷỹỵ 0123456789 ₫")
    _require(not missing(alphabet), "a font lacks letters")
    fonts = list(resource_path("fonts").glob("*.ttf"))
    licences = list(resource_path("fonts").glob("OFL-*.txt"))
    _require(bool(fonts and licences), "no fonts or not their licences")
    helps = [page.stem for page in resource_path("help").glob("*.md") if page.stat().st_size]
    _require(_GENERAL_HELP in helps and len(helps) > 1, "no help")
    return {"fonts": True, "help": True}


@contextlib.contextmanager
def _sample(folder: Path) -> Iterator["Context"]:
    """Open books with the sample village in them."""
    from app.usecases.demo import begin_sample

    books = open_app(folder)
    try:
        begin_sample(books.context)
        yield books.context
    finally:
        books.close()


def _paper_and_back(context: "Context", place: Path) -> bool:
    """Print some sheets, read the pages as a scanner would give them, and find each household again."""
    from app.kernel.clock import today
    from app.usecases.campaigns import OpenCampaign, default_items, open_campaign, pledge_rows
    from app.usecases.printing import PrintSheets, print_sheets
    from app.usecases.scans import ScanFiles, scan_files

    command = OpenCampaign("Tự kiểm tra", today(context.clock).year, default_items(), covenant=True)
    campaign = open_campaign(context, command).result.campaign
    paper = place / "ban-cam-ket.pdf"
    some = tuple(row.id for row in pledge_rows(context, campaign)[:_SHEETS])
    printed = print_sheets(context, PrintSheets(campaign, paper, pledges=some, scanning=True, cover=False)).result
    scanned = scan_files(context, ScanFiles((paper,))).result
    found = {item.sheet for item in scanned.items if item.sheet}
    _require(len(found) == printed.sheets > 0, f"{len(found)} sheets read of {printed.sheets}")
    return True


def _sheet_and_back(context: "Context", place: Path) -> bool:
    """Write a list as a workbook and read it again."""
    from app.sheets.reader import read_workbook
    from app.usecases.lists import ready_lists
    from app.usecases.print_lists import WriteList, write_list

    written = write_list(context, WriteList(ready_lists()[0], place / "danh-sach.xlsx")).result
    rows = read_workbook(written.file).sheets[0].rows
    _require(len(rows) > written.rows > 0, f"{len(rows)} lines read of {written.rows}")
    return True


def _word_and_back(context: "Context", place: Path) -> bool:
    """Write the handbook as a Word file and read it again."""
    from app.documents.word_in import lines_of_word
    from app.usecases.handbooks import TITLE, PrintHandbook, print_handbook

    written = print_handbook(context, PrintHandbook(place / "so-tay.docx")).result.file
    lines = lines_of_word(written.read_bytes())
    _require(any(TITLE.casefold() in line.casefold() for line in lines), "the title is not in the file")
    return True


def _draw_window(folder: Path, wish: dict[str, str]) -> float:
    """Draw the sample village's window off screen, in a process of its own as a person's start is; return the seconds."""
    program = [sys.executable] if program_folder() else [sys.executable, "-m", "app"]
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | wish
    began = time.monotonic()
    started = subprocess.run(  # noqa: S603 - our own program on a folder we made
        [*program, "--data-dir", str(folder)], cwd=bundled_path("."), env=surroundings, capture_output=True,
        timeout=_LONGEST_S, check=False,
    )  # fmt: skip
    if started.returncode:
        print(started.stderr.decode(errors="replace"), file=sys.stderr)
        raise AppError(WINDOW_FAILED, code=started.returncode)
    return round(time.monotonic() - began, 2)


def _require(holds: bool, otherwise: str) -> None:
    """Raise what a part that does not hold is reported with."""
    if not holds:
        raise RuntimeError(otherwise)
