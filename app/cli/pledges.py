"""``pledges``: signatures, and how far a campaign has come; the papers are in a module of their own."""

from dataclasses import asdict

from app.cli.campaign import add_campaign, campaign_of
from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, day
from app.cli.pledge_papers import add_papers
from app.cli.scans import add_scans
from app.kernel.errors import AppError
from app.records.pledges import OUTCOMES
from app.records.values import MISTAKE
from app.usecases.campaigns import campaign_status, pledge_rows
from app.usecases.context import Done
from app.usecases.errors import NOT_IN_CAMPAIGN
from app.usecases.households import resolve_group
from app.usecases.pledges import (
    RecordVisit,
    Sign,
    Signed,
    SignGroup,
    deliver,
    find_sheet,
    note_pledge,
    pledge_of_household,
    record_visit,
    sign,
    sign_group,
    withdraw,
)
from app.usecases.walkers import set_walker

_SIGNED = "signed"
_OPEN = "open"


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    add_papers(verbs)
    add_scans(verbs)
    signed = verbs.add_parser("sign", help="ghi nhận đã ký")
    whose = signed.add_mutually_exclusive_group(required=True)
    whose.add_argument("--sheet", metavar="MÃ", help="mã ở chân bản cam kết")
    whose.add_argument("--household", metavar="MÃ HỘ", help="một hộ")
    whose.add_argument("--group", metavar="TÊN TỔ", help="cả tổ đã ký tại cuộc họp")
    signed.add_argument("--except", metavar="MÃ HỘ", action="append", default=[], dest="absent", help="hộ vắng mặt")
    add_campaign(signed)
    signed.add_argument("--date", metavar="NGÀY", type=day, help="ngày ký (mặc định: ngày họp, không thì hôm nay)")
    signed.add_argument("--signer", metavar="TÊN", default="", help="người ký thay chủ hộ")
    signed.add_argument("--relation", metavar="QUAN HỆ", default="", help="quan hệ của người ký thay với chủ hộ")
    signed.add_argument("--again", action="store_true", help="ký lại; với --group: mọi hộ phải ký lại của tổ")
    signed.set_defaults(run=lambda call: _sign(call, signed))
    withdrawn = verbs.add_parser("withdraw", help="ghi một hộ rút cam kết")
    _add_household(withdrawn)
    withdrawn.add_argument("--reason", metavar="CHỮ", default=MISTAKE, help="lý do (mặc định: ghi nhầm)")
    withdrawn.set_defaults(run=_withdraw)
    delivered = verbs.add_parser("deliver", help="ghi đã giao bản cam kết cho một hộ")
    _add_household(delivered)
    delivered.add_argument("--date", metavar="NGÀY", type=day, help="ngày giao (mặc định: hôm nay)")
    delivered.set_defaults(run=_deliver)
    noted = verbs.add_parser("note", help="ghi chú bên cạnh một hộ (vắng, hẹn lại)")
    _add_household(noted)
    noted.add_worded("text", metavar="GHI CHÚ", option="note")
    noted.set_defaults(run=_note)
    visited = verbs.add_parser("visit", help="ghi đã đến một hộ chưa ký")
    _add_household(visited)
    known = ", ".join(f"{wire} ({words})" for wire, words in OUTCOMES.items())
    visited.add_argument("outcome", metavar="KẾT QUẢ", choices=tuple(OUTCOMES), help=known)
    visited.add_argument("--date", metavar="NGÀY", type=day, help="ngày đến (mặc định: hôm nay)")
    visited.add_argument("--who", metavar="HỌ TÊN", default="", help="người đến")
    visited.add_argument("--note", metavar="CHỮ", default="")
    visited.set_defaults(run=_visit)
    walks = verbs.add_parser("walker", help="ghi ai đi gặp các hộ chưa ký của một tổ")
    add_campaign(walks)
    walks.add_argument("--group", metavar="TÊN TỔ", required=True)
    walks.add_argument("--who", metavar="HỌ TÊN", default="", help="để trống: tổ trưởng")
    walks.set_defaults(run=_walker)
    left = verbs.add_parser("unreached", help="xem các hộ chưa ký, đã đến mấy lần")
    add_campaign(left)
    left.set_defaults(run=_unreached)
    status = verbs.add_parser("status", help="xem đợt cam kết đến đâu")
    add_campaign(status)
    status.set_defaults(run=_status)


def _add_household(parser: Parser) -> None:
    parser.add_argument("--household", metavar="MÃ HỘ", required=True, help="hộ nào")
    add_campaign(parser)


