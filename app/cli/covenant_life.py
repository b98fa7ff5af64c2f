"""The verbs of ``covenant`` about its life: steps and what is due, papers, comments, differences between versions."""

from dataclasses import asdict
from typing import Any

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import count, day, folder
from app.kernel.errors import AppError
from app.usecases.covenant_comments import Comment, answer_comment, differences, list_comments, record_comment
from app.usecases.covenant_life import RECOGNISE, STEPS, RecordStep, covenant_life, record_step
from app.usecases.covenant_papers import PAPERS, PrintCovenantPaper, print_covenant_paper
from app.usecases.errors import NO_COVENANT
from app.usecases.households import find_household, resolve_group
from app.usecases.invitations import PrintInvitations, print_invitations


def add_life(verbs: Any) -> None:
    """Declare the verbs."""
    verbs.add_parser("steps", help="xem các bước của bản mới nhất và việc phải làm tiếp").set_defaults(run=_steps)
    made = verbs.add_parser("step", help="ghi một bước: niêm yết, họp, phát phiếu, gửi hồ sơ ...")
    known = [what for what in STEPS if what != RECOGNISE]
    made.add_argument("what", metavar="BƯỚC", choices=known, help=", ".join(f"{w} ({STEPS[w].label})" for w in known))
    made.add_argument("--day", metavar="NGÀY", type=day, help="ngày (mặc định: hôm nay)")
    made.add_argument("--until", metavar="NGÀY", type=day, help="niêm yết, nộp phiếu đến ngày")
    made.add_argument("--place", metavar="NƠI", default="")
    for name, words in (
        ("total", "tổng số hộ của thôn (mặc định: số hộ trong sổ)"), ("present", "số hộ dự họp, nộp phiếu"),
        ("agreed", "số hộ đồng ý"), ("against", "số hộ không đồng ý"), ("other", "số hộ có ý kiến khác"),
    ):  # fmt: skip
        made.add_argument(f"--{name}", metavar="SỐ", type=count, default=0, help=words)
    made.add_argument("--chair", metavar="HỌ TÊN", default="", help="chủ trì")
    made.add_argument("--clerk", metavar="HỌ TÊN", default="", help="thư ký")
    made.add_argument("--note", metavar="CHỮ", default="", help="ghi chú; lý do khi làm khác luật định")
    made.set_defaults(run=_step)
    printed = verbs.add_parser(
        "print", help="in thông báo, phiếu, biên bản họp, biên bản kiểm phiếu, đề nghị (pdf, docx)"
    )
    printed.add_argument(
        "paper", metavar="GIẤY", choices=tuple(PAPERS), help=", ".join(f"{k} ({v})" for k, v in PAPERS.items())
    )
    printed.add_argument("--group", metavar="TỔ", default="", help="chỉ in phiếu của một tổ")
    printed.add_argument("--out", metavar="TỆP", type=folder, required=True)
    printed.set_defaults(run=_print)
    invited = verbs.add_parser("invite", help="in giấy mời họp cho từng hộ, hai giấy một tờ (pdf, docx)")
    invited.add_argument("--about", metavar="CHỮ", required=True, help="dự cuộc gì")
    invited.add_argument("--day", metavar="NGÀY", type=day)
    for name, words in (
        ("time", "mấy giờ"),
        ("place", "ở đâu"),
        ("content", "nội dung"),
        ("contact", "hỏi ai, số nào"),
    ):
        invited.add_argument(f"--{name}", metavar="CHỮ", default="", help=words)
    invited.add_argument("--group", metavar="TỔ", default="", help="chỉ mời một tổ")
    invited.add_argument("--out", metavar="TỆP", type=folder, required=True)
    invited.set_defaults(run=_invite)
    verbs.add_parser("comments", help="xem ý kiến của các hộ").set_defaults(run=_comments)
    said = verbs.add_parser("comment", help="ghi một ý kiến")
    said.add_worded("text", metavar="Ý KIẾN")
    said.add_argument("--article", metavar="ĐIỀU", default="")
    said.add_argument("--household", metavar="MÃ HỘ", default="")
    said.add_argument("--who", metavar="HỌ TÊN", default="")
    said.add_argument("--occasion", metavar="Ở ĐÂU", default="", help="ví dụ: Ngày hội Đại đoàn kết")
    said.add_argument("--day", metavar="NGÀY", type=day)
    said.set_defaults(run=_comment)
    answered = verbs.add_parser("answer", help="ghi tiếp thu, trả lời một ý kiến")
    answered.add_argument("comment", metavar="MÃ")
    answered.add_worded("text", metavar="CHỮ", option="answer")
    answered.set_defaults(run=_answer)
    compared = verbs.add_parser("diff", help="xem hai bản khác nhau ở đâu")
    compared.add_argument("--from", metavar="BẢN", type=count, default=0, dest="before")
    compared.add_argument("--to", metavar="BẢN", type=count, default=0, dest="after")
    compared.set_defaults(run=_diff)


