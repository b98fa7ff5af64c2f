"""What a pledge sheet says, in words: facts and wording joined, nothing drawn yet."""

from dataclasses import dataclass
from typing import Final

from app.documents import wording
from app.documents.blocks import date_line
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import CampaignFacts, GroupFacts, SheetFacts, SignerFacts
from app.documents.markup import printable, undrawable
from app.documents.wording import Wording
from app.kernel.errors import AppError
from app.vietnamese.numbers import format_number
from app.vietnamese.text import clean

_FIELDS: Final = frozenset(
    [
        "title",
        "subject",
        "village",
        "group",
        "leader_role",
        "deputy_role",
        "year",
        "copies",
        "people",
        "household",
        "page",
        "count",
    ]
)
_LABELS: Final = frozenset(
    [
        "Thôn",
        "Làng",
        "Ấp",
        "Bản",
        "Bon",
        "Buôn",
        "Phum",
        "Sóc",
        "Tổ",
        "Khu",
        "Khối",
        "Khóm",
        "Tiểu",
        "Xóm",
        "Cụm",
        "Đội",
        "Nhóm",
        "Xã",
        "Phường",
        "Trưởng",
        "Phó",
    ]
)
"""First words of names that are labels of a place or office, not part of the proper name."""


@dataclass(frozen=True, slots=True)
class SheetContent:
    """The words that do not change between the sheets of one group."""

    title: str
    subject: str
    bases: tuple[str, ...]
    addressed: str
    labels: tuple[str, str, str, str]
    """Labels of head, people, household code, address."""
    group_line: str
    intro: str
    tick_hint: str
    """What to do with the boxes of a sheet that a scan reads."""
    items: tuple[str, ...]
    closing: tuple[str, ...]
    signatures: tuple[SignerFacts, ...]
    day: str
    signed_for: str


@dataclass(frozen=True, slots=True)
class HouseholdValues:
    """The words that change with the household."""

    head: str
    people: str
    household: str
    address: str


def words() -> Wording:
    """Return the wording of the sheet."""
    return wording.load("pledge_sheet", _FIELDS)


def sheet_content(campaign: CampaignFacts, group: GroupFacts) -> SheetContent:
    """Return the words shared by the sheets of ``group``; raises DOCUMENT-003 when the campaign has no items."""
    items = tuple(item for item in map(clean, campaign.items) if item)
    if not items:
        raise AppError(NOTHING_TO_PRINT, what="đợt ký chưa có tiêu chí nào")
    text, fields = words().text, campaign_fields(campaign, group)
    closing = [text("promise", **fields)]
    if campaign.copies == 2:
        closing.append(text("two_copies", **fields))
    return SheetContent(
        title=campaign.title,
        subject=text("subject", **fields),
        bases=tuple(base for base in map(clean, campaign.bases) if base),
        addressed=text("addressed" if campaign.deputy_role else "addressed_leader_only", **fields),
        labels=(text("head_label"), text("people_label"), text("household_label"), text("address_label")),
        group_line=text("group_line", **fields),
        intro=clean(campaign.intro) or text("intro", **fields),
        tick_hint=text("tick_hint"),
        items=tuple(_numbered(number, item) for number, item in enumerate(items, 1)),
        closing=tuple(closing),
        signatures=(
            _confirming(campaign, group),
            SignerFacts(text("household_role"), under_role=text("household_under_role")),
        ),
        day=date_line(campaign.letterhead.place, campaign.date, campaign.year),
        signed_for=text("signed_for"),
    )


def household_values(sheet: SheetFacts) -> HouseholdValues:
    """Return one household's words; raises DOCUMENT-001, naming the household's code, for what cannot be drawn."""
    where = f"hộ {sheet.household_code}"
    text = words().text
    count = sheet.people_count
    return HouseholdValues(
        head=printable(sheet.head, where),
        people=text("people_by_hand") if count is None else text("people", people=format_number(count)),
        household=printable(sheet.household_code, where),
        address=printable(sheet.address, where),
    )


def copy_names(campaign: CampaignFacts) -> tuple[str, ...]:
    """Return what is written at the foot of each copy of a sheet; a single one says nothing."""
    text = words().text
    return (text("copy_household"), text("copy_village")) if campaign.copies == 2 else ("",)


def unprintable(sheet: SheetFacts) -> str:
    """Return the characters of a sheet that the fonts cannot draw, so that a use case can skip it with a reason."""
    return undrawable(f"{sheet.head} {sheet.address} {sheet.household_code}")


def campaign_fields(campaign: CampaignFacts, group: GroupFacts) -> dict[str, object]:
    """Return the fields that wording may name in sentences about the whole campaign or group."""
    return {
        "title": campaign.title,
        "subject": campaign.subject,
        "village": in_sentence(campaign.village),
        "group": in_sentence(group.name),
        "leader_role": in_sentence(campaign.leader_role),
        "deputy_role": in_sentence(campaign.deputy_role),
        "year": campaign.year,
        "copies": f"{campaign.copies:02d}",
    }


def in_sentence(name: str) -> str:
    """Write the label of a place or office small inside a sentence: "Thôn Quang Khải" gives "thôn Quang Khải"."""
    return name[:1].lower() + name[1:] if name.split(" ")[0] in _LABELS else name


def _numbered(number: int, item: str) -> str:
    """Put the number before an item, unless the person typed it already ("1. Chấp hành ...")."""
    lead = words().text("item_number", count=number)
    return item if item.startswith(lead) else f"{lead} {item}"


def _confirming(campaign: CampaignFacts, group: GroupFacts) -> SignerFacts:
    """The leader confirms; where a group has only a deputy, the deputy does."""
    if group.deputy and not group.leader:
        return SignerFacts(campaign.deputy_role, name=group.deputy)
    return SignerFacts(campaign.leader_role, name=group.leader)
