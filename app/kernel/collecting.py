"""Python's search for cycles, held off where none are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycle_search() -> Iterator[None]:
    """Hold the search for cycles off for work that makes objects by the hundred thousand and no cycles among them.

    Objects still go away when nothing names them any more; only the search, which looks at all that live again and again and
    took a sixth of the time of merging a village, waits until the work is done. Nested, the outermost ends it.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def hold_off() -> None:
    """Hold the search off while the program loads: a third of a million objects come to stay, and each search looks at all."""
    gc.disable()


def search_from_now_on() -> None:
    """End what :func:`hold_off` began; what is loaded by now stays for good and is never looked at again."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
