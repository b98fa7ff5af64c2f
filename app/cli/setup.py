"""``init``: begin the books of a village or of a commune."""

from app.cli.command import Answer, Call
from app.cli.parser import Parser
from app.usecases.context import COMMUNE, VILLAGE
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village


def add_to(parser: Parser) -> None:
    """Declare the options of ``init``."""
    parser.add_argument("--role", choices=(VILLAGE, COMMUNE), required=True, help="sổ của thôn hay của xã")
    parser.add_argument("--commune", metavar="MÃ", required=True, help="mã xã, 5 chữ số")
    parser.add_argument("--name", metavar="TÊN", help="tên thôn (với xã: tên xã, nếu mã chưa có trong danh mục)")
    parser.add_argument("--label", default="thôn", help="thôn, làng, ấp, bản, khu phố, tổ dân phố")
    parser.add_argument("--head", metavar="TÊN", default="", help="họ tên trưởng thôn")
    parser.set_defaults(run=lambda call: _begin(call, parser))


def _begin(call: Call, parser: Parser) -> Answer:
    options = call.options
    if options.role == COMMUNE:
        made = found_commune(call.open_folder(), FoundCommune(options.commune, options.name or "")).result
        facts = {"commune": made.commune, "device_id": made.device, "db_id": made.db_id}
        return Answer(facts, (f"Đã lập sổ xã, mã {made.commune}.",))
    if options.name is None:
        parser.error("the following arguments are required: --name")
    command = FoundVillage(options.commune, options.name, options.label, options.head)
    made = found_village(call.open_folder(), command).result
    facts = {"village_id": made.village, "device_id": made.device, "db_id": made.db_id}
    return Answer(facts, (f"Đã lập sổ {options.label} {options.name}.",))
