"""What both commands do first: run inside a ``.venv`` that holds exactly the pins of ``pyproject.toml``.

``python3 -m app`` and ``python3 -m tests`` need nothing but Python: :func:`ensure` continues in the ready environment,
or has :mod:`app.environment` make one first. Standard library only, and quick when all is ready: this runs before
every start. Design: paper.md, "Setting up with nothing before it".
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for whoever starts it with an older one
    sys.stderr.write("Sổ Thôn cần Python 3.11 trở lên; máy này đang chạy Python %s.\n" % sys.version.split()[0])  # noqa: UP031
    sys.exit(5)

import zlib
from pathlib import Path
from typing import Final, NoReturn

PROJECT: Final = Path(__file__).resolve().parent.parent
STAMP: Final = "so-thon.stamp"
"""File in a finished environment, one line for the Python and one for each pin it was filled with; written last."""


def ensure(extras: tuple[str, ...] = ()) -> None:
    """Return only inside an environment that holds the pins and ``extras`` of ``pyproject.toml``.

    Otherwise start the same command again inside it, making it first if need be; what stands in the way is said in
    Vietnamese and ends the process with exit code 5. Frozen or installed, everything is there already: returns at once.
    """
    if getattr(sys, "frozen", False) or not (PROJECT / "pyproject.toml").is_file():
        return
    wanted = pins(extras)
    ready = next((place for place in places() if is_ready(place, wanted)), None)
    if ready is not None:
        if Path(sys.prefix).samefile(ready):
            return
        try:
            enter(ready)
        except OSError:  # its interpreter is there but does not start any more
            (ready / STAMP).unlink(missing_ok=True)
    from app import environment

    enter(environment.make(wanted))


def pins(extras: tuple[str, ...]) -> tuple[str, ...]:
    """Return the requirements of the project and of the named optional groups, as written."""
    import tomllib

    with (PROJECT / "pyproject.toml").open("rb") as stream:
        project = tomllib.load(stream)["project"]
    groups = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return tuple(pin for group in groups for pin in group)


def places() -> list[Path]:
    """Return where the environment may stand: in the project, else (read-only project) in the person's cache folder."""
    if os.name == "nt":
        cache = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return [PROJECT / ".venv", cache / "so-thon" / f"venv-{zlib.crc32(os.fsencode(PROJECT)):08x}"]


def is_ready(place: Path, wanted: tuple[str, ...]) -> bool:
    """Tell whether ``place`` was filled to the end with ``wanted`` (or more) for this Python and is still whole."""
    try:
        stamped = (place / STAMP).read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    alive = os.access(python_of(place), os.X_OK) and (place / "pyvenv.cfg").is_file()
    return alive and {python_tag(), *wanted} <= set(stamped)


def python_of(place: Path) -> Path:
    """Return the interpreter of an environment."""
    return place / "Scripts" / "python.exe" if os.name == "nt" else place / "bin" / "python"


def python_tag() -> str:
    """Return what a compiled library must match: implementation and minor version, as ``cpython-311``."""
    return str(sys.implementation.cache_tag)


def clean_surroundings() -> dict[str, str]:
    """Return the environment variables without those that would mix in libraries of another Python."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "__PYVENV_LAUNCHER__")}
    return {**kept, "PYTHONPATH": str(PROJECT)}


def enter(place: Path) -> NoReturn:
    """Run this very command line again with the interpreter of ``place`` and end as it ends."""
    command = [str(python_of(place)), *sys.orig_argv[1:]]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execve(command[0], command, clean_surroundings())
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the inner one, which ends and passes its code on
    sys.exit(subprocess.run(command, env=clean_surroundings(), check=False).returncode)
