"""Tổ tự quản: the groups with who leads them, how they meet and are rated; one in detail beside the list."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QWidget

from app.gui.desk import Desk
from app.gui.dialogs import PDF, WORD
from app.gui.form_page import FormPage
from app.gui.jobs import Job
from app.gui.menu_button import open_menu
from app.gui.notice import Link
from app.gui.page import beside, empty_state
from app.gui.parts import button, column, icon_button, label, line, look, rule, scrolling
from app.gui.self_group_forms import ActivityForm, CopyForm, MemberForm, RatingForm, RegulationForm, SelfGroupForm
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.kernel.clock import today
from app.kernel.progress import Progress
from app.usecases.self_managed import (
    MemberRow,
    SelfGroupDetail,
    SelfGroupRow,
    add_member,
    copy_self_group,
    end_member,
    end_self_group,
    list_self_groups,
    open_signing,
    rate,
    record_activity,
    save_regulation,
    save_self_group,
    self_group_detail,
)
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.numbers import format_number

KINDS: Final = (
    "self_managed_group", "group_member", "regulation_version", "group_activity", "group_rating", "household", "person",
)  # fmt: skip
"""Kinds of records of which something stands on this page."""
REGULATION: Final = "Quy chế"
MOST: Final = 8
"""Activities shown on the card."""

COLUMNS: Final[tuple[Column[SelfGroupRow], ...]] = (
    Column("Tổ tự quản", lambda row: row.name, sort=lambda row: sort_key(row.name)),
    Column("Tổ trưởng", lambda row: row.leader, width=180, sort=lambda row: name_sort_key(row.leader), spare=True),
    Column("Thành viên", lambda row: row.members, Kind.NUMBER, width=104),
    Column(
        "Họp gần nhất", lambda row: (*row.last_share, "có mặt") if row.last_share else None, Kind.SHARE, width=220,
        spare=True,
    ),
    Column("Xếp loại", lambda row: f"{row.rating.rating} ({row.rating.year})" if row.rating else "", width=130),
)  # fmt: skip


class SelfGroupsPage(FormPage):
    """The list, a card beside it, and short forms in the place of both."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Tổ tự quản")
        self.model = RowsModel(COLUMNS, key=lambda row: row.id, parent=self)
        self.table = TableView(self.model, "Danh sách tổ tự quản")
        self.detail: SelfGroupDetail | None = None
        self.card = self._card()
        self.card.hide()
        self._report = self.add_action("In báo cáo", self.print_out, icon="printer", tip="Ctrl+P")
        self._adding = self.set_main("Thêm tổ", self.new, icon="plus", tip="Ctrl+N")
        self.empty = empty_state(
            "sprout",
            "Chưa ghi tổ tự quản nào",
            "Tổ cùng giữ an ninh, môi trường, đèn đường ... theo quy chế tự đặt.",
            button("Thêm tổ", self.new, icon="plus", kind="primary"),
        )
        self._both = beside(self.table, self.card)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self._both, 1)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._chosen)

    # What the window asks for

    def open(self, group: str = "", **_place: Any) -> None:
        """Show the list, or one group."""
        if group:
            self.table.show_key(group)
        self.desk.fold_navigation(not self.card.isHidden())

    def refresh(self, changes: Changes | None) -> None:
        """Read the groups again."""
        if changes is not None and not changes.touches(*KINDS):
            return
        rows = list_self_groups(self.desk.context)
        self.model.show_rows(rows)
        members = sum(row.members for row in rows)
        words = f"{format_number(len(rows))} tổ tự quản, {format_number(members)} thành viên"
        self.set_state(words if rows else "")
        if self.detail is not None:
            self._show(self.detail.row.id)
        self._show_empty()

    def new(self) -> None:
        """Found a group."""
        form = SelfGroupForm(self.desk.context)
        form.load(None)
        self.ask(form, "Tổ tự quản mới", "Ghi", lambda: self._save_group(form))
        form.name.setFocus()

    def print_out(self) -> None:
        """Write the report of this year and show it."""
        from app.usecases.self_managed_report import write_self_group_report

        year = today(self.desk.context.clock).year
        path = self.desk.dialogs.save_file("In báo cáo tổ tự quản", f"Báo cáo tổ tự quản {year}.pdf", PDF)
        if path is None:
            return
        groups = self.desk.attempt(lambda: write_self_group_report(self.desk.context, path, year))
        if groups is not None:
            title = f"Báo cáo tổ tự quản {year}"
            self.desk.notify_file(path, f"Đã làm xong báo cáo {format_number(groups)} tổ.", title=title)
            self.desk.preview(path, title)

    # What the page does

    def edit(self) -> None:
        """Change name, fields, founding."""
        form = SelfGroupForm(self.desk.context)
        form.load(self.detail)
        self.ask(form, "Sửa tổ tự quản", "Ghi", lambda: self._save_group(form))

    def add_member(self) -> None:
        """Let somebody join."""
        form = MemberForm(self.desk.context, self._id)
        self.ask_for(
            form,
            "Thêm thành viên",
            "Thêm",
            lambda: add_member(self.desk.context, form.command()),
            "Đã thêm thành viên.",
        )

    def end_member(self, member: MemberRow) -> None:
        """Let somebody be a member no longer."""
        done = self.desk.attempt(lambda: end_member(self.desk.context, member.id))
        if done is not None:
            self.desk.notify_done(done, f"Đã ghi {member.name} thôi là thành viên.")

    def add_activity(self) -> None:
        """Write down a meeting, or something done."""
        members = self.detail.row.members if self.detail else 0
        form = ActivityForm(self.desk.context, self._id, members)
        self.ask_for(
            form, "Sinh hoạt, hoạt động", "Ghi", lambda: record_activity(self.desk.context, form.command()), "Đã ghi."
        )

    def add_rating(self) -> None:
        """Rate the group for a year."""
        form, group = RatingForm(self.desk.context), self._id
        self.ask_for(
            form, "Xếp loại năm", "Ghi", lambda: rate(self.desk.context, group, *form.command()), "Đã xếp loại."
        )

    def edit_regulation(self) -> None:
        """Change regulation and plan; another wording is the next version."""
        form, group = RegulationForm(), self._id
        if self.detail is not None:
            form.load(self.detail)
        self.ask_for(
            form,
            "Quy chế và kế hoạch",
            "Lưu quy chế",
            lambda: save_regulation(self.desk.context, group, *form.command()),
            "Đã lưu quy chế.",
        )

    def print_regulation(self) -> None:
        """Write the regulation with the list of those who sign it; the model text while the group has none."""
        from app.usecases.regulations import PrintedRegulation, print_regulation

        context, group, title = self.desk.context, self._id, REGULATION
        name = self.detail.row.name if self.detail else ""
        path = self.desk.dialogs.save_file("In quy chế", f"{title} {name}.pdf", PDF, (WORD,))
        if path is None:
            return

        def work(_progress: Progress) -> PrintedRegulation:
            return print_regulation(context, group, path)

        def made(done: PrintedRegulation) -> None:
            words = "bản mẫu của quy chế (tổ chưa có quy chế trong sổ)" if done.model else "quy chế"
            self.desk.notify_file(path, f"Đã làm xong {words}, kèm danh sách ký.", title=title)
            if done.pages:
                self.desk.preview(path, title)

        self.desk.run(Job("Đang làm quy chế", work, made))

    def copy(self) -> None:
        """Found the next group from this one."""
        form, group = CopyForm(), self._id
        self.ask_for(
            form,
            "Nhân rộng: lập tổ mới với cùng quy chế, kế hoạch",
            "Lập tổ",
            lambda: copy_self_group(self.desk.context, group, form.command()),
            "Đã lập tổ mới.",
        )

    def sign(self) -> None:
        """Open the signing of the regulation by the members' households."""
        done = self.desk.attempt(lambda: open_signing(self.desk.context, self._id))
        if done is not None:
            there = Link(
                "Xem ở Cam kết", lambda: self.desk.navigate("pledges", campaign=done.result.campaign), "signature"
            )
            households = format_number(done.result.households)
            self.desk.notify_done(done, f"Đã mở đợt ký quy chế cho {households} hộ.", rows=(there,))

    def end(self) -> None:
        """Record that the group is no more; undo brings it back."""
        done = self.desk.attempt(lambda: end_self_group(self.desk.context, self._id))
        if done is not None:
            self.close_card()
            self.desk.notify_done(done, "Đã ghi tổ giải thể.")

    def front(self) -> Sequence[QWidget]:
        """Return the list with its buttons."""
        return (self._both, self.empty, self._report, self._adding)

    def show_front(self) -> None:
        """Show the list again, or why it is empty."""
        self._adding.show()
        self._show_empty()

    def close_card(self) -> None:
        """Give the list its room back."""
        self.detail = None
        self.card.hide()
        self.table.clearSelection()
        self.table.setCurrentIndex(self.model.index(-1, 0))
        self.desk.fold_navigation(False)

    @property
    def _id(self) -> str:
        return self.detail.row.id if self.detail else ""

    def _save_group(self, form: SelfGroupForm) -> None:
        if not form.check():
            return
        done = self.desk.attempt(lambda: save_self_group(self.desk.context, form.command()))
        if done is not None:
            self.back()
            self.desk.notify_done(done, f"Đã ghi {form.name.text()}.")
            self.table.show_key(done.result)

    def _chosen(self, row: SelfGroupRow | None) -> None:
        if row is not None:
            self._show(row.id)

    def _show(self, group: str) -> None:
        detail = self.desk.attempt(lambda: self_group_detail(self.desk.context, group))
        if detail is None or not any(row.id == group for row in self.model.rows):
            self.close_card()
            return
        self.detail = detail
        self._fill(detail)
        self.card.show()
        self.desk.fold_navigation(True)

    def _show_empty(self) -> None:
        if self.form is not None:
            return
        nothing = not self.model.rows
        self.empty.setVisible(nothing)
        self._both.setVisible(not nothing)
        self._report.setVisible(not nothing)

    def _card(self) -> QFrame:
        made = look(QFrame(), "card")
        self._title = label(kind="heading", wrap=True)
        self._facts = label(kind="quiet", wrap=True)
        self._lines = column(gap=6, margin=(0, 0, 8, 0))
        content = QWidget()
        content.setLayout(self._lines)
        head = line(gap=8)
        head.addWidget(self._title, 1)
        head.addWidget(icon_button("x", "Đóng", self.close_card))
        self._more = button("Việc khác…", self._offer, icon="ellipsis")
        foot = line(gap=8)
        foot.addWidget(self._more)
        foot.addStretch(1)
        foot.addWidget(button("Ghi hoạt động", self.add_activity, icon="plus", kind="primary"))
        rows = column(gap=8, margin=(16, 12, 16, 12))
        rows.addLayout(head)
        rows.addWidget(self._facts)
        rows.addWidget(rule())
        rows.addWidget(scrolling(content), 1)
        rows.addLayout(foot)
        made.setLayout(rows)
        return made

    def _offer(self) -> None:
        acts = self.doings
        open_menu(self._more, [(words, words) for words in acts], lambda words: acts[words]())

    @property
    def doings(self) -> dict[str, Callable[[], None]]:
        """What can be done with the group that is shown, by the words of the menu."""
        return {
            "Thêm thành viên": self.add_member,
            "Quy chế và kế hoạch": self.edit_regulation,
            "In quy chế để ký": self.print_regulation,
            "Mở đợt ký quy chế": self.sign,
            "Xếp loại năm": self.add_rating,
            "Sửa tên, lĩnh vực": self.edit,
            "Nhân rộng thành tổ mới": self.copy,
            "Tổ giải thể": self.end,
        }

    def _fill(self, found: SelfGroupDetail) -> None:
        row = found.row
        self._title.setText(row.name)
        facts = [
            ", ".join(row.fields),
            f"lập ngày {row.founded:%d/%m/%Y}" if row.founded else "",
            found.texts["decision"],
        ]
        facts += [f"nhân rộng từ {row.copied_from}"] if row.copied_from else []
        self._facts.setText(" · ".join(part for part in facts if part))
        self._facts.setVisible(any(facts))
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._say(f"Thành viên ({format_number(row.members)})", "strong")
        for member in found.members:
            self._lines.addWidget(self._member(member))
        rule_words = f"bản số {found.regulation_number}" if found.regulation_number else "chưa có"
        self._say(f"Quy chế: {rule_words}", "strong")
        self._say("Sinh hoạt, hoạt động", "strong")
        for each in found.activities[:MOST]:
            share = f"{each.present} / {each.members} có mặt" if each.present is not None else ""
            day = f"{each.day:%d/%m/%Y}" if each.day else ""
            self._say(" · ".join(part for part in (day, each.what, share, each.result) if part))
        self._say("Xếp loại", "strong")
        for rating in found.ratings:
            self._say(f"{rating.year}: {rating.rating}. {rating.reason}")
        self._lines.addStretch(1)

    def _say(self, text: str, kind: str = "") -> None:
        self._lines.addWidget(label(text, kind, wrap=True))

    def _member(self, member: MemberRow) -> QWidget:
        made = QWidget()
        row = line(gap=8)
        row.addWidget(label(f"{member.name} · {member.role}", wrap=True), 1)
        row.addWidget(icon_button("x", f"Cho {member.name} thôi", lambda: self.end_member(member)))
        made.setLayout(row)
        return made
