"""``questions``: what village and commune ask each other, and the answers."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser
from app.records.register import Household, Person
from app.usecases.context import VILLAGE
from app.usecases.handed_down import day_words
from app.usecases.households import find_household, find_person
from app.usecases.questions import About, Ask, answer, ask, list_questions
from app.usecases.village_changes import village_named


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem câu hỏi; câu chờ mình trả lời ở trên cùng").set_defaults(run=_list)
    asked = verbs.add_parser("ask", help="hỏi bên kia: thôn hỏi xã, xã hỏi thôn")
    asked.add_worded("text", metavar="CÂU HỎI")
    add_about(asked)
    asked.set_defaults(run=_ask)
    said = verbs.add_parser("answer", help="trả lời một câu hỏi")
    said.add_argument("id", metavar="MÃ")
    said.add_worded("text", metavar="TRẢ LỜI", option="answer")
    said.set_defaults(run=_answer)


def add_about(parser: Parser) -> None:
    """Declare the options that say what something is about."""
    parser.add_argument("--of", metavar="THÔN", default="", help="ở xã: về thôn nào")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--person", metavar="NGƯỜI", default="", help="về người nào: họ tên, số định danh, mã")
    which.add_argument("--household", metavar="MÃ HỘ", default="", help="về hộ nào")


def about_of(call: Call) -> About:
    """Return what was named; raises VILLAGE-005, FORM-003, FORM-004."""
    options, context = call.options, call.context
    pile = village_named(context, options.of) if options.of and context.identity.role != VILLAGE else ""
    there = context.standing_in(pile) if pile else context
    if options.person:
        return About(Person.kind_name, find_person(there, options.person), pile)
    if options.household:
        return About(Household.kind_name, find_household(there, options.household), pile)
    return About(pile=pile)


def _list(call: Call) -> Answer:
    rows = list_questions(call.context)
    lines = table(
        ("Mã", "Ai hỏi", "Về", "Câu hỏi", "Ngày", "Trả lời"),
        [(row.id, row.side if row.side != "thôn" else row.village, row.about, row.text, day_words(row.asked),
          row.answer or ("chờ mình trả lời" if row.waits else "chờ bên kia")) for row in rows],
    )  # fmt: skip
    return Answer({"items": [{**asdict(row), "waits": row.waits} for row in rows]}, lines)


def _ask(call: Call) -> Answer:
    done = ask(call.context, Ask(call.options.text, about_of(call)))
    return Answer({"question": done.result, "operation": operation_of(done)}, ("Đã ghi câu hỏi, đi cùng gói tới.",))


def _answer(call: Call) -> Answer:
    done = answer(call.context, call.options.id, call.options.text)
    return Answer({"question": done.result, "operation": operation_of(done)}, ("Đã trả lời, đi cùng gói tới.",))
