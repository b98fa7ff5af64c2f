"""The table every list is shown in: a line is one thing to press, whatever the column.

Lines are 32 px. Arrows move, Enter opens, Space ticks and goes on to the next line, typing belongs to the search box.
"""

from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.gui.table_model import SHARE_ROLE, RowsModel
from app.gui.theme import theme
from app.gui.tick_box import paint_box

Index = QModelIndex | QPersistentModelIndex
EDGE: Final = 10
"""Room at both sides of a cell."""
BAR_WIDTH: Final = 72
TICK_WIDTH: Final = 72
LEAST: Final = 160
"""Width below which a column of names is of no use, at 100 %."""


class TableView(QTableView):
    """Shows a :class:`RowsModel`. ``chosen`` follows the line one is on, ``opened`` is Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)
    typed = Signal(str)
    """A letter typed while the table has the focus; the page hands it to its search box."""

    def __init__(self, model: RowsModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_model = model
        self.hovered = -1
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(LineDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMinimumSectionSize(40)
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.activated.connect(self._open)
        theme().changed.connect(self._fit)
        self._fit()

    def show_key(self, key: Any) -> None:
        """Go to the row with ``key`` if it is in the list."""
        place = self.rows_model.place_of(key)
        if place >= 0:
            self.setCurrentIndex(self.rows_model.index(place, 0))

    @property
    def current(self) -> Any:
        """The row the person is on, or None."""
        place = self.currentIndex().row()
        return self.rows_model.row_at(place) if place >= 0 else None

    def enter(self) -> None:
        """Take the focus, on the first line if there was none (Down from the search box)."""
        self.setFocus()
        if self.rows_model.rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(max(self.currentIndex().row(), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks and goes on; Enter opens; a letter goes to the search box; the rest is Qt's."""
        place = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Space and self.rows_model.tickable and place >= 0:
            self.rows_model.flip_tick(place)
            below = min(place + 1, self.rows_model.rowCount() - 1)
            self.setCurrentIndex(self.rows_model.index(below, 0))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and place >= 0:
            self._open(self.currentIndex())
        elif event.text().isalnum() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the line under the mouse."""
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        self._hover(-1)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let spare columns go, or come back, as the width allows."""
        super().resizeEvent(event)
        self._spare()

    def _spare(self) -> None:
        """Hide spare columns from the last until those that share the rest have :data:`LEAST` pixels each."""
        percent, columns = theme().percent, self.rows_model.columns
        shift = self.rows_model.columnCount() - len(columns)
        needed = sum((column.width or LEAST) * percent // 100 for column in columns) + shift * TICK_WIDTH
        for place in reversed(range(len(columns))):
            hide = columns[place].spare and needed > self.viewport().width()
            needed -= (columns[place].width or LEAST) * percent // 100 if hide else 0
            self.setColumnHidden(place + shift, hide)

    def _hover(self, place: int) -> None:
        if place != self.hovered:
            self.hovered = place
            self.viewport().update()

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self.rows_model.row_at(current.row()) if current.isValid() else None)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.rows_model.row_at(index.row()))

    def _fit(self) -> None:
        sizes, percent = theme().sizes, theme().percent
        self.verticalHeader().setDefaultSectionSize(sizes.row)
        header = self.horizontalHeader()
        widths = [TICK_WIDTH] if self.rows_model.tickable else []
        widths += [column.width for column in self.rows_model.columns]
        for place, width in enumerate(widths):
            stretch = QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(place, stretch)
            if width:
                header.resizeSection(place, width * percent // 100)
        self._spare()


class LineDelegate(QStyledItemDelegate):
    """Paints cells: one ground for the whole line, a thin rule below it, boxes to tick, bars of progress."""

    def __init__(self, table: TableView) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        self.initStyleOption(option, index)
        colours = theme().colours
        area: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen or index.row() == self._table.hovered:
            painter.fillRect(area, QColor(colours.accent_soft if chosen else colours.window))
        painter.setPen(QColor(colours.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if index.column() == 0 and index.row() == self._table.currentIndex().row() and self._table.hasFocus():
            painter.fillRect(QRect(area.left(), area.top(), 4, area.height()), QColor(colours.accent))
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            self._box(painter, area, ticked=Qt.CheckState(state) is Qt.CheckState.Checked)
        else:
            self._words(painter, area, option, index.data(SHARE_ROLE))
        painter.restore()

    def editorEvent(self, event: QEvent, _model: QObject, _option: QStyleOptionViewItem, index: Index) -> bool:
        """Tick with the mouse anywhere in the box's cell."""
        ticking = index.data(Qt.ItemDataRole.CheckStateRole) is not None
        if ticking and isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonRelease:
            self._table.rows_model.flip_tick(index.row())
            return True
        return False

    def _words(
        self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, share: tuple[int, int] | None
    ) -> None:
        room = area.adjusted(EDGE, 0, -EDGE, 0)
        if share is not None:
            width = min(BAR_WIDTH * theme().percent // 100, room.width() // 3)
            self._bar(painter, room, width, *share)
            room.setLeft(room.left() + width + EDGE)
        painter.setFont(option.font)
        painter.setPen(option.palette.text().color())
        words = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(option.displayAlignment), words)

    def _bar(self, painter: QPainter, room: QRect, width: int, part: int, whole: int) -> None:
        colours = theme().colours
        track = QRect(room.left(), room.center().y() - 3, width, 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.edge))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(track, 4, 4)
        if part and whole:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(track.adjusted(0, 0, min(part, whole) * width // whole - width, 0), 4, 4)

    def _box(self, painter: QPainter, area: QRect, *, ticked: bool) -> None:
        half = theme().sizes.icon // 2
        box = QRect(area.center() - QPoint(half, half), area.center() + QPoint(half, half))
        paint_box(painter, box, ticked=ticked)
