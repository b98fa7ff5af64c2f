"""``register``: who was here on a day, from dated terms and events (what the books said at a moment: ``history --at``)."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.output import table
from app.cli.parser import Parser, day
from app.kernel.clock import today
from app.usecases.households import resolve_group
from app.usecases.register_on import AWAY, TEMPORARY, register_on


def add_to(parser: Parser) -> None:
    """Declare the options of ``register``."""
    parser.add_argument("--on", metavar="NGÀY", type=day, dest="day", help="vào ngày nào (mặc định: hôm nay)")
    parser.add_argument("--group", metavar="TÊN TỔ", default="", help="chỉ một tổ")
    parser.set_defaults(run=_register)


def _register(call: Call) -> Answer:
    when = call.options.day or today(call.context.clock)
    found = register_on(call.context, when, resolve_group(call.context, call.options.group))
    away, lodging = found.with_standing(AWAY), found.with_standing(TEMPORARY)
    facts = {
        "on": when,
        "households": len(found.households),
        "people": found.people,
        "away": away,
        "temporary": lodging,
        "items": [asdict(each) for each in found.households],
    }
    lines = table(
        ("Mã hộ", "Chủ hộ", "Địa chỉ", "Tổ", "Số khẩu"),
        [(each.code, each.head, each.address, each.group, len(each.members)) for each in found.households],
    )
    counted = f"Ngày {when:%d/%m/%Y}: {len(found.households)} hộ, {found.people} người"
    more = "".join(
        f", {count} {words}" for count, words in ((lodging, "tạm trú"), (away, "tạm vắng")) if count
    )  # fmt: skip
    return Answer(facts, (*lines, f"{counted}{more}."))
