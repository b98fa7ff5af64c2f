"""Where everything on a pledge sheet stands: A4 in the form of NĐ 30/2020, solemn, one code at the foot.

Only the household's lines differ between the sheets of one group, so a layout depends on how many lines they take
and is made once for each such number (nearly always once).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from app.documents import fonts
from app.documents.blocks import Letterhead, Signatures, balanced, rule
from app.documents.facts import LetterheadFacts
from app.documents.flow import Page, Piece, paginate
from app.documents.markup import paragraph, printable, style, wrap
from app.documents.page import BODY_SIZES, INDENT, LEFT, PORTRAIT, RIGHT, TOP
from app.documents.pledge_content import HouseholdValues, SheetContent

FOOT: Final = 40 * mm
"""Kept free below the body for the code and its white border (``pledge_sheet`` draws it)."""
WIDTH: Final = PORTRAIT[0] - LEFT - RIGHT
HEIGHT: Final = PORTRAIT[1] - TOP - FOOT
BOX: Final = 5 * mm
"""Side of the box before an item: a finger's mark fits, a line of text is not pushed apart."""
_SPACING: Final = 1.5
"""Leading of the household's lines as a multiple of the type size: air round the name."""


@dataclass(frozen=True, slots=True)
class Lines:
    """One household's values broken into the lines that a layout has room for."""

    head: tuple[str, ...]
    address: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """How many lines each takes: all that a layout depends on."""
        return len(self.head), len(self.address)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The pages of a sheet; the household's block is the one piece that is completed for each sheet."""

    size: float
    pages: tuple[Page, ...]
    household: "Household"
    household_page: int
    """The page of the household's block, from 1: the first, but for names and addresses of half a page."""
    household_top: float
    """Distance of the household's block from the top of the body, in points."""


class Household(Flowable):  # type: ignore[misc]
    """The labels of the household's lines; :meth:`write` adds one household's values at the same places."""

    def __init__(self, content: SheetContent, size: float, shape: tuple[int, int]) -> None:
        super().__init__()
        self.size, self.leading = size, size * _SPACING
        self._labels = tuple(printable(label, "mẫu lời văn") for label in content.labels)
        self._group = wrap(printable(content.group_line, "tên tổ, tên thôn"), fonts.REGULAR, size, WIDTH)
        self._after_label = tuple(fonts.width(label + " ", fonts.REGULAR, size) for label in self._labels)
        head_lines, address_lines = shape
        self._people_line = head_lines
        self._address_line = head_lines + 1
        self._group_line = head_lines + 1 + address_lines
        self.width = WIDTH
        self.height = (self._group_line + len(self._group)) * self.leading

    def lines(self, values: HouseholdValues) -> Lines:
        """Break one household's values at this block's type size."""
        size = self.size
        head = wrap(values.head, fonts.BOLD, size, WIDTH, WIDTH - self._after_label[0])
        address = wrap(values.address, fonts.REGULAR, size, WIDTH, WIDTH - self._after_label[3])
        return Lines(tuple(head), tuple(address))

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size, which does not depend on the room."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the labels and the line of the group."""
        canvas = self.canv
        canvas.setFont(fonts.REGULAR, self.size)
        for label, x, line in (
            (self._labels[0], 0.0, 0),
            (self._labels[1], 0.0, self._people_line),
            (self._labels[2], WIDTH / 2, self._people_line),
            (self._labels[3], 0.0, self._address_line),
        ):
            canvas.drawString(x, self.height + self._down(line), label)
        for number, text in enumerate(self._group, self._group_line):
            canvas.drawString(0, self.height + self._down(number), text)

    def write(self, canvas: Canvas, values: HouseholdValues, lines: Lines, x: float, top: float) -> None:
        """Draw one household's values where the labels are; ``x``, ``top`` is the block's upper left corner."""
        canvas.setFont(fonts.BOLD, self.size)
        for number, text in enumerate(lines.head):
            canvas.drawString(x + (0 if number else self._after_label[0]), top + self._down(number), text)
        canvas.setFont(fonts.REGULAR, self.size)
        baseline = top + self._down(self._people_line)
        canvas.drawString(x + self._after_label[1], baseline, values.people)
        canvas.drawString(x + WIDTH / 2 + self._after_label[2], baseline, values.household)
        for number, text in enumerate(lines.address):
            baseline = top + self._down(self._address_line + number)
            canvas.drawString(x + (0 if number else self._after_label[3]), baseline, text)

    def _down(self, line: int) -> float:
        """Return the baseline of a line relative to the top of the block: negative, downwards."""
        return -(line + 0.72) * self.leading


