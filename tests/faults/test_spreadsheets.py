"""Hostile and clumsy spreadsheets: each gets its numbered refusal, in seconds, in little memory, in one process.

All files go to one child process, one after another: a library that ends the process, hangs or fills the memory on
any of them fails the whole module, which is the point.
"""

import io
import json
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.sheets import compound
from tests.unit.sheets.workbooks import biff, cell, package, record, shared_xml, sheet_xml, text_cell, xls, xlsx

SECONDS = 10
MEGABYTES = 600
HEADER = ["Họ và tên", "Ngày sinh", "Số CCCD"]
LIST = [HEADER, *([["Nguyễn Văn Mẫu", "1950", "031066682655"]] * 40)]

CHILD = """
import json, sys, time
from pathlib import Path
from app.kernel.errors import AppError
from app.sheets.reader import read_workbook
answers = {}
for line in sys.stdin:
    path, began = Path(line.strip()), time.perf_counter()
    try:
        outcome = sum(len(sheet.rows) for sheet in read_workbook(path).sheets)
    except AppError as error:
        outcome = error.code.number
        assert error.message and error.advice
    answers[path.name] = [outcome, time.perf_counter() - began]
try:
    with open("/proc/self/status") as status:  # what getrusage tells begins with the size of the process that started this one
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
except OSError:
    peak = 0
print(json.dumps({"answers": answers, "peak": peak}))
"""


def read_in_child(paths: list[Path]) -> dict[str, Any]:
    """Return what a child process makes of the files: outcome and seconds of each, and its peak memory in MB."""
    names = "\n".join(map(str, paths))
    run = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=names,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS * max(len(paths), 12),
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def million_rows() -> bytes:
    """Return a workbook with a value in every row Excel has."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with zipfile.ZipFile(io.BytesIO(xlsx("<row/>"))) as small:
            for name in small.namelist():
                if "sheet1" not in name:
                    archive.writestr(name, small.read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            before, after = sheet_xml("|").split("|")
            part.write(before.encode())
            for start in range(1, 1_048_577, 65_536):
                rows = (f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(start, start + 65_536))
                part.write("".join(rows).encode())
            part.write(after.encode())
    return stream.getvalue()


def zip_bomb() -> bytes:
    """Return a workbook whose one sheet unpacks to 200 MB of spaces."""
    stream = io.BytesIO(xlsx("<row/>"))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/big.xml", "w") as part:
        for _ in range(200):
            part.write(b" " * 2**20)
    return stream.getvalue()


def lying_zip_bomb() -> bytes:
    """Return the bomb with a directory that claims 100 bytes for the big part."""
    bomb = bytearray(zip_bomb())
    size = struct.pack("<I", 200 * 2**20)
    at = bomb.find(size, bomb.rfind(b"PK\x01\x02"))
    bomb[at : at + 4] = struct.pack("<I", 100)
    return bytes(bomb)


def entity_bomb() -> bytes:
    """Return a sheet whose text expands ten-fold nine times over."""
    entities = '<!ENTITY a0 "x">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    content = f"<!DOCTYPE worksheet [{entities}]>" + sheet_xml(text_cell("A1", "&a9;"))
    with zipfile.ZipFile(io.BytesIO(xlsx("<row/>"))) as small:
        parts = {name: small.read(name) for name in small.namelist()}
    return package(parts | {"xl/worksheets/sheet1.xml": content.encode()})


def password_zip() -> bytes:
    """Return a workbook whose zip entries are marked as locked."""
    data = bytearray(xlsx(cell("A1", 1)))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def circular_container() -> bytes:
    """Return an old workbook whose sectors follow each other in a circle."""
    data = bytearray(xls(LIST))
    table = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    data[table : table + 4] = struct.pack("<I", 1)
    data[table + 4 : table + 8] = struct.pack("<I", 0)
    return bytes(data)


def huge_claims_in_header() -> bytes:
    """Return an old workbook that claims four billion sectors of allocation table."""
    data = bytearray(xls(LIST))
    data[44:48] = data[72:76] = b"\xff\xff\xff\xff"
    return bytes(data)


def old(stream: bytes) -> bytes:
    """Return the container around the stream of an old workbook."""
    return compound.wrapped("Workbook", stream)


def number(row: int, column: int) -> bytes:
    """Return a NUMBER record."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, 1.0))


