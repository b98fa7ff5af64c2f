"""``handbook``: print the covenant handbook, and who got a copy."""

import argparse
from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, count, day, folder
from app.usecases.deliveries import Deliver, NameReceiver, deliver, delivery_board, find_copy, name_receiver
from app.usecases.handbooks import CHOICES, MOST_COMMENT_PAGES, PARTS, TITLE, PrintHandbook, print_handbook
from app.usecases.households import find_household, resolve_group
from app.usecases.village_changes import village_named
from app.vietnamese.text import clean

EVERY = "all"
"""What ``--villages`` says for every village whose covenant is recognised."""


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    given = verbs.add_parser("deliver", help="ghi đã giao sổ tay cho một hộ, cả tổ, hay theo mã ở bìa sau")
    whose = given.add_mutually_exclusive_group(required=True)
    whose.add_argument("--household", metavar="MÃ HỘ", default="")
    whose.add_argument("--group", metavar="TỔ", default="")
    whose.add_argument("--code", metavar="MÃ", default="", help="mã ở bìa sau của cuốn sổ")
    given.add_argument("--date", metavar="NGÀY", type=day, help="ngày giao (mặc định: hôm nay)")
    given.add_argument("--giver", metavar="HỌ TÊN", default="", help="người giao")
    given.add_argument("--receiver", metavar="HỌ TÊN", default="", help="người nhận (mặc định: chủ hộ)")
    given.add_argument("--relation", metavar="QUAN HỆ", default="", help="người nhận là gì của chủ hộ")
    given.set_defaults(run=_deliver)
    took = verbs.add_parser("receiver", help="ghi ai đã nhận sổ tay của một hộ")
    took.add_argument("--household", metavar="MÃ HỘ", required=True)
    took.add_argument("--receiver", metavar="HỌ TÊN", default="", help="để trống: chủ hộ nhận")
    took.add_argument("--relation", metavar="QUAN HỆ", default="", help="là gì của chủ hộ")
    took.set_defaults(run=_receiver)
    verbs.add_parser("delivered", help="xem hộ nào đã nhận, hộ nào chưa").set_defaults(run=_delivered)
    listed = verbs.add_parser("list", help="in danh sách giao nhận để các hộ ký (pdf, docx, xlsx)")
    listed.add_argument("--out", metavar="TỆP", type=folder, required=True, help="tệp để ghi")
    listed.add_argument("--group", metavar="TỔ", default="", help="chỉ một tổ")
    listed.add_argument("--missing", action="store_true", help="chỉ những hộ chưa nhận")
    listed.add_argument("--giver", metavar="HỌ TÊN", default="", help="người giao, ghi ở cuối danh sách")
    listed.set_defaults(run=_list)
    printed = verbs.add_parser("print", help="in sổ tay quy ước, khổ A5 (pdf; docx để sửa)")
    printed.add_argument("--out", metavar="TỆP", type=folder, required=True, help="tệp để ghi")
    printed.add_argument("--booklet", action="store_true", help="xếp hai trang A5 trên một tờ A4 để gập đóng quyển")
    whose_book = printed.add_mutually_exclusive_group()
    whose_book.add_argument("--personal", action="store_true", help="mỗi hộ một cuốn trong tệp, bìa ghi tên chủ hộ")
    whose_book.add_argument(
        "--villages",
        metavar="THÔN,THÔN",
        default="",
        help="ở xã: một cuốn chung của các thôn này, hoặc all: mọi thôn có quy ước đã công nhận; không ghi vào các lần in",
    )
    printed.add_argument("--large", action="store_true", help="chữ to, cho người già")
    known = ", ".join(f"{key} ({words})" for key, (_, words) in CHOICES.items())
    printed.add_argument(
        "--without", metavar="PHẦN", choices=tuple(CHOICES), action="append", default=[], help=f"bỏ một phần: {known}"
    )
    printed.add_argument("--title", metavar="TÊN", default=TITLE, help="tên ở bìa")
    printed.add_argument(
        "--comment-pages", metavar="SỐ", type=comment_pages, default=2, help="số trang để các hộ ghi ý kiến"
    )
    printed.add_argument("--copies", metavar="SỐ", type=count, default=0, help="số cuốn (mặc định: mỗi hộ một cuốn)")
    printed.set_defaults(run=_print)


