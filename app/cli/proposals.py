"""``proposals``: values the commune proposes for a village's records, and what the village decides."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, pair
from app.cli.questions import about_of, add_about
from app.usecases.questions import Propose, accept_proposal, list_proposals, propose, refuse_proposal


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem các đề nghị sửa số liệu").set_defaults(run=_list)
    made = verbs.add_parser("make", help="ở xã: đề nghị thôn sửa một mục của một người, một hộ")
    made.add_argument("field", metavar="MỤC=GIÁ TRỊ", type=pair)
    made.add_argument("--reason", metavar="CHỮ", default="", help="vì sao")
    add_about(made)
    made.set_defaults(run=_make)
    taken = verbs.add_parser("accept", help="ở thôn: sửa theo đề nghị")
    taken.add_argument("id", metavar="MÃ")
    taken.set_defaults(run=_accept)
    left = verbs.add_parser("refuse", help="ở thôn: không sửa, và nói vì sao")
    left.add_argument("id", metavar="MÃ")
    left.add_argument("--reason", metavar="CHỮ", required=True, help="vì sao không")
    left.set_defaults(run=_refuse)


def _list(call: Call) -> Answer:
    rows = list_proposals(call.context)
    lines = table(
        ("Mã", "Thôn", "Về", "Mục", "Đang ghi", "Đề nghị", "Tình trạng"),
        [(row.id, row.village, row.about, row.label, row.now, row.value,
          f"{row.state}: {row.refusal}" if row.refusal else row.state) for row in rows],
    )  # fmt: skip
    return Answer({"items": [{**asdict(row), "open": row.open, "state": row.state} for row in rows]}, lines)


def _make(call: Call) -> Answer:
    name, value = call.options.field
    done = propose(call.context, Propose(about_of(call), name, value, call.options.reason))
    return Answer({"proposal": done.result, "operation": operation_of(done)}, ("Đã ghi đề nghị, chờ thôn quyết định.",))


def _accept(call: Call) -> Answer:
    done = accept_proposal(call.context, call.options.id)
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã sửa theo đề nghị của xã.",))


def _refuse(call: Call) -> Answer:
    done = refuse_proposal(call.context, call.options.id, call.options.reason)
    return Answer({"proposal": done.result, "operation": operation_of(done)}, ("Đã ghi từ chối, xã sẽ thấy lý do.",))
