"""``campaign``: open a pledge campaign, and list those there are."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, count, day, folder
from app.records.pledges import COMMITMENT, PAPER_TITLES
from app.usecases.campaigns import (
    OpenCampaign,
    add_households,
    default_items,
    items_from_file,
    list_campaigns,
    newest_campaign,
    open_campaign,
)
from app.usecases.households import find_household, resolve_group


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    made = verbs.add_parser("create", help="mở một đợt cam kết")
    made.add_argument("--name", metavar="TÊN", required=True, help="tên đợt")
    made.add_argument("--year", metavar="NĂM", type=count, required=True, help="năm")
    made.add_argument("--items", metavar="TỆP", type=folder, help="nội dung, mỗi dòng một điều (mặc định: 5 điều mẫu)")
    made.add_argument("--group", metavar="TÊN TỔ", action="append", default=[], help="chỉ tổ này (ghi được nhiều lần)")
    made.add_argument("--covenant", action="store_true", help="ký thực hiện bản quy ước mới nhất")
    made.add_argument("--title", choices=PAPER_TITLES, default=COMMITMENT, help="tên giấy")
    made.add_argument("--meeting", metavar="NGÀY", type=day, help="ngày họp ký; là ngày ký nếu không ghi ngày khác")
    made.set_defaults(run=_create)
    verbs.add_parser("list", help="xem các đợt").set_defaults(run=_list)
    added = verbs.add_parser("add", help="thêm vào đợt các hộ mới tách, mới đến")
    added.add_argument(
        "--household", metavar="MÃ HỘ", action="append", default=[], help="hộ nào (mặc định: mọi hộ chưa có)"
    )
    add_campaign(added)
    added.set_defaults(run=_add)


def _create(call: Call) -> Answer:
    options, context = call.options, call.context
    items = items_from_file(options.items) if options.items else default_items()
    groups = tuple(resolve_group(context, name) for name in options.group)
    command = OpenCampaign(
        options.name, options.year, items, groups, options.covenant, options.title, meeting=options.meeting
    )
    done = open_campaign(context, command)
    made = done.result
    facts = {"campaign": made.campaign, "items": list(made.items), "households": made.households,
             "operation": operation_of(done)}  # fmt: skip
    return Answer(facts, (f"Đã mở đợt «{options.name}»: {made.households} hộ. Mã đợt: {made.campaign}",))


def _add(call: Call) -> Answer:
    homes = [find_household(call.context, code) for code in call.options.household]
    done = add_households(call.context, campaign_of(call), homes)
    return Answer({"added": done.result, "operation": operation_of(done)}, (f"Đã thêm {done.result} hộ vào đợt.",))


def _list(call: Call) -> Answer:
    rows = list_campaigns(call.context)
    facts = {"campaign": rows[0].id if rows else None, "items": [asdict(row) for row in rows]}
    lines = table(
        ("Năm", "Tên đợt", "Số hộ", "Đã ký", "Mã đợt"),
        [(row.year, row.name, row.households, row.signed, row.id) for row in rows],
    )
    return Answer(facts, lines)


def add_campaign(parser: Parser) -> None:
    """Declare the option that names a campaign, for commands about one."""
    parser.add_argument("--campaign", metavar="MÃ", default="", help="mã đợt (mặc định: đợt mới nhất)")


def campaign_of(call: Call) -> str:
    """Return the campaign that was named, else the newest; raises FORM-003 when there is none."""
    return call.options.campaign or newest_campaign(call.context)
