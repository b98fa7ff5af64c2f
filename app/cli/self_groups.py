"""``self-groups``: self-managed groups (tổ tự quản), from founding to the yearly report."""

from dataclasses import asdict
from typing import Any

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, count, day, folder, pair, unique
from app.kernel.clock import today
from app.kernel.files import read_bytes
from app.records.self_managed import MEETING, MEMBER, RATINGS, ROLES
from app.usecases import self_managed
from app.usecases.context import Done
from app.usecases.households import find_household, find_person

LARGEST_TEXT = 400_000
"""Bytes of a regulation or plan read from a file."""


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem các tổ tự quản").set_defaults(run=_list)
    added = verbs.add_parser("add", help="lập một tổ tự quản")
    added.add_worded("name", metavar="TÊN TỔ")
    _add_fields(added)
    added.set_defaults(run=_add)
    changed = verbs.add_parser("set", help="sửa một tổ tự quản")
    changed.add_argument("group", metavar="TỔ")
    _add_fields(changed)
    changed.set_defaults(run=_set)
    for name, words, run in (("show", "xem một tổ tự quản", _show), ("sign", "mở đợt ký quy chế", _sign)):
        made = verbs.add_parser(name, help=words)
        made.add_argument("group", metavar="TỔ")
        made.set_defaults(run=run)
    ended = verbs.add_parser("end", help="ghi một tổ tự quản giải thể")
    ended.add_argument("group", metavar="TỔ")
    ended.add_argument("--day", metavar="NGÀY", type=day, help="từ ngày (mặc định: hôm nay)")
    ended.set_defaults(run=_end)
    joined = verbs.add_parser("join", help="thêm thành viên: hộ, người hoặc cơ sở")
    joined.add_argument("group", metavar="TỔ")
    who = joined.add_mutually_exclusive_group(required=True)
    who.add_argument("--household", metavar="MÃ HỘ", default="")
    who.add_argument("--person", metavar="NGƯỜI", default="")
    who.add_argument("--business", metavar="TÊN", default="")
    joined.add_argument("--role", metavar="NHIỆM VỤ", default=MEMBER, help=", ".join(ROLES))
    joined.add_argument("--day", metavar="NGÀY", type=day)
    joined.set_defaults(run=_join)
    left = verbs.add_parser("leave", help="cho một thành viên thôi")
    left.add_argument("member", metavar="MÃ", help="mã thành viên, như self-groups show --json cho biết")
    left.set_defaults(run=_leave)
    ruled = verbs.add_parser("regulation", help="ghi quy chế (và kế hoạch) từ tệp chữ")
    ruled.add_argument("group", metavar="TỔ")
    ruled.add_argument("file", metavar="TỆP.txt", type=folder)
    ruled.add_argument("--plan", metavar="TỆP.txt", type=folder, help="kế hoạch")
    ruled.set_defaults(run=_regulation)
    _add_doings(verbs)


def _add_doings(verbs: Any) -> None:
    printed = verbs.add_parser("print", help="in quy chế với danh sách hộ ký (pdf, docx); chưa có thì in bản mẫu")
    printed.add_argument("group", metavar="TỔ")
    printed.add_argument("--out", metavar="TỆP", type=folder, required=True)
    printed.set_defaults(run=_print)
    did = verbs.add_parser("activity", help="ghi một lần sinh hoạt hoặc việc đã làm")
    did.add_argument("group", metavar="TỔ")
    did.add_argument("--what", metavar="VIỆC", default=MEETING)
    did.add_argument("--result", metavar="CHỮ", default="", help="kết quả bằng số")
    did.add_argument("--present", metavar="SỐ", type=count, help="số thành viên có mặt, nếu là sinh hoạt")
    did.add_argument("--day", metavar="NGÀY", type=day)
    did.set_defaults(run=_activity)
    rated = verbs.add_parser("rate", help="xếp loại một năm")
    rated.add_argument("group", metavar="TỔ")
    rated.add_worded("rating", metavar="XẾP LOẠI", help=", ".join(RATINGS))
    rated.add_argument("--reason", metavar="CHỮ", required=True)
    rated.add_argument("--year", metavar="NĂM", type=count, default=0)
    rated.set_defaults(run=_rate)
    copied = verbs.add_parser("copy", help="lập tổ mới theo quy chế, kế hoạch của một tổ")
    copied.add_argument("group", metavar="TỔ")
    copied.add_worded("name", metavar="TÊN TỔ MỚI")
    copied.set_defaults(run=_copy)
    reported = verbs.add_parser("report", help="báo cáo các tổ của một năm (pdf, docx, xlsx)")
    reported.add_argument("--year", metavar="NĂM", type=count, default=0)
    reported.add_argument("--out", metavar="TỆP", type=folder, required=True)
    reported.set_defaults(run=_report)


def _add_fields(parser: Parser) -> None:
    parser.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="*", help="founded, decision, note")
    parser.add_argument("--field", metavar="LĨNH VỰC", action="append", default=None, help="có thể ghi nhiều lần")


