"""Printing for a campaign: the sheets households sign, the list a group signs, the list of households still to visit.

A print is recorded before its file gets its final name: a code on paper always leads to a record, and a file that was not
finished never looks like one.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.documents import wording
from app.documents.facts import (
    BatchFacts,
    CampaignFacts,
    GroupFacts,
    SheetFacts,
    SigningListFacts,
    SigningRow,
    SkippedFacts,
    VisitListFacts,
    VisitRow,
)
from app.documents.pledge_content import unprintable
from app.documents.pledge_sheet import write_pledge_sheets
from app.documents.signing_list import signing_list
from app.documents.visit_list import ATTEMPTS, visit_list
from app.kernel import canonical
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import whole_file
from app.kernel.progress import Progress
from app.records.covenants import Covenant, CovenantVersion
from app.records.marks import YES, Mark
from app.records.places import Village
from app.records.pledges import COMMITMENT, ONE_SIDED, PledgeCampaign, PrintBatch, SheetForm, SheetPrint
from app.usecases.campaigns import PledgeRow, campaign_items, require_campaign, rows_of, visit_notes
from app.usecases.context import Context, Done, Operation
from app.usecases.errors import PRINT_NOTHING
from app.usecases.groups import group_rows
from app.usecases.letterheads import letterhead_facts, unit_name
from app.usecases.own_wording import own_texts, worded
from app.usecases.paper_lists import LIST_SUFFIXES, list_signers, require_suffix, write_lists
from app.usecases.village_names import village_then
from app.usecases.walkers import walkers
from app.vietnamese import sheet_code

_BEFORE_ITEMS: Final = 3
"""Title, name and opening stand before the items in what a household signs for; the hash of the covenant after them."""
_PROMISE: Final = "promise: "
"""Begins the village's own words for the promise, which stand last where it has any; no hash begins so."""
_SUBJECT_FIELDS: Final = frozenset({"name", "year", "covenant"})


@dataclass(frozen=True, slots=True)
class PrintSheets:
    """Print the sheets of a campaign: of ``group`` (id, empty = all), of ``pledges`` only when given.

    ``scanning`` adds the second code at the top, ``unsigned`` leaves out who has signed, ``cover`` puts a list before each
    group. Of two ``copies`` one stays with the household, one with the village; ``paper`` is one of
    :data:`app.records.pledges.PAPERS`. To go on after a jam see :func:`app.usecases.print_batches.resume_batch`.
    """

    campaign: str
    path: Path
    group: str = ""
    pledges: tuple[str, ...] = ()
    scanning: bool = False
    unsigned: bool = False
    cover: bool = True
    copies: int = 1
    paper: str = ONE_SIDED


@dataclass(frozen=True, slots=True)
class Skipped:
    """A household without a sheet, and why."""

    code: str
    head: str
    reason: str


@dataclass(frozen=True, slots=True)
class PrintedSheets:
    """What was printed and where the file is; ``starts`` holds the page each sheet begins at, from 1.

    ``batch`` is the print this belongs to, ``reprints`` how many of its households had a sheet before.
    """

    sheets: int
    pages: int
    skipped: tuple[Skipped, ...]
    file: Path
    starts: tuple[int, ...] = ()
    batch: str = ""
    reprints: int = 0


@dataclass(frozen=True, slots=True)
class PrintList:
    """Print a list of a campaign as PDF, Word or Excel, by the ending of ``path``; of one group or of all."""

    campaign: str
    path: Path
    group: str = ""


@dataclass(frozen=True, slots=True)
class PrintedList:
    """What the list holds; ``pages`` is 0 for a spreadsheet or a Word file, which know no pages of their own."""

    households: int
    pages: int
    file: Path


