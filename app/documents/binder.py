"""What keeps signed sheets in order on the shelf: labels to cut out for the box and each group's binder, and what lies inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents import fonts, wording
from app.documents.blocks import balanced
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import LetterheadFacts
from app.documents.markup import drawable, shorten
from app.documents.page import PORTRAIT, new_canvas
from app.documents.pledge_content import in_sentence
from app.documents.signing_list import capital
from app.documents.table_pdf import draw_table
from app.documents.tables import Column, TableFacts
from app.kernel.errors import AppError
from app.vietnamese import sheet_code
from app.vietnamese.numbers import format_number

_FIELDS: Final = frozenset(
    {"title", "subject", "village", "group", "year", "first", "last", "signed", "households", "groups"}
)
_ACROSS, _DOWN = 2, 4
_LABEL: Final = 93 * mm, 68 * mm
_LEFT: Final = (PORTRAIT[0] - _ACROSS * _LABEL[0]) / 2
_TOP: Final = (PORTRAIT[1] + _DOWN * _LABEL[1]) / 2
_AROUND: Final = 4 * mm
"""White between the line to cut along and the label's frame."""
_LINES: Final = 2
"""Lines that one text takes at the most before a smaller type is tried."""


@dataclass(frozen=True, slots=True)
class FiledSheet:
    """One signed sheet in a binder; ``signer`` where somebody signed for the head, no ``code`` where only the list was signed."""

    household_code: str
    head: str
    signed_on: date | None
    signer: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Binder:
    """One group's binder: its households from the first to the last code, and its signed sheets in walking order."""

    group: str
    first: str
    last: str
    households: int
    sheets: tuple[FiledSheet, ...]


