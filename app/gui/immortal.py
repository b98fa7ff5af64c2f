"""Keeps the program alive on Python 3.11: PySide6 6.12.0 gives back references to constants that it never took.

Its wheels are built as if ``None``, ``True`` and ``False`` were immortal, which they are from Python 3.12 on (PEP 683).
On 3.11 each call without a result (``painter.setPen``, ``widget.hide``) costs ``None`` one reference: painting a list some
fifty times ends the process with "none_dealloc: deallocating None". Enough references given beforehand make up for it.
"""

import ctypes
import sys
from typing import Final

ENOUGH: Final = 1 << 40
"""References; a million lost every second would last twelve days."""
CONSTANTS: Final = (None, True, False, NotImplemented, Ellipsis)


def keep_constants() -> None:
    """Give every constant :data:`ENOUGH` references where it is not immortal by itself."""
    if sys.version_info >= (3, 12):
        return
    for each in CONSTANTS:
        count = ctypes.c_ssize_t.from_address(id(each))
        if count.value < ENOUGH // 2:
            count.value += ENOUGH
