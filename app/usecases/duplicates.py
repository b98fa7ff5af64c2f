"""Who is perhaps in the books twice: people and households that look alike, scored, with what speaks for and against it.

Only those are compared who share something (blocking): the name without marks, or the day of birth and the given name, or for
households the head's name or the phone. Nothing is ever merged by itself: a person looks at both and decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.merge import issue_id
from app.records.base import LIVE
from app.records.register import HEAD, Household, Person
from app.records.reviews import IssueDismissal
from app.vietnamese.dates import ImpreciseDate
from app.vietnamese.identity import fill_zeros
from app.vietnamese.text import fold, tone_key

LIKELY: Final = 70
"""Points of a hundred from which on two are shown to a person."""
MOST_IN_BLOCK: Final = 400
"""A block of more than this is a mistake of the whole list (one number typed for everybody), not people who are the same."""
_ALIKE: Final = 0.88
"""Share of letters that two spellings of one name have in common ("Nguyễn Thị Thuỷ", "Nguyễn Thị Thuý Thuỷ" have less)."""

SAME_PERSON: Final = "same_person"
SAME_HOUSEHOLD: Final = "same_household"


@dataclass(frozen=True, slots=True)
class Likely:
    """Two records that are perhaps one: the older id first, a score of a hundred, and in words why."""

    first: str
    second: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Somebody:
    id: str
    name: str
    spelt: str
    birth: ImpreciseDate | None
    sex: str
    number: str
    phone: str
    household: str
    address: str
    relation: str


def likely_people(session: Session) -> list[Likely]:
    """Return the pairs of people here who are perhaps the same, the likeliest first, without those a person told apart."""
    people = _everybody(session)
    apart = _dismissed(session)
    found = [
        likely
        for first, second in _pairs(people)
        if (likely := _compare(first, second)) and _pair_id(SAME_PERSON, first.id, second.id) not in apart
    ]
    return sorted(found, key=lambda each: (-each.score, each.first, each.second))


def likely_households(session: Session) -> list[Likely]:
    """Return the pairs of households here that are perhaps the same, the likeliest first."""
    homes = session.scalars(select(Household).where(Household.here())).all()
    members: dict[str, list[_Somebody]] = defaultdict(list)
    for person in _everybody(session):
        members[person.household].append(person)
    blocks: dict[tuple[str, str], set[str]] = defaultdict(set)
    for home in homes:
        for person in members[home.id]:
            if person.relation == HEAD:
                blocks[("head", person.name)].add(home.id)
        if home.phone:
            blocks[("phone", home.phone)].add(home.id)
    by_id = {home.id: home for home in homes}
    pairs = {
        pair for block in blocks.values() if len(block) <= MOST_IN_BLOCK for pair in combinations(sorted(block), 2)
    }
    apart = _dismissed(session)
    found = []
    for first, second in sorted(pairs):
        if _pair_id(SAME_HOUSEHOLD, first, second) in apart:
            continue
        score, reasons = _compare_homes(by_id[first], by_id[second], members[first], members[second])
        if score >= LIKELY:
            found.append(Likely(first, second, min(score, 100), tuple(reasons)))
    return sorted(found, key=lambda each: (-each.score, each.first, each.second))


def dismissal_of(kind: str, first: str, second: str) -> str:
    """Return the key under which a person's "these are two" is kept."""
    return _pair_id(kind, *sorted((first, second)))


def _pair_id(kind: str, first: str, second: str) -> str:
    return issue_id(kind, first, "", [second])


def _dismissed(session: Session) -> set[str]:
    return {each or "" for each in session.scalars(select(IssueDismissal.issue).where(IssueDismissal.status == LIVE))}


def _everybody(session: Session) -> list[_Somebody]:
    query = (
        select(Person, Household.address)
        .outerjoin(Household, Household.id == Person.household_id)
        .where(Person.here())
        .order_by(Person.id)
    )
    return [
        _Somebody(
            person.id, fold(person.full_name or ""), tone_key(person.full_name or ""), person.birth, person.sex or "",
            fill_zeros(person.id_number) if person.id_number else "", person.phone or "", person.household_id or "",
            fold(address or ""), person.relation or "",
        )
        for person, address in session.execute(query)
        if person.full_name and person.erased is None
    ]  # fmt: skip


