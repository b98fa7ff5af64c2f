"""``villages``: how each village of the commune stands (Tình hình các thôn), and their merging, splitting, renaming."""

from dataclasses import asdict
from typing import Any

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, day, folder
from app.usecases.commune import villages_overview
from app.usecases.exchange_receipts import write_receipt
from app.usecases.village_changes import Reshape, groups_named, households_named, reshape, village_named
from app.usecases.village_entry import EnterVillage, enter_village
from app.usecases.village_names import Rename, rename_commune, rename_village


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem tình hình các thôn").set_defaults(run=_list)
    for name, words in (("merge", "gộp một thôn vào thôn khác"), ("split", "tách một số tổ sang thôn khác")):
        made = verbs.add_parser(name, help=words)
        made.add_argument("village", metavar="THÔN", help="thôn đi")
        made.add_argument("--into", metavar="THÔN", required=True, help="thôn nhận")
        if name == "split":
            made.add_argument("--groups", metavar="TỔ,TỔ", required=True, help="các tổ chuyển đi")
        else:
            made.set_defaults(groups="")
        made.add_argument("--name", metavar="TÊN", default="", help="tên mới của thôn nhận")
        made.add_argument("--label", metavar="CHỮ", default="", help="gọi là: thôn, làng, khu phố ...")
        _add_when(made)
        made.set_defaults(run=_reshape)
    moved = verbs.add_parser("move", help="chuyển một số hộ sang thôn khác, lịch sử và chữ ký đi theo")
    moved.add_argument("village", metavar="THÔN", help="thôn đi")
    moved.add_argument(
        "--household", metavar="MÃ HỘ", action="append", required=True, help="hộ nào (ghi được nhiều lần)"
    )
    moved.add_argument("--into", metavar="THÔN", required=True, help="thôn nhận")
    moved.add_argument("--group", metavar="TỔ", default="", help="tổ ở thôn nhận")
    _add_when(moved)
    moved.set_defaults(run=_move)
    renamed = verbs.add_parser("rename", help="ghi một thôn đổi tên")
    renamed.add_argument("village", metavar="THÔN")
    renamed.add_argument("--name", metavar="TÊN", default="", help="tên mới")
    renamed.add_argument("--label", metavar="CHỮ", default="", help="gọi là: thôn, làng, khu phố ...")
    _add_when(renamed)
    renamed.set_defaults(run=_rename)
    answered = verbs.add_parser("answer", help="ghi gói trả lời cho một thôn ra USB")
    answered.add_argument("village", metavar="THÔN")
    answered.add_argument("--out", metavar="THƯ MỤC", type=folder, required=True)
    answered.set_defaults(run=_answer)
    entered = verbs.add_parser("enter", help="lập sổ thay một thôn chưa có chương trình; làm tiếp với --village THÔN")
    entered.add_argument("village", metavar="TÊN")
    entered.add_argument("--label", metavar="CHỮ", default="thôn", help="gọi là: thôn, làng, khu phố ...")
    entered.add_argument("--head", metavar="HỌ TÊN", default="", help="trưởng thôn")
    entered.set_defaults(run=_enter)
    commune = verbs.add_parser("rename-commune", help="ghi xã đổi tên, cho mọi thôn")
    commune.add_argument("--commune", metavar="MÃ", default="", help="mã xã mới")
    commune.add_argument("--commune-name", metavar="TÊN", default="", help="tên xã mới")
    _add_when(commune)
    commune.set_defaults(run=_rename_commune)


def _answer(call: Call) -> Answer:
    options = call.options
    made = write_receipt(call.context, village_named(call.context, options.village), options.out, call.progress).result
    return Answer({"file": str(made.file), "notes": made.notes}, (f"Đã ghi gói trả lời: {made.file}",))


def _enter(call: Call) -> Answer:
    options = call.options
    done = enter_village(call.context, EnterVillage(options.village, options.label, options.head))
    lines = (
        f"Đã lập sổ của {options.label} {options.village} ở xã.",
        f'Nhập danh sách: so-thon --village "{options.village}" households import TỆP',
    )
    return Answer({"pile": done.result, "operation": operation_of(done)}, lines)


def _add_when(parser: Any) -> None:
    parser.add_argument("--day", metavar="NGÀY", type=day, help="từ ngày (mặc định: hôm nay)")
    parser.add_argument("--decision", metavar="CHỮ", default="", help="quyết định nào")


def _list(call: Call) -> Answer:
    rows = villages_overview(call.context)
    lines = table(
        ("Thôn", "Trưởng thôn", "Hộ", "Khẩu", "Đã ký", "Trong"),
        [(row.name, row.head, row.households, row.people, row.signed, row.in_scope) for row in rows],
    )
    return Answer({"items": [asdict(row) for row in rows]}, lines)


def _reshape(call: Call) -> Answer:
    options, context = call.options, call.context
    source, into = village_named(context, options.village), village_named(context, options.into)
    groups = groups_named(context, source, filter(None, options.groups.split(",")))
    command = Reshape(source, into, groups, options.day, options.decision, options.name, options.label)
    done = reshape(context, command, call.progress)
    made = done.result
    words = f"Đã chuyển {made.households} hộ, {made.people} người, {made.groups} tổ từ {made.source} sang {made.into}."
    then = "Máy của hai thôn có số liệu mới khi nhận gói trả lời: so-thon villages answer THÔN --out USB"
    return Answer({**asdict(made), "operation": operation_of(done)}, (words, then))


def _move(call: Call) -> Answer:
    options, context = call.options, call.context
    source, into = village_named(context, options.village), village_named(context, options.into)
    homes = households_named(context, source, options.household)
    group = groups_named(context, into, [options.group])[0] if options.group else ""
    command = Reshape(source, into, day=options.day, decision=options.decision, households=homes, group=group)
    done = reshape(context, command, call.progress)
    made = done.result
    words = f"Đã chuyển {made.households} hộ, {made.people} người từ {made.source} sang {made.into}."
    return Answer({**asdict(made), "operation": operation_of(done)}, (words,))


def _rename(call: Call) -> Answer:
    options = call.options
    village = village_named(call.context, options.village)
    command = Rename(options.day, options.name, options.label, decision=options.decision)
    done = rename_village(call.context, command, village)
    return Answer({"title": done.result, "operation": operation_of(done)}, (f"Từ nay là {done.result}.",))


def _rename_commune(call: Call) -> Answer:
    options = call.options
    command = Rename(
        options.day, commune=options.commune, commune_name=options.commune_name, decision=options.decision
    )  # fmt: skip
    done = rename_commune(call.context, command)
    return Answer({"villages": done.result, "operation": operation_of(done)}, (f"Đã ghi cho {done.result} thôn.",))