class Title(Flowable):  # type: ignore[misc]
    """Name of the paper in capitals, its subject under it, and the short rule (NĐ 30/2020: bold, 13-14)."""

    def __init__(self, title: str, subject: str, width: float, size: float = 14) -> None:
        super().__init__()
        self.width, self._size = width, size
        self._lines = balanced(printable(title, "tên văn bản").upper(), fonts.BOLD, size, width)
        subject = printable(subject, "trích yếu")
        self._lines += balanced(subject, fonts.BOLD, size, width * 0.86) if subject else []
        self.height = len(self._lines) * size * 1.3 + 8

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size, which does not depend on the room."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the lines centred, and the rule under them."""
        canvas, centre, baseline = self.canv, self.width / 2, self.height
        canvas.setFont(fonts.BOLD, self._size)
        for text in self._lines:
            baseline -= self._size * 1.3
            canvas.drawCentredString(centre, baseline + 3, text)
        rule(canvas, centre, baseline - 5, fonts.width(self._lines[-1], fonts.BOLD, self._size) * 0.4)


class Item(Flowable):  # type: ignore[misc]
    """A line the household pledges, with an empty box before it where the sheet is to be read back by a scan."""

    def __init__(self, text: Flowable, size: float, number: int = 0) -> None:
        super().__init__()
        self.text, self.size, self.number = text, size, number

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size: the text stands right of the column of boxes."""
        self.width = available_width
        _, self.height = self.text.wrapOn(self.canv, available_width - INDENT, available_height)
        return self.width, max(self.height, BOX)

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return the item in two parts, of which the first keeps the box."""
        parts = self.text.splitOn(self.canv, available_width - INDENT, available_height)
        return [Item(part, self.size, 0 if place else self.number) for place, part in enumerate(parts)]

    def box(self) -> tuple[float, float]:
        """Return the lower left corner of the box, from the item's lower left corner: beside the first line's letters."""
        return 1.0, self.height - self.size * 0.55 - BOX / 2 - 1

    def draw(self) -> None:
        """Draw the box and the text."""
        if self.number:
            self.canv.setLineWidth(1.0)
            self.canv.rect(*self.box(), BOX, BOX)
        self.text.drawOn(self.canv, INDENT, 0)


def arrange(
    content: SheetContent,
    letterhead: LetterheadFacts,
    values: HouseholdValues,
    canvas: Canvas,
    *,
    for_scanning: bool = False,
    sizes: Sequence[float] = BODY_SIZES,
) -> SheetLayout:
    """Return the layout for a household: at the largest type of ``sizes`` that fits one page, else flowing to the next.

    ``for_scanning`` puts a box before each item and a frame round the room to sign.
    """
    for size in sizes:
        layout = _arrange_at(size, content, letterhead, values, canvas, for_scanning)
        if len(layout.pages) == 1:
            break
    return layout


def _arrange_at(
    size: float,
    content: SheetContent,
    letterhead: LetterheadFacts,
    values: HouseholdValues,
    canvas: Canvas,
    boxes: bool,
) -> SheetLayout:
    shape = Household(content, size, (1, 1)).lines(values).shape
    household = Household(content, size, shape)
    pages = paginate(_pieces(content, letterhead, household, size, boxes), canvas, WIDTH, HEIGHT)
    page, top = next(
        (number, placed.top)
        for number, page in enumerate(pages, 1)
        for placed in page
        if placed.piece.flowable is household
    )
    return SheetLayout(size, tuple(pages), household, page, top)


def _pieces(
    content: SheetContent, letterhead: LetterheadFacts, household: Household, size: float, boxes: bool
) -> list[Piece]:
    body = style(size, first_indent=INDENT)
    basis = style(size, face=fonts.ITALIC, first_indent=INDENT)
    centred = style(size, align="center")
    pieces = [
        Piece(Letterhead(letterhead, WIDTH, content.day)),
        Piece(Title(content.title, content.subject, WIDTH), gap=16, give=14),
    ]
    pieces += [
        Piece(paragraph(text, basis, where=f"căn cứ thứ {number}"), gap=12 if number == 1 else 4, give=4)
        for number, text in enumerate(content.bases, 1)
    ]
    pieces += [
        Piece(paragraph(content.addressed, centred, where="dòng kính gửi"), gap=12, give=10),
        Piece(household, gap=8, give=10),
        Piece(paragraph(content.intro, body, where="câu mở đầu"), gap=6, give=8, with_next=True),
    ]
    if boxes:
        pieces.append(
            Piece(paragraph(content.tick_hint, basis, where="lời dặn đánh dấu"), gap=2, give=2, with_next=True)
        )
    pieces += [Piece(_item(number, text, size, boxes), gap=6, give=6) for number, text in enumerate(content.items, 1)]
    pieces += [
        Piece(paragraph(text, body, where="câu cam kết"), gap=6, give=6, with_next=True) for text in content.closing
    ]
    signed_for = paragraph(content.signed_for, style(11.5, face=fonts.ITALIC, align="left"), where="dòng ký thay")
    pieces += [
        Piece(
            Signatures(content.signatures, letterhead.day_at_foot(content.day), WIDTH, framed=boxes),
            gap=10,
            give=14,
            with_next=True,
        ),
        Piece(signed_for, gap=8, give=6),
    ]
    return pieces


def _item(number: int, text: str, size: float, boxed: bool) -> Flowable:
    where = f"tiêu chí thứ {number}"
    if boxed:
        return Item(paragraph(text, style(size), where=where), size, number)
    return paragraph(text, style(size, first_indent=INDENT), where=where)
