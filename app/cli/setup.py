"""``init``: begin the books of a village or of a commune."""

from pathlib import Path

from app.cli.command import Answer, Call
from app.cli.parser import Parser, folder
from app.kernel.files import read_bytes
from app.usecases.beginnings import BeginFromFile, begin_from_file
from app.usecases.context import COMMUNE, VILLAGE
from app.usecases.devices import digits_of_file, short_code_of
from app.usecases.setup import FoundCommune, Founded, FoundVillage, found_commune, found_village

_MOST = 64 * 1024
"""Bytes read of a file of typed lines."""


def add_to(parser: Parser) -> None:
    """Declare the options of ``init``."""
    parser.add_argument("--role", choices=(VILLAGE, COMMUNE), required=True, help="sổ của thôn hay của xã")
    parser.add_argument("--commune", metavar="MÃ", default="", help="mã xã, 5 chữ số (tệp của xã có ghi)")
    parser.add_argument("--name", metavar="TÊN", help="tên thôn (với xã: tên xã, nếu mã chưa có trong danh mục)")
    parser.add_argument("--label", default="thôn", help="thôn, làng, ấp, bản, khu phố, tổ dân phố")
    parser.add_argument("--head", metavar="TÊN", default="", help="họ tên trưởng thôn")
    parser.add_argument(
        "--from", dest="file", metavar="TỆP", type=folder, help="tệp của xã, hoặc tệp khoá của máy kia cùng thôn"
    )
    parser.add_argument(
        "--key-copy", metavar="TỆP", type=folder, help="sổ xã: tệp chữ có 12 dòng gõ từ bản in khoá của xã"
    )
    parser.set_defaults(run=lambda call: _begin(call, parser))


def _begin(call: Call, parser: Parser) -> Answer:
    options = call.options
    if not options.commune and options.file is None:
        parser.error("the following arguments are required: --commune")
    if options.role == COMMUNE:
        made = _commune(call)
        facts = {"commune": made.commune, "device_id": made.device, "db_id": made.db_id}
        return Answer(facts, (f"Đã lập sổ xã, mã {made.commune}.",))
    if options.name is None:
        parser.error("the following arguments are required: --name")
    command = FoundVillage(options.commune, options.name, options.label, options.head)
    begun = f"Đã lập sổ {options.label} {options.name}."
    if options.file is None:
        made = found_village(call.open_folder(), command).result
        return Answer(_facts(made), (begun,))
    digits, of_commune = digits_of_file(options.file)
    made = begin_from_file(call.open_folder(), BeginFromFile(options.file, command)).result
    code = short_code_of(digits) if of_commune else None
    return Answer({**_facts(made), "short_code": code, "fingerprint": digits}, (begun, *_to_compare(code, digits)))


def lines_of(file: Path) -> tuple[str, ...]:
    """Return the lines of a printed key in a text file."""
    from app.usecases.commune_key import typed_lines

    return typed_lines(read_bytes(file, _MOST).decode("utf-8", "replace"))


def _to_compare(code: str | None, digits: str) -> tuple[str, ...]:
    """Return what a person is to hold against the paper notice, or against the screen of the other laptop."""
    if code is None:
        return (f"Dãy số của tệp khoá: {digits}", "So với dãy số máy kia đang hiện; khác thì bỏ sổ này, xin tệp khác.")
    return (
        f"Mã kiểm tra tệp của xã: {code}",
        "So với mã trên giấy báo có dấu của xã; khác thì không gửi gì bằng sổ này, xin xã tệp khác.",
    )


def _facts(made: Founded) -> dict[str, object]:
    return {"village_id": made.village, "device_id": made.device, "db_id": made.db_id}


def _commune(call: Call) -> Founded:
    options = call.options
    if options.key_copy is None:
        return found_commune(call.open_folder(), FoundCommune(options.commune, options.name or "")).result
    from app.usecases.commune_key import RestoreCommune, restore_commune

    lines = lines_of(options.key_copy)
    return restore_commune(call.open_folder(), RestoreCommune(options.commune, lines, options.name or "")).result
