"""``privacy``: who saw full id numbers, requests and consents, sensitive fields, erasing a person."""

from dataclasses import asdict
from typing import Any

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, day
from app.records.privacy import DONE_WITHIN
from app.usecases import erasing, privacy_book, sensitive
from app.usecases.context import Done
from app.usecases.households import find_person
from app.usecases.privacy import list_disclosures


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("log", help="xem ai đã xem, ghi ra số định danh đầy đủ").set_defaults(run=_log)
    _add_requests(verbs)
    _add_consents(verbs)
    _add_fields(verbs)
    erased = verbs.add_parser("erase", help="xoá hẳn thông tin của một người; không hoàn tác được")
    erased.add_argument("person", metavar="NGƯỜI", help="họ tên, số CCCD hoặc mã người")
    erased.add_argument("--reason", metavar="LÝ DO", required=True)
    erased.add_argument("--request", metavar="MÃ", default="", help="mã yêu cầu được làm theo")
    erased.set_defaults(run=_erase)
    thinned = verbs.add_parser("thin-backups", help="sao lưu mới, rồi bỏ các bản cũ còn giữ thông tin đã xoá")
    thinned.set_defaults(run=_thin)


def _add_requests(verbs: Any) -> None:
    verbs.add_parser("requests", help="xem các yêu cầu và hạn trả lời").set_defaults(run=_requests)
    asked = verbs.add_parser("request", help="ghi một yêu cầu về dữ liệu cá nhân")
    asked.add_argument("what", metavar="YÊU CẦU", choices=tuple(DONE_WITHIN), help=", ".join(DONE_WITHIN))
    asked.add_argument("--person", metavar="NGƯỜI", default="", help="người trong sổ")
    asked.add_argument("--who", metavar="HỌ TÊN", default="", help="người không có trong sổ")
    asked.add_argument("--detail", metavar="CHỮ", default="")
    asked.add_argument("--day", metavar="NGÀY", type=day, help="ngày nhận (mặc định: hôm nay)")
    asked.set_defaults(run=_request)
    for name, words, run in (("answer", "ghi đã trả lời", _answer), ("finish", "ghi đã làm xong", _finish)):
        made = verbs.add_parser(name, help=words)
        made.add_argument("request", metavar="MÃ")
        made.add_argument("text", metavar="CHỮ", help="trả lời, đã làm thế nào")
        made.add_argument("--day", metavar="NGÀY", type=day)
        made.set_defaults(run=run)
    longer = verbs.add_parser("extend", help="ghi đã báo gia hạn, một lần")
    longer.add_argument("request", metavar="MÃ")
    longer.set_defaults(run=_extend)


def _add_consents(verbs: Any) -> None:
    verbs.add_parser("consents", help="xem sự đồng ý của từng người").set_defaults(run=_consents)
    agreed = verbs.add_parser("consent", help="ghi một người đồng ý")
    agreed.add_argument("person", metavar="NGƯỜI")
    agreed.add_argument("--purpose", metavar="CHỮ", required=True, help="đồng ý để làm gì")
    agreed.add_argument("--way", metavar="CHỮ", required=True, help="bằng cách nào (ký trên giấy ...)")
    agreed.add_argument("--day", metavar="NGÀY", type=day)
    agreed.set_defaults(run=_consent)
    ended = verbs.add_parser("withdraw", help="ghi một người rút đồng ý")
    ended.add_argument("consent", metavar="MÃ")
    ended.add_argument("--day", metavar="NGÀY", type=day)
    ended.set_defaults(run=_withdraw)


def _add_fields(verbs: Any) -> None:
    verbs.add_parser("fields", help="xem các mục nhạy cảm, đang bật hay tắt").set_defaults(run=_fields)
    on = verbs.add_parser("on", help="bật một mục nhạy cảm")
    on.add_argument("field", metavar="MỤC")
    on.add_argument("--purpose", metavar="CHỮ", required=True, help="để làm gì")
    on.add_argument("--basis", metavar="CHỮ", required=True, help="căn cứ")
    on.set_defaults(run=_on)
    off = verbs.add_parser("off", help="tắt một mục nhạy cảm")
    off.add_argument("field", metavar="MỤC")
    off.add_argument("--erase", action="store_true", help="xoá hẳn những gì đã ghi ở mục này")
    off.set_defaults(run=_off)


def _log(call: Call) -> Answer:
    found = list_disclosures(call.context)
    lines = table(
        ("Lúc", "Ai", "Cách", "Xem gì", "Số người", "Để làm gì"),
        [(row.when, row.actor, row.way, row.about, row.people, row.purpose) for row in found],
    )
    return Answer({"items": [asdict(row) for row in found]}, (*lines, f"{len(found)} lần"))


