"""The commune's key: its printed copy, the proof that it was printed, bringing it back, and changing it.

Before the first village is let in the copy must lie in the safe: whoever loses the key loses what every village sealed for it
(design "Keys without a network").
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from app.documents.commune_key import KeyCopyFacts, write_code_notice, write_key_copy
from app.journal import tables
from app.kernel import canonical
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import whole_file
from app.sync.keys import DeviceKeys, OwnDevice, fingerprint
from app.sync.printed_key import LINES, BadLineError, PrintedKey, groups_of, printed_lines, read_lines
from app.usecases.context import COMMUNE, Context, Done, Identity
from app.usecases.device_lists import STOLEN
from app.usecases.devices import COPY_PROVEN, KEY_OF_BOOKS, copy_proven, follow_key, own_device, replace_key, write_keys
from app.usecases.enrolment import FACE_TO_FACE
from app.usecases.errors import WRONG_ROLE
from app.usecases.exchange_errors import COPY_DIFFERS, KEY_OF_ANOTHER, LINE_WRONG
from app.usecases.hands import person_at_work
from app.usecases.machine import KEYS
from app.usecases.paper_lists import require_suffix
from app.usecases.peers import list_changed
from app.usecases.setup import Founded, commune_place

_PDF = (".pdf",)
_ASKED = 2


@dataclass(frozen=True, slots=True)
class AskedGroup:
    """One group of four digits of the printed copy: line and group count from 1."""

    line: int
    group: int


@dataclass(frozen=True, slots=True)
class RestoreCommune:
    """Begin a commune's books on a new computer with the key of the old one, typed from its printed copy."""

    commune: str
    lines: tuple[str, ...]
    commune_name: str = ""
    actor: str = ""


def short_code(context: Context) -> str:
    """Return the two groups of digits that stand on the notice beside the commune file."""
    return fingerprint(_commune(context).public, FACE_TO_FACE)


def print_key_copy(context: Context, path: Path) -> int:
    """Write the copy to lock away as PDF and return its pages; raises SETUP-003, PRINT-001 and the FILE errors."""
    require_suffix(path, _PDF)
    facts = _facts(context, _commune(context))
    with whole_file(path) as stream:
        return write_key_copy(stream, facts)


def print_code_notice(context: Context, path: Path) -> int:
    """Write the notice with the short code as PDF; errors as :func:`print_key_copy`."""
    require_suffix(path, _PDF)
    facts = _facts(context, _commune(context))
    with whole_file(path) as stream:
        return write_code_notice(stream, facts)


def asked_groups(context: Context) -> tuple[AskedGroup, ...]:
    """Return which two groups of the copy a person is to type back: always the same two of one key, of different lines."""
    seen = hashlib.sha256(_commune(context).public.key_id.encode()).digest()
    first = seen[0] % LINES
    lines = (first, (first + 1 + seen[1] % (LINES - 1)) % LINES)
    return tuple(AskedGroup(line + 1, seen[2 + place] % 5 + 1) for place, line in enumerate(lines[:_ASKED]))


def prove_copy(context: Context, typed: tuple[str, ...]) -> None:
    """Keep that the copy was printed, when the two groups typed are those asked for; raises KEY-108, SETUP-003."""
    own = _commune(context)
    lines = printed_lines(own)
    wanted = tuple(groups_of(lines[each.line - 1])[each.group - 1] for each in asked_groups(context))
    if tuple("".join(filter(str.isdigit, each)) for each in typed) != wanted:
        raise AppError(COPY_DIFFERS)
    with context.writing() as connection:
        tables.write_local(connection, COPY_PROVEN, own.public.key_id)


def copy_is_proven(context: Context) -> bool:
    """Tell whether a printed copy of the key in use lies somewhere, as far as the program can know."""
    return copy_proven(context.local())


def restore_commune(context: Context, command: RestoreCommune) -> Done[Founded]:
    """Begin a commune's books with the key of its printed copy; the villages' next bundles bring everything back.

    Raises KEY-109 naming the line that is mistyped, SETUP-002, or DATA-009 when this folder already has books.
    """
    printed = _printed(command.lines)
    place = commune_place(command.commune, command.commune_name)
    identity = Identity(COMMUNE, printed.pile, printed.device, person_at_work(command.actor) or "Cán bộ xã", str(place.code),
                        context.ids.random(), place.name or f"xã {place.code}")  # fmt: skip
    with context.transaction("setup.commune", founding=identity) as tx:
        write_keys(tx.session.connection(), printed.keys)
        tables.write_local(tx.session.connection(), COPY_PROVEN, printed.keys.key_id)
    return tx.done(Founded("", identity.commune, identity.device, identity.db_id))


def take_over_key(context: Context, lines: tuple[str, ...]) -> str:
    """Give this machine the key of the commune's books on a server, typed from its printed copy; return its six groups of digits.

    So a second clerk opens the villages' bundles and answers them. Raises SETUP-003 at a village, KEY-109 naming the line that
    is mistyped, KEY-113 for the copy of another commune or of a key that another followed.
    """
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    printed = _printed(lines)
    with context.writing() as connection:
        facts = tables.read_local(connection)
        wanted = facts.get(KEY_OF_BOOKS) or (DeviceKeys.from_text(facts[KEYS]).key_id if KEYS in facts else "")
        if (printed.pile, printed.keys.key_id) != (context.identity.pile, wanted or printed.keys.key_id):
            raise AppError(KEY_OF_ANOTHER)
        replace_key(connection, printed.keys, printed.device)
        tables.write_local(connection, COPY_PROVEN, printed.keys.key_id)
    return fingerprint(own_device(context).public)


def typed_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a printed copy as somebody typed them, without blank ones."""
    return tuple(line for line in text.splitlines() if line.strip())


def _printed(lines: tuple[str, ...]) -> PrintedKey:
    try:
        return read_lines(lines)
    except BadLineError as error:
        raise AppError(LINE_WRONG, line=error.line) from error


def change_key(context: Context, *, stolen: bool = False) -> str:
    """Let a new key follow the commune's; villages learn it from the next bundle. Return its six groups of digits.

    The old key still opens late bundles. ``stolen`` says that nobody may believe it any more: then the commune file must be
    handed out again, since a thief could name a key of their own as well. Needs a new printed copy. Raises SETUP-003.
    """
    own = _commune(context)
    with context.writing() as connection:
        facts = tables.read_local(connection)
        follow_key(connection, own, DeviceKeys.generate(context.ids.random_bytes))
        if stolen:
            known = canonical.trusted(facts.get(STOLEN, "[]"))
            tables.write_local(connection, STOLEN, canonical.encode([*known, own.public.key_id]).decode())
        list_changed(connection)
    return fingerprint(own_device(context).public)


def _commune(context: Context) -> OwnDevice:
    own = own_device(context)
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    return own


def _facts(context: Context, own: OwnDevice) -> KeyCopyFacts:
    day = f"{today(context.clock):%d/%m/%Y}"
    return KeyCopyFacts(own.public.name, fingerprint(own.public, FACE_TO_FACE), day, printed_lines(own))
