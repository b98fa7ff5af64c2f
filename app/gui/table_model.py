"""Frozen rows as a table (design/architecture.md, habit 7): one model for every list of the program.

A page says its columns once and hands over rows from a use case. Sorting happens here with keys the page gives
(Vietnamese order comes as bytes from ``app.vietnamese.collation``); filtering is the use case's query. Lists too long
to read at once come in pieces through ``more``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from app.gui.theme import theme
from app.vietnamese.numbers import format_number

R = TypeVar("R")
Index: TypeAlias = QModelIndex | QPersistentModelIndex

SORT_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2
SHARE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 3
"""(part, whole) of a column that shows a bar."""

AT_ONCE: Final = 500
"""Rows fetched for each further piece of a long list."""


class Kind(Enum):
    """How a column is written: text, a whole number, a bar with "37 / 60 hộ", or small quiet text."""

    TEXT = auto()
    NUMBER = auto()
    SHARE = auto()
    QUIET = auto()


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column. ``value`` gives what is shown: text, a number, or (part, whole, unit) for a bar.

    ``sort`` gives the key to order by, the value itself when left out. ``width`` is in pixels at 100 %, 0 takes what
    is left. ``shade`` names the colour of the palette for a row's text in this column (warn, danger, accent ...).
    A ``spare`` column gives way when the table becomes narrow, the last one first.
    """

    title: str
    value: Callable[[R], Any]
    kind: Kind = Kind.TEXT
    width: int = 0
    sort: Callable[[R], Any] | None = None
    shade: Callable[[R], str | None] | None = None
    spare: bool = False

    def text(self, row: R) -> str:
        """Return the cell in words."""
        value = self.value(row)
        if value is None:
            return ""
        if self.kind is Kind.SHARE:
            part, whole, unit = value
            return f"{format_number(part)} / {format_number(whole)} {unit}".rstrip()
        return format_number(value) if isinstance(value, int) else str(value)

    def key(self, row: R) -> Any:
        """Return what to order by."""
        if self.sort is not None:
            return self.sort(row)
        value = self.value(row)
        if self.kind is Kind.SHARE and value is not None:
            return value[0] / value[1] if value[1] else 0.0
        return value

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Numbers stand at the right, everything else at the left."""
        side = Qt.AlignmentFlag.AlignRight if self.kind is Kind.NUMBER else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows and columns. With ``tickable`` the first column is a box; ``ticked`` carries (row, on) after a tick."""

    ticked = Signal(object, bool)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Any],
        *,
        tickable: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.tickable = tickable
        """Title of the column of boxes ("Đã ký"); empty for none."""
        self.total = 0
        self._key = key
        self._given: list[R] = []
        self._rows: list[R] = []
        self._more: Callable[[int, int], Sequence[R]] | None = None
        self._ticks: set[Any] = set()
        self._order: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    # What a page does with it

    def show_rows(
        self, rows: Sequence[R], total: int | None = None, more: Callable[[int, int], Sequence[R]] | None = None
    ) -> None:
        """Replace all rows. A long list gives its first piece, how many there are, and ``more(offset, limit)``.

        When the same rows come in the same order, place, choice and scroll position of the table stay as they are.
        """
        given = list(rows)
        whole = len(given) if total is None else total
        if more is not None and self._order[0] >= 0:
            given.extend(more(len(given), whole - len(given)))
        arranged = self._arranged(given)
        same = [self._key(row) for row in arranged] == [self._key(row) for row in self._rows]
        if not same:
            self.beginResetModel()
        self._given, self._rows, self.total, self._more = given, arranged, whole, more
        if not same:
            self.endResetModel()
        elif arranged:
            self.dataChanged.emit(self.index(0, 0), self.index(len(arranged) - 1, self.columnCount() - 1))

    @property
    def rows(self) -> Sequence[R]:
        """The rows read so far, as they stand on the screen."""
        return self._rows

    def row_at(self, place: int) -> R:
        """Return the row at a line of the screen."""
        return self._rows[place]

    def place_of(self, key: Any) -> int:
        """Return the line of the row with ``key``, -1 when it is not shown."""
        return next((place for place, row in enumerate(self._rows) if self._key(row) == key), -1)

    @property
    def ticks(self) -> frozenset[Any]:
        """Keys of the ticked rows, also of rows a filter hides now."""
        return frozenset(self._ticks)

    def set_ticks(self, keys: Iterable[Any]) -> None:
        """Tick exactly the rows with these keys; sends no ``ticked``."""
        self._ticks = set(keys)
        if self._rows and self.tickable:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def is_ticked(self, place: int) -> bool:
        """Tell whether the row at ``place`` is ticked."""
        return self._key(self._rows[place]) in self._ticks

    def flip_tick(self, place: int) -> None:
        """Tick or untick the row at ``place`` as a person does."""
        row = self._rows[place]
        key, on = self._key(row), not self.is_ticked(place)
        (self._ticks.add if on else self._ticks.discard)(key)
        self.dataChanged.emit(self.index(place, 0), self.index(place, 0))
        self.ticked.emit(row, on)

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Count the rows read so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count the columns, with that of the boxes."""
        return 0 if parent.isValid() else len(self.columns) + self._shift

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether the list goes on."""
        return not parent.isValid() and self._more is not None and len(self._rows) < self.total

    def fetchMore(self, _parent: Index) -> None:
        """Read the next piece of a long list; Qt asks when the end comes into sight."""
        if self._more is None:
            return
        piece = self._more(len(self._rows), AT_ONCE)
        if not piece:
            self.total = len(self._rows)
            return
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(piece) - 1)
        self._given.extend(piece)
        self._rows.extend(piece)
        self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Title and alignment of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if section < self._shift:
            return self.tickable if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section - self._shift]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        return column.alignment if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Everything about one cell."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if index.column() < self._shift:
            return self._box(index.row(), role)
        return self._cell(self.columns[index.column() - self._shift], row, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be chosen; a box can be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        able = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return able | Qt.ItemFlag.ItemIsUserCheckable if index.column() < self._shift else able

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column, or as given when ``column`` is -1; a long list is read to its end first."""
        self._order = (column - self._shift, order) if column >= self._shift else (-1, order)
        if self._order[0] >= 0 and self._more is not None and len(self._given) < self.total:
            self.beginResetModel()
            self._given.extend(self._more(len(self._given), self.total - len(self._given)))
            self._arrange()
            self.endResetModel()
            return
        self.layoutAboutToBeChanged.emit()
        before = [(index, self._key(self._rows[index.row()])) for index in self.persistentIndexList()]
        self._arrange()
        places = {self._key(row): place for place, row in enumerate(self._rows)} if before else {}
        for index, key in before:
            self.changePersistentIndex(index, self.index(places[key], index.column()))
        self.layoutChanged.emit()

    @property
    def _shift(self) -> int:
        return 1 if self.tickable else 0

    def _arrange(self) -> None:
        self._rows = self._arranged(self._given)

    def _arranged(self, given: Sequence[R]) -> list[R]:
        place, order = self._order
        if place < 0:
            return list(given)
        column = self.columns[place]
        keyed = [(column.key(row), row) for row in given]
        known = [pair for pair in keyed if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=order is Qt.SortOrder.DescendingOrder)
        return [row for _, row in known] + [row for key, row in keyed if key is None]

    def _box(self, place: int, role: int) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self.is_ticked(place) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.tickable}: {'có' if self.is_ticked(place) else 'chưa'}"
        return None

    def _cell(self, column: Column[R], row: R, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == SORT_ROLE:
            return column.key(row)
        if role == SHARE_ROLE:
            share = column.value(row) if column.kind is Kind.SHARE else None
            return None if share is None else share[:2]
        if role == Qt.ItemDataRole.ForegroundRole:
            shade = column.shade(row) if column.shade else None
            shade = shade or ("quiet" if column.kind is Kind.QUIET else None)
            return QColor(getattr(theme().colours, shade)) if shade else None
        if role == Qt.ItemDataRole.FontRole and column.shade and column.shade(row):
            font = QFont()
            font.setPixelSize(theme().sizes.text)
            font.setWeight(QFont.Weight.Medium)
            return font
        return None
