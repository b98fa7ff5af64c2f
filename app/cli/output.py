"""Saying how it went: one JSON object on standard output with ``--json``, else lines for people, errors on standard error."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.cli.command import Answer
from app.kernel.errors import AppError


def use_utf8() -> None:
    """Write UTF-8 wherever the output goes; a Windows pipe would otherwise lose most Vietnamese letters.

    The executable without a console has no output at all: what it says goes nowhere, and is no fault.
    """
    if sys.stdout is None or sys.stderr is None:
        sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
            stream.reconfigure(encoding="utf-8")


def say(answer: Answer, *, as_json: bool) -> None:
    """Print an answer."""
    _print([_json({"ok": True, **answer.facts})] if as_json else answer.lines)


def say_error(error: AppError, *, as_json: bool) -> None:
    """Print an expected failure: what happened, and what to do."""
    if as_json:
        facts = {"code": error.code.number, "message": error.message, "advice": error.advice, "facts": error.facts}
        _print([_json({"ok": False, "error": facts})])
    else:
        print(f"{error.message} ({error.code.number})", error.advice, sep="\n", file=sys.stderr)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> tuple[str, ...]:
    """Return lines with the columns set below their headers; numbers to the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    rights = [bool(texts) and all(row[at].isdecimal() for row in texts) for at in range(len(headers))]
    widths = [max(len(row[at]) for row in (list(headers), *texts)) for at in range(len(headers))]
    return tuple(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, rights, strict=True)
        ).rstrip()
        for row in (list(headers), *texts)
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _print(lines: Iterable[str]) -> None:
    """Print lines; a reader that left (``| head``) is no failure of ours."""
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
