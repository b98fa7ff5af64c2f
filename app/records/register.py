"""The register: groups, households, people.

A household has no ``head_id``: its head is the person whose relation is :data:`HEAD`, so that no head and two heads can be
seen and mended instead of being impossible to enter.
"""

from datetime import date
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, Index, and_
from sqlalchemy.orm import Mapped

from app.kernel.ids import RecordId
from app.records.base import LIVE, Record, derived, field, reference
from app.records.values import Departure
from app.vietnamese.collation import name_sort_key
from app.vietnamese.dates import ImpreciseDate
from app.vietnamese.identity import SoftWarning, fill_zeros, normalise_phone, phone_warning, read_id, warnings
from app.vietnamese.text import clean, fold, marked

HEAD: Final = "Chủ hộ"

ERASED_NAME: Final = "(đã xoá thông tin)"
"""Stands for the name of somebody whose data was erased, on every screen and paper that still counts them."""

RELATIONS: Final = (
    HEAD,
    "Vợ",
    "Chồng",
    "Con",
    "Con đẻ",
    "Con nuôi",
    "Con dâu",
    "Con rể",
    "Bố",
    "Mẹ",
    "Cha đẻ",
    "Mẹ đẻ",
    "Cha vợ",
    "Mẹ vợ",
    "Cha chồng",
    "Mẹ chồng",
    "Ông nội",
    "Bà nội",
    "Ông ngoại",
    "Bà ngoại",
    "Anh ruột",
    "Chị ruột",
    "Em ruột",
    "Cháu",
    "Cháu nội",
    "Cháu ngoại",
    "Cháu ruột",
    "Ở nhờ",
    "Ở thuê",
    "Khác",
)
"""Relations offered by forms (TT 55/2021/TT-BCA and daily use); a village's own words are kept as written."""

_RELATION_ALIASES: Final = {"ch": HEAD, "chu ho": HEAD, "la chu ho": HEAD} | {fold(each): each for each in RELATIONS}

SEXES: Final = ("Nam", "Nữ")
_SEX_ALIASES: Final = {"nam": "Nam", "trai": "Nam", "m": "Nam", "nu": "Nữ", "gai": "Nữ", "f": "Nữ"}

PRESENCE: Final = ("ở thường xuyên", "vắng", "đi làm ăn xa", "ở đây, buôn bán nơi khác", "cho thuê")
"""Where a household really is, apart from where it is registered (seed 003: those trading elsewhere are hard to meet)."""


@lru_cache(maxsize=1_000)
def relation_as_kept(text: str) -> str:
    """Return a relation in the program's spelling when it is a known one ("CH" -> "Chủ hộ"), else as written."""
    cleaned = clean(text)
    return _RELATION_ALIASES.get(fold(cleaned), cleaned)


def sex_as_kept(text: str) -> str:
    """Return ``Nam`` or ``Nữ`` for the ways lists write it; raises ``ValueError`` when it is neither."""
    sex = _SEX_ALIASES.get(fold(text))
    if sex is None:
        raise ValueError("giới tính ghi Nam hoặc Nữ")
    return sex


def id_number_as_kept(text: str) -> str:
    """Return the digits of an id number as text; what is no number stays as written and is warned about."""
    return read_id(text).text


class ResidentialGroup(Record, kind="residential_group", label="Tổ dân cư"):
    """A group of neighbouring households with a leader and a deputy (their terms are :class:`OfficeTerm`)."""

    name: Mapped[str | None] = field("Tên tổ", example="Tổ 1")
    number: Mapped[int | None] = field("Số tổ")


def _by_event(_text: str) -> None:
    """Refuse to have a dated term typed: it and its event must say the same."""
    raise ValueError("mục này chỉ đổi bằng cách ghi biến động")


def _by_erasure(_text: str) -> None:
    """Refuse to have an erasure typed: it has a page of its own."""
    raise ValueError("mục này chỉ đổi bằng cách xoá thông tin cá nhân")


def _left_day(row: "Household | Person") -> str | None:
    return row.departure.day if row.departure else None


def _household_text(row: "Household") -> str:
    return " " + fold(" ".join(filter(None, (row.code, row.address, row.phone))))


