"""Tình hình các thôn: how each village stands in the commune's merged books, latest first to look after.

Every query here goes over all villages at once: the commune's database holds many side by side.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, case, func, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.tables import BUNDLE, NOTE, in_chunks
from app.kernel import canonical
from app.kernel.clock import moment, today
from app.records.base import LIVE
from app.records.places import VILLAGE_HEAD, OfficeTerm, Village
from app.records.pledges import Pledge, PledgeCampaign
from app.records.register import Household, Person, ResidentialGroup
from app.sync.keys import Role
from app.usecases.apart import ROWS, Apart
from app.usecases.context import Context
from app.usecases.counts import NOTES
from app.usecases.exchange_log import AT_N, COMPARED_IN, reaches_by_pile
from app.usecases.exchange_state import IN, OUT
from app.usecases.merged_villages import merged_villages
from app.usecases.peers import trusted_keys
from app.usecases.searching import WALKING, asked, head_name
from app.vietnamese.text import fold

LATE_DAYS: Final = 7
"""A village not heard from for longer is marked."""

NEVER, GAP, BEHIND, MATCHED, UNKNOWN = "never", "gap", "behind", "matched", "unknown"
"""How the village's laptop and the commune stand to each other since it last sent: nothing came; a bundle in between is
missing; one of the two lacks notes of the village that the other holds; both hold the same notes; the commune's books went back
to a backup or to another machine since, and nothing was compared with them yet."""

LATE, UNSIGNED = "late", "unsigned"
FILTERS: Final = {
    LATE: "Gửi muộn",
    NEVER: "Chưa gửi",
    GAP: "Thiếu gói giữa",
    BEHIND: "Chưa khớp",
    MATCHED: "Đã khớp",
    UNKNOWN: "Chưa biết khớp chưa",
    UNSIGNED: "Chưa ký đủ",
}
"""What the list can be narrowed to."""


@dataclass(frozen=True, slots=True)
class MissingHousehold:
    """A household in a campaign's scope that has not signed."""

    id: str
    code: str
    head: str
    group: str
    address: str


@dataclass(frozen=True, slots=True)
class VillageRow:
    """One village as the commune sees it.

    ``head`` is the trưởng thôn in office, with ``phone``. ``campaign`` is the name of the village's newest campaign
    (``campaign_id``), ``signed`` of ``in_scope`` households signed in it. ``last_received`` is when its newest bundle was taken
    in, ``answered`` when an answer was last written for it (milliseconds; 0 = never), ``bundles`` how many came. ``gaps`` is
    how many bundles wait for an earlier one that has not arrived; ``match`` one of :data:`NEVER`, :data:`GAP`, :data:`BEHIND`,
    :data:`MATCHED`, :data:`UNKNOWN`, ``lacks`` how many notes of its village the laptop that sent last did not hold then, and
    ``short`` how many it held that are lost here.
    """

    pile: str
    name: str
    label: str
    head: str
    phone: str
    households: int
    people: int
    campaign: str
    campaign_id: str
    signed: int
    in_scope: int
    last_received: int
    answered: int
    bundles: int
    gaps: int
    match: str
    lacks: int
    short: int = 0

    @property
    def title(self) -> str:
        """The village as it is called: "Thôn Quang Khải"; one known by its key alone already carries its label."""
        words = f"{self.label} {self.name}".strip()
        return words[:1].upper() + words[1:]

    @property
    def unsigned(self) -> int:
        """How many households have not signed."""
        return self.in_scope - self.signed

    @property
    def sent_words(self) -> str:
        """The day of the newest bundle, or that there was none."""
        return f"{moment(self.last_received):%d/%m/%Y}" if self.last_received else "Chưa gửi"

    @property
    def match_words(self) -> str:
        """How the two ends stand, in words."""
        return {
            NEVER: "Chưa gửi",
            GAP: f"Thiếu gói giữa ({self.gaps})",
            BEHIND: f"Xã thiếu {self.short} thay đổi" if self.short else f"Thôn thiếu {self.lacks} thay đổi",
            MATCHED: "Đã khớp",
            UNKNOWN: "Chưa biết",
        }[self.match]


