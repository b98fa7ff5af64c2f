"""The entries of a village list, before anything is compared with the register.

Each row of a list is one person who repeats the facts of their household. Cells become field values by the same ``enter`` that
forms use; what a cell says that cannot be kept is a problem with row and column, never a lost row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.records.base import Record
from app.records.register import HEAD, Household, Person, relation_as_kept
from app.sheets.cells import cell_date, cell_text, id_text
from app.sheets.headers import TableMatch, WantedColumn
from app.sheets.reader import Cell
from app.sheets.source_rows import SourceRow, rows
from app.vietnamese.identity import IdKind, fill_phone_zero, fill_zeros, read_id
from app.vietnamese.text import fold

HEAD_NAME: Final = "household.head"
GROUP: Final = "household.group"

PERSON_FIELDS: Final = ("full_name", "birth", "sex", "id_number", "relation")
HOUSEHOLD_FIELDS: Final = ("code", "address", "phone", "presence", "note")


def _columns() -> tuple[WantedColumn, ...]:
    def of(model: type[Record], name: str) -> WantedColumn:
        info = model.fields[name]
        return WantedColumn(f"{model.kind_name}.{name}", info.label, info.aliases, required=name == "full_name")

    return (
        *(of(Person, name) for name in PERSON_FIELDS),
        *(of(Household, name) for name in HOUSEHOLD_FIELDS),
        WantedColumn(HEAD_NAME, "Họ và tên chủ hộ", ("chu ho", "ten chu ho", "ho ten chu ho", "ho va ten chu ho")),
        WantedColumn(GROUP, "Tổ dân cư", ("to", "to dan cu", "to dan pho", "cum", "xom", "to so", "ten to")),
    )


COLUMNS: Final = _columns()
"""What a list may hold, from the declarations of the fields; head and group are facts of the household's row."""

LABELS: Final[Mapping[str, str]] = {column.key: column.label for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at in the list: where, a stable code, what and why in Vietnamese."""

    sheet: str
    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One entry with its values by wire name; absent where the list says nothing. ``refusal`` says why it cannot be kept."""

    sheet: str
    number: int
    person: Mapping[str, Any]
    household: Mapping[str, Any]
    head: str
    group: str
    lost_zero: bool = False
    refusal: str = ""


@dataclass
class ListReader:
    """Reads one table's entries, carrying the household of the row before where a list leaves the head blank."""

    match: TableMatch
    year: int
    zeros: bool
    problems: list[Problem] = field(default_factory=list)

    def entries(self) -> Iterator[ListRow]:
        """Yield the entries in order; problems found on the way are in :attr:`problems`."""
        before: ListRow | None = None
        for row in rows(self.match):
            entry = self._entry(row, before)
            if not entry.refusal:
                before = entry
            yield entry

    def _entry(self, row: SourceRow, before: ListRow | None) -> ListRow:
        person = self._values(row, Person, PERSON_FIELDS)
        household = self._values(row, Household, HOUSEHOLD_FIELDS)
        id_number = person.get("id_number", "")
        lost = read_id(id_number).kind is IdKind.LOST_ZERO
        if lost and self.zeros:
            person["id_number"] = fill_zeros(id_number)
        elif lost:
            self._problem(row, "person.id_number", "IMPORT-101", "Số định danh thiếu số 0 ở đầu (bảng tính đã bỏ mất).")
        if "phone" in household:
            household["phone"] = fill_phone_zero(household["phone"])
        head, group = cell_text(row.cells.get(HEAD_NAME)), _group_name(row.cells.get(GROUP))
        name = person.get("full_name", "")
        refusal = "" if name else "chưa có họ và tên"
        if person.get("relation") == HEAD and not head:
            head = name
        elif not head and not household.get("code"):
            head, group, refusal = self._carry(before, household, group, refusal)
        person.setdefault("relation", HEAD if head == name else None)
        person = {key: value for key, value in person.items() if value is not None}
        return ListRow(
            self.match.sheet.name, row.number, person, household, head, group, lost and not self.zeros, refusal
        )

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
            return cell_date(cell, self.year) if cell_text(cell) else None
        if name == "relation":
            return relation_as_kept(cell_text(cell)) or None
        return model.enter(name, id_text(cell) if name in ("id_number", "phone") else cell_text(cell), self.year)

    def _problem(self, row: SourceRow, key: str, code: str, message: str) -> None:
        header = self.match.headers.get(key, LABELS[key])
        self.problems.append(Problem(self.match.sheet.name, row.number, header, code, message))


def _group_name(cell: Cell) -> str:
    """Return a group's name; a bare number means "Tổ" and it."""
    text = cell_text(cell)
    return f"Tổ {text}" if text.isdecimal() else text