def _saved(done: Done[str], words: str) -> Answer:
    return Answer({"record": done.result, "operation": operation_of(done)}, (words,))


def _group(call: Call) -> str:
    return self_managed.find_self_group(call.context, call.options.group)


def _list(call: Call) -> Answer:
    rows = self_managed.list_self_groups(call.context)
    lines = table(
        ("Tổ", "Lĩnh vực", "Tổ trưởng", "Thành viên", "Sinh hoạt", "Xếp loại"),
        [(row.name, ", ".join(row.fields), row.leader, row.members, row.meetings, row.rating.rating if row.rating else "")
         for row in rows],
    )  # fmt: skip
    return Answer({"items": [asdict(row) for row in rows]}, (*lines, f"{len(rows)} tổ"))


def _show(call: Call) -> Answer:
    found = self_managed.self_group_detail(call.context, _group(call))
    row, founded, decision = found.row, found.texts.get("founded", ""), found.texts.get("decision", "")
    said = (
        f"Lĩnh vực: {', '.join(row.fields)}" if row.fields else "",
        f"Thành lập: {founded} {decision}".rstrip() if founded or decision else "",
        *table(("Thành viên", "Nhiệm vụ"), [(each.name, each.role) for each in found.members]),
        f"Kế hoạch: {found.plan}" if found.plan else "",
        *(f"{each.day:%d/%m/%Y}  {each.what}  {each.result}".rstrip() for each in found.activities if each.day),
        *(f"{each.year}: {each.rating}. {each.reason}".rstrip() for each in found.ratings),
        found.regulation,
    )
    return Answer(asdict(found), (row.name, *filter(None, said)))


def _add(call: Call) -> Answer:
    texts = {**unique(call.options.fields), "name": call.options.name}
    fields = tuple(call.options.field or ())
    command = self_managed.SaveSelfGroup(texts=texts, fields=fields)
    return _saved(self_managed.save_self_group(call.context, command), f"Đã lập {call.options.name}.")


def _set(call: Call) -> Answer:
    fields = tuple(call.options.field) if call.options.field is not None else None
    command = self_managed.SaveSelfGroup(_group(call), unique(call.options.fields), fields)
    return _saved(self_managed.save_self_group(call.context, command), "Đã ghi.")


def _end(call: Call) -> Answer:
    return _saved(self_managed.end_self_group(call.context, _group(call), call.options.day), "Đã ghi giải thể.")


def _join(call: Call) -> Answer:
    options, context = call.options, call.context
    household = find_household(context, options.household) if options.household else ""
    person = find_person(context, options.person) if options.person else ""
    command = self_managed.NewMember(_group(call), household, person, options.business, options.role, options.day)
    return _saved(self_managed.add_member(context, command), "Đã thêm thành viên.")


def _leave(call: Call) -> Answer:
    return _saved(self_managed.end_member(call.context, call.options.member), "Đã cho thôi.")


def _regulation(call: Call) -> Answer:
    options = call.options
    text = read_bytes(options.file, LARGEST_TEXT).decode("utf-8-sig")
    plan = read_bytes(options.plan, LARGEST_TEXT).decode("utf-8-sig") if options.plan else None
    done = self_managed.save_regulation(call.context, _group(call), text, plan)
    return Answer({"version": done.result, "operation": operation_of(done)}, (f"Quy chế bản số {done.result}.",))


def _print(call: Call) -> Answer:
    from app.usecases.regulations import print_regulation

    made = print_regulation(call.context, _group(call), call.options.out)
    words = "quy chế mẫu" if made.model else "quy chế"
    return Answer(
        {**asdict(made), "file": str(call.options.out)},
        (f"Đã ghi {words}, {made.members} hộ, cơ sở trong danh sách ký: {call.options.out}",),
    )


def _sign(call: Call) -> Answer:
    done = self_managed.open_signing(call.context, _group(call))
    facts = {"campaign": done.result.campaign, "households": done.result.households, "operation": operation_of(done)}
    return Answer(facts, (f"Đã mở đợt ký quy chế: {done.result.households} hộ.",))


def _activity(call: Call) -> Answer:
    options = call.options
    command = self_managed.NewActivity(_group(call), options.day, options.what, options.result, options.present)
    return _saved(self_managed.record_activity(call.context, command), "Đã ghi.")


def _rate(call: Call) -> Answer:
    options = call.options
    year = options.year or today(call.context.clock).year
    done = self_managed.rate(call.context, _group(call), year, options.rating, options.reason)
    return _saved(done, "Đã xếp loại.")


def _copy(call: Call) -> Answer:
    done = self_managed.copy_self_group(call.context, _group(call), call.options.name)
    return _saved(done, f"Đã lập {call.options.name} theo mẫu.")


def _report(call: Call) -> Answer:
    from app.usecases.self_managed_report import write_self_group_report

    year = call.options.year or today(call.context.clock).year
    groups = write_self_group_report(call.context, call.options.out, year)
    return Answer(
        {"groups": groups, "file": str(call.options.out)}, (f"Đã ghi báo cáo {groups} tổ: {call.options.out}",)
    )
