"""The covenant: its versions, its text by article, and the decision that recognises it (NĐ 61/2023/NĐ-CP)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Mapped

from app.records.base import Record, field, reference
from app.vietnamese.text import clean

LEVELS: Final = ("phần", "chương", "mục", "điều", "khoản", "điểm", "đoạn")
"""Levels of a covenant's text from the widest to the narrowest (NĐ 61/2023, Điều 6); ``đoạn`` is unnumbered text."""

DRAFT: Final = "dự thảo"
PASSED: Final = "đã thông qua"
IN_FORCE: Final = "có hiệu lực"
REPLACED: Final = "đã thay thế"
SUSPENDED: Final = "tạm ngừng"
SUSPENDED_PART: Final = "tạm ngừng một phần"
ABOLISHED: Final = "đã bãi bỏ"
REFUSED: Final = "không được công nhận"
"""Where a version stands in its life (NĐ 61/2023, Điều 9 to 14)."""


class Covenant(Record, kind="covenant", label="Quy ước"):
    """The village covenant through all its versions. The community chooses the name "Hương ước" or "Quy ước"."""

    title: Mapped[str | None] = field("Tên", example="Quy ước thôn Quang Khải")
    called: Mapped[str | None] = field("Gọi là", example="Quy ước")


class CovenantVersion(Record, kind="covenant_version", label="Bản quy ước"):
    """One version of the text. Passing or printing freezes it (``frozen``); later edits make a new version."""

    covenant_id: Mapped[str | None] = reference("Quy ước", "covenant")
    number: Mapped[int | None] = field("Bản thứ")
    state: Mapped[str | None] = field("Tình trạng", example=DRAFT)
    frozen: Mapped[bool | None] = field("Đã chốt")
    text_hash: Mapped[str | None] = field("Mã nội dung")
    source: Mapped[str | None] = field("Từ tệp")


class CovenantNode(Record, kind="covenant_node", label="Điều khoản"):
    """One heading or paragraph of a version's text, in depth-first order by ``position``."""

    version_id: Mapped[str | None] = reference("Bản quy ước", "covenant_version")
    position: Mapped[int | None] = field("Thứ tự")
    level: Mapped[str | None] = field("Cấp", example="điều")
    number: Mapped[str | None] = field("Số", example="3")
    heading: Mapped[str | None] = field("Tên điều", longest=2000)
    text: Mapped[str | None] = field("Nội dung", longest=50_000)


class RecognitionDecision(Record, kind="recognition_decision", label="Quyết định công nhận"):
    """The decision of UBND xã that recognises a version; it is in force from ``day`` (NĐ 61/2023, Điều 11)."""

    version_id: Mapped[str | None] = reference("Bản quy ước", "covenant_version")
    number: Mapped[str | None] = field("Số quyết định", example="25/QĐ-UBND")
    day: Mapped[date | None] = field("Ngày")
    authority: Mapped[str | None] = field("Cơ quan", example="Chủ tịch UBND xã An Quang")


PROPOSE, POST, MEETING, BALLOT, DOSSIER, REFUSE, PUBLISH = (
    "propose", "post", "meeting", "ballot", "dossier", "refuse", "publish",
)  # fmt: skip
SUSPEND, SUSPEND_PART, RESUME, ABOLISH = "suspend", "suspend_part", "resume", "abolish"


class CovenantStep(Record, kind="covenant_step", label="Bước của quy ước"):
    """One dated step in the life of a version; a vote counts households, all of them in ``total`` (Luật 10/2022, Điều 18)."""

    version_id: Mapped[str | None] = reference("Bản quy ước", "covenant_version")
    what: Mapped[str | None] = field("Bước", example=POST)
    day: Mapped[date | None] = field("Ngày")
    until: Mapped[date | None] = field("Đến ngày")
    place: Mapped[str | None] = field("Nơi", example="Nhà văn hóa thôn")
    total: Mapped[int | None] = field("Tổng số hộ của thôn")
    present: Mapped[int | None] = field("Số hộ dự họp, nộp phiếu")
    agreed: Mapped[int | None] = field("Số hộ đồng ý")
    against: Mapped[int | None] = field("Số hộ không đồng ý")
    other: Mapped[int | None] = field("Số hộ có ý kiến khác")
    chair: Mapped[str | None] = field("Chủ trì", personal=True)
    clerk: Mapped[str | None] = field("Thư ký", personal=True)
    note: Mapped[str | None] = field("Ghi chú", longest=2000)

    @property
    def carried(self) -> bool:
        """Whether a vote passed the version: more than half of all households agreed and, in a meeting, came."""
        total = self.total or 0
        return (self.agreed or 0) * 2 > total and (self.what == BALLOT or (self.present or 0) * 2 > total)


class CovenantComment(Record, kind="covenant_comment", label="Ý kiến về quy ước"):
    """What a household said about the covenant or one article of it, where, and what came of it."""

    version_id: Mapped[str | None] = reference("Bản quy ước", "covenant_version")
    article: Mapped[str | None] = field("Điều", example="5")
    household_id: Mapped[str | None] = reference("Hộ", "household")
    who: Mapped[str | None] = field("Người góp ý", personal=True)
    day: Mapped[date | None] = field("Ngày")
    occasion: Mapped[str | None] = field("Ở đâu", example="Ngày hội Đại đoàn kết")
    text: Mapped[str | None] = field("Ý kiến", longest=5000)
    answer: Mapped[str | None] = field("Tiếp thu, trả lời", longest=5000)


@dataclass(frozen=True, slots=True)
class Clause:
    """One node of a text before or after it is a record: what importer, screen and paper pass around."""

    level: str
    number: str
    heading: str
    text: str

    @property
    def depth(self) -> int:
        """How far inside the text this level lies, 0 for ``phần``."""
        return LEVELS.index(self.level) if self.level in LEVELS else len(LEVELS)


def text_hash(clauses: Iterable[Clause]) -> str:
    """Return the SHA-256 that binds printed, scanned and stored text together (design text "records").

    ``sothon-text-v1\\n`` and, depth first, level, number, heading and text joined by U+001F and ended by ``\\n``, in NFC and
    with single spaces (U+001F is a control character, so no cleaned text can hold it).
    """
    digest = hashlib.sha256(b"sothon-text-v1\n")
    for each in clauses:
        line = "\x1f".join(clean(part) for part in (each.level, each.number, each.heading, each.text))
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()
