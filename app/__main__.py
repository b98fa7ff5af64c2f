"""Two doors to the same program: bare, the window; with a command, the command line (cli.md)."""

import sys

from app.setup import ensure


def main() -> int:
    """Set up if need be, open the door that was asked for and return its exit code."""
    ensure()
    arguments = sys.argv[1:]
    if not wants_window(arguments):
        from app.cli.main import main as command_line

        return command_line(arguments)
    from app.environment import require_display

    require_display()
    from app.gui.start import run

    return run(arguments)


def wants_window(arguments: list[str]) -> bool:
    """Tell whether no command was given: nothing at all, or only the data folder to open."""
    if len(arguments) == 2:
        return arguments[0] == "--data-dir" and not arguments[1].startswith("-")
    return not arguments or (len(arguments) == 1 and arguments[0].startswith("--data-dir="))


if __name__ == "__main__":
    sys.exit(main())
