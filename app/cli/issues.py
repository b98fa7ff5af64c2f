"""``issues``: what needs a person, and the answers."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.parser import Parser
from app.usecases.issues import Issue, ResolveIssue, list_issues, resolve_issue


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem việc cần xử lý").set_defaults(run=_list)
    answered = verbs.add_parser("resolve", help="xử lý một việc")
    answered.add_argument("id", metavar="MÃ VIỆC")
    way = answered.add_mutually_exclusive_group(required=True)
    way.add_argument("--pick", metavar="LỰA CHỌN", default="", help="tin một trong các số liệu, theo mã của nó")
    way.add_argument("--value", metavar="GIÁ TRỊ", help="gõ số liệu đúng")
    way.add_argument("--dismiss", action="store_true", help="đã xem, không phải sửa gì")
    answered.set_defaults(run=_resolve)


def _list(call: Call) -> Answer:
    issues = list_issues(call.context)
    lines = [line for issue in issues for line in _lines(issue)]
    return Answer({"items": [asdict(issue) for issue in issues]}, (*lines, f"{len(issues)} việc cần xử lý"))


def _resolve(call: Call) -> Answer:
    options = call.options
    done = resolve_issue(call.context, ResolveIssue(options.id, options.pick, options.value, options.dismiss))
    left = list_issues(call.context)
    facts = {"items": [asdict(issue) for issue in left], "record": done.result, "operation": operation_of(done)}
    return Answer(facts, (f"Đã xử lý. Còn {len(left)} việc.",))


def _lines(issue: Issue) -> list[str]:
    choices = [f"    {each.note}  {each.value or '(trống)'}  ({each.actor}, {each.when})" for each in issue.choices]
    return [f"{issue.id}  {issue.name}: {issue.sentence}. {issue.advice}", *choices]
