"""``commune-file``: the file of the commune on every stick, which fills a new village's books in and gives them its key."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.parser import Parser, folder


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    made = verbs.add_parser("write", help="ở xã: ghi tệp của xã vào thư mục, cạnh chương trình")
    made.add_argument("--to", metavar="DIR", type=folder, required=True, help="thư mục trên USB")
    made.set_defaults(run=_write)
    seen = verbs.add_parser("show", help="xem tệp của xã nói gì, mã để so với giấy báo")
    seen.add_argument("file", metavar="TỆP", type=folder)
    seen.set_defaults(run=_show)


def _write(call: Call) -> Answer:
    from app.usecases.commune_files import write_file

    made = write_file(call.context, call.options.to)
    facts = {"file": str(made.file), "code": made.code, "villages": made.villages, "models": made.models}
    models = f", {made.models} quy ước mẫu" if made.models else ""
    return Answer(facts, (f"Đã ghi {made.file}, có {made.villages} thôn{models}.", f"Mã kiểm tra: {made.code}"))


def _show(call: Call) -> Answer:
    from app.usecases.commune_files import read_file

    found, code = read_file(call.options.file)
    facts = {
        "commune": found.keys.commune, "name": found.keys.name, "code": code,
        "villages": [asdict(each) for each in found.villages],
    }  # fmt: skip
    lines = [f"{found.keys.name}, mã {found.keys.commune}. Mã kiểm tra: {code}"]
    return Answer(facts, (*lines, *(f"{each.label} {each.name}" for each in found.villages)))
