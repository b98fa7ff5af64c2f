"""Chỉ tiêu: what the commune has counted in every village, period by period, and the villages' figures.

Values are whole numbers: a share is kept as its two counts, or in the smallest unit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import moment, today
from app.kernel.errors import AppError
from app.records.assignments import MONTH, PERIODS, QUARTER, WHOLE_VILLAGE, YEAR, IndicatorDefinition, IndicatorValue
from app.records.base import LIVE
from app.usecases.assignment_errors import ASSIGN_INCOMPLETE, PERIOD_WRONG
from app.usecases.context import COMMUNE, VILLAGE, Context, Done
from app.usecases.handed_down import (
    VillageName,
    known_villages,
    recipients,
    require_role,
    required,
    standing,
    village_titles,
)
from app.vietnamese.text import clean, clean_lines

_FORMS: Final = {
    YEAR: re.compile(r"\d{4}"),
    QUARTER: re.compile(r"\d{4}-Q[1-4]"),
    MONTH: re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
}


@dataclass(frozen=True, slots=True)
class HandIndicator:
    """Have ``villages`` (piles, none for all) count something each ``period`` (one of :data:`PERIODS`)."""

    name: str
    unit: str
    period: str = YEAR
    target: int | None = None
    counted: str = ""
    villages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EnterValue:
    """What was counted in a period, the present one when empty; ``value`` of none takes a figure back."""

    indicator: str
    value: int | None
    period: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """One village's figure for one indicator in one period; ``value`` is none while nothing was entered."""

    pile: str
    village: str
    value: int | None
    words: str
    day: date | None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator in one of its periods: at a village with its own figure, at the commune with everybody's."""

    id: str
    name: str
    unit: str
    kind: str
    period: str
    target: int | None
    counted: str
    figures: tuple[IndicatorFigure, ...]

    @property
    def entered(self) -> int:
        """How many villages have entered a figure."""
        return sum(each.value is not None for each in self.figures)

    @property
    def total(self) -> int:
        """What all figures come to."""
        return sum(each.value or 0 for each in self.figures)


def hand_indicator(context: Context, command: HandIndicator) -> Done[str]:
    """Hand an indicator to villages and return its id; raises SETUP-003 outside a commune, ASSIGN-001, ASSIGN-002."""
    require_role(context, COMMUNE)
    name, unit = clean(command.name), clean(command.unit)
    if not name or not unit or command.period not in PERIODS:
        raise AppError(ASSIGN_INCOMPLETE, missing="tên chỉ tiêu" if not name else "đơn vị" if not unit else "kỳ")
    with context.transaction("indicator.create") as tx:
        made = tx.add(
            IndicatorDefinition(
                name=name, unit=unit, period=command.period, target=command.target,
                counted=clean_lines(command.counted) or None, villages=known_villages(tx.session, command.villages),
                issued=moment(tx.at).date(),
            )
        )  # fmt: skip
    return tx.done(made.id)


def enter_value(context: Context, command: EnterValue) -> Done[str]:
    """Enter at the village what was counted; entered again, the new figure stands in place of the old.

    Raises SETUP-003 outside a village, ASSIGN-002, ASSIGN-004, ASSIGN-006 for a period of another kind or one to come.
    """
    require_role(context, VILLAGE)
    with context.transaction("indicator.value") as tx:
        found = required(tx.session, IndicatorDefinition, command.indicator, tx.author.pile)
        now = moment(tx.at).date()
        period = clean(command.period).upper() or period_of(found.period or YEAR, now)
        _check_period(found, period, now)
        kept = tx.keyed(IndicatorValue, found.id, period, WHOLE_VILLAGE)
        kept.value, kept.words, kept.day = command.value, clean_lines(command.words) or None, now
    return tx.done(kept.id)


def list_indicators(context: Context, on: date | None = None) -> tuple[IndicatorRow, ...]:
    """Return the indicators that stand, each in its period of the day ``on`` (today), in the order they were handed out."""
    day = on or today(context.clock)
    identity = context.identity
    ours = identity.pile if identity.role == VILLAGE else ""
    with context.reading() as session:
        villages = (VillageName(ours, "", ""),) if ours else village_titles(session)
        return tuple(
            _row(session, each, period_of(each.period or YEAR, day), recipients(each, villages))
            for each in standing(session, IndicatorDefinition, ours)
        )


def history_of(context: Context, indicator: str) -> tuple[tuple[str, int], ...]:
    """Return (period, figure) of everything a village entered for an indicator, the newest first."""
    with context.reading() as session:
        query = (
            select(IndicatorValue)
            .where(
                IndicatorValue.pile == context.identity.pile, IndicatorValue.status == LIVE,
                IndicatorValue.indicator_id == indicator, IndicatorValue.value.is_not(None),
            )
            .order_by(IndicatorValue.period.desc())
        )  # fmt: skip
        return tuple((each.period or "", each.value or 0) for each in session.scalars(query))


def period_of(kind: str, day: date) -> str:
    """Return the period of a kind that a day lies in: "2026", "2026-Q4", "2026-11"."""
    if kind == QUARTER:
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day.year}-{day.month:02d}" if kind == MONTH else str(day.year)


def period_words(period: str) -> str:
    """Return a period as people say it: "năm 2026", "quý 4/2026", "tháng 11/2026"."""
    year, _, part = period.partition("-")
    if not part:
        return f"năm {year}"
    return f"quý {part[1:]}/{year}" if part.startswith("Q") else f"tháng {part}/{year}"


def _check_period(found: IndicatorDefinition, period: str, now: date) -> None:
    kind = found.period or YEAR
    if not _FORMS[kind].fullmatch(period) or period > period_of(kind, now):
        raise AppError(PERIOD_WRONG, period=period, name=found.name or "", kind=PERIODS[kind])


def _row(session: Session, found: IndicatorDefinition, period: str, villages: Iterable[VillageName]) -> IndicatorRow:
    query = select(IndicatorValue).where(
        IndicatorValue.status == LIVE, IndicatorValue.indicator_id == found.id, IndicatorValue.period == period,
        IndicatorValue.scope == WHOLE_VILLAGE,
    )  # fmt: skip
    entered = {each.pile: each for each in session.scalars(query)}
    figures = tuple(
        IndicatorFigure(
            each.pile, each.title, value.value if value else None, (value.words or "") if value else "",
            value.day if value else None,
        )
        for each in villages
        for value in [entered.get(each.pile)]
    )  # fmt: skip
    return IndicatorRow(
        found.id, found.name or "", found.unit or "", found.period or YEAR, period, found.target, found.counted or "",
        figures,
    )  # fmt: skip