def comment_pages(text: str) -> int:
    """Return how many pages there are for comments."""
    pages = count(text)
    if not 1 <= pages <= MOST_COMMENT_PAGES:
        raise argparse.ArgumentTypeError(f"«{text}» phải từ 1 đến {MOST_COMMENT_PAGES}")
    return pages


def _deliver(call: Call) -> Answer:
    options, context = call.options, call.context
    households: tuple[str, ...]
    edition = ""
    if options.code:
        found = find_copy(context, options.code)
        households, edition = (found.household,), found.edition
    elif options.household:
        households = (find_household(context, options.household),)
    else:
        group = resolve_group(context, options.group)
        households = tuple(row.id for row in delivery_board(context).rows if row.group_id == group)
    command = Deliver(
        households, edition, options.date, options.giver, receiver=options.receiver, relation=options.relation
    )
    done = deliver(context, command)
    return Answer({"delivered": done.result, "operation": operation_of(done)}, (f"Đã ghi giao {done.result} cuốn.",))


def _receiver(call: Call) -> Answer:
    options, context = call.options, call.context
    command = NameReceiver(find_household(context, options.household), options.receiver, options.relation)
    done = name_receiver(context, command)
    return Answer({"receiver": done.result, "operation": operation_of(done)}, (f"Đã ghi người nhận: {done.result}.",))


def _delivered(call: Call) -> Answer:
    board = delivery_board(call.context)
    missing = [row for row in board.rows if not row.given]
    lines = table(
        ("Mã hộ", "Chủ hộ", "Tổ", "Địa chỉ"), [(row.code, row.head, row.group, row.address) for row in missing]
    )
    words = (
        f"Đã giao {board.delivered} trên {len(board.rows)} hộ; in {board.copies} cuốn. Chưa nhận: {len(missing)} hộ."
    )
    return Answer({**asdict(board), "missing": len(missing)}, (*lines, words))


def _list(call: Call) -> Answer:
    from app.usecases.delivery_papers import PrintDeliveryList, print_delivery_list

    options = call.options
    group = resolve_group(call.context, options.group)
    command = PrintDeliveryList(options.out, group, missing=options.missing, giver=options.giver)
    made = print_delivery_list(call.context, command)
    facts = {"households": made.households, "pages": made.pages, "file": str(made.file)}
    return Answer(facts, (f"Đã ghi danh sách giao nhận {made.households} hộ: {made.file}",))


def _print(call: Call) -> Answer:
    options = call.options
    if options.villages:
        return _print_together(call)
    command = PrintHandbook(
        options.out, options.title, _parts(call), options.comment_pages, booklet=options.booklet,
        copies=options.copies, personal=options.personal, large=options.large,
    )  # fmt: skip
    done = print_handbook(call.context, command, call.progress)
    made = done.result
    facts = {"pages": made.pages, "copies": made.copies, "file": str(made.file), "edition": made.edition,
             "operation": operation_of(done)}  # fmt: skip
    counts = f" {made.pages} trang, {made.copies} cuốn" if made.edition else ""
    return Answer(facts, (f"Đã ghi sổ tay{counts}: {made.file}",))


def _parts(call: Call) -> tuple[str, ...]:
    left_out = {CHOICES[key][0] for key in call.options.without}
    return tuple(part for part in PARTS if part not in left_out)


def _print_together(call: Call) -> Answer:
    from app.usecases.commune_handbook import PrintVillagesHandbook, print_villages_handbook

    options, context = call.options, call.context
    named = () if options.villages == EVERY else tuple(filter(None, map(clean, options.villages.split(","))))
    villages = tuple(village_named(context, name) for name in named)
    command = PrintVillagesHandbook(
        options.out, villages, options.title, _parts(call), options.comment_pages, options.booklet, options.large
    )
    done = print_villages_handbook(context, command, call.progress)
    made = done.result
    counts = f" {made.pages} trang, cần {made.copies} cuốn" if made.pages else ""
    words = [f"Đã ghi sổ tay{counts} của {', '.join(made.villages)}: {made.file}"]
    words += [f"Chưa có quy ước được công nhận: {', '.join(made.left_out)}."] if made.left_out else []
    return Answer({**asdict(made), "file": str(made.file), "operation": operation_of(done)}, tuple(words))
