"""``people``: the members of households."""

from app.cli.command import Answer, Call, operation_of
from app.cli.households import add_list, query_of
from app.cli.output import table
from app.cli.parser import Parser, pair, unique
from app.usecases.households import SavePerson, find_household, list_people, remove_person, save_person


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    listed = verbs.add_parser("list", help="xem danh sách nhân khẩu")
    add_list(listed)
    listed.set_defaults(run=_list)
    changed = verbs.add_parser("set", help="sửa một người")
    changed.add_argument("id", metavar="MÃ", help="mã người, như people list --json cho biết")
    changed.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="+")
    changed.set_defaults(run=_set)
    added = verbs.add_parser("add", help="thêm một người vào hộ")
    added.add_argument("household", metavar="MÃ HỘ")
    added.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="+")
    added.set_defaults(run=_add)
    removed = verbs.add_parser("remove", help="đưa một người ra khỏi danh sách (hoàn tác được)")
    removed.add_argument("id", metavar="MÃ")
    removed.set_defaults(run=_remove)


def _list(call: Call) -> Answer:
    page = list_people(call.context, query_of(call))
    items = [
        {"id": row.id, "name": row.name, "birth": row.birth, "sex": row.sex, "relation": row.relation,
         "household": row.household}
        for row in page.items
    ]  # fmt: skip
    lines = table(
        ("Họ và tên", "Ngày sinh", "Giới tính", "Quan hệ", "Mã hộ"),
        [(row.name, row.birth, row.sex, row.relation, row.household) for row in page.items],
    )
    return Answer({"total": page.total, "items": items}, (*lines, f"{page.total} người"))


def _set(call: Call) -> Answer:
    done = save_person(call.context, SavePerson(id=call.options.id, texts=unique(call.options.fields)))
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã ghi.",))


def _add(call: Call) -> Answer:
    household = find_household(call.context, call.options.household)
    done = save_person(call.context, SavePerson(household, texts=unique(call.options.fields)))
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã thêm.",))


def _remove(call: Call) -> Answer:
    done = remove_person(call.context, call.options.id)
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã đưa ra khỏi danh sách.",))