def _requests(call: Call) -> Answer:
    found = privacy_book.list_requests(call.context)
    lines = table(
        ("Mã", "Ngày nhận", "Ai", "Yêu cầu", "Việc tiếp theo", "Hạn", ""),
        [
            (row.id, _day(row.received), row.who, row.what, row.step or "đã xong", _day(row.due or row.done),
             "QUÁ HẠN" if row.late else "")
            for row in found
        ],
    )  # fmt: skip
    late = sum(row.late for row in found)
    return Answer(
        {"items": [asdict(row) for row in found], "late": late}, (*lines, f"{len(found)} yêu cầu, {late} quá hạn")
    )


def _request(call: Call) -> Answer:
    options = call.options
    person = find_person(call.context, options.person) if options.person else ""
    command = privacy_book.Ask(options.what, person, options.who, options.detail, options.day)
    return _written(privacy_book.record_request(call.context, command))


def _answer(call: Call) -> Answer:
    options = call.options
    return _written(privacy_book.answer_request(call.context, options.request, options.text, options.day))


def _finish(call: Call) -> Answer:
    options = call.options
    return _written(privacy_book.finish_request(call.context, options.request, options.text, options.day))


def _extend(call: Call) -> Answer:
    return _written(privacy_book.extend_request(call.context, call.options.request))


def _consents(call: Call) -> Answer:
    found = privacy_book.list_consents(call.context)
    lines = table(
        ("Mã", "Ai", "Để làm gì", "Bằng cách nào", "Ngày", "Đã rút"),
        [(row.id, row.who, row.purpose, row.way, _day(row.day), _day(row.withdrawn)) for row in found],
    )
    return Answer({"items": [asdict(row) for row in found]}, (*lines, f"{len(found)} lần đồng ý"))


def _consent(call: Call) -> Answer:
    options = call.options
    person = find_person(call.context, options.person)
    command = privacy_book.Agree(person, options.purpose, options.way, options.day)
    return _written(privacy_book.record_consent(call.context, command))


def _withdraw(call: Call) -> Answer:
    return _written(privacy_book.withdraw_consent(call.context, call.options.consent, call.options.day))


def _fields(call: Call) -> Answer:
    found = sensitive.list_sensitive(call.context)
    lines = table(
        ("Mục", "", "Để làm gì", "Căn cứ", "Từ ngày", "Số người đã ghi"),
        [(row.label, "BẬT" if row.on else "tắt", row.purpose, row.basis, _day(row.since), row.held) for row in found],
    )
    return Answer({"items": [asdict(row) for row in found]}, lines)


def _on(call: Call) -> Answer:
    options = call.options
    command = sensitive.SwitchOn(options.field, options.purpose, options.basis)
    return _written(sensitive.switch_on(call.context, command))


def _off(call: Call) -> Answer:
    options = call.options
    if options.erase and not call.confirm("Xoá hẳn mọi giá trị đã ghi ở mục này, không hoàn tác được?"):
        return Answer({"people": 0}, ("Chưa làm gì.",))
    done = sensitive.switch_off(call.context, options.field, erase=options.erase)
    words = f"Đã tắt, xoá của {done.result} người." if options.erase else "Đã tắt."
    return Answer({"people": done.result, "operation": operation_of(done)}, (words,))


def _erase(call: Call) -> Answer:
    options = call.options
    person = find_person(call.context, options.person)
    plan = erasing.plan_erasure(call.context, person)
    if not call.confirm(f"Xoá hẳn thông tin của {plan.name}, không hoàn tác được?"):
        return Answer({"person": person, "erased": False}, ("Chưa xoá gì.",))
    done = erasing.erase_person(call.context, erasing.ErasePerson(person, options.reason, options.request))
    left = done.result.old_backups
    copies = f" Tên còn chép ở {done.result.copies} chỗ khác cũng đã xoá." if done.result.copies else ""
    lines = [f"Đã xoá.{copies}", f"Giữ lại: {erasing.STAYS}"]
    if left:
        lines.append(f"Còn {left} bản sao lưu cũ giữ thông tin này: so-thon privacy thin-backups")
    facts = {**asdict(done.result), "erased": True, "operation": operation_of(done)}
    return Answer(facts, tuple(lines))


def _thin(call: Call) -> Answer:
    removed = erasing.remove_old_backups(call.context, call.progress)
    words = f"Đã sao lưu mới và bỏ {removed} bản cũ." if removed else "Không có bản sao lưu nào phải bỏ."
    return Answer({"removed": removed}, (words,))


def _written(done: Done[str]) -> Answer:
    return Answer({"record": done.result, "operation": operation_of(done)}, ("Đã ghi.",))


def _day(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if value else ""