@worded
def print_sheets(context: Context, command: PrintSheets, progress: Progress | None = None) -> Done[PrintedSheets]:
    """Write the sheets as one PDF, each with a code that leads to this very print.

    Raises PRINT-001 for another ending than .pdf, PRINT-002 when no household is left to print.
    """
    require_suffix(command.path, (".pdf",))
    with context.reading() as session:
        chosen = _chosen(rows_of(session, command.campaign, command.group), command)
        rows = [row for items in by_group(chosen) for row in items]
        facts = campaign_facts(context, session, command.campaign)
        groups = group_facts(session)
        content = campaign_text_hash(session, command.campaign)
        pile = pile_of(session, command.campaign)
    facts = replace(facts, copies=command.copies)
    codes = _new_codes(context, rows, pile)
    printed = [row for row in rows if row.id in codes]
    places = {row.id: place for place, row in enumerate(printed, 1)}
    batches = [_batch(groups, items, codes, places) for items in by_group(rows)]
    if not printed:
        raise AppError(PRINT_NOTHING)
    if progress:
        progress.stage("Vẽ các tờ", len(printed))
    with whole_file(command.path) as stream:
        written = write_pledge_sheets(
            stream,
            facts,
            batches,
            for_scanning=command.scanning,
            cover=command.cover,
            paper=command.paper,
            progress=progress,
        )
        if progress:
            progress.committing()
        with context.transaction("pledge.print", pile=pile) as tx:
            batch = tx.add(
                PrintBatch(
                    campaign_id=command.campaign, group_id=command.group or None, prepared=today(context.clock),
                    sheets=len(printed), copies=command.copies, scanning=command.scanning, paper=command.paper,
                    cover=command.cover, text_hash=content,
                )
            )  # fmt: skip
            forms = _Forms(tx, command.campaign, content, signed_text(tx.session, command.campaign))
            for row, marks in zip(printed, written.marks, strict=True):
                tx.add(
                    SheetPrint(
                        pledge_id=row.id,
                        code=codes[row.id],
                        pages=max(mark.page for mark in marks),
                        printed=today(context.clock),
                        text_hash=content,
                        batch=batch.id,
                        form_id=forms.of(marks),
                        place=places[row.id],
                        time=row.printed + 1,
                    )
                )
    skipped = tuple(Skipped(row.code, row.head, skip_reason(row)) for row in rows if row.id not in codes)
    reprints = sum(row.printed > 0 for row in printed)
    return tx.done(
        PrintedSheets(len(printed), written.pages, skipped, command.path, written.starts, batch.id, reprints)
    )


class _Forms:
    """The layouts of one print: a record for each that the books do not hold yet."""

    def __init__(self, tx: Operation, campaign: str, content: str, text: tuple[str, ...]) -> None:
        self._tx, self._campaign, self._content, self._text = tx, campaign, content, text
        self._known: dict[tuple[Mark, ...], str] = {}

    def of(self, marks: tuple[Mark, ...]) -> str:
        """Return the id of the layout with ``marks``."""
        if marks not in self._known:
            lines = lines_of(marks)
            digest = hashlib.sha256(canonical.encode([self._content, *lines])).hexdigest()
            form = self._tx.keyed(SheetForm, self._campaign, digest)
            form.marks, form.text = lines, self._text
            self._known[marks] = form.id
        return self._known[marks]


def lines_of(marks: tuple[Mark, ...]) -> tuple[str, ...]:
    """Return marks as a layout keeps them."""
    return tuple(mark.to_text() for mark in marks)


@worded
def print_signing_list(context: Context, command: PrintList) -> PrintedList:
    """Write the list a group signs at its meeting ("danh sách ký"); raises PRINT-001, PRINT-002."""
    require_suffix(command.path, LIST_SUFFIXES)
    with context.reading() as session:
        rows = rows_of(session, command.campaign, command.group)
        campaign = campaign_facts(context, session, command.campaign)
        groups = group_facts(session)
        signers = list_signers(session, pile_of(session, command.campaign))
    if not rows:
        raise AppError(PRINT_NOTHING)
    lists = [
        SigningListFacts(
            campaign.letterhead, campaign.title, campaign.subject, group_of(groups, items), campaign.village,
            tuple(_signing_row(row) for row in items), signers, campaign.items, campaign.date,
        )
        for items in by_group(rows)
    ]  # fmt: skip
    pages = write_lists(command.path, [signing_list(each) for each in lists])
    return PrintedList(len(rows), pages, command.path)


