"""Lists to print, edit and hand on: who stands in them, in which columns, from any conditions.

A list shows the fewest columns that serve it; id numbers by their last four digits unless a person asks for them whole,
which is written into the books (Luật 91/2025/QH15: what is disclosed, to what end).
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.resources import resource_path
from app.records.base import LIVE
from app.records.lists import SavedList
from app.records.register import SENSITIVE, Household, HouseholdClass, Person, ResidentialGroup
from app.usecases.context import Context, Done
from app.usecases.errors import LIST_COLUMN, NOT_FOUND_BY_NAME
from app.usecases.event_list import temporary_now
from app.usecases.list_filter import ListFilter, household_conditions, person_conditions
from app.usecases.named import forget, kept_here, name_to_keep
from app.usecases.searching import IN_HOUSEHOLD, WALKING, head_name, member_count
from app.usecases.sensitive_fields import sensitive_off
from app.vietnamese.collation import name_sort_key
from app.vietnamese.identity import mask
from app.vietnamese.text import fold

HOUSEHOLDS, PEOPLE = "household", "person"
"""What stands in a line of a list."""
SIGN, TICK = "sign", "tick"
"""What a hand does at the end of each line: sign, or tick a box."""
WALKING_ORDER, NAME_ORDER, AGE_ORDER = "walking", "name", "age"
ID_NUMBER: Final = "id_number"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column a list can have: its label and its width on paper in millimetres."""

    label: str
    width: float
    number: bool = False


COLUMNS: Final[Mapping[str, Mapping[str, ListColumn]]] = {
    HOUSEHOLDS: {
        "code": ListColumn("Mã hộ", 22),
        "head": ListColumn("Họ và tên chủ hộ", 50),
        "address": ListColumn("Địa chỉ", 52),
        "people": ListColumn("Số khẩu", 16, number=True),
        "phone": ListColumn("Điện thoại", 30),
        "group": ListColumn("Tổ", 20),
        "presence": ListColumn("Tình trạng", 34),
        "elsewhere": ListColumn("Nơi và giờ gọi được", 45),
        "classes": ListColumn("Diện", 40),
        "note": ListColumn("Ghi chú", 40),
    },
    PEOPLE: {
        "name": ListColumn("Họ và tên", 50),
        "birth": ListColumn("Ngày sinh", 26),
        "age": ListColumn("Tuổi", 14, number=True),
        "sex": ListColumn("Giới tính", 16),
        "relation": ListColumn("Quan hệ với chủ hộ", 30),
        "head": ListColumn("Chủ hộ", 46),
        "code": ListColumn("Mã hộ", 22),
        "address": ListColumn("Địa chỉ", 50),
        "group": ListColumn("Tổ", 20),
        ID_NUMBER: ListColumn("Số CCCD", 32),
        "phone": ListColumn("Điện thoại", 30),
        "standing": ListColumn("Tạm trú, tạm vắng", 50),
        "note": ListColumn("Ghi chú", 40),
        **{name: ListColumn(Person.fields[name].label, 34) for name in SENSITIVE},
    },
}
"""What a list of households, or of people, can show; sensitive fields of people only while they are on."""

