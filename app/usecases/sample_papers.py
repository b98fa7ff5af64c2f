"""A page of each paper with invented names, in the village's words and under its head: how a sentence will look on paper.

Names and numbers are the examples of ``resources/wording_fields.toml``; nothing is recorded, nothing is read of the register.
"""

import datetime
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from app.documents import wording
from app.documents.ballots import BallotFacts, BallotsFacts, ballots
from app.documents.binder import Binder, BoxFacts, FiledSheet, write_labels
from app.documents.blocks import date_line
from app.documents.covenant_papers import Attending, PaperFacts, VoteFacts, attendance, notice, request, vote_minutes
from app.documents.delivery_list import DeliveryListFacts, ReceiptRow, delivery_list
from app.documents.facts import (
    BatchFacts,
    CampaignFacts,
    CovenantFacts,
    DecisionFacts,
    GroupFacts,
    HandbookFacts,
    NodeFacts,
    OwnerFacts,
    SheetFacts,
    SigningListFacts,
    SigningRow,
    SkippedFacts,
    VisitListFacts,
    VisitRow,
    VoiceFacts,
)
from app.documents.halves import write_halves
from app.documents.handbook import write_handbook
from app.documents.handover import HandoverFacts, handover_minutes
from app.documents.invitations import GuestFacts, MeetingFacts, invitations
from app.documents.pledge_sheet import write_pledge_sheets
from app.documents.prose_pdf import write_prose_pdf
from app.documents.register_list import COUNTED, RegisterListFacts, register_list
from app.documents.regulation import MemberFacts, RegulationFacts, regulation_paper
from app.documents.resign_list import ResignFacts, ResignLine, resign_list
from app.documents.self_managed_report import SelfGroupFacts, SelfGroupReportFacts, self_group_report
from app.documents.signing_list import signing_list
from app.documents.table_pdf import write_table_pdf
from app.documents.tables import TableFacts
from app.documents.visit_list import visit_list
from app.documents.vote_count import vote_count
from app.kernel.clock import today
from app.records.places import Village
from app.records.pledges import COMMITMENT
from app.records.register import HEAD, Household
from app.usecases.campaigns import default_items
from app.usecases.context import Context
from app.usecases.letterheads import HANDBOOK, LIST, PLEDGE, PaperHead, letterhead, unit_name, village_letterhead
from app.usecases.own_wording import SaveWording, checked_wording, example, own_texts
from app.vietnamese import sheet_code

_PART: Final = "2" * sheet_code.PRINT_LENGTH


_OF_TWO_COPIES: Final = ("two_copies", "copy_household", "copy_village", "cover_count_copies")
_OF_REPRINTS: Final = ("reprint", "cover_reprints", "cover_again", "column_note")
"""Sentences that stand only on a sheet of two copies, and only on one that is printed again."""


@dataclass(frozen=True, slots=True)
class _Sample:
    """What the papers of this village are drawn from; ``entry`` is the sentence one looks at."""

    entry: str
    village: str
    day: datetime.date
    heads: Mapping[str, PaperHead]
    own: PaperHead
    """The head of what the law makes the village's own."""

    def unless_blank(self, field: str) -> str:
        """Return an example, nothing when what stands for a hand to fill in is looked at."""
        return "" if self.entry == "blank" else example(field)


def preview_paper(context: Context, command: SaveWording) -> bytes:
    """Return the PDF of a paper with the sentence as it is being worded; raises WORDING-001 to -003."""
    text = checked_wording(command.form, command.entry, command.text)
    pile = context.identity.pile
    with context.reading() as session:
        own = own_texts(session, pile)
        heads = {paper: letterhead(session, paper, pile) for paper in (LIST, PLEDGE, HANDBOOK)}
        own_head = village_letterhead(session, pile)
        village = unit_name(session.get_one(Village, pile))
    of_form = {**own.get(command.form, {}), command.entry: text}
    stream = io.BytesIO()
    with wording.in_own_words({**own, command.form: of_form}):
        _WRITERS[command.form](stream, _Sample(command.entry, village, today(context.clock), heads, own_head))
    return stream.getvalue()


