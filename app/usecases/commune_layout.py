"""The commune's own spreadsheet layouts, filled with the numbers of its villages.

A layout's fields and the header words it may use instead are declared once, in :data:`VILLAGE_FIELDS` and :data:`TOTALS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import read_bytes, write_whole
from app.kernel.progress import Progress
from app.kernel.resources import resource_path
from app.records.base import LIVE
from app.records.register import Household, HouseholdClass, Person, ResidentialGroup
from app.sheets.layout import Filling, Value, fill_layout
from app.sheets.limits import MAX_FILE
from app.usecases.commune import VillageRow, villages_overview
from app.usecases.context import COMMUNE, Context
from app.usecases.errors import NO_VILLAGES, WRONG_ROLE
from app.vietnamese.collation import sort_key
from app.vietnamese.text import fold

MEN, WOMEN, POOR, NEAR_POOR, GROUPS = "nam", "nữ", "hộ nghèo", "hộ cận nghèo", "tổ"
_OF: Final = "thôn."
_SUM: Final = "tổng."
SAMPLE: Final = "sample/mau-tong-hop-xa.xlsx"
"""A layout to begin from."""

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LayoutField:
    """One field: its name between the braces, what it is, header words that mean it; ``summed`` where a sum makes sense."""

    name: str
    about: str
    value: Callable[[VillageRow, Counts], Value]
    headers: tuple[str, ...] = ()
    summed: bool = False


VILLAGE_FIELDS: Final = (
    LayoutField("tên", "tên thôn", lambda row, _: row.title, ("thôn", "tên thôn", "đơn vị", "khu dân cư", "tên đơn vị")),
    LayoutField("trưởng thôn", "họ tên trưởng thôn", lambda row, _: row.head, ("trưởng thôn", "họ tên trưởng thôn")),
    LayoutField("điện thoại", "điện thoại trưởng thôn", lambda row, _: row.phone, ("điện thoại", "số điện thoại", "sđt")),
    LayoutField(GROUPS, "số tổ dân cư", lambda _, more: more[GROUPS], ("số tổ", "tổ", "tổ dân cư"), summed=True),
    LayoutField("hộ", "số hộ", lambda row, _: row.households, ("hộ", "số hộ", "tổng số hộ"), summed=True),
    LayoutField("khẩu", "số nhân khẩu", lambda row, _: row.people,
                ("khẩu", "số khẩu", "nhân khẩu", "số nhân khẩu", "số người"), summed=True),
    LayoutField(MEN, "số nam", lambda _, more: more[MEN], ("nam", "số nam"), summed=True),
    LayoutField(WOMEN, "số nữ", lambda _, more: more[WOMEN], ("nữ", "số nữ"), summed=True),
    LayoutField(POOR, "số hộ nghèo", lambda _, more: more[POOR], ("hộ nghèo", "số hộ nghèo"), summed=True),
    LayoutField(NEAR_POOR, "số hộ cận nghèo", lambda _, more: more[NEAR_POOR],
                ("hộ cận nghèo", "số hộ cận nghèo"), summed=True),
    LayoutField("đợt cam kết", "tên đợt cam kết mới nhất", lambda row, _: row.campaign, ("đợt cam kết",)),
    LayoutField("hộ phải ký", "số hộ trong đợt cam kết", lambda row, _: row.in_scope, ("hộ phải ký",), summed=True),
    LayoutField("đã ký", "số hộ đã ký", lambda row, _: row.signed,
                ("đã ký", "số hộ đã ký", "hộ ký cam kết", "số hộ ký cam kết"), summed=True),
    LayoutField("chưa ký", "số hộ chưa ký", lambda row, _: row.unsigned, ("chưa ký", "số hộ chưa ký"), summed=True),
    LayoutField("số gói", "số gói dữ liệu đã nhận", lambda row, _: row.bundles, ("số gói", "số gói đã nhận"), summed=True),
    LayoutField("gửi lần cuối", "ngày nhận gói mới nhất", lambda row, _: row.sent_words, ("gửi lần cuối", "ngày gửi")),
    LayoutField("đối chiếu", "số liệu đã khớp chưa", lambda row, _: row.match_words, ("đối chiếu",)),
)  # fmt: skip
"""What ``{{thôn.…}}`` can be; the row it stands in is written once for each village."""

NUMBER: Final = f"{_OF}stt"
NUMBER_HEADERS: Final = ("stt", "tt", "số tt", "số thứ tự")
TOTALS: Final = {
    "xã": "tên xã",
    "ngày": "tính đến ngày",
    "số thôn": "số thôn",
    "số thôn đã gửi": "số thôn đã gửi dữ liệu",
    **{f"{_SUM}{each.name}": f"tổng của xã: {each.about}" for each in VILLAGE_FIELDS if each.summed},
}
"""What stands once for the whole commune, with what it is."""


@dataclass(frozen=True, slots=True)
class FillLayout:
    """Fill ``layout`` for these villages (piles; none stands for all) and write it to ``path``."""

    layout: Path
    path: Path
    villages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledLayout:
    """What was filled, and what a person should look at: headers and village names of the layout that are not known."""

    villages: int
    rows: int
    fields: tuple[str, ...]
    unknown_headers: tuple[str, ...]
    unknown_names: tuple[str, ...]
    without_drawings: bool
    file: Path

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should look at, in sentences."""
        found = []
        if self.unknown_headers:
            found.append(f"Cột để nguyên vì không nhận ra tiêu đề: {', '.join(self.unknown_headers)}.")
        if self.unknown_names:
            found.append(f"Dòng để nguyên vì không có đúng một thôn tên như vậy: {', '.join(self.unknown_names)}.")
        if self.without_drawings:
            found.append("Hình vẽ, biểu đồ trong mẫu không được chép sang.")
        return tuple(found)


