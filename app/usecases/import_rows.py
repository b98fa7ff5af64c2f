"""The entries of a village list, before anything is compared with the register.

Each row of a list is one person who repeats the facts of their household. Cells become field values by the same ``enter`` that
forms use; what a cell says that cannot be kept is a problem with row and column, never a lost row.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.records.base import Record
from app.records.register import HEAD, SENSITIVE, SEXES, Household, Person, relation_as_kept
from app.sheets.cells import cell_date, cell_text, id_text
from app.sheets.headers import TableMatch, WantedColumn
from app.sheets.reader import Cell
from app.sheets.source_rows import SourceRow, group_in, rows
from app.vietnamese.dates import ImpreciseDate
from app.vietnamese.identity import IdKind, fill_phone_zero, fill_zeros, read_id
from app.vietnamese.text import fold

HEAD_NAME: Final = "household.head"
GROUP: Final = "household.group"

PERSON_FIELDS: Final = ("full_name", "birth", "sex", "id_number", "relation")
_BIRTH_HEADS: Final = ("ngay sinh", "nam sinh", "ngay thang nam sinh", "sinh ngay")

LODGER: Final = "Ở thuê"
"""What somebody in a list of lodgers is to the head, where it does not say."""

FEW_DATES: Final = 30
"""Date cells below which nothing is said about swapped days and months."""
LATE_DAYS: Final = 5
"""Per cent of date cells with a day after the 12th below which days and months look swapped: three in five have one."""

_LANDLORD: Final = ("chu nha", "ho ten chu nha", "ho va ten chu nha", "chu nha tro", "chu ho noi tam tru")
HOUSEHOLD_FIELDS: Final = ("code", "address", "phone", "presence", "note")


def _columns() -> tuple[WantedColumn, ...]:
    def of(model: type[Record], name: str) -> WantedColumn:
        info = model.fields[name]
        return WantedColumn(f"{model.kind_name}.{name}", info.label, info.aliases, required=name == "full_name")

    return (
        *(of(Person, name) for name in PERSON_FIELDS),
        *(of(Household, name) for name in HOUSEHOLD_FIELDS),
        WantedColumn(
            HEAD_NAME, "Họ và tên chủ hộ", ("chu ho", "ten chu ho", "ho ten chu ho", "ho va ten chu ho", *_LANDLORD)
        ),
        WantedColumn(GROUP, "Tổ dân cư", ("to", "to dan cu", "to dan pho", "cum", "xom", "to so", "ten to")),
    )


COLUMNS: Final = _columns()
"""What a list may hold, from the declarations of the fields; head and group are facts of the household's row."""

BIRTH_BY_SEX: Final[Mapping[str, str]] = {f"person.birth_{number}": sex for number, sex in enumerate(SEXES)}
"""Old forms write the date of birth in one of two columns, "Nam" and "Nữ" below "Ngày sinh": it says both."""

LODGING_ADDRESS: Final = "lodging.address"
"""The column by which a list of lodgers is known: where they live here, apart from where they are registered."""
LODGING_PLACE: Final = "lodging.place"
_LODGING: Final = (
    WantedColumn(LODGING_ADDRESS, "Địa chỉ tạm trú", ("noi tam tru", "cho tam tru", "noi o tam tru")),
    WantedColumn(LODGING_PLACE, "Địa chỉ thường trú", ("noi dang ky thuong tru", "ho khau thuong tru")),
    WantedColumn("lodging.since", "Tạm trú từ ngày", ("tu ngay", "ngay dang ky tam tru", "ngay tam tru")),
    WantedColumn(
        "lodging.until", "Tạm trú đến ngày", ("den ngay", "thoi han tam tru", "han tam tru", "het han tam tru")
    ),
)

READ_COLUMNS: Final = (
    *COLUMNS,
    *_LODGING,
    *(
        WantedColumn(key, f"Ngày sinh {sex}", tuple(f"{fold(over)} {fold(sex)}" for over in _BIRTH_HEADS))
        for key, sex in BIRTH_BY_SEX.items()
    ),
)
"""What is looked for in a list: the columns of the template, and those only old forms have."""

