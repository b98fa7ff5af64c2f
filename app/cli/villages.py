"""``villages``: how each village of the commune stands (Tình hình các thôn)."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.output import table
from app.cli.parser import Parser
from app.usecases.commune import villages_overview


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    parser.verbs().add_parser("list", help="xem tình hình các thôn").set_defaults(run=_list)


def _list(call: Call) -> Answer:
    rows = villages_overview(call.context)
    lines = table(
        ("Thôn", "Trưởng thôn", "Hộ", "Khẩu", "Đã ký", "Trong"),
        [(row.name, row.head, row.households, row.people, row.signed, row.in_scope) for row in rows],
    )
    return Answer({"items": [asdict(row) for row in rows]}, lines)
