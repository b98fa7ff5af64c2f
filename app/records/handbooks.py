"""Handbooks: what was put into an edition and when it was printed."""

from datetime import date

from sqlalchemy.orm import Mapped

from app.records.base import Record, field, reference


class HandbookEdition(Record, kind="handbook_edition", label="Sổ tay"):
    """One printed edition of the covenant handbook (seed 003: 940 copies for 1,003 households)."""

    title: Mapped[str | None] = field("Tên sổ tay")
    year: Mapped[int | None] = field("Năm")
    version_id: Mapped[str | None] = reference("Bản quy ước", "covenant_version")
    parts: Mapped[tuple[str, ...] | None] = field("Các phần")
    copies: Mapped[int | None] = field("Số cuốn")
    printed: Mapped[date | None] = field("Ngày in")
    pages: Mapped[int | None] = field("Số trang")
    villages: Mapped[tuple[str, ...] | None] = field("Chung với các thôn")
    """Every village of an edition over several, each of which has a record of it in its own books (seed 003: khu phố 1, 2, 3)."""


class HandbookDelivery(
    Record, kind="handbook_delivery", label="Giao sổ tay", natural_key=("edition_id", "household_id")
):
    """One household's copy of an edition: its number and the code on its back, when it was given (None = not yet), by whom, who
    took it (the head when nobody is named).
    """

    edition_id: Mapped[str | None] = reference("Sổ tay", "handbook_edition")
    household_id: Mapped[str | None] = reference("Hộ", "household")
    copy: Mapped[int | None] = field("Số cuốn")
    day: Mapped[date | None] = field("Ngày giao")
    giver: Mapped[str | None] = field("Người giao", personal=True)
    receiver: Mapped[str | None] = field("Người nhận", personal=True)
    relation: Mapped[str | None] = field("Quan hệ với chủ hộ", personal=True)
    code: Mapped[str | None] = field("Mã cuốn", example="H7M2 9XQ4 AB3D PF2Y")