def villages_overview(context: Context) -> tuple[VillageRow, ...]:
    """Return every village that is known by its data or by its key: never heard from first, then by last bundle."""
    with context.reading() as session:
        rows = list(_rows(session))
    return tuple(sorted(rows, key=lambda row: (row.last_received, row.name, row.pile)))


def narrowed(context: Context, rows: Iterable[VillageRow], text: str = "", state: str = "") -> list[VillageRow]:
    """Return the villages whose name or head holds every word of ``text``, in one of the states of :data:`FILTERS`."""
    words = fold(text).split()
    day = today(context.clock)
    return [
        row
        for row in rows
        if all(word in fold(f"{row.title} {row.head}") for word in words) and (not state or _is(row, state, day))
    ]


def is_late(context: Context, row: VillageRow) -> bool:
    """Tell whether a village was not heard from for more than :data:`LATE_DAYS` days."""
    return _is(row, LATE, today(context.clock))


def _is(row: VillageRow, state: str, day: Any) -> bool:
    if state == LATE:
        return not row.last_received or (day - moment(row.last_received).date()).days > LATE_DAYS
    return row.unsigned > 0 if state == UNSIGNED else row.match == state


def missing_households(context: Context, campaign: str) -> tuple[MissingHousehold, ...]:
    """Return the households a campaign asks that have not signed, by group as one walks; none without a campaign."""
    if not campaign:
        return ()
    query = (
        select(
            Household.id,
            Household.code,
            head_name().label("head"),
            ResidentialGroup.name.label("group"),
            Household.address,
        )
        .join(Pledge, Pledge.household_id == Household.id)
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(Pledge.campaign_id == campaign, asked(), ~Pledge.stands())
        .order_by(*WALKING)
    )
    with context.reading() as session:
        return tuple(
            MissingHousehold(row.id, row.code or "", row.head or "", row.group or "", row.address or "")
            for row in session.execute(query)
        )


def _villages(session: Session) -> Iterable[tuple[str, str, str]]:
    """Return (pile, label, name) of every village: from its record, else as its key file names it."""
    found = {
        keys.pile: (keys.pile, "", keys.name)
        for keys in trusted_keys(session.connection()).values()
        if keys.role is Role.VILLAGE
    }
    gone = merged_villages(session)
    for village in session.scalars(select(Village).where(Village.status == LIVE)):
        if village.pile in gone:
            found.pop(village.pile, None)
            continue
        if (
            village.name or village.pile not in found
        ):  # of some a laptop that takes over sends first, without their name
            found[village.pile] = (village.pile, village.label or "", village.name or "")
    return found.values()


def _rows(session: Session) -> Iterable[VillageRow]:
    households = _by_pile(
        session, select(Household.pile, func.count()).where(Household.here()).group_by(Household.pile)
    )
    people = _by_pile(session, select(Person.pile, func.count()).where(Person.here()).group_by(Person.pile))
    heads = _heads(session)
    campaigns = _newest_campaigns(session)
    signed = _signed(session, [campaign for campaign, _ in campaigns.values()])
    log = _Log(session.connection())
    for pile, label, name in _villages(session):
        head, phone = heads.get(pile, ("", ""))
        campaign, campaign_name = campaigns.get(pile, ("", ""))
        in_scope, done = signed.get(campaign, (0, 0))
        match, lacks, short = log.match(pile)
        yield VillageRow(
            pile=pile, name=name, label=label, head=head, phone=phone, households=households.get(pile, 0),
            people=people.get(pile, 0), campaign=campaign_name, campaign_id=campaign, signed=done, in_scope=in_scope,
            last_received=log.received.get(pile, 0), answered=log.answered.get(pile, 0), bundles=log.count.get(pile, 0),
            gaps=log.gaps(pile), match=match, lacks=lacks, short=short,
        )  # fmt: skip


def _by_pile(session: Session, query: Select[str, int]) -> dict[str, int]:
    return {pile: int(count) for pile, count in session.execute(query)}


