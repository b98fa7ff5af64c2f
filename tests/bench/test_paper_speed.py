"""Speed of paper: 1,003 pledge sheets beside the bare canvas and beside what a clerk would do with an office program."""

import io
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pypdf
import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents import fonts
from app.documents.facts import BatchFacts, CovenantFacts, HandbookFacts, OwnerFacts, SheetFacts
from app.documents.handbook import write_handbook
from app.documents.pledge_sheet import write_pledge_sheets
from app.vietnamese import sheet_code
from tests.bench.harness import figure, peak_memory_mb, seconds, seconds_beside
from tests.unit.documents.papers import CAMPAIGN, GROUP, LETTERHEAD, sheet, texts
from tests.unit.documents.test_handbook_pages import ARTICLES, DECISION

pytestmark = pytest.mark.bench

SHEETS = 1_003
"""Households of the largest village in the seeds."""
BOLD_LINES = 4
OFFICE_SECONDS = 7.0
"""An office program's merge of the same pages to PDF, as measured when this was designed; where it is found it is run."""
MEMORY_MB = 300.0
COPIES = 1_000
PAGES = 24
BOOKLET_PAGES = 48
LINE_STEP = 18

OFFICE_PAGE = '<text:p text:style-name="{style}">{text}</text:p>'
OFFICE_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
<style:style style:name="first" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/>
<style:text-properties fo:font-family="Liberation Serif" fo:font-size="13pt"/></style:style>
<style:style style:name="line" style:family="paragraph">
<style:text-properties fo:font-family="Liberation Serif" fo:font-size="13pt"/></style:style>
</office:automatic-styles><office:body><office:text>
"""


def village() -> tuple[SheetFacts, ...]:
    """Return the sheets of 1,003 invented households."""
    dice = random.Random(7)
    families, middles = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng"), ("Văn", "Thị", "Đức", "Minh")
    given = ("An", "Bình", "Cường", "Dũng", "Ơn", "Yến", "Thuỷ", "Đông")
    return tuple(
        sheet(
            number,
            f"{dice.choice(families)} {dice.choice(middles)} {dice.choice(given)}",
            f"Số {number}, ngõ {number % 40 + 1}, xóm Đình",
            dice.randint(1, 8),
        )
        for number in range(1, SHEETS + 1)
    )


def printed(sheets: tuple[SheetFacts, ...]) -> bytes:
    """Return the PDF of all sheets as the program makes it, without the cover list."""
    stream = io.BytesIO()
    write_pledge_sheets(stream, CAMPAIGN, [BatchFacts(GROUP, sheets)], cover=False)
    return stream.getvalue()


def lines_of(pdf: bytes) -> list[list[str]]:
    """Return the lines of text on each page, as an independent reader finds them."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded().splitlines() for page in document]