@worded
def print_visit_list(context: Context, command: PrintList) -> PrintedList:
    """Write the list of households still to visit ("danh sách hộ cần đến gặp"), each group's for who walks it: its leader,
    unless somebody else was named.

    Raises PRINT-001, PRINT-002 when everybody has signed.
    """
    require_suffix(command.path, LIST_SUFFIXES)
    with context.reading() as session:
        rows = [row for row in rows_of(session, command.campaign, command.group) if row.state in ("open", "delivered")]
        campaign = campaign_facts(context, session, command.campaign)
        groups, named = group_facts(session), walkers(session, command.campaign)
        said = visit_notes(session, command.campaign)
    if not rows:
        raise AppError(PRINT_NOTHING)
    lists = [
        VisitListFacts(
            campaign.letterhead, campaign.title, campaign.subject, group, campaign.village,
            tuple(_visit_row(row, said.get(row.id, "")) for row in items), walker=named.get(items[0].group_id) or group.leader,
        )
        for items in by_group(rows)
        for group in (group_of(groups, items),)
    ]  # fmt: skip
    pages = write_lists(command.path, [visit_list(each) for each in lists])
    return PrintedList(len(rows), pages, command.path)


def _visit_row(row: PledgeRow, said: str) -> VisitRow:
    """Return a household to call on, with what was noted last; how often somebody came where there is no room for each time."""
    times = f"đã đến {len(row.visits)} lần" if len(row.visits) > ATTEMPTS else ""
    note = ", ".join(part for part in (times, said, row.note) if part)
    return VisitRow(row.head, row.address, row.phone, visits=row.visits, note=note)


def campaign_facts(context: Context, session: Session, campaign: str) -> CampaignFacts:
    """Return what all papers of a campaign share."""
    record = require_campaign(session, campaign)
    village = session.get_one(Village, record.pile)
    return CampaignFacts(
        title=record.paper_title or COMMITMENT,
        subject=_subject(session, record),
        village=unit_name(village_then(session, village, record.opened)),
        items=campaign_items(session, campaign),
        letterhead=letterhead_facts(session, "pledge", record.pile, record.opened),
        year=record.year or today(context.clock).year,
        date=record.gathering.date if record.gathering else None,
        intro=record.opening or "",
    )


def campaign_text_hash(session: Session, campaign: str) -> str:
    """Return the SHA-256 of everything a household signs for: title, opening, items, covenant text.

    A print keeps it, so that a signed sheet can be held against the text in force later.
    """
    return text_hash(signed_text(session, campaign))


def text_hash(text: Sequence[str]) -> str:
    """Return the SHA-256 of what :func:`signed_text` returns."""
    return hashlib.sha256(canonical.encode(list(text))).hexdigest()


def text_changes(printed: Sequence[str] | None, now: Sequence[str]) -> tuple[str, ...]:
    """Return in words which parts of a signed text differ from the text in force; both as :func:`signed_text` returns them."""
    if not printed or len(printed) < _BEFORE_ITEMS + 1:
        return ("không còn giữ lời đã in",)
    (old_text, old_promise), (new_text, new_promise) = _promise_apart(printed), _promise_apart(now)
    names = ("tên giấy", "tên đợt", "lời mở đầu")
    found = [name for name, old, new in zip(names, old_text, new_text, strict=False) if old != new]
    old_items, new_items = old_text[_BEFORE_ITEMS:-1], new_text[_BEFORE_ITEMS:-1]
    for number in range(1, max(len(old_items), len(new_items)) + 1):
        old = old_items[number - 1] if number <= len(old_items) else None
        new = new_items[number - 1] if number <= len(new_items) else None
        if old != new:
            done = "bỏ" if new is None else "thêm" if old is None else "sửa"
            found.append(f"{done} nội dung {number}")
    if old_promise != new_promise:
        found.append("câu cam kết")
    if old_text[-1] != new_text[-1]:
        found.append("văn bản quy ước")
    return tuple(found)


def signed_text(session: Session, campaign: str) -> tuple[str, ...]:
    """Return everything a household signs for: title, name and opening, the items, the hash of the covenant's text.

    Where the village worded the sheet's own opening or promise anew, its words count too: those of the opening where the
    campaign has none, those of the promise last. With the program's words the text, and so its hash, is as it always was.
    """
    record = require_campaign(session, campaign)
    version = session.get(CovenantVersion, record.version_id) if record.version_id else None
    own = own_texts(session, record.pile).get("pledge_sheet", {})
    return (
        record.paper_title or "", record.name or "", record.opening or own.get("intro", ""),
        *campaign_items(session, campaign), (version.text_hash or "") if version else "",
        *([_PROMISE + own["promise"]] if "promise" in own else []),
    )  # fmt: skip


