"""``pledges scan``: signed sheets back from paper, and the pages that wait for a person."""

from dataclasses import asdict

from app.cli.campaign import add_campaign, campaign_of
from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Verbs, day, folder
from app.kernel.errors import Exit
from app.records.pledges import DECISIONS
from app.usecases.pledges import pledge_of_household
from app.vietnamese import sheet_code


def add_scans(verbs: Verbs) -> None:
    """Declare the verbs."""
    scan = verbs.add_parser("scan", help="nhập bản đã ký từ tệp quét hoặc ảnh chụp (pdf, jpg, png, tiff)")
    scan.add_argument("files", metavar="TỆP", nargs="+", type=folder, help="tệp, hoặc thư mục chứa các tệp")
    scan.add_argument("--date", metavar="NGÀY", type=day, help="ngày ký (mặc định: ngày họp, không thì hôm nay)")
    scan.set_defaults(run=_scan)
    scanned = verbs.add_parser("scanned", help="xem các trang đã quét")
    scanned.add_argument("--waiting", action="store_true", help="chỉ các trang đang chờ người xem")
    scanned.set_defaults(run=_scanned)
    sheets = verbs.add_parser(
        "sheets", help="xem giấy của một hộ: các bản đã in, nội dung còn đúng không, đã quét chưa"
    )
    sheets.add_argument("--household", metavar="MÃ HỘ", required=True, help="hộ nào")
    add_campaign(sheets)
    sheets.set_defaults(run=_sheets)
    settled = verbs.add_parser("settle", help="ghi ý người xem về một trang đã quét")
    settled.add_argument("page", metavar="TRANG", help="mã trang, như lệnh scanned in ra")
    settled.add_argument("decision", metavar="Ý", choices=tuple(DECISIONS), help=", ".join(DECISIONS))
    settled.add_argument("--code", metavar="MÃ", default="", help="mã dưới ô vuông, khi máy không đọc được")
    settled.add_argument("--date", metavar="NGÀY", type=day, help="ngày ký")
    settled.set_defaults(run=_settle)


def _scan(call: Call) -> Answer:
    from app.records.pledges import ALREADY, MATCHED, NOT_OURS, OLDER, SCAN_RESULTS, UNREADABLE
    from app.usecases.scans import ScanFiles, files_to_scan, scan_files

    paths = files_to_scan(call.options.files)
    done = scan_files(call.context, ScanFiles(paths, call.options.date), call.progress)
    found = done.result
    counts = {each: found.count(each) for each in (MATCHED, ALREADY, OLDER, UNREADABLE, NOT_OURS)}
    items = [
        {"file": item.file, "page": item.page, "result": item.result, "sheet": item.sheet, "answers": list(item.answers),
         "signed": item.signed, "waiting": item.waiting, "reason": item.reason, "record": item.record}
        for item in found.items
    ]  # fmt: skip
    facts = {"pages": found.pages, **counts, "waiting": found.waiting, "items": items, "operation": operation_of(done)}
    lines = (
        *(f"{item.file}, trang {item.page}: {item.reason}" for item in found.items if item.waiting),
        f"{found.pages} trang: "
        + ", ".join(f"{number} {SCAN_RESULTS[each]}" for each, number in counts.items() if number),
        f"{found.waiting} trang chờ người xem." if found.waiting else "Không còn trang nào phải xem.",
    )
    return Answer(facts, lines, Exit.NEEDS_PERSON if found.waiting else Exit.DONE)


def _scanned(call: Call) -> Answer:
    from app.records.pledges import SCAN_RESULTS
    from app.usecases.scan_queue import scan_rows

    rows = scan_rows(call.context, waiting=call.options.waiting)
    lines = table(
        ("Trang", "Tệp", "Số", "Kết quả", "Mã hộ", "Chủ hộ", "Lý do"),
        [(row.id, row.file, str(row.page), SCAN_RESULTS.get(row.result, row.result), row.household_code, row.head, row.reason)
         for row in rows],
    )  # fmt: skip
    return Answer({"items": [asdict(row) for row in rows]}, (*lines, f"{len(rows)} trang."))


def _sheets(call: Call) -> Answer:
    from app.records.pledges import SCAN_RESULTS
    from app.usecases.sheet_history import sheets_of

    pledge = pledge_of_household(call.context, campaign_of(call), call.options.household)
    found = sheets_of(call.context, pledge)
    lines = []
    for sheet in found:
        day = f"{sheet.printed:%d/%m/%Y}" if sheet.printed else ""
        words = "nội dung đã đổi: " + ", ".join(sheet.differs) if sheet.differs else "đúng nội dung đang dùng"
        lines.append(
            f"{sheet_code.format(sheet.code)}, in {day}, {words}{', hộ đã ký bản này' if sheet.signed else ''}"
        )
        lines += [
            f"  quét {scan.day:%d/%m/%Y}, trang {scan.page}: {SCAN_RESULTS.get(scan.result, scan.result)}"
            for scan in sheet.scans
            if scan.day
        ]
    return Answer({"sheets": [asdict(sheet) for sheet in found]}, (*lines, f"{len(found)} bản đã in."))


def _settle(call: Call) -> Answer:
    from app.usecases.scan_queue import Settle, settle

    options = call.options
    done = settle(call.context, Settle(options.page, options.decision, options.code, options.date))
    facts = {"result": done.result.result, "signed": done.result.signed, "operation": operation_of(done)}
    return Answer(facts, ("Đã ghi hộ ký." if done.result.signed else "Đã ghi.",))
