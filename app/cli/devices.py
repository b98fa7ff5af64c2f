"""``devices``: at the commune, who may send (Máy tính của các thôn), and the bundles that wait for a person."""

from dataclasses import asdict
from typing import Any

from app.cli.bundle import told
from app.cli.command import Answer, Call
from app.cli.output import table
from app.cli.parser import Parser
from app.kernel.clock import moment
from app.kernel.errors import Exit
from app.sync.device_list import State
from app.usecases.enrolment import (
    FACE_TO_FACE,
    AcceptDevice,
    Device,
    RevokeDevice,
    accept_device,
    discard_held,
    inspect_held,
    list_devices,
    refuse_device,
    release_held,
    revoke_device,
)

STATES = {
    State.WAITING: "chờ chấp nhận", State.ACTIVE: "đang dùng", State.OLD: "khoá cũ", State.REVOKED: "đã ngừng",
}  # fmt: skip


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("list", help="xem máy của các thôn").set_defaults(run=_list)
    taken = verbs.add_parser("accept", help="chấp nhận một máy sau khi so dãy số")
    taken.add_argument("device", metavar="MÁY", help="mã máy, ít nhất 4 ký tự đầu")
    taken.add_argument("--digits", metavar="SỐ", required=True, help="dãy số đọc từ máy đó: 2 nhóm, hoặc cả 6 nhóm")
    taken.add_argument("--replaces", metavar="MÁY", default="", help="thay cho máy này, máy cũ bị ngừng")
    taken.set_defaults(run=_accept)
    turned = verbs.add_parser("refuse", help="không chấp nhận một máy đang chờ, bỏ các gói của nó")
    turned.add_argument("device", metavar="MÁY")
    turned.set_defaults(run=_refuse)
    stopped = verbs.add_parser("revoke", help="ngừng một máy: mất, hỏng, đã thay")
    stopped.add_argument("device", metavar="MÁY")
    stopped.add_argument("--reason", metavar="CHỮ", default="", help="vì sao")
    stopped.set_defaults(run=_revoke)
    for name, words, run in (
        ("inspect", "xem một gói đang giữ có gì", lambda call: told(inspect_held(call.context, call.options.bundle))),
        ("release", "nhận một gói đang giữ của máy đã ngừng", _release),
        ("discard", "bỏ một gói đang giữ", _discard),
    ):
        made = verbs.add_parser(name, help=words)
        made.add_argument("bundle", metavar="GÓI", help="SHA-256 của gói, xem ở «devices list»")
        made.set_defaults(run=run)
        if name == "release":
            made.add_argument("--allow-mass-delete", action="store_true", help="đồng ý cả khi nhiều hộ bị xoá")


def _list(call: Call) -> Answer:
    found = list_devices(call.context)
    rows = [
        (each.short, each.known_as or each.village, STATES[each.state], each.person, each.machine, _digits(each),
         f"{moment(each.at):%d/%m/%Y}", str(len(each.held) or ""))
        for each in found
    ]  # fmt: skip
    head = ("Mã máy", "Thôn", "Trạng thái", "Người dùng", "Máy", "Dãy số", "Từ ngày", "Gói giữ")
    lines = [*table(head, rows)] if rows else ["Chưa có máy nào của các thôn."]
    lines += [f"Gói đang giữ: {held.name} ({held.sha256})" for each in found for held in each.held]
    waiting = any(each.state is State.WAITING or each.held for each in found)
    return Answer(
        {"items": [_facts(each) for each in found]}, tuple(lines), Exit.NEEDS_PERSON if waiting else Exit.DONE
    )


def _accept(call: Call) -> Answer:
    options = call.options
    made = accept_device(
        call.context, AcceptDevice(options.device, options.digits, options.replaces), call.progress
    ).result
    lines = [f"Đã chấp nhận máy {made.device.short} của {made.device.known_as or made.device.village}."]
    answers = [told(each) for each in made.imported]
    lines += [line for answer in answers for line in answer.lines]
    lines += [line for problem in made.problems for line in (problem.message, problem.advice)]
    lines.append("Ghi gói trả lời ra USB để thôn mang về: «villages answer».")
    facts = {
        "device": _facts(made.device), "imported": [dict(answer.facts) for answer in answers],
        "problems": [problem.code.number for problem in made.problems],
    }  # fmt: skip
    needs = made.problems or any(answer.exit is Exit.NEEDS_PERSON for answer in answers)
    return Answer(facts, tuple(lines), Exit.NEEDS_PERSON if needs else Exit.DONE)


def _refuse(call: Call) -> Answer:
    refuse_device(call.context, call.options.device)
    return Answer({}, ("Không chấp nhận máy này; các gói của nó đã bỏ. Máy có thể gửi lại.",))


def _revoke(call: Call) -> Answer:
    made = revoke_device(call.context, RevokeDevice(call.options.device, call.options.reason))
    words = f"Đã ngừng máy {made.short} của {made.known_as or made.village}. Gói của máy này từ nay phải có người quyết định."
    return Answer({"device": _facts(made)}, (words,))


def _release(call: Call) -> Answer:
    options = call.options
    return told(release_held(call.context, options.bundle, allow_mass_delete=options.allow_mass_delete).result)


def _discard(call: Call) -> Answer:
    discard_held(call.context, call.options.bundle)
    return Answer({}, ("Đã bỏ gói.",))


def _digits(device: Device) -> str:
    """Return the groups to compare face to face, of who waits; the others were compared."""
    return " ".join(device.digits.split(" ")[:FACE_TO_FACE]) if device.state is State.WAITING else ""


def _facts(device: Device) -> dict[str, Any]:
    return {**asdict(device), "state": device.state.value}