def _tables(*makers: Callable[[_Sample], TableFacts]) -> Callable[[BinaryIO, _Sample], object]:
    return lambda stream, sample: write_table_pdf(stream, [make(sample) for make in makers])


def _invitation(stream: BinaryIO, sample: _Sample) -> None:
    head = sample.own
    meeting = MeetingFacts(
        head.facts, example("about"), example("when"), sample.unless_blank("place"), example("content"), example("contact"),
        head.signer, date_line(head.place, sample.day),
    )  # fmt: skip
    guest = GuestFacts(example("head"), example("group"), example("address"))
    write_halves(stream, invitations(meeting, [guest, guest]))


def _covenant(stream: BinaryIO, sample: _Sample) -> None:
    if sample.entry.startswith("ballot"):
        until = "" if sample.entry == "ballot_due_open" else example("until")
        dated = date_line(sample.own.place, None, sample.day.year)
        facts = BallotsFacts(sample.own.facts, example("covenant"), until, int(example("issued")), dated)
        one = BallotFacts(example("head"), example("code"), example("group"), example("address"), 12)
        write_halves(stream, ballots(facts, [one, one]))
    else:
        minutes = (_minutes("passed"), _minutes("failed"), _minutes("not_quorate"))
        _tables(_notice, _attendance, _count, *minutes, _request)(stream, sample)


def _paper(sample: _Sample) -> PaperFacts:
    head = sample.own
    named = example("chair"), example("clerk")
    return PaperFacts(head.facts, sample.village, example("covenant"), *named, date_line(head.place, sample.day))


def _notice(sample: _Sample) -> TableFacts:
    place = sample.unless_blank("place")
    return notice(_paper(sample), example("since"), example("until"), place, example("earliest"))


def _attendance(sample: _Sample) -> TableFacts:
    of_group = "" if sample.entry == "attendance_no_group" else example("group")
    day = "" if sample.entry == "attendance_day" else example("date")
    came = [Attending(example("head"), of_group), Attending(example("clerk"), of_group)]
    ballot = sample.entry.startswith("attendance_ballot")
    return attendance(_paper(sample), came, day, sample.unless_blank("place"), ballot=ballot)


def _vote(outcome: str, *, ballot: bool) -> VoteFacts:
    share = example("share")
    counted = tuple(("", example(field), share) for field in ("agreed", "absent", "absent", "absent"))
    return VoteFacts(
        ballot, example("date"), example("place"), example("chair"), example("clerk"), example("issued"),
        example("present"), share, example("absent"), example("agreed"), share, counted,
        (example("present"), share), outcome,
    )  # fmt: skip


def _minutes(outcome: str) -> Callable[[_Sample], TableFacts]:
    return lambda sample: vote_minutes(
        _paper(sample), _vote(outcome, ballot=sample.entry.startswith("minutes_ballot") and outcome == "passed")
    )


def _count(sample: _Sample) -> TableFacts:
    ballot = sample.entry in ("count_ballot_opening", "count_asked")
    return vote_count(_paper(sample), _vote("passed", ballot=ballot))


def _request(sample: _Sample) -> TableFacts:
    ballot = sample.entry in ("request_ballot", "request_ballot_minutes")
    return request(_paper(sample), example("authority"), _vote("passed", ballot=ballot))


def _group() -> GroupFacts:
    return GroupFacts(example("group"), example("walker"), example("clerk"))


