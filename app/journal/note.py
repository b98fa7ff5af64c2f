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
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Annotated, Any, Final

from msgspec import Meta, MsgspecError, Struct, to_builtins
from msgspec.json import Decoder, Encoder

from app.journal.errors import NOTE_INVALID
from app.kernel import canonical
from app.kernel.errors import AppError

DELETED_FIELD: Final = "_deleted"
"""The field by which a record is deleted or restored; a field like any other."""

LONGEST_LINE: Final = 1 << 20
"""No single note is longer than a mebibyte; covenant text is bounded far below it."""
LONGEST_ACTOR: Final = 200
"""Characters of the name of who wrote a note."""
LONGEST_NAME: Final = 80
"""Characters of a field's name."""

_NUL: Final = b"\\u0000"
_SET, _SALT = b',"set":{', b',"salt":"'
_DEVICE: Final = b'"device":"'
_TO_DIGEST: Final = len(_DEVICE) + 34
"""Where a canonical line is cut into what its hash covers; quotes inside text are written with a backslash before them."""

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
Word = Annotated[str, Meta(max_length=80)]
Count = Annotated[int, Meta(ge=0, le=canonical.MAX_INTEGER)]
Number = Annotated[int, Meta(ge=-canonical.MAX_INTEGER, le=canonical.MAX_INTEGER)]
Item = str | Number | bool | None
"""What a field may hold, or a list of such; these types are all that reading checks of a value's form."""


class Note(
    Struct,
    frozen=True,
    kw_only=True,
    gc=False,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"kept_digest": "digest", "values": "set"},
):
    """One change note. Build with :func:`write_note`, read with :func:`read_note`; both keep the hashes right.

    Fields stand in the order of their canonical keys, so that a note is written as it stands; one that has its values has no
    ``digest``, one whose values were erased neither ``set`` nor ``salt``.
    """

    actor: Annotated[str, Meta(max_length=LONGEST_ACTOR)]
    at: Count
    code: Word
    device: Id
    kept_digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")] = ""
    fields: tuple[Name, ...]
    id: Id
    kind: Word
    operation: Id
    pile: Id
    prev: Mapping[str, tuple[Id, ...]]
    record: Id
    salt: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")] = ""
    saw: tuple[Id, ...]
    schema: Count
    values: Mapping[str, Item | list[Item]] | None = None

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
        note = LINE.decode(line)
        spelled = _ENCODER.encode(note)
    except (MsgspecError, ValueError, RecursionError) as error:
        raise AppError(NOTE_INVALID, reason=str(error)) from error
    reason = _problem(note)
    if not reason and (spelled != line or not (line.isascii() or unicodedata.is_normalized("NFC", line.decode()))):
        reason = "another spelling of the same note"
    if not reason and _NUL in line and _holds_nul(to_builtins(note)):
        reason = "zero"  # no program of ours writes it, and PostgreSQL cannot store it
    if reason:
        raise AppError(NOTE_INVALID, reason=reason)
    return note


def _problem(note: Note) -> str | None:
    """Return what in a note contradicts itself, or ``None``; each single value already has its form."""
    if not _are_fields(note.fields):
        return "fields"
    if note.prev and not (note.prev.keys() <= set(note.fields) and all(map(_is_said, note.prev.values()))):
        return "prev"
    if not _in_order(note.saw):
        return "saw"
    if note.values is None:
        return "digest" if note.salt or not note.kept_digest else None
    if note.kept_digest or not note.salt:
        return "digest"
    return "set" if tuple(note.values) != note.fields else None


@lru_cache(maxsize=4096)
def _are_fields(names: tuple[str, ...]) -> bool:
    """Tell whether these may be a note's fields; the notes of one operation mostly have the same."""
    return bool(names) and _in_order(names)


def _is_said(ids: Sequence[str]) -> bool:
    return bool(ids) and _in_order(ids)


def _in_order(texts: Sequence[str]) -> bool:
    """Tell whether each stands once and in order."""
    return len(texts) < 2 or all(map(operator.lt, texts, texts[1:]))


def _holds_nul(value: Any) -> bool:
    """Tell whether a text in a wire object holds U+0000."""
    if isinstance(value, dict):
        return any(map(_holds_nul, chain(value, value.values())))
    return any(map(_holds_nul, value)) if isinstance(value, (list, tuple)) else isinstance(value, str) and "\0" in value


LINE: Final = Decoder(Note)
"""Reads the form of each value of a line, all but what :func:`read_note` checks besides."""
_ENCODER: Final = Encoder(order="deterministic")
