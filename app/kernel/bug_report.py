"""What a person can copy and send when the program is at fault: enough to find the line, nothing about anybody.

The text of an exception often quotes the value it choked on (a name, an id number), so only its type is kept. Paths
hold the account's name, so they are cut to what follows the program's own folder.
"""

import platform
import traceback
from importlib import metadata
from pathlib import PurePath

from app import __version__
from app.kernel.resources import program_folder


def bug_report(error: BaseException) -> str:
    """Return a report of ``error`` and its causes without personal data; the newest call is the last line of each."""
    lines = [f"Sổ Thôn {_version()} · Python {platform.python_version()} · {platform.system()} {platform.release()}"]
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        lines.extend(
            f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        )
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


def _short(filename: str) -> str:
    parts = PurePath(filename).parts
    for anchor in ("site-packages", "app"):
        if anchor in parts:
            last = len(parts) - 1 - parts[::-1].index(anchor)
            return "/".join(parts[last:])
    return parts[-1] if parts else filename


def _version() -> str:
    if program_folder():
        return __version__
    try:
        return metadata.version("so-thon")
    except metadata.PackageNotFoundError:
        return "(từ mã nguồn)"
