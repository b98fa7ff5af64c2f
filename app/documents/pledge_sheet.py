"""Pledge sheets: one household, one sheet, one code; a whole village in one file, by group in walking order.

What never changes between the sheets of a group is one PDF form XObject per page, drawn once and referred to
(ISO 32000-1, 8.10); only name, address, counts and code are written for each sheet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO, Final

from reportlab.lib.units import mm

from app.documents import codes, fonts
from app.documents.errors import BAD_SHEET_CODE, NOTHING_TO_PRINT, SHEET_TOO_LONG
from app.documents.facts import BatchFacts, CampaignFacts, SheetFacts
from app.documents.flow import draw_page
from app.documents.markup import shorten
from app.documents.page import BODY_SIZES, LEFT, PORTRAIT, TOP, corner_ticks, new_canvas, page_number
from app.documents.pledge_content import (
    HouseholdValues,
    SheetContent,
    copy_names,
    household_values,
    sheet_content,
    words,
)
from app.documents.pledge_cover import cover_list
from app.documents.pledge_layout import Household, SheetLayout, arrange
from app.documents.pledge_marks import FOOT_CODE, TOP_CODE, sheet_marks
from app.documents.press import Press
from app.documents.table_pdf import draw_table
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.marks import Mark
from app.records.pledges import ONE_SIDED
from app.vietnamese import sheet_code
from app.vietnamese.sheet_code import SheetCode

_BASELINES: Final = (12.8 * mm, 9 * mm)
"""Where the two lines of the code's characters stand, below the modules."""
_FOOT_ROOM: Final = FOOT_CODE[0] - codes.QUIET - LEFT
"""Width left of the code for the words that tell loose pages apart."""
HALF_SIZES: Final = (17.0, 16.0, 15.0, 14.0, 13.0)
"""Body type of pages that are printed at 0.7 of their size: 12 points on the paper at the most."""

