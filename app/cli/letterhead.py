"""``letterhead``: who issues a paper and who signs it."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.parser import Parser, pair, unique
from app.usecases.context import Done
from app.usecases.letterheads import (
    ISSUERS,
    PAPERS,
    PaperHead,
    SaveLetterhead,
    offered_letterhead,
    save_letterhead,
    show_letterhead,
)


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    shown = verbs.add_parser("show", help="xem đầu văn bản của một loại giấy")
    shown.add_argument("paper", choices=PAPERS, help="loại giấy")
    shown.set_defaults(run=_show)
    given = verbs.add_parser("by", help="để thôn, Ban Công tác Mặt trận hoặc chi bộ ban hành một loại giấy")
    given.add_argument("paper", choices=PAPERS, help="loại giấy")
    given.add_argument("issuer", choices=ISSUERS, help="nơi ban hành")
    given.set_defaults(run=_by)
    changed = verbs.add_parser("set", help="sửa đầu văn bản; để trống để trở lại như chương trình tự ghi")
    changed.add_argument("paper", choices=PAPERS, help="loại giấy")
    changed.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="+")
    changed.set_defaults(run=_set)


def _show(call: Call) -> Answer:
    head = show_letterhead(call.context, call.options.paper)
    return Answer(asdict(head), _lines(head))


def _by(call: Call) -> Answer:
    paper = call.options.paper
    head = offered_letterhead(call.context, paper, call.options.issuer)
    return _saved(save_letterhead(call.context, SaveLetterhead(paper, head.texts)))


def _set(call: Call) -> Answer:
    return _saved(save_letterhead(call.context, SaveLetterhead(call.options.paper, unique(call.options.fields))))


def _saved(done: Done[PaperHead]) -> Answer:
    return Answer({**asdict(done.result), "operation": operation_of(done)}, _lines(done.result))


def _lines(head: PaperHead) -> tuple[str, ...]:
    return (head.parent, head.issuer, f"{head.place}, ngày ... tháng ... năm ...", head.signer_office, head.signer_name)
