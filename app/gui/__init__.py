"""The window: Qt, and the only room that imports PySide6. Screens are described in design/screens.md.

How to write a page (an example that runs is ``tests/gui/samples.py``)::

    COLUMNS: tuple[Column[HouseholdRow], ...] = (
        Column("Mã hộ", lambda row: row.code, width=90),                          # pixels at 100 %; 0 shares the rest
        Column("Chủ hộ", lambda row: row.head, sort=lambda row: name_sort_key(row.head)),      # Vietnamese order
        Column("Số khẩu", lambda row: row.people, Kind.NUMBER, width=90, spare=True),          # goes when it is narrow
    )

    class HouseholdsPage(Page):                                  # named in pages.PLACES as "module:Class"
        def __init__(self, desk: Desk) -> None:
            super().__init__(desk, "Hộ gia đình", search_hint="Tìm tên, mã hộ, địa chỉ")
            self.model = RowsModel(COLUMNS, key=lambda row: row.id, parent=self)   # tickable="Đã ký" adds boxes
            self.table = TableView(self.model, "Danh sách hộ")
            self.body.addWidget(self.table, 1)                   # or beside(list, detail)
            self.set_main("Thêm hộ", self.new, icon="plus", tip="Ctrl+N")
            self.add_action("In danh sách…", self.print_out, icon="printer")
            self.search.searched.connect(lambda words: self.refresh(None))
            self.search.left.connect(self.table.enter)           # Down and Enter go to the list
            self.table.opened.connect(self.edit)                 # Enter, double click; ``chosen`` follows the line

        def refresh(self, changes):                              # after every action anywhere; None at the first show
            if changes is None or changes.touches("household"):
                rows = list_households(self.desk.context, self.search.text())
                self.model.show_rows(rows)                       # long lists: show_rows(first, total, more(offset, n))
                self.set_state(f"{format_number(len(rows))} hộ")

        def save(self):                                          # Ctrl+S; also new, print_out, open(**place), leave
            if self.form.check():                                # Form: load(row), problems(), command()
                done = self.desk.attempt(lambda: save_household(self.desk.context, self.form.command()))
                if done is not None:                             # an AppError has been shown in the window already
                    self.keeper.finish()                         # DraftKeeper(form, desk.drafts, lambda: desk.jobs.busy)
                    self.desk.notify_done(done, "Đã ghi hộ Nguyễn Văn An.", rows=[Link("Xem", ...)])   # + Hoàn tác

        def print_out(self):                                     # long work: panel, Cancel, result in this thread
            self.desk.run(Job("Đang in 495 bản", lambda progress: print_sheets(..., progress), self.printed))

        def printed(self, done):
            self.desk.notify_file(path, "Đã in 495 bản cam kết.")             # Mở, In, Mở thư mục
            self.desk.preview(path, "Bản cam kết, Tổ 3", sheets=first_pages)  # the page itself, "in từ bản thứ"

Also at the desk: ``navigate(key, **place)``, ``ask(text, detail, yes)``, ``dialogs.open_file/save_file/folder``,
``notify(Notice)``, ``undo(operation)``, ``fold_navigation(True)`` while a detail is open. Labels, buttons and cards come
from ``parts``, fields from ``fields``, colours and sizes only from ``palette``; nothing else names a colour.
"""

from app.gui.immortal import keep_constants

keep_constants()
