"""``report``: the commune's own spreadsheet layouts, filled with the numbers of its villages."""

from app.cli.command import Answer, Call
from app.cli.output import table
from app.cli.parser import Parser, folder
from app.kernel.errors import Exit
from app.usecases.commune_layout import (
    VILLAGE_FIELDS,
    FillLayout,
    field_names,
    fill_commune_layout,
    write_sample_layout,
)
from app.usecases.village_changes import village_named


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    filled = verbs.add_parser("fill", help="điền mẫu Excel của xã bằng số liệu các thôn")
    filled.add_argument("layout", metavar="MẪU", type=folder, help="tệp .xlsx của xã")
    filled.add_argument("--out", metavar="TỆP", type=folder, required=True, help="tệp .xlsx để ghi")
    filled.add_argument("--villages", metavar="THÔN,THÔN", default="", help="chỉ những thôn này (mặc định: mọi thôn)")
    filled.set_defaults(run=_fill)
    verbs.add_parser("fields", help="xem các trường dùng được trong mẫu").set_defaults(run=_fields)
    sample = verbs.add_parser("sample", help="ghi một mẫu có sẵn để sửa trong Excel")
    sample.add_argument("--out", metavar="TỆP", type=folder, required=True)
    sample.set_defaults(run=_sample)


def _fill(call: Call) -> Answer:
    options, context = call.options, call.context
    named = [each.strip() for each in options.villages.split(",") if each.strip()]
    villages = tuple(village_named(context, each) for each in named)
    made = fill_commune_layout(context, FillLayout(options.layout, options.out, villages), call.progress)
    facts = {
        "file": str(made.file), "villages": made.villages, "rows": made.rows, "fields": list(made.fields),
        "unknown_headers": list(made.unknown_headers), "unknown_names": list(made.unknown_names),
        "without_drawings": made.without_drawings,
    }  # fmt: skip
    lines = (f"Đã điền số liệu {made.villages} thôn: {made.file}", *made.remarks)
    return Answer(facts, lines, Exit.NEEDS_PERSON if made.remarks else Exit.DONE)


def _fields(_call: Call) -> Answer:
    items = [{"name": name, "about": about} for name, about in field_names().items()]
    headers = {f"thôn.{each.name}": list(each.headers) for each in VILLAGE_FIELDS}
    lines = table(("Trường", "Là gì"), [(f"{{{{{each['name']}}}}}", each["about"]) for each in items])
    return Answer({"items": items, "headers": headers}, lines)


def _sample(call: Call) -> Answer:
    write_sample_layout(call.options.out)
    return Answer({"file": str(call.options.out)}, (f"Đã ghi mẫu: {call.options.out}",))
