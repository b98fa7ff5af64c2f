"""Canonical JSON: one value, one sequence of bytes, so that hashes mean something on every machine.

UTF-8, NFC, keys sorted by code point, no spaces, integers only. Reading is strict: input comes from sticks.
"""

import json
import re
import unicodedata
from typing import Any, Final

MAX_DEPTH: Final = 8
MAX_INTEGER: Final = 2**53 - 1
"""Largest magnitude every JSON reader keeps exactly (RFC 8259 section 6)."""

_TOKEN: Final = re.compile(rb'[\[{\]}]|"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A bracket, or a whole string. Possessive, and the closing quote may lack: hostile input costs one pass, not n squared."""


class NotCanonical(ValueError):
    """The bytes are not canonical JSON; the argument says why, in English, for the log."""


def encode(value: Any) -> bytes:
    """Return the canonical bytes of a value made of dict, list, tuple, str, int, bool and None.

    Raises :class:`NotCanonical` for floats, other types, integers beyond 53 bits, and text that :func:`is_writable` refuses.
    Text is expected in NFC already (everything is normalised on entry); what is not is normalised here.
    """
    try:
        _refuse_floats(value)
        return written(value)
    except (TypeError, ValueError) as error:
        raise NotCanonical(str(error)) from error


def decode(data: bytes) -> Any:
    """Return the value of canonical bytes; raise :class:`NotCanonical` if ``data`` is anything else.

    Refuses duplicate keys, floats, huge integers, lone surrogates, non-NFC text, depth over :data:`MAX_DEPTH`, and
    any other spelling of the same value: the bytes must be the ones :func:`encode` would write.
    """
    _refuse_depth(data)
    try:
        value = _DECODER.decode(data.decode("utf-8"))
        spelled = written(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(str(error)) from error
    if spelled != data:
        raise NotCanonical("another spelling of the same value")
    return value


def written(value: Any) -> bytes:
    """Return the canonical bytes of a value known to hold nothing but what canonical JSON knows: no floats, no big integers.

    Each text is normalised, never the JSON: a line end is written ``\\n`` there, and a tone mark behind it would become one
    letter with that n. Raises :class:`NotCanonical` for such text: no form of it is both itself and NFC as a whole.
    """
    text = _ENCODER.encode(value)
    if not _is_nfc(text):
        text = _ENCODER.encode(_composed(value))
        if not _is_nfc(text):
            raise NotCanonical("a mark behind a line end or another control character")
    return text.encode("utf-8")


def is_writable(text: str) -> bool:
    """Tell whether a text has a canonical spelling in JSON, and one that every database can keep.

    It has none with half a surrogate pair, with U+0000, or with a combining mark behind a control character (:func:`written`).
    """
    if "\0" in text:
        return False
    try:
        written(text)
    except ValueError:
        return False
    return True


def _is_nfc(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def _composed(value: Any) -> Any:
    """Return a value with each text in it, and each key, in NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_composed(key): _composed(item) for key, item in value.items()}
    return [_composed(item) for item in value] if isinstance(value, (list, tuple)) else value


def _refuse_depth(data: bytes) -> None:
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _TOKEN.finditer(data):
        token = match.group()[:1]
        if token in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise NotCanonical(f"deeper than {MAX_DEPTH}")
        elif token in b"]}":
            depth -= 1


def _refuse_number(text: str) -> None:
    raise NotCanonical(f"not an integer: {text[:20]}")


def _integer(text: str) -> int:
    value = int(text) if len(text) <= 17 else MAX_INTEGER + 1
    if abs(value) > MAX_INTEGER:
        raise NotCanonical("integer beyond 53 bits")
    return value


def _refuse_floats(value: Any) -> None:
    """Raise for what the standard encoder would write although it is not canonical; most items are text and pass at once."""
    if isinstance(value, (str, bool)) or value is None:
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical("integer beyond 53 bits")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical("a key that is not text")
            if type(item) is not str:
                _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            if type(item) is not str:
                _refuse_floats(item)
    else:
        raise NotCanonical(f"cannot be written: {type(value).__name__}")


_DECODER: Final = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_integer)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def trusted(text: str) -> Any:
    """Return the value of canonical JSON this program wrote itself, without checking it again."""
    return json.loads(text)
