"""``households import`` and ``households template``: lists as spreadsheets. Their libraries are loaded only here."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Verbs, count, folder, pair, unique
from app.kernel.errors import Exit
from app.vietnamese.legacy import Encoding

_AUTO = "auto"


def add_import(verbs: Verbs) -> None:
    """Declare the two verbs."""
    taken = verbs.add_parser("import", help="nhập danh sách từ bảng tính (xlsx, xls, xlsb, ods, csv)")
    taken.add_argument("file", metavar="TỆP", type=folder)
    taken.add_argument("--sheet", metavar="TÊN", default="", help="trang tính cần nhập (mặc định: tự tìm)")
    taken.add_argument(
        "--map",
        metavar="CỘT=MỤC",
        type=pair,
        action="append",
        default=[],
        help="ghép cột với mục; cột không có tiêu đề thì ghi chữ cái, ví dụ @C",
    )
    taken.add_argument("--header-row", metavar="SỐ", type=count, help="tiêu đề ở hàng nào (0: không có)")
    taken.add_argument("--match", metavar="TÊN", default="", help="ghép cột theo cách đã lưu")
    taken.add_argument("--save-match", metavar="TÊN", default="", help="lưu cách ghép cột này để dùng lại")
    taken.add_argument(
        "--encoding",
        choices=(_AUTO, *Encoding),
        default=_AUTO,
        help="bảng mã (mặc định: tự nhận từng cột)",
    )
    taken.add_argument("--fill-zeros", action="store_true", help="thêm số 0 mà bảng tính đã bỏ ở số định danh")
    taken.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ thay đổi gì, không ghi")
    taken.add_argument("--report", metavar="TỆP.xlsx", type=folder, help="ghi kết quả từng dòng ra bảng tính")
    taken.set_defaults(run=_import)
    empty = verbs.add_parser("template", help="ghi mẫu bảng tính trống để điền danh sách")
    empty.add_argument("--out", metavar="TỆP.xlsx", type=folder, required=True, help="tệp để ghi")
    empty.set_defaults(run=_template)


def _import(call: Call) -> Answer:
    from app.usecases.column_matching import keep_match, with_match
    from app.usecases.imports import ImportList, ImportReport, import_list, preview_import, write_report

    options, context = call.options, call.context
    fill = options.fill_zeros or getattr(options, "yes", False)
    encoding = None if options.encoding == _AUTO else Encoding(options.encoding)
    command = ImportList(options.file, options.sheet, _mapping(call), fill, encoding, options.header_row)
    if options.match:
        command = with_match(context, command, options.match)
    if options.save_match:
        keep_match(context, options.save_match, command.mapping, command.header_row)
    report: ImportReport
    if options.dry_run:
        report, operation = preview_import(context, command, call.progress), None
    else:
        done = import_list(context, command, call.progress)
        report, operation = done.result, operation_of(done)
    if options.report:
        write_report(options.report, report)
    problems = [
        {"sheet": each.sheet, "row": each.row, "column": each.column, "code": each.code, "message": each.message}
        for each in report.problems
    ]
    refused = report.people["refused"] + report.households["refused"]
    facts = {"rows": report.rows, "households": dict(report.households), "people": dict(report.people),
             "problems": problems, "operation": operation,
             "encodings": [asdict(each) for each in report.conversions]}  # fmt: skip
    lines = (
        f"{'Xem thử' if options.dry_run else 'Đã nhập'} «{report.file}»: {report.rows} dòng.",
        *(f"Trang {each.sheet}, cột {each.column}: đọc theo bảng mã {each.encoding.upper()}, «{before}» thành «{after}»"
          for each in report.conversions for before, after in each.samples[:1]),
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


def _template(call: Call) -> Answer:
    from app.usecases.imports import write_import_template

    write_import_template(call.options.out)
    return Answer({"file": str(call.options.out)}, (f"Đã ghi mẫu: {call.options.out}",))
