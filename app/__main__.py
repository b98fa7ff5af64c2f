"""Two doors to the same program: bare, the window; with a command, the command line (cli.md)."""

import sys

from app.kernel.collecting import hold_off
from app.setup import ensure

SERVER = "--database"
PLACES = ("--data-dir", SERVER)
"""Options that only say where the books are; the window takes them too."""


def main() -> int:
    """Set up if need be, open the door that was asked for and return its exit code."""
    hold_off()
    arguments = sys.argv[1:]
    on_server = any(each == SERVER or each.startswith(f"{SERVER}=") for each in arguments)
    ensure(("server",) if on_server else ())
    if not wants_window(arguments):
        from app.cli.main import main as command_line

        return command_line(arguments)
    from app.environment import require_display

    require_display()
    from app.gui.start import run

    return run(arguments)


def wants_window(arguments: list[str]) -> bool:
    """Tell whether no command was given: nothing at all, or only which data folder and which server to open."""
    words = iter(arguments)
    for word in words:
        if word in PLACES:
            if next(words, "-").startswith("-"):
                return False
        elif not word.startswith(tuple(f"{each}=" for each in PLACES)):
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