Shapes = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WrittenSheets:
    """What was written: the number of pages, and for each sheet the page it begins at (from 1) and its marks.

    A sheet begins at the list before its group if it is the group's first. Marks are measured on the sheet's own paper, and one
    and the same object for all sheets of one layout.
    """

    pages: int
    starts: tuple[int, ...]
    marks: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A layout drawn once: the names of its form XObjects by page, and its marks."""

    layout: SheetLayout
    forms: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass
class _GroupPrinter:
    """Prints the sheets of one group; keeps one set of form XObjects for each shape of household lines."""

    press: Press
    campaign: CampaignFacts
    content: SheetContent
    name: str
    for_scanning: bool
    layouts: dict[Shapes, _Drawn] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.canvas = self.press.canvas
        self._sizes = HALF_SIZES if self.press.halves else BODY_SIZES
        self._probes = [Household(self.content, size, (1, 1)) for size in self._sizes]
        self._copies = copy_names(self.campaign)

    def print(self, sheet: SheetFacts) -> tuple[_Drawn, int]:
        """Draw all copies of one sheet; return the layout they took and the side of paper the first begins on."""
        values = household_values(sheet)
        drawn = self._layout(values)
        sides: list[int] = []
        for copy in self._copies:
            if self.press.two_sided:
                self.press.new_paper()
            pages = [partial(self._page, sheet, values, drawn, at, copy) for at in range(1, len(drawn.forms) + 1)]
            sides += [self.press.add(page) for page in pages]
        return drawn, sides[0]

    def _page(self, sheet: SheetFacts, values: HouseholdValues, drawn: _Drawn, number: int, copy: str) -> None:
        layout = drawn.layout
        self.canvas.doForm(drawn.forms[number - 1])
        if number == layout.household_page:
            top = PORTRAIT[1] - TOP - layout.household_top
            layout.household.write(self.canvas, values, layout.household.lines(values), LEFT, top)
        self._foot(sheet, values, number, len(drawn.forms), copy)

    def _layout(self, values: HouseholdValues) -> _Drawn:
        shapes = self._shapes(values)
        if shapes not in self.layouts:
            head = self.campaign.letterhead
            layout = arrange(self.content, head, values, self.canvas, for_scanning=self.for_scanning, sizes=self._sizes)
            if len(layout.pages) > sheet_code.MOST_PAGES:
                raise AppError(SHEET_TOO_LONG, most=sheet_code.MOST_PAGES)
            prefix = f"{self.name}_{len(self.layouts)}"
            forms = tuple(self._form(layout, prefix, page) for page in range(len(layout.pages)))
            marks = sheet_marks(layout, for_scanning=self.for_scanning, scale=self.press.scale)
            self.layouts[shapes] = _Drawn(layout, forms, marks)
        return self.layouts[shapes]

    def _shapes(self, values: HouseholdValues) -> Shapes:
        """How many lines the values take at each type size; one line at the largest is one line at all."""
        largest = self._probes[0].lines(values).shape
        if largest == (1, 1):
            return (largest,)
        return tuple(probe.lines(values).shape for probe in self._probes)

    def _form(self, layout: SheetLayout, prefix: str, page: int) -> str:
        canvas, name = self.canvas, f"{prefix}_{page}"
        canvas.beginForm(name)
        if not self.press.halves:
            corner_ticks(canvas, PORTRAIT)
        if page:
            page_number(canvas, page + 1, PORTRAIT)
        draw_page(canvas, layout.pages[page], LEFT, PORTRAIT[1] - TOP)
        canvas.endForm()
        return name

    def _foot(self, sheet: SheetFacts, values: HouseholdValues, number: int, count: int, copy: str) -> None:
        code = _code_of_page(sheet, number)
        codes.draw(self.canvas, code, *FOOT_CODE)
        if self.for_scanning:
            codes.draw(self.canvas, code, *TOP_CODE)
        groups = sheet_code.format(code).split()
        self.canvas.setFont(fonts.REGULAR, 10)
        for baseline, text in zip(_BASELINES, (" ".join(groups[:2]), " ".join(groups[2:])), strict=True):
            self.canvas.drawCentredString(FOOT_CODE[0] + codes.SIDE / 2, baseline, text)
        fields = {"title": self.campaign.title, "household": values.household}
        label = words().text("of_pages" if count > 1 else "of_page", page=number, count=count, **fields)
        if copy:
            label = f"{label} · {copy}"
        self.canvas.setFont(fonts.ITALIC, 10)
        above = [values.head] if count > 1 else []
        if sheet.place:
            above.append(words().text("place", count=sheet.place))
        if sheet.time > 1:
            above.append(words().text("reprint", count=sheet.time))
        for baseline, text in zip(_BASELINES, (" · ".join(above), label), strict=True):
            self.canvas.drawString(LEFT, baseline, shorten(text, fonts.ITALIC, 10, _FOOT_ROOM))


def write_pledge_sheets(
    stream: BinaryIO,
    campaign: CampaignFacts,
    batches: Iterable[BatchFacts],
    *,
    for_scanning: bool = False,
    cover: bool = True,
    paper: str = ONE_SIDED,
    progress: Progress | None = None,
) -> WrittenSheets:
    """Write the sheets of all ``batches`` as one PDF to ``stream``.

    ``for_scanning`` adds the second code at the head, a box before each item and a frame to sign in; ``cover`` puts before
    each group's sheets the list of what was printed and the households skipped, with reasons. ``paper`` is one of
    :data:`app.records.pledges.PAPERS`: on both sides backs stay empty, so that every sheet begins on a front; halves lie side by
    side on a turned A4, to be cut. Of a campaign with two copies both follow one another. ``progress`` advances by one for each
    household.

    Raises DOCUMENT-001 for characters without glyph, DOCUMENT-003 when there is no sheet, DOCUMENT-004 for a code that is
    none, DOCUMENT-005 for a sheet of more pages than a code can count.
    """
    title = f"{campaign.title} {campaign.subject}"
    canvas = new_canvas(stream, title, campaign.letterhead.issuer)
    press = Press(canvas, paper)
    starts: list[int] = []
    marks: list[tuple[Mark, ...]] = []
    for batch_number, batch in enumerate(batches):
        press.new_paper()
        listed = press.sides + 1
        if cover and not batch.begun and (batch.sheets or batch.skipped):
            press.count(draw_table(canvas, cover_list(campaign, batch)))
            press.new_paper()
        printer = _GroupPrinter(
            press, campaign, sheet_content(campaign, batch.group), f"sheet{batch_number}", for_scanning
        )
        for number, sheet in enumerate(batch.sheets):
            drawn, start = printer.print(sheet)
            starts.append(start if number else listed)
            marks.append(drawn.marks)
            if progress:
                progress.advance(1)
    if not starts:
        raise AppError(NOTHING_TO_PRINT, what="không có hộ nào trong phạm vi đã chọn")
    press.new_paper()
    canvas.save()
    return WrittenSheets(press.sides, tuple(starts), tuple(marks))


def _code_of_page(sheet: SheetFacts, number: int) -> str:
    """Return the code with the character of page ``number``; the check characters follow it."""
    parts = sheet_code.decode(sheet.code)
    if not isinstance(parts, SheetCode):
        raise AppError(BAD_SHEET_CODE, sheet_code=sheet.code[:24])
    return str(replace(parts, page=sheet_code.page_character(number)))
