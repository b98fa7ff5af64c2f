"""``who``: who is at the keyboard; with a name, who is from now on."""

from app.cli.command import Answer, Call
from app.cli.parser import Parser
from app.usecases.hands import hands, take_over


def add_to(parser: Parser) -> None:
    """Declare the argument."""
    parser.add_argument("name", metavar="HỌ TÊN", nargs="?", default="", help="từ nay là người này")
    parser.set_defaults(run=_who)


def _who(call: Call) -> Answer:
    if call.options.name:
        take_over(call.context, call.options.name)
    found = hands(call.context)
    return Answer({"now": found.now, "known": list(found.known)}, (f"Đang làm: {found.now}",))
