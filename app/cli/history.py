"""``history``: what was done, by operation or to one record."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.output import table
from app.cli.parser import Parser, count
from app.usecases.history import list_operations, record_history

ALL = 1_000_000
"""What a limit of 0 stands for."""


def add_to(parser: Parser) -> None:
    """Declare the options of ``history``."""
    parser.add_argument("--record", metavar="MÃ", help="chỉ một hộ, một người ... theo mã")
    parser.add_argument("--limit", metavar="SỐ", type=count, default=50, help="nhiều nhất bao nhiêu dòng (0: tất cả)")
    parser.set_defaults(run=_history)


def _history(call: Call) -> Answer:
    limit = call.options.limit or ALL
    if call.options.record:
        changes = record_history(call.context, call.options.record, limit)
        lines = table(
            ("Lúc", "Ai", "Việc", "Mục", "Trước", "Sau"),
            [(row.when, row.actor, row.sentence, row.label, row.before, row.after) for row in changes],
        )
        return Answer({"items": [asdict(row) for row in changes]}, lines)
    operations = list_operations(call.context, limit)
    lines = table(
        ("Lúc", "Ai", "Việc", "Số mục", "Mã việc"),
        [(row.when, row.actor, row.sentence + (" (đã hoàn tác)" if row.undone else ""), row.records, row.id)
         for row in operations],
    )  # fmt: skip
    return Answer({"items": [asdict(row) for row in operations]}, lines)
