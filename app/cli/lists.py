"""``lists``: lists of households or people by any conditions, shown, written to a file, kept by name."""

from dataclasses import replace

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, count, day, folder
from app.kernel.errors import AppError
from app.usecases.errors import LIST_COLUMN
from app.usecases.lists import (
    AGE_ORDER,
    COLUMNS,
    HOUSEHOLDS,
    NAME_ORDER,
    SIGN,
    TICK,
    WALKING_ORDER,
    ListSpec,
    list_named,
    make_list,
    ready_lists,
    remove_list,
    save_list,
    saved_lists,
    with_group,
)


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem các danh sách soạn sẵn và đã lưu").set_defaults(run=_list)
    shown = verbs.add_parser("show", help="xem một danh sách")
    _add_spec(shown)
    shown.add_argument("--limit", metavar="SỐ", type=count, default=0, help="nhiều nhất bao nhiêu dòng (0: tất cả)")
    shown.set_defaults(run=_show)
    printed = verbs.add_parser("print", help="ghi một danh sách ra tệp (pdf, docx, xlsx, csv)")
    _add_spec(printed)
    printed.add_argument("--out", metavar="TỆP", type=folder, required=True, help="tệp để ghi")
    printed.add_argument("--whole-ids", action="store_true", help="số định danh đầy đủ (có ghi vào sổ)")
    printed.add_argument("--purpose", metavar="CHỮ", default="", help="để làm gì, khi ghi số định danh đầy đủ")
    printed.set_defaults(run=_print)
    kept = verbs.add_parser("save", help="lưu một danh sách theo tên")
    _add_spec(kept)
    kept.add_argument("--as", metavar="TÊN", required=True, dest="keep", help="tên để lưu")
    kept.set_defaults(run=_save)
    gone = verbs.add_parser("remove", help="xoá một danh sách đã lưu")
    gone.add_argument("name", metavar="TÊN")
    gone.set_defaults(run=_remove)


def _add_spec(parser: Parser) -> None:
    parser.add_argument("name", metavar="TÊN", nargs="?", default="", help="danh sách soạn sẵn hoặc đã lưu")
    parser.add_argument("--of", choices=tuple(COLUMNS), default="", dest="subject", help="hộ hay người")
    parser.add_argument("--where", metavar="ĐIỀU KIỆN", action="append", default=[], help="ví dụ sex=Nữ, least=60")
    parser.add_argument("--columns", metavar="CỘT,CỘT", default="", help="các cột, cách nhau dấu phẩy")
    parser.add_argument("--title", metavar="CHỮ", default="", help="tên in trên giấy")
    parser.add_argument("--group", metavar="TÊN TỔ", default="", help="chỉ một tổ")
    parser.add_argument("--by-group", action="store_true", help="mỗi tổ sang trang mới")
    parser.add_argument("--order", choices=(WALKING_ORDER, NAME_ORDER, AGE_ORDER), default="", help="thứ tự")
    parser.add_argument("--mark", choices=(SIGN, TICK), default="", help="chỗ ký nhận, hoặc ô đánh dấu")
    parser.add_argument("--blank", metavar="CHỮ", default="", help="thêm một cột để trống có tên này")
    parser.add_argument("--on", metavar="NGÀY", type=day, help="tính đến ngày (mặc định: hôm nay)")


def _spec(call: Call) -> ListSpec:
    """Return the list that a name and options make: options change what the named one has."""
    options = call.options
    spec = (
        list_named(call.context, options.name) if options.name else ListSpec("Danh sách", options.subject or HOUSEHOLDS)
    )
    if options.subject and options.subject != spec.subject:
        raise AppError(LIST_COLUMN, column=f"--of {options.subject}", known=f"--of {spec.subject}")
    columns = tuple(each.strip() for each in options.columns.split(",") if each.strip())
    spec = replace(
        spec, asked=(*spec.asked, *options.where), columns=columns or spec.columns, title=options.title or spec.title,
        by_group=options.by_group or spec.by_group, order=options.order or spec.order,
        mark=options.mark or spec.mark, blank=options.blank or spec.blank,
    )  # fmt: skip
    return with_group(spec, options.group) if options.group else spec


def _list(call: Call) -> Answer:
    own = [{"name": each.name, "of": each.subject, "saved": True, "basis": ""} for each in saved_lists(call.context)]
    ready = [{"name": each.name, "of": each.subject, "saved": False, "basis": each.basis} for each in ready_lists()]
    items = [*own, *ready]
    lines = table(
        ("Danh sách", "Của", "", "Căn cứ"),
        [(each["name"], "người" if each["of"] != HOUSEHOLDS else "hộ", "đã lưu" if each["saved"] else "", each["basis"])
         for each in items],
    )  # fmt: skip
    return Answer({"items": items}, lines)


def _show(call: Call) -> Answer:
    view = make_list(call.context, _spec(call), call.options.on)
    rows = view.rows[: call.options.limit or None]
    labels = [column.label for column in view.columns]
    facts = {"total": len(view.rows), "columns": labels, "items": [list(row.cells) for row in rows]}
    return Answer(facts, (*table(labels, [row.cells for row in rows]), f"{len(view.rows)} dòng"))


def _print(call: Call) -> Answer:
    from app.usecases.print_lists import WriteList, write_list

    options = call.options
    command = WriteList(_spec(call), options.out, options.on, options.whole_ids, options.purpose)
    done = write_list(call.context, command)
    made = done.result
    facts = {"rows": made.rows, "pages": made.pages, "file": str(made.file), "operation": operation_of(done)}
    return Answer(facts, (f"Đã ghi danh sách {made.rows} dòng: {made.file}",))


def _save(call: Call) -> Answer:
    done = save_list(call.context, replace(_spec(call), name=call.options.keep))
    return Answer({"name": done.result, "operation": operation_of(done)}, (f"Đã lưu danh sách «{done.result}».",))


def _remove(call: Call) -> Answer:
    done = remove_list(call.context, call.options.name)
    return Answer({"name": done.result, "operation": operation_of(done)}, (f"Đã xoá danh sách «{done.result}».",))
