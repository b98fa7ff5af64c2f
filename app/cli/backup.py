"""``backup``: make, list, verify and restore backups."""

from app.cli.command import Answer, Call
from app.cli.output import table
from app.cli.parser import Parser, folder
from app.kernel.errors import Cancelled
from app.usecases.context import COMMUNE
from app.usecases.safety import BackupRow, create_backup, list_backups, restore_backup, verify_backup


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    made = verbs.add_parser("create", help="sao lưu ngay và đọc lại để kiểm tra")
    made.add_argument("--to", metavar="DIR", type=folder, help="nơi để bản sao lưu (mặc định: trong thư mục dữ liệu)")
    made.set_defaults(run=_create)
    listed = verbs.add_parser("list", help="xem các bản sao lưu")
    listed.add_argument("--to", metavar="DIR", type=folder, help="nơi để bản sao lưu")
    listed.set_defaults(run=_list)
    checked = verbs.add_parser("verify", help="đọc lại một bản sao lưu để kiểm tra")
    checked.add_argument("file", metavar="TỆP", type=folder)
    checked.set_defaults(run=_verify)
    restored = verbs.add_parser("restore", help="trở lại một bản sao lưu; sổ hiện tại được cất riêng")
    restored.add_argument("file", metavar="TỆP", type=folder)
    restored.set_defaults(run=_restore)


def _create(call: Call) -> Answer:
    context = call.context
    made = create_backup(context, call.options.to, call.progress)
    lines = (f"Đã sao lưu và kiểm tra: {made.file}",)
    return Answer({**_facts(made), "db_id": context.identity.db_id}, lines)


def _list(call: Call) -> Answer:
    rows = list_backups(call.context, call.options.to)
    items = [{**_facts(row), "when": row.when, "bytes": row.size} for row in rows]
    lines = table(("Lúc", "Byte", "Tệp"), [(row.when, row.size, row.file) for row in rows])
    return Answer({"items": items}, lines)


def _verify(call: Call) -> Answer:
    context = call.context
    row = verify_backup(context, call.options.file)
    return Answer({**_facts(row), "db_id": context.identity.db_id}, (f"Bản sao lưu còn nguyên vẹn: {row.file}",))


def _restore(call: Call) -> Answer:
    context = call.context
    if not call.confirm(f"Trở lại bản sao lưu «{call.options.file.name}»? Sổ hiện tại sẽ được cất riêng."):
        raise Cancelled
    restored = restore_backup(context, call.options.file)
    facts = {"file": str(restored.file), "sha256": restored.sha256, "verified": True, "db_id": restored.db_id,
             "aside": str(restored.aside)}  # fmt: skip
    again = "Nhận lại gói của các thôn" if context.identity.role == COMMUNE else "Nhận dữ liệu từ xã"
    lines = ("Đã trở lại bản sao lưu.", f"Sổ trước đó được cất ở: {restored.aside}",
             f"{again} để lấy lại những gì đã gửi sau ngày sao lưu.")  # fmt: skip
    return Answer(facts, lines)


def _facts(row: BackupRow) -> dict[str, object]:
    return {"file": str(row.file), "sha256": row.sha256, "verified": row.verified}
