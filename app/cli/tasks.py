"""``tasks``: what the commune asks of the villages, and how far each is."""

from dataclasses import asdict
from typing import Any

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, count, day, folder
from app.kernel.errors import AppError
from app.kernel.files import write_whole
from app.records.assignments import DONE, PROOFS, REPORT_STATES, YES_NO, CommuneTask
from app.usecases.assignment_errors import ASSIGN_UNKNOWN
from app.usecases.context import COMMUNE
from app.usecases.handed_down import day_words, list_villages, named, recall
from app.usecases.tasks import (
    CreateTask,
    ReportTask,
    TaskOverview,
    TaskState,
    create_task,
    my_tasks,
    report_task,
    task_overview,
)
from app.usecases.village_changes import villages_meant


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    made = verbs.add_parser("create", help="ở xã: giao một việc cho các thôn")
    made.add_worded("name", metavar="TÊN VIỆC")
    made.add_argument("--what", metavar="CHỮ", default="", help="làm những gì")
    made.add_argument("--due", metavar="NGÀY", type=day, required=True, help="hạn")
    made.add_argument(
        "--proof", choices=tuple(PROOFS), default=YES_NO, help="cần nộp gì: " + ", ".join(PROOFS.values())
    )
    add_villages(made)
    made.set_defaults(run=_create)
    verbs.add_parser("list", help="xem các việc, việc trễ ở trên cùng").set_defaults(run=_list)
    said = verbs.add_parser("report", help="ở thôn: báo một việc đã làm đến đâu")
    said.add_argument("task", metavar="VIỆC", help="tên hoặc mã việc")
    said.add_argument("--state", choices=tuple(REPORT_STATES), default=DONE, help="đã làm đến đâu (mặc định: đã xong)")
    said.add_argument("--number", metavar="SỐ", type=count, help="số liệu")
    said.add_argument("--words", metavar="CHỮ", default="", help="ghi rõ")
    said.add_argument("--paper", metavar="TỆP", type=folder, help="ảnh chụp hoặc bản quét giấy tờ")
    said.set_defaults(run=_report)
    paper = verbs.add_parser("picture", help="ghi ra tệp ảnh giấy tờ đã nộp (ở xã: của một thôn)")
    paper.add_argument("task", metavar="VIỆC", help="tên hoặc mã việc")
    paper.add_argument("--out", metavar="TỆP", type=folder, required=True, help="tệp ảnh jpg để ghi")
    add_villages(paper)
    paper.set_defaults(run=_picture)
    shown = verbs.add_parser("status", help="ở xã: từng thôn đã làm đến đâu; ghi ra tệp nếu cần")
    shown.add_argument("task", metavar="VIỆC", nargs="?", default="", help="tên hoặc mã việc (mặc định: mọi việc)")
    shown.add_argument("--out", metavar="TỆP", type=folder, help="ghi ra pdf, docx hoặc xlsx")
    shown.set_defaults(run=_status)
    gone = verbs.add_parser("recall", help="ở xã: thu lại một việc đã giao")
    gone.add_argument("task", metavar="VIỆC", help="tên hoặc mã việc")
    gone.set_defaults(run=_recall)


def add_villages(parser: Parser) -> None:
    """Declare the option that says which villages something goes to."""
    parser.add_argument(
        "--for",
        "--villages",
        metavar="THÔN",
        action="append",
        default=[],
        dest="villages",
        help="thôn nào (ghi được nhiều lần; mặc định: mọi thôn)",
    )


def villages_of(call: Call) -> tuple[str, ...]:
    """Return the piles of the villages that were named; raises ASSIGN-002."""
    known = list_villages(call.context)
    found = []
    for name in call.options.villages:
        match = villages_meant(name, [(each.pile, each.name, each.title) for each in known])
        if len(match) != 1:
            raise AppError(ASSIGN_UNKNOWN, label="thôn", name=name)
        found += match
    return tuple(found)


def _create(call: Call) -> Answer:
    options = call.options
    command = CreateTask(options.name, options.what, options.due, villages_of(call), options.proof)
    done = create_task(call.context, command)
    facts = {"task": done.result, "operation": operation_of(done)}
    return Answer(facts, (f"Đã giao việc «{options.name}», hạn {day_words(options.due)}.",))


def _list(call: Call) -> Answer:
    if call.context.identity.role == COMMUNE:
        tasks = task_overview(call.context)
        lines = table(
            ("Việc", "Hạn", "Xong", "Trễ", "Số thôn"),
            [(each.name, day_words(each.due), each.done, each.late, len(each.states)) for each in tasks],
        )
        return Answer({"items": [_overview(each) for each in tasks]}, lines)
    mine = my_tasks(call.context)
    lines = table(
        ("Việc", "Hạn", "Đến đâu", "Cần nộp", "Đã nộp"),
        [(each.name, day_words(each.due), each.state_words, PROOFS[each.proof], each.proof_words) for each in mine],
    )
    return Answer({"items": [_state(each) for each in mine]}, lines)


def _report(call: Call) -> Answer:
    options = call.options
    task = named(call.context, CommuneTask, options.task)
    done = report_task(call.context, ReportTask(task, options.state, options.number, options.words, options.paper))
    return Answer({"report": done.result, "operation": operation_of(done)}, ("Đã ghi báo cáo, gửi xã cùng gói tới.",))


def _status(call: Call) -> Answer:
    options = call.options
    task = named(call.context, CommuneTask, options.task) if options.task else ""
    tasks = [each for each in task_overview(call.context) if not task or each.id == task]
    rows = [(each.name, state) for each in tasks for state in each.states]
    lines = table(
        ("Việc", "Thôn", "Đến đâu", "Kết quả, giấy tờ", "Báo ngày"),
        [(name, s.village, s.state_words, s.proof_words, day_words(s.day)) for name, s in rows],
    )
    facts: dict[str, Any] = {"items": [_overview(each) for each in tasks]}
    if options.out is not None:
        from app.usecases.task_papers import write_task_list

        write_task_list(call.context, options.out, task)
        return Answer({**facts, "file": str(options.out)}, (f"Đã ghi: {options.out}",))
    return Answer(facts, lines)


def _picture(call: Call) -> Answer:
    from app.usecases.pictures import picture_of

    context, options = call.context, call.options
    task = named(context, CommuneTask, options.task)
    if context.identity.role == COMMUNE:
        wanted = villages_of(call)
        states = [state for each in task_overview(context) if each.id == task for state in each.states]
        found = [each.picture for each in states if each.pile in wanted or not wanted]
    else:
        found = [each.picture for each in my_tasks(context) if each.task == task]
    pictures = [each for each in found if each]
    data = picture_of(context, pictures[0] if len(pictures) == 1 else "")
    write_whole(options.out, data)
    return Answer({"file": str(options.out), "bytes": len(data)}, (f"Đã ghi ảnh: {options.out}",))


def _recall(call: Call) -> Answer:
    done = recall(call.context, named(call.context, CommuneTask, call.options.task))
    return Answer({"name": done.result, "operation": operation_of(done)}, (f"Đã thu lại việc «{done.result}».",))


def _state(state: TaskState) -> dict[str, object]:
    return {**asdict(state), "words_state": state.state_words}


def _overview(task: TaskOverview) -> dict[str, object]:
    return {**asdict(task), "done": task.done, "late": task.late}
