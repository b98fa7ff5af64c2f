"""Wording of the papers: titles and sentences from ``resources/wording/*.toml``, never from code.

A text may name fields in braces: ``"Thôn {village}, năm {year}"``. Each form declares the fields it fills; a text that
names another one is refused when the wording is loaded, long before a clerk prints.
"""

import functools
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.documents.errors import BAD_WORDING
from app.kernel.errors import AppError
from app.kernel.resources import resource_path


@dataclass(frozen=True)
class Wording:
    """The texts of one form, checked against the fields it fills."""

    file: str
    texts: Mapping[str, str]

    def text(self, key: str, **fields: object) -> str:
        """Return the text ``key`` with its fields filled; raises DOCUMENT-002 for a key or field that is not there."""
        try:
            return self.texts[key].format_map(fields)
        except KeyError as error:
            raise AppError(BAD_WORDING, file=self.file, key=key, reason=f"thiếu «{error.args[0]}»") from error


@functools.cache
def load(name: str, fields: frozenset[str], folder: Path | None = None) -> Wording:
    """Read and check ``<name>.toml`` of ``resources/wording``, or of ``folder``.

    Raises DOCUMENT-002 when it is not TOML, holds something else than text, or names a field that the form does not fill.
    """
    file = f"{name}.toml"
    path = folder / file if folder else resource_path(f"wording/{file}")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AppError(BAD_WORDING, file=file, key="", reason="không đọc được") from error
    for key, text in raw.items():
        if not isinstance(text, str):
            raise AppError(BAD_WORDING, file=file, key=key, reason="không phải là lời văn")
        for field in _fields(file, key, text):
            if field not in fields:
                raise AppError(BAD_WORDING, file=file, key=key, reason=f"không có trường «{field}»")
    return Wording(file, raw)


def _fields(file: str, key: str, text: str) -> list[str]:
    try:
        return [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    except ValueError as error:
        raise AppError(BAD_WORDING, file=file, key=key, reason="dấu ngoặc nhọn không khớp") from error
