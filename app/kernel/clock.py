"""Time as the program sees it: a protocol, so that tests and the simulator can bend it."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, Protocol

VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam has one time zone without daylight saving time since 1975; cheap laptops are often set to another."""


class Clock(Protocol):
    """Wall clock in milliseconds since 1970-01-01 UTC. It may be wrong by years: never order notes by it alone."""

    def now_ms(self) -> int:
        """Return the present moment."""
        ...


def today(clock: Clock) -> date:
    """Return the calendar day in Viet Nam."""
    return moment(clock.now_ms()).date()


def moment(at_ms: int) -> datetime:
    """Return the local time in Viet Nam of a moment in milliseconds; outside years 1-9999 it is clamped."""
    try:
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(VIETNAM)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=VIETNAM) if at_ms > 0 else datetime.min.replace(tzinfo=VIETNAM)