class Household(Record, kind="household", label="Hộ gia đình"):
    """One household of the village's working list (not the police's residence record)."""

    __table_args__ = (Index("ix_household_of_village", "pile", "status", "left_day"),)
    """By village, to be counted at the commune."""

    code: Mapped[str | None] = field("Mã hộ", example="03-012", aliases=("ma ho", "so ho", "ma ho gia dinh"))
    group_id: Mapped[str | None] = reference("Tổ dân cư", "residential_group")
    address: Mapped[str | None] = field(
        "Địa chỉ",
        example="Ngõ Chùa, số 12",
        aliases=("dia chi", "noi thuong tru", "cho o hien nay", "noi o hien tai", "thuong tru"),
    )
    phone: Mapped[str | None] = field(
        "Điện thoại",
        example="0912345678",
        aliases=("dien thoai", "so dien thoai", "sdt", "dt"),
        personal=True,
        entry=normalise_phone,
    )
    presence: Mapped[str | None] = field("Tình trạng", example=PRESENCE[0], aliases=("tinh trang", "tinh trang o"))
    elsewhere: Mapped[str | None] = field("Nơi và giờ gọi được")
    walking_order: Mapped[int | None] = field("Thứ tự đi")
    confirmed: Mapped[ImpreciseDate | None] = field("Rà soát gần nhất")
    note: Mapped[str | None] = field("Ghi chú", aliases=("ghi chu",), longest=2000)
    since: Mapped[date | None] = field("Lập hộ ngày", entry=_by_event)
    group_since: Mapped[date | None] = field("Ở tổ này từ ngày", entry=_by_event)
    departure: Mapped[Departure | None] = field("Không còn ở thôn", entry=_by_event)
    merged_into: Mapped[str | None] = reference("Đã gộp vào", "household")
    moved_from: Mapped[str | None] = field("Chuyển từ hồ sơ của thôn trước", longest=32, entry=_by_event)
    search_text: Mapped[str | None] = derived(_household_text)
    marked_address: Mapped[str | None] = derived(lambda row: " " + marked(row.address or ""))
    left_day: Mapped[str | None] = derived(_left_day)
    confirmed_by: Mapped[int | None] = derived(lambda row: row.confirmed.last_key if row.confirmed else None)

    @classmethod
    def here(cls) -> ColumnElement[bool]:
        """Return the condition that a household is one of the village's now: in the books, and not gone."""
        return and_(cls.status == LIVE, cls.left_day.is_(None))


def _number_key(text: str) -> str | None:
    """Return the digits by which two ways of writing an id number are one, lost zeros filled; ``None`` for what is no number."""
    digits = fill_zeros(text)
    return digits if digits.isdecimal() else None


def _person_text(row: "Person") -> str:
    return " " + " ".join(filter(None, map(fold, filter(None, (row.full_name, row.phone, row.id_number)))))


