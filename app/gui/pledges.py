"""Cam kết: who has signed, group by group, in walking order (design/screens.md, "The three pages that decide")."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QPushButton, QStackedWidget

from app.gui.campaign_form import NAME, CampaignForm
from app.gui.desk import Desk
from app.gui.drafts import DraftKeeper
from app.gui.menu_button import open_menu
from app.gui.misread import where_misread
from app.gui.notice import Link
from app.gui.options_card import options_card
from app.gui.page import Page, empty_state
from app.gui.parts import button
from app.gui.pledge_board import PledgeBoard
from app.gui.pledge_papers import (
    LABELS,
    RESIGNING,
    SIGNING,
    VISITS,
    WHOLE_VILLAGE,
    PledgePapers,
    Scope,
    SheetsForm,
    WalkForm,
)
from app.gui.pledge_tables import UNGROUPED, WHOLE
from app.gui.print_batches import PrintBatches
from app.gui.signing_again import SigningAgain
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.pledges import COMMITMENT, OUTCOMES
from app.usecases.campaigns import (
    CampaignRow,
    OpenCampaign,
    PledgeRow,
    add_households,
    default_items,
    households_outside,
    list_campaigns,
    open_campaign,
    pledge_rows,
)
from app.usecases.context import Done
from app.usecases.covenants import show_covenant
from app.usecases.groups import list_groups
from app.usecases.households import HouseholdQuery, household_detail, list_households
from app.usecases.pledges import (
    RecordVisit,
    Sign,
    Signed,
    SignFor,
    SignGroup,
    find_sheet,
    note_pledge,
    record_visit,
    sign,
    sign_for,
    sign_group,
    withdraw,
)
from app.usecases.walkers import set_walker, walker_of
from app.vietnamese import sheet_code
from app.vietnamese.numbers import format_number

DRAFT: Final = "campaign:new"
SHOWN_KINDS: Final = ("pledge", "visit", "pledge_campaign", "household", "person", "residential_group")
BOARD, OPENING, SHEETS, BATCHES, WALK, NOTHING = range(6)
"""What the page shows: the board, a new campaign, options of printing, the prints, who walks a group, or nothing yet."""
MORE: Final = (
    ("walk", "Ai đi gặp các hộ của tổ này"),
    ("batches", "Các lần in, in tiếp khi kẹt giấy"),
    ("resign", RESIGNING),
    ("labels", f"{LABELS}, mục lục bản đã ký"),
)
SCANS: Final = "scans"
LATE: Final = "late"
SPARE: Final = ((VISITS, f"In {VISITS.lower()}"), (SCANS, "Nhập bản đã quét"))
"""Papers that have a button of their own, but for large text."""
LARGE: Final = 125
"""Text size in percent from which the board needs the room of the navigation's words."""
A_FEW: Final = 100
"""Households that are read one by one after a tick; for more of them everything is read."""
SHORT: Final = 14
"""Letters of a group's name that the main button has room for."""
FORM_WIDTH: Final = 1000
OPTIONS_WIDTH: Final = 560


