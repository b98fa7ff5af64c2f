"""The two blocks every official paper shares: the two-column head and the signatures (NĐ 30/2020, Phụ lục I).

Both are ReportLab flowables made of plain strings, so no text of a person passes through markup.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from app.documents import fonts, wording
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.markup import glue_compounds, printable, wrap
from app.documents.wording import Wording
from app.vietnamese.dates import long_date

_FIELDS: Final = frozenset({"place", "date", "year", "page", "pages"})
_ISSUER_SHARE: Final = 0.4
"""The issuer takes 40 % of the width, the name of the country 60 %."""


def common() -> Wording:
    """Return the wording shared by all papers."""
    return wording.load("common", _FIELDS)


def date_line(place: str, day: date | None, year: int | None = None) -> str:
    """Return "An Quang, ngày 05 tháng 3 năm 2026", or dots to fill in by hand while the day is not known."""
    words = common()
    known = long_date(day) if day else words.text("date_by_hand", year=year or words.text("year_by_hand"))
    return words.text("place_and_date", place=place, date=known)


def balanced(text: str, face: str, size: float, width: float) -> list[str]:
    """Wrap ``text`` into as few lines as fit ``width``, as equal in length as they can be: for centred lines.

    Words of two syllables stay together.
    """
    text = glue_compounds(text)
    lines = wrap(text, face, size, width)
    low, high = width / len(lines), width
    while high - low > 2:
        middle = (low + high) / 2
        if len(wrap(text, face, size, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return wrap(text, face, size, high)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a centred column: its text, face, size and the room above its baseline's line, in points."""

    text: str
    face: str
    size: float
    above: float = 0


class Letterhead(Flowable):  # type: ignore[misc]
    """Issuer left, name of the country and motto right, with their rules.

    A body of the Party has a star under its name, the Party's name at the right and under it ``day``, the line of place and date.
    """

    def __init__(self, facts: LetterheadFacts, width: float, day: str = "") -> None:
        super().__init__()
        self.width = width
        left = width * _ISSUER_SHARE
        room = left - 6
        parent = printable(facts.issuer_parent, "tên cơ quan chủ quản").upper()
        issuer = printable(facts.issuer, "tên cơ quan ban hành").upper()
        self._party = facts.party
        self._day = printable(facts.day_at_head(day), "địa danh và ngày tháng")
        self._parent = balanced(parent, fonts.REGULAR, 12, room) if parent else []
        self._issuer = balanced(issuer, fonts.BOLD, 12, room) if issuer else []
        self._left, self._right = left / 2, left + (width - left) / 2
        at_left = len(self._parent) + len(self._issuer)
        self.height = max(at_left + self._party, 3 if self._day else 2) * 15.0 + 9

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size, which does not depend on the room."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw from the top of the block downwards."""
        canvas, words = self.canv, common()
        baseline = self.height - 12
        for face, lines in ((fonts.REGULAR, self._parent), (fonts.BOLD, self._issuer)):
            canvas.setFont(face, 12)
            for text in lines:
                canvas.drawCentredString(self._left, baseline, text)
                baseline -= 15
        if self._party:
            canvas.setFont(fonts.REGULAR, 14)
            canvas.drawCentredString(self._left, baseline - 2, words.text("party_star"))
            self._draw_party(words)
            return
        if self._issuer:
            longest = max(fonts.width(text, fonts.BOLD, 12) for text in self._issuer)
            rule(canvas, self._left, baseline + 9, longest * 0.45)
        baseline = self.height - 12
        canvas.setFont(fonts.BOLD, 12)
        canvas.drawCentredString(self._right, baseline, words.text("nation"))
        canvas.setFont(fonts.BOLD, 13)
        motto = words.text("motto")
        canvas.drawCentredString(self._right, baseline - 15.5, motto)
        rule(canvas, self._right, baseline - 21, fonts.width(motto, fonts.BOLD, 13))

    def _draw_party(self, words: Wording) -> None:
        canvas, baseline = self.canv, self.height - 13
        party = words.text("party")
        canvas.setFont(fonts.BOLD, 15)
        canvas.drawCentredString(self._right, baseline, party)
        rule(canvas, self._right, baseline - 5, fonts.width(party, fonts.BOLD, 15))
        if self._day:
            canvas.setFont(fonts.ITALIC, 13)
            canvas.drawCentredString(self._right, baseline - 25, self._day)


