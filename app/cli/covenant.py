"""``covenant``: its text in, shown, passed and recognised."""

from collections.abc import Iterable
from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.covenant_edit import add_edits
from app.cli.covenant_life import add_life
from app.cli.parser import Parser, folder
from app.kernel.errors import AppError
from app.usecases.context import Done
from app.usecases.covenant_checks import TextWarning
from app.usecases.covenant_text import lines_of
from app.usecases.covenants import (
    CovenantView,
    ImportCovenant,
    ImportedCovenant,
    RecordDecision,
    import_covenant,
    pass_version,
    record_decision,
    show_covenant,
    start_covenant,
)
from app.usecases.errors import NO_COVENANT


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    taken = verbs.add_parser("import", help="nhập văn bản quy ước (txt, md, docx)")
    taken.add_argument("file", metavar="TỆP", type=folder)
    taken.set_defaults(run=lambda call: _taken(import_covenant(call.context, ImportCovenant(call.options.file))))
    begun = verbs.add_parser("start", help="bắt đầu quy ước từ bản mẫu của chương trình")
    begun.set_defaults(run=lambda call: _taken(start_covenant(call.context, from_model=True)))
    shown = verbs.add_parser("show", help="xem quy ước")
    shown.add_argument("--version", metavar="MÃ", default="", help="một bản cũ (mặc định: bản mới nhất)")
    shown.set_defaults(run=_show)
    verbs.add_parser("pass", help="ghi bản mới nhất đã được quá nửa số hộ thông qua").set_defaults(run=_pass)
    recognised = verbs.add_parser("recognise", help="ghi quyết định công nhận bản mới nhất")
    recognised.add_argument("--number", metavar="SỐ", required=True, help="số quyết định, ví dụ 25/QĐ-UBND")
    recognised.add_argument("--day", metavar="NGÀY", required=True, help="ngày quyết định")
    recognised.add_argument("--authority", metavar="CƠ QUAN", default="", help="cơ quan ra quyết định")
    recognised.set_defaults(run=_recognise)
    add_edits(verbs)
    add_life(verbs)


def _taken(done: Done[ImportedCovenant]) -> Answer:
    made = done.result
    facts = {
        "version": made.version, "nodes": made.nodes, "warnings": _warnings(made.warnings), "text_hash": made.text_hash,
        "number": made.number, "is_new": made.is_new, "left_out": list(made.left_out), "operation": operation_of(done),
    }  # fmt: skip
    words = "Đã nhập" if made.is_new else "Không có gì mới:"
    lines = (f"{words} bản thứ {made.number}, {made.nodes} điều khoản.", *(each.message for each in made.warnings))
    return Answer(facts, lines)


def _show(call: Call) -> Answer:
    view = _newest(call, call.options.version)
    items = [{**asdict(row.clause), "id": row.id, "depth": row.depth} for row in view.clauses]
    facts = {
        "version": view.version, "nodes": len(items), "warnings": _warnings(view.warnings), "text_hash": view.text_hash,
        "number": view.number, "state": view.state, "title": view.title, "items": items,
        "decision": asdict(view.decision) if view.decision else None,
    }  # fmt: skip
    heading = f"{view.title}: bản thứ {view.number}, {view.state}"
    return Answer(facts, (heading, "", *lines_of(row.clause for row in view.clauses)))


def _pass(call: Call) -> Answer:
    done = pass_version(call.context, _newest(call).version)
    return Answer({"version": done.result, "operation": operation_of(done)}, ("Đã ghi: quy ước được thông qua.",))


def _recognise(call: Call) -> Answer:
    options = call.options
    done = record_decision(call.context, RecordDecision(options.number, options.day, options.authority))
    facts = {"decision": done.result, "version": _newest(call).version, "operation": operation_of(done)}
    return Answer(facts, (f"Đã ghi quyết định {options.number}.",))


def _newest(call: Call, version: str = "") -> CovenantView:
    view = show_covenant(call.context, version)
    if view is None:
        raise AppError(NO_COVENANT)
    return view


def _warnings(warnings: Iterable[TextWarning]) -> list[dict[str, object]]:
    return [asdict(each) for each in warnings]
