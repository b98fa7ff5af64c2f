"""Tình hình các thôn: which village stands where, those not heard from longest first, and who is missing in each."""

from typing import Any, Final

from PySide6.QtWidgets import QFrame, QWidget

from app.gui.desk import Desk
from app.gui.page import Page, empty_state
from app.gui.parts import button, card, column, label, line
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.clock import moment
from app.usecases.commune import MissingHousehold, VillageRow, villages_overview
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.numbers import format_number
from app.vietnamese.text import fold

LATE_DAYS: Final = 7
"""A village not heard from for longer is marked."""
LARGE: Final = 125
"""Text size in percent from which the table needs the room of the navigation's words."""
DETAIL_WIDTH: Final = 304
DAY_MS: Final = 86_400_000
NEVER: Final = "Chưa gửi"

MISSING_COLUMNS: Final = (
    Column[MissingHousehold]("Chủ hộ", lambda row: row.head or row.code, sort=lambda row: name_sort_key(row.head)),
    Column[MissingHousehold]("Tổ", lambda row: row.group, width=62, sort=lambda row: sort_key(row.group)),
    Column[MissingHousehold]("Địa chỉ", lambda row: row.address, Kind.QUIET, spare=True),
)


class VillagesPage(Page):
    """One line a village; the chosen one's missing households beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Tình hình các thôn", search_hint="Tìm thôn, trưởng thôn")
        self.rows: tuple[VillageRow, ...] = ()
        self.model = RowsModel(self._columns(), lambda row: row.pile, parent=self)
        self.table = TableView(self.model, "Các thôn")
        self.missing_model = RowsModel(MISSING_COLUMNS, lambda row: row.id, parent=self)
        self.missing = TableView(self.missing_model, "Hộ còn thiếu")
        self._name = label(kind="heading", wrap=True)
        self._leader = label(wrap=True)
        self._about = label(kind="quiet", wrap=True)
        self._nothing = empty_state(
            "layout-list",
            "Chưa có dữ liệu của thôn nào",
            "Trao tệp khoá với từng thôn một lần, rồi nhận gói dữ liệu thôn mang lên bằng USB.",
            button("Sang trang Nhận dữ liệu", lambda: desk.navigate("receive"), icon="arrow-right", kind="primary"),
        )
        self._detail = self._missing_side()
        self._both = self._both_sides()
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._nothing, 1)
        self.set_main("Nhận dữ liệu", lambda: desk.navigate("receive"), icon="inbox")
        assert self.search is not None
        self.search.searched.connect(lambda _: self._show_rows())
        self.search.left.connect(self.table.enter)
        self.table.chosen.connect(self._show_village)
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, **_place: Any) -> None:
        """Be shown; data may have come in meanwhile."""
        self._make_room()
        self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        """Read every village."""
        if changes is not None and not self.isVisible():
            return
        self.rows = villages_overview(self.desk.context)
        self._both.setVisible(bool(self.rows))
        self._nothing.setVisible(not self.rows)
        if self.main is not None:
            self.main.setVisible(bool(self.rows))
        signed, asked = sum(row.signed for row in self.rows), sum(row.in_scope for row in self.rows)
        households, people = sum(row.households for row in self.rows), sum(row.people for row in self.rows)
        self.set_state(
            f"{len(self.rows)} thôn, {format_number(households)} hộ, {format_number(people)} khẩu, "
            f"{format_number(signed)} / {format_number(asked)} hộ đã ký"
            if self.rows
            else ""
        )
        self._show_rows()

    def _show_rows(self) -> None:
        before = self.table.current
        words = fold(self.search.text()).split() if self.search else []
        found = [row for row in self.rows if all(word in fold(f"{row.name} {row.head}") for word in words)]
        self.model.show_rows(found)
        if before is not None:
            self.table.show_key(before.pile)
        if self.table.current is None and found:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_village(self.table.current)

    def _show_village(self, row: VillageRow | None) -> None:
        self._name.setText(village_name(row) if row else "")
        self.missing_model.show_rows(row.missing if row else ())
        if row is None:
            self._about.setText("")
            self._leader.setText("")
            return
        head = ", ".join(part for part in (row.head, row.phone) if part)
        self._leader.setText(f"Trưởng thôn: {head}" if head else "Chưa ghi trưởng thôn")
        waiting = f" Có {row.gaps} gói chờ gói trước đó." if row.gaps else ""
        if not row.in_scope:
            self._about.setText("Thôn chưa gửi đợt cam kết nào." + waiting)
        else:
            left = f"{format_number(len(row.missing))} hộ chưa ký" if row.missing else "Đã ký đủ"
            self._about.setText(f"{row.campaign}: {left}.{waiting}")

    def _columns(self) -> tuple[Column[VillageRow], ...]:
        return (
            Column("Thôn", village_name, sort=lambda row: sort_key(row.name)),
            Column("Trưởng thôn", lambda row: ", ".join(part for part in (row.head, row.phone) if part),
                   sort=lambda row: name_sort_key(row.head), spare=True),
            Column("Hộ", lambda row: row.households, Kind.NUMBER, width=56),
            Column("Khẩu", lambda row: row.people, Kind.NUMBER, width=64, spare=True),
            Column("Đã ký", lambda row: (row.signed, row.in_scope, ""), Kind.SHARE, width=156),
            Column("Gửi lần cuối", last_words, width=104, sort=lambda row: row.last_received,
                   shade=lambda row: "warn" if self._late(row) else None),
            Column("Còn thiếu", lambda row: len(row.missing), Kind.NUMBER, width=80, spare=True),
        )  # fmt: skip

    def _late(self, row: VillageRow) -> bool:
        return self.desk.context.clock.now_ms() - row.last_received > LATE_DAYS * DAY_MS

    def _both_sides(self) -> QWidget:
        row = line(gap=16)
        row.addWidget(self.table, 1)
        row.addWidget(self._detail)
        made = QWidget()
        made.setLayout(row)
        return made

    def _fit(self) -> None:
        self._detail.setFixedWidth(DETAIL_WIDTH * theme().percent // 100)
        if self.isVisible():
            self._make_room()

    def _make_room(self) -> None:
        self.desk.fold_navigation(theme().percent >= LARGE)

    def _missing_side(self) -> QFrame:
        rows = column(gap=8, margin=16)
        rows.addWidget(self._name)
        rows.addWidget(self._leader)
        rows.addWidget(self._about)
        rows.addWidget(self.missing, 1)
        return card(rows)


def village_name(row: VillageRow) -> str:
    """Return "Thôn Quang Khải"; a village known by its key alone already carries its label."""
    words = f"{row.label} {row.name}".strip()
    return words[:1].upper() + words[1:]


def last_words(row: VillageRow) -> str:
    """Return the day of the newest bundle, or that there was none."""
    return f"{moment(row.last_received):%d/%m/%Y}" if row.last_received else NEVER