FEWEST: Final[Mapping[str, tuple[str, ...]]] = {HOUSEHOLDS: ("head", "address"), PEOPLE: ("name", "birth", "address")}
"""Columns when nobody chose any."""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list as asked for: ``asked`` the conditions (:class:`ListFilter`), ``columns`` their wire names.

    ``mark`` puts room to sign or a box at the end of each line, ``blank`` one more empty column with this label ("Số tiền").
    ``order`` is by group as one walks, by name, or the eldest first; ``by_group`` begins each group on its own page.
    """

    name: str
    subject: str = HOUSEHOLDS
    asked: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    mark: str = ""
    blank: str = ""
    order: str = WALKING_ORDER
    by_group: bool = False
    title: str = ""
    basis: str = ""

    @property
    def heading(self) -> str:
        """What the list is called on paper."""
        return self.title or self.name

    def texts(self) -> tuple[str, ...]:
        """Return everything but the name as text, as a saved list keeps it."""
        return (
            f"subject:{self.subject}",
            *(f"asked:{each}" for each in self.asked),
            *(f"column:{each}" for each in self.columns),
            f"mark:{self.mark}", f"blank:{self.blank}", f"order:{self.order}",
            f"by_group:{'1' if self.by_group else ''}", f"title:{self.title}",
        )  # fmt: skip

    @classmethod
    def from_texts(cls, name: str, texts: Iterable[str]) -> "ListSpec":
        """Return the list that :meth:`texts` kept; what a newer program added is passed over."""
        several: dict[str, list[str]] = {}
        for text in texts:
            key, _, value = str(text).partition(":")
            several.setdefault(key, []).append(value)
        one = {key: values[-1] for key, values in several.items()}
        subject = one.get("subject", HOUSEHOLDS)
        return cls(
            name, subject if subject in COLUMNS else HOUSEHOLDS, tuple(several.get("asked", ())),
            tuple(several.get("column", ())), one.get("mark", ""), one.get("blank", ""),
            one.get("order", WALKING_ORDER), bool(one.get("by_group")), one.get("title", ""),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line: the record, the group it stands in, and a text for each column."""

    id: str
    household: str
    group: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """A list as it is on a day: the columns in order, and its lines."""

    spec: ListSpec
    on: date
    columns: tuple[ListColumn, ...]
    rows: tuple[ListRow, ...]


def ready_lists() -> tuple[ListSpec, ...]:
    """Return the lists that come with the program (``resources/lists.toml``)."""
    return _ready(resource_path("lists.toml"))


@cache
def _ready(path: Path) -> tuple[ListSpec, ...]:
    found = tomllib.loads(path.read_text(encoding="utf-8"))["list"]
    return tuple(
        ListSpec(
            each["name"], each["subject"], tuple(each["asked"]), tuple(each["columns"]), each["mark"],
            order=each["order"], title=each.get("title", ""), basis=each["basis"],
        )
        for each in found
    )  # fmt: skip


def saved_lists(context: Context) -> tuple[ListSpec, ...]:
    """Return the lists that this village keeps, by name."""
    found = [ListSpec.from_texts(each.name or "", each.asked or ()) for each in kept_here(context, SavedList)]
    return tuple(sorted(found, key=lambda each: fold(each.name)))


def list_named(context: Context, name: str) -> ListSpec:
    """Return a saved or ready list by its name; raises FORM-003."""
    wanted = fold(name)
    for each in (*saved_lists(context), *ready_lists()):
        if fold(each.name) == wanted:
            return each
    raise AppError(NOT_FOUND_BY_NAME, label="danh sách", name=name)


def save_list(context: Context, spec: ListSpec) -> Done[str]:
    """Keep a list under its name, in place of the one of this name; raises LIST-001, LIST-002, LIST-004."""
    name = name_to_keep(spec.name)
    ListFilter.parse(spec.asked)
    _columns(context, spec)
    with context.transaction("list.save") as tx:
        kept = tx.keyed(SavedList, name)
        kept.asked = spec.texts()
    return tx.done(name)


def remove_list(context: Context, name: str) -> Done[str]:
    """Forget a saved list; raises FORM-003 for another."""
    with context.transaction("list.remove") as tx:
        forget(tx, SavedList, name, "danh sách đã lưu")
    return tx.done(name)


def columns_offered(context: Context, subject: str) -> dict[str, ListColumn]:
    """Return the columns that a list of households, or of people, can have in this village."""
    with context.reading() as session:
        off = sensitive_off(session)
    return {name: column for name, column in COLUMNS[subject].items() if name not in off}


