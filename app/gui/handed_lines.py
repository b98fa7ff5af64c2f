"""What the commune hands down, as lines of a list: at the commune one line each with its villages, at a village its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.gui.table_model import Column, Kind
from app.records.assignments import DONE, IMPOSSIBLE, PROOFS
from app.usecases.commune_campaigns import campaign_overview, handed_campaigns
from app.usecases.context import Context
from app.usecases.covenant_models import list_models
from app.usecases.handed_down import day_words
from app.usecases.indicators import list_indicators, period_words
from app.usecases.tasks import LATE, TaskState, my_tasks, task_overview
from app.vietnamese.collation import sort_key
from app.vietnamese.numbers import format_number

TASKS, CAMPAIGNS, INDICATORS, MODELS = "tasks", "campaigns", "indicators", "models"
PARTS: Final = ((TASKS, "Việc"), (CAMPAIGNS, "Đợt cam kết"), (INDICATORS, "Chỉ tiêu"), (MODELS, "Quy ước mẫu"))
SHADES: Final = {LATE: "danger", DONE: "accent", IMPOSSIBLE: "warn"}


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One village under something that was handed down: how far it is, and what it gave."""

    pile: str
    village: str
    state: str
    proof: str
    shade: str | None = None
    picture: str = ""
    """SHA-256 of the picture of a paper that it gave."""


@dataclass(frozen=True, slots=True)
class HandedLine:
    """One thing handed down, at the commune: ``share`` is (done, of all), none where nothing is counted."""

    id: str
    name: str
    when: str
    share: tuple[int, int, str] | None
    about: str
    late: bool
    villages: tuple[VillageLine, ...]


@dataclass(frozen=True, slots=True)
class MineLine:
    """One thing handed to this village: how it stands, what it is about, what was said; ``ready`` when nothing is left to do."""

    id: str
    name: str
    when: str
    state: str
    about: str
    said: str
    shade: str | None
    ready: bool
    task: TaskState | None = None


HANDED_COLUMNS: Final[tuple[Column[HandedLine], ...]] = (
    Column("Giao gì", lambda row: row.name, sort=lambda row: sort_key(row.name),
           shade=lambda row: "danger" if row.late else None),
    Column("Hạn, kỳ", lambda row: row.when, width=112, spare=True),
    Column("Đã xong", lambda row: row.share, Kind.SHARE, width=164, spare=True),
)  # fmt: skip
VILLAGE_COLUMNS: Final[tuple[Column[VillageLine], ...]] = (
    Column("Thôn", lambda row: row.village, sort=lambda row: sort_key(row.village)),
    Column("Đến đâu", lambda row: row.state, width=160, shade=lambda row: row.shade),
    Column("Kết quả", lambda row: row.proof, Kind.QUIET, spare=True),
)
MINE_COLUMNS: Final[tuple[Column[MineLine], ...]] = (
    Column("Xã giao gì", lambda row: row.name, sort=lambda row: sort_key(row.name)),
    Column("Hạn, kỳ", lambda row: row.when, width=116),
    Column("Đến đâu", lambda row: row.state, width=156, shade=lambda row: row.shade),
)


def handed_lines(context: Context, part: str) -> Sequence[HandedLine]:
    """Return what the commune handed down of one part."""
    return _HANDED[part](context)


def mine_lines(context: Context, part: str) -> Sequence[MineLine]:
    """Return what was handed to this village of one part."""
    return _MINE[part](context)


def _tasks(context: Context) -> list[HandedLine]:
    return [
        HandedLine(
            each.id, each.name, day_words(each.due), (each.done, len(each.states), "thôn"),
            _sentences(each.what, f"Cần nộp: {PROOFS[each.proof]}."), bool(each.late),
            tuple(
                VillageLine(s.pile, s.village, s.state_words, s.proof_words, SHADES.get(s.state), s.picture)
                for s in each.states
            ),
        )
        for each in task_overview(context)
    ]  # fmt: skip


def _campaigns(context: Context) -> list[HandedLine]:
    return [
        HandedLine(
            each.id, each.name, day_words(each.due), (each.signed, each.households, "hộ"),
            f"Năm {each.year}. {each.opened} / {len(each.shares)} thôn đã mở đợt.", False,
            tuple(
                VillageLine(
                    s.pile, s.village, f"{format_number(s.signed)} / {format_number(s.households)} hộ ký"
                    if s.opened else "chưa mở", "", None if s.opened else "warn",
                )
                for s in each.shares
            ),
        )
        for each in campaign_overview(context)
    ]  # fmt: skip


def _indicators(context: Context) -> list[HandedLine]:
    return [
        HandedLine(
            each.id, each.name, period_words(each.period), (each.entered, len(each.figures), "thôn"),
            _sentences(_target(each.target, each.unit), each.counted,
                       f"Cộng các thôn: {format_number(each.total)} {each.unit}."), False,
            tuple(
                VillageLine(
                    f.pile, f.village, "chưa ghi" if f.value is None else f"{format_number(f.value)} {each.unit}", f.words,
                    "warn" if f.value is None else None,
                )
                for f in each.figures
            ),
        )
        for each in list_indicators(context)
    ]  # fmt: skip


def _models(context: Context) -> list[HandedLine]:
    return [
        HandedLine(
            each.id, each.name, day_words(each.issued), None, f"{each.articles} điều. Thôn chưa có quy ước dùng để bắt đầu.",
            False, tuple(VillageLine(title, title, "đã giao", "") for title in each.villages),
        )
        for each in list_models(context)
    ]  # fmt: skip


def _my_tasks(context: Context) -> list[MineLine]:
    return [
        MineLine(
            each.task, each.name, day_words(each.due), each.state_words,
            _sentences(each.what, f"Cần nộp: {PROOFS[each.proof]}."), each.proof_words, SHADES.get(each.state),
            each.said == DONE, each,
        )
        for each in my_tasks(context)
    ]  # fmt: skip


def _my_campaigns(context: Context) -> list[MineLine]:
    return [
        MineLine(
            each.id, each.name, day_words(each.due), "đã mở" if each.opened else "chưa mở",
            "\n".join(f"{number}. {item}" for number, item in enumerate(each.items, 1)), "",
            "accent" if each.opened else "warn", bool(each.opened),
        )
        for each in handed_campaigns(context)
    ]  # fmt: skip


def _my_indicators(context: Context) -> list[MineLine]:
    found = []
    for each in list_indicators(context):
        figure = each.figures[0]
        state = "chưa ghi" if figure.value is None else f"{format_number(figure.value)} {each.unit}"
        found.append(
            MineLine(
                each.id, each.name, period_words(each.period), state,
                _sentences(_target(each.target, each.unit), each.counted), figure.words,
                "warn" if figure.value is None else None, False,
            )
        )  # fmt: skip
    return found


def _my_models(context: Context) -> list[MineLine]:
    return [
        MineLine(each.id, each.name, day_words(each.issued), f"{each.articles} điều", each.text, "", None, False)
        for each in list_models(context)
    ]


def _target(target: int | None, unit: str) -> str:
    return f"Phải đạt: {format_number(target)} {unit}." if target is not None else ""


def _sentences(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


_HANDED: Final[dict[str, Callable[[Context], Sequence[HandedLine]]]] = {
    TASKS: _tasks, CAMPAIGNS: _campaigns, INDICATORS: _indicators, MODELS: _models,
}  # fmt: skip
_MINE: Final[dict[str, Callable[[Context], Sequence[MineLine]]]] = {
    TASKS: _my_tasks, CAMPAIGNS: _my_campaigns, INDICATORS: _my_indicators, MODELS: _my_models,
}  # fmt: skip
