"""Expected failures: one class, many numbered codes.

A failure a person can cause or meet is an :class:`AppError` carrying an :class:`ErrorCode`; anything else is a bug.
Each room declares its codes once, in its own ``errors.py``, as module constants. Declaring the same number twice
fails at import, so the manual can rely on the numbers.
"""

import enum
from dataclasses import dataclass
from typing import Final


class Exit(enum.IntEnum):
    """Exit codes of the command line, as released; scripts of communes depend on them."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3
    NEEDS_PERSON = 4
    DATA_FOLDER = 5
    CANCELLED = 130


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One numbered message: what happened and why (``message``), what to do (``advice``).

    Both are Vietnamese ``str.format`` templates filled from the facts of the error. Facts must not hold
    personal data beyond what the person just typed or the name of the file they chose, because logs keep them.
    """

    number: str
    message: str
    advice: str
    exit: Exit = Exit.REFUSED

    def __post_init__(self) -> None:
        if self.number in CATALOGUE:
            raise ValueError(f"error number {self.number} is declared twice")
        CATALOGUE[self.number] = self


CATALOGUE: Final[dict[str, ErrorCode]] = {}
"""Every declared code by its number; filled by declaration, read by the manual and the tests."""


class AppError(Exception):
    """An expected failure. ``facts`` fill the templates and are printed by ``--json`` as they are."""

    def __init__(self, code: ErrorCode, /, **facts: object) -> None:
        super().__init__(code.number)
        self.code = code
        self.facts = facts

    @property
    def message(self) -> str:
        """What happened and why, in Vietnamese."""
        return self.code.message.format(**self.facts)

    @property
    def advice(self) -> str:
        """What to do now, in Vietnamese."""
        return self.code.advice.format(**self.facts)

    def __str__(self) -> str:
        return f"{self.code.number}: {self.message}"


class Cancelled(Exception):
    """The person pressed Cancel; the transaction is rolled back and nothing changed."""
