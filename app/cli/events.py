"""``events``: what happens to households and people, and the list of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, Verbs, day, pair, unique
from app.cli.undo import undone_answer
from app.kernel.clock import today
from app.records.events import EVENTS
from app.usecases import events
from app.usecases.context import Done
from app.usecases.event_list import EventQuery, list_events, undo_event
from app.usecases.events import Recorded
from app.usecases.households import find_household, find_person, resolve_group
from app.usecases.moves import NO_HEIR, Heir

PERSON = "NGƯỜI"
"""An id, an id number, or a full name that only one person has."""


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    listed = verbs.add_parser("list", help="xem các biến động đã ghi")
    listed.add_argument("--household", metavar="MÃ HỘ", default="", help="chỉ của một hộ")
    listed.add_argument("--what", metavar="VIỆC", choices=tuple(EVENTS), default="", help=", ".join(EVENTS))
    listed.add_argument("--from", metavar="NGÀY", type=day, dest="since", help="từ ngày")
    listed.add_argument("--to", metavar="NGÀY", type=day, dest="until", help="đến hết ngày")
    listed.set_defaults(run=_list)
    undone = verbs.add_parser("undo", help="hoàn tác một biến động đã ghi")
    undone.add_argument("event", metavar="MÃ", help="mã biến động, như events list --json cho biết")
    undone.set_defaults(run=_undo)
    _add_arrivals(verbs)
    _add_departures(verbs)
    _add_changes(verbs)


def _add_arrivals(verbs: Verbs) -> None:
    born = _event(verbs, "birth", "một cháu mới sinh", _birth)
    born.add_argument("household", metavar="MÃ HỘ")
    born.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="+", help="full_name, sex, relation")
    came = _event(verbs, "move-in", "một người đến ở (--temporary: tạm trú)", _move_in)
    came.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="+", help="full_name, birth, sex, relation")
    where = came.add_mutually_exclusive_group(required=True)
    where.add_argument("--household", metavar="MÃ HỘ", default="", help="vào hộ nào")
    where.add_argument("--group", metavar="TÊN TỔ", default="", help="thành hộ mới ở tổ nào")
    came.add_argument("--place", metavar="NƠI", default="", help="từ đâu đến, hoặc nơi thường trú")
    came.add_argument("--address", metavar="ĐỊA CHỈ", default="", help="địa chỉ của hộ mới")
    came.add_argument("--temporary", action="store_true", help="đến ở một thời gian")
    came.add_argument("--until", metavar="NGÀY", type=day, help="tạm trú đến ngày")


def _add_departures(verbs: Verbs) -> None:
    dead = _event(verbs, "death", "một người mất", _death)
    dead.add_argument("person", metavar=PERSON)
    _add_heir(dead)
    left = _event(verbs, "move-out", "những người của một hộ chuyển đi", _move_out)
    _add_people(left)
    left.add_argument("--place", metavar="NƠI", required=True, help="chuyển đi đâu")
    _add_heir(left)
    away = _event(verbs, "absence", "những người của một hộ tạm vắng", _absence)
    _add_people(away)
    away.add_argument("--place", metavar="NƠI", default="", help="đi đâu")
    away.add_argument("--until", metavar="NGÀY", type=day, help="đến ngày")
    _add_people(_event(verbs, "return", "hết tạm vắng, tạm trú", _return))


def _add_changes(verbs: Verbs) -> None:
    split = _event(verbs, "split", "tách những người của một hộ thành hộ mới", _split)
    _add_people(split)
    split.add_argument("--head", metavar=PERSON, required=True, help="chủ hộ của hộ mới")
    split.add_argument("--old-head", metavar=PERSON, default="", help="chủ hộ mới của hộ cũ, nếu chủ hộ tách đi")
    split.add_argument("--group", metavar="TÊN TỔ", default="", help="tổ của hộ mới (mặc định: tổ cũ)")
    split.add_argument("--address", metavar="ĐỊA CHỈ", default="", help="địa chỉ của hộ mới")
    _add_relations(split)
    joined = _event(verbs, "join", "nhập cả hộ vào hộ khác", _join)
    joined.add_argument("household", metavar="MÃ HỘ")
    joined.add_argument("--into", metavar="MÃ HỘ", required=True, help="nhập vào hộ nào")
    _add_relations(joined)
    headed = _event(verbs, "new-head", "thay đổi chủ hộ", _new_head)
    headed.add_argument("household", metavar="MÃ HỘ")
    headed.add_argument("--head", metavar=PERSON, required=True, help="chủ hộ mới")
    _add_relations(headed)
    wed = _event(verbs, "marriage", "kết hôn", _marriage)
    wed.add_argument("person", metavar=PERSON)
    wed.add_argument("--spouse", metavar=PERSON, required=True, help="người trong sổ, hoặc họ tên người nơi khác")
    home = wed.add_mutually_exclusive_group()
    home.add_argument("--spouse-joins", action="store_true", help="người kia về ở cùng hộ")
    home.add_argument("--moves", action="store_true", help="người này về ở hộ của người kia")
    home.add_argument("--place", metavar="NƠI", default="", help="người này chuyển đi nơi khác")
    wed.add_argument("--as", metavar="QUAN HỆ", default="", dest="relation", help="người mới về là gì của chủ hộ")
    wed.add_argument("--field", metavar="MỤC=GIÁ TRỊ", type=pair, action="append", default=[], help="về người kia")
    wed.add_argument("--head", metavar=PERSON, default="", help="chủ hộ mới của hộ cũ, nếu chủ hộ đi")


def _event(verbs: Verbs, name: str, words: str, record: Callable[[Call, date], Done[Recorded]]) -> Parser:
    made = verbs.add_parser(name, help=words)
    made.add_argument("--day", metavar="NGÀY", type=day, help="ngày xảy ra (mặc định: hôm nay)")
    made.add_argument("--note", metavar="CHỮ", default="", help="ghi chú")
    made.set_defaults(run=lambda call: _recorded(call, record))
    return made


def _add_people(parser: Parser) -> None:
    parser.add_argument("people", metavar=PERSON, nargs="+", help="những người của cùng một hộ")


def _add_relations(parser: Parser) -> None:
    parser.add_argument(
        "--relation", metavar=f"{PERSON}=QUAN HỆ", type=pair, action="append", default=[],
        help="quan hệ với chủ hộ mới; không ghi thì suy từ quan hệ cũ",
    )  # fmt: skip


def _add_heir(parser: Parser) -> None:
    parser.add_argument("--head", metavar=PERSON, default="", help="chủ hộ mới, nếu chủ hộ không còn")
    _add_relations(parser)


def _recorded(call: Call, record: Callable[[Call, date], Done[Recorded]]) -> Answer:
    done = record(call, call.options.day or today(call.context.clock))
    facts: dict[str, Any] = {
        "event": done.result.event,
        "household": done.result.household,
        "ended_offices": list(done.result.ended_offices),
        "operation": operation_of(done),
    }
    ended = ", ".join(done.result.ended_offices)
    more = (f"Đã thôi giữ: {ended}. Ghi người thay ở Tổ dân cư.",) if ended else ()
    return Answer(facts, ("Đã ghi vào sổ thôn (không thay đăng ký cư trú).", *more))


def _birth(call: Call, when: date) -> Done[Recorded]:
    household = find_household(call.context, call.options.household)
    texts = unique(call.options.fields)
    return events.record_birth(call.context, events.Birth(household, when, texts, call.options.note))


def _move_in(call: Call, when: date) -> Done[Recorded]:
    options, context = call.options, call.context
    household = find_household(context, options.household) if options.household else ""
    group = resolve_group(context, options.group)
    texts = {"address": options.address} if options.address else {}
    command = events.MoveIn(
        when, (unique(options.fields),), household, group, texts, options.place, options.temporary, options.until,
        options.note,
    )  # fmt: skip
    return events.record_move_in(context, command)


def _death(call: Call, when: date) -> Done[Recorded]:
    person = find_person(call.context, call.options.person)
    return events.record_death(call.context, events.Death(person, when, _heir(call), call.options.note))


def _move_out(call: Call, when: date) -> Done[Recorded]:
    options = call.options
    command = events.MoveOut(_people(call), when, options.place, _heir(call), options.note)
    return events.record_move_out(call.context, command)


def _absence(call: Call, when: date) -> Done[Recorded]:
    options = call.options
    command = events.Absence(_people(call), when, options.place, options.until, options.note)
    return events.record_absence(call.context, command)


def _return(call: Call, when: date) -> Done[Recorded]:
    return events.record_return(call.context, events.Return(_people(call), when, call.options.note))


def _split(call: Call, when: date) -> Done[Recorded]:
    options, context = call.options, call.context
    head, relations = find_person(context, options.head), _relations(call)
    old = Heir(find_person(context, options.old_head), relations) if options.old_head else NO_HEIR
    texts = {"address": options.address} if options.address else {}
    group = resolve_group(context, options.group)
    command = events.Split(_people(call), when, Heir(head, relations), old, group, texts, options.note)
    return events.record_split(context, command)


def _join(call: Call, when: date) -> Done[Recorded]:
    options, context = call.options, call.context
    leaving, into = find_household(context, options.household), find_household(context, options.into)
    return events.record_join(context, events.Join(leaving, into, when, _relations(call), options.note))


def _new_head(call: Call, when: date) -> Done[Recorded]:
    household = find_household(call.context, call.options.household)
    return events.record_new_head(call.context, events.ChangeHead(household, when, _heir(call), call.options.note))


def _marriage(call: Call, when: date) -> Done[Recorded]:
    options, context = call.options, call.context
    spouse = find_person(context, options.spouse) if options.moves else options.spouse
    command = events.Marriage(
        find_person(context, options.person), when, spouse, options.spouse_joins, unique(options.field),
        options.relation, options.moves, options.place, Heir(find_person(context, options.head)) if options.head else NO_HEIR,
        options.note,
    )  # fmt: skip
    return events.record_marriage(context, command)


def _people(call: Call) -> tuple[str, ...]:
    return tuple(find_person(call.context, each) for each in call.options.people)


def _relations(call: Call) -> dict[str, str]:
    return {find_person(call.context, person): text for person, text in unique(call.options.relation).items()}


def _heir(call: Call) -> Heir:
    head = call.options.head
    return Heir(find_person(call.context, head), _relations(call)) if head else NO_HEIR


def _list(call: Call) -> Answer:
    options = call.options
    household = find_household(call.context, options.household) if options.household else ""
    page = list_events(call.context, EventQuery(household, options.what, options.since, options.until))
    items = [
        {"id": row.id, "what": row.what, "day": row.day, "household": row.households, "people": row.people,
         "place": row.place, "note": row.note, "operation": row.operation}
        for row in page.items
    ]  # fmt: skip
    lines = table(
        ("Ngày", "Việc", "Hộ", "Người", "Nơi"),
        [(f"{row.day:%d/%m/%Y}" if row.day else "", row.label, row.households, row.people, row.place)
         for row in page.items],
    )  # fmt: skip
    return Answer({"counts": page.counts, "items": items}, lines)


def _undo(call: Call) -> Answer:
    return undone_answer(undo_event(call.context, call.options.event))
