"""Where on the paper a code that was typed went wrong."""

from app.kernel.errors import AppError
from app.usecases.errors import CODE_MISREAD
from app.vietnamese import sheet_code


def where_misread(error: AppError) -> str:
    """Return where a wrong character stands among the groups of four on the paper; empty for any other failure."""
    position = error.facts.get("position")
    if error.code is not CODE_MISREAD or not isinstance(position, int):
        return ""
    group, place = divmod(position - 1, sheet_code.GROUP)
    return f"(Nhóm thứ {group + 1}, chữ thứ {place + 1} của nhóm.) "
