"""What an import would do, before it is done: the columns that were found, and every row with its outcome and reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.gui.fields import ChoiceField
from app.gui.parts import card, column, label, line, look, scrolling
from app.gui.search_box import FilterChips
from app.gui.table import TableView
from app.gui.table_model import Column, RowsModel
from app.gui.theme import theme
from app.gui.tick_box import TickBox
from app.usecases.import_plan import Outcome
from app.usecases.imports import OUTCOME_WORDS, ImportReport
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.legacy import Encoding
from app.vietnamese.numbers import format_number

LOOK: Final = "look"
"""The filter for rows that are kept although something in them should be looked at."""
SHADES: Final[Mapping[str, str]] = {"new": "accent", "updated": "info", "refused": "danger"}
ZEROS: Final = "Bảng tính hay bỏ mất số 0 ở đầu số CCCD. Đánh dấu để chương trình điền lại; tệp gốc giữ nguyên."
AUTO: Final = ""
ENCODINGS: Final[Mapping[str, str]] = {
    Encoding.UNICODE: "Unicode",
    Encoding.TCVN3: "TCVN3 (ABC, phông .VnTime)",
    Encoding.VNI: "VNI (phông VNI-Times)",
}
"""How village people know the encodings: by the name of the typing program's setting and of the font."""
CONVERTED: Final = "Danh sách gõ bằng bảng mã cũ {names}. Chương trình đã đổi sang chữ có dấu; trước và sau ở bên trái."
WIDTH: Final = 264


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the list as the table shows it; ``reason`` holds everything there is to say about it."""

    key: int
    place: str
    name: str
    group: str
    outcome: Outcome
    reason: str
    look: bool


COLUMNS: Final[tuple[Column[RowLine], ...]] = (
    Column("Dòng", lambda row: row.place, width=76, sort=lambda row: row.key),
    Column("Họ và tên", lambda row: row.name, sort=lambda row: name_sort_key(row.name)),
    Column("Tổ", lambda row: row.group, width=84, sort=lambda row: sort_key(row.group), spare=True),
    Column(
        "Kết quả",
        lambda row: OUTCOME_WORDS[row.outcome].capitalize(),
        width=110,
        shade=lambda row: SHADES.get(row.outcome),
    ),
    Column("Lý do", lambda row: row.reason, shade=lambda row: "warn" if row.look else None, spare=True),
)


class ImportPreview(QWidget):
    """Shows one :class:`ImportReport`; ``zeros_wanted`` asks to read again with lost zeros filled in, or without,
    ``encoding_wanted`` in another encoding (empty: found out by the program).
    """

    zeros_wanted = Signal(bool)
    encoding_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[RowLine] = []
        self.zeros = TickBox("")
        self.zeros.toggled.connect(self.zeros_wanted)
        self._zero_bar = self._zeros_line()
        self.converted = label(wrap=True)
        self._converted_bar = self._converted_line()
        self.encoding = ChoiceField("Bảng mã của tệp", [(AUTO, "Tự nhận ra"), *ENCODINGS.items()])
        self.encoding.edited.connect(lambda: self.encoding_wanted.emit(self.encoding.text()))
        self._facts = column(gap=4)
        self.facts: list[str] = []
        """The texts about the file at the left."""
        self.chips = FilterChips("Kết quả")
        self.chips.chosen.connect(lambda _: self._show_lines())
        self.model = RowsModel(COLUMNS, key=lambda row: row.key, parent=self)
        self.table = TableView(self.model, "Từng dòng của danh sách")
        self.table.chosen.connect(self._explain)
        self._whole = label(kind="quiet", wrap=True)
        self._lay_out()

    def show_report(self, report: ImportReport, lost: int, *, filled: bool, encoding: str = AUTO) -> None:
        """Show ``report``; ``lost`` rows have lost zeros, which are ``filled`` in it or not; ``encoding`` is what was chosen."""
        self._lines = lines_of(report)
        self.encoding.set_text(encoding)
        used = dict.fromkeys(ENCODINGS[each.encoding].partition(" ")[0] for each in report.conversions)
        self.converted.setText(CONVERTED.format(names=", ".join(used)))
        self._converted_bar.setVisible(bool(used))
        self._zero_bar.setVisible(lost > 0)
        self.zeros.blockSignals(True)
        self.zeros.setText(f"Điền lại số 0 đã mất ({format_number(lost)} dòng)")
        self.zeros.setChecked(filled)
        self.zeros.blockSignals(False)
        self._show_facts(report)
        counts = {key: sum(each.outcome == key for each in self._lines) for key in OUTCOME_WORDS}
        looked = sum(each.look for each in self._lines)
        choices = [("", f"Tất cả {format_number(len(self._lines))}")]
        choices += [
            (key, f"{words.capitalize()} {format_number(counts[key])}")
            for key, words in OUTCOME_WORDS.items()
            if counts[key]
        ]
        choices += [(LOOK, f"Nên xem lại {format_number(looked)}")] if looked else []
        current = self.chips.current
        self.chips.show_choices(choices, current if current in dict(choices) else "")
        self._show_lines()

    def _show_lines(self) -> None:
        wanted = self.chips.current
        self.model.show_rows(
            [row for row in self._lines if not wanted or row.outcome == wanted or (wanted == LOOK and row.look)]
        )
        self._explain(None)

    def _explain(self, row: RowLine | None) -> None:
        self._whole.setText(f"Dòng {row.place}: {row.reason}" if row else "Bấm vào một dòng để đọc hết lý do.")

    def _show_facts(self, report: ImportReport) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.facts = []
        self._say_conversions(report)
        self._say("Đầu trang", "caption")
        for title in report.title_lines or ("(không có)",):
            self._say(title)
        self._say(f"Cột đã nhận ra (tiêu đề ở dòng {report.header_row})", "caption")
        for header, field in report.columns.items():
            self._say(field if header == field else f"{header} → {field}")
        self._say("Cột không dùng", "caption")
        self._say(", ".join(report.unmatched) or "(không có)")

    def _say_conversions(self, report: ImportReport) -> None:
        """Show before and after for each column that was converted."""
        for each in report.conversions:
            self._say(f"Cột {each.column}: {ENCODINGS[each.encoding]}", "caption")
            for before, after in each.samples:
                self._say(f"{before} → {after}")

    def _say(self, text: str, kind: str = "") -> None:
        self.facts.append(text)
        if kind and len(self.facts) > 1:
            self._facts.addSpacing(8)
        self._facts.addWidget(label(text, kind, wrap=True))

    def _zeros_line(self) -> QFrame:
        rows = column(gap=0, margin=(12, 4, 12, 8))
        rows.addWidget(self.zeros)
        rows.addWidget(label(ZEROS, wrap=True))
        made = look(QFrame(), "bar")
        made.setProperty("tone", "warn")
        made.setLayout(rows)
        return made

    def _converted_line(self) -> QFrame:
        rows = column(gap=0, margin=(12, 8, 12, 8))
        rows.addWidget(self.converted)
        made = look(QFrame(), "bar")
        made.setProperty("tone", "work")
        made.setLayout(rows)
        return made

    def _lay_out(self) -> None:
        inside = column(margin=(12, 12, 12, 12))
        inside.addLayout(self._facts)
        inside.addStretch(1)
        content = QWidget()
        content.setLayout(inside)
        frame = column(gap=0)
        frame.addWidget(scrolling(content), 1)
        foot = column(gap=0, margin=(12, 8, 12, 12))
        foot.addWidget(self.encoding)
        frame.addLayout(foot)
        self._left = card(frame)
        listing = column(gap=8)
        listing.addWidget(self.chips)
        listing.addWidget(self.table, 1)
        listing.addWidget(self._whole)
        row = line(gap=16)
        row.addWidget(self._left)
        row.addLayout(listing, 1)
        rows = column(gap=12)
        rows.addWidget(self._converted_bar)
        rows.addWidget(self._zero_bar)
        rows.addLayout(row, 1)
        self.setLayout(rows)
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._left.setFixedWidth(WIDTH * min(theme().percent, 125) // 100)


def lines_of(report: ImportReport) -> list[RowLine]:
    """Return the rows of a report in the order of the file, each with all that was found about it."""
    many = len({each.sheet for each in report.outcomes}) > 1
    found: dict[tuple[str, int], list[str]] = {}
    for problem in report.problems:
        message = f"{problem.column}: {problem.message}" if problem.column else problem.message
        found.setdefault((problem.sheet, problem.row), []).append(message)
    return [
        RowLine(
            number,
            f"{each.sheet}, {each.row}" if many else str(each.row),
            each.name,
            each.group,
            each.outcome,
            " ".join([*found.get((each.sheet, each.row), ()), each.reason[:1].upper() + each.reason[1:] + "."]),
            each.outcome != "refused" and (each.sheet, each.row) in found,
        )
        for number, each in enumerate(report.outcomes)
    ]
