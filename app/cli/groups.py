"""``groups``: residential groups and who leads them."""

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser
from app.usecases.groups import SaveGroup, list_groups, remove_group, save_group
from app.usecases.households import resolve_group


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem các tổ").set_defaults(run=_list)
    changed = verbs.add_parser("set", help="ghi tổ trưởng, tổ phó của một tổ")
    changed.add_argument("name", metavar="TÊN TỔ")
    changed.add_argument("--leader", metavar="NGƯỜI", help="mã người hoặc họ tên tổ trưởng")
    changed.add_argument("--deputy", metavar="NGƯỜI", help="mã người hoặc họ tên tổ phó")
    changed.set_defaults(run=lambda call: _set(call, changed))
    added = verbs.add_parser("add", help="thêm một tổ")
    added.add_worded("name", metavar="TÊN TỔ")
    added.set_defaults(run=_add)
    removed = verbs.add_parser("remove", help="xoá một tổ không còn hộ nào")
    removed.add_argument("name", metavar="TÊN TỔ")
    removed.set_defaults(run=_remove)


def _list(call: Call) -> Answer:
    rows = list_groups(call.context)
    items = [
        {"id": row.id, "name": row.name, "leader": row.leader, "deputy": row.deputy, "households": row.households}
        for row in rows
    ]
    lines = table(
        ("Tổ", "Tổ trưởng", "Tổ phó", "Số hộ"), [(row.name, row.leader, row.deputy, row.households) for row in rows]
    )
    return Answer({"items": items}, lines)


def _set(call: Call, parser: Parser) -> Answer:
    options = call.options
    if options.leader is None and options.deputy is None:
        parser.error("one of the arguments --leader --deputy is required")
    group = resolve_group(call.context, options.name)
    done = save_group(call.context, SaveGroup(group, leader=options.leader, deputy=options.deputy))
    return Answer({"record": done.result, "operation": operation_of(done)}, (f"Đã ghi {options.name}.",))


def _add(call: Call) -> Answer:
    done = save_group(call.context, SaveGroup(name=call.options.name))
    return Answer({"record": done.result, "operation": operation_of(done)}, (f"Đã thêm {call.options.name}.",))


def _remove(call: Call) -> Answer:
    done = remove_group(call.context, resolve_group(call.context, call.options.name))
    return Answer({"record": done.result, "operation": operation_of(done)}, (f"Đã xoá {call.options.name}.",))
