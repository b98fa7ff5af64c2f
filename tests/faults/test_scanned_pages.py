"""Pages that are no sheets at all, and a disk that has no room for pictures."""

import os
import random

import pytest
import zxingcpp
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.kernel.errors import AppError
from app.scanning.pictures import Page
from app.scanning.reading import read_page
from app.storage.database import open_folder
from app.usecases.campaigns import pledge_rows
from app.usecases.scan_queue import scan_rows
from app.usecases.scans import ScanFiles, scan_files
from app.vietnamese.sheet_code import ALPHABET, LENGTH
from tests.fixtures import books
from tests.fixtures.signed import filled, print_for_scanning, scanned
from tests.fixtures.stick import campaign


def test_a_code_of_our_kind_with_wrong_characters_is_never_a_sheet() -> None:
    """Codes as another program might draw them: 16 characters of our alphabet that no print of ours has."""
    dice = random.Random(4)
    for _ in range(25):
        text = "S" + "".join(dice.choices(ALPHABET, k=LENGTH - 1))
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
        sheet = Image.new("L", (900, 1200), 255)
        sheet.paste(
            Image.frombytes("L", (21, 21), bytes(memoryview(code.to_image(scale=1, add_quiet_zones=False)))).resize(
                (126, 126), Image.Resampling.NEAREST
            ),
            (700, 1000),
        )
        assert read_page(Page("page", 1, sheet), lambda _: ()).sheets == ()


@pytest.mark.parametrize("pages", [6, pytest.param(500, marks=pytest.mark.long)])
def test_many_pages_of_something_else_are_each_a_result_and_nothing_is_lost(context, tmp_path, pages):
    books.found(context)
    campaign(context)
    path = tmp_path / "sách.pdf"
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for page in range(pages):
        for line in range(45):
            canvas.drawString(
                70, 770 - 16 * line, f"Trang {page + 1}, dong {line + 1}: " + "mot quyen sach cua nguoi khac " * 2
            )
        canvas.showPage()
    canvas.save()
    result = scan_files(context, ScanFiles((path,))).result
    assert (result.pages, result.count("not_ours"), result.waiting) == (pages, pages, 0)
    rows = scan_rows(context)
    assert [row.page for row in rows] == list(range(1, pages + 1))
    assert all(context.blobs.has(row.picture) for row in rows)
    assert len({row.picture for row in rows}) == pages


@pytest.mark.parametrize("free", [0, 60, 140, 260])
def test_a_disk_that_is_full_keeps_no_picture_and_writes_no_signature(small_disk, fill, tmp_path, context, free):
    """Pages are read again from the files, which stay where they are; the books are as they were before."""
    disk = small_disk(16_384)
    with_room = type(context)(open_folder(disk / "books", os.urandom), context.clock, context.ids, disk / "books")
    try:
        books.found(with_room)
        season = campaign(with_room)
        codes = print_for_scanning(with_room, season, tmp_path)
        order = ("01-001", "02-001")
        pile = [filled(with_room, tmp_path / "to.pdf", number, codes[code]) for number, code in enumerate(order)]
        paths = tuple(scanned(tmp_path, f"{number}.png", page) for number, page in enumerate(pile))
        fill(disk, free)
        with pytest.raises(AppError) as caught:
            scan_files(with_room, ScanFiles(paths))
        assert caught.value.code.number in ("FILE-001", "DATA-003")
        assert scan_rows(with_room) == ()
        assert not list((disk / "books" / "blobs").glob("*"))
        assert {row.state for row in pledge_rows(with_room, season)} == {"open"}
        (disk / "filler").unlink()
        assert scan_files(with_room, ScanFiles(paths)).result.count("matched") == 2
        assert {row.state for row in pledge_rows(with_room, season)} == {"signed"}
    finally:
        with_room.database.close()