def field_names() -> dict[str, str]:
    """Return every field as it is written in a layout, with what it is."""
    rows = {NUMBER: "số thứ tự", **{f"{_OF}{each.name}": each.about for each in VILLAGE_FIELDS}}
    return {**rows, **TOTALS}


def fill_commune_layout(context: Context, command: FillLayout, progress: Progress | None = None) -> FilledLayout:
    """Fill a layout; raises SETUP-003 outside a commune, VILLAGE-101 without a village, the LAYOUT, IMPORT and FILE errors."""
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    progress = progress or Progress()
    progress.stage("Gom số liệu các thôn")
    rows = [row for row in villages_overview(context) if not command.villages or row.pile in command.villages]
    rows.sort(key=lambda row: (sort_key(row.title), row.pile))
    if not rows:
        raise AppError(NO_VILLAGES)
    with context.reading() as session:
        counts = _counts(session)
    progress.stage("Điền vào mẫu")
    made = fill_layout(command.layout, command.path, _filling(context, rows, counts))
    return FilledLayout(
        len(rows), made.rows, tuple(made.fields), tuple(made.unknown_headers), tuple(made.unknown_names),
        made.without_drawings, command.path,
    )  # fmt: skip


def write_sample_layout(path: Path) -> None:
    """Write the layout that comes with the program, to be changed in Excel; raises the FILE errors."""
    write_whole(path, read_bytes(resource_path(SAMPLE), MAX_FILE))


def _filling(context: Context, rows: Sequence[VillageRow], counts: Mapping[str, Counts]) -> Filling:
    lines: list[dict[str, Value]] = []
    for number, row in enumerate(rows, 1):
        more = counts.get(row.pile, _NOTHING)
        values = {f"{_OF}{each.name}": each.value(row, more) for each in VILLAGE_FIELDS}
        lines.append({NUMBER: number, **values})
    sums: dict[str, Value] = {
        f"{_SUM}{each.name}": sum(int(line[f"{_OF}{each.name}"]) for line in lines)
        for each in VILLAGE_FIELDS
        if each.summed
    }
    whole: dict[str, Value] = {
        "xã": context.identity.title, "ngày": f"{today(context.clock):%d/%m/%Y}", "số thôn": len(rows),
        "số thôn đã gửi": sum(row.last_received > 0 for row in rows), **sums,
    }  # fmt: skip
    headers = {fold(words): f"{_OF}{each.name}" for each in VILLAGE_FIELDS for words in each.headers}
    return Filling(whole, lines, {**headers, **dict.fromkeys(NUMBER_HEADERS, NUMBER)}, f"{_OF}{VILLAGE_FIELDS[0].name}")


_SEXES: Final = {"Nam": MEN, "Nữ": WOMEN}
_CLASSES: Final = {"Hộ nghèo": POOR, "Hộ cận nghèo": NEAR_POOR}
_NOTHING: Final = dict.fromkeys((MEN, WOMEN, POOR, NEAR_POOR, GROUPS), 0)


def _counts(session: Session) -> dict[str, dict[str, int]]:
    """Return what the overview does not count, by village."""
    found: dict[str, dict[str, int]] = {}
    sexes = select(Person.pile, Person.sex, func.count()).where(Person.here())
    for pile, sex, count in session.execute(sexes.where(Person.sex.in_(_SEXES)).group_by(Person.pile, Person.sex)):
        found.setdefault(pile, dict(_NOTHING))[_SEXES[sex or ""]] = int(count)
    groups = select(ResidentialGroup.pile, func.count()).where(ResidentialGroup.status == LIVE)
    for pile, count in session.execute(groups.group_by(ResidentialGroup.pile)):
        found.setdefault(pile, dict(_NOTHING))[GROUPS] = int(count)
    classes = (
        select(Household.pile, HouseholdClass.name, func.count(func.distinct(Household.id)))
        .join(Household, Household.id == HouseholdClass.household_id)
        .where(Household.here(), HouseholdClass.status == LIVE, HouseholdClass.until.is_(None))
        .where(HouseholdClass.name.in_(_CLASSES))
        .group_by(Household.pile, HouseholdClass.name)
    )
    for pile, name, count in session.execute(classes):
        found.setdefault(pile, dict(_NOTHING))[_CLASSES[name or ""]] = int(count)
    return found