def _campaign(sample: _Sample) -> CampaignFacts:
    key = sample.entry if sample.entry.startswith("subject_") else "subject_model"
    fields = {field: example(field) for field in ("name", "year", "covenant")}
    facts = CampaignFacts(
        COMMITMENT, wording.load("campaign", frozenset(fields)).text(key, **fields), sample.village, default_items(),
        sample.heads[PLEDGE].facts, sample.day.year, sample.day, copies=2 if sample.entry in _OF_TWO_COPIES else 1,
    )  # fmt: skip
    if sample.entry == "addressed_leader_only":
        return replace(facts, deputy_role="")
    return replace(facts, items=facts.items * 6) if sample.entry == "of_pages" else facts


def _sheet(stream: BinaryIO, sample: _Sample) -> None:
    code = sheet_code.SheetCode(_PART[: sheet_code.TAG_LENGTH], _PART, sheet_code.page_character(1))
    people = None if sample.entry == "people_by_hand" else 4
    sheet = SheetFacts(
        str(code),
        example("head"),
        example("address"),
        example("code"),
        people,
        2 if sample.entry in _OF_REPRINTS else 1,
        12,
    )
    left_out = SkippedFacts(example("code"), example("clerk"), example("address"), "")
    write_pledge_sheets(
        stream, _campaign(sample), [BatchFacts(_group(), (sheet,), (left_out,))],
        for_scanning=sample.entry == "tick_hint", cover=sample.entry.startswith(("cover", "column")),
    )  # fmt: skip


def _signing(sample: _Sample) -> TableFacts:
    campaign, open_ = _campaign(sample), sample.entry == "totals_open"
    rows = (
        SigningRow(
            example("head"), example("address"), 4, None if open_ else sample.day, not open_, agreed=frozenset({1})
        ),
        SigningRow(
            example("from_name"), example("address"), 3, None if open_ else sample.day, not open_, example("clerk")
        ),
        SigningRow(example("walker"), example("address"), 5),
    )
    return signing_list(
        SigningListFacts(
            campaign.letterhead, campaign.title, campaign.subject, _group(), sample.village, rows,
            (sample.heads[LIST].signer,), campaign.items, sample.day,
        )
    )  # fmt: skip


def _visits(sample: _Sample) -> TableFacts:
    campaign = _campaign(sample)
    rows = (VisitRow(example("head"), example("address")),)
    return visit_list(
        VisitListFacts(
            campaign.letterhead,
            campaign.title,
            campaign.subject,
            _group(),
            sample.village,
            rows,
            walker=example("walker"),
        )
    )


def _resigning(sample: _Sample) -> TableFacts:
    campaign = _campaign(sample)
    rows = tuple(
        ResignLine(example("code"), example("head"), example("address"), "", sample.day, reason, again)
        for reason, again in (("chủ hộ mới", True), ("đã rút", False))
    )
    return resign_list(
        ResignFacts(
            campaign.letterhead, campaign.title, campaign.subject, example("group"), sample.village, rows,
            over=sample.entry == "over",
        )
    )  # fmt: skip


def _binders(stream: BinaryIO, sample: _Sample) -> None:
    campaign, code = _campaign(sample), sheet_code.SheetCode(_PART[:4], _PART, sheet_code.page_character(1))
    sheets = tuple(FiledSheet(example("code"), example("head"), sample.day, "", each) for each in (str(code), ""))
    last = example("first" if sample.entry == "label_one" else "last")
    binder = Binder(example("group"), example("first"), last, 60, sheets)
    write_labels(
        stream,
        BoxFacts(
            campaign.letterhead, campaign.title, campaign.subject, sample.village, sample.day.year, (binder,)
        ),
    )  # fmt: skip