def _pairs(people: Sequence[_Somebody]) -> Iterable[tuple[_Somebody, _Somebody]]:
    """Yield each pair once that could come to enough points: of one name born in one year, in one household, at one address or
    of one number; or of names nearly alike born on one day, or in one household in one year.
    """
    blocks: dict[tuple[object, ...], list[_Somebody]] = defaultdict(list)
    for each in people:
        blocks[("household", each.name, each.household)].append(each)
        if each.address:
            blocks[("address", each.name, each.address)].append(each)
        if each.number:
            blocks[("number", each.number)].append(each)
        if each.birth and each.birth.year:
            blocks[("name", each.name, each.birth.year)].append(each)
            blocks[("home", each.household, each.birth.year)].append(each)
            if each.birth.day:
                blocks[("born", each.birth.order_key, each.name.rpartition(" ")[2])].append(each)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        if len(block) > MOST_IN_BLOCK:
            continue
        for first, second in combinations(block, 2):
            if (first.id, second.id) not in seen:
                seen.add((first.id, second.id))
                yield first, second


def _compare(first: _Somebody, second: _Somebody) -> Likely | None:
    """Return the pair when the points of name, birth, place, sex and numbers come to :data:`LIKELY`."""
    score, reasons = _name_points(first, second)
    if not score:
        return None
    for points, reason in (_birth_points(first.birth, second.birth), _place_points(first, second)):
        score += points
        reasons += [reason] if reason else []
    if first.sex and second.sex and first.sex != second.sex:
        score -= 30
    if first.number and second.number:
        score += 30 if first.number == second.number else -45
        reasons += ["cùng số định danh"] if first.number == second.number else []
    if first.phone and first.phone == second.phone:
        score += 10
        reasons.append("cùng điện thoại")
    return Likely(first.id, second.id, min(score, 100), tuple(reasons)) if score >= LIKELY else None


def _name_points(first: _Somebody, second: _Somebody) -> tuple[int, list[str]]:
    if first.spelt == second.spelt:
        return 45, ["cùng họ tên"]
    if first.name == second.name:
        return 40, ["họ tên chỉ khác dấu"]
    if SequenceMatcher(None, first.name, second.name, autojunk=False).quick_ratio() < _ALIKE:
        return 0, []
    if SequenceMatcher(None, first.name, second.name, autojunk=False).ratio() < _ALIKE:
        return 0, []
    return 30, ["họ tên gần giống"]


def _birth_points(first: ImpreciseDate | None, second: ImpreciseDate | None) -> tuple[int, str]:
    if first is None or second is None or first.year is None or second.year is None:
        return 0, ""
    whole = first.day is not None and second.day is not None
    if first.year != second.year:
        return -40, ""
    if not whole:
        return 20, "cùng năm sinh"
    if (first.month, first.day) == (second.month, second.day):
        return 40, "cùng ngày sinh"
    if (first.month, first.day) == (second.day, second.month):
        return 30, "ngày sinh chỉ ngược ngày với tháng"
    return -25, ""


def _place_points(first: _Somebody, second: _Somebody) -> tuple[int, str]:
    if first.household == second.household:
        return 25, "cùng hộ"
    if first.address and first.address == second.address:
        return 15, "cùng địa chỉ"
    return 0, ""


def _compare_homes(
    first: Household, second: Household, inside: Sequence[_Somebody], other: Sequence[_Somebody]
) -> tuple[int, list[str]]:
    """Return points and reasons: the head's name, the address, the phone, and people who stand in both."""
    score, reasons = 0, []
    heads = [{each.name for each in people if each.relation == HEAD} for people in (inside, other)]
    if heads[0] & heads[1]:
        score += 40
        reasons.append("cùng tên chủ hộ")
    address = fold(first.address or "")
    if address and address == fold(second.address or ""):
        score += 35
        reasons.append("cùng địa chỉ")
    if first.phone and first.phone == second.phone:
        score += 20
        reasons.append("cùng điện thoại")
    both = {_who(each) for each in inside} & {_who(each) for each in other}
    if both:
        score += min(20 * len(both), 40)
        reasons.append(f"{len(both)} người có ở cả hai hộ")
    return score, reasons


def _who(person: _Somebody) -> tuple[str, int]:
    return person.name, person.birth.year if person.birth and person.birth.year else 0


def by_record(pairs: Iterable[Likely]) -> Mapping[str, Likely]:
    """Return, for each record that is in a pair, its likeliest one."""
    found: dict[str, Likely] = {}
    for pair in pairs:
        for each in (pair.first, pair.second):
            found.setdefault(each, pair)
    return found
