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
