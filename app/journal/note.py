"""The change note: one immutable fact about one record, and its exact bytes.

Shapes (all text is NFC; hex is lower case):

``id`` and ``operation``: 128 random bits as 32 hex digits. ``record``: 32 hex digits. ``at``: milliseconds since 1970.
``fields``: sorted names of the fields set. ``values``: ``{field: scalar or flat list}``, gone when the note is redacted.
``prev``: ``{field: sorted ids of the notes this value replaces}``. ``saw``: only for deletes, sorted ids of every head of
the record at that moment. ``digest``: SHA-256 of salt bytes followed by the canonical values. ``note_hash``: SHA-256 of
the canonical header, which holds everything but values and salt; redaction therefore leaves every hash as it was.
"""

import hashlib
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.journal.errors import NOTE_INVALID
from app.kernel import canonical
from app.kernel.errors import AppError
from app.kernel.ids import is_record_id

DELETED_FIELD: Final = "_deleted"
"""The field by which a record is deleted or restored; a field like any other."""

LONGEST_LINE: Final = 1 << 20
"""No single note is longer than a mebibyte; covenant text is bounded far below it."""

_HEADER: Final = ("actor", "at", "code", "device", "digest", "fields", "id", "kind", "operation", "pile", "prev", "record",
                  "saw", "schema")  # fmt: skip
_TEXTS: Final = {"actor": 200, "code": 80, "kind": 80}
_NUL: Final = b"\\u0000"
_REDACTED: Final = frozenset(_HEADER)
_WHOLE: Final = (_REDACTED - {"digest"}) | {"set", "salt"}
"""The keys of a note whose values were erased, and of one that has them."""
_HEX: Final = frozenset("0123456789abcdef")
LONGEST_NAME: Final = 80
"""Characters of a field's name."""
_SET, _SALT = b',"set":{', b',"salt":"'
_DEVICE: Final = b'"device":"'
_TO_DIGEST: Final = len(_DEVICE) + 34
"""Where a canonical line is cut into what its hash covers; quotes inside text are written with a backslash before them."""
_IDS: Final = ("device", "id", "operation", "pile", "record")


@dataclass(frozen=True, slots=True)
class Note:
    """One change note. Build with :func:`write_note`, read with :func:`read_note`; both keep the hashes right."""

    id: str
    operation: str
    code: str
    record: str
    kind: str
    pile: str
    device: str
    actor: str
    at: int
    schema: int
    fields: tuple[str, ...]
    values: Mapping[str, Any] | None
    prev: Mapping[str, tuple[str, ...]]
    saw: tuple[str, ...]
    salt: str
    kept_digest: str = ""

    @property
    def digest(self) -> str:
        """Return what binds the values to the note hash: recomputed from them, or carried when they were erased."""
        return self.kept_digest if self.values is None else values_digest(self.salt, self.values)

    @property
    def redacted(self) -> bool:
        """Tell whether the values were erased; such a note still counts as a head, with value ``None``."""
        return self.values is None

    def value(self, name: str) -> Any:
        """Return the value of a field this note sets; ``None`` when it was erased."""
        return None if self.values is None else self.values.get(name)

    def header(self) -> dict[str, Any]:
        """Return what the note hash covers."""
        return self._body() | {"digest": self.digest}

    def _body(self) -> dict[str, Any]:
        """Return what header and line share."""
        return {
            "actor": self.actor,
            "at": self.at,
            "code": self.code,
            "device": self.device,
            "fields": list(self.fields),
            "id": self.id,
            "kind": self.kind,
            "operation": self.operation,
            "pile": self.pile,
            "prev": {name: list(ids) for name, ids in self.prev.items()},
            "record": self.record,
            "saw": list(self.saw),
            "schema": self.schema,
        }

    def note_hash(self) -> str:
        """Return the SHA-256 of the canonical header: what chains and pile digests run over."""
        return hashlib.sha256(canonical.written(self.header())).hexdigest()

    def to_line(self) -> bytes:
        """Return the canonical JSON of the note as it travels, without line end.

        The digest is recomputed by the reader and so left out, except when the note is redacted.
        """
        if self.values is None:
            return canonical.encode(self.header())
        return canonical.encode(self._body() | {"set": dict(self.values), "salt": self.salt})


def hash_of_line(line: bytes) -> str:
    """Return what :meth:`Note.note_hash` returns, cut out of the note's canonical line without writing it anew.

    Canonical keys are sorted: ``set`` is the last of a line, ``digest`` would stand behind ``device``. No other key of a line
    has an object for its value but ``prev``, whose own values are lists, so that both cuts are at the only place they can be.
    """
    head, values, rest = line.partition(_SET)
    if not values:
        return hashlib.sha256(line).hexdigest()  # of an erased note the line is the header
    before, _, after = head.partition(_SALT)
    salt, after = after[:32], after[33:]
    digest = hashlib.sha256(bytes.fromhex(salt.decode()) + b"{" + rest[:-1]).hexdigest()
    at = before.index(_DEVICE) + _TO_DIGEST
    return hashlib.sha256(b'%b"digest":"%b",%b%b}' % (before[:at], digest.encode(), before[at:], after)).hexdigest()


