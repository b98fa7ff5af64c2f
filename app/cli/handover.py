"""``handover``: what is handed over, its minutes, and the new village head."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, day, folder
from app.usecases.hands import take_over


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("show", help="xem sổ đang có những gì").set_defaults(run=_show)
    printed = verbs.add_parser("print", help="in biên bản bàn giao (pdf, docx)")
    _add(printed)
    printed.add_argument("--out", metavar="TỆP", type=folder, required=True, help="tệp để ghi")
    printed.set_defaults(run=_print)
    recorded = verbs.add_parser("record", help="ghi đã bàn giao; nhiệm kỳ mới bắt đầu")
    _add(recorded)
    recorded.set_defaults(run=_record)


def _add(parser: Parser) -> None:
    parser.add_argument("--to", metavar="NGƯỜI", required=True, help="trưởng thôn mới: họ tên, hoặc mã người")
    parser.add_argument("--day", metavar="NGÀY", type=day, help="ngày bàn giao (mặc định: hôm nay)")
    parser.add_argument("--place", metavar="NƠI", default="", help="nơi bàn giao")
    parser.add_argument("--witness", metavar="NGƯỜI", default="", help="người chứng kiến")


def _show(call: Call) -> Answer:
    from app.usecases.handover import inventory

    found = inventory(call.context)
    facts = {"giver": found.giver, "items": [asdict(each) for each in found.items], "before": list(found.before)}
    lines = table(("Nội dung", "Số lượng", "Ghi chú"), [(each.what, each.count, each.note) for each in found.items])
    return Answer(facts, (*lines, *found.before))


def _print(call: Call) -> Answer:
    from app.usecases.handover import HandOver, print_minutes

    options = call.options
    command = HandOver(options.to, options.day, options.place, options.witness)
    pages = print_minutes(call.context, command, options.out)
    return Answer({"pages": pages, "file": str(options.out)}, (f"Đã ghi biên bản: {options.out}",))


def _record(call: Call) -> Answer:
    from app.usecases.handover import HandOver, hand_over

    options = call.options
    done = hand_over(call.context, HandOver(options.to, options.day, options.place, options.witness))
    take_over(call.context, done.result)
    words = f"Đã bàn giao cho {done.result}. Từ nay trên máy này là {done.result}."
    return Answer({"to": done.result, "operation": operation_of(done)}, (words,))