def shared_text_bomb() -> bytes:
    """Return a workbook in which 90,000 cells share one text of 30,000 letters."""
    rows = "".join(cell(f"A{at}", 0, 't="s"') for at in range(1, 90_001))
    return xlsx(rows, shared=shared_xml(["x" * 30_000]))


def old_shared_text_bomb() -> bytes:
    """Return an old workbook in which 60,000 cells share one text of 8,000 letters."""
    text = struct.pack("<IIHB", 1, 1, 8_000, 0) + b"x" * 8_000
    cells = b"".join(record(0x00FD, struct.pack("<HHHI", at, 0, 0, 0)) for at in range(60_000))
    return old(biff(cells, before=record(0x00FC, text)))


WEB = "<html><body><table><tr><td>Họ và tên</td></tr></table></body></html>"
XML_2003 = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook></Workbook>'
NOISE = random.Random(20261118).randbytes(50_000)

FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "random.xlsx": (lambda: NOISE, "IMPORT-001"),
    "picture.xls": (lambda: b"\x89PNG\r\n\x1a\n" + NOISE, "IMPORT-001"),
    "paper.xlsx": (lambda: b"%PDF-1.7\nnothing", "IMPORT-001"),
    "word.xlsx": (lambda: package({"word/document.xml": "<w/>"}), "IMPORT-001"),
    "calc.ods": (lambda: package({"content.xml": "<o/>"}), "IMPORT-001"),
    "word.doc": (lambda: compound.wrapped("WordDocument", b"x"), "IMPORT-001"),
    "locked.xlsx": (lambda: compound.wrapped("EncryptedPackage", NOISE), "IMPORT-002"),
    "locked zip.xlsx": (password_zip, "IMPORT-002"),
    "locked.xls": (lambda: old(biff(number(0, 0), before=record(0x002F, b"\1\0"))), "IMPORT-002"),
    "nothing.xlsx": (lambda: b"", "IMPORT-003"),
    "nothing.csv": (lambda: b"\xef\xbb\xbf\r\n;;\r\n", "IMPORT-003"),
    "blank.xlsx": (lambda: xlsx(""), "IMPORT-003"),
    "blank.xls": (lambda: xls([]), "IMPORT-003"),
    "million rows.xlsx": (million_rows, "IMPORT-004"),
    "last row.xlsx": (lambda: xlsx(cell("A1", 1) + cell("A1048576", 1)), "IMPORT-004"),
    "million lines.csv": (lambda: b"a,b\n" * 1_048_576, "IMPORT-004"),
    "large.csv": (lambda: b"a,b\n" * (9 * 2**20), "IMPORT-005"),
    "bomb.xlsx": (zip_bomb, "IMPORT-006"),
    "many parts.xlsx": (lambda: package({f"{n}.xml": "" for n in range(6_000)}), "IMPORT-006"),
    "last cell.xlsx": (lambda: xlsx(cell("A1", 1) + cell("XFD99999", 1)), "IMPORT-007"),
    "unnamed cells.xlsx": (lambda: xlsx('<row><c r="XFC99999"/><c><v>1</v></c></row>'), "IMPORT-007"),
    "last cell.xls": (lambda: old(biff(number(0, 0) + number(65_535, 255))), "IMPORT-007"),
    "3000 sheets.xlsx": (lambda: xlsx(*[cell("A1", 1)] * 3_000), "IMPORT-007"),
    "3000 sheets.xls": (lambda: old(biff(*[number(0, 0)] * 3_000)), "IMPORT-007"),
    "shared text.xlsx": (shared_text_bomb, "IMPORT-007"),
    "shared text.xls": (old_shared_text_bomb, "IMPORT-007"),
    "open quote.csv": (lambda: b'a,b\n"' + b"x,\n" * 100_000, "IMPORT-007"),
    "web page.xls": (WEB.encode, "IMPORT-008"),
    "web page 16.xls": (lambda: WEB.encode("utf-16"), "IMPORT-008"),
    "xml 2003.xls": (XML_2003.encode, "IMPORT-008"),
    "lying bomb.xlsx": (lying_zip_bomb, "IMPORT-009"),
    "entities.xlsx": (entity_bomb, "IMPORT-009"),
    "half.xlsx": (lambda: xlsx(cell("A1", 1))[:700], "IMPORT-009"),
    "half.xls": (lambda: xls(LIST)[:3_000], "IMPORT-009"),
    "no column.xlsx": (lambda: xlsx(cell("1", 1)), "IMPORT-009"),
    "far column.xlsx": (lambda: xlsx(cell("ZZZZ1", 1)), "IMPORT-009"),
    "no such text.xlsx": (lambda: xlsx(cell("A1", 7, 't="s"')), "IMPORT-009"),
    "circle.xls": (circular_container, "IMPORT-009"),
    "text count.xls": (lambda: old(biff(before=record(0x00FC, b"\0\0\0\0\xff\xff\xff\x7f"))), "IMPORT-009"),
    "one place twice.xls": (lambda: old(biff(number(0, 0), positions=[60, 60])), "IMPORT-009"),
    "no text.csv": (lambda: NOISE, "IMPORT-011"),
}
READABLE: dict[str, tuple[Callable[[], bytes], int]] = {
    "text count.xlsx": (
        lambda: xlsx(cell("A1", 0, 't="s"'), shared=shared_xml(["a"], 'count="4294967295" uniqueCount="4294967295"')),
        1,
    ),
    "sectors.xls": (huge_claims_in_header, len(LIST)),
    "size.xls": (lambda: old(biff(record(0x0200, b"\0\0\0\0\xff\xff\xff\x7f\0\0\xff\x7f\0\0") + number(0, 0))), 1),
    "formatted to the end.xlsx": (lambda: xlsx(cell("A1", 1) + '<row r="1048576"><c r="A1048576" s="1"/></row>'), 1),
}
"""Files that only claim too much, with the rows they have."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the child made of all the files."""
    folder = tmp_path_factory.mktemp("spreadsheets")
    paths = []
    for name, (make, _) in (FILES | READABLE).items():
        paths.append(folder / name)
        paths[-1].write_bytes(make())
    return read_in_child(paths)


