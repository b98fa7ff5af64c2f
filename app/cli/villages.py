"""``villages``: how each village of the commune stands (Tình hình các thôn), and their merging, splitting, renaming."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, day, folder
from app.kernel.errors import Exit
from app.usecases.apart import apart_of_village
from app.usecases.commune import (
    BEHIND,
    FILTERS,
    MissingHousehold,
    is_late,
    missing_households,
    narrowed,
    villages_overview,
)
from app.usecases.commune_papers import PAPERS, PrintForVillages, print_for_villages
from app.usecases.commune_report import WriteVillages, write_villages
from app.usecases.exchange_receipts import write_receipt
from app.usecases.village_changes import Reshape, groups_named, households_named, reshape, village_named
from app.usecases.village_entry import EnterVillage, enter_village
from app.usecases.village_names import Rename, rename_commune, rename_village


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    listed = verbs.add_parser("list", help="xem tình hình các thôn, ghi ra pdf, docx, xlsx")
    listed.add_argument("--query", metavar="CHỮ", default="", help="chỉ những thôn có tên, trưởng thôn như vậy")
    listed.add_argument("--state", choices=tuple(FILTERS), default="", help="chỉ những thôn như vậy")
    listed.add_argument("--names", action="store_true", help="ghi cả tên những hộ chưa ký")
    listed.add_argument("--out", metavar="TỆP", type=folder, help="ghi danh sách ra tệp")
    listed.set_defaults(run=_list)
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
    answered.add_argument("--to", "--out", metavar="DIR", type=folder, required=True, help="thư mục trên USB")
    answered.set_defaults(run=_answer)
    entered = verbs.add_parser("enter", help="lập sổ thay một thôn chưa có chương trình; làm tiếp với --village THÔN")
    entered.add_worded("village", metavar="TÊN", option="name")
    entered.add_argument("--label", metavar="CHỮ", default="thôn", help="gọi là: thôn, làng, khu phố ...")
    entered.add_argument("--head", metavar="HỌ TÊN", default="", help="trưởng thôn")
    entered.set_defaults(run=_enter)
    printed = verbs.add_parser("print", help="in một loại giấy cho từng thôn, mỗi thôn một tệp PDF")
    printed.add_argument(
        "paper", choices=tuple(PAPERS), help=", ".join(f"{key}: {words}" for key, words in PAPERS.items())
    )
    printed.add_argument("--out", metavar="THƯ MỤC", type=folder, required=True)
    printed.add_argument("--villages", metavar="THÔN,THÔN", default="", help="chỉ những thôn này (mặc định: mọi thôn)")
    printed.add_argument("--unsigned", action="store_true", help="bản cam kết: bỏ những hộ đã ký")
    printed.set_defaults(run=_print)
    commune = verbs.add_parser("rename-commune", help="ghi xã đổi tên, cho mọi thôn")
    commune.add_argument("--commune", metavar="MÃ", default="", help="mã xã mới")
    commune.add_argument("--commune-name", metavar="TÊN", default="", help="tên xã mới")
    _add_when(commune)
    commune.set_defaults(run=_rename_commune)


def _answer(call: Call) -> Answer:
    options = call.options
    made = write_receipt(call.context, village_named(call.context, options.village), options.to, call.progress).result
    return Answer({"file": str(made.file), "notes": made.notes}, (f"Đã ghi gói trả lời: {made.file}",))


def _enter(call: Call) -> Answer:
    options = call.options
    done = enter_village(call.context, EnterVillage(options.village, options.label, options.head))
    lines = (
        f"Đã lập sổ của {options.label} {options.village} ở xã.",
        f'Nhập danh sách: so-thon --village "{options.village}" households import TỆP',
    )
    return Answer({"pile": done.result, "operation": operation_of(done)}, lines)


def _print(call: Call) -> Answer:
    options, context = call.options, call.context
    villages = tuple(village_named(context, each) for each in options.villages.split(",") if each.strip())
    command = PrintForVillages(options.paper, options.out, villages, options.unsigned)
    made = print_for_villages(context, command, call.progress)
    items = [
        {"village": each.village, "file": str(each.file) if each.file else None, "pages": each.pages,
         "error": each.problem.code.number if each.problem else None}
        for each in made.items
    ]  # fmt: skip
    lines = [made.sentence, *(f"{each.village}: {each.problem.message}" for each in made.items if each.problem)]
    whole = len(made.files) == len(made.items)
    return Answer({"items": items, "files": len(made.files)}, tuple(lines), Exit.DONE if whole else Exit.NEEDS_PERSON)


def _add_when(parser: Any) -> None:
    parser.add_argument("--day", metavar="NGÀY", type=day, help="từ ngày (mặc định: hôm nay)")
    parser.add_argument("--decision", metavar="CHỮ", default="", help="quyết định nào")


def _list(call: Call) -> Answer:
    options, context = call.options, call.context
    rows = narrowed(context, villages_overview(context), options.query, options.state)
    missing = {row.pile: missing_households(context, row.campaign_id) for row in rows}
    items = [
        {**asdict(row), "late": is_late(context, row), "missing": [asdict(each) for each in missing[row.pile]],
         "apart": [asdict(each) for each in apart_of_village(context, row.pile)] if row.match == BEHIND else []}
        for row in rows
    ]  # fmt: skip
    lines = list(table(
        ("Thôn", "Trưởng thôn", "Hộ", "Khẩu", "Đã ký", "Trong", "Gửi lần cuối", "Đối chiếu"),
        [(row.title, row.head, row.households, row.people, row.signed, row.in_scope, row.sent_words, row.match_words)
         for row in rows],
    ))  # fmt: skip
    if options.names:
        lines += [f"{row.title} còn thiếu: {_names(missing[row.pile])}" for row in rows if missing[row.pile]]
    facts: dict[str, object] = {"items": items}
    if options.out:
        command = WriteVillages(options.out, options.query, options.state, options.names)
        made = write_villages(context, command, call.progress)
        facts |= {"file": str(made.file), "pages": made.pages}
        lines.append(f"Đã ghi danh sách {made.villages} thôn: {made.file}")
    return Answer(facts, tuple(lines))


def _names(missing: Sequence[MissingHousehold]) -> str:
    return "; ".join(each.head or each.code for each in missing)


def _reshape(call: Call) -> Answer:
    options, context = call.options, call.context
    source, into = village_named(context, options.village), village_named(context, options.into)
    groups = groups_named(context, source, filter(None, options.groups.split(",")))
    command = Reshape(source, into, groups, options.day, options.decision, options.name, options.label)
    done = reshape(context, command, call.progress)
    made = done.result
    words = f"Đã chuyển {made.households} hộ, {made.people} người, {made.groups} tổ từ {made.source} sang {made.into}."
    then = "Máy của hai thôn có số liệu mới khi nhận gói trả lời: so-thon villages answer THÔN --to USB"
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
