"""``letterhead``: who issues a paper and who signs it."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.parser import Parser, pair, unique
from app.usecases.letterheads import PAPERS, PaperHead, SaveLetterhead, save_letterhead, show_letterhead


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    shown = verbs.add_parser("show", help="xem đầu văn bản của một loại giấy")
    shown.add_argument("paper", choices=PAPERS, help="loại giấy")
    shown.set_defaults(run=_show)
    changed = verbs.add_parser("set", help="sửa đầu văn bản; để trống để trở lại như chương trình tự ghi")
    changed.add_argument("paper", choices=PAPERS, help="loại giấy")
    changed.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="+")
    changed.set_defaults(run=_set)


def _show(call: Call) -> Answer:
    head = show_letterhead(call.context, call.options.paper)
    return Answer(asdict(head), _lines(head))


def _set(call: Call) -> Answer:
    done = save_letterhead(call.context, SaveLetterhead(call.options.paper, unique(call.options.fields)))
    return Answer({**asdict(done.result), "operation": operation_of(done)}, _lines(done.result))


def _lines(head: PaperHead) -> tuple[str, ...]:
    return (head.parent, head.issuer, f"{head.place}, ngày ... tháng ... năm ...", head.signer_office, head.signer_name)
