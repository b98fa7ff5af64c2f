"""``duplicates``: people and households that are perhaps in the books twice; merged or told apart."""

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser
from app.usecases.duplicates import SAME_HOUSEHOLD, SAME_PERSON
from app.usecases.households import find_household
from app.usecases.merging import Merge, merge_households, merge_people, tell_apart
from app.usecases.quality_page import finding_lines

PERSON, HOUSEHOLD = "person", "household"
_CODES = {PERSON: SAME_PERSON, HOUSEHOLD: SAME_HOUSEHOLD}


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    listed = verbs.add_parser("list", help="xem các cặp có lẽ là một")
    listed.add_argument("--of", choices=tuple(_CODES), default=PERSON, dest="subject", help="người hay hộ")
    listed.set_defaults(run=_list)
    merged = verbs.add_parser("merge", help="gộp người hoặc hộ thứ hai vào người hoặc hộ thứ nhất (hoàn tác được)")
    _add_pair(merged)
    merged.add_argument("--take", metavar="MỤC", action="append", default=[], help="mục lấy theo bên thứ hai")
    merged.set_defaults(run=_merge)
    apart = verbs.add_parser("apart", help="ghi rằng đó là hai, không phải một")
    _add_pair(apart)
    apart.set_defaults(run=_apart)


def _add_pair(parser: Parser) -> None:
    parser.add_argument("keep", metavar="GIỮ", help="mã người, hoặc mã hộ (03-012)")
    parser.add_argument("other", metavar="KIA", help="mã người, hoặc mã hộ")
    parser.add_argument("--of", choices=tuple(_CODES), default=PERSON, dest="subject", help="người hay hộ")


def _list(call: Call) -> Answer:
    found = [row for row in finding_lines(call.context, _CODES[call.options.subject]) if row.pair]
    items = [
        {"first": row.pair.first, "second": row.pair.second, "score": row.pair.score, "name": row.name,
         "reasons": list(row.pair.reasons)}
        for row in found
        if row.pair
    ]  # fmt: skip
    lines = table(
        ("Điểm", "Tên", "Vì sao"),
        [
            (each["score"], each["name"], row.pair and ", ".join(row.pair.reasons))
            for each, row in zip(items, found, strict=True)
        ],
    )
    return Answer({"total": len(items), "items": items}, (*lines, f"{len(items)} cặp"))


def _pair(call: Call) -> tuple[str, str]:
    options = call.options
    if options.subject == PERSON:
        return options.keep, options.other
    return find_household(call.context, options.keep), find_household(call.context, options.other)


def _merge(call: Call) -> Answer:
    command = Merge(*_pair(call), tuple(call.options.take))
    merge = merge_people if call.options.subject == PERSON else merge_households
    done = merge(call.context, command)
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã gộp làm một.",))


def _apart(call: Call) -> Answer:
    done = tell_apart(call.context, _CODES[call.options.subject], *_pair(call))
    return Answer({"operation": operation_of(done)}, ("Đã ghi là hai, không hỏi lại nữa.",))
