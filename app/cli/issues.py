"""``issues``: what needs a person, and the answers."""

from dataclasses import asdict
from typing import Any

from app.cli.command import Answer, Call, operation_of
from app.cli.errors import USAGE
from app.cli.parser import Parser
from app.kernel.errors import AppError
from app.usecases.context import Done
from app.usecases.issue_answers import KeepPerson, ResolveMany, keep_person, resolve_many
from app.usecases.issues import TYPES, Issue, ResolveIssue, list_issues, narrowed, resolve_issue
from app.usecases.questions import questions_waiting
from app.usecases.village_changes import village_named


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    listed = verbs.add_parser("list", help="xem việc cần xử lý")
    _add_narrowing(listed)
    listed.set_defaults(run=_list)
    answered = verbs.add_parser("resolve", help="xử lý một việc, hoặc mọi việc giống nhau một lượt")
    answered.add_argument(
        "id", metavar="MÃ VIỆC", nargs="?", default="", help="bỏ trống thì mọi việc chọn bằng --type, --of …"
    )
    _add_narrowing(answered)
    way = answered.add_mutually_exclusive_group(required=True)
    way.add_argument("--pick", metavar="LỰA CHỌN", default="", help="tin một trong các số liệu, theo mã của nó")
    way.add_argument("--value", metavar="GIÁ TRỊ", help="gõ số liệu đúng")
    way.add_argument("--newest", action="store_true", help="lấy số liệu ghi sau cùng")
    way.add_argument("--keep", metavar="MÃ NGƯỜI", default="", help="trùng số: là một người, giữ người này")
    way.add_argument("--dismiss", action="store_true", help="đã xem, không phải sửa gì")
    answered.set_defaults(run=_resolve)


def _add_narrowing(parser: Parser) -> None:
    parser.add_argument("--type", choices=tuple(TYPES), default="", help="chỉ loại việc này")
    parser.add_argument("--of", metavar="THÔN", default="", help="ở sổ của xã: chỉ việc của thôn này")
    parser.add_argument("--field", metavar="MỤC", default="", help="chỉ việc về mục này, ví dụ «Điện thoại»")
    parser.add_argument("--query", metavar="CHỮ", default="", help="chỉ việc có chữ này")


def _narrowed(call: Call) -> list[Issue]:
    options, context = call.options, call.context
    pile = village_named(context, options.of) if options.of else ""
    return narrowed(list_issues(context), options.query, options.type, pile, options.field)


def _list(call: Call) -> Answer:
    issues = _narrowed(call)
    lines = [line for issue in issues for line in _lines(issue)]
    asked = questions_waiting(call.context)
    lines.append(f"{len(issues)} việc cần xử lý")
    if asked:
        lines.append(f"{asked} câu hỏi chờ trả lời: «questions list»")
    return Answer({"items": [asdict(issue) for issue in issues]}, tuple(lines))


def _resolve(call: Call) -> Answer:
    options, context = call.options, call.context
    done: Done[Any]
    settled, record = 1, ""
    if not options.id:
        if not (options.newest or options.dismiss) or not (
            options.type or options.of or options.field or options.query
        ):
            raise AppError(USAGE, reason="thiếu mã việc; nhiều việc một lượt thì chọn bằng --type, --of, --field, "
                           "--query, và chỉ --newest hoặc --dismiss", command="so-thon issues resolve")  # fmt: skip
        ids = tuple(issue.id for issue in _narrowed(call))
        done = resolve_many(context, ResolveMany(ids, options.newest, options.dismiss))
        settled = done.result.settled
    elif options.newest:
        done = resolve_many(context, ResolveMany((options.id,), newest=True))
    elif options.keep:
        done = keep_person(context, KeepPerson(options.id, options.keep))
        record = done.result
    else:
        done = resolve_issue(context, ResolveIssue(options.id, options.pick, options.value, options.dismiss))
        record = done.result
    left = list_issues(context)
    facts = {
        "items": [asdict(issue) for issue in left], "record": record, "settled": settled, "operation": operation_of(done),
    }  # fmt: skip
    return Answer(facts, (f"Đã xử lý {settled} việc. Còn {len(left)} việc.",))


def _lines(issue: Issue) -> list[str]:
    choices = [
        f"    {each.note}  {each.value or '(trống)'}  ({', '.join(filter(None, (each.actor, each.place, each.when)))})"
        + (f" {each.detail}" if each.detail else "")
        for each in issue.choices
    ]
    subjects = [f"    {each.record}  {each.name}  ({each.village}; {each.where})" for each in issue.subjects]
    before = [] if issue.before is None else [f"    trước đó: {issue.before or '(trống)'}"]
    apart = [f"    {line}" for line in issue.lines]
    head = f"{issue.id}  {issue.village}: {issue.name}: {issue.sentence}. {issue.advice}"
    return [head, *before, *choices, *subjects, *apart]
