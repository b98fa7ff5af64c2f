"""``pledges batches``, ``resume``, ``printed``, ``hand-out``: the prints of a campaign, and going on after a jam."""

from dataclasses import asdict
from datetime import date

from app.cli.campaign import add_campaign, campaign_of
from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, Verbs, count, day, folder
from app.kernel.errors import Exit
from app.records.pledges import BATCH_STATES


def add_batches(verbs: Verbs) -> None:
    """Declare the verbs."""
    listed = verbs.add_parser("batches", help="xem các lần in bản cam kết")
    add_campaign(listed)
    listed.set_defaults(run=_list)
    resumed = verbs.add_parser("resume", help="in tiếp một lần in sau khi kẹt giấy, giữ nguyên mã từng bản")
    _add_batch(resumed)
    resumed.add_argument("--out", metavar="TỆP.pdf", type=folder, required=True, help="tệp để ghi")
    resumed.add_argument("--start", metavar="SỐ", type=count, default=1, help="từ bản thứ mấy (mặc định: từ đầu)")
    resumed.set_defaults(run=_resume)
    printed = verbs.add_parser("printed", help="ghi một lần in đã ra giấy xong")
    handed = verbs.add_parser("hand-out", help="ghi đã phát các bản của một lần in cho các hộ")
    for parser, run in ((printed, _printed), (handed, _hand_out)):
        _add_batch(parser)
        parser.add_argument("--date", metavar="NGÀY", type=day, help="ngày (mặc định: hôm nay)")
        parser.set_defaults(run=run)


def _add_batch(parser: Parser) -> None:
    parser.add_argument("--batch", metavar="MÃ", default="", help="mã lần in (mặc định: lần in mới nhất của đợt)")
    add_campaign(parser)


def _batch_of(call: Call) -> str:
    from app.usecases.print_batches import newest_batch

    return call.options.batch or newest_batch(call.context, campaign_of(call))


def _list(call: Call) -> Answer:
    from app.usecases.print_batches import print_batches

    rows = print_batches(call.context, campaign_of(call))
    items = [
        asdict(row) | {name: _iso(getattr(row, name)) for name in ("prepared", "printed", "handed_out")} for row in rows
    ]
    lines = table(
        ("Ngày", "Tổ", "Số bản", "In lại", "Tình trạng", "Mã lần in"),
        [
            (_day(row.prepared), row.group or "Cả thôn", row.sheets, row.reprints, BATCH_STATES[row.state], row.id)
            for row in rows
        ],
    )
    return Answer({"items": items}, lines)


def _resume(call: Call) -> Answer:
    from app.usecases.print_batches import ResumeBatch, resume_batch

    command = ResumeBatch(_batch_of(call), call.options.out, call.options.start)
    made = resume_batch(call.context, command, call.progress)
    facts = {"sheets": made.sheets, "pages": made.pages, "skipped": [asdict(each) for each in made.skipped],
             "file": str(made.file), "batch": made.batch}  # fmt: skip
    lines = (
        f"Đã ghi lại {made.sheets} bản cam kết từ bản số {command.start}, {made.pages} trang, mã như cũ: {made.file}",
        *(f"Bỏ qua hộ {each.code} {each.head}: {each.reason}." for each in made.skipped),
    )
    return Answer(facts, lines, Exit.NEEDS_PERSON if made.skipped else Exit.DONE)


def _printed(call: Call) -> Answer:
    from app.usecases.print_batches import mark_printed

    done = mark_printed(call.context, _batch_of(call), call.options.date)
    return Answer({"batch": done.result, "operation": operation_of(done)}, ("Đã ghi in xong.",))


def _hand_out(call: Call) -> Answer:
    from app.usecases.print_batches import hand_out

    done = hand_out(call.context, _batch_of(call), call.options.date)
    return Answer({"delivered": done.result, "operation": operation_of(done)}, (f"Đã ghi phát {done.result} bản.",))


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""
