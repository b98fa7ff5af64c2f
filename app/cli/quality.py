"""``quality``: the findings of the register one by one, a list to walk with, and what can be mended for all at once."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, folder
from app.usecases.quality_page import MENDED, finding_lines, mend, print_findings, quality_rows


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem các việc rà soát và điểm").set_defaults(run=_list)
    shown = verbs.add_parser("show", help="xem một việc: những ai, hộ nào")
    shown.add_argument("code", metavar="MÃ")
    shown.set_defaults(run=_show)
    mended = verbs.add_parser("fix", help="sửa hàng loạt chỗ chắc chắn")
    mended.add_argument("code", metavar="MÃ", choices=MENDED, help=", ".join(MENDED))
    mended.set_defaults(run=_fix)
    printed = verbs.add_parser("print", help="in danh sách đi rà soát theo tổ (pdf, docx, xlsx)")
    printed.add_argument("code", metavar="MÃ")
    printed.add_argument("--out", metavar="TỆP", type=folder, required=True, help="tệp để ghi")
    printed.set_defaults(run=_print)


def _list(call: Call) -> Answer:
    found = quality_rows(call.context)
    lines = table(
        ("Số", "Mã", "Bao nhiêu", "Việc"), [(row.number, row.code, row.count, row.words) for row in found.findings]
    )
    facts = {"score": found.score, "items": [asdict(row) for row in found.findings]}
    return Answer(facts, (*lines, f"Điểm chất lượng sổ: {found.score} / 100"))


def _show(call: Call) -> Answer:
    found = finding_lines(call.context, call.options.code)
    items = [
        {"id": row.record, "name": row.name, "household": row.household, "group": row.group, "detail": row.detail}
        for row in found
    ]
    lines = table(
        ("Tổ", "Người, hộ", "Hộ", "Cần xem lại"), [(row.group, row.name, row.household, row.detail) for row in found]
    )
    return Answer({"total": len(items), "items": items}, (*lines, f"{len(items)} dòng"))


def _fix(call: Call) -> Answer:
    done = mend(call.context, call.options.code)
    facts = {"changed": done.result, "operation": operation_of(done)}
    return Answer(facts, (f"Đã sửa {done.result} số.",))


def _print(call: Call) -> Answer:
    count = print_findings(call.context, call.options.code, call.options.out)
    return Answer({"rows": count, "file": str(call.options.out)}, (f"Đã ghi {count} dòng: {call.options.out}",))
