"""Life events: one command, one operation, one :class:`LifeEvent`, which undo takes back whole, weeks later too.

"Ghi sổ thôn, không thay đăng ký cư trú": these are the village's own notes (Luật Cư trú 2020 leaves registration to the
police). A death, a departure or a split that takes the head away is not kept without a new one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.events import (
    ABSENCE,
    AWAY,
    BIRTH,
    DEATH,
    GROUP_MOVE,
    JOIN,
    LODGING,
    MARRIAGE,
    MOVE_IN,
    MOVE_OUT,
    NEW_HEAD,
    RETURN,
    SPLIT,
    TEMPORARY,
    LifeEvent,
    Residence,
)
from app.records.register import HEAD, Household, Person, ResidentialGroup, relation_as_kept
from app.records.values import DIED, JOINED, MOVED_OUT
from app.usecases.context import Context, Done, Operation
from app.usecases.editing import apply_texts
from app.usecases.errors import (
    EVENT_HOUSEHOLD_GONE,
    EVENT_NOBODY,
    EVENT_NOTHING_OPEN,
    EVENT_PLACE_MISSING,
    EVENT_RELATIONS_NEEDED,
    EVENT_SAME_HOUSEHOLD,
    EVENT_WHOLE_HOUSEHOLD,
)
from app.usecases.households import next_code
from app.usecases.moves import (
    NO_HEIR,
    Heir,
    check_day,
    depart,
    into_group,
    make_head,
    members_of,
    newcomer,
    open_residences,
    present,
    succeed,
    transfer,
)
from app.vietnamese.text import clean

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an event made: its id, the household it is about now, and the offices that ended because their holder left."""

    event: str
    household: str
    ended_offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Birth:
    """A child is born into ``household``: ``texts`` are its name, sex and relation to the head."""

    household: str
    day: date | None
    texts: Texts
    note: str = ""


