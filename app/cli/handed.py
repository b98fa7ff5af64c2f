"""``handed``: campaigns, covenant models and indicators the commune hands down, and what villages make of them."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, Verbs, count, day, folder
from app.cli.tasks import add_villages, villages_of
from app.records.assignments import PERIODS, YEAR, CommuneCampaign, CovenantModel, IndicatorDefinition
from app.records.pledges import COMMITMENT, PAPER_TITLES
from app.usecases.campaigns import default_items, items_from_file
from app.usecases.commune_campaigns import (
    HandCampaign,
    campaign_overview,
    hand_campaign,
    handed_campaigns,
    open_handed,
)
from app.usecases.context import COMMUNE
from app.usecases.covenant_models import HandModel, begin_with_model, hand_model, list_models
from app.usecases.handed_down import day_words, named, recall
from app.usecases.indicators import EnterValue, HandIndicator, enter_value, hand_indicator, list_indicators


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    _add_campaigns(verbs)
    _add_models(verbs)
    _add_indicators(verbs)
    gone = verbs.add_parser("recall", help="ở xã: thu lại một đợt, bản mẫu hoặc chỉ tiêu")
    gone.add_argument("id", metavar="MÃ")
    gone.set_defaults(run=_recall)


def _add_campaigns(verbs: Verbs) -> None:
    verbs.add_parser("campaigns", help="xem các đợt cam kết xã giao").set_defaults(run=_campaigns)
    made = verbs.add_parser("campaign", help="ở xã: giao một đợt cam kết cho các thôn")
    made.add_argument("--name", metavar="TÊN", required=True, help="tên đợt")
    made.add_argument("--year", metavar="NĂM", type=count, required=True, help="năm")
    made.add_argument("--items", metavar="TỆP", type=folder, help="nội dung, mỗi dòng một điều (mặc định: 5 điều mẫu)")
    made.add_argument("--title", choices=PAPER_TITLES, default=COMMITMENT, help="tên giấy")
    made.add_argument("--due", metavar="NGÀY", type=day, help="hạn ký")
    add_villages(made)
    made.set_defaults(run=_hand_campaign)
    opened = verbs.add_parser("open", help="ở thôn: mở đợt cam kết xã giao trên các hộ của thôn")
    opened.add_argument("campaign", metavar="ĐỢT", help="tên hoặc mã đợt của xã")
    opened.add_argument("--covenant", action="store_true", help="ký thực hiện bản quy ước mới nhất")
    opened.set_defaults(run=_open)


def _add_models(verbs: Verbs) -> None:
    verbs.add_parser("models", help="xem các quy ước mẫu của xã").set_defaults(run=_models)
    made = verbs.add_parser("model", help="ở xã: giao một quy ước mẫu (docx, txt) cho các thôn")
    made.add_argument("file", metavar="TỆP", type=folder)
    made.add_argument("--name", metavar="TÊN", required=True, help="tên bản mẫu")
    add_villages(made)
    made.set_defaults(run=_hand_model)
    begun = verbs.add_parser("use-model", help="ở thôn: bắt đầu quy ước từ bản mẫu của xã")
    begun.add_argument("model", metavar="BẢN MẪU", help="tên hoặc mã bản mẫu")
    begun.set_defaults(run=_use_model)


def _add_indicators(verbs: Verbs) -> None:
    listed = verbs.add_parser("indicators", help="xem các chỉ tiêu và số liệu của kỳ")
    listed.add_argument("--on", metavar="NGÀY", type=day, help="kỳ có ngày này (mặc định: hôm nay)")
    listed.set_defaults(run=_indicators)
    made = verbs.add_parser("indicator", help="ở xã: giao một chỉ tiêu cho các thôn")
    made.add_worded("name", metavar="TÊN")
    made.add_argument("--unit", metavar="ĐƠN VỊ", required=True, help="ví dụ hộ, người, mét")
    made.add_argument("--period", choices=tuple(PERIODS), default=YEAR, help="kỳ")
    made.add_argument("--target", metavar="SỐ", type=count, help="phải đạt bao nhiêu")
    made.add_argument("--counted", metavar="CHỮ", default="", help="cách tính")
    add_villages(made)
    made.set_defaults(run=_hand_indicator)
    entered = verbs.add_parser("enter", help="ở thôn: ghi số liệu một chỉ tiêu")
    entered.add_argument("indicator", metavar="CHỈ TIÊU", help="tên hoặc mã chỉ tiêu")
    entered.add_worded("value", metavar="SỐ", type=count)
    entered.add_argument("--period", metavar="KỲ", default="", help="2026, 2026-Q4, 2026-11 (mặc định: kỳ này)")
    entered.add_argument("--words", metavar="CHỮ", default="", help="ghi rõ")
    entered.set_defaults(run=_enter)


def _hand_campaign(call: Call) -> Answer:
    options = call.options
    items = items_from_file(options.items) if options.items else default_items()
    command = HandCampaign(options.name, options.year, items, options.due, villages_of(call), options.title)
    done = hand_campaign(call.context, command)
    facts = {"campaign": done.result, "operation": operation_of(done)}
    return Answer(facts, (f"Đã giao đợt «{options.name}». Mã: {done.result}",))


def _campaigns(call: Call) -> Answer:
    if call.context.identity.role == COMMUNE:
        rows = campaign_overview(call.context)
        lines = table(
            ("Đợt", "Thôn", "Đã mở", "Đã ký", "Số hộ"),
            [(row.name, each.village, "có" if each.opened else "chưa", each.signed, each.households)
             for row in rows for each in row.shares],
        )  # fmt: skip
        return Answer({"items": [asdict(row) for row in rows]}, lines)
    mine = handed_campaigns(call.context)
    lines = table(
        ("Đợt", "Năm", "Hạn", "Thôn đã mở"),
        [(row.name, row.year, day_words(row.due), "có" if row.opened else "chưa") for row in mine],
    )
    return Answer({"items": [asdict(row) for row in mine]}, lines)


def _open(call: Call) -> Answer:
    record = named(call.context, CommuneCampaign, call.options.campaign)
    done = open_handed(call.context, record, covenant=call.options.covenant)
    made = done.result
    facts = {"campaign": made.campaign, "households": made.households, "operation": operation_of(done)}
    return Answer(facts, (f"Đã mở đợt của xã: {made.households} hộ. Mã đợt: {made.campaign}",))


def _hand_model(call: Call) -> Answer:
    options = call.options
    done = hand_model(call.context, HandModel(options.name, options.file, villages_of(call)))
    facts = {"model": done.result, "operation": operation_of(done)}
    return Answer(facts, (f"Đã giao quy ước mẫu «{options.name}».",))


def _models(call: Call) -> Answer:
    rows = list_models(call.context)
    lines = table(("Bản mẫu", "Ngày giao", "Số điều"), [(r.name, day_words(r.issued), r.articles) for r in rows])
    return Answer({"items": [asdict(row) for row in rows]}, lines)


def _use_model(call: Call) -> Answer:
    done = begin_with_model(call.context, named(call.context, CovenantModel, call.options.model))
    facts = {"version": done.result.version, "nodes": done.result.nodes, "operation": operation_of(done)}
    return Answer(facts, (f"Đã lập bản quy ước từ mẫu của xã: {done.result.nodes} mục. Đọc lại, sửa cho đúng thôn.",))


def _hand_indicator(call: Call) -> Answer:
    options = call.options
    command = HandIndicator(
        options.name, options.unit, options.period, options.target, options.counted, villages_of(call)
    )
    done = hand_indicator(call.context, command)
    return Answer({"indicator": done.result, "operation": operation_of(done)}, (f"Đã giao chỉ tiêu «{options.name}».",))


def _indicators(call: Call) -> Answer:
    rows = list_indicators(call.context, call.options.on)
    lines = table(
        ("Chỉ tiêu", "Kỳ", "Đơn vị", "Phải đạt", "Thôn", "Số liệu"),
        [(row.name, row.period, row.unit, "" if row.target is None else row.target, each.village,
          "chưa ghi" if each.value is None else each.value) for row in rows for each in row.figures],
    )  # fmt: skip
    facts = [{**asdict(row), "entered": row.entered, "total": row.total} for row in rows]
    return Answer({"items": facts}, lines)


def _enter(call: Call) -> Answer:
    options = call.options
    record = named(call.context, IndicatorDefinition, options.indicator)
    done = enter_value(call.context, EnterValue(record, options.value, options.period, options.words))
    return Answer({"value": done.result, "operation": operation_of(done)}, ("Đã ghi số liệu, gửi xã cùng gói tới.",))


def _recall(call: Call) -> Answer:
    done = recall(call.context, call.options.id)
    return Answer({"name": done.result, "operation": operation_of(done)}, (f"Đã thu lại «{done.result}».",))
