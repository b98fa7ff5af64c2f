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
from app.documents.page import BODY_SIZES, LEFT, PORTRAIT, RIGHT, TOP, corner_ticks, new_canvas, page_number
from app.documents.pledge_content import HouseholdValues, SheetContent, household_values, sheet_content, words
from app.documents.pledge_cover import cover_list
from app.documents.pledge_layout import Household, SheetLayout, arrange
from app.documents.table_pdf import draw_table
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.vietnamese import sheet_code
from app.vietnamese.sheet_code import SheetCode

_BASELINES: Final = (12.8 * mm, 9 * mm)
"""Where the two lines of the code's characters stand, below the modules."""
_FOOT_CODE: Final = (PORTRAIT[0] - RIGHT - codes.SIDE, 18.6 * mm)
"""Lower left corner of the modules at the foot, right edge on the right margin."""
_FOOT_ROOM: Final = _FOOT_CODE[0] - codes.QUIET - LEFT
"""Width left of the code for the words that tell loose pages apart."""
_TOP_CODE: Final = (7.4 * mm, PORTRAIT[1] - 15 * mm - codes.SIDE)
"""The second code for scanning: at the head of the left margin, opposite the first, so that one look tells up."""

Shapes = tuple[tuple[int, int], ...]


@dataclass
class _GroupPrinter:
    """Prints the sheets of one group; keeps one set of form XObjects for each shape of household lines."""

    canvas: Canvas
    campaign: CampaignFacts
    content: SheetContent
    name: str
    for_scanning: bool
    layouts: dict[Shapes, tuple[SheetLayout, tuple[str, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._probes = [Household(self.content, size, (1, 1)) for size in BODY_SIZES]

    def print(self, sheet: SheetFacts) -> int:
        """Draw one sheet and return how many pages it took."""
        values = household_values(sheet)
        layout, forms = self._layout(values)
        for number, form in enumerate(forms, 1):
            self.canvas.doForm(form)
            if number == layout.household_page:
                top = PORTRAIT[1] - TOP - layout.household_top
                layout.household.write(self.canvas, values, layout.household.lines(values), LEFT, top)
            self._foot(sheet, values, number, len(forms))
            self.canvas.showPage()
        return len(forms)

    def _layout(self, values: HouseholdValues) -> tuple[SheetLayout, tuple[str, ...]]:
        shapes = self._shapes(values)
        if shapes not in self.layouts:
            layout = arrange(self.content, self.campaign.letterhead, values, self.canvas)
            if len(layout.pages) > sheet_code.MOST_PAGES:
                raise AppError(SHEET_TOO_LONG, most=sheet_code.MOST_PAGES)
            prefix = f"{self.name}_{len(self.layouts)}"
            self.layouts[shapes] = layout, tuple(self._form(layout, prefix, page) for page in range(len(layout.pages)))
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
        codes.draw(self.canvas, code, *_FOOT_CODE)
        if self.for_scanning:
            codes.draw(self.canvas, code, *_TOP_CODE)
        groups = sheet_code.format(code).split()
        self.canvas.setFont(fonts.REGULAR, 10)
        for baseline, text in zip(_BASELINES, (" ".join(groups[:2]), " ".join(groups[2:])), strict=True):
            self.canvas.drawCentredString(_FOOT_CODE[0] + codes.SIDE / 2, baseline, text)
        fields = {"title": self.campaign.title, "household": values.household}
        label = words().text("of_pages" if count > 1 else "of_page", page=number, count=count, **fields)
        if sheet.copy:
            label = f"{label} · {printable(sheet.copy, f'hộ {sheet.household_code}')}"
        self.canvas.setFont(fonts.ITALIC, 10)
        for baseline, text in zip(_BASELINES, (values.head if count > 1 else "", label), strict=True):
            self.canvas.drawString(LEFT, baseline, shorten(text, fonts.ITALIC, 10, _FOOT_ROOM))


def write_pledge_sheets(
    stream: BinaryIO,
    campaign: CampaignFacts,
    batches: Iterable[BatchFacts],
    *,
    for_scanning: bool = False,
    cover: bool = True,
    starts: list[int] | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the sheets of all ``batches`` as one PDF to ``stream`` and return the number of its pages.

    ``for_scanning`` adds the second code at the head; ``cover`` puts before each group's sheets the list of what was
    printed and the households skipped, with reasons. ``starts`` is given the page (from 1) each sheet begins at, with
    the list before it for the first of a group. ``progress`` advances by one for each sheet. Raises DOCUMENT-001
    for characters without glyph, DOCUMENT-003 when there is no sheet, DOCUMENT-004 for a code that is none,
    DOCUMENT-005 for a sheet of more pages than a code can count.
    """
    title = f"{campaign.title} {campaign.subject}"
    canvas = new_canvas(stream, title, campaign.letterhead.issuer)
    pages = sheets = 0
    for batch_number, batch in enumerate(batches):
        start = pages + 1
        if cover and (batch.sheets or batch.skipped):
            pages += draw_table(canvas, cover_list(campaign, batch))
        printer = _GroupPrinter(
            canvas, campaign, sheet_content(campaign, batch.group), f"sheet{batch_number}", for_scanning
        )
        for sheet in batch.sheets:
            if starts is not None:
                starts.append(start)
            pages += printer.print(sheet)
            start = pages + 1
            sheets += 1
            if progress:
                progress.advance(1)
    if not sheets:
        raise AppError(NOTHING_TO_PRINT, what="không có hộ nào trong phạm vi đã chọn")
    canvas.save()
    return pages


def _code_of_page(sheet: SheetFacts, number: int) -> str:
    """Return the code with the character of page ``number``; the check characters follow it."""
    parts = sheet_code.decode(sheet.code)
    if not isinstance(parts, SheetCode):
        raise AppError(BAD_SHEET_CODE, sheet_code=sheet.code[:24])
    return str(replace(parts, page=sheet_code.page_character(number)))
