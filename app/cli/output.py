"""Saying how it went: one JSON object on standard output with ``--json``, else lines for people, errors on standard error."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from app.cli.command import Answer
from app.kernel.errors import AppError


def use_utf8() -> None:
    """Write UTF-8 wherever the output goes; a Windows pipe would otherwise lose most Vietnamese letters."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
            stream.reconfigure(encoding="utf-8")


def say(answer: Answer, *, as_json: bool) -> None:
    """Print an answer."""
    if as_json:
        _print_json({"ok": True, **answer.facts})
    else:
        for line in answer.lines:
            print(line)
    _flush(sys.stdout)


def say_error(error: AppError, *, as_json: bool) -> None:
    """Print an expected failure: what happened, and what to do."""
    if as_json:
        facts = {"code": error.code.number, "message": error.message, "advice": error.advice, "facts": error.facts}
        _print_json({"ok": False, "error": facts})
        _flush(sys.stdout)
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


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str))


def _flush(stream: TextIO) -> None:
    """Hand everything over; a reader that left (``| head``) is no failure of ours."""
    try:
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
