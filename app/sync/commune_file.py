"""The commune file (tệp của xã): all a village needs to seal its first bundle, handed out on the stick with the program.

Small, signed by the commune, nothing in it is secret. Its short code, two groups of four digits, stands on a stamped
paper notice (design "Keys without a network"; FORMAT.md "The commune file").
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from app.kernel import canonical
from app.kernel.errors import AppError
from app.kernel.ids import is_record_id
from app.sync.errors import COMMUNE_FILE_DAMAGED, COMMUNE_FILE_FORGED, COMMUNE_FILE_TOO_NEW, NOT_A_COMMUNE_FILE
from app.sync.keys import OwnDevice, PublicKeys, Role, Succession, public_from
from app.sync.signed import FileForm, holds, is_file_of, read_signed, signed_bytes

COMMUNE_FILE: Final = FileForm(
    "sothon-commune", 1, b"sothon-commune-v1\0", 512 * 1024,
    NOT_A_COMMUNE_FILE, COMMUNE_FILE_DAMAGED, COMMUNE_FILE_TOO_NEW, COMMUNE_FILE_FORGED,
)  # fmt: skip
_MOST: Final = 2000
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class ListedVillage:
    """A village the commune knows: its pile, and how it is called ("thôn", "Quang Khải")."""

    pile: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class CommuneFile:
    """What the file says, once its signature holds."""

    keys: PublicKeys
    villages: tuple[ListedVillage, ...]
    succession: tuple[Succession, ...]
    notes: tuple[bytes, ...] = ()
    """Lines of the commune's own notes that go along: templates. Each is canonical JSON of an object, and not judged further."""


def commune_file(own: OwnDevice, villages: Sequence[ListedVillage], notes: Sequence[bytes] = ()) -> bytes:
    """Return the file of this commune, with the lines of notes that go along."""
    content = {
        "commune": asdict(own.public),
        "villages": [asdict(each) for each in villages],
        "succession": [asdict(each) for each in own.succession],
        **({"notes": [canonical.decode(line) for line in notes]} if notes else {}),
    }
    return signed_bytes(COMMUNE_FILE, content, own.keys)


def read_commune_file(path: Path) -> CommuneFile:
    """Return what a commune's file says; a person must still compare its short code with the paper notice.

    Raises :class:`AppError`: KEY-006 another kind of file, KEY-007 damaged, KEY-008 from a newer program, KEY-009 not
    signed by the commune it names.
    """
    content = read_signed(path, COMMUNE_FILE)
    keys = public_from(content["commune"]) if isinstance(content.get("commune"), dict) else None
    if keys is None or keys.role is not Role.COMMUNE:
        raise AppError(COMMUNE_FILE_DAMAGED, file=path.name)
    if not holds(content, keys.signing, COMMUNE_FILE.signed_as):
        raise AppError(COMMUNE_FILE_FORGED, file=path.name)
    try:
        villages = tuple(map(_village, _list(content.get("villages"))))
        succession = tuple(map(Succession.from_json, _list(content.get("succession"))))
        return CommuneFile(keys, villages, succession, tuple(map(_line, _list(content.get("notes", [])))))
    except ValueError as error:
        raise AppError(COMMUNE_FILE_DAMAGED, file=path.name) from error


def is_commune_file(path: Path) -> bool:
    """Tell whether a file is meant as a commune's, whatever it is called; raises FILE-003, FILE-004."""
    return is_file_of(path, COMMUNE_FILE)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MOST:
        raise ValueError("list")
    return value


def _line(value: Any) -> bytes:
    if not isinstance(value, dict):
        raise ValueError("note")
    return canonical.encode(value)


def _village(value: Any) -> ListedVillage:
    if not isinstance(value, dict) or not is_record_id(value.get("pile")):
        raise ValueError("village")
    texts = [value.get("label"), value.get("name")]
    if not all(isinstance(text, str) and len(text) <= _LONGEST and text.isprintable() for text in texts):
        raise ValueError("village")
    return ListedVillage(value["pile"], value["label"], value["name"])
