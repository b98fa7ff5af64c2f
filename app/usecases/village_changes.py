"""Villages are merged and split: households go from one village's books to another's, and their history goes along.

The commune does it, which holds both: in the new village's pile everything about a household is made again under ids computed
from the old ones (``moved_from``), so that doing it twice makes nothing twice; in the old pile the household left on that day,
and what still counts there (an open pledge, a group's leader) ends. Both villages hear of it with the commune's next answer.
Source: design text "sync", section "Exchange" (a household that moves); QĐ 758/QĐ-TTg năm 2026 on re-arranging villages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.tables import in_chunks
from app.journal.undo import CARRIED
from app.kernel.errors import AppError
from app.kernel.ids import computed_id, is_record_id
from app.kernel.progress import Progress
from app.records.base import LIVE, Record
from app.records.events import MOVE_IN, MOVE_OUT, RESHAPE, GroupStay, LifeEvent, Residence, Stay
from app.records.places import GREW, MERGED, PARTED, OfficeTerm, Village
from app.records.pledges import Pledge, PledgeCampaign, PledgeItem, SheetPrint
from app.records.register import Household, HouseholdClass, Person, ResidentialGroup
from app.records.self_managed import GroupActivity, GroupMember, GroupRating, RegulationVersion, SelfManagedGroup
from app.records.values import MOVED_OUT, RESHAPED, Departure
from app.usecases.context import COMMUNE, Context, Done, Operation
from app.usecases.errors import RESHAPE_ITSELF, RESHAPE_NOBODY, RESHAPE_NOTHING, WRONG_ROLE
from app.usecases.moves import into_group
from app.usecases.naming import title_of
from app.usecases.village_names import Rename, past_day, rename, succeed_names
from app.vietnamese.dates import from_date
from app.vietnamese.text import clean, fold, meant

_MOVED: Final = "moved"


@dataclass(frozen=True, slots=True)
class Reshape:
    """From ``day`` on the households of ``source`` (a pile), all or those of ``groups`` (ids), belong to the village ``into``.

    Or only ``households`` (ids) that moved house: they come into the group ``group`` of ``into`` if one is named.
    ``name`` and ``label`` are what ``into`` is called from then on; empty leaves them.
    """

    source: str
    into: str
    groups: tuple[str, ...] = ()
    day: date | None = None
    decision: str = ""
    name: str = ""
    label: str = ""
    households: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Reshaped:
    """How much went over, and what the two villages are called now."""

    source: str
    into: str
    groups: int
    households: int
    people: int
    pledges: int


def reshape(context: Context, command: Reshape, progress: Progress | None = None) -> Done[Reshaped]:
    """Move households between villages, as one operation that undo takes back whole.

    Raises SETUP-003 outside a commune, VILLAGE-003 into itself, VILLAGE-004 when nobody would move, VILLAGE-005 for a village,
    group or household the books do not hold, EVENT-002, and what renaming raises.
    """
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    if command.source == command.into:
        raise AppError(RESHAPE_ITSELF)
    day = past_day(context, command.day)
    with context.transaction(CARRIED, pile=command.into) as tx:
        mover = _Mover(tx, _village(tx, command.source), _village(tx, command.into), day, clean(command.decision))
        done = mover.run(command, progress or Progress())
        if progress:
            progress.committing()
    return tx.done(done)


class _Mover:
    """The state of one move: which records go, and the ids they have where they go."""

    def __init__(self, tx: Operation, source: Village, into: Village, day: date, decision: str) -> None:
        self.tx, self.session = tx, tx.session
        self.source, self.into, self.day, self.decision = source, into, day, decision
        self.ids: dict[str, str] = {source.id: into.id}
        self.old_codes: dict[str, str] = {}
        self.new_group: ResidentialGroup | None = None

    def run(self, command: Reshape, progress: Progress) -> Reshaped:
        """Make everything anew where it goes, then end it where it was."""
        from_title, to_title = title_of(self.source), title_of(self.into)
        groups = [] if command.households else self._groups(command.groups)
        whole = not command.groups and not command.households
        homes = self._homes(command, groups)
        living = [each for each in homes if each.departure is None]
        if not living:
            raise AppError(RESHAPE_NOBODY, village=from_title)
        people = self._rows(Person, Person.household_id, [each.id for each in homes])
        selves = self._self_groups(homes, people, whole=whole)
        about = self._about(groups, homes, people, selves)
        pledges = self._rows(Pledge, Pledge.household_id, [each.id for each in homes])
        rows: list[Record] = [*groups, *homes, *people, *selves, *about]
        for each in rows:
            self.ids[each.id] = computed_id(_MOVED, self.into.pile, each.id)
        campaigns, items = self._campaigns(pledges, selves)
        prints = self._rows(SheetPrint, SheetPrint.pledge_id, [each.id for each in pledges])
        self._renumber(groups)
        progress.stage("Chuyển sang thôn mới", len(rows) + len(pledges) + len(prints))
        for each in (*rows, *campaigns, *items, *pledges, *prints):
            self._make(each)
            progress.advance(1)
        self._codes(homes, groups)
        names = {each.id: [person.id for person in people if person.household_id == each.id and not person.departure]
                 for each in living}  # fmt: skip
        moved = bool(command.households)
        self._tell(names, from_title, to_title, moved=moved)
        self._end(living, people, pledges, self._groups(()) if whole else groups, selves, to_title, moved=moved)
        if moved:
            return Reshaped(from_title, to_title, 0, len(living), sum(map(len, names.values())), len(pledges))
        succeed_names(
            self.tx, self.source, PARTED if command.groups else MERGED, self.day, self.decision, other=to_title
        )
        succeed_names(self.tx, self.into, GREW, self.day, self.decision, other=from_title)
        if not command.groups:
            self._end_offices(None)
        if clean(command.name) or clean(command.label):
            new = Rename(self.day, command.name, command.label, decision=command.decision)
            to_title = rename(self.tx, self.into, new, self.day)
        return Reshaped(
            from_title, to_title, len(groups), len(living), sum(len(each) for each in names.values()), len(pledges)
        )

    # What goes

    def _homes(self, command: Reshape, groups: Sequence[ResidentialGroup]) -> list[Household]:
        if not command.households:
            return self._rows(Household, Household.group_id, [each.id for each in groups] if command.groups else None)
        homes = self._rows(Household, Household.id, sorted(set(command.households)))
        if len(homes) != len(set(command.households)):
            raise AppError(RESHAPE_NOTHING, what="hộ", name=", ".join(command.households))
        if command.group:
            self.new_group = self.tx.get(ResidentialGroup, command.group)
            if self.new_group.pile != self.into.pile:
                raise AppError(RESHAPE_NOTHING, what="tổ", name=self.new_group.name or "")
        return homes

    def _groups(self, wanted: Sequence[str]) -> list[ResidentialGroup]:
        query = select(ResidentialGroup).where(
            ResidentialGroup.pile == self.source.pile, ResidentialGroup.status == LIVE
        )
        groups = list(self.session.scalars(query.order_by(ResidentialGroup.number, ResidentialGroup.id)))
        if wanted and not set(wanted) <= {each.id for each in groups}:
            raise AppError(RESHAPE_NOTHING, what="tổ", name=", ".join(wanted))
        return [each for each in groups if not wanted or each.id in wanted]

    def _rows(self, kind: type[Any], column: Any, wanted: Sequence[str] | None) -> list[Any]:
        """Return the live records of the old village whose ``column`` is one of ``wanted``, all of them without any."""
        query = select(kind).where(kind.pile == self.source.pile, kind.status == LIVE).order_by(kind.id)
        if wanted is None:
            return list(self.session.scalars(query))
        return [row for part in in_chunks(wanted) for row in self.session.scalars(query.where(column.in_(part)))]

    def _self_groups(self, homes: Iterable[Household], people: Iterable[Person], *, whole: bool) -> list[Any]:
        """Return the self-managed groups that go along: all of a whole village, else those of which every member goes."""
        groups = self._rows(SelfManagedGroup, None, None)
        if whole:
            return groups
        going = {each.id for each in (*homes, *people)}
        members = self._rows(GroupMember, GroupMember.group_id, [each.id for each in groups])
        staying = {
            each.group_id
            for each in members
            if each.until is None and {each.household_id, each.person_id} - going - {None}
        }
        held = {each.group_id for each in members if {each.household_id, each.person_id} & going}
        return [each for each in groups if each.id in held - staying]

    def _about(
        self, groups: Iterable[Record], homes: Iterable[Record], people: Iterable[Record], selves: Iterable[Record]
    ) -> list[Any]:
        """Return what is written about the groups, households and people that go."""
        of_homes, of_people = [each.id for each in homes], [each.id for each in people]
        of_groups, of_selves = [each.id for each in groups], [each.id for each in selves]
        asked: tuple[tuple[type[Any], Any, list[str]], ...] = (
            (HouseholdClass, HouseholdClass.household_id, of_homes), (LifeEvent, LifeEvent.household_id, of_homes),
            (GroupStay, GroupStay.household_id, of_homes), (Stay, Stay.person_id, of_people),
            (Residence, Residence.person_id, of_people), (OfficeTerm, OfficeTerm.group_id, of_groups),
            (GroupMember, GroupMember.group_id, of_selves), (RegulationVersion, RegulationVersion.group_id, of_selves),
            (GroupActivity, GroupActivity.group_id, of_selves), (GroupRating, GroupRating.group_id, of_selves),
        )  # fmt: skip
        return [row for kind, column, wanted in asked for row in self._rows(kind, column, wanted)]

    def _campaigns(self, pledges: Iterable[Pledge], selves: Iterable[Record]) -> tuple[list[Any], list[Any]]:
        """Return the campaigns and their items that the new village lacks.

        One it has, by the commune's campaign both were opened for or by name and year, goes on there.
        """
        wanted = sorted({each.campaign_id for each in pledges if each.campaign_id})
        found = self._rows(PledgeCampaign, PledgeCampaign.id, wanted)
        here = select(PledgeCampaign).where(PledgeCampaign.pile == self.into.pile, PledgeCampaign.of_village())
        campaigns = self.session.scalars(here).all()
        known = {(fold(each.name or ""), each.year): each.id for each in campaigns}
        assigned = {each.assigned: each.id for each in campaigns if each.assigned}
        ours = {each.id for each in selves}
        new = []
        for each in found:
            same = assigned.get(each.assigned) or known.get((fold(each.name or ""), each.year))
            same = same if each.self_group_id is None else None
            if each.self_group_id and each.self_group_id not in ours:
                continue
            self.ids[each.id] = same or computed_id(_MOVED, self.into.pile, each.id)
            if same is None:
                new.append(each)
        return new, self._rows(PledgeItem, PledgeItem.campaign_id, [each.id for each in new])

    # Where it goes

    def _make(self, row: Record) -> None:
        """Make a record in the new village, with what it names there; what names something left behind is left out."""
        kind = type(row)
        values = {name: self._there(getattr(row, name), info.refers_to) for name, info in row.fields.items()}
        if isinstance(row, (Household, Person)):
            values["moved_from"] = row.id
        if isinstance(row, Pledge):
            if row.campaign_id not in self.ids:
                return
            own = self.session.get(Pledge, Pledge.id_for(self.into.pile, values["campaign_id"], values["household_id"]))
            if own is not None and own.status == LIVE and own.signature is not None:
                values = {name: values[name] for name in Pledge.natural_key}
        if isinstance(row, SheetPrint) and values["pledge_id"] is None:
            return
        new = self.ids.get(row.id) or computed_id(_MOVED, self.into.pile, row.id)
        if kind.natural_key:
            new = kind.id_for(self.into.pile, *(values[name] for name in kind.natural_key))
        self.ids[row.id] = new
        self.tx.place(kind, new, values, self.into.pile)

    def _there(self, value: Any, refers_to: str | None) -> Any:
        if refers_to:
            return self.ids.get(value) if value else None
        if isinstance(value, tuple):
            return tuple(self.ids.get(each, each) for each in value if each in self.ids or not is_record_id(each))
        return value

    def _renumber(self, groups: Iterable[ResidentialGroup]) -> None:
        """Give the groups names and numbers that the new village does not have yet."""
        here = self.session.scalars(
            select(ResidentialGroup).where(ResidentialGroup.pile == self.into.pile, ResidentialGroup.status == LIVE)
        ).all()
        taken = {fold(each.name or "") for each in here}
        numbers = {each.number for each in here if each.number is not None}
        free = (number for number in range(1, 10_000) if number not in numbers)
        self.new_groups: dict[str, tuple[str, int | None]] = {}
        for each in groups:
            name, number = each.name or "", each.number
            if number in numbers or (number is not None and fold(name) in taken):
                number = next(free)
                name = f"Tổ {number}"
            elif fold(name) in taken:
                name = f"{name} ({self.source.name})"
            numbers.add(number) if number is not None else None
            taken.add(fold(name))
            self.new_groups[each.id] = (name, number)

    def _codes(self, homes: Iterable[Household], groups: Iterable[ResidentialGroup]) -> None:
        """Name groups and households as they are called in the new village; a code that is taken there becomes the next free."""
        for group in groups:
            there = self.session.get_one(ResidentialGroup, self.ids[group.id])
            there.name, there.number = self.new_groups[group.id]
        old_numbers = {each.id: each.number for each in groups}
        query = select(Household.code).where(Household.pile == self.into.pile, Household.status == LIVE)
        taken = {code for code in self.session.scalars(query) if code} - {each.code for each in homes}
        query = select(Household.code).where(
            Household.pile == self.into.pile, Household.status == LIVE, Household.moved_from.is_(None)
        )
        taken |= {code for code in self.session.scalars(query) if code}
        for home in homes:
            made = self.session.get_one(Household, self.ids[home.id])
            number = self.new_groups[home.group_id][1] if home.group_id in self.new_groups else 0
            if self.new_group is not None:
                into_group(self.tx, made, self.new_group, self.day)
                number = self.new_group.number
            code = home.code or ""
            if old_numbers.get(home.group_id or "") != number or code in taken:
                code = _free_code(number or 0, code, taken)
            taken.add(code)
            self.old_codes[home.id] = home.code or ""
            made.code = code

    def _tell(self, homes: Mapping[str, Sequence[str]], from_title: str, to_title: str, *, moved: bool) -> None:
        """Write the event into the history of each household, at both ends."""
        went, came = (MOVE_OUT, MOVE_IN) if moved else (RESHAPE, RESHAPE)
        for home, people in homes.items():
            self.tx.add(
                LifeEvent(what=went, day=self.day, household_id=home, people=tuple(people), place=to_title,
                          note=self.decision or None),
                self.source.pile,
            )  # fmt: skip
            before = f"mã hộ trước đây {self.old_codes[home]}" if self.old_codes[home] else ""
            note = ", ".join(part for part in (before, self.decision) if part)
            there = tuple(self.ids[each] for each in people)
            event = computed_id(_MOVED, self.into.pile, home, came, self.day.isoformat())
            values = {"what": came, "day": self.day, "household_id": self.ids[home], "people": there,
                      "place": from_title, "note": note or None}  # fmt: skip
            self.tx.place(LifeEvent, event, values, self.into.pile)

    # Where it was

    def _end(
        self, homes: Iterable[Household], people: Iterable[Person], pledges: Iterable[Pledge],
        groups: Sequence[ResidentialGroup], selves: Iterable[SelfManagedGroup], to_title: str, *, moved: bool,
    ) -> None:  # fmt: skip
        gone = Departure(self.day.isoformat(), MOVED_OUT if moved else RESHAPED, to_title)
        for home in homes:
            home.departure = gone
        for person in people:
            if person.departure is None:
                person.departure = gone
        if moved:
            self._end_offices_of({each.id for each in people})
        for pledge in pledges:
            if pledge.campaign_id in self.ids:
                self.tx.delete(pledge)
        for each in selves:
            each.ended = each.ended or self.day
        for group in groups:
            self._end_offices(group.id)
            for home in self._rows(Household, Household.group_id, [group.id]):
                into_group(self.tx, home, None, self.day)
            self.tx.delete(group)

    def _end_offices_of(self, people: set[str]) -> None:
        terms = self._rows(OfficeTerm, OfficeTerm.person_id, sorted(people))
        for term in terms:
            term.until = term.until or from_date(self.day)

    def _end_offices(self, group: str | None) -> None:
        query = select(OfficeTerm).where(
            OfficeTerm.pile == self.source.pile, OfficeTerm.status == LIVE, OfficeTerm.group_id == group,
            OfficeTerm.until.is_(None),
        )  # fmt: skip
        for term in self.session.scalars(query):
            term.until = from_date(self.day)


def _village(tx: Operation, pile: str) -> Village:
    found = tx.session.get(Village, pile)
    if found is None or found.status != LIVE:
        raise AppError(RESHAPE_NOTHING, what="thôn", name=pile)
    return found


def _free_code(number: int, old: str, taken: set[str]) -> str:
    """Return a code under a group's number that nobody has: with the household's own running number if that is free."""
    prefix = f"{number:02d}-"
    running = old.rpartition("-")[2]
    if running.isdecimal() and f"{prefix}{running}" not in taken:
        return f"{prefix}{running}"
    return next(code for n in range(1, 100_000) if (code := f"{prefix}{n:03d}") not in taken)


def village_named(context: Context, name: str) -> str:
    """Return the pile of a village by its name ("Quang Khải", "thôn Quang Khải"); raises VILLAGE-005."""
    with context.reading() as session:
        known = [(each.id, each.name or "", title_of(each)) for each in _villages(session)]
    found = villages_meant(name, known)
    if len(found) != 1:
        raise AppError(RESHAPE_NOTHING, what="thôn", name=name)
    return found[0]


def villages_meant(name: str, known: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return the piles a person means who writes ``name``, of villages given as pile, name and title; the pile itself is one."""
    ways = zip(*known, strict=True)
    return next(([known[place][0] for place in places] for way in ways if (places := meant(name, way))), [])