def _steps(call: Call) -> Answer:
    life = covenant_life(call.context)
    if life is None:
        raise AppError(NO_COVENANT)
    lines = [f"Bản thứ {life.number}, {life.state}. Thôn có {life.households} hộ."]
    lines += table(
        ("Ngày", "Bước", "Ghi", "Căn cứ"),
        [(f"{row.day:%d/%m/%Y}" if row.day else "", row.label, row.words, row.law) for row in life.steps],
    )
    if life.next:
        due = f", hạn {life.next.due:%d/%m/%Y}" if life.next.due else ""
        earliest = f", sớm nhất {life.next.earliest:%d/%m/%Y}" if life.next.earliest else ""
        late = " QUÁ HẠN" if life.next.late else ""
        lines.append(f"Tiếp theo: {life.next.label}{earliest}{due}{late}. {life.next.advice}")
    return Answer(asdict(life), tuple(lines))


def _step(call: Call) -> Answer:
    o = call.options
    command = RecordStep(
        o.what, o.day, "", o.until, o.place, o.total, o.present, o.agreed, o.against, o.other, o.chair, o.clerk, o.note
    )
    done = record_step(call.context, command)
    life = covenant_life(call.context)
    state = life.state if life else ""
    words = f"Đã ghi: {STEPS[o.what].label}. Quy ước {state}."
    return Answer({"record": done.result, "state": state, "operation": operation_of(done)}, (words,))


def _print(call: Call) -> Answer:
    options = call.options
    group = resolve_group(call.context, options.group)
    made = print_covenant_paper(call.context, PrintCovenantPaper(options.paper, options.out, group=group))
    words = f"Đã ghi {PAPERS[options.paper].lower()}: {options.out}"
    return Answer({**asdict(made), "file": str(options.out)}, (words,))


def _invite(call: Call) -> Answer:
    o = call.options
    group = resolve_group(call.context, o.group)
    command = PrintInvitations(o.out, o.about, o.day, o.time, o.place, o.content, o.contact, group)
    made = print_invitations(call.context, command)
    return Answer({**asdict(made), "file": str(o.out)}, (f"Đã ghi {made.invitations} giấy mời: {o.out}",))


def _comments(call: Call) -> Answer:
    found = list_comments(call.context)
    lines = table(
        ("Mã", "Điều", "Hộ, người", "Ở đâu", "Ý kiến", "Tiếp thu, trả lời"),
        [(row.id, row.article, row.household or row.who, row.occasion, row.text, row.answer) for row in found],
    )
    waiting = sum(not row.answer for row in found)
    return Answer({"items": [asdict(row) for row in found]}, (*lines, f"{len(found)} ý kiến, {waiting} chưa trả lời"))


def _comment(call: Call) -> Answer:
    o = call.options
    household = find_household(call.context, o.household) if o.household else ""
    done = record_comment(call.context, Comment(o.text, o.article, household, o.who, o.occasion, o.day))
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã ghi.",))


def _answer(call: Call) -> Answer:
    done = answer_comment(call.context, call.options.comment, call.options.text)
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã ghi.",))


def _diff(call: Call) -> Answer:
    found = differences(call.context, call.options.before, call.options.after)
    lines = []
    for each in found:
        lines += [*(f"- {text}" for text in each.before), *(f"+ {text}" for text in each.after), ""]
    return Answer({"items": [asdict(each) for each in found]}, (*lines, f"{len(found)} chỗ khác nhau"))
