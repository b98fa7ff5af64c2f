"""Speed of the register: import beside raw inserts, search beside a raw scan, start beside a bare window."""

import os
import random
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from app.application import SystemClock
from app.journal.tables import HEAD, NOTE
from app.kernel.ids import Ids
from app.records.register import Household, Person, ResidentialGroup
from app.storage.database import FILE_NAME, KEY_NAME, Database, open_folder
from app.storage.sqlite import make_engine
from app.usecases.context import Context
from app.usecases.duplicates import likely_households, likely_people
from app.usecases.households import HouseholdQuery, list_households, list_people
from app.usecases.imports import ImportList, import_list, preview_import
from app.usecases.lists import PEOPLE, ListSpec, make_list
from app.usecases.quality import examine
from app.usecases.register_on import register_on
from app.usecases.setup import FoundVillage, found_village
from tests.bench.harness import PROJECT, figure, peak_memory_mb, seconds, seconds_beside

pytestmark = pytest.mark.bench
MEMORY_MB = 300.0
MODELS = (ResidentialGroup, Household, Person)


def village(folder: Path) -> Context:
    """Open a new village in ``folder``."""
    clock = SystemClock()
    context = Context(open_folder(folder, os.urandom), clock, Ids(os.urandom, clock), folder)
    found_village(context, FoundVillage("11647", "Quang Khải", "làng"))
    return context


def imported(folder: Path, shared_data: Path) -> Context:
    """Open a new village with the real list in it."""
    context = village(folder)
    import_list(context, ImportList(shared_data / "ho-dan-quang-khai.xlsx", fill_zeros=True))
    return context


def test_dry_run_of_the_real_list(tmp_path: Path, shared_data: Path) -> None:
    context = village(tmp_path)
    command = ImportList(shared_data / "ho-dan-quang-khai.xlsx", fill_zeros=True)
    figure("import, dry run of 1,537 people", seconds(lambda: preview_import(context, command)), 0.5, note="budget")
    context.database.close()


def test_commit_of_the_real_list(tmp_path: Path, shared_data: Path) -> None:
    command = ImportList(shared_data / "ho-dan-quang-khai.xlsx", fill_zeros=True)
    contexts = iter([village(tmp_path / str(run)) for run in range(3)])
    done: list[Context] = []

    def commit() -> None:
        context = next(contexts)
        import_list(context, command)
        done.append(context)

    ours = seconds(commit)
    figure("import, commit of 1,537 people", ours, 1.5, note="budget")
    rows = {model: rows_of(done[0].database, model) for model in (NOTE, HEAD, *(each.__table__ for each in MODELS))}
    targets = iter([village(tmp_path / f"raw{run}") for run in range(3)])

    def raw() -> None:
        context = next(targets)
        with context.writing() as connection:
            for table, items in rows.items():
                fresh = items if table is not NOTE else [item | {"n": item["n"] + 1000} for item in items]
                connection.execute(insert(table).prefix_with("OR REPLACE"), fresh)
        done.append(context)

    figure("import, commit beside raw inserts", ours, seconds(raw), 15, "raw inserts of the same rows and notes")
    for context in done:
        context.database.close()


def rows_of(database: Database, table: object) -> list[dict[str, object]]:
    """Return all rows of a table."""
    with database.reading() as session:
        return [dict(row) for row in session.connection().execute(select(table)).mappings()]


def test_memory_of_importing(tmp_path: Path, shared_data: Path) -> None:
    peak = peak_memory_mb(__name__, "import_in", str(tmp_path), str(shared_data))
    figure("import, peak memory", peak, MEMORY_MB, note="budget", unit="MB")


def import_in(folder: str, shared_data: str) -> None:
    """Import the real list in this process, for measuring its memory."""
    imported(Path(folder), Path(shared_data)).database.close()


def test_search_at_50_000_people(tmp_path: Path) -> None:
    context = village(tmp_path)
    fill(context.database, 15_000, 50_000)
    typed = "nguyễn văn h"
    keys = [typed[: end + 1] for end in range(len(typed))]

    def type_name() -> None:
        for text in keys:
            list_people(context, HouseholdQuery(text, limit=50))

    def raw_scan() -> None:
        with context.reading() as session:
            for _ in keys:
                session.connection().exec_driver_sql(
                    "SELECT count(*) FROM person WHERE search_text LIKE '% ng% v% h%'"
                ).scalar_one()

    ours, limit = seconds_beside(type_name, raw_scan)
    figure("search, one key press at 50,000 people", ours / len(keys), 0.030, note="budget")
    figure("search beside one raw scan", ours, limit, 10, "the same number of bare LIKE scans")
    households = seconds(lambda: list_households(context, HouseholdQuery("ng v h", limit=50)))
    figure("search, households by member name at 50,000 people", households, 0.030, note="budget")
    context.database.close()


def test_quality_of_5_000_people(tmp_path: Path) -> None:
    context = village(tmp_path)
    fill(context.database, 1_500, 5_000)

    def look() -> None:
        with context.reading() as session:
            assert examine(session, date(2026, 11, 18)).findings

    figure("quality check of 5,000 people", seconds(look), 3.0, note="budget")
    context.database.close()


def test_likely_duplicates_among_50_000_people(tmp_path: Path) -> None:
    context = village(tmp_path)
    fill(context.database, 15_000, 50_000)

    def look() -> None:
        with context.reading() as session:
            likely_people(session)
            likely_households(session)

    figure("likely duplicates among 50,000 people", seconds(look, 1), 60.0, note="budget")
    context.database.close()


