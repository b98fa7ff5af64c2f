"""``init``: begin the books of a village or of a commune."""

from app.cli.command import Answer, Call
from app.cli.parser import Parser, folder
from app.kernel.files import read_bytes
from app.usecases.beginnings import BeginFromFile, begin_from_file
from app.usecases.context import COMMUNE, VILLAGE
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
    if options.file is not None:
        made = begin_from_file(call.open_folder(), BeginFromFile(options.file, command)).result
    else:
        made = found_village(call.open_folder(), command).result
    facts = {"village_id": made.village, "device_id": made.device, "db_id": made.db_id}
    return Answer(facts, (f"Đã lập sổ {options.label} {options.name}.",))


def _commune(call: Call) -> Founded:
    options = call.options
    if options.key_copy is None:
        return found_commune(call.open_folder(), FoundCommune(options.commune, options.name or "")).result
    from app.usecases.commune_key import RestoreCommune, restore_commune

    typed = read_bytes(options.key_copy, _MOST).decode("utf-8", "replace").splitlines()
    lines = tuple(line for line in typed if line.strip())
    return restore_commune(call.open_folder(), RestoreCommune(options.commune, lines, options.name or "")).result