def _handbook(stream: BinaryIO, sample: _Sample) -> None:
    text = example("content")
    levels = ("phần", "I"), ("chương", "I"), ("mục", "1"), ("điều", "1")
    nodes = (
        *(NodeFacts(level, number, text) for level, number in levels),
        *(NodeFacts(level, number, text=text) for level, number in (("khoản", "1"), ("điểm", "a"))),
    )
    day = None if sample.entry == "decision_sentence_undated" else sample.day
    decision = DecisionFacts(example("number"), day, example("authority"))
    voices = VoiceFacts("", text, example("answer")), VoiceFacts(example("article"), text)
    code = sheet_code.SheetCode(
        _PART[: sheet_code.TAG_LENGTH], _PART, sheet_code.page_character(1), sheet_code.HANDBOOK
    )
    head = "" if sample.entry == "cover_owner_by_hand" else example("head")
    facts = HandbookFacts(
        sample.heads[HANDBOOK].facts, sample.village, sample.day.year,
        (CovenantFacts(example("covenant"), nodes, decision),), (_group(),), (sample.heads[LIST].signer,), 1,
        owners=(OwnerFacts(head, example("group"), int(example("copy")), str(code)),), voices=voices,
    )  # fmt: skip
    write_handbook(stream, facts)


def _deliveries(sample: _Sample) -> TableFacts:
    head, day = sample.heads[HANDBOOK], None if sample.entry == "totals_open" else sample.day
    group = "" if sample.entry == "ungrouped" else example("group")
    rows = (
        ReceiptRow(example("head"), example("address"), 1, day, example("clerk") if day else ""),
        ReceiptRow(example("walker"), example("address"), 2),
    )
    return delivery_list(
        DeliveryListFacts(head.facts, example("edition"), sample.day, group, sample.village, rows, head.signer)
    )


def _register(sample: _Sample) -> TableFacts:
    head, entry = sample.heads[LIST], sample.entry
    columns = ((HEAD, 60.0, False), (Household.fields["address"].label, 60.0, False))
    group = "" if entry in ("village", "ungrouped") else example("group")
    return register_list(
        RegisterListFacts(
            example("edition"), head.facts, sample.village, group, columns, ((example("head"), example("address")),),
            entry if entry in COUNTED else "household", example("day"), date_line(head.place, sample.day), (head.signer,),
            sign=entry == "sign", tick=entry.startswith("tick"), ungrouped=entry == "ungrouped",
            received=(1, 1) if entry == "received" else None,
        )
    )  # fmt: skip


def _self_groups(sample: _Sample) -> TableFacts:
    head = sample.heads[LIST]
    row = SelfGroupFacts(example("name"), example("about"), example("walker"), 25, 4, example("content"), "", "")
    return self_group_report(
        SelfGroupReportFacts(
            head.facts, sample.village, sample.day.year, (row,), (), date_line(head.place, sample.day), (head.signer,)
        )
    )


def _regulation(stream: BinaryIO, sample: _Sample) -> None:
    head, adopted = sample.heads[LIST], None if sample.entry == "draft" else sample.day
    write_prose_pdf(
        stream,
        regulation_paper(
            RegulationFacts(
                head.facts, sample.village, example("name"), (NodeFacts("điều", "1", example("content")),),
                adopted is None, adopted, example("walker"), example("clerk"), example("authority"),
                (MemberFacts(example("head"), example("address")),), date_line(head.place, adopted, sample.day.year),
            )
        ),
    )  # fmt: skip


def _handover(sample: _Sample) -> TableFacts:
    head = sample.own
    named = example("from_name"), example("to_name"), sample.unless_blank("witness")
    return handover_minutes(
        HandoverFacts(
            head.facts, sample.village, example("date"), example("place"), *named,
            ((example("edition"), example("copy"), ""),), date_line(head.place, sample.day),
        )
    )  # fmt: skip


_WRITERS: Final[Mapping[str, Callable[[BinaryIO, _Sample], object]]] = {
    "invitation": _invitation,
    "covenant_papers": _covenant,
    "pledge_sheet": _sheet,
    "campaign": _sheet,
    "signing_list": _tables(_signing),
    "visit_list": _tables(_visits),
    "resign_list": _tables(_resigning),
    "binder": _binders,
    "handbook": _handbook,
    "delivery_list": _tables(_deliveries),
    "list": _tables(_register),
    "self_groups": _tables(_self_groups),
    "regulation": _regulation,
    "handover": _tables(_handover),
}