def _promise_apart(text: Sequence[str]) -> tuple[Sequence[str], str]:
    """Return a signed text without the village's own promise, and that promise; empty for the program's."""
    return (text[:-1], text[-1].removeprefix(_PROMISE)) if text[-1].startswith(_PROMISE) else (text, "")


def _subject(session: Session, record: PledgeCampaign) -> str:
    words = wording.load("campaign", _SUBJECT_FIELDS)
    version = session.get(CovenantVersion, record.version_id) if record.version_id else None
    covenant = session.get(Covenant, version.covenant_id) if version and version.covenant_id else None
    fields = {"name": record.name or "", "year": record.year or "", "covenant": covenant.title if covenant else ""}
    if covenant:
        return words.text("subject_covenant", **fields)
    begins = (record.name or "").lower().startswith("thực hiện")
    return words.text("subject_plain" if begins else "subject_model", **fields)


def pile_of(session: Session, campaign: str) -> str:
    """Return whose campaign it is: the commune prints for its villages too."""
    return session.get_one(PledgeCampaign, campaign).pile


def _chosen(rows: Sequence[PledgeRow], command: PrintSheets) -> list[PledgeRow]:
    """Return the households to print."""
    wanted = set(command.pledges)
    return [row for row in rows if (not wanted or row.id in wanted) and not (command.unsigned and row.signed)]


def _new_codes(context: Context, rows: Iterable[PledgeRow], pile: str) -> dict[str, str]:
    """Return a new sheet code (of page 1) for each household that can be printed."""
    tag = sheet_code.village_tag(pile)
    first = sheet_code.page_character(1)
    random_part = sheet_code.random_print_part
    return {
        row.id: str(sheet_code.SheetCode(tag, random_part(context.ids.random_bytes), first))
        for row in rows
        if not skip_reason(row)
    }


def skip_reason(row: PledgeRow) -> str:
    """Return why a household cannot be printed; empty when it can."""
    if not row.head:
        return "chưa ghi chủ hộ"
    unknown = unprintable(sheet_facts(row, ""))
    return f"có ký hiệu không in được: {' '.join(unknown)}" if unknown else ""


def sheet_facts(row: PledgeRow, code: str, time: int = 1, place: int = 0) -> SheetFacts:
    """Return one household's sheet with its code, printed for the ``time``-th time, and its number in this print."""
    return SheetFacts(code, row.head, row.address, row.code, row.people, time=time, place=place)


def _batch(
    groups: dict[str, GroupFacts], rows: Sequence[PledgeRow], codes: dict[str, str], places: dict[str, int]
) -> BatchFacts:
    return BatchFacts(
        group_of(groups, rows),
        tuple(sheet_facts(row, codes[row.id], row.printed + 1, places[row.id]) for row in rows if row.id in codes),
        tuple(SkippedFacts(row.code, row.head, row.address, skip_reason(row)) for row in rows if row.id not in codes),
    )


def by_group(rows: Iterable[PledgeRow]) -> list[list[PledgeRow]]:
    """Return the rows of each group, the groups in the order in which they come."""
    groups: dict[str, list[PledgeRow]] = {}
    for row in rows:
        groups.setdefault(row.group_id, []).append(row)
    return list(groups.values())


def group_facts(session: Session) -> dict[str, GroupFacts]:
    """Return the groups by id, as papers name them."""
    return {group.id: GroupFacts(group.name, group.leader, group.deputy) for group in group_rows(session)}


def group_of(groups: dict[str, GroupFacts], rows: Sequence[PledgeRow]) -> GroupFacts:
    """Return the group of some households of one group."""
    return groups.get(rows[0].group_id) or GroupFacts(rows[0].group or "Các hộ chưa xếp tổ")


def _signing_row(row: PledgeRow) -> SigningRow:
    return SigningRow(
        row.head, row.address, row.people, row.day, row.signed, row.signer if row.relation else "", row.note,
        frozenset(number for number, answer in enumerate(row.answers, 1) if answer == YES),
    )  # fmt: skip