def _heads(session: Session) -> dict[str, tuple[str, str]]:
    """Return name and telephone of each village's head in office; none where the village has named none."""
    query = (
        select(OfficeTerm, Person.full_name, Person.phone)
        .outerjoin(Person, Person.id == OfficeTerm.person_id)
        .where(
            OfficeTerm.status == LIVE, OfficeTerm.office == VILLAGE_HEAD, OfficeTerm.group_id.is_(None),
            OfficeTerm.until.is_(None),
        )
        .order_by(OfficeTerm.id)
    )  # fmt: skip
    return {term.pile: (name or term.person_name or "", phone or "") for term, name, phone in session.execute(query)}


def _newest_campaigns(session: Session) -> dict[str, tuple[str, str]]:
    """Return id and name of each village's newest campaign."""
    query = select(PledgeCampaign).where(PledgeCampaign.of_village()).order_by(*PledgeCampaign.newest_first())
    found: dict[str, tuple[str, str]] = {}
    for campaign in session.scalars(query):
        found.setdefault(campaign.pile, (campaign.id, campaign.name or ""))
    return found


def _signed(session: Session, campaigns: list[str]) -> dict[str, tuple[int, int]]:
    """Return how many households each campaign asks, and how many of them signed."""
    found = {}
    for part in in_chunks(campaigns):
        query = (
            select(Pledge.campaign_id, func.count(), func.sum(case((Pledge.stands(), 1), else_=0)))
            .join(Household, Household.id == Pledge.household_id)
            .where(Pledge.campaign_id.in_(part), asked())
            .group_by(Pledge.campaign_id)
        )
        found.update({campaign or "": (int(all_), int(done or 0)) for campaign, all_, done in session.execute(query)})
    return found


class _Log:
    """What the log of bundles says of each village."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reaches = reaches_by_pile(connection)
        self.received: dict[str, int] = {}
        self.answered: dict[str, int] = {}
        self.count: dict[str, int] = {}
        self._last: dict[str, tuple[str, str, int]] = {}
        self._n: dict[str, int] = {}
        self._short: dict[str, int] = {}
        self._compared: dict[str, str] = {}
        self._life = tables.read_local(connection).get("db_id", "")
        query = select(BUNDLE.c.pile, BUNDLE.c.direction, BUNDLE.c.at, BUNDLE.c.peer, BUNDLE.c.facts)
        for row in connection.execute(query.order_by(BUNDLE.c.at, BUNDLE.c.last_n)):
            if row.direction == OUT:
                self.answered[row.pile] = row.at
            elif row.direction == IN:
                self.received[row.pile] = row.at
                self.count[row.pile] = self.count.get(row.pile, 0) + 1
                facts = canonical.trusted(row.facts)
                self._compared[row.pile] = facts.get(COMPARED_IN, self._compared.get(row.pile, ""))
                self._n[row.pile] = facts.get(AT_N, 0)
                self._short[row.pile] = Apart.kept(facts.get(ROWS, ())).here
                self._last[row.pile] = (
                    row.peer,
                    facts["db_id"],
                    facts["counts"].get(NOTES, 0) if self._n[row.pile] else 0,
                )

    def gaps(self, pile: str) -> int:
        """Return how many bundles of a village wait for an earlier one."""
        return sum(reach.waiting for reach in self._reaches.get(pile, ()))

    def match(self, pile: str) -> tuple[str, int, int]:
        """Return how the laptop that sent last stood to what is held here, and how many notes it lacked, and the commune.

        But for those it listed that are not, all its notes are held here, so that equal counts are equal sets: what it held is
        told by its bundles without a gap.
        """
        if pile not in self._last:
            return NEVER, 0, 0
        if self.gaps(pile):
            return GAP, 0, 0
        if self._compared[pile] != self._life:
            return UNKNOWN, 0, 0
        device, db_id, held_here = self._last[pile]
        reach = next((each for each in self._reaches[pile] if (each.device, each.db_id) == (device, db_id)), None)
        since = self._since(pile)
        short = max(self._short[pile] - since, 0)  # what was missing here comes first
        lacks = max(held_here + since + short - (reach.held if reach else 0), 0)
        return BEHIND if lacks or short else MATCHED, lacks, short

    def _since(self, pile: str) -> int:
        """Return how many notes of a village were written here, or brought otherwise, after its last bundle."""
        query = select(func.count()).where(NOTE.c.pile == pile, NOTE.c.n > self._n[pile])
        return int(self._connection.execute(query).scalar_one())
