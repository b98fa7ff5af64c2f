"""Wording of the papers: titles and sentences from ``resources/wording/*.toml``, never from code.

A text may name fields in braces: ``"Thôn {village}, năm {year}"``. Each form declares the fields it fills; a text that
names another one is refused when the wording is loaded, long before a clerk prints. A village may put its own words in the
place of a text; they may name the fields that the program's text names, which are all that are filled there.
"""

import contextlib
import functools
import string
import tomllib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from app.documents.errors import BAD_WORDING
from app.kernel.errors import AppError
from app.kernel.resources import resource_path

Texts = Mapping[str, str]
"""The texts of a form by their entry."""

_OWN: ContextVar[Mapping[str, Texts]] = ContextVar("own wording", default={})  # noqa: B039 - never changed in place


@dataclass(frozen=True)
class Wording:
    """The texts of one form, checked against the fields it fills."""

    file: str
    texts: Texts

    def text(self, key: str, **fields: object) -> str:
        """Return the text ``key`` with its fields filled; raises DOCUMENT-002 for a key or field that is not there."""
        try:
            return self.texts[key].format_map(fields)
        except KeyError as error:
            raise AppError(BAD_WORDING, file=self.file, key=key, reason=f"thiếu «{error.args[0]}»") from error


def load(name: str, fields: frozenset[str], folder: Path | None = None) -> Wording:
    """Read and check ``<name>.toml`` of ``resources/wording``, or of ``folder``, with the village's own words in their place.

    Raises DOCUMENT-002 when it is not TOML, holds something else than text, or names a field that the form does not fill.
    """
    shipped, own = _shipped(name, fields, folder), _OWN.get().get(name)
    return Wording(shipped.file, {**shipped.texts, **own}) if own else shipped


@contextlib.contextmanager
def in_own_words(own: Mapping[str, Texts]) -> Iterator[None]:
    """Let the forms drawn inside the block, in this thread, speak in these words (by form and entry) where there are any."""
    before = _OWN.set(own)
    try:
        yield
    finally:
        _OWN.reset(before)


def shipped_texts(name: str) -> Texts:
    """Return the program's own texts of a form, in the order of its file; raises DOCUMENT-002 when it cannot be read."""
    return _read(name, None)


def fields_of(text: str) -> tuple[str, ...]:
    """Return the fields a text names, each once, as they stand in its braces; raises ``ValueError`` when braces do not match."""
    found = []
    for _, field, form, conversion in string.Formatter().parse(text):
        if field is not None:
            found.append(f"{field}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}")
    return tuple(dict.fromkeys(found))


@functools.cache
def _shipped(name: str, fields: frozenset[str], folder: Path | None) -> Wording:
    raw = _read(name, folder)
    for key, text in raw.items():
        for field in _fields(f"{name}.toml", key, text):
            if field not in fields:
                raise AppError(BAD_WORDING, file=f"{name}.toml", key=key, reason=f"không có trường «{field}»")
    return Wording(f"{name}.toml", raw)


def _read(name: str, folder: Path | None) -> dict[str, str]:
    file = f"{name}.toml"
    path = folder / file if folder else resource_path(f"wording/{file}")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AppError(BAD_WORDING, file=file, key="", reason="không đọc được") from error
    for key, text in raw.items():
        if not isinstance(text, str):
            raise AppError(BAD_WORDING, file=file, key=key, reason="không phải là lời văn")
    return raw


def _fields(file: str, key: str, text: str) -> list[str]:
    try:
        return [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    except ValueError as error:
        raise AppError(BAD_WORDING, file=file, key=key, reason="dấu ngoặc nhọn không khớp") from error