def groups_of(context: Context, village: str) -> list[tuple[str, str]]:
    """Return (id, name) of the groups of a village, by number."""
    with context.reading() as session:
        query = select(ResidentialGroup).where(ResidentialGroup.pile == village, ResidentialGroup.status == LIVE)
        found = session.scalars(query.order_by(ResidentialGroup.number, ResidentialGroup.name))
        return [(each.id, each.name or "") for each in found]


def groups_named(context: Context, village: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of a village's groups by name or number; raises VILLAGE-005."""
    known = groups_of(context, village)
    found = []
    for name in names:
        match = [group for group, words in known if fold(name) in (fold(words), fold(words).removeprefix("to "))]
        if len(match) != 1:
            raise AppError(RESHAPE_NOTHING, what="tổ", name=name)
        found += match
    return tuple(found)


def households_named(context: Context, village: str, codes: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of a village's households by code; raises VILLAGE-005."""
    with context.reading() as session:
        query = select(Household.code, Household.id).where(Household.pile == village, Household.here())
        known: dict[str, list[str]] = {}
        for code, home in session.execute(query):
            known.setdefault(code or "", []).append(home)
    found = []
    for code in map(clean, codes):
        if len(known.get(code, ())) != 1:
            raise AppError(RESHAPE_NOTHING, what="hộ", name=code)
        found += known[code]
    return tuple(found)


def _villages(session: Session) -> list[Village]:
    return list(session.scalars(select(Village).where(Village.status == LIVE)))
