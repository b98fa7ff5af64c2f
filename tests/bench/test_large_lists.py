"""Speed of lists far larger than a village's: 20,000 people, beside the raw reader and raw inserts."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from sqlalchemy import insert

from app.journal.tables import HEAD, NOTE
from app.usecases.context import Context
from app.usecases.imports import ImportList, import_list, preview_import
from tests.bench.harness import figure, peak_memory_mb, seconds, seconds_beside
from tests.bench.test_register_speed import MODELS, rows_of, village

pytestmark = pytest.mark.bench

PEOPLE = 20_000
MEMORY_MB = 600.0
HEADERS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Quan hệ với chủ hộ", "Họ và tên chủ hộ", "Địa chỉ",
           "Điện thoại", "Tổ dân cư")  # fmt: skip


def write_list(path: Path) -> None:
    """Write an invented list of 20,000 people in households of one to five."""
    dice = random.Random(3)
    families, middles = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Bùi"), ("Văn", "Thị", "Đức", "Minh", "Quý")
    given = ("An", "Bình", "Cường", "Dũng", "Ơn", "Yến", "Thuỷ", "Đông", "Hường", "Ánh")
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Danh sách")
    sheet.write_row(0, 0, HEADERS)
    number = household = 0
    while number < PEOPLE:
        household += 1
        head = f"{dice.choice(families)} {dice.choice(middles)} {dice.choice(given)}"
        for member in range(min(dice.randint(1, 5), PEOPLE - number)):
            number += 1
            name = head if not member else f"{dice.choice(families)} {dice.choice(middles)} {dice.choice(given)}"
            sex = dice.choice(("Nam", "Nữ"))
            born = f"{dice.randint(1, 28):02d}/{dice.randint(1, 12):02d}/{dice.randint(1940, 2020)}"
            phone = f"09{household:08d}" if not member else ""
            row = (number, name, born, sex, f"0310{number:08d}", "Con" if member else "Chủ hộ", head, f"Ngõ {household}",
                   phone, f"Tổ {household % 60 + 1}")  # fmt: skip
            sheet.write_row(number, 0, row)
    book.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the list."""
    file = tmp_path_factory.mktemp("large") / "20000.xlsx"
    write_list(file)
    return file


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Context]:
    """Yield a new village's books."""
    context = village(tmp_path / "books")
    yield context
    context.database.close()


def test_dry_run_beside_the_raw_reader(path: Path, books: Context) -> None:
    def raw() -> None:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            assert len(book.get_sheet_by_index(0).to_python()) == PEOPLE + 1

    def ours() -> None:
        assert preview_import(books, ImportList(path)).people["new"] == PEOPLE

    figure(
        "import of 20,000 rows, dry run", *seconds_beside(ours, raw), 15, "the bare reading library on the same file"
    )


def test_commit_beside_raw_inserts(path: Path, books: Context, tmp_path: Path) -> None:
    ours = seconds(lambda: import_list(books, ImportList(path)), 1)
    rows = {model: rows_of(books.database, model) for model in (NOTE, HEAD, *(each.__table__ for each in MODELS))}
    target = village(tmp_path / "raw")

    def raw() -> None:
        with target.writing() as connection:
            for table, items in rows.items():
                fresh = items if table is not NOTE else [item | {"n": item["n"] + 100_000} for item in items]
                connection.execute(insert(table).prefix_with("OR REPLACE"), fresh)

    figure("import of 20,000 people, commit", ours, seconds(raw, 1), 15, "raw inserts of the same rows and notes")
    target.database.close()


def test_memory(path: Path, tmp_path: Path) -> None:
    peak = peak_memory_mb(__name__, "import_all", str(path), str(tmp_path / "books"))
    figure("import of 20,000 people, peak memory", peak, MEMORY_MB, note="budget", unit="MB")


def import_all(path: str, folder: str) -> None:
    """Import the list in this process, for measuring its memory."""
    context = village(Path(folder))
    import_list(context, ImportList(Path(path)))
    context.database.close()
