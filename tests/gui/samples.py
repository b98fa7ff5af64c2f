"""Invented rows and pages that show every part of the foundation; the real pages come on top of it."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.gui.desk import Desk
from app.gui.fields import AreaField, ChoiceField, DateField, TextField
from app.gui.forms import Form, Problem
from app.gui.page import Page, beside, empty_state
from app.gui.pages import COVENANT, DAILY, EXCHANGE, VILLAGE, Place
from app.gui.parts import button, card, column, label, line, rule, scrolling
from app.gui.search_box import FilterChips
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.text import fold

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Vũ", "Bùi", "Đỗ", "Hoàng", "Ngô")
MIDDLES = ("Văn", "Thị", "Đức", "Thị Ngọc", "Hữu", "Công", "Thị Hồng")
GIVEN = (
    "An",
    "Bình",
    "Ơn",
    "Đào",
    "Hạ",
    "Hà",
    "Khải",
    "Lý",
    "Mừng",
    "Nở",
    "Quế",
    "Sửu",
    "Tỵ",
    "Út",
    "Ước",
    "Vượng",
    "Yến",
)
STATES = ("Đang ở", "Đang ở", "Đang ở", "Đi làm ăn xa", "Thiếu thông tin")
LONG = "Công Tằng Tôn Nữ Thị Ngọc Hoàng Kim Phượng Liên Hương Nguyễn Phúc Vĩnh Thụy Bảo Long"


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    id: str
    code: str
    head: str
    address: str
    people: int
    group: str
    state: str
    signed: int
    whole: int


def household_rows(count: int = 500) -> list[HouseholdRow]:
    rows = []
    for n in range(count):
        name = f"{FAMILIES[n * 7 % 10]} {MIDDLES[n * 3 % 7]} {GIVEN[n * 11 % 17]}"
        if n % 97 == 5:
            name = LONG
        address = f"Xóm {n % 9 + 1}, thôn Quang Khải, xã An Quang" + (", tỉnh Gia Lai" * (n % 4 == 0))
        rows.append(
            HouseholdRow(
                f"{n:032x}",
                f"{n % 13 + 1:02d}-{n // 13 + 1:03d}",
                name,
                address,
                n % 7 + 1,
                f"Tổ {n % 13 + 1}",
                STATES[n % 5],
                n * 13 % 61,
                60,
            )
        )
    return rows


COLUMNS = (
    Column[HouseholdRow]("Mã hộ", lambda row: row.code, width=90),
    Column[HouseholdRow]("Chủ hộ", lambda row: row.head, sort=lambda row: name_sort_key(row.head)),
    Column[HouseholdRow](
        "Địa chỉ", lambda row: row.address, Kind.QUIET, sort=lambda row: sort_key(row.address), spare=True
    ),
    Column[HouseholdRow]("Số khẩu", lambda row: row.people, Kind.NUMBER, width=90),
    Column[HouseholdRow]("Tổ", lambda row: row.group, width=80, sort=lambda row: sort_key(row.group)),
    Column[HouseholdRow](
        "Tình trạng",
        lambda row: row.state,
        width=150,
        shade=lambda row: "warn" if row.state == STATES[4] else None,
        spare=True,
    ),
)
SIGNING = (
    Column[HouseholdRow]("STT", lambda row: int(row.id, 16) + 1, Kind.NUMBER, width=64),
    Column[HouseholdRow]("Chủ hộ", lambda row: row.head, sort=lambda row: name_sort_key(row.head)),
    Column[HouseholdRow]("Đã ký", lambda row: (row.signed, row.whole, "hộ"), Kind.SHARE, width=220),
)


class DetailForm(Form):
    def __init__(self) -> None:
        super().__init__()
        self.head = self.add("head", TextField("Chủ hộ"))
        self.add_beside(
            ("born", DateField("Ngày sinh", 2026), 1),
            ("sex", ChoiceField("Giới tính", [("", "Chưa rõ"), ("m", "Nam"), ("f", "Nữ")]), 1),
        )
        self.phone = self.add("phone", TextField("Điện thoại", example="0912 345 678"))
        self.add("note", AreaField("Ghi chú", lines=3))

    def load(self, row: HouseholdRow | None) -> None:
        self.head.set_text(row.head if row else "")

    def problems(self) -> list[Problem]:
        found = [] if self.head.text() else [Problem("head", "Ghi tên chủ hộ.")]
        if not self.phone.text():
            found.append(Problem("phone", "Chưa có số điện thoại.", hard=False))
        return found

    def command(self) -> dict[str, str]:
        return self.texts()


class ListPage(Page):
    """A list with search, chips, detail: the shape of most pages."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Hộ gia đình", search_hint="Tìm tên, mã hộ, địa chỉ")
        self.keys: list[str] = []
        self.model = RowsModel(COLUMNS, lambda row: row.id, parent=self)
        self.table = TableView(self.model, "Danh sách hộ")
        self.count = label(kind="small")
        self.chips = FilterChips("Tình trạng")
        self.chips.show_choices(
            [("", "Tất cả"), ("here", "Đang ở"), ("away", "Đi làm ăn xa"), ("gap", "Thiếu thông tin 99")], ""
        )
        self.form = DetailForm()
        self.add_action("Biến động", self.new, icon="arrow-left-right")
        self.add_action("In danh sách…", self.print_out, icon="printer")
        self.set_main("Thêm hộ", self.new, icon="plus", tip="Ctrl+N")
        left = QWidget()
        rows = column(gap=8)
        rows.addWidget(self.chips)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.count)
        left.setLayout(rows)
        detail = column(gap=12, margin=16)
        detail.addWidget(label("Trần Thị Ơn", "heading"))
        detail.addWidget(label("Mã hộ 03-012 · Tổ 3 · 5 khẩu", "quiet"))
        detail.addWidget(rule())
        detail.addWidget(scrolling(self.form), 1)
        foot = line()
        foot.addStretch(1)
        foot.addWidget(button("Bỏ qua", self.leave))
        foot.addWidget(button("Lưu", self.save, kind="primary", tip="Ctrl+S"))
        detail.addLayout(foot)
        self.detail = card(detail)
        self.detail.hide()
        self.body.addWidget(beside(left, self.detail), 1)
        assert self.search is not None
        self.search.searched.connect(self.find)
        self.search.left.connect(self.table.enter)
        self.table.opened.connect(lambda row: self.detail.show())

    def refresh(self, changes: Any) -> None:
        self.find(self.search.text() if self.search else "")
        self.set_state("500 hộ, 1.987 người, 12 chưa xếp tổ")

    def find(self, words: str) -> None:
        rows = [row for row in household_rows() if fold(words) in fold(row.head)]
        self.model.show_rows(rows)
        self.count.setText(f"{len(rows)} hộ" + (f" có «{words}»" if words else ""))

    def new(self) -> None:
        self.keys.append("new")

    def save(self) -> None:
        self.keys.append("save")

    def print_out(self) -> None:
        self.keys.append("print")


