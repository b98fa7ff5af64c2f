"""Lời văn trên giấy: a village words the sentences of its papers as it likes; what it leaves alone is the program's.

On screen a field has a Vietnamese name, "{chủ hộ}"; kept is the one of the code, "{head}". A sentence may name the fields that
the program's own sentence has there, since no other is filled.
"""

import functools
import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.wording import fields_of, in_own_words, shipped_texts
from app.kernel.errors import AppError
from app.kernel.resources import resource_path
from app.records.base import LIVE
from app.records.papers import FormWording
from app.usecases.context import Context, Done
from app.usecases.errors import WORDING_FIELD, WORDING_TEXT, WORDING_UNKNOWN
from app.vietnamese.text import clean, fold

FORMS: Final[Mapping[str, str]] = {
    "invitation": "Giấy mời họp",
    "covenant_papers": "Giấy tờ làm quy ước, phiếu lấy ý kiến",
    "pledge_sheet": "Bản cam kết, bản đăng ký",
    "campaign": "Dòng trích yếu của bản cam kết",
    "signing_list": "Danh sách hộ ký cam kết",
    "visit_list": "Danh sách hộ cần đến gặp",
    "resign_list": "Danh sách hộ phải ký lại",
    "binder": "Nhãn bìa hồ sơ, mục lục bản đã ký",
    "handbook": "Sổ tay quy ước",
    "delivery_list": "Danh sách giao nhận sổ tay",
    "list": "Danh sách in từ sổ",
    "self_groups": "Báo cáo tổ tự quản",
    "regulation": "Quy chế tổ tự quản",
    "handover": "Biên bản bàn giao",
}
"""Forms whose wording a village may change; the name of the country and the motto are nobody's to change."""

LONGEST: Final = 1000
"""Characters of a sentence."""

P = ParamSpec("P")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One sentence of a form as it is printed now, as the program words it, and filled with examples.

    ``fields`` are the Vietnamese names it may use; ``own`` says that the village changed it.
    """

    form: str
    entry: str
    text: str
    shipped: str
    sample: str
    fields: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class SaveWording:
    """Word a sentence anew; an empty ``text``, or the program's own, goes back to the program's."""

    form: str
    entry: str
    text: str


def wording_rows(context: Context, form: str) -> tuple[EntryRow, ...]:
    """Return the sentences of a form in the order of its file; raises WORDING-001."""
    shipped = _shipped(form)
    with context.reading() as session:
        own = own_texts(session, context.identity.pile).get(form, {})
    return tuple(_row(form, entry, text, own.get(entry, text)) for entry, text in shipped.items())


def save_wording(context: Context, command: SaveWording) -> Done[EntryRow]:
    """Keep the village's words for a sentence.

    Raises WORDING-001, WORDING-002 naming a field that is not filled there and those that are, WORDING-003 for braces that do not
    match, a sentence too long, or a character the fonts lack.
    """
    shipped = _shipped_text(command.form, command.entry)
    text = _checked(command.text, shipped)
    with context.transaction("wording.save") as tx:
        kept = tx.keyed(FormWording, command.form, command.entry)
        kept.text = text
        if text in ("", shipped):
            kept.text = None
    return tx.done(_row(command.form, command.entry, shipped, text or shipped))


def preview_wording(form: str, entry: str, text: str) -> str:
    """Return a sentence filled with examples as it would be printed; raises as :func:`save_wording` does."""
    return _sample(checked_wording(form, entry, text))


def checked_wording(form: str, entry: str, text: str) -> str:
    """Return a sentence as it is kept, the program's for an empty one; raises as :func:`save_wording` does."""
    shipped = _shipped_text(form, entry)
    return _checked(text, shipped) or shipped


def example(field: str) -> str:
    """Return an example of what stands in a field."""
    return _names()[field][1]


def worded(use_case: Callable[Concatenate[Context, P], ResultT]) -> Callable[Concatenate[Context, P], ResultT]:
    """Let what a use case prints speak in the village's own words."""

    @functools.wraps(use_case)
    def call(context: Context, /, *arguments: P.args, **named: P.kwargs) -> ResultT:
        with context.reading() as session:
            own = own_texts(session, context.identity.pile)
        with in_own_words(own):
            return use_case(context, *arguments, **named)

    return call


def own_texts(session: Session, pile: str) -> dict[str, dict[str, str]]:
    """Return what a village worded anew, by form and entry; what this program cannot fill (of a newer one) is left out."""
    query = select(FormWording).where(FormWording.pile == pile, FormWording.status == LIVE)
    found: dict[str, dict[str, str]] = {}
    for each in session.scalars(query):
        form, entry, text = each.form or "", each.entry or "", each.text or ""
        shipped = shipped_texts(form).get(entry) if form in FORMS else None
        if text and shipped is not None and set(fields_of(text)) <= set(fields_of(shipped)):
            found.setdefault(form, {})[entry] = text
    return found


def _shipped(form: str) -> Mapping[str, str]:
    if form not in FORMS:
        raise AppError(WORDING_UNKNOWN, form=form, entry="")
    return shipped_texts(form)


def _shipped_text(form: str, entry: str) -> str:
    shipped = _shipped(form).get(entry)
    if shipped is None:
        raise AppError(WORDING_UNKNOWN, form=form, entry=entry)
    return shipped


def _row(form: str, entry: str, shipped: str, text: str) -> EntryRow:
    names = tuple(_names()[field][0] for field in fields_of(shipped))
    return EntryRow(form, entry, _as_shown(text), _as_shown(shipped), _sample(text), names, text != shipped)


def _checked(typed: str, shipped: str) -> str:
    """Return what a person typed as it is kept: fields by the names of the code."""
    text = clean(typed)
    if len(text) > LONGEST:
        raise AppError(WORDING_TEXT, reason=f"dài quá {LONGEST} chữ")
    known = fields_of(shipped)
    spoken = {fold(_names()[field][0]): field for field in known} | {field: field for field in known}
    try:
        asked = fields_of(text)
        for field in asked:
            if fold(field) not in spoken:
                offered = ", ".join(f"«{_names()[each][0]}»" for each in known)
                raise AppError(
                    WORDING_FIELD, field=field, known=f"dùng được {offered}" if known else "không có trường nào"
                )
        kept = _with_fields(text, lambda field: spoken[fold(field)])
    except ValueError as error:
        raise AppError(WORDING_TEXT, reason="dấu ngoặc nhọn không khớp") from error
    from app.documents.markup import undrawable  # loads what draws, which starting the window does without

    if odd := [each for each in undrawable(kept) if each not in shipped]:
        raise AppError(WORDING_TEXT, reason=f"phông chữ in không có ký hiệu {' '.join(odd)}")
    return kept


def _as_shown(text: str) -> str:
    """Return a kept sentence with the Vietnamese names of its fields."""
    return _with_fields(text, lambda field: _names()[field][0])


def _with_fields(text: str, name: Callable[[str], str]) -> str:
    """Return a sentence with other names for its fields."""
    made = []
    for literal, field, _, _ in string.Formatter().parse(text):
        made.append(literal.replace("{", "{{").replace("}", "}}"))
        if field is not None:
            made.append(f"{{{name(field)}}}")
    return "".join(made)


def _sample(text: str) -> str:
    return text.format_map({field: example for field, (_, example) in _names().items()})


@functools.cache
def _names() -> dict[str, tuple[str, str]]:
    """Return the Vietnamese name and an example of every field."""
    raw = tomllib.loads(resource_path("wording_fields.toml").read_text(encoding="utf-8"))
    return {field: (name, example) for field, (name, example) in raw.items()}
