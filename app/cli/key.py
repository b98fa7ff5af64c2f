"""``key``: this device's key file out, another's in."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.parser import Parser, folder
from app.usecases.devices import export_key, trust_key


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    given = verbs.add_parser("export", help="ghi tệp khoá của máy này để đưa cho bên kia")
    given.add_argument("--to", metavar="TỆP", type=folder, required=True, help="tệp để ghi")
    given.set_defaults(run=_export)
    taken = verbs.add_parser("trust", help="tin tệp khoá của bên kia (so dãy số trước khi tin)")
    taken.add_argument("file", metavar="TỆP", type=folder)
    taken.set_defaults(run=_trust)


def _export(call: Call) -> Answer:
    fingerprint = export_key(call.context, call.options.to)
    facts = {"fingerprint": fingerprint, "file": str(call.options.to)}
    return Answer(facts, (f"Đã ghi tệp khoá: {call.options.to}", f"Dãy số để so với bên kia: {fingerprint}"))


def _trust(call: Call) -> Answer:
    trusted = trust_key(call.context, call.options.file)
    lines = (f"Đã tin khoá của {trusted.name}.", f"So dãy số này với bên kia: {trusted.fingerprint}")
    return Answer(asdict(trusted), lines)
