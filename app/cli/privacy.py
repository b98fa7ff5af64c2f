"""``privacy``: who saw or wrote out full id numbers."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.output import table
from app.cli.parser import Parser
from app.usecases.privacy import list_disclosures


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("log", help="xem ai đã xem, ghi ra số định danh đầy đủ").set_defaults(run=_log)


def _log(call: Call) -> Answer:
    found = list_disclosures(call.context)
    lines = table(
        ("Lúc", "Ai", "Cách", "Xem gì", "Số người", "Để làm gì"),
        [(row.when, row.actor, row.way, row.about, row.people, row.purpose) for row in found],
    )
    return Answer({"items": [asdict(row) for row in found]}, (*lines, f"{len(found)} lần"))