OPENED = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.application import open_app
from app.gui.desk import Desk
from app.gui.dialogs import NativeDialogs
from app.gui.households import HouseholdsPage
from app.gui.jobs import Jobs
from app.gui.settings import NoSettings
from app.gui.theme import install_theme
from app.usecases.drafts import KeptDrafts
application = QApplication([])
install_theme(application, NoSettings(), dark=False)
app = open_app(Path(sys.argv[1]))
desk = Desk(app.context, jobs=Jobs(at_once=True), dialogs=NativeDialogs(), drafts=KeptDrafts(app.context))
begun = time.perf_counter()
page = HouseholdsPage(desk)
page.refresh(None)
page.resize(1150, 690)
page.show()
page.open()
application.processEvents()
print(time.perf_counter() - begun)
begun = time.perf_counter()
page.table.scrollToBottom()
application.processEvents()
print(time.perf_counter() - begun)
print(page.model.rowCount(), page.model.total)
desk.jobs.close()
app.close()
"""


def test_the_list_page_opens_over_50_000_people(tmp_path: Path) -> None:
    """Opened and scrolled in a process of its own; only the first pieces of the list are ever read."""
    context = village(tmp_path / "village")
    fill(context.database, 15_000, 50_000)
    everybody = ListSpec("Mọi người", PEOPLE, columns=("name", "head", "address"))
    day = date(2026, 6, 1)
    figure("register of a day, 50,000 people", seconds(lambda: register_on(context, day)), 5.0, note="our own budget")
    assert len(make_list(context, everybody).rows) == 50_000
    figure("list of all 50,000 people", seconds(lambda: make_list(context, everybody)), 5.0, note="our own budget")
    context.database.close()
    command = [sys.executable, "-c", OPENED, str(tmp_path / "village")]
    said = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout.split()
    assert int(said[2]) < int(said[3]) == 15_000
    figure("households page opened over 50,000 people", float(said[0]), 0.5, note="budget")
    figure("households page scrolled over 50,000 people", float(said[1]), 0.5, note="budget")


def fill(database: Database, households: int, people: int) -> None:
    """Put invented rows straight into the tables: enough for searching, without notes."""
    dice = random.Random(1)
    families, middles = ("Nguyễn", "Trần", "Lê", "Phạm"), ("Văn", "Thị", "Đức", "Hữu")
    given = ("An", "Bình", "Hùng", "Đông", "Ơn", "Yến", "Hoà", "Lan")
    homes, members = [], []
    for number in range(households):
        home = Household(address=f"Ngõ {number % 97}, số {number}", code=f"{number % 60:02d}-{number:05d}")
        homes.append(home)
    for number in range(people):
        name = f"{dice.choice(families)} {dice.choice(middles)} {dice.choice(given)}"
        relation = "Chủ hộ" if number < households else "Con"
        members.append(Person(full_name=name, household_id=f"h{number % households}", relation=relation))
    with database.writing() as connection:
        for prefix, records in (("h", homes), ("p", members)):
            for number, record in enumerate(records):
                record.id, record.pile, record.status = f"{prefix}{number}", "pile", "live"
                record.derive()
            table = type(records[0]).__table__
            rows = [{column.name: getattr(record, column.name) for column in table.columns} for record in records]
            connection.execute(insert(table), rows)


BARE = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
import sqlalchemy.orm
from app.storage.sqlite import make_engine
from pathlib import Path
engine = make_engine(Path(sys.argv[1]), sys.argv[2])
engine.connect().close()
application = QApplication([])
window = QWidget()
window.show()
application.processEvents()
"""


def test_start_to_first_painted_window(tmp_path: Path, shared_data: Path) -> None:
    context = imported(tmp_path / "village", shared_data)
    context.database.close()
    shutil.copytree(tmp_path / "village", tmp_path / "bare")
    key = (tmp_path / "bare" / KEY_NAME).read_text(encoding="ascii").strip()
    environment = os.environ | {"SO_THON_QUIT_WHEN_PAINTED": "1"}

    def ours() -> None:
        command = [sys.executable, "-m", "app", "--data-dir", str(tmp_path / "village")]
        subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)

    def bare() -> None:
        command = [sys.executable, "-c", BARE, str(tmp_path / "bare" / FILE_NAME), key]
        subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)

    figure(
        "start, whole process to first painted window",
        *seconds_beside(ours, bare, 7),
        2,
        "a bare window on the same file",
    )


def test_ready_set_up() -> None:
    def run(program: str) -> None:
        subprocess.run([sys.executable, "-c", program], cwd=PROJECT, check=True, capture_output=True)

    ours, bare = seconds_beside(
        lambda: run("import app.setup; app.setup.ensure()"), lambda: run("import tomllib, re"), 9
    )
    figure("set-up that finds everything ready", ours, bare, 3, "a Python that imports tomllib and re")


def test_closed_file_opens_with_raw_key(tmp_path: Path) -> None:
    context = village(tmp_path)
    context.database.close()
    key = (tmp_path / KEY_NAME).read_text(encoding="ascii").strip()

    def raw() -> None:
        engine = make_engine(tmp_path / FILE_NAME, key)
        engine.connect().close()
        engine.dispose()

    def ours() -> None:
        open_folder(tmp_path, os.urandom).close()

    figure("open a data folder", *seconds_beside(ours, raw, 9), 20, "connecting with the raw key and nothing else")
