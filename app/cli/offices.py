"""``offices``: who is village head, deputy, party secretary, head of the Front's committee."""

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser
from app.usecases.offices import VILLAGE_OFFICES, SaveOffices, save_offices, village_offices


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem ai giữ chức danh nào").set_defaults(run=_list)
    changed = verbs.add_parser("set", help="ghi người giữ một chức danh từ hôm nay")
    changed.add_argument("office", metavar="CHỨC DANH", help=", ".join(VILLAGE_OFFICES))
    changed.add_argument("person", metavar="NGƯỜI", help="mã người hoặc họ tên; để trống («») là thôi giữ")
    changed.set_defaults(run=_set)


def _list(call: Call) -> Answer:
    held = village_offices(call.context)
    items = [{"office": office, "name": name} for office, name in held.items()]
    return Answer({"items": items}, tuple(table(("Chức danh", "Họ và tên"), list(held.items()))))


def _set(call: Call) -> Answer:
    done = save_offices(call.context, SaveOffices({call.options.office: call.options.person}))
    words = "Đã ghi." if done.result else "Sổ đã ghi như vậy từ trước."
    return Answer({"changed": done.result, "operation": operation_of(done)}, (words,))
