"""What is missing or odd in the register: counted, with the way to mend it. Nothing here is wrong enough to refuse."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.journal.many import among
from app.journal.tables import in_chunks
from app.records.base import LIVE
from app.records.events import RETURN, LifeEvent, Residence
from app.records.places import GROUP_LEADER
from app.records.register import HEAD, Household, Person, ResidentialGroup, person_warnings
from app.usecases.duplicates import SAME_HOUSEHOLD, SAME_PERSON, likely_households, likely_people
from app.usecases.event_list import temporary_now
from app.usecases.offices import standing_terms
from app.vietnamese.identity import phone_warning
from app.vietnamese.syllables import is_syllable


@dataclass(frozen=True, slots=True)
class FindingKind:
    """What a finding is about (a kind of record), what it counts in words, and what a person does about it."""

    about: str
    words: str
    fix: str


HOUSEHOLD, PERSON, GROUP = Household.kind_name, Person.kind_name, ResidentialGroup.kind_name

KINDS: Final[Mapping[str, FindingKind]] = {
    "household_no_head": FindingKind(
        HOUSEHOLD,
        "hộ chưa ghi chủ hộ",
        "Mở hộ, sửa quan hệ của một người thành Chủ hộ.",
    ),
    "household_two_heads": FindingKind(
        HOUSEHOLD,
        "hộ có hai chủ hộ",
        "Mở hộ, chỉ để một người có quan hệ Chủ hộ.",
    ),
    "household_no_group": FindingKind(
        HOUSEHOLD,
        "hộ chưa xếp tổ",
        "Chọn hộ trong danh sách rồi chuyển sang tổ.",
    ),
    "group_no_leader": FindingKind(
        GROUP,
        "tổ chưa ghi tổ trưởng",
        "Mở Tổ dân cư, ghi tên tổ trưởng.",
    ),
    "same_id_number": FindingKind(
        PERSON,
        "người trùng số định danh",
        "Mở Cần xử lý, sửa số của người ghi sai.",
    ),
    "same_person": FindingKind(
        PERSON,
        "người có lẽ được ghi hai lần",
        "So hai người cạnh nhau: gộp làm một, hoặc ghi là hai người khác nhau.",
    ),
    "same_household": FindingKind(
        HOUSEHOLD,
        "hộ có lẽ được ghi hai lần",
        "So hai hộ cạnh nhau: gộp làm một, hoặc ghi là hai hộ khác nhau.",
    ),
    "id_sex": FindingKind(
        PERSON,
        "người có số định danh không hợp giới tính",
        "Đối chiếu thẻ căn cước, sửa giới tính hoặc số định danh.",
    ),
    "id_birth_year": FindingKind(
        PERSON,
        "người có số định danh không hợp năm sinh",
        "Đối chiếu thẻ căn cước, sửa ngày sinh hoặc số định danh.",
    ),
    "id_province": FindingKind(
        PERSON,
        "người có mã tỉnh lạ trong số định danh",
        "Đối chiếu thẻ căn cước, sửa số định danh.",
    ),
    "id_lost_zero": FindingKind(
        PERSON,
        "người mất số 0 ở đầu số định danh",
        "Ở trang Rà soát sổ bấm Sửa tất cả để thêm lại số 0, hoặc sửa từng số định danh.",
    ),
    "id_length": FindingKind(
        PERSON,
        "người có số định danh thiếu hoặc thừa chữ số",
        "Đối chiếu thẻ căn cước, sửa số định danh.",
    ),
    "id_characters": FindingKind(
        PERSON,
        "người có chữ lạ trong số định danh",
        "Đối chiếu thẻ căn cước, sửa số định danh.",
    ),
    "phone_lost_zero": FindingKind(
        PERSON,
        "số điện thoại mất số 0 ở đầu",
        "Ở trang Rà soát sổ bấm Sửa tất cả để thêm lại số 0.",
    ),
    "phone_old": FindingKind(
        PERSON,
        "số điện thoại theo đầu số cũ",
        "Hỏi lại số điện thoại mới.",
    ),
    "phone_form": FindingKind(
        PERSON,
        "số điện thoại không đúng dạng",
        "Sửa lại số điện thoại.",
    ),
    "child_older": FindingKind(
        PERSON,
        "người có năm sinh không hợp với quan hệ cha mẹ, con",
        "Đối chiếu ngày sinh của con và của cha mẹ, sửa người ghi sai.",
    ),
    "name_spelling": FindingKind(
        PERSON,
        "họ tên có chữ không đúng chính tả",
        "Xem lại chính tả họ tên; tên viết theo tiếng dân tộc khác thì giữ nguyên.",
    ),
    "not_confirmed": FindingKind(
        HOUSEHOLD,
        "hộ đã hơn một năm chưa rà soát",
        "Đến hỏi lại hộ, rồi ghi ngày rà soát mới.",
    ),
    "person_household_gone": FindingKind(
        PERSON,
        "người ghi ở hộ đã không còn",
        "Mở hộ cũ trong Biến động, hoàn tác việc chuyển đi, hoặc chuyển người này sang hộ khác.",
    ),
    "term_over": FindingKind(
        PERSON,
        "người đã quá hạn tạm trú, tạm vắng",
        "Hỏi lại hộ, rồi ghi Biến động: Hết tạm vắng, tạm trú, hoặc Chuyển đi.",
    ),
}
"""Every finding by its code, in the order of their numbers; those of people's fields come from ``person_warnings``."""

