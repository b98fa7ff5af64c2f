"""What Word files of this program share: page, head, lines, signatures, and a file that is the same for the same facts."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.documents.blocks import common
from app.documents.facts import LetterheadFacts, SignerFacts
from app.vietnamese.text import clean

FONT: Final = "Times New Roman"
CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT
RIGHT: Final = WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY: Final = WD_ALIGN_PARAGRAPH.JUSTIFY
_ALIGN: Final = {"left": LEFT, "center": CENTRE, "right": RIGHT}

A4: Final = (210, 297)
A5: Final = (148, 210)
"""Width and height in millimetres."""
Margins = tuple[float, float, float, float]
MARGINS: Final[Margins] = (20, 15, 20, 30)
"""Top, right, bottom, left in millimetres (NĐ 30/2020, Phụ lục I)."""

_FIXED_TIME: Final = datetime(2020, 1, 1)  # noqa: DTZ001
"""Equal lists give equal files: the time of writing is nobody's business."""
_NO_CHARACTERS: Final = re.compile("[\ufffe\uffff]")
"""What XML cannot hold (XML 1.0, 2.2) of what cleaned text may."""
_PAGE, _PAGES = "\ue000", "\ue001"
"""Stand in a sentence where Word puts a number of its own."""
_NUMBER_SIZE: Final = 11
_SIGNING_LINES: Final = 4
"""Empty lines between an office and the name below it, for the hand."""


def new_document(title: str) -> Any:
    """Return an empty document in Vietnamese, in the type of NĐ 30/2020."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = plain(title), "", "vi-VN"
    properties.created = properties.modified = _FIXED_TIME
    properties.comments = ""
    parts = document.part.package.rels
    for key in [each.rId for each in parts.values() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del parts[key]  # the picture of the library's own template
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")
    return document


def save(document: Any, stream: BinaryIO) -> None:
    """Write the file with a fixed time on each of its parts, where python-docx would note the present one."""
    made = io.BytesIO()
    document.save(made)
    with ZipFile(made) as parts, ZipFile(stream, "w", ZIP_DEFLATED) as fixed:
        for name in parts.namelist():
            fixed.writestr(ZipInfo(name, _FIXED_TIME.timetuple()[:6]), parts.read(name), ZIP_DEFLATED)


def set_page(section: Any, *, landscape: bool = False, size: tuple[int, int] = A4, margins: Margins = MARGINS) -> None:
    """Give a section its paper; ``size`` is upright, in millimetres."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    width, height = (Mm(each) for each in (size[::-1] if landscape else size))
    section.page_width, section.page_height = width, height
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)


def number_pages(section: Any, *, whole: bool) -> None:
    """Let Word count "Trang 2/5" at the foot of a section's pages; of its own pages, unless it is the ``whole`` file."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = RIGHT
    numbers = {_PAGE: "PAGE", _PAGES: "NUMPAGES" if whole else "SECTIONPAGES"}
    for part in re.split(f"([{_PAGE}{_PAGES}])", common().text("page_of", page=_PAGE, pages=_PAGES)):
        if part in numbers:
            computed(paragraph, numbers[part], 1)
        elif part:
            run(paragraph, part, _NUMBER_SIZE)
            paragraph.runs[-1].text = part  # with the space beside the number


def begin_numbers(section: Any) -> None:
    """Let a section count its pages from 1, at the foot as the one before it does."""
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(numbers)


def computed(paragraph: Any, instruction: str, until_then: int) -> None:
    """Add a number that Word works out (ECMA-376 Part 1, 17.16.5), and what stands there until it did."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run(paragraph, str(until_then), _NUMBER_SIZE)
    paragraph._p.append(field)
    field.append(paragraph.runs[-1]._r)


def body_width(section: Any) -> int:
    """Return the width between the margins, in Word's units."""
    return int(section.page_width - section.left_margin - section.right_margin)


def letterhead(place: Any, facts: LetterheadFacts, width: int, day: str = "") -> None:
    """Add the two-column head to a document or a cell: who issues the paper, and the name of the country, or of the Party."""
    words = common()
    table = frame(place, (int(width * 0.42), int(width * 0.58)))
    left, right = table.rows[0].cells
    write(left, facts.issuer_parent.upper(), size=12)
    write(left, facts.issuer.upper(), size=12, bold=True, more=True)
    if facts.party:
        write(left, words.text("party_star"), size=14, more=True)
        write(right, words.text("party"), size=15, bold=True, underline=True)
        if day:
            write(right, day, italic=True, more=True)
        return
    write(right, words.text("nation"), size=12, bold=True)
    write(right, words.text("motto"), size=13, bold=True, more=True, underline=True)


def signatures(place: Any, signers: Sequence[SignerFacts], day: str, width: int, room: int = _SIGNING_LINES) -> None:
    """Add signature columns side by side, a single one in the right half; ``room`` is the empty lines for the hand."""
    if day:
        dated = line(place, day, italic=True, align=RIGHT, before=6)
        dated.paragraph_format.keep_with_next = True
    columns = (SignerFacts(""), *signers) if len(signers) == 1 else tuple(signers)
    table = frame(place, tuple(int(width / len(columns)) for _ in columns))
    for cell, signer in zip(table.rows[0].cells, columns, strict=True):
        if not signer.role:
            continue
        if signer.on_behalf:
            write(cell, signer.on_behalf.upper(), bold=True)
        write(cell, signer.role.upper(), bold=True, more=bool(signer.on_behalf))
        if signer.under_role:
            write(cell, signer.under_role, more=True)
        write(cell, common().text("sign_hint"), size=12, italic=True, more=True)
        for _ in range(room):
            cell.add_paragraph()
        write(cell, signer.name, bold=True, more=True)


def frame(place: Any, widths: Sequence[int]) -> Any:
    """Add a table of one row without lines to a document or a cell, for things side by side."""
    table = place.add_table(rows=1, cols=len(widths))
    table.autofit = False
    mark(table.rows[0], "w:cantSplit")
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = width
    return table


def line(place: Any, text: str, *, align: Any = CENTRE, before: float = 0, size: float = 13, **look: bool) -> Any:
    """Add a paragraph to a document or a cell and return it; ``before`` is the white space above, in points."""
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    run(paragraph, text, size, **look)
    return paragraph


def thin(paragraph: Any) -> None:
    """Make an empty paragraph as good as invisible: Word asks for one above and below a table."""
    paragraph.paragraph_format.line_spacing = Pt(1)
    paragraph.paragraph_format.space_before = Pt(0)


def begin_page(document: Any) -> None:
    """Let what follows, a table too, stand at the head of a page."""
    paragraph = document.add_paragraph()
    thin(paragraph)
    paragraph.paragraph_format.page_break_before = True


def write(cell: Any, text: str, *, size: float = 13, align: str = "center", more: bool = False, **look: bool) -> None:
    """Write into the paragraph a cell begins with, or into one ``more``."""
    paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    run(paragraph, text, size, **look)


def run(
    paragraph: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, underline: bool = False
) -> None:
    """Add a text of one look to a paragraph."""
    added = paragraph.add_run(plain(text))
    added.font.name, added.font.size = FONT, Pt(size)
    added.bold, added.italic, added.underline = bold, italic, underline


def plain(text: str) -> str:
    """Return a person's text as XML can hold it."""
    return _NO_CHARACTERS.sub("", clean(text))


def mark(row: Any, name: str) -> None:
    """Set a property of a table row that python-docx has no name for (repeat as header, do not split)."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))
