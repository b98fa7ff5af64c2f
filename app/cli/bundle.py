"""``bundle``: the file that carries a village's changes to the commune and the answer back."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.parser import Parser, folder
from app.kernel.errors import Exit
from app.sync.device_list import State
from app.usecases.device_lists import digits_to_read
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, Imported, import_bundle, inspect_bundle

_HELD = {
    State.WAITING: "Máy này chưa được chấp nhận. Gói được giữ lại; so dãy số rồi dùng «devices accept».",
    State.REVOKED: "Máy này đã bị ngừng. Gói được giữ lại; «devices inspect» để xem, «devices release» hoặc «devices discard».",
}
"""Why a bundle waits, and what to do."""


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    sent = verbs.add_parser("export", help="ghi dữ liệu gửi xã vào USB và đọc lại để kiểm tra")
    sent.add_argument("--to", metavar="DIR", type=folder, required=True, help="thư mục trên USB")
    sent.set_defaults(run=_export)
    seen = verbs.add_parser("inspect", help="xem gói dữ liệu có gì, không nhận")
    seen.add_argument("file", metavar="TỆP", type=folder)
    seen.set_defaults(run=lambda call: told(inspect_bundle(call.context, call.options.file, call.progress)))
    taken = verbs.add_parser("import", help="nhận gói dữ liệu")
    taken.add_argument("file", metavar="TỆP", type=folder)
    taken.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ thay đổi gì, không nhận")
    taken.add_argument("--allow-mass-delete", action="store_true", help="đồng ý nhận cả khi nhiều hộ bị xoá")
    taken.set_defaults(run=_import)


def _export(call: Call) -> Answer:
    made = export_bundle(call.context, call.options.to, call.progress).result
    pictures = f" và {made.pictures} ảnh" if made.pictures else ""
    lines = [f"Đã ghi và kiểm tra {made.notes} thay đổi{pictures}: {made.file}"]
    lines += [f"Gói ảnh đi kèm: {path}" for path in made.more]
    lines.append("Rút USB an toàn.")
    if (digits := digits_to_read(call.context)) is not None:
        lines.append(f"Xã chưa chấp nhận máy này. Khi nộp gói, đọc cho cán bộ xã: {digits}")
    facts = {**asdict(made), "file": str(made.file), "more": [str(path) for path in made.more], "digits": digits}
    return Answer(facts, tuple(lines))


def _import(call: Call) -> Answer:
    options = call.options
    if options.dry_run:
        return told(inspect_bundle(call.context, options.file, call.progress))
    command = ImportBundle(options.file, options.allow_mass_delete)
    return told(import_bundle(call.context, command, call.progress).result)


def told(imported: Imported) -> Answer:
    """Say what a bundle did, or would do."""
    problem = imported.receipt_problem
    facts = {
        "type": imported.type, "village": imported.village, "notes": imported.notes, "new": imported.new,
        "issues": [asdict(issue) for issue in imported.issues], "pending_newer": imported.pending_newer,
        "digest": imported.digest, "receipt": str(imported.receipt) if imported.receipt else None,
        "receipt_problem": problem.message if problem else None, "sender": imported.sender, "pile": imported.pile,
        "counts": dict(imported.counts), "hides": imported.hides, "again": imported.again,
        "standing": asdict(imported.standing) if imported.standing else None,
        "held": imported.held.value if imported.held else None, "pictures": imported.pictures,
    }  # fmt: skip
    if imported.held:
        return Answer(
            facts,
            (f"{imported.village}: {imported.notes} thay đổi, chưa nhận.", _HELD[imported.held]),
            Exit.NEEDS_PERSON,
        )
    lines = [f"{imported.village}: {imported.notes} thay đổi, {imported.new} mới."]
    if imported.pictures:
        lines.append(f"{imported.pictures} ảnh bản đã ký.")
    if imported.pictures_problem:
        lines.append(f"Ảnh chưa giữ được, lần sau gửi lại: {imported.pictures_problem.message}")
    if imported.again:
        lines.append("Gói này đã nhận trước đây.")
    if imported.pending_newer:
        lines.append(f"{imported.pending_newer} thay đổi chờ bản Sổ Thôn mới hơn.")
    if imported.standing:
        lines.append(imported.standing.sentence)
    lines += [f"Cần xử lý: {issue.name}: {issue.sentence}." for issue in imported.issues]
    if imported.receipt:
        lines.append(f"Đã ghi giấy biên nhận: {imported.receipt}")
    if problem:
        lines += [problem.message, problem.advice]
    return Answer(facts, tuple(lines), Exit.NEEDS_PERSON if imported.issues or problem else Exit.DONE)