_SENSITIVE: Final = tuple(
    WantedColumn(f"{Person.kind_name}.{name}", Person.fields[name].label, Person.fields[name].aliases)
    for name in SENSITIVE
)


def read_columns(sensitive: Collection[str] = ()) -> tuple[WantedColumn, ...]:
    """Return what is looked for in a list, with the ``sensitive`` fields that the village keeps; others are left unread."""
    return (*READ_COLUMNS, *(each for each in _SENSITIVE if each.key.partition(".")[2] in sensitive))


HOUSEHOLD_KEYS: Final = frozenset({HEAD_NAME, "person.relation", "household.code", LODGING_ADDRESS})
"""Columns by which a list says who lives with whom."""

LABELS: Final[Mapping[str, str]] = {column.key: column.label for column in (*READ_COLUMNS, *_SENSITIVE)}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at in the list: where, a stable code, what and why in Vietnamese."""

    sheet: str
    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Lodging:
    """Somebody lives here for a time: where they are registered, and from when to when as far as the list says."""

    place: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ListRow:
    """One entry with its values by wire name; absent where the list says nothing. ``refusal`` says why it cannot be kept,
    ``lodging`` is there in a list of temporary residents: their household is their landlord's.
    """

    sheet: str
    number: int
    person: Mapping[str, Any]
    household: Mapping[str, Any]
    head: str
    group: str
    lost_zero: bool = False
    refusal: str = ""
    lodging: Lodging | None = None


@dataclass
class ListReader:
    """Reads one table's entries, carrying the household of the row before where a list leaves the head blank."""

    match: TableMatch
    year: int
    zeros: bool
    problems: list[Problem] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    """The days of the month in the date cells read so far."""

    def entries(self) -> Iterator[ListRow]:
        """Yield the entries in order; problems found on the way are in :attr:`problems`."""
        before: ListRow | None = None
        for row in rows(self.match):
            entry = self._entry(row, before)
            if not entry.refusal:
                before = entry
            yield entry

    def _entry(self, row: SourceRow, before: ListRow | None) -> ListRow:
        person = self._values(row, Person, (*PERSON_FIELDS, *SENSITIVE))
        self._read_birth_by_sex(row, person)
        household = self._values(row, Household, HOUSEHOLD_FIELDS)
        id_number = person.get("id_number", "")
        lost = read_id(id_number).kind is IdKind.LOST_ZERO
        if lost and self.zeros:
            person["id_number"] = fill_zeros(id_number)
        elif lost:
            self._problem(row, "person.id_number", "IMPORT-101", "Số định danh thiếu số 0 ở đầu (bảng tính đã bỏ mất).")
        if "phone" in household:
            household["phone"] = fill_phone_zero(household["phone"])
        head = cell_text(row.cells.get(HEAD_NAME))
        group = _group_name(row.cells.get(GROUP)) or row.heading or self._group_of_sheet()
        name = person.get("full_name", "")
        refusal = "" if name else "chưa có họ và tên"
        lodging = self._lodging(row, household)
        if person.get("relation") == HEAD and not head:
            head = name
        elif lodging is not None:
            person.setdefault("relation", LODGER)
        elif not head and not household.get("code"):
            head, group, refusal = self._carry(before, household, group, refusal)
        person.setdefault("relation", HEAD if head == name else None)
        person = {key: value for key, value in person.items() if value is not None}
        return ListRow(
            self.match.sheet.name, row.number, person, household, head, group, lost and not self.zeros, refusal, lodging
        )

    def _lodging(self, row: SourceRow, household: dict[str, Any]) -> Lodging | None:
        """Return the term of a row in a list of lodgers, and give its household the address they live at."""
        place = cell_text(row.cells.get(LODGING_PLACE))
        if LODGING_ADDRESS not in self.match.columns:
            if place:  # an ordinary list that calls the address of its households so
                household.setdefault("address", place)
            return None
        here = cell_text(row.cells.get(LODGING_ADDRESS))
        if here:
            household["address"] = here
        days = [self._day(row, f"lodging.{name}") for name in ("since", "until")]
        return Lodging(place, *days)

    def _day(self, row: SourceRow, key: str) -> date | None:
        cell = row.cells.get(key)
        if cell is None or not cell_text(cell):
            return None
        day = cell_date(cell, self.year).to_date()
        if day is None:
            self._problem(
                row, key, "IMPORT-102", f"«{cell_text(cell)}» không dùng được: phải là ngày đầy đủ. Ô này để trống."
            )
        return day

    def _carry(
        self, before: ListRow | None, household: dict[str, Any], group: str, refusal: str
    ) -> tuple[str, str, str]:
        """Give a row without a head to the household above, unless its address says that it lives elsewhere."""
        address = household.get("address")
        if before is None or (address is not None and fold(address) != fold(before.household.get("address") or "")):
            return "", group, refusal or "không rõ thuộc hộ nào: chưa ghi chủ hộ"
        household.setdefault("address", before.household.get("address"))
        if before.household.get("code"):
            household["code"] = before.household["code"]
        return before.head, group or before.group, refusal

    def _group_of_sheet(self) -> str:
        """Return the sheet's name where the list has no column for the group and each group has a sheet."""
        return "" if GROUP in self.match.columns else group_in(self.match.sheet.name)

    def _read_birth_by_sex(self, row: SourceRow, person: dict[str, Any]) -> None:
        """Take date of birth and sex from the one of two columns that is filled."""
        for key, sex in BIRTH_BY_SEX.items():
            cell = row.cells.get(key)
            if cell is not None and "birth" not in person and cell_text(cell):
                person["birth"] = self._birth(cell)
                person.setdefault("sex", sex)

    def _birth(self, cell: Cell) -> ImpreciseDate:
        if isinstance(cell, date):
            self.days.append(cell.day)
        return cell_date(cell, self.year)

    def _values(self, row: SourceRow, model: type[Record], names: Sequence[str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in names:
            key = f"{model.kind_name}.{name}"
            cell = row.cells.get(key)
            if cell is None:
                continue
            try:
                value = self._value(model, name, cell)
            except ValueError as error:
                self._problem(row, key, "IMPORT-102", f"«{cell_text(cell)}» không dùng được: {error}. Ô này để trống.")
                continue
            if value is not None:
                values[name] = value
        return values

    def _value(self, model: type[Record], name: str, cell: Cell) -> Any:
        if name == "birth":
            return self._birth(cell) if cell_text(cell) else None
        if name == "relation":
            return relation_as_kept(cell_text(cell)) or None
        return model.enter_cleaned(
            name, id_text(cell) if name in ("id_number", "phone") else cell_text(cell), self.year
        )

    def _problem(self, row: SourceRow, key: str, code: str, message: str) -> None:
        header = self.match.headers.get(key, LABELS[key])
        self.problems.append(Problem(self.match.sheet.name, row.number, header, code, message))


def swapped_warning(readers: Sequence[ListReader]) -> Problem | None:
    """Return, once for a whole file, that days and months of its date cells look swapped; nothing is mended by guessing.

    A sheet for each group has too few dates to tell; all of them together tell.
    """
    days = [day for reader in readers for day in reader.days]
    late = sum(day > 12 for day in days)
    if len(days) < FEW_DATES or late * 100 >= LATE_DAYS * len(days):
        return None
    message = (
        f"Trong {len(days)} ô ngày chỉ có {late} ô ghi ngày sau 12: có lẽ máy đã đảo ngày và tháng."
        " Vẫn nhận như trong tệp, cần đối chiếu vài người."
    )
    match = next(reader.match for reader in readers if reader.days)
    header = match.headers.get("person.birth", LABELS["person.birth"])
    return Problem(match.sheet.name, match.header_row, header, "IMPORT-106", message)


def _group_name(cell: Cell) -> str:
    """Return a group's name; a bare number means "Tổ" and it."""
    text = cell_text(cell)
    return f"Tổ {text}" if text.isdecimal() else text