def drawn_line_by_line(pages: list[list[str]]) -> bytes:
    """Return the same text on a bare canvas with the same embedded fonts: every line of every page, no code, no form."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, pageCompression=1, invariant=1)
    for lines in pages:
        canvas.setFont(fonts.BOLD, 13)
        for number, text in enumerate(lines):
            if number == BOLD_LINES:
                canvas.setFont(fonts.REGULAR, 13)
            canvas.drawString(60, 780 - LINE_STEP * number, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def squeezed(pdf: bytes, page: int) -> str:
    return "".join(sorted("".join(texts(pdf)[page].split())))


@pytest.fixture(scope="module")
def sheets() -> tuple[SheetFacts, ...]:
    """Return what is printed, with fonts loaded: they are read once a program."""
    fonts.register()
    return village()


@pytest.fixture(scope="module")
def pages(sheets: tuple[SheetFacts, ...]) -> list[list[str]]:
    """Return the lines that both sides draw."""
    found = lines_of(printed(sheets))
    assert len(found) == SHEETS
    return found


def test_sheets_beside_the_bare_canvas(sheets: tuple[SheetFacts, ...], pages: list[list[str]]) -> None:
    ours, bare = seconds_beside(lambda: printed(sheets), lambda: drawn_line_by_line(pages), 5)
    whole, raw = printed(sheets), drawn_line_by_line(pages)
    for page in (0, 500, SHEETS - 1):
        assert squeezed(whole, page) == squeezed(raw, page), "both draw the same text"
    note = "the same text line by line on a raw canvas, without codes"
    figure("1,003 sheets with one code each", ours, bare, 1.5, note)
    figure("1,003 sheets, size of the file", len(whole) / 1e6, len(raw) / 1e6, 1.5, "that canvas's file", "MB")


def test_sheets_beside_an_office_program(
    tmp_path: Path, sheets: tuple[SheetFacts, ...], pages: list[list[str]]
) -> None:
    ours = seconds(lambda: printed(sheets))
    figure("1,003 sheets beside an office merge (budget)", ours, OFFICE_SECONDS, 1, "7.0 s, measured when designed")
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("the program soffice is not installed")
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    (tmp_path / "warm.txt").write_text("một dòng", encoding="utf-8")
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "warm.txt"], check=True, capture_output=True)
    started = time.perf_counter()
    merged = tmp_path / "merged.fodt"
    merged.write_text("".join(office_document(pages)), encoding="utf-8")
    subprocess.run([*command, "--outdir", tmp_path, merged], check=True, capture_output=True)
    took = time.perf_counter() - started
    assert len(pypdf.PdfReader(tmp_path / "merged.pdf").pages) >= SHEETS
    figure("1,003 sheets beside an office merge, run now", ours, took, 1, "the same lines merged by LibreOffice to PDF")


def office_document(pages: list[list[str]]) -> Iterator[str]:
    """Yield a flat text document with every line of every page, a page break before each first one."""
    yield OFFICE_FILE
    for lines in pages:
        for number, text in enumerate(lines):
            yield OFFICE_PAGE.format(style="line" if number else "first", text=escape(text))
    yield "</office:text></office:body></office:document>"


def test_memory_of_printing() -> None:
    peak = peak_memory_mb(__name__, "print_all")
    figure("1,003 sheets, peak memory", peak, MEMORY_MB, note="budget", unit="MB")


def print_all() -> None:
    """Print everything in this process, for measuring its memory."""
    fonts.register()
    printed(village())


def handbook_of(pages: int, owners: tuple[OwnerFacts, ...] = ()) -> HandbookFacts:
    """Return a handbook of exactly ``pages`` pages: text, and at its end as many pages for comments as are left."""
    facts = HandbookFacts(
        LETTERHEAD, "Thôn Quang Khải", 2026, (CovenantFacts("Quy ước", ARTICLES, DECISION),), (GROUP,),
        comment_pages=0, owners=owners[:1],
    )  # fmt: skip
    short = facts
    while (length := len(texts(book(longer := lengthened(short))))) <= pages:
        short = longer
    left = pages - len(texts(book(short)))
    assert left < pages // 4, f"{length} pages are mostly text"
    made = replace(short, comment_pages=left)
    assert len(texts(book(made))) == pages
    return replace(made, owners=owners)


def lengthened(facts: HandbookFacts) -> HandbookFacts:
    """Return a handbook with ten articles more."""
    (covenant,) = facts.covenants
    return replace(facts, covenants=(replace(covenant, nodes=(*covenant.nodes, *ARTICLES[:30])),))


def book(facts: HandbookFacts, *, booklet: bool = False) -> bytes:
    """Return a handbook as PDF."""
    stream = io.BytesIO()
    write_handbook(stream, facts, booklet=booklet)
    return stream.getvalue()


def test_handbooks_for_a_thousand_households() -> None:
    tag, page = sheet_code.village_tag("0" * 32), sheet_code.page_character(1)
    dice = random.Random(7)
    owners = tuple(
        OwnerFacts(
            f"Nguyễn Văn Thứ {number}", f"Tổ {number % 13 + 1}", number,
            str(sheet_code.SheetCode(tag, sheet_code.random_print_part(dice.randbytes), page, sheet_code.HANDBOOK)),
        )
        for number in range(1, COPIES + 1)
    )  # fmt: skip
    facts = handbook_of(PAGES, owners)
    figure("handbook of 24 pages, one copy", seconds(lambda: book(replace(facts, owners=()))), 1.0, note="budget")
    note = "budget"
    figure("handbook of 24 pages, 1,000 copies with name and code", seconds(lambda: book(facts)), 15.0, note=note)
    megabytes = len(book(facts)) / 1e6
    figure("handbook of 24 pages, 1,000 copies, size of the file", megabytes, 60.0, note=note, unit="MB")


def test_a_booklet_of_48_pages() -> None:
    facts = handbook_of(BOOKLET_PAGES)
    assert len(pypdf.PdfReader(io.BytesIO(book(facts, booklet=True))).pages) == BOOKLET_PAGES // 2
    figure("booklet of 48 pages", seconds(lambda: book(facts, booklet=True)), 1.0, note="budget")
