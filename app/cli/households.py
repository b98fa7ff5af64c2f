"""``households``: the list of households in, out, and corrected."""

from app.cli.command import Answer, Call, operation_of
from app.cli.household_import import add_import
from app.cli.output import table
from app.cli.parser import Parser, count, day, pair, unique
from app.kernel.clock import today
from app.usecases.context import Done
from app.usecases.events import MoveGroup, record_group_move
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    find_household,
    household_detail,
    list_households,
    remove_household,
    resolve_group,
    save_household,
)
from app.vietnamese.text import fold

GROUP_WORDS = ("group", "to", "to dan cu")
"""Names under which the group of a household may be set; other references cannot be typed."""
CLASS_WORDS = ("classes", "dien", "dien cua ho")
"""Names under which the classes of a household may be set, with | between several."""


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    add_import(verbs)
    add_list(verbs.add_parser("list", help="xem danh sách hộ"))
    changed = verbs.add_parser("set", help="sửa một hộ")
    changed.add_argument("code", metavar="MÃ HỘ")
    changed.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="+")
    changed.set_defaults(run=_set)
    added = verbs.add_parser("add", help="thêm một hộ")
    added.add_argument("--head", metavar="TÊN", required=True, help="họ tên chủ hộ")
    added.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="*")
    added.set_defaults(run=_add)
    moved = verbs.add_parser("move", help="chuyển các hộ sang tổ khác")
    moved.add_argument("codes", metavar="MÃ HỘ", nargs="+")
    moved.add_argument("--to", metavar="TÊN TỔ", required=True, help="tổ chuyển đến")
    moved.add_argument("--day", metavar="NGÀY", type=day, default=None, help="từ ngày nào (mặc định hôm nay)")
    moved.set_defaults(run=_move)
    removed = verbs.add_parser("remove", help="đưa một hộ ra khỏi danh sách (hoàn tác được)")
    removed.add_argument("code", metavar="MÃ HỘ")
    removed.set_defaults(run=_remove)


def add_list(parser: Parser) -> None:
    """Declare the options that lists of households and people share."""
    parser.add_argument("--group", metavar="TÊN TỔ", default="", help="chỉ một tổ")
    parser.add_argument("--query", metavar="CHỮ", default="", help="tìm theo phần tên, địa chỉ, số điện thoại")
    parser.add_argument("--limit", metavar="SỐ", type=count, default=0, help="nhiều nhất bao nhiêu dòng (0: tất cả)")
    parser.set_defaults(run=_list)


def query_of(call: Call) -> HouseholdQuery:
    """Return the query that the shared options of lists make; raises FORM-003 for an unknown group."""
    options = call.options
    return HouseholdQuery(options.query, resolve_group(call.context, options.group), limit=options.limit)


def _list(call: Call) -> Answer:
    page = list_households(call.context, query_of(call))
    items = [
        {"id": row.id, "code": row.code, "head": row.head, "address": row.address, "group": row.group,
         "people": row.people}
        for row in page.items
    ]  # fmt: skip
    lines = table(
        ("Mã hộ", "Chủ hộ", "Địa chỉ", "Tổ", "Số khẩu"),
        [(row.code, row.head, row.address, row.group, row.people) for row in page.items],
    )
    return Answer({"total": page.total, "items": items}, (*lines, f"{page.total} hộ"))


def _set(call: Call) -> Answer:
    household = find_household(call.context, call.options.code)
    texts, group = _typed(call)
    classes = _classes(texts)
    done = save_household(call.context, SaveHousehold(household, texts, group=group, classes=classes))
    return _saved(done, f"Đã ghi hộ {call.options.code}.")


def _add(call: Call) -> Answer:
    context = call.context
    texts, group = _typed(call)
    classes = _classes(texts)
    done = save_household(context, SaveHousehold(texts=texts, group=group, head=call.options.head, classes=classes))
    code = household_detail(context, done.result).row.code
    return _saved(done, f"Đã thêm hộ {code}.", code=code)


def _move(call: Call) -> Answer:
    context = call.context
    households = tuple(find_household(context, code) for code in call.options.codes)
    since = call.options.day or today(context.clock)
    done = record_group_move(context, MoveGroup(households, resolve_group(context, call.options.to), since))
    facts = {"moved": done.result, "operation": operation_of(done)}
    return Answer(facts, (f"Đã chuyển {done.result} hộ sang {call.options.to}.",))


def _remove(call: Call) -> Answer:
    done = remove_household(call.context, find_household(call.context, call.options.code))
    return _saved(done, f"Đã đưa hộ {call.options.code} ra khỏi danh sách.")


def _typed(call: Call) -> tuple[dict[str, str], str | None]:
    """Return the fields typed, and the group's id when one of them names a group."""
    texts = unique(call.options.fields)
    group = next((name for name in texts if fold(name) in GROUP_WORDS), None)
    return texts, resolve_group(call.context, texts.pop(group)) if group else None


def _classes(texts: dict[str, str]) -> tuple[str, ...] | None:
    """Take the classes out of the fields typed: "classes=Hộ nghèo|Hộ kinh doanh", empty for none."""
    name = next((name for name in texts if fold(name) in CLASS_WORDS), None)
    return None if name is None else tuple(each.strip() for each in texts.pop(name).split("|"))


def _saved(done: Done[str], words: str, **more: str) -> Answer:
    return Answer({"record": done.result, "operation": operation_of(done), **more}, (words,))
