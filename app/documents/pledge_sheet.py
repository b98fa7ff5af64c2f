"""Pledge sheets: one household, one sheet, one code; a whole village in one file, by group in walking order.

What never changes between the sheets of a group is one PDF form XObject per page, drawn once and referred to
(ISO 32000-1, 8.10); only name, address, counts and code are written for each sheet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents import codes, fonts
from app.documents.errors import BAD_SHEET_CODE, NOTHING_TO_PRINT, SHEET_TOO_LONG
from app.documents.facts import BatchFacts, CampaignFacts, SheetFacts
from app.documents.flow import draw_page
from app.documents.markup import printable, shorten
from app.documents.page import BODY_SIZES, LEFT, PORTRAIT, TOP, corner_ticks, new_canvas, page_number
from app.documents.pledge_content import HouseholdValues, SheetContent, household_values, sheet_content, words
from app.documents.pledge_cover import cover_list
from app.documents.pledge_layout import Household, SheetLayout, arrange
from app.documents.pledge_marks import FOOT_CODE, TOP_CODE, sheet_marks
from app.documents.table_pdf import draw_table
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.marks import Mark
from app.vietnamese import sheet_code
from app.vietnamese.sheet_code import SheetCode

_BASELINES: Final = (12.8 * mm, 9 * mm)
"""Where the two lines of the code's characters stand, below the modules."""
_FOOT_ROOM: Final = FOOT_CODE[0] - codes.QUIET - LEFT
"""Width left of the code for the words that tell loose pages apart."""

Shapes = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WrittenSheets:
    """What was written: the number of pages, and for each sheet the page it begins at (from 1) and its marks.

    A sheet begins at the list before its group if it is the group's first. Marks are one and the same object for all sheets
    of one layout.
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

    canvas: Canvas
    campaign: CampaignFacts
    content: SheetContent
    name: str
    for_scanning: bool
    layouts: dict[Shapes, _Drawn] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._probes = [Household(self.content, size, (1, 1)) for size in BODY_SIZES]

    def print(self, sheet: SheetFacts) -> _Drawn:
        """Draw one sheet and return the layout it took."""
        values = household_values(sheet)
        drawn = self._layout(values)
        layout = drawn.layout
        for number, form in enumerate(drawn.forms, 1):
            self.canvas.doForm(form)
            if number == layout.household_page:
                top = PORTRAIT[1] - TOP - layout.household_top
                layout.household.write(self.canvas, values, layout.household.lines(values), LEFT, top)
            self._foot(sheet, values, number, len(drawn.forms))
            self.canvas.showPage()
        return drawn

    def _layout(self, values: HouseholdValues) -> _Drawn:
        shapes = self._shapes(values)
        if shapes not in self.layouts:
            head = self.campaign.letterhead
            layout = arrange(self.content, head, values, self.canvas, for_scanning=self.for_scanning)
            if len(layout.pages) > sheet_code.MOST_PAGES:
                raise AppError(SHEET_TOO_LONG, most=sheet_code.MOST_PAGES)
            prefix = f"{self.name}_{len(self.layouts)}"
            forms = tuple(self._form(layout, prefix, page) for page in range(len(layout.pages)))
            self.layouts[shapes] = _Drawn(layout, forms, sheet_marks(layout, for_scanning=self.for_scanning))
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
        corner_ticks(canvas, PORTRAIT)
        if page:
            page_number(canvas, page + 1, PORTRAIT)
        draw_page(canvas, layout.pages[page], LEFT, PORTRAIT[1] - TOP)
        canvas.endForm()
        return name

    def _foot(self, sheet: SheetFacts, values: HouseholdValues, number: int, count: int) -> None:
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
        if sheet.copy:
            label = f"{label} · {printable(sheet.copy, f'hộ {sheet.household_code}')}"
        self.canvas.setFont(fonts.ITALIC, 10)
        above = [values.head] if count > 1 else []
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
    progress: Progress | None = None,
) -> WrittenSheets:
    """Write the sheets of all ``batches`` as one PDF to ``stream``.

    ``for_scanning`` adds the second code at the head, a box before each item and a frame to sign in; ``cover`` puts before
    each group's sheets the list of what was printed and the households skipped, with reasons. ``progress`` advances by one
    for each sheet. Raises DOCUMENT-001
    for characters without glyph, DOCUMENT-003 when there is no sheet, DOCUMENT-004 for a code that is none,
    DOCUMENT-005 for a sheet of more pages than a code can count.
    """
    title = f"{campaign.title} {campaign.subject}"
    canvas = new_canvas(stream, title, campaign.letterhead.issuer)
    pages = 0
    starts: list[int] = []
    marks: list[tuple[Mark, ...]] = []
    for batch_number, batch in enumerate(batches):
        start = pages + 1
        if cover and not batch.begun and (batch.sheets or batch.skipped):
            pages += draw_table(canvas, cover_list(campaign, batch))
        printer = _GroupPrinter(
            canvas, campaign, sheet_content(campaign, batch.group), f"sheet{batch_number}", for_scanning
        )
        for sheet in batch.sheets:
            starts.append(start)
            drawn = printer.print(sheet)
            marks.append(drawn.marks)
            pages += len(drawn.forms)
            start = pages + 1
            if progress:
                progress.advance(1)
    if not starts:
        raise AppError(NOTHING_TO_PRINT, what="không có hộ nào trong phạm vi đã chọn")
    canvas.save()
    return WrittenSheets(pages, tuple(starts), tuple(marks))


def _code_of_page(sheet: SheetFacts, number: int) -> str:
    """Return the code with the character of page ``number``; the check characters follow it."""
    parts = sheet_code.decode(sheet.code)
    if not isinstance(parts, SheetCode):
        raise AppError(BAD_SHEET_CODE, sheet_code=sheet.code[:24])
    return str(replace(parts, page=sheet_code.page_character(number)))