class PledgesPage(Page):
    """The board, and in its place the forms it leads to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Cam kết", search_hint="Tìm chủ hộ, địa chỉ")
        self.campaigns: tuple[CampaignRow, ...] = ()
        self.rows: Sequence[PledgeRow] = ()
        day = today(desk.context.clock)
        self.papers = PledgePapers(desk)
        self.again = SigningAgain(desk, self.papers)
        self.board = PledgeBoard(day)
        self.form = CampaignForm(day.year)
        self.keeper = DraftKeeper(self.form, desk.drafts, lambda: desk.jobs.busy)
        self.sheets = SheetsForm()
        self._opening: QPushButton = self.add_action("Mở đợt mới", self.new, icon="plus", tip="Ctrl+N")
        self._sign_all: QPushButton = self.set_main("Ghi ký cả tổ", self.sign_all, icon="list-checks")
        self._print_sheets = self._add_papers()
        self._stack = QStackedWidget()
        title, yes = "Mở đợt cam kết mới", "Mở đợt cam kết"
        self._stack.addWidget(self.board)
        self._stack.addWidget(options_card(self.form, FORM_WIDTH, title, yes, self.save, self.back))
        title, yes = "In từng bản cho các hộ ký", "Xem và in"
        self._stack.addWidget(options_card(self.sheets, OPTIONS_WIDTH, title, yes, self.print_sheets, self.back))
        self.batches = PrintBatches(desk, self.papers, self.back)
        self._stack.addWidget(self.batches)
        self.walk = WalkForm()
        title = "Ai đi gặp các hộ chưa ký"
        self._stack.addWidget(options_card(self.walk, OPTIONS_WIDTH, title, "Ghi", self.save_walker, self.back))
        self._stack.addWidget(self._nothing_yet())
        self.body.addWidget(self._stack, 1)
        self._connect()

    # What the window calls

    def open(self, **place: Any) -> None:
        """Be shown; ``campaign`` shows one, ``new`` opens the form of one, ``visits`` prints whom to visit."""
        self._make_room()
        self.board.arrange()
        if place.get("campaign"):
            self.board.campaign.set_text(str(place["campaign"]))
            self.pick_campaign()
        if place.get("new"):
            self.new()
        elif place.get("visits") and (campaign := self.shown_campaign) is not None:
            self.papers.write_list(VISITS, Scope(campaign))

    def refresh(self, changes: Changes | None) -> None:
        """Read the campaigns, and the households of the one that is shown."""
        if changes is not None and self._only_ticked(changes):
            return
        if changes is None or changes.touches(*SHOWN_KINDS):
            self.campaigns = list_campaigns(self.desk.context)
            self.board.show_campaigns(self.campaigns)
            self._read()
            if self._stack.currentIndex() in (BOARD, NOTHING):
                self.back()

    def new(self) -> None:
        """Fill in a new campaign; what was half filled in before is there again."""
        context = self.desk.context
        covenant = show_covenant(context)
        households = list_households(context, HouseholdQuery(limit=1)).total
        self.form.offer(list_groups(context), households, covenant=bool(covenant and covenant.clauses))
        self.form.load(OpenCampaign(NAME, today(context.clock).year, default_items()))
        self.keeper.begin(DRAFT)
        self._show(OPENING)
        self.form.name.setFocus()

    def save(self) -> None:
        """Ctrl+S: open the campaign that has been filled in."""
        if self._stack.currentIndex() != OPENING or not self.form.check():
            return
        done = self.desk.attempt(lambda: open_campaign(self.desk.context, self.form.command()))
        if done is None:
            return
        self.keeper.finish()
        households = format_number(done.result.households)
        text = f"Đã mở đợt «{self.form.name.text()}» cho {households} hộ."
        self.desk.notify_done(done, text, (Link("In danh sách ký", self.print_out, "printer"),))
        self.board.show_campaigns(self.campaigns, done.result.campaign)
        self.pick_campaign()
        self.back()
        self.board.table.enter()

    def print_out(self) -> None:
        """Ctrl+P: the list to sign; while one chooses sheets, the sheets."""
        if self._stack.currentIndex() == SHEETS:
            self.print_sheets()
        elif self._stack.currentIndex() == BOARD and (scope := self.scope()) is not None:
            self.papers.write_list(SIGNING, scope)

    def leave(self) -> None:
        """Keep a remark and a campaign half filled in."""
        self.board.strip.keep_remark()
        self.keeper.keep_if_waiting()

    # What a person does

    def back(self) -> None:
        """Return from a form to the board."""
        self.keeper.keep_if_waiting()
        self._show(BOARD if self.campaigns else NOTHING)

    def pick_campaign(self) -> None:
        """Show another campaign."""
        self.board.say("", "small")
        self.board.group = ""
        self.board.arrange()
        self._propose_day()
        self._read()

    def sign_all(self) -> None:
        """Record the whole group; who was absent is unticked afterwards."""
        campaign, day, group = self.shown_campaign, self.board.chosen_day(), self.board.group
        if campaign is None or day is None or group == WHOLE:
            return
        context = self.desk.context

        def action() -> Done[Signed]:
            if group == UNGROUPED:
                return sign(context, Sign(tuple(row.id for row in self.board.shown()), day))
            return sign_group(context, SignGroup(campaign.id, group, day=day))

        done = self.desk.attempt(action)
        if done is not None:
            number = format_number(done.result.signed)
            text = f"Đã ghi {number} hộ {self.board.group_name} ký ngày {day:%d/%m/%Y}. Hộ nào vắng thì bỏ dấu."
            self._did(done, text)
            self.board.table.enter()

    def read_code(self, text: str) -> None:
        """Record the sheet whose code was read; whatever happens, the next one can be read at once."""
        scan, say, day = self.board.scan, self.board.say, self.board.chosen_day()
        if not text or day is None:
            return
        try:
            found = find_sheet(self.desk.context, text)
            who = f"{found.head} ({found.household_code})"
            if self.shown_campaign is None or found.campaign != self.shown_campaign.id:
                say(f"Bản của {who} thuộc đợt cam kết khác: chọn đợt đó rồi quét lại.", "problem")
            elif found.state == "signed":
                say(f"{who} đã ghi ký từ trước.", "warn")
            else:
                done = sign(self.desk.context, Sign((found.pledge,), day, how="sheet", sheet=found.code))
                self.desk.notify_done(done, f"Đã ghi {found.head} ký.")
                say(f"Đã ghi: {who}.", "good")
            self.board.go_to(found.pledge)
            scan.set_text("")
        except AppError as error:
            say(f"{error.message} {where_misread(error)}{error.advice} (Mã: {error.code.number})", "problem")
            scan.set_text(sheet_code.format(sheet_code.normalise(text)))
            scan.line.selectAll()
        scan.line.setFocus()

    def tick(self, row: PledgeRow, on: bool) -> None:
        """Record one household's signature, or take it back as a mistake."""
        day = self.board.chosen_day() if on else None
        done: Done[Any] | None = None
        if not on:
            done = self.desk.attempt(lambda: withdraw(self.desk.context, (row.id,)))
        elif day is not None:
            done = self.desk.attempt(lambda: sign(self.desk.context, Sign((row.id,), day)))
        if done is None:
            self.board.untick()
            return
        name = row.head or row.code
        self._did(done, f"Đã ghi {name} ký." if on else f"Đã bỏ dấu ký của {name}.")

    def note(self, row: PledgeRow, words: str) -> None:
        """Keep a remark beside a household."""
        done = self.desk.attempt(lambda: note_pledge(self.desk.context, row.id, words))
        if done is not None:
            name = row.head or row.code
            self._did(done, f"Đã ghi chú {name}: {words}." if words else f"Đã xoá ghi chú của {name}.")

    def visit(self, row: PledgeRow, outcome: str, remark: str) -> None:
        """Record that somebody went to a household that has not signed."""
        done = self.desk.attempt(lambda: record_visit(self.desk.context, RecordVisit(row.id, outcome, note=remark)))
        if done is not None:
            self._did(done, f"Đã ghi đến {row.head or row.code}: {OUTCOMES[outcome]}.")

    def sign_for(self, row: PledgeRow, signer: str, relation: str) -> None:
        """Record who signed in the head's place."""
        day = row.day if row.signed else self.board.chosen_day()
        if day is None:
            return
        done = self.desk.attempt(lambda: sign_for(self.desk.context, SignFor(row.id, signer, relation, day)))
        if done is not None:
            self.board.strip.close_signer()
            self._did(done, f"Đã ghi {signer} ký thay {row.head}.")
            self.board.table.setFocus()

    def ask_sheets(self) -> None:
        """Ask which sheets to print."""
        if (scope := self.scope()) is not None:
            self.sheets.load(scope)
            self._show(SHEETS)
            self.sheets.which.setFocus()

    def print_sheets(self) -> None:
        """Print the sheets that were asked for; below their preview lie the prints, to say what became of this one."""
        scope = self.sheets.scope()
        path = self.papers.write_sheets(scope.campaign.paper_title, scope, self.sheets.command())
        if path is not None and path.suffix.lower() == ".pdf":
            self.show_batches(scope)
        elif path is not None:
            self.back()

    def show_batches(self, scope: Scope) -> None:
        """Show what was printed of a campaign."""
        self.batches.show_scope(scope)
        self._show(BATCHES)
        self.batches.table.setFocus()

    # Inside

    @property
    def shown_campaign(self) -> CampaignRow | None:
        """The campaign that is shown, ``None`` while there is none."""
        chosen = self.board.campaign.text()
        return next((each for each in self.campaigns if each.id == chosen), None)

    def scope(self) -> Scope | None:
        """Return what papers are printed for now."""
        campaign, group = self.shown_campaign, self.board.paper_group
        if campaign is None:
            return None
        return Scope(campaign, group, self.board.group_name if group else WHOLE_VILLAGE)

    def _connect(self) -> None:
        assert self.search is not None
        self.search.searched.connect(self.board.search_for)
        self.search.left.connect(self._leave_search)
        self.board.table.typed.connect(self._type_on)
        self.board.campaign_picked.connect(self.pick_campaign)
        self.board.group_picked.connect(self._say_group)
        self.board.code_read.connect(self.read_code)
        self.board.ticked.connect(self.tick)
        self.board.strip.noted.connect(self.note)
        self.board.strip.signed_for.connect(self.sign_for)
        self.board.strip.visited.connect(self.visit)
        self.board.strip.signed_again.connect(lambda row: self.again.one(row, self.board.chosen_day()))
        self.board.strip.members_wanted.connect(self._offer_members)
        theme().changed.connect(lambda: self._make_room() if self.isVisible() else None)

    def _add_papers(self) -> QPushButton:
        def listing(title: str) -> Any:
            return lambda below: self._choose_list(below, title)

        self.board.add_paper("In danh sách ký", "printer", listing(SIGNING))
        made = self.board.add_paper(f"In {COMMITMENT.lower()}", "file-text", lambda _: self.ask_sheets())
        visits = self.board.add_paper("In hộ cần đến gặp", "map-pin", listing(VISITS))
        visits.setToolTip(VISITS)
        self._spare = (visits, self.board.add_paper("Nhập bản đã quét", "inbox", lambda _: self._more(made, SCANS)))
        self.board.add_paper("Giấy khác…", "chevron-down", self._offer_more)
        return made

    def _offer_more(self, below: QPushButton) -> None:
        """List the other papers, and those whose buttons large text has no room for."""
        hidden = [choice for choice, each in zip(SPARE, self._spare, strict=True) if each.isHidden()]
        campaign = self.shown_campaign
        new = len(households_outside(self.desk.context, campaign.id)) if campaign else 0
        late = [(LATE, f"Thêm {format_number(new)} hộ mới vào đợt")] if new else []
        open_menu(below, [*hidden, *MORE, *late], partial(self._more, below))

    def ask_walker(self, scope: Scope) -> None:
        """Ask who goes to the group's households that have not signed; the list to walk with then bears the name."""
        if not scope.group:
            self.board.say("Chọn một tổ ở bên trái trước.", "warn")
            return
        self.walk.load((scope, walker_of(self.desk.context, scope.campaign.id, scope.group)))
        self._show(WALK)
        self.walk.who.setFocus()

    def save_walker(self) -> None:
        """Keep who was named."""
        scope, who = self.walk.scope, self.walk.who.text()
        assert scope is not None
        done = self.desk.attempt(lambda: set_walker(self.desk.context, scope.campaign.id, scope.group, who))
        if done is not None:
            self.desk.notify_done(done, f"{scope.group_name}: {who or 'tổ trưởng'} đi gặp các hộ chưa ký.")
            self.back()

    def add_late(self, campaign: CampaignRow) -> None:
        """Ask those who split off or moved in since the campaign was opened."""
        done = self.desk.attempt(lambda: add_households(self.desk.context, campaign.id))
        if done is not None:
            self.desk.notify_done(done, f"Đã thêm {format_number(done.result)} hộ vào đợt «{campaign.name}».")

    def _more(self, below: QPushButton, what: str) -> None:
        if what == SCANS:
            self.desk.navigate("scans")
        if what == SCANS or (scope := self.scope()) is None:
            return
        if what == VISITS:
            self._choose_list(below, VISITS)
        elif what == "walk":
            self.ask_walker(scope)
        elif what == LATE:
            self.add_late(scope.campaign)
        elif what == "batches":
            self.show_batches(scope)
        elif what == "resign":
            self.again.offer(below, scope, self.board.chosen_day())
        else:
            self.papers.write_labels(scope)

    def _choose_list(self, below: QPushButton, title: str) -> None:
        if (scope := self.scope()) is not None:
            self.papers.choose_list(below, title, scope)

    def _only_ticked(self, changes: Changes) -> bool:
        """Read only the households that were signed for, when nothing else was done; tell whether that was all."""
        touched, campaign = changes.records.get("pledge"), self.shown_campaign
        if set(changes.records) != {"pledge"} or not touched or campaign is None or len(touched) > A_FEW:
            return False
        fresh = {row.id: row for row in pledge_rows(self.desk.context, campaign.id, only=touched)}
        self._show_rows(campaign, [fresh.get(row.id, row) for row in self.rows])
        return True

    def _read(self) -> None:
        campaign = self.shown_campaign
        if campaign is None:
            self.set_state("Chưa có đợt cam kết nào")
            return
        if not self.board.day.text():
            self._propose_day()
        self._show_rows(campaign, pledge_rows(self.desk.context, campaign.id))

    def _show_rows(self, campaign: CampaignRow, rows: Sequence[PledgeRow]) -> None:
        self.rows = rows
        self.board.show_rows(rows)
        self._print_sheets.setText(f"In {campaign.paper_title.lower()}")
        signed, whole = sum(row.signed for row in rows), len(rows)
        groups = len({row.group_id for row in rows})
        self.set_state(
            f"{format_number(signed)} / {format_number(whole)} hộ đã ký, {format_number(whole - signed)} chưa"
        )
        met = f", họp ngày {campaign.meeting:%d/%m/%Y}" if campaign.meeting else ""
        self.board.campaign.show_hint(f"Phạm vi: {format_number(whole)} hộ, {groups} tổ{met}")
        self._say_group()

    def _propose_day(self) -> None:
        campaign = self.shown_campaign
        self.board.show_day(campaign.meeting if campaign else None)

    def _say_group(self) -> None:
        real = self.board.group != WHOLE
        name = self.board.group_name if real and len(self.board.group_name) <= SHORT else "tổ"
        self._sign_all.setText(f"Ghi ký cả {name}")
        self._sign_all.setEnabled(real and any(not row.signed for row in self.board.shown()))
        self._sign_all.setToolTip("" if real else "Chọn một tổ ở bên trái")

    def _make_room(self) -> None:
        large = theme().percent >= LARGE
        self.desk.fold_navigation(large)
        for each in self._spare:
            each.setVisible(not large)

    def _show(self, what: int) -> None:
        self._stack.setCurrentIndex(what)
        on_board = what == BOARD
        for each in (self.search, self._opening, self._sign_all):
            if each is not None:
                each.setVisible(on_board)

    def _did(self, done: Done[Any], text: str) -> None:
        """Say what was done by hand; what came of the last code is no longer of interest."""
        self.board.say("", "small")
        self.desk.notify_done(done, text)

    def _leave_search(self) -> None:
        """Go on to the list; a code read while the list had the focus has landed in the search box and is taken as one."""
        assert self.search is not None
        text = self.search.text()
        if not isinstance(sheet_code.decode(text), sheet_code.Unreadable):
            self.search.clear()
            self.board.scan.set_text(text)
            self.read_code(text)
        else:
            self.board.table.enter()

    def _type_on(self, letter: str) -> None:
        assert self.search is not None
        self.search.setFocus()
        self.search.setText(self.search.text() + letter)

    def _offer_members(self, row: PledgeRow) -> None:
        detail = self.desk.attempt(lambda: household_detail(self.desk.context, row.household))
        self.board.strip.offer_members(detail.members if detail else ())

    def _nothing_yet(self) -> Any:
        return empty_state(
            "signature",
            "Chưa mở đợt cam kết nào",
            "Mở một đợt: ghi tên và nội dung, chọn các hộ. Sau đó in danh sách ký và ghi ai đã ký ở đây.",
            button("Mở đợt cam kết", self.new, icon="plus", kind="primary", tip="Ctrl+N"),
        )