class Person(Record, kind="person", label="Nhân khẩu"):
    """One member of a household."""

    __table_args__ = (
        Index("ix_person_found", "sort_key", "id", "status", "left_day", "search_text", "marked_name"),
        Index("ix_person_in_household", "household_id", "status", "left_day", "search_text", "marked_name"),
        Index("ix_person_of_village", "pile", "status", "left_day"),
        Index("ix_person_number", "number_key", "pile", "status", "left_day"),
    )
    """Each holds all that searching looks at: by name in the order of the list, whose first page is there after a few rows;
    by household, whose members are looked at without reading their rows; by village, to be counted at the commune; by id number,
    whose other owners are looked for among all villages each time one of them sends."""

    household_id: Mapped[str | None] = reference("Hộ", "household", index=False)
    """Has ``ix_person_in_household``, which begins with it."""
    full_name: Mapped[str | None] = field(
        "Họ và tên",
        example="Nguyễn Văn An",
        aliases=("ho va ten", "ho ten", "ten", "ho chu dem va ten", "ho va ten thanh vien"),
        personal=True,
    )
    birth: Mapped[ImpreciseDate | None] = field(
        "Ngày sinh",
        example="05/03/1972",
        aliases=("ngay sinh", "nam sinh", "ngay thang nam sinh", "sinh ngay"),
        personal=True,
    )
    sex: Mapped[str | None] = field(
        "Giới tính", example="Nam", aliases=("gioi tinh", "nam nu", "phai"), entry=sex_as_kept
    )
    relation: Mapped[str | None] = field(
        "Quan hệ với chủ hộ",
        example=HEAD,
        aliases=("quan he voi chu ho", "quan he", "qh voi chu ho", "qh"),
        entry=relation_as_kept,
    )
    id_number: Mapped[str | None] = field(
        "Số CCCD",
        example="031072001234",
        aliases=("so cccd", "cccd", "so dinh danh", "so dinh danh ca nhan", "cmnd", "so ddcn", "so ddcn/cccd/cmnd"),
        personal=True,
        entry=id_number_as_kept,
    )
    phone: Mapped[str | None] = field("Điện thoại riêng", personal=True, entry=normalise_phone)
    position: Mapped[int | None] = field("Thứ tự trong hộ")
    note: Mapped[str | None] = field("Ghi chú", longest=2000)
    since: Mapped[date | None] = field("Như vậy từ ngày", entry=_by_event)
    departure: Mapped[Departure | None] = field("Không còn ở thôn", entry=_by_event)
    merged_into: Mapped[str | None] = reference("Đã gộp vào", "person")
    moved_from: Mapped[str | None] = field("Chuyển từ hồ sơ của thôn trước", longest=32, entry=_by_event)
    ethnicity: Mapped[str | None] = field("Dân tộc", example="Kinh", aliases=("dan toc",), sensitive=True)
    religion: Mapped[str | None] = field("Tôn giáo", example="Không", aliases=("ton giao",), sensitive=True)
    party: Mapped[str | None] = field(
        "Đảng viên, đoàn viên", example="Đảng viên", aliases=("dang vien",), sensitive=True
    )
    disability: Mapped[str | None] = field(
        "Khuyết tật", example="vận động", aliases=("khuyet tat", "dang khuyet tat"), sensitive=True
    )
    erased: Mapped[date | None] = field("Đã xoá thông tin ngày", entry=_by_erasure)
    search_text: Mapped[str | None] = derived(_person_text)
    marked_name: Mapped[str | None] = derived(lambda row: " " + marked(row.full_name or ""))
    sort_key: Mapped[bytes | None] = derived(lambda row: name_sort_key(row.full_name or ""))
    left_day: Mapped[str | None] = derived(_left_day)
    number_key: Mapped[str | None] = derived(lambda row: _number_key(row.id_number or ""))
    born: Mapped[int | None] = derived(lambda row: row.birth.order_key if row.birth and row.birth.year else None)

    @classmethod
    def here(cls) -> ColumnElement[bool]:
        """Return the condition that somebody lives in the village now: in the books, and neither dead nor moved out."""
        return and_(cls.status == LIVE, cls.left_day.is_(None))


SENSITIVE: Final = tuple(name for name, info in Person.fields.items() if info.sensitive)
"""Fields of a person that are off until the village switches them on with a purpose."""


CLASSES: Final = (
    "Hộ nghèo",
    "Hộ cận nghèo",
    "Mới thoát nghèo",
    "Chính sách, người có công",
    "Bảo trợ xã hội",
    "Hộ kinh doanh",
)
"""Classes of households that screens offer (domain 3.7); a village's own words are kept as written."""


class HouseholdClass(Record, kind="household_class", label="Diện của hộ"):
    """One household in one class from-to, by a decision where there is one; who is in it now has no end."""

    household_id: Mapped[str | None] = reference("Hộ", "household")
    name: Mapped[str | None] = field("Diện", example=CLASSES[0])
    since: Mapped[date | None] = field("Từ ngày")
    until: Mapped[date | None] = field("Đến ngày")
    decision: Mapped[str | None] = field("Quyết định")


def person_warnings(person: Person) -> list[SoftWarning]:
    """Return what is odd about a person (soft rules): kept all the same, pointed out by form, import and check."""
    year = person.birth.year if person.birth else None
    found = warnings(person.id_number or "", person.sex, year)
    phone = phone_warning(person.phone or "")
    return [*found, phone] if phone else found


def household_key(head: str, address: str, group: str) -> tuple[str, str, str]:
    """Return what makes two rows of a list the same household: head, address and group as written, never fuzzily.

    Only spacing, letter case and Unicode form are evened out: "Ngõ 1" and "Ngõ 11" stay two houses.
    """
    return (clean(head).casefold(), clean(address).casefold(), clean(group).casefold())


__all__ = [
    "CLASSES",
    "ERASED_NAME",
    "HEAD",
    "PRESENCE",
    "RELATIONS",
    "SENSITIVE",
    "SEXES",
    "Household",
    "HouseholdClass",
    "Person",
    "RecordId",
    "ResidentialGroup",
    "household_key",
    "person_warnings",
    "relation_as_kept",
    "sex_as_kept",
]