def _sign(call: Call, parser: Parser) -> Answer:
    options = call.options
    if options.absent and not options.group:
        parser.error("argument --except: not allowed with argument --sheet/--household")
    if options.group and (options.signer or options.relation):
        parser.error("argument --signer: not allowed with argument --group")
    done, state = _sign_group(call) if options.group else _sign_one(call)
    facts = {"signed": done.result.signed, "state": state, "already": done.result.already,
             "operation": operation_of(done)}  # fmt: skip
    return Answer(facts, (f"Đã ghi {done.result.signed} hộ ký, {done.result.already} hộ đã ký từ trước.",))


def _sign_group(call: Call) -> tuple[Done[Signed], str]:
    """Sign for a whole group, or for those of it that have to sign again; its state is ``signed`` when nobody is left."""
    options, context, campaign = call.options, call.context, campaign_of(call)
    group = resolve_group(context, options.group)
    households = {row.code: row.household for row in pledge_rows(context, campaign, group)}
    for code in options.absent:
        if code not in households:
            raise AppError(NOT_IN_CAMPAIGN, code=code)
    absent = tuple(households[code] for code in options.absent)
    if options.again:
        from app.usecases.resigning import resign_rows, sign_again

        listed = resign_rows(context, campaign, group)
        wanted = tuple(row.pledge for row in listed if row.again and row.pledge and row.household not in absent)
        done = sign_again(context, Sign(wanted, options.date))
    else:
        done = sign_group(context, SignGroup(campaign, group, absent, options.date))
    everybody = all(row.signed for row in pledge_rows(context, campaign, group))
    return done, _SIGNED if everybody else _OPEN


def _sign_one(call: Call) -> tuple[Done[Signed], str]:
    options, context = call.options, call.context
    if options.sheet is not None:
        found = find_sheet(context, options.sheet)
        if options.campaign not in ("", found.campaign):
            raise AppError(NOT_IN_CAMPAIGN, code=found.household_code)
        campaign, pledge, how, sheet = found.campaign, found.pledge, "sheet", found.code
    else:
        campaign = campaign_of(call)
        pledge, how, sheet = _pledge(call), "list", ""
    command = Sign((pledge,), options.date, options.signer, options.relation, how, sheet)
    if options.again:
        from app.usecases.resigning import sign_again

        done = sign_again(context, command)
    else:
        done = sign(context, command)
    state = next((row.state for row in pledge_rows(context, campaign) if row.id == pledge), _OPEN)
    return done, state


def _withdraw(call: Call) -> Answer:
    done = withdraw(call.context, [_pledge(call)], call.options.reason)
    words = "Đã ghi hộ rút cam kết." if done.result else "Hộ này chưa ký nên không có gì để rút."
    return Answer({"withdrawn": done.result, "operation": operation_of(done)}, (words,))


def _deliver(call: Call) -> Answer:
    done = deliver(call.context, [_pledge(call)], call.options.date)
    return Answer({"delivered": done.result, "operation": operation_of(done)}, ("Đã ghi đã giao.",))


def _note(call: Call) -> Answer:
    done = note_pledge(call.context, _pledge(call), call.options.text)
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã ghi chú.",))


def _visit(call: Call) -> Answer:
    options = call.options
    command = RecordVisit(_pledge(call), options.outcome, options.date, options.who, options.note)
    done = record_visit(call.context, command)
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã ghi.",))


def _walker(call: Call) -> Answer:
    options = call.options
    done = set_walker(call.context, campaign_of(call), resolve_group(call.context, options.group), options.who)
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã ghi.",))


def _unreached(call: Call) -> Answer:
    rows = [row for row in pledge_rows(call.context, campaign_of(call)) if row.state in ("open", "delivered")]
    rows.sort(key=lambda row: -len(row.visits))
    items = [
        {"code": row.code, "head": row.head, "group": row.group, "address": row.address, "tries": len(row.visits),
         "visits": list(row.visits), "note": row.note}
        for row in rows
    ]  # fmt: skip
    lines = table(
        ("Mã hộ", "Chủ hộ", "Tổ", "Địa chỉ", "Đã đến", "Lần gần nhất"),
        [(row.code, row.head, row.group, row.address, len(row.visits), (row.visits or ("",))[-1]) for row in rows],
    )
    return Answer({"items": items}, (*lines, f"{len(items)} hộ chưa ký"))


def _pledge(call: Call) -> str:
    return pledge_of_household(call.context, campaign_of(call), call.options.household)


def _status(call: Call) -> Answer:
    status = campaign_status(call.context, campaign_of(call))
    facts = asdict(status)
    facts["groups"] = [
        {"name": group.name, "households": group.households, "signed": group.signed} for group in status.groups
    ]
    lines = (
        f"{status.name}: {status.signed} / {status.households} hộ đã ký, {status.unreached} chưa.",
        f"Đã in {status.printed} bản, đã giao {status.delivered}.",
        *table(("Tổ", "Số hộ", "Đã ký"), [(each.name, each.households, each.signed) for each in status.groups]),
    )
    return Answer(facts, lines)