@dataclass(frozen=True, slots=True)
class Death:
    """Somebody died; ``heir`` when they were head and others are left."""

    person: str
    day: date | None
    heir: Heir = NO_HEIR
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoveIn:
    """People come from ``place``: into ``household``, or (when empty) as a household of their own in ``group``.

    The first newcomer of an own household is its head. ``temporary`` means for a time (tạm trú), ``until`` when it ends.
    """

    day: date | None
    newcomers: tuple[Texts, ...]
    household: str = ""
    group: str = ""
    texts: Texts = field(default_factory=dict)
    place: str = ""
    temporary: bool = False
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoveOut:
    """People of one household leave the village for ``place``; all of them: the household does."""

    people: tuple[str, ...]
    day: date | None
    place: str
    heir: Heir = NO_HEIR
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """Households belong to another residential group."""

    households: tuple[str, ...]
    group: str
    day: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """Some of a household become one of their own, with ``head`` among them; ``heir`` when the old head is one of them.

    ``group`` empty keeps the old one; ``texts`` are the new household's address and phone.
    """

    people: tuple[str, ...]
    day: date | None
    head: Heir
    heir: Heir = NO_HEIR
    group: str = ""
    texts: Texts = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Everybody of ``household`` moves into ``into``; ``relations`` are to the head there: person id -> relation."""

    household: str
    into: str
    day: date | None
    relations: Mapping[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChangeHead:
    """Another member of a household is its head."""

    household: str
    day: date | None
    heir: Heir
    note: str = ""


@dataclass(frozen=True, slots=True)
class Marriage:
    """Somebody of the village marries ``spouse`` (a person's id here, or a name).

    ``joins``: who of the two comes to live with the other: the spouse (``texts`` when they come from outside), the person
    themself (``moves``), or nobody. With ``place`` the person leaves the village for it.
    """

    person: str
    day: date | None
    spouse: str
    spouse_joins: bool = False
    texts: Texts = field(default_factory=dict)
    relation: str = ""
    moves: bool = False
    place: str = ""
    heir: Heir = NO_HEIR
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """People are away for a time, at ``place``, until a day that may not be known."""

    people: tuple[str, ...]
    day: date | None
    place: str = ""
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """The end of an absence, or of a temporary residence by which somebody came to stay for good."""

    people: tuple[str, ...]
    day: date | None
    note: str = ""


def record_birth(context: Context, command: Birth) -> Done[Recorded]:
    """Add a child from its birthday on."""
    with context.transaction("event.birth") as tx:
        day = check_day(tx, command.day)
        household = _household(tx, command.household)
        child = newcomer(tx, household.id, {**command.texts, "birth": f"{day:%d/%m/%Y}"}, day)
        result = _event(tx, BIRTH, day, household, [child], note=command.note)
    return tx.done(result)


def record_death(context: Context, command: Death) -> Done[Recorded]:
    """Record a death; a household nobody is left of ends with it."""
    with context.transaction("event.death") as tx:
        day = check_day(tx, command.day)
        person = present(tx, command.person, day)
        household = _household(tx, person.household_id or "")
        ended = depart(tx, person, day, DIED, "")
        succeed(tx, household, command.heir, day, DIED)
        result = _event(tx, DEATH, day, household, [person], note=command.note, ended=ended)
    return tx.done(result)


def record_move_in(context: Context, command: MoveIn) -> Done[Recorded]:
    """Add people who came, for good or for a time."""
    with context.transaction("event.move_in") as tx:
        day = check_day(tx, command.day)
        if not command.newcomers:
            raise AppError(EVENT_NOBODY)
        household = _household(tx, command.household) if command.household else _new_household(tx, command, day)
        people = []
        for at, texts in enumerate(command.newcomers):
            relation = {"relation": HEAD} if not command.household and at == 0 else {}
            people.append(newcomer(tx, household.id, {**texts, **relation}, day))
        if command.temporary:
            for each in people:
                _term(tx, each, TEMPORARY, day, command.until, command.place)
        what = LODGING if command.temporary else MOVE_IN
        result = _event(tx, what, day, household, people, place=command.place, note=command.note)
    return tx.done(result)


def record_move_out(context: Context, command: MoveOut) -> Done[Recorded]:
    """Record that people left the village."""
    with context.transaction("event.move_out") as tx:
        day = check_day(tx, command.day)
        if not clean(command.place):
            raise AppError(EVENT_PLACE_MISSING)
        people = _people(tx, command.people, day)
        household = _household(tx, people[0].household_id or "")
        ended = [office for each in people for office in depart(tx, each, day, MOVED_OUT, command.place)]
        succeed(tx, household, command.heir, day, place=command.place)
        result = _event(tx, MOVE_OUT, day, household, people, place=command.place, note=command.note, ended=ended)
    return tx.done(result)


def record_group_move(context: Context, command: MoveGroup) -> Done[int]:
    """Move households to another group from a day on; return how many really moved.

    One that had no group is only filed: that is no event.
    """
    with context.transaction("household.move") as tx:
        day = check_day(tx, command.day)
        group = tx.get(ResidentialGroup, command.group)
        moved = [home for each in command.households if (home := _household(tx, each)).group_id != group.id]
        for home in moved:
            before = home.group_id
            into_group(tx, home, group, day)
            if before:
                people = members_of(tx.session, home.id)
                _event(tx, GROUP_MOVE, day, home, people, place=group.name or "", note=command.note)
    return tx.done(len(moved))


def record_split(context: Context, command: Split) -> Done[Recorded]:
    """Make a household of some people of another; the event is in the history of both."""
    with context.transaction("event.split") as tx:
        day = check_day(tx, command.day)
        people = _people(tx, command.people, day)
        old = _household(tx, people[0].household_id or "")
        if len(people) == len(members_of(tx.session, old.id)):
            raise AppError(EVENT_WHOLE_HOUSEHOLD, code=old.code or "")
        made = tx.add(Household(since=day))
        apply_texts(tx, made, command.texts)
        made.group_id = tx.get(ResidentialGroup, command.group).id if command.group else old.group_id
        made.code = next_code(tx, made.group_id)
        for each in people:
            transfer(tx, each, made.id, each.relation or "", day)
        make_head(tx, made.id, command.head, day, own_family=True)
        succeed(tx, old, command.heir, day)
        result = _event(tx, SPLIT, day, made, people, other=old, note=command.note)
    return tx.done(result)


def record_join(context: Context, command: Join) -> Done[Recorded]:
    """Let a whole household become part of another."""
    with context.transaction("event.join") as tx:
        day = check_day(tx, command.day)
        leaving, into = _household(tx, command.household), _household(tx, command.into)
        if leaving.id == into.id:
            raise AppError(EVENT_SAME_HOUSEHOLD, code=into.code or "")
        people = [present(tx, each.id, day) for each in members_of(tx.session, leaving.id)]
        relations = {each.id: relation_as_kept(command.relations.get(each.id, "")) for each in people}
        _refuse_unknown(tx, into, people, relations)
        for each in people:
            transfer(tx, each, into.id, relations[each.id], day)
        succeed(tx, leaving, NO_HEIR, day, JOINED, into.code or "")
        result = _event(tx, JOIN, day, into, people, other=leaving, note=command.note)
    return tx.done(result)


def record_new_head(context: Context, command: ChangeHead) -> Done[Recorded]:
    """Let another member be the head."""
    with context.transaction("event.new_head") as tx:
        day = check_day(tx, command.day)
        household = _household(tx, command.household)
        for each in members_of(tx.session, household.id):
            present(tx, each.id, day)
        make_head(tx, household.id, command.heir, day)
        head = tx.get(Person, command.heir.head)
        result = _event(tx, NEW_HEAD, day, household, [head], note=command.note)
    return tx.done(result)


def record_marriage(context: Context, command: Marriage) -> Done[Recorded]:
    """Record a marriage and who moves because of it."""
    with context.transaction("event.marriage") as tx:
        day = check_day(tx, command.day)
        person = present(tx, command.person, day)
        household = _household(tx, person.household_id or "")
        spouse = _spouse(tx, command, day)
        others = [spouse] if spouse else []
        ended: list[str] = []
        home = household
        if command.place:
            ended = depart(tx, person, day, MOVED_OUT, command.place)
            succeed(tx, household, command.heir, day, place=command.place)
        elif command.spouse_joins and spouse is not None:
            _move_in_with(tx, spouse, household, command, day)
        elif command.moves and spouse is not None:
            home = _household(tx, spouse.household_id or "")
            _move_in_with(tx, person, home, command, day)
        elif command.spouse_joins:
            texts = {**command.texts, "full_name": command.spouse, "relation": command.relation}
            others = [newcomer(tx, household.id, texts, day)]
        other = household if home is not household else None
        words = command.place if spouse or others else f"{clean(command.spouse)}, {command.place}".strip(" ,")
        result = _event(
            tx, MARRIAGE, day, home, [person, *others], other=other, place=words, note=command.note, ended=ended
        )
    return tx.done(result)


def record_absence(context: Context, command: Absence) -> Done[Recorded]:
    """Record that people are away for a time; they stay in the books and in the count."""
    with context.transaction("event.absence") as tx:
        day = check_day(tx, command.day)
        people = _people(tx, command.people, day)
        for each in people:
            for term in open_residences(tx.session, each.id, day):
                if term.standing == AWAY:
                    term.until = day
            _term(tx, each, AWAY, day, command.until, command.place)
        household = _household(tx, people[0].household_id or "")
        result = _event(tx, ABSENCE, day, household, people, place=command.place, note=command.note)
    return tx.done(result)


def record_return(context: Context, command: Return) -> Done[Recorded]:
    """End what is temporary; raises EVENT-010 for somebody who is neither away nor here for a time."""
    with context.transaction("event.return") as tx:
        day = check_day(tx, command.day)
        people = _people(tx, command.people, day)
        for each in people:
            terms = open_residences(tx.session, each.id, day)
            if not terms:
                raise AppError(EVENT_NOTHING_OPEN, name=each.full_name or "")
            for term in terms:
                term.until = day
        household = _household(tx, people[0].household_id or "")
        result = _event(tx, RETURN, day, household, people, note=command.note)
    return tx.done(result)


def _household(tx: Operation, household: str) -> Household:
    """Return a household that is here; raises RECORD-001, EVENT-009."""
    found = tx.get(Household, household)
    if found.departure is not None:
        raise AppError(EVENT_HOUSEHOLD_GONE, code=found.code or "", how=found.departure.display())
    return found


def _new_household(tx: Operation, command: MoveIn, day: date) -> Household:
    made = tx.add(Household(since=day))
    apply_texts(tx, made, command.texts)
    made.group_id = tx.get(ResidentialGroup, command.group).id if command.group else None
    made.code = next_code(tx, made.group_id)
    return made


def _people(tx: Operation, people: Sequence[str], day: date) -> list[Person]:
    """Return the people chosen, of one household and all here; raises EVENT-007 for none."""
    found = [present(tx, each, day) for each in dict.fromkeys(people)]
    if not found:
        raise AppError(EVENT_NOBODY)
    home = found[0].household_id
    if any(each.household_id != home for each in found):
        raise TypeError("an event is about the people of one household")
    return found


def _spouse(tx: Operation, command: Marriage, day: date) -> Person | None:
    """Return the spouse when they are in the books; a name stands for somebody from elsewhere."""
    found = tx.session.get(Person, command.spouse)
    return present(tx, found.id, day) if found is not None and found.status == LIVE else None


def _move_in_with(tx: Operation, person: Person, home: Household, command: Marriage, day: date) -> None:
    """Let somebody of the village live in another household of it, as the marriage wants it."""
    old = _household(tx, person.household_id or "")
    if old.id == home.id:
        return
    relations = {person.id: relation_as_kept(command.relation)}
    _refuse_unknown(tx, home, [person], relations)
    transfer(tx, person, home.id, relations[person.id], day)
    succeed(tx, old, command.heir, day, JOINED, home.code or "")


def _refuse_unknown(tx: Operation, home: Household, people: Iterable[Person], relations: Mapping[str, str]) -> None:
    unknown = [each.full_name or "" for each in people if relations[each.id] in ("", HEAD)]
    if unknown:
        head = next((each.full_name or "" for each in members_of(tx.session, home.id) if each.relation == HEAD), "")
        raise AppError(EVENT_RELATIONS_NEEDED, head=head, names=", ".join(unknown))


def _term(tx: Operation, person: Person, standing: str, since: date, until: date | None, place: str) -> None:
    tx.add(
        Residence(person_id=person.id, standing=standing, since=since, until=until, place=clean(place) or None)
    )  # fmt: skip


def _event(
    tx: Operation,
    what: str,
    day: date,
    household: Household,
    people: Iterable[Person],
    *,
    other: Household | None = None,
    place: str = "",
    note: str = "",
    ended: Sequence[str] = (),
) -> Recorded:
    made = tx.add(
        LifeEvent(
            what=what, day=day, household_id=household.id, other_id=other.id if other else None,
            people=tuple(each.id for each in people), place=clean(place) or None, note=clean(note) or None,
        )
    )  # fmt: skip
    return Recorded(made.id, household.id, tuple(ended))
