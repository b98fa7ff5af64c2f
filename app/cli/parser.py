"""argparse in Vietnamese: headings, help and what was wrong; a wrong command is an error of the program's own kind."""

import argparse
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

from app.cli.errors import USAGE
from app.kernel.clock import VIETNAM
from app.kernel.errors import AppError
from app.vietnamese.dates import parse_date

_WORDS: Final = (
    ("the following arguments are required: ", "còn thiếu "),
    ("unrecognized arguments: ", "không hiểu "),
    ("expected one argument", "cần một giá trị đi sau"),
    ("expected at least one argument", "cần ít nhất một giá trị đi sau"),
    ("not allowed with argument ", "không dùng cùng "),
    ("one of the arguments ", "cần một trong: "),
    (" is required", ""),
    ("invalid choice: ", "không có "),
    ("(choose from ", "(chọn trong: "),
    ("ignored explicit argument ", "không nhận giá trị "),
    ("argument ", ""),
)
"""argparse's sentences; it offers no other way to say them than its own English."""


class Parser(argparse.ArgumentParser):
    """A parser that speaks Vietnamese, takes the options common to all commands, and raises CLI-001 instead of leaving."""

    def __init__(self, **options: Any) -> None:
        self._worded: list[tuple[str, argparse.Action]] = []
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **options)
        self._positionals.title = "Tham số"
        self._optionals.title = "Lựa chọn"
        common = self.add_argument_group("Dùng được với mọi lệnh")
        common.add_argument("-h", "--help", action="help", help="xem hướng dẫn này rồi thoát")
        absent = argparse.SUPPRESS  # so that a value given before the command is not overwritten after it
        common.add_argument("--data-dir", metavar="DIR", type=folder, default=absent, help="thư mục dữ liệu")
        common.add_argument(
            "--village", metavar="THÔN", default=absent, dest="standing_in", help="ở sổ của xã: làm thay thôn này"
        )
        common.add_argument(
            "--database",
            metavar="URL",
            default=absent,
            help="sổ của xã trên máy chủ PostgreSQL (postgresql+psycopg://…)",
        )
        common.add_argument("--json", action="store_true", default=absent, help="in kết quả thành một đối tượng JSON")
        common.add_argument("--yes", action="store_true", default=absent, help="không hỏi lại, chọn cách an toàn")

    def add_worded(self, name: str, *, metavar: str, option: str = "", **how: Any) -> None:
        """Declare a value that stands by itself, or behind an option named like the field it goes into (``--name``)."""
        option = f"--{option or name}"
        place = self.add_argument(name, metavar=metavar, **how)
        how |= {"dest": name, "default": argparse.SUPPRESS, "help": f"như {metavar}"}
        self.add_argument(option, metavar=metavar, **how)
        self._worded.append((option, place))

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse as always; what was given by its option is no longer missing at its place."""
        for option, place in self._worded:
            if any(word == option or word.startswith(f"{option}=") for word in args or ()):
                self._actions.remove(place)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Raise CLI-001 with what argparse found, in Vietnamese."""
        raise AppError(USAGE, reason=in_vietnamese(message), command=self.prog)

    def verbs(self) -> "Verbs":
        """Return where the verbs of this noun are added; one must be given."""
        return self.add_subparsers(title="Các lệnh", metavar="LỆNH", required=True, dest="verb")


Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"
"""Where a noun adds its verbs, with ``add_parser``."""


class _Formatter(argparse.HelpFormatter):
    """Help whose first line is in Vietnamese too."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Begin with "Cách dùng"."""
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


def in_vietnamese(message: str) -> str:
    """Return argparse's sentence in Vietnamese."""
    for english, vietnamese in _WORDS:
        message = message.replace(english, vietnamese)
    return message


def folder(text: str) -> Path:
    """Return a folder or file as typed; ``~`` is the home folder."""
    return Path(text).expanduser()


def count(text: str) -> int:
    """Return a number of lines, 0 for all."""
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"«{text}» phải là số")
    return int(text)


def pair(text: str) -> tuple[str, str]:
    """Return name and value of ``NAME=VALUE``; the value may be empty, which clears a field."""
    name, equals, value = text.partition("=")
    if not (equals and name.strip()):
        raise argparse.ArgumentTypeError(f"«{text}» phải có dạng MỤC=GIÁ TRỊ")
    return name.strip(), value


def day(text: str) -> date:
    """Return a day as people type it, 20/02/2023 or 2023-02-20; the year in four digits."""
    read = parse_date(text).to_date()
    if read is None:
        raise argparse.ArgumentTypeError(f"«{text}» phải là ngày đầy đủ, ví dụ 18/11/2026")
    return read


def when(text: str) -> int:
    """Return a moment in milliseconds: a day, which means its end, or a day and a time ("18/11/2025 20:00")."""
    date_text, _, clock_text = text.strip().partition(" ")
    try:
        end = time.max if not clock_text else time.fromisoformat(clock_text.strip().rjust(5, "0"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» phải là ngày và giờ, ví dụ 18/11/2026 20:00") from None
    return int(datetime.combine(day(date_text), end, VIETNAM).timestamp() * 1000)


def unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return pairs as a mapping; raises CLI-001 when a name is given twice."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise AppError(USAGE, reason=f"«{name}» được ghi hai lần", command="so-thon")
        found[name] = value
    return found