@pytest.mark.parametrize("name", FILES)
def test_each_bad_file_has_its_own_refusal(answers: dict[str, Any], name: str) -> None:
    outcome, seconds = answers["answers"][name]
    assert (outcome, seconds < SECONDS) == (FILES[name][1], True), seconds


@pytest.mark.parametrize("name", READABLE)
def test_a_file_that_only_claims_too_much_is_read(answers: dict[str, Any], name: str) -> None:
    assert answers["answers"][name][0] == READABLE[name][1]


def test_no_bad_file_fills_the_memory(answers: dict[str, Any]) -> None:
    assert answers["peak"] < MEGABYTES


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return ``data`` with a few bytes changed, repeated, removed, or made to claim very much."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(max(1, len(changed) - 4))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"])
            case 2:
                start = chance.randrange(len(changed))
                changed[at : at + 50] = changed[start : start + 50]
            case _:
                del changed[at : min(at + chance.randint(1, 40), len(changed) - 8)]
    return bytes(changed)


def mutant(number: int) -> tuple[str, bytes]:
    """Return a workbook changed outside, or inside with the layers around it mended."""
    chance = random.Random(number)
    new, before = xlsx("".join(text_cell(f"{c}{r}", "Bé") for r in range(1, 9) for c in "ABC")), xls(LIST, 2)
    match number % 4:
        case 0:
            return f"{number}.xlsx", mutated(new, chance)
        case 1:
            return f"{number}.xls", mutated(before, chance)
        case 2:
            stream = compound.Container(before).stream("Workbook")
            return f"{number}.xls", compound.wrapped("Workbook", mutated(stream, chance))
        case _:
            with zipfile.ZipFile(io.BytesIO(new)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            part = chance.choice(sorted(parts))
            return f"{number}.xlsx", package(parts | {part: mutated(parts[part], chance)})


@pytest.mark.parametrize("count", [400, pytest.param(20_000, marks=pytest.mark.long)])
def test_changed_bytes_never_do_more_than_be_refused(tmp_path: Path, count: int) -> None:
    paths = []
    for number in range(count):
        name, data = mutant(number)
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    answer = read_in_child(paths)
    assert len(answer["answers"]) == count
    assert max(seconds for _, seconds in answer["answers"].values()) < SECONDS
    assert answer["peak"] < MEGABYTES


def test_the_workbook_maker_makes_workbooks(tmp_path: Path) -> None:
    """Every refusal above is worth something only if the same makers also make what is read."""
    old_one = old(biff(number(0, 0), number(1, 1)))
    sound = {"a.xlsx": xlsx(cell("A1", 1)), "b.xls": old_one, "c.xls": xls(LIST)}
    for name, data in sound.items():
        (tmp_path / name).write_bytes(data)
    answer = read_in_child([tmp_path / name for name in sound])["answers"]
    assert [answer[name][0] for name in sound] == [1, 3, len(LIST)]
