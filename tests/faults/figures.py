"""The page of what long runs showed: each command that runs one replaces its own section, the others stay."""

import platform
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.kernel.clock import VIETNAM

PAGE = Path(__file__).resolve().parent / "FIGURES.md"
TITLE = "# What the long runs showed"
_LEAD = "Each section is written by the command that runs it; `python3 -m tests long` runs them all."


def record(section: str, lines: Sequence[str], page: Path = PAGE) -> None:
    """Replace the section named ``section`` of the page (or add it, in order of names) with ``lines`` and the day of the run."""
    day = datetime.now(VIETNAM).date().isoformat()
    when = f"On {day}, {platform.system()}, Python {platform.python_version()}."
    sections = _sections(page.read_text(encoding="utf-8") if page.is_file() else "")
    sections[section] = "\n".join(("", *(f"- {line}" for line in lines), "", when, ""))
    body = (f"## {name}\n{text}" for name, text in sorted(sections.items()))
    page.write_text("\n".join((TITLE, "", _LEAD, "", *body)), encoding="utf-8")


def _sections(text: str) -> dict[str, str]:
    """Return the sections of a page by their names."""
    found: dict[str, str] = {}
    for part in ("\n" + text).split("\n## ")[1:]:
        name, _, body = part.partition("\n")
        found[name] = body.rstrip("\n") + "\n"
    return found
