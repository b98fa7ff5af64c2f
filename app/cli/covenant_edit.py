"""``covenant edit``, ``add``, ``remove``: the text by article, as the page Quy ước does it."""

from typing import Any

from app.cli.command import Answer, Call, operation_of
from app.cli.errors import USAGE
from app.cli.parser import Parser, pair, unique
from app.kernel.errors import AppError
from app.records.covenants import LEVELS
from app.usecases.context import Done
from app.usecases.covenant_checks import where
from app.usecases.covenant_editing import (
    EDITABLE,
    AddClause,
    Edited,
    SaveClause,
    add_clause,
    remove_clause,
    save_clause,
)
from app.usecases.covenants import show_covenant
from app.usecases.errors import NO_COVENANT, NOT_FOUND_BY_NAME
from app.vietnamese.text import fold


def add_edits(verbs: Any) -> None:
    """Declare the verbs."""
    changed = verbs.add_parser("edit", help="sửa một điều, khoản, điểm; bản đã thông qua thì thành bản mới")
    _add_place(changed, required=True)
    changed.add_argument("fields", metavar="MỤC=GIÁ TRỊ", type=pair, nargs="+", help=f"mục: {', '.join(EDITABLE)}")
    changed.set_defaults(run=_edit)
    added = verbs.add_parser("add", help="thêm một điều, khoản, điểm sau chỗ đã chọn, hay ở cuối")
    added.add_argument("level", metavar="CẤP", choices=LEVELS, help=", ".join(LEVELS))
    _add_place(added, required=False)
    added.add_argument("--number", metavar="SỐ", default="", help="mặc định: số tiếp theo")
    added.add_argument("--heading", metavar="TÊN", default="")
    added.add_argument("--text", metavar="CHỮ", default="")
    added.set_defaults(run=_add)
    removed = verbs.add_parser("remove", help="bỏ một điều, khoản, điểm với mọi phần bên trong")
    _add_place(removed, required=True)
    removed.set_defaults(run=_remove)


def _add_place(parser: Parser, *, required: bool) -> None:
    place = parser.add_mutually_exclusive_group(required=required)
    place.add_argument("--article", metavar="ĐIỀU", default="", help="số của điều, ví dụ 5")
    place.add_argument("--clause", metavar="MÃ", default="", help="mã trong covenant show --json")


def _edit(call: Call) -> Answer:
    texts = unique(call.options.fields)
    unknown = [name for name in texts if name not in EDITABLE]
    if unknown:
        raise AppError(USAGE, reason=f"không có mục {', '.join(unknown)}", command="so-thon covenant edit")
    return _edited(save_clause(call.context, SaveClause(_place(call), texts)), call)


def _add(call: Call) -> Answer:
    o = call.options
    return _edited(add_clause(call.context, AddClause(o.level, o.number, o.heading, o.text, _place(call))), call)


def _remove(call: Call) -> Answer:
    return _edited(remove_clause(call.context, _place(call)), call)


def _place(call: Call) -> str:
    """Return the id of the clause that is meant, empty for none."""
    article = call.options.article
    if not article:
        return str(call.options.clause)
    view = show_covenant(call.context)
    if view is None:
        raise AppError(NO_COVENANT)
    for row in view.clauses:
        if row.clause.level == "điều" and fold(row.clause.number) == fold(article):
            return row.id
    raise AppError(NOT_FOUND_BY_NAME, label="điều", name=article)


def _edited(done: Done[Edited], call: Call) -> Answer:
    made = done.result
    view = show_covenant(call.context, made.version)
    assert view is not None
    at = next((at for at, row in enumerate(view.clauses) if row.id == made.node), None)
    warnings = [{"kind": each.kind, "clause": each.clause, "message": each.message} for each in made.warnings]
    facts = {
        "version": made.version, "number": view.number, "is_new": made.is_new_version, "record": made.node,
        "text_hash": made.text_hash, "warnings": warnings, "operation": operation_of(done),
    }  # fmt: skip
    place = "Đã bỏ." if at is None else f"Đã ghi {where([row.clause for row in view.clauses], at) or 'đoạn văn'}."
    version = f"Bản đã thông qua giữ nguyên; đây là bản thứ {view.number}." if made.is_new_version else ""
    return Answer(facts, tuple(filter(None, (place, version, *(each.message for each in made.warnings)))))
