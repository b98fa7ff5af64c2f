"""What every use case needs, and nothing else: the database, who is here, clock, ids, places on the disk."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from app.journal import tables
from app.journal.capture import Author, Changes, Transaction
from app.kernel.clock import Clock
from app.kernel.errors import AppError
from app.kernel.ids import Ids
from app.records.base import LIVE, Record
from app.records.places import Village
from app.storage.database import Database
from app.storage.errors import ALREADY_SET_UP, NOT_SET_UP

if TYPE_CHECKING:
    from app.storage.blobs import Blobs

ResultT = TypeVar("ResultT")
ResultT_co = TypeVar("ResultT_co", covariant=True)

_BLOB_KEY: Final = "blob_key"
VILLAGE: Final = "village"
COMMUNE: Final = "commune"
_PILES: Final = "piles"
"""The key of a session's facts that says whose records alone it sees."""


@dataclass(frozen=True, slots=True)
class Done(Generic[ResultT_co]):
    """What a use case returns: its result, what changed for the pages to refresh, and the operation undo goes by."""

    result: ResultT_co
    changes: Changes = field(default_factory=Changes)
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose books these are and who is at the keyboard.

    ``pile`` is the village's own pile, or the commune's; ``commune`` its code of QĐ 19/2025/QĐ-TTg. ``role`` is empty
    before set-up, ``title`` how the window names the books ("thôn Quang Khải").
    """

    role: str = ""
    pile: str = ""
    device: str = ""
    actor: str = ""
    commune: str = ""
    db_id: str = ""
    title: str = ""


def identity_from(facts: Mapping[str, str]) -> Identity:
    """Return the identity that the local facts of a database hold."""
    return Identity(**{each.name: facts.get(each.name, "") for each in fields(Identity)})


@event.listens_for(Session, "do_orm_execute")
def _see_only(state: ORMExecuteState) -> None:
    """Narrow every query of a session that stands at one village of many to that village's records and the commune's."""
    piles = state.session.info.get(_PILES)
    if piles and state.is_select:
        only = with_loader_criteria(Record, lambda kind: kind.pile.in_(piles), include_aliases=True)
        state.statement = state.statement.options(only)


@dataclass(frozen=True)
class Context:
    """The surroundings of a use case. Built by ``app.application``; tests build their own.

    ``village`` is empty but for a clerk who works in the place of a village (:meth:`standing_in`).
    """

    database: Database
    clock: Clock
    ids: Ids
    folder: Path
    village: str = ""

    def standing_in(self, pile: str) -> "Context":
        """Return the surroundings of the same books as the laptop of one village would have them: what it holds, and its role.

        What is written goes into the village's pile under the commune's own device and the name at its keyboard.
        """
        return replace(self, village=pile)

    def local(self) -> dict[str, str]:
        """Return the local facts of this database."""
        return self.database.local()

    @property
    def identity(self) -> Identity:
        """Who we are, as the database says."""
        if not self.village:
            return identity_from(self.local())
        with self.database.reading() as session:
            return self._stood_in(session, identity_from(tables.read_local(session.connection())))

    @property
    def blobs(self) -> "Blobs":
        """The pictures beside the database; their key is made the first time and kept in it."""
        from app.storage.blobs import FOLDER, KEY_BYTES, Blobs  # encryption is not needed to start

        key = self.local().get(_BLOB_KEY, "")
        if not key:
            key = self.ids.random_bytes(KEY_BYTES).hex()
            with self.writing() as connection:
                tables.write_local(connection, _BLOB_KEY, key)
        return Blobs(self.folder / FOLDER, bytes.fromhex(key), self.ids.random_bytes)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session for queries into frozen rows."""
        with self.database.reading() as session:
            if self.village:
                session.info[_PILES] = (self.village, tables.read_local(session.connection()).get("pile", ""))
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection for what is not a person's operation: local facts, notes from elsewhere."""
        with self.database.writing() as connection:
            yield connection

    @contextlib.contextmanager
    def transaction(
        self, code: str, *, pile: str | None = None, founding: Identity | None = None
    ) -> Iterator["Operation"]:
        """Yield one named operation; its notes are written and committed when the block ends well.

        ``pile`` is given when the commune writes into a village's pile, ``founding`` when these books begin with this
        operation. Raises DATA-006 before set-up, DATA-009 when founding a second time.
        """
        with self.database.journalling() as session:
            connection = session.connection()
            facts = tables.read_local(connection)
            identity = identity_from(facts)
            if founding is not None:
                if identity.role:
                    raise AppError(ALREADY_SET_UP, name=facts.get("title", ""))
                for name, value in asdict(founding).items():
                    tables.write_local(connection, name, value)
                identity = founding
            if not identity.role:
                raise AppError(NOT_SET_UP)
            if self.village:
                session.info[_PILES] = (self.village, identity.pile)
                identity = self._stood_in(session, identity)
            at = max(self.clock.now_ms(), int(facts.get("last_at", "0")) + 1)
            author = Author(identity.device, identity.actor, pile or identity.pile)
            operation = Operation(session, author, self.ids, code, at)
            operation.identity = identity
            yield operation
            operation.changes = operation.finish()
            if operation.changes.touches(Village.kind_name) and not self.village:
                follow_name(session, identity)
            tables.write_local(connection, "last_at", str(at))

    def _stood_in(self, session: Session, own: Identity) -> Identity:
        village = session.get(Village, self.village)
        if village is None or village.status != LIVE:
            raise AppError(NOT_SET_UP)
        commune = str(village.commune.code) if village.commune and village.commune.code else own.commune
        title = f"{village.label or 'thôn'} {village.name or ''}".strip()
        return replace(own, role=VILLAGE, pile=self.village, commune=commune, title=title)


def stood_in_by(session: Session) -> tuple[str, ...]:
    """Return the pile of the village in whose place a clerk works in this session; nothing in other sessions.

    For what is read without records, which are narrowed by themselves.
    """
    piles: tuple[str, ...] = session.info.get(_PILES, ())
    return piles[:1]


def join(context: Context) -> None:
    """Give a machine that opens books begun elsewhere (on a server) a device of its own; nothing where it has one."""
    identity = context.identity
    if identity.role and not identity.device:
        with context.writing() as connection:
            tables.write_local(connection, "device", context.ids.random())


def follow_name(session: Session, identity: Identity) -> None:
    """Let the name of these books follow the village's, also when a change of it is taken back or comes from the commune.

    A commune's follows what all its villages say they belong to.
    """
    village = session.get(Village, identity.pile)
    if village is not None and village.name:
        tables.write_local(session.connection(), "title", f"{village.label or 'thôn'} {village.name}")
    if identity.role == COMMUNE:
        places = session.scalars(select(Village.commune).where(Village.status == LIVE, Village.name.is_not(None)))
        names = {place.name for place in places if place is not None and place.name}
        if len(names) == 1:
            tables.write_local(session.connection(), "title", names.pop())


class Operation(Transaction):
    """A transaction that knows the identity it runs under and, after the block, what it changed."""

    identity: Identity
    changes: Changes

    def done(self, result: ResultT) -> Done[ResultT]:
        """Return the outcome of this operation; call after the ``with`` block."""
        return Done(result, self.changes, self.operation)
