"""``history``: what was done, by operation or to one record."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.output import table
from app.cli.parser import Parser, count, when
from app.usecases.history import books_at, list_operations, record_at, record_history
from app.usecases.naming import moment_text

ALL = 1_000_000
"""What a limit of 0 stands for."""


def add_to(parser: Parser) -> None:
    """Declare the options of ``history``."""
    parser.add_argument("--record", metavar="MÃ", help="chỉ một hộ, một người ... theo mã")
    parser.add_argument("--limit", metavar="SỐ", type=count, default=50, help="nhiều nhất bao nhiêu dòng (0: tất cả)")
    parser.add_argument("--at", metavar="LÚC", type=when, help="sổ ghi gì vào lúc đó, ví dụ «18/11/2025 20:00»")
    parser.set_defaults(run=_history)


def _history(call: Call) -> Answer:
    if call.options.at is not None:
        return _books_at(call, call.options.at)
    limit = call.options.limit or ALL
    if call.options.record:
        changes = record_history(call.context, call.options.record, limit)
        lines = table(
            ("Lúc", "Ai", "Việc", "Mục", "Trước", "Sau", "Đến đâu"),
            [(row.when, row.actor, row.sentence, row.label, row.before, row.after, row.state_words) for row in changes],
        )
        return Answer({"items": [asdict(row) for row in changes]}, lines)
    operations = list_operations(call.context, limit)
    lines = table(
        ("Lúc", "Ai", "Việc", "Số mục", "Mã việc"),
        [(row.when, row.actor, row.sentence + (" (đã hoàn tác)" if row.undone else ""), row.records, row.id)
         for row in operations],
    )  # fmt: skip
    return Answer({"items": [asdict(row) for row in operations]}, lines)


def _books_at(call: Call, at: int) -> Answer:
    """Answer what the books said at a moment: of one record its fields, else every household."""
    if call.options.record:
        fields = record_at(call.context, call.options.record, at)
        items = [{"label": label, "value": value} for label, value in fields.items()]
        said = table(("Mục", "Lúc đó ghi"), list(fields.items()))
        lines = said if fields else ("Lúc đó sổ chưa có mục này.",)
        return Answer({"at": moment_text(at), "items": items}, lines)
    books = books_at(call.context, at)
    shown = books.items[: call.options.limit or ALL]
    facts = {"at": books.when, "households": len(books.items), "people": books.people,
             "items": [asdict(row) for row in shown]}  # fmt: skip
    lines = table(
        ("Mã hộ", "Chủ hộ", "Địa chỉ", "Số khẩu"), [(row.code, row.head, row.address, row.people) for row in shown]
    )
    return Answer(facts, (*lines, f"Lúc {books.when} sổ ghi {len(books.items)} hộ, {books.people} người."))
