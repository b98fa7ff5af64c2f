"""Danh sách giao nhận sổ tay: what households sign at the door when they get their handbook, group by group."""

from dataclasses import dataclass
from pathlib import Path

from app.documents.delivery_list import DeliveryListFacts, ReceiptRow, delivery_list
from app.kernel.errors import AppError
from app.records.handbooks import HandbookEdition
from app.records.places import Village
from app.usecases.context import Context
from app.usecases.deliveries import DeliveryRow, delivery_board
from app.usecases.errors import PRINT_NOTHING
from app.usecases.handbooks import TITLE
from app.usecases.letterheads import HANDBOOK, letterhead, unit_name
from app.usecases.own_wording import worded
from app.usecases.paper_lists import LIST_SUFFIXES, require_suffix, write_lists
from app.vietnamese.text import clean


@dataclass(frozen=True, slots=True)
class PrintDeliveryList:
    """Write the list as PDF, Word or Excel by the ending of ``path``: of an edition (empty = the newest), of ``group`` by id
    (empty = all, each beginning a page), only of households without a copy when ``missing``, with ``giver`` at its foot.
    """

    path: Path
    group: str = ""
    edition: str = ""
    missing: bool = False
    giver: str = ""


@dataclass(frozen=True, slots=True)
class PrintedDeliveryList:
    """What the list holds; ``pages`` is 0 for Word and Excel, which know no pages of their own."""

    households: int
    pages: int
    file: Path


@worded
def print_delivery_list(context: Context, command: PrintDeliveryList) -> PrintedDeliveryList:
    """Write the list in walking order, with head and signer of who issues handbooks.

    Raises PRINT-001, HANDBOOK-003 before any handbook was printed, PRINT-002 without households, the FILE errors.
    """
    require_suffix(command.path, LIST_SUFFIXES)
    board = delivery_board(context, command.edition)
    rows = [
        row
        for row in board.rows
        if (not command.group or row.group_id == command.group) and not (command.missing and row.given)
    ]
    if not rows:
        raise AppError(PRINT_NOTHING)
    groups: dict[str, list[DeliveryRow]] = {}
    for row in rows:
        groups.setdefault(row.group_id, []).append(row)
    with context.reading() as session:
        head = letterhead(session, HANDBOOK, context.identity.pile)
        village = unit_name(session.get_one(Village, context.identity.pile))
        printed = session.get_one(HandbookEdition, board.edition).printed
    lists = [
        DeliveryListFacts(
            head.facts, board.title or TITLE, printed, of_group[0].group, village, tuple(map(_receipt, of_group)),
            head.signer, clean(command.giver),
        )
        for of_group in groups.values()
    ]  # fmt: skip
    return PrintedDeliveryList(
        len(rows), write_lists(command.path, [delivery_list(each) for each in lists]), command.path
    )


def _receipt(row: DeliveryRow) -> ReceiptRow:
    return ReceiptRow(row.head, row.address, row.copy, row.day, row.taker)