def values_digest(salt: str, values: Mapping[str, Any]) -> str:
    """Return the salted SHA-256 of a note's values; the salt keeps short values from being guessed after redaction."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical.written(dict(values))).hexdigest()


def write_note(
    *,
    id: str,  # noqa: A002
    operation: str,
    code: str,
    record: str,
    kind: str,
    pile: str,
    device: str,
    actor: str,
    at: int,
    schema: int,
    values: Mapping[str, Any],
    prev: Mapping[str, tuple[str, ...]],
    saw: tuple[str, ...] = (),
    salt: str,
) -> Note:
    """Return a new note; its fields are those of ``values``."""
    return Note(
        id=id, operation=operation, code=code, record=record, kind=kind, pile=pile, device=device, actor=actor, at=at,
        schema=schema, fields=tuple(sorted(values)), values=values, prev=prev, saw=saw, salt=salt,
    )  # fmt: skip


def read_note(line: bytes) -> Note:
    """Return the note of a line from a bundle.

    Checks form only: shape, types, lengths, ids, canonical bytes. Whether the sender may write about that pile and record
    is the exchange's business; unknown kinds and fields are kept as they are. Raises :class:`AppError` (NOTE-001).
    """
    if len(line) > LONGEST_LINE:
        raise AppError(NOTE_INVALID, reason="quá dài")
    try:
        wire = canonical.decode(line)
    except canonical.NotCanonical as error:
        raise AppError(NOTE_INVALID, reason=str(error)) from error
    reason = _problem(wire) or ("zero" if _NUL in line and _holds_nul(wire) else None)
    if reason:
        raise AppError(NOTE_INVALID, reason=reason)
    return note_from_wire(wire)


def note_from_wire(wire: Mapping[str, Any]) -> Note:
    """Return the note of an already checked wire object."""
    return Note(
        id=wire["id"], operation=wire["operation"], code=wire["code"], record=wire["record"], kind=wire["kind"],
        pile=wire["pile"], device=wire["device"], actor=wire["actor"], at=wire["at"], schema=wire["schema"],
        fields=tuple(wire["fields"]), values=wire.get("set"), prev={name: tuple(ids) for name, ids in wire["prev"].items()},
        saw=tuple(wire["saw"]), salt=wire.get("salt", ""), kept_digest=wire.get("digest", ""),
    )  # fmt: skip


def _problem(wire: Any) -> str | None:
    """Return why a wire object is no note, or ``None``."""
    if not isinstance(wire, dict):
        return "not an object"
    redacted = "digest" in wire
    if wire.keys() != (_REDACTED if redacted else _WHOLE):
        return "keys"
    return next((name for name, holds in _CHECKS if not holds(wire)), None)


def _holds_nul(value: Any) -> bool:
    """Tell whether a text in a wire object holds U+0000, which no program of ours writes and PostgreSQL cannot store."""
    if isinstance(value, dict):
        return any(map(_holds_nul, value)) or any(map(_holds_nul, value.values()))
    return any(map(_holds_nul, value)) if isinstance(value, list) else isinstance(value, str) and "\0" in value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_hex(value: Any, length: int) -> bool:
    return isinstance(value, str) and len(value) == length and _HEX.issuperset(value)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME


def _is_sorted(value: Any, holds: Callable[[Any], bool]) -> bool:
    """Tell whether a value is a list of such items, each once and in order."""
    return isinstance(value, list) and all(map(holds, value)) and all(map(operator.lt, value, value[1:]))


def _is_prev(value: Any, names: list[str]) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= set(names)
        and all(_is_sorted(ids, is_record_id) and ids for ids in value.values())
    )


def _is_set(value: Any, names: list[str]) -> bool:
    return isinstance(value, dict) and sorted(value) == names and all(map(_is_note_value, value.values()))


def _is_note_value(value: Any) -> bool:
    if isinstance(value, list):
        return all(item is None or isinstance(item, (str, int)) for item in value)
    return value is None or isinstance(value, (str, int))


_CHECKS: Final[tuple[tuple[str, Callable[[Mapping[str, Any]], bool]], ...]] = (
    ("id", lambda wire: all(is_record_id(wire[name]) for name in _IDS)),
    ("text", lambda wire: all(isinstance(wire[n], str) and len(wire[n]) <= longest for n, longest in _TEXTS.items())),
    ("at", lambda wire: _is_count(wire["at"])),
    ("schema", lambda wire: _is_count(wire["schema"])),
    ("fields", lambda wire: _is_sorted(wire["fields"], _is_name) and bool(wire["fields"])),
    ("prev", lambda wire: _is_prev(wire["prev"], wire["fields"])),
    ("saw", lambda wire: _is_sorted(wire["saw"], is_record_id)),
    ("digest", lambda wire: _is_hex(wire["digest"], 64) if "digest" in wire else _is_set(wire["set"], wire["fields"])),
    ("salt", lambda wire: "digest" in wire or _is_hex(wire["salt"], 32)),
)
"""What a wire object must be, in the order in which it is looked at."""
