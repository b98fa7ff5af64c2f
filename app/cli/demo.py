"""``demo``: the whole main job on the shipped sample village, in books that are thrown away."""

from app.application import demo
from app.cli.command import Answer, Call
from app.cli.parser import Parser, folder


def add_to(parser: Parser) -> None:
    """Declare the options of ``demo``."""
    parser.add_argument("out", metavar="OUT_DIR", type=folder, help="thư mục để giấy tờ và gói dữ liệu làm thử")
    parser.set_defaults(run=_demo)


def _demo(call: Call) -> Answer:
    result = demo(call.options.out, call.progress)
    facts = {
        "files": {name: str(path) for name, path in result.files.items()},
        "households": result.households,
        "people": result.people,
        "signed": result.signed,
    }
    lines = (
        f"Xã đã nhận đủ: {result.households} hộ, {result.people} người, {result.signed} hộ đã ký.",
        *(str(path) for path in result.files.values()),
    )
    return Answer(facts, lines)