def make_list(context: Context, spec: ListSpec, on: date | None = None, *, whole_ids: bool = False) -> ListView:
    """Return the lines of a list with ages and terms as of ``on`` (today when not given); LIST-001, LIST-002."""
    day = on or today(context.clock)
    names = _columns(context, spec)
    wanted = ListFilter.parse(spec.asked)
    with context.reading() as session:
        make = _people if spec.subject == PEOPLE else _households
        rows = make(session, spec, wanted, day, names, whole_ids)
    known = COLUMNS[spec.subject]
    return ListView(spec, day, tuple(known[name] for name in names), tuple(rows))


def _columns(context: Context, spec: ListSpec) -> tuple[str, ...]:
    known = columns_offered(context, spec.subject)
    for name in spec.columns:
        if name not in known:
            raise AppError(LIST_COLUMN, column=name, known=", ".join(known))
    return spec.columns or FEWEST[spec.subject]


def _households(
    session: Session, spec: ListSpec, wanted: ListFilter, day: date, names: Sequence[str], _whole: bool
) -> list[ListRow]:
    query = (
        select(Household, ResidentialGroup.name, head_name(), member_count())
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(Household.here(), *household_conditions(wanted, day))
    )
    found = session.execute(query.order_by(*WALKING)).all()
    classes = _classes(session) if "classes" in names else {}
    rows = []
    for home, group, head, people in found:
        values = {name: getattr(home, name) for name in names if name in home.fields} | {
            "head": head,
            "people": people,
            "group": group,
            "classes": ", ".join(classes.get(home.id, ())),
        }
        cells = tuple(_text(values[name]) for name in names)
        rows.append((head or "", ListRow(home.id, home.id, group or "", cells)))
    if spec.order == NAME_ORDER:
        rows.sort(key=lambda each: name_sort_key(each[0]))
    return [row for _, row in rows]


def _people(
    session: Session, spec: ListSpec, wanted: ListFilter, day: date, names: Sequence[str], whole: bool
) -> list[ListRow]:
    query = (
        select(Person, Household, ResidentialGroup.name, head_name())
        .join(Household, Household.id == Person.household_id)
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(Person.here(), Household.status == LIVE, *person_conditions(wanted, day))
    )
    if spec.order == NAME_ORDER:
        query = query.order_by(Person.sort_key, Person.id)
    elif spec.order == AGE_ORDER:
        query = query.order_by(Person.born, Person.sort_key, Person.id)
    else:
        query = query.order_by(*WALKING, *IN_HOUSEHOLD)
    terms = temporary_now(session, day) if "standing" in names else {}
    rows = []
    for person, home, group, head in session.execute(query):
        values = {name: getattr(person, name) for name in names if name in person.fields} | {
            "name": person.full_name,
            "birth": person.birth.display() if person.birth else "",
            "age": person.birth.age_on(day) if person.birth else None,
            "head": head,
            "code": home.code,
            "address": home.address,
            "group": group,
            "phone": person.phone or home.phone,
            ID_NUMBER: _number(person.id_number or "", whole),
            "standing": terms[person.id].display() if person.id in terms else "",
        }
        cells = tuple(_text(values[name]) for name in names)
        rows.append(ListRow(person.id, home.id, group or "", cells))
    return rows


def _number(number: str, whole: bool) -> str:
    return number if whole or not number else mask(number)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _classes(session: Session) -> dict[str, list[str]]:
    """Return the classes each household is in now."""
    found: dict[str, list[str]] = {}
    query = (
        select(HouseholdClass.household_id, HouseholdClass.name)
        .where(HouseholdClass.status == LIVE, HouseholdClass.until.is_(None))
        .order_by(HouseholdClass.name, HouseholdClass.id)
    )
    for household, name in session.execute(query):
        found.setdefault(household or "", []).append(name or "")
    return found


def with_group(spec: ListSpec, group: str) -> ListSpec:
    """Return the list narrowed to one group by name; an empty one leaves it."""
    kept = tuple(each for each in spec.asked if not each.startswith("group="))
    return replace(spec, asked=(*kept, f"group={group}") if group else kept)
