"""``households``: the list of households in, out, and corrected."""

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, count, folder, pair, unique
from app.kernel.errors import Exit
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    find_household,
    list_households,
    resolve_group,
    save_household,
)
from app.vietnamese.text import fold

GROUP_WORDS = ("group", "to", "to dan cu")
"""Names under which the group of a household may be set; other references cannot be typed."""


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    taken = verbs.add_parser("import", help="nhập danh sách từ bảng tính (xlsx, xls, csv)")
    taken.add_argument("file", metavar="TỆP", type=folder)
    taken.add_argument("--sheet", metavar="TÊN", default="", help="trang tính cần nhập (mặc định: tự tìm)")
    taken.add_argument("--map", metavar="CỘT=MỤC", type=pair, action="append", default=[], help="ghép cột với mục")
    taken.add_argument("--encoding", choices=("auto", "unicode"), default="auto", help="bảng mã của tệp")
    taken.add_argument("--fill-zeros", action="store_true", help="thêm số 0 mà bảng tính đã bỏ ở số định danh")
    taken.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ thay đổi gì, không ghi")
    taken.add_argument("--report", metavar="TỆP.xlsx", type=folder, help="ghi kết quả từng dòng ra bảng tính")
    taken.set_defaults(run=_import)
    add_list(verbs.add_parser("list", help="xem danh sách hộ"))
    changed = verbs.add_parser("set", help="sửa một hộ")
    changed.add_argument("code", metavar="MÃ HỘ")
    changed.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="+")
    changed.set_defaults(run=_set)


def add_list(parser: Parser) -> None:
    """Declare the options that lists of households and people share."""
    parser.add_argument("--group", metavar="TÊN TỔ", default="", help="chỉ một tổ")
    parser.add_argument("--query", metavar="CHỮ", default="", help="tìm theo phần tên, địa chỉ, số điện thoại")
    parser.add_argument("--limit", metavar="SỐ", type=count, default=0, help="nhiều nhất bao nhiêu dòng (0: tất cả)")
    parser.set_defaults(run=_list)


def query_of(call: Call) -> HouseholdQuery:
    """Return the query that the shared options of lists make; raises FORM-003 for an unknown group."""
    options = call.options
    return HouseholdQuery(options.query, resolve_group(call.context, options.group), limit=options.limit)


def _list(call: Call) -> Answer:
    page = list_households(call.context, query_of(call))
    items = [
        {"id": row.id, "code": row.code, "head": row.head, "address": row.address, "group": row.group,
         "people": row.people}
        for row in page.items
    ]  # fmt: skip
    lines = table(
        ("Mã hộ", "Chủ hộ", "Địa chỉ", "Tổ", "Số khẩu"),
        [(row.code, row.head, row.address, row.group, row.people) for row in page.items],
    )
    return Answer({"total": page.total, "items": items}, (*lines, f"{page.total} hộ"))


def _set(call: Call) -> Answer:
    context = call.context
    texts = unique(call.options.fields)
    group_name = next((name for name in texts if fold(name) in GROUP_WORDS), None)
    group = resolve_group(context, texts.pop(group_name)) if group_name else None
    household = find_household(context, call.options.code)
    done = save_household(context, SaveHousehold(household, texts, group=group))
    return Answer({"record": done.result, "operation": operation_of(done)}, (f"Đã ghi hộ {call.options.code}.",))


def _import(call: Call) -> Answer:
    from app.usecases.imports import ImportList, import_list, preview_import, write_report

    options = call.options
    fill = options.fill_zeros or getattr(options, "yes", False)
    command = ImportList(options.file, options.sheet, _mapping(call), fill)
    operation = None
    if options.dry_run:
        report = preview_import(call.context, command, call.progress)
    else:
        done = import_list(call.context, command, call.progress)
        report, operation = done.result, operation_of(done)
    if options.report:
        write_report(options.report, report)
    problems = [
        {"sheet": each.sheet, "row": each.row, "column": each.column, "code": each.code, "message": each.message}
        for each in report.problems
    ]
    refused = report.people["refused"] + report.households["refused"]
    facts = {"rows": report.rows, "households": dict(report.households), "people": dict(report.people),
             "problems": problems, "operation": operation}  # fmt: skip
    lines = (
        f"{'Xem thử' if options.dry_run else 'Đã nhập'} «{report.file}»: {report.rows} dòng.",
        *table(
            ("", "mới", "sửa", "như cũ", "không nhận"),
            [(name, *(counts[each] for each in ("new", "updated", "same", "refused")))
             for name, counts in (("Hộ", report.households), ("Người", report.people))],
        ),
        *(f"Dòng {each.row}, cột {each.column}: {each.message}" for each in report.problems),
    )  # fmt: skip
    return Answer(facts, lines, Exit.NEEDS_PERSON if refused or problems else Exit.DONE)


def _mapping(call: Call) -> dict[str, str]:
    """Return the columns matched by hand; a field may be named alone ("address") where only one kind has it."""
    from app.usecases.import_rows import COLUMNS

    full: dict[str, list[str]] = {}
    for column in COLUMNS:
        full.setdefault(column.key.partition(".")[2], []).append(column.key)
    given = unique(call.options.map)
    return {header: full[name][0] if len(full.get(name, ())) == 1 else name for header, name in given.items()}
