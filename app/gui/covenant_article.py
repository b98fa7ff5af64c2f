"""One article of the covenant: read as text, or edited in its place."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.covenant_sections import ARTICLE, WIDER, Section
from app.gui.fields import AreaField, TextField
from app.gui.forms import Form, Problem
from app.gui.parts import button, column, icon_button, label, line, look, scrolling
from app.usecases.covenant_editing import SaveClause
from app.usecases.covenants import ClauseRow

CHARACTERS_A_LINE: Final = 70
MOST_LINES: Final = 8
INDENT: Final = 20


class ClauseEditor(QWidget):
    """The fields of one clause; ``removed`` carries its id. One that ``holds`` others needs no text of its own."""

    removed = Signal(str)

    def __init__(self, row: ClauseRow, *, holds: bool = False) -> None:
        super().__init__()
        self.row = row
        clause = row.clause
        title = f"{clause.level} {clause.number}".rstrip()
        named = bool(clause.heading) or clause.level in (ARTICLE, *WIDER)
        self.heading = TextField(f"Tên {title}") if named else None
        lines = min(MOST_LINES, max(2, len(clause.text) // CHARACTERS_A_LINE + 2))
        self.text = AreaField(f"Nội dung {title}", lines=lines)
        self.text.setVisible(bool(clause.text) or not (holds or clause.level in WIDER))
        rows = column(gap=8)
        if self.heading is not None:
            self.heading.set_text(clause.heading)
            rows.addWidget(self.heading)
        self.text.set_text(clause.text)
        rows.addWidget(self.text)
        across = line(gap=8)
        across.addLayout(rows, 1)
        across.addWidget(icon_button("trash-2", f"Xoá {title}", lambda: self.removed.emit(row.id)))
        self.setLayout(across)

    def command(self) -> SaveClause | None:
        """Return what was changed, ``None`` when nothing was."""
        clause = self.row.clause
        typed = {"text": self.text.text()}
        if self.heading is not None:
            typed["heading"] = self.heading.text()
        loaded = {"text": clause.text, "heading": clause.heading}
        texts = {name: text for name, text in typed.items() if text != loaded[name]}
        return SaveClause(self.row.id, texts, {name: loaded[name] for name in texts}) if texts else None


class ArticleForm(Form):
    """The clauses of one section in fields; they are known by the clause's id, so that a draft finds them again."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.editors: list[ClauseEditor] = []
        for row in section.rows:
            editor = ClauseEditor(row, holds=row is section.rows[0] and len(section.rows) > 1)
            self.editors.append(editor)
            self.add_widget(editor)
            self._know(f"text:{row.id}", editor.text)
            if editor.heading is not None:
                self._know(f"heading:{row.id}", editor.heading)

    def problems(self) -> list[Problem]:
        """Return nothing: the village's words are kept as they are."""
        return []

    def command(self) -> list[SaveClause]:
        """Return what was changed, clause by clause."""
        return [command for each in self.editors if (command := each.command()) is not None]


class ArticleCard(QFrame):
    """Shows a section. ``save_wanted`` and the rest ask the page to act; ``begun`` is sent when there are fields."""

    begun = Signal()
    given_up = Signal()
    save_wanted = Signal()
    add_wanted = Signal(str)
    """The level of the clause to add behind this section."""
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "card")
        self.section: Section | None = None
        self.editing = False
        self.form: ArticleForm | None = None
        self._title = label(kind="heading", wrap=True)
        self._notes: QVBoxLayout = column(gap=4)
        self._content: QVBoxLayout = column(gap=10, margin=(0, 0, 12, 0))
        self._foot: QHBoxLayout = line(gap=8)
        inner = QWidget()
        inner.setLayout(self._content)
        rows = column(gap=12, margin=16)
        rows.addWidget(self._title)
        rows.addLayout(self._notes)
        rows.addWidget(scrolling(inner), 1)
        rows.addLayout(self._foot)
        self.setLayout(rows)

    def show_section(self, section: Section | None) -> None:
        """Show a section to read."""
        self.section = section
        self.editing = False
        self._draw()

    def edit(self) -> None:
        """Turn the text into fields; those that are there already stay as they are."""
        begins = not self.editing or self.form is None
        if begins:
            self.editing = True
            self._draw()
        if self.editors:
            (self.editors[0].heading or self.editors[0].text).setFocus()
            if begins:
                self.begun.emit()

    @property
    def editors(self) -> list[ClauseEditor]:
        """The fields of the clauses; none while the section is only read."""
        return self.form.editors if self.form is not None else []

    def commands(self) -> list[SaveClause]:
        """Return what was changed in the fields."""
        return self.form.command() if self.form is not None else []

    def give_up(self) -> None:
        """Read the section again; what was typed is thrown away."""
        self.given_up.emit()
        self.show_section(self.section)

    def _draw(self) -> None:
        for layout in (self._notes, self._content, self._foot):
            _empty(layout)
        self.form = None
        section = self.section
        self.setVisible(section is not None)
        if section is None:
            return
        self._title.setText(f"{section.title}. {section.heading}" if section.heading else section.title)
        for warning in section.warnings:
            self._notes.addWidget(label(warning, "warn", wrap=True))
        if self.editing:
            self._draw_fields(section)
        else:
            self._draw_text(section.rows)
        self._content.addStretch(1)

    def _draw_text(self, rows: Sequence[ClauseRow]) -> None:
        base = rows[0].depth
        for place, row in enumerate(rows):
            clause = row.clause
            mark = (
                ""
                if place == 0 or clause.level == "đoạn"
                else f"{clause.number}{')' if clause.level == 'điểm' else '.'} "
            )
            words = clause.text if place == 0 else " ".join(part for part in (clause.heading, clause.text) if part)
            if not words and not mark:
                continue
            made = label(mark + words, wrap=True)
            made.setContentsMargins(min(2, max(0, row.depth - base)) * INDENT if clause.level != "đoạn" else 0, 0, 0, 0)
            self._content.addWidget(made)
        self._foot.addWidget(button("Sửa", self.edit, icon="pencil"))
        self._foot.addStretch(1)

    def _draw_fields(self, section: Section) -> None:
        self.form = ArticleForm(section)
        for editor in self.form.editors:
            editor.removed.connect(self.removed)
        self._content.addWidget(self.form)
        self._foot.addWidget(button("Thôi", self.give_up))
        if section.is_article:
            self._foot.addWidget(button("Thêm khoản", lambda: self.add_wanted.emit("khoản"), icon="plus"))
        self._foot.addStretch(1)
        self._foot.addWidget(button("Lưu", self.save_wanted.emit, icon="save", kind="primary", tip="Ctrl+S"))


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