class SigningPage(Page):
    """A list to tick, with bars."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Cam kết")
        self.set_state("Thi đua xây dựng nông thôn mới 2026: 37 / 60 hộ đã ký, 23 chưa")
        self.add_action("In danh sách ký", self.print_out, icon="printer")
        self.set_main("Ghi ký cả tổ", self.new, icon="list-checks")
        self.model = RowsModel(SIGNING, lambda row: row.id, tickable="Đã ký", parent=self)
        self.table = TableView(self.model, "Danh sách ký")
        self.body.addWidget(self.table, 1)

    def refresh(self, changes: Any) -> None:
        rows = household_rows(60)
        self.model.show_rows(rows)
        self.model.set_ticks(row.id for row in rows[::3])


class EmptyPage(Page):
    """Nothing here yet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Quy ước")
        self.set_state("Chưa có quy ước")
        self.body.addWidget(
            empty_state(
                "scroll-text",
                "Thôn chưa có bản quy ước nào trong máy",
                "Mở bản Word đang có, chương trình tự tách thành từng điều.",
                button("Mở tệp Word", self.new, icon="folder-open", kind="primary"),
            )
        )


HERE = "tests.gui.samples"
SAMPLE_PLACES = (
    Place("home", "Trang chính", "house", DAILY, f"{HERE}:SigningPage"),
    Place("households", "Hộ gia đình", "users-round", DAILY, f"{HERE}:ListPage"),
    Place("covenant", "Quy ước", "scroll-text", COVENANT, f"{HERE}:EmptyPage"),
    Place("pledges", "Cam kết", "signature", COVENANT, f"{HERE}:SigningPage"),
    Place("handbook", "Sổ tay", "book-open", COVENANT, f"{HERE}:EmptyPage"),
    Place("groups", "Tổ dân cư", "map", VILLAGE, f"{HERE}:EmptyPage"),
    Place("imports", "Nhập Excel", "file-spreadsheet", EXCHANGE, f"{HERE}:EmptyPage"),
    Place("exchange", "Dữ liệu gửi xã", "send", EXCHANGE, f"{HERE}:EmptyPage"),
    Place("safety", "Sao lưu", "archive-restore", EXCHANGE, f"{HERE}:EmptyPage"),
)
