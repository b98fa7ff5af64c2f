"""``undo``: take an operation back, the newest of this device when none is named."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.parser import Parser
from app.usecases.context import Done
from app.usecases.history import Undone, undo


def add_to(parser: Parser) -> None:
    """Declare the options of ``undo``."""
    parser.add_argument("operation", metavar="VIỆC", nargs="?", default="", help="mã việc, như history cho biết")
    parser.set_defaults(run=_undo)


def _undo(call: Call) -> Answer:
    return undone_answer(undo(call.context, call.options.operation))


def undone_answer(done: Done[Undone]) -> Answer:
    """Return what an undo took back and what it kept."""
    result = done.result
    undone = {
        "operation": result.operation,
        "code": result.code,
        "sentence": result.sentence,
        "records": result.records,
    }
    facts = {"undone": undone, "kept": [asdict(each) for each in result.kept], "operation": operation_of(done)}
    kept = (f"Giữ nguyên {each.name}{each.field and f', {each.field}'}: {each.reason}." for each in result.kept)
    return Answer(facts, (f"Đã hoàn tác «{result.sentence}»: {result.records} mục trở lại như trước.", *kept))
