"""``pledges print`` and ``pledges list``: the papers of a campaign. What draws them is loaded only when they are printed."""

from dataclasses import asdict

from app.cli.campaign import add_campaign, campaign_of
from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, Verbs, folder
from app.cli.print_batches import add_batches
from app.kernel.errors import Exit
from app.records.pledges import ONE_SIDED, PAPERS
from app.usecases.households import resolve_group


def add_papers(verbs: Verbs) -> None:
    """Declare the verbs."""
    sheets = verbs.add_parser("print", help="in bản cam kết của từng hộ (pdf; docx để sửa, không có mã)")
    _add_paper(sheets, "TỆP")
    sheets.add_argument("--scanning", action="store_true", help="thêm mã ở đầu trang để quét lại")
    sheets.add_argument("--unsigned", action="store_true", help="bỏ qua hộ đã ký")
    sheets.add_argument(
        "--copies", metavar="SỐ", type=int, choices=(1, 2), default=1, help="2: hộ giữ một, thôn giữ một"
    )
    ways = ", ".join(f"{wire} ({words})" for wire, words in PAPERS.items())
    sheets.add_argument("--paper", metavar="CÁCH", choices=tuple(PAPERS), default=ONE_SIDED, help=ways)
    sheets.set_defaults(run=_print)
    add_batches(verbs)
    lists = verbs.add_parser("list", help="in danh sách ký (pdf, docx, xlsx)")
    _add_paper(lists, "TỆP")
    lists.add_argument("--visit", action="store_true", help="danh sách hộ cần đến gặp thay cho danh sách ký")
    lists.set_defaults(run=_list)
    again = verbs.add_parser("resign", help="xem hoặc in các hộ phải ký lại, hộ đã rút, hộ không còn hiệu lực")
    add_campaign(again)
    again.add_argument("--out", metavar="TỆP", type=folder, help="in danh sách (pdf, docx, xlsx)")
    again.add_argument("--group", metavar="TÊN TỔ", default="", help="chỉ một tổ")
    again.set_defaults(run=_resign)
    labels = verbs.add_parser("labels", help="in nhãn hộp, nhãn bìa hồ sơ và mục lục các bản đã ký")
    _add_paper(labels, "TỆP.pdf")
    labels.set_defaults(run=_labels)


def _add_paper(parser: Parser, file: str) -> None:
    add_campaign(parser)
    parser.add_argument("--out", metavar=file, type=folder, required=True, help="tệp để ghi")
    parser.add_argument("--group", metavar="TÊN TỔ", default="", help="chỉ một tổ")


def _print(call: Call) -> Answer:
    from app.usecases.pledge_word import write_sheets
    from app.usecases.printing import PrintSheets

    options, context = call.options, call.context
    command = PrintSheets(
        campaign_of(call), options.out, resolve_group(context, options.group), scanning=options.scanning,
        unsigned=options.unsigned, copies=options.copies, paper=options.paper,
    )  # fmt: skip
    done = write_sheets(context, command, call.progress)
    made = done.result
    facts = {"sheets": made.sheets, "pages": made.pages, "skipped": [asdict(each) for each in made.skipped],
             "file": str(made.file), "batch": made.batch, "reprints": made.reprints, "operation": operation_of(done)}  # fmt: skip
    pages = f", {made.pages} trang" if made.pages else ""
    lines = (
        f"Đã ghi {made.sheets} bản cam kết{pages}: {made.file}",
        *((f"Trong đó {made.reprints} bản in lại, mã mới.",) if made.reprints else ()),
        *(f"Bỏ qua hộ {each.code} {each.head}: {each.reason}." for each in made.skipped),
    )
    return Answer(facts, lines, Exit.NEEDS_PERSON if made.skipped else Exit.DONE)


def _list(call: Call) -> Answer:
    from app.usecases.printing import PrintList, print_signing_list, print_visit_list

    options, context = call.options, call.context
    command = PrintList(campaign_of(call), options.out, resolve_group(context, options.group))
    made = (print_visit_list if options.visit else print_signing_list)(context, command)
    facts = {"households": made.households, "pages": made.pages, "file": str(made.file)}
    return Answer(facts, (f"Đã ghi danh sách {made.households} hộ: {made.file}",))


def _labels(call: Call) -> Answer:
    from app.usecases.binders import print_labels
    from app.usecases.printing import PrintList

    options, context = call.options, call.context
    made = print_labels(context, PrintList(campaign_of(call), options.out, resolve_group(context, options.group)))
    facts = {"binders": made.binders, "sheets": made.sheets, "pages": made.pages, "file": str(made.file)}
    return Answer(facts, (f"Đã ghi nhãn của {made.binders} bìa hồ sơ, {made.sheets} bản đã ký: {made.file}",))


def _resign(call: Call) -> Answer:
    from app.usecases.printing import PrintList
    from app.usecases.resigning import print_resign_list, resign_rows

    options, context, campaign = call.options, call.context, campaign_of(call)
    group = resolve_group(context, options.group)
    rows = resign_rows(context, campaign, group)
    items = [
        {"code": row.code, "head": row.head, "group": row.group, "address": row.address, "reasons": list(row.reasons),
         "signed": row.day.isoformat() if row.day else None, "again": row.again, "words": row.words}
        for row in rows
    ]  # fmt: skip
    facts: dict[str, object] = {"households": sum(row.again for row in rows), "items": items}
    if options.out:
        facts["file"] = str(print_resign_list(context, PrintList(campaign, options.out, group)).file)
    lines = table(
        ("Mã hộ", "Chủ hộ", "Tổ", "Đã ký", "Vì sao"),
        [(row.code, row.head, row.group, f"{row.day:%d/%m/%Y}" if row.day else "", row.words) for row in rows],
    )
    return Answer(facts, (*lines, f"{facts['households']} hộ phải ký lại"))