@dataclass(frozen=True, slots=True)
class BoxFacts:
    """All binders of a campaign."""

    letterhead: LetterheadFacts
    title: str
    """The campaign's title on paper, "Bản cam kết" or "Bản đăng ký"."""
    subject: str
    village: str
    year: int
    binders: tuple[Binder, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A centred line of a label: its text, face, the largest type it is set in, and the room above it."""

    text: str
    face: str
    size: float
    above: float = 3


def write_labels(stream: BinaryIO, facts: BoxFacts) -> int:
    """Write the labels, then what each binder holds on pages of its own; return the number of pages. DOCUMENT-003."""
    if not facts.binders:
        raise AppError(NOTHING_TO_PRINT, what="không có hộ nào trong phạm vi đã chọn")
    canvas = new_canvas(stream, f"{facts.title} {facts.subject}", facts.letterhead.issuer)
    pages = _draw_labels(canvas, facts)
    pages += sum(draw_table(canvas, contents(facts, binder)) for binder in facts.binders if binder.sheets)
    canvas.save()
    return pages


def contents(facts: BoxFacts, binder: Binder) -> TableFacts:
    """Return what one binder holds, in the order in which it lies there."""
    by_head = _text("signed_by_head")
    group = _text("contents_group", group=binder.group, village=in_sentence(facts.village))
    return TableFacts(
        title=_text("contents_title", title=facts.title.lower()),
        subtitles=(facts.subject, capital(group)),
        columns=(
            Column(_text("column_number"), 9, "center"),
            Column(_text("column_household"), 17, "center"),
            Column(_text("column_head"), 43),
            Column(_text("column_day"), 22, "center"),
            Column(_text("column_signer"), 25),
            Column(_text("column_code"), 48, "center"),
        ),
        rows=tuple(
            (
                str(number), sheet.household_code, sheet.head,
                f"{sheet.signed_on:%d/%m/%Y}" if sheet.signed_on else "", sheet.signer or by_head,
                sheet_code.format(sheet.code) if sheet.code else _text("on_list"),
            )
            for number, sheet in enumerate(binder.sheets, 1)
        ),
        letterhead=facts.letterhead,
        notes=(_text("contents_total", **_counts(binder.households, len(binder.sheets))),),
        row_height=6.5,
        size=10.5,
    )  # fmt: skip


def _draw_labels(canvas: Canvas, facts: BoxFacts) -> int:
    """Draw the label of the box over the width of two and the height of two, then the groups' ones; return the pages."""
    _draw(canvas, _box_lines(facts), _LEFT, _TOP - 2 * _LABEL[1], 2 * _LABEL[0], 2 * _LABEL[1])
    place, pages = 2 * _ACROSS, 1
    for binder in facts.binders:
        if place == _ACROSS * _DOWN:
            canvas.showPage()
            place, pages = 0, pages + 1
        row, column = divmod(place, _ACROSS)
        left, bottom = _LEFT + column * _LABEL[0], _TOP - (row + 1) * _LABEL[1]
        _draw(canvas, _binder_lines(facts, binder), left, bottom, *_LABEL)
        place += 1
    canvas.showPage()
    return pages


def _box_lines(facts: BoxFacts) -> list[_Line]:
    households = sum(each.households for each in facts.binders)
    signed = sum(len(each.sheets) for each in facts.binders)
    year = "" if str(facts.year) in facts.subject else _text("year", year=facts.year)
    return [
        _Line(facts.letterhead.issuer_parent.upper(), fonts.REGULAR, 16),
        _Line(facts.village.upper(), fonts.BOLD, 26, 4),
        _Line(facts.title.upper(), fonts.BOLD, 34, 22),
        _Line(facts.subject, fonts.BOLD, 18, 6),
        _Line(year, fonts.BOLD, 26, 12),
        _Line(_text("groups", groups=format_number(len(facts.binders))), fonts.REGULAR, 17, 18),
        _Line(_text("label_signed", **_counts(households, signed)), fonts.REGULAR, 17, 6),
    ]


def _binder_lines(facts: BoxFacts, binder: Binder) -> list[_Line]:
    span = "label_span" if binder.first != binder.last else "label_one"
    return [
        _Line(facts.title.upper(), fonts.BOLD, 14),
        _Line(_text("year", year=facts.year), fonts.BOLD, 13),
        _Line(facts.village, fonts.REGULAR, 14, 8),
        _Line(binder.group, fonts.BOLD, 22, 4),
        _Line(_text(span, first=binder.first, last=binder.last), fonts.REGULAR, 14, 8),
        _Line(_text("label_signed", **_counts(binder.households, len(binder.sheets))), fonts.REGULAR, 14),
    ]


def _draw(canvas: Canvas, lines: Sequence[_Line], left: float, bottom: float, width: float, height: float) -> None:
    """Draw a label in the middle of its place, with a dashed line to cut along and a frame inside."""
    canvas.setLineWidth(0.3)
    canvas.setDash(2, 3)
    canvas.rect(left, bottom, width, height)
    canvas.setDash()
    canvas.setLineWidth(1.2)
    canvas.rect(left + _AROUND, bottom + _AROUND, width - 2 * _AROUND, height - 2 * _AROUND)
    room = width - 2 * _AROUND - 6 * mm
    laid = [(line, *_lay(line, room)) for line in lines if line.text]
    tall = sum(line.above + size * 1.25 * len(texts) for line, size, texts in laid)
    baseline = bottom + (height + tall) / 2
    for line, size, texts in laid:
        baseline -= line.above
        canvas.setFont(line.face, size)
        for text in texts:
            baseline -= size * 1.25
            canvas.drawCentredString(left + width / 2, baseline + size * 0.3, text)


def _lay(line: _Line, room: float) -> tuple[float, list[str]]:
    """Return the type a line is set in and its lines: smaller down to two thirds, then cut off."""
    text = drawable(line.text)
    for share in (1.0, 0.85, 0.7):
        lines = balanced(text, line.face, line.size * share, room)
        if len(lines) <= _LINES:
            return line.size * share, lines
    size = line.size * 0.7
    return size, [lines[0], shorten(" ".join(lines[1:]), line.face, size, room)]


def _counts(households: int, signed: int) -> dict[str, object]:
    return {"households": format_number(households), "signed": format_number(signed)}


def _text(key: str, **fields: object) -> str:
    return wording.load("binder", _FIELDS).text(key, **fields)