def rule(canvas: Canvas, centre: float, y: float, length: float) -> None:
    """Draw the thin solid line that stands below a head or a title."""
    canvas.setLineWidth(0.6)
    canvas.line(centre - length / 2, y, centre + length / 2, y)


class Signatures(Flowable):  # type: ignore[misc]
    """Signature columns side by side, a single one in the right half, with place and date above the last one."""

    def __init__(
        self, columns: tuple[SignerFacts, ...], day: str, width: float, room: float = 58, *, framed: bool = False
    ) -> None:
        super().__init__()
        self.width = width
        self._framed = framed
        if len(columns) == 1:
            columns = (SignerFacts(""), *columns)
        self._day = printable(day, "địa danh và ngày tháng") if day else ""
        self._column_width = width / max(len(columns), 1)
        self._heads = [self._head(column) for column in columns]
        self._names = [self._name(column) for column in columns]
        self._head_height = max((sum(line.above for line in head) for head in self._heads), default=0.0)
        self._name_height = max((len(name) * 16.0 for name in self._names), default=0.0)
        self._room = room
        self.height = (19 if self._day else 0) + self._head_height + room + self._name_height + 4

    def _head(self, column: SignerFacts) -> list[Line]:
        if not column.role:
            return []
        room = self._column_width - 8
        lines = [
            Line(text, fonts.BOLD, 13, 16)
            for office in (column.on_behalf, column.role)
            if office
            for text in balanced(printable(office, "chức vụ người ký").upper(), fonts.BOLD, 13, room)
        ]
        if column.under_role:
            lines.append(Line(printable(column.under_role, "chức vụ người ký"), fonts.REGULAR, 13, 16))
        lines.append(Line(common().text("sign_hint"), fonts.ITALIC, 12, 15))
        return lines

    def _name(self, column: SignerFacts) -> list[str]:
        name = printable(column.name, "tên người ký")
        return balanced(name, fonts.BOLD, 13, self._column_width - 8) if name else []

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size, which does not depend on the room."""
        return self.width, self.height

    def last_room(self) -> tuple[float, float, float, float]:
        """Return the room for the hand in the last column: left, bottom, width, height from the block's lower left corner."""
        bottom = self._name_height + 6
        return self.width - self._column_width + 6, bottom, self._column_width - 6, self._room - 6

    def draw(self) -> None:
        """Draw date, offices and names; the room between them is for the hand, in a fine frame where a scan looks for it."""
        canvas, top = self.canv, self.height
        if self._framed:
            canvas.setLineWidth(0.9)
            canvas.rect(*self.last_room())
        if self._day:
            canvas.setFont(fonts.ITALIC, 13)
            self._draw_day(canvas, top - 13)
            top -= 19
        for index, (head, name) in enumerate(zip(self._heads, self._names, strict=True)):
            centre = (index + 0.5) * self._column_width
            baseline = top + 3
            for line in head:
                baseline -= line.above
                canvas.setFont(line.face, line.size)
                canvas.drawCentredString(centre, baseline, line.text)
            baseline = top - self._head_height - self._room + 3
            canvas.setFont(fonts.BOLD, 13)
            for text in name:
                baseline -= 16
                canvas.drawCentredString(centre, baseline, text)

    def _draw_day(self, canvas: Canvas, baseline: float) -> None:
        """Centre the date over the last column, but never beyond the right margin."""
        length = fonts.width(self._day, fonts.ITALIC, 13)
        centre = self.width - self._column_width / 2
        canvas.drawString(min(centre - length / 2, self.width - length), baseline, self._day)
