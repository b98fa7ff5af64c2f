"""Whether this computer's clock can be right: wrong ones lose nothing, but every paper and every "who was first" shows them.

A flat battery sends a laptop back by years. What it then writes is still numbered after what it wrote before (design text
"sync", ``at``); the person is told, so that dates on paper are set right.
"""

from typing import Final

from app.kernel.clock import moment
from app.usecases.context import Context

_HOUR_MS: Final = 60 * 60 * 1000
_YEAR_MS: Final = 366 * 24 * _HOUR_MS
_LONG_AGO_MS: Final = 5 * _YEAR_MS
"""What was written further ahead than this was written under a wrong clock, which is right again."""
_FIRST_DAY_MS: Final = 1_767_200_400_000
"""2026-01-01 in Vietnam: before it nobody had this program."""
ADVICE: Final = "Chỉnh ngày giờ của máy trước khi in giấy và ghi ngày ký. Những việc đã ghi không mất."


def doubted_clock(context: Context) -> str:
    """Return in one sentence why the clock cannot be right; empty when there is no reason to doubt it."""
    now = context.clock.now_ms()
    last = int(context.local().get("last_at", "0"))
    shown = f"Đồng hồ máy đang chỉ {moment(now):%d/%m/%Y}"
    if now < _FIRST_DAY_MS:
        return f"{shown}, không thể đúng."
    if now + _HOUR_MS < last < now + _LONG_AGO_MS:
        return f"{shown}, trước cả việc ghi gần nhất trên máy này ({moment(last):%d/%m/%Y})."
    if last and now > last + _YEAR_MS:
        return f"{shown}, hơn một năm sau việc ghi gần nhất trên máy này ({moment(last):%d/%m/%Y})."
    return ""
