"""The two tables of Cam kết: groups with their bars, and the households of one group in walking order."""

from collections.abc import Iterable, Sequence
from typing import Final

from app.gui.table_model import Column, Kind
from app.usecases.campaigns import GroupStatus, PledgeRow, group_statuses
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.text import fold

WHOLE: Final = "*"
"""Key of the line that stands for the whole village."""
UNGROUPED: Final = "-"
"""Key of the line of the households without a group."""
NO_GROUP: Final = "Chưa xếp tổ"
WITHDRAWN: Final = "withdrawn"

GROUP_COLUMNS: Final = (
    Column[GroupStatus]("Tổ", lambda row: row.name, width=108),
    Column[GroupStatus]("Hộ đã ký", lambda row: (row.signed, row.households, ""), Kind.SHARE),
)

PLEDGE_COLUMNS: Final = (
    Column[tuple[int, PledgeRow]]("STT", lambda line: line[0], Kind.NUMBER, width=46),
    Column[tuple[int, PledgeRow]](
        "Chủ hộ", lambda line: line[1].head, sort=lambda line: name_sort_key(line[1].head)
    ),
    Column[tuple[int, PledgeRow]](
        "Địa chỉ", lambda line: line[1].address, Kind.QUIET, width=144, sort=lambda line: sort_key(line[1].address),
        spare=True,
    ),
    Column[tuple[int, PledgeRow]]("Điện thoại", lambda line: line[1].phone, width=122, spare=True),
    Column[tuple[int, PledgeRow]](
        "Người ký", lambda line: signer_words(line[1]), width=84,
        shade=lambda line: "warn" if line[1].state == WITHDRAWN else None,
    ),
    Column[tuple[int, PledgeRow]](
        "Ngày ký", lambda line: f"{line[1].day:%d/%m}" if line[1].day else "", width=74,
        sort=lambda line: line[1].day, spare=True,
    ),
    Column[tuple[int, PledgeRow]](
        "Ghi chú", lambda line: line[1].note, width=74, sort=lambda line: sort_key(line[1].note) or None, spare=True
    ),
)  # fmt: skip


def signer_words(row: PledgeRow) -> str:
    """Return who signed: "Chủ hộ", or the relation and name of whoever signed in the head's place."""
    if row.state == WITHDRAWN:
        return "Đã rút"
    if not row.signed:
        return ""
    return f"{row.relation}: {row.signer}" if row.relation else "Chủ hộ"


def group_lines(rows: Sequence[PledgeRow]) -> list[GroupStatus]:
    """Return the whole village first, then the groups, those with the smallest share of signatures first."""
    groups = [
        GroupStatus(each.id or UNGROUPED, each.name or NO_GROUP, each.households, each.signed)
        for each in group_statuses(rows)
    ]
    groups.sort(key=lambda each: each.signed / each.households)
    return [GroupStatus(WHOLE, "Cả thôn", len(rows), sum(row.signed for row in rows)), *groups]


def shown_lines(rows: Iterable[PledgeRow], group: str, words: str) -> list[tuple[int, PledgeRow]]:
    """Return the numbered households of a group; with ``words`` those of the whole village that match all of them."""
    wanted = fold(words).split()
    if not wanted:
        chosen = [row for row in rows if group in (WHOLE, row.group_id or UNGROUPED)]
        return list(enumerate(chosen, 1))
    found = [row for row in rows if _matches(row, wanted)]
    return list(enumerate(found, 1))


def _matches(row: PledgeRow, wanted: Sequence[str]) -> bool:
    text = f" {fold(f'{row.head} {row.code} {row.address} {row.phone}')}"
    return all(f" {word}" in text or (word.isdecimal() and word in text) for word in wanted)