NUMBERS: Final = {code: f"CL-{number:02d}" for number, code in enumerate(KINDS, 1)}
"""The number by which the manual knows a finding; a new one is added at the end."""


_CHILDREN: Final = frozenset({"Con", "Con đẻ"})
_PARENTS: Final = frozenset({"Bố", "Mẹ", "Cha đẻ", "Mẹ đẻ"})
_OTHER_PEOPLES: Final = re.compile(r"'|-|^(?:Y|H|K|A|Rơ|Ksor|Siu|Kpă)\s")
"""Marks of names of the peoples of the Central Highlands and others ("H'Mai Niê", "Y Bhăm Kbuôr"; domain 4.2)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How many records have one shortcoming; ``fix`` says what to do about it."""

    code: str
    count: int
    fix: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The findings, and which share of households, people and groups has none: ``score`` from 0 to 100."""

    findings: tuple[Finding, ...]
    score: int


def examine(session: Session, today: date) -> Quality:
    """Look through the whole register once, as it stands on the day ``today``."""
    found = faults(session, today)
    findings = tuple(Finding(code, len(found[code]), kind.fix) for code, kind in KINDS.items() if found[code])
    everything = sum(_live(session, kind) for kind in (Household, Person, ResidentialGroup))
    faulty = len(set().union(*found.values()))
    return Quality(findings, (everything - faulty) * 100 // everything if everything else 100)


def faults(session: Session, today: date) -> dict[str, set[str]]:
    """Return the records that each finding is about, by its code."""
    found: dict[str, set[str]] = defaultdict(set)
    looks: tuple[Callable[[Session], Iterable[tuple[str, str]]], ...] = (
        _heads, _groups, _same_numbers, _people, _households, _twice,
    )  # fmt: skip
    for look in looks:
        for code, record in look(session):
            found[code].add(record)
    found["not_confirmed"].update(_unconfirmed(session, today))
    found["term_over"].update(_over(session, today))
    return found


def sharing_a_number(session: Session, piles: Collection[str] = ()) -> list[list[str]]:
    """Return the people of each id number that several have, once spaces and lost zeros are evened out; a blank is no key.

    With ``piles`` only those numbers that somebody of these villages has; the others may live in any.
    """
    key = Person.number_key
    shared = select(key).where(Person.here(), key.is_not(None)).group_by(key).having(func.count() > 1)
    if piles:  # few of many: by the index, never a join whose order a database without statistics guesses wrong
        own = session.scalars(select(key).where(Person.here(), Person.pile.in_(piles), key.is_not(None)).distinct())
        queries = [shared.where(among(key, part)) for part in in_chunks(sorted(filter(None, own)))]
    else:
        queries = [shared]
    numbers = [number for query in queries for number in session.scalars(query) if number]
    by_number: dict[str | None, list[str]] = defaultdict(list)
    for part in in_chunks(numbers):
        rows = select(Person.id, key).where(Person.here(), among(key, part))
        for person, number in session.execute(rows.order_by(Person.id)):
            by_number[number].append(person)
    return sorted(by_number.values())


def _live(session: Session, kind: type[Household] | type[Person] | type[ResidentialGroup]) -> int:
    return session.execute(select(func.count()).select_from(kind).where(kind.here())).scalar_one()


def _heads(session: Session) -> Iterable[tuple[str, str]]:
    heads = Counter(session.scalars(select(Person.household_id).where(Person.here(), Person.relation == HEAD)))
    for household in session.scalars(select(Household.id).where(Household.here())):
        if heads[household] != 1:
            yield ("household_two_heads" if heads[household] else "household_no_head"), household


def _groups(session: Session) -> Iterable[tuple[str, str]]:
    led = {term.group_id for term in standing_terms(session) if term.office == GROUP_LEADER}
    live = set(session.scalars(select(ResidentialGroup.id).where(ResidentialGroup.status == LIVE)))
    yield from (("group_no_leader", group) for group in live - led)
    for household, group in session.execute(
        select(Household.id, Household.group_id).where(Household.here())
    ):  # fmt: skip
        if group not in live:
            yield "household_no_group", household


def _same_numbers(session: Session) -> Iterable[tuple[str, str]]:
    yield from (("same_id_number", person) for people in sharing_a_number(session) for person in people)


def _people(session: Session) -> Iterable[tuple[str, str]]:
    people = session.scalars(select(Person).where(Person.here())).all()
    heads = {person.household_id: person for person in people if person.relation == HEAD}
    for person in people:
        yield from ((warning.code, person.id) for warning in person_warnings(person))
        if person.erased is None and not _is_spelt(person.full_name or ""):
            yield "name_spelling", person.id
        if _is_younger_parent(person, heads.get(person.household_id)):
            yield "child_older", person.id


def _is_spelt(name: str) -> bool:
    """Tell whether every word of a name can be Vietnamese; names that show they are of another people are left alone."""
    words = name.split()
    if _OTHER_PEOPLES.search(name) or not words:
        return True
    return all(map(is_syllable, words))


def _is_younger_parent(person: Person, head: Person | None) -> bool:
    """Tell whether somebody is a child of the head and not born after, or a parent and not born before, by the years known."""
    if head is None or person.birth is None or head.birth is None:
        return False
    own, other = person.birth.year, head.birth.year
    if own is None or other is None:
        return False
    return own <= other if person.relation in _CHILDREN else person.relation in _PARENTS and own >= other


def _unconfirmed(session: Session, today: date) -> Iterable[str]:
    """Return the households last looked into more than a year ago; one never looked into is no finding yet."""
    for household in session.scalars(select(Household).where(Household.here())):
        years = household.confirmed.age_on(today) if household.confirmed else None
        if years is not None and years >= 1:
            yield household.id


def _households(session: Session) -> Iterable[tuple[str, str]]:
    """Yield households whose phone is odd, and people whose household is gone."""
    for home, phone in session.execute(select(Household.id, Household.phone).where(Household.here())):
        warning = phone_warning(phone or "")
        if warning is not None:
            yield warning.code, home
    gone = select(Household.id).where(~Household.here())
    for person in session.scalars(select(Person.id).where(Person.here(), Person.household_id.in_(gone))):
        yield "person_household_gone", person


def _twice(session: Session) -> Iterable[tuple[str, str]]:
    for code, pairs in ((SAME_PERSON, likely_people(session)), (SAME_HOUSEHOLD, likely_households(session))):
        yield from ((code, each) for pair in pairs for each in (pair.first, pair.second))


def _over(session: Session, today: date) -> Iterable[str]:
    """Return the people here whose last term as lodger or absentee ended without anybody writing what became of them."""
    here = set(session.scalars(select(Person.id).where(Person.here())))
    open_now = temporary_now(session, today)
    returns = session.scalars(select(LifeEvent).where(LifeEvent.status == LIVE, LifeEvent.what == RETURN))
    written = {(person, event.day) for event in returns for person in event.people or ()}
    terms = session.scalars(select(Residence).where(Residence.status == LIVE, Residence.until.is_not(None))).all()
    last = {term.person_id or "": term.until for term in sorted(terms, key=lambda term: term.until or today)}
    return [
        person
        for person, until in last.items()
        if person in here and person not in open_now and until and until <= today and (person, until) not in written
    ]
