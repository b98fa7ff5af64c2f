"""``village``: what the village is called now and was called before; a change of names."""

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, day
from app.usecases.village_names import Rename, rename_village, village_names


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    verbs.add_parser("show", help="xem tên thôn, xã và những lần đổi tên").set_defaults(run=_show)
    renamed = verbs.add_parser("rename", help="ghi thôn hoặc xã đổi tên từ một ngày")
    renamed.add_argument("--name", metavar="TÊN", default="", help="tên thôn mới")
    renamed.add_argument("--label", metavar="CHỮ", default="", help="gọi là: thôn, làng, khu phố ...")
    renamed.add_argument("--commune", metavar="MÃ", default="", help="mã xã mới")
    renamed.add_argument("--commune-name", metavar="TÊN", default="", help="tên xã mới, nếu danh mục chưa có")
    renamed.add_argument("--day", metavar="NGÀY", type=day, help="từ ngày (mặc định: hôm nay)")
    renamed.add_argument("--decision", metavar="CHỮ", default="", help="quyết định nào")
    renamed.set_defaults(run=_rename)


def _show(call: Call) -> Answer:
    found = village_names(call.context)
    changes = [{"day": each.day, "decision": each.decision, "before": each.before} for each in found.changes]
    facts = {"name": found.name, "label": found.label, "commune": found.commune, "commune_code": found.commune_code,
             "changes": changes}  # fmt: skip
    lines = table(
        ("Từ ngày", "Trước đó là", "Quyết định"),
        [(f"{each.day:%d/%m/%Y}" if each.day else "", each.before, each.decision) for each in found.changes],
    )
    return Answer(facts, (f"{found.label} {found.name}, {found.commune}", *(lines if changes else ())))


def _rename(call: Call) -> Answer:
    options = call.options
    command = Rename(
        options.day, options.name, options.label, options.commune, options.commune_name, options.decision
    )  # fmt: skip
    done = rename_village(call.context, command)
    return Answer({"title": done.result, "operation": operation_of(done)}, (f"Từ nay là {done.result}.",))
