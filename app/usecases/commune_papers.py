"""Tổng hợp: pledge sheets, signing lists and handbooks of many villages at once, one file a village in one folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.kernel.errors import AppError, Cancelled
from app.kernel.files import file_name
from app.kernel.progress import Progress
from app.usecases.commune import VillageRow, villages_overview
from app.usecases.commune_handbook import PrintVillagesHandbook, print_villages_handbook
from app.usecases.context import COMMUNE, Context
from app.usecases.errors import NO_CAMPAIGN_YET, NO_VILLAGES, WRONG_ROLE
from app.usecases.printing import PrintList, PrintSheets, print_sheets, print_signing_list, print_visit_list
from app.vietnamese.collation import sort_key

SHEETS, SIGNING, VISITS, HANDBOOK = "sheets", "signing", "visits", "handbook"
PAPERS: Final = {
    SHEETS: "Bản cam kết",
    SIGNING: "Danh sách ký",
    VISITS: "Danh sách hộ cần đến gặp",
    HANDBOOK: "Sổ tay quy ước",
}
"""What can be printed for many villages, by name."""


@dataclass(frozen=True, slots=True)
class PrintForVillages:
    """Print one of :data:`PAPERS` for these villages (piles; none stands for all) into ``folder``."""

    paper: str
    folder: Path
    villages: tuple[str, ...] = ()
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class VillagePaper:
    """What became of one village: its file with its pages, or why there is none."""

    village: str
    file: Path | None
    pages: int
    problem: AppError | None


@dataclass(frozen=True, slots=True)
class PrintedForVillages:
    """What was printed, in the order of the villages."""

    items: tuple[VillagePaper, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The files."""
        return tuple(each.file for each in self.items if each.file is not None)

    @property
    def sentence(self) -> str:
        """How it went: "12 thôn: 10 tệp, 240 trang; 2 thôn không in được: Thôn Đông, Thôn Tây"."""
        pages = sum(each.pages for each in self.items)
        words = f"{len(self.items)} thôn: {len(self.files)} tệp, {pages} trang"
        left = [each.village for each in self.items if each.problem is not None]
        return f"{words}; {len(left)} thôn không in được: {', '.join(left)}" if left else words


def print_for_villages(
    context: Context, command: PrintForVillages, progress: Progress | None = None
) -> PrintedForVillages:
    """Write a PDF for each village, numbered in their order; one village that cannot be printed stops no other.

    Raises SETUP-003 outside a commune and VILLAGE-101 without a village. Stopping keeps what was printed.
    """
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    progress = progress or Progress()
    rows = [row for row in villages_overview(context) if not command.villages or row.pile in command.villages]
    rows.sort(key=lambda row: (sort_key(row.title), row.pile))
    if not rows:
        raise AppError(NO_VILLAGES)
    progress.stage(f"In {PAPERS[command.paper].lower()} cho từng thôn", len(rows))
    made: list[VillagePaper] = []
    for number, row in enumerate(rows, 1):
        path = command.folder / file_name(f"{number:02} {row.title} - {PAPERS[command.paper]}.pdf")
        try:
            made.append(VillagePaper(row.title, path, _WAYS[command.paper](context, command, row, path), None))
        except AppError as error:
            made.append(VillagePaper(row.title, None, 0, error))
        try:
            progress.advance()
        except Cancelled:
            break
    return PrintedForVillages(tuple(made))


def _campaign(row: VillageRow) -> str:
    if not row.campaign_id:
        raise AppError(NO_CAMPAIGN_YET, village=row.title)
    return row.campaign_id


def _sheets(context: Context, command: PrintForVillages, row: VillageRow, path: Path) -> int:
    there = context.standing_in(row.pile)
    return print_sheets(there, PrintSheets(_campaign(row), path, unsigned=command.unsigned)).result.pages


def _signing(context: Context, _command: PrintForVillages, row: VillageRow, path: Path) -> int:
    return print_signing_list(context.standing_in(row.pile), PrintList(_campaign(row), path)).pages


def _visits(context: Context, _command: PrintForVillages, row: VillageRow, path: Path) -> int:
    return print_visit_list(context.standing_in(row.pile), PrintList(_campaign(row), path)).pages


def _handbook(context: Context, _command: PrintForVillages, row: VillageRow, path: Path) -> int:
    return print_villages_handbook(context, PrintVillagesHandbook(path, (row.pile,))).result.pages


_WAYS: Final[Mapping[str, Callable[[Context, PrintForVillages, VillageRow, Path], int]]] = {
    SHEETS: _sheets,
    SIGNING: _signing,
    VISITS: _visits,
    HANDBOOK: _handbook,
}
