"""Nhận dữ liệu: a whole stick or folder of bundles at once, each in its own transaction, with one summary.

Nobody can tell bundles apart by their names, so the program looks into each of them. One that is refused never stops the
others; one that would take a third of a village's households away waits for a second yes of its own.
"""

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.kernel.errors import AppError, Cancelled
from app.kernel.files import matching
from app.kernel.progress import Progress
from app.sync.device_list import State
from app.sync.errors import NOT_FOR_THIS_MACHINE, OWN_BUNDLE
from app.usecases.context import COMMUNE, Context
from app.usecases.exchange_errors import HIDES_TOO_MUCH, NO_BUNDLES, WRONG_TYPE
from app.usecases.exchange_import import (
    ImportBundle,
    Imported,
    hides_too_much,
    import_bundle,
    inspect_bundle,
    leave_for_now,
)
from app.usecases.exchange_log import reaches
from app.usecases.exchange_receipts import write_receipt
from app.usecases.own_answers import take_back_own
from app.vietnamese.collation import sort_key
from app.vietnamese.numbers import format_number

PATTERN: Final = "sothon_*.zip"
_MOST_NAMED: Final = 3
"""Villages named in the one sentence about a whole stick."""
NOT_FOR_US: Final = (OWN_BUNDLE, WRONG_TYPE, NOT_FOR_THIS_MACHINE)
"""What we wrote ourselves, and what lies on the same stick for others; nobody needs to hear about them."""

WAITS, TAKEN, AGAIN, ASKS, HELD, REFUSED = "waits", "taken", "again", "asks", "held", "refused"
"""How a bundle stands: to be taken in, taken in now, taken in before, waiting for its own second yes, kept until a person
decides about its sender, refused."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One bundle looked into: what it would do or did, or why it cannot be taken in."""

    file: Path
    seen: Imported | None = None
    error: AppError | None = None
    taken: bool = False

    @property
    def state(self) -> str:
        """One of :data:`WAITS`, :data:`TAKEN`, :data:`AGAIN`, :data:`ASKS`, :data:`HELD`, :data:`REFUSED`."""
        if self.error is not None:
            return ASKS if self.error.code is HIDES_TOO_MUCH else REFUSED
        if self.taken:
            return HELD if self.seen is not None and self.seen.held else TAKEN
        if self.seen is not None and self.seen.again:
            return AGAIN
        return ASKS if self.seen is not None and hides_too_much(self.seen) else WAITS


@dataclass(frozen=True, slots=True)
class TakeIn:
    """Take in these bundles, as they were looked into. ``sure`` are the files that have their second yes."""

    bundles: Sequence[Seen]
    sure: frozenset[Path] = frozenset()
    answer: bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one village: the file, or why it could not be written. ``gaps`` bundles wait for an earlier one."""

    village: str
    file: Path | None
    problem: AppError | None
    gaps: int


@dataclass(frozen=True, slots=True)
class Received:
    """What became of each bundle, and the commune's answer to each village that brought something new."""

    items: tuple[Seen, ...]
    answers: tuple[Answered, ...]
    regained: int = 0
    """Changes of the commune's own that its books had lost and that lay in its answers on the same stick."""

    def of(self, *states: str) -> tuple[Seen, ...]:
        """Return the bundles that stand in one of these states."""
        return tuple(each for each in self.items if each.state in states)

    @property
    def new(self) -> int:
        """How many changes were new."""
        return sum(each.seen.new for each in self.of(TAKEN) if each.seen)

    @property
    def issues(self) -> int:
        """How many things newly need a person."""
        return sum(len(each.seen.issues) for each in self.of(TAKEN) if each.seen)

    @property
    def villages_with_issues(self) -> tuple[tuple[str, int], ...]:
        """The villages whose bundles brought things that need a person, by name, and how many each did."""
        found: Counter[str] = Counter()
        for each in self.of(TAKEN):
            if each.seen and each.seen.issues:
                found[each.seen.village] += len(each.seen.issues)
        return tuple(sorted(found.items(), key=lambda item: sort_key(item[0])))

    @property
    def issues_sentence(self) -> str:
        """How many things newly need a person, and in which villages: "3 việc cần xử lý: thôn Đông (2), thôn Tây (1)".

        Of many villages only the first are named: the list of Cần xử lý names all.
        """
        villages = self.villages_with_issues
        named = [f"{village} ({format_number(count)})" for village, count in villages[:_MOST_NAMED]]
        more = f" và {len(villages) - _MOST_NAMED} thôn khác" if len(villages) > _MOST_NAMED else ""
        return f"{format_number(self.issues)} việc cần xử lý" + (f": {', '.join(named)}{more}" if named else "")

    @property
    def sentence(self) -> str:
        """The summary: "58 gói: 55 nhận, 2 đã nhận trước đó, 1 không nhận được: BUNDLE-005 (1)"."""
        back = f"; lấy lại {self.regained} thay đổi của xã từ gói xã đã gửi thôn" if self.regained else ""
        return summary(self.items) + back


_HELD_FOR: Final = ((State.WAITING, "chờ chấp nhận máy"), (State.REVOKED, "máy đã ngừng, chờ người quyết định"))
"""Why a bundle was kept: nobody should be led to let a stolen laptop in."""


def summary(items: Sequence[Seen]) -> str:
    """Return how many bundles stand how, with the numbers of what refused them."""
    words = (
        (TAKEN, "nhận"),
        (WAITS, "chờ nhận"),
        (AGAIN, "đã nhận trước đó"),
        (ASKS, "chờ đồng ý riêng"),
    )
    counts = [(sum(each.state == state for each in items), said) for state, said in words]
    held = [each.seen.held for each in items if each.state == HELD and each.seen]
    counts += [(held.count(state), f"giữ lại, {said}") for state, said in _HELD_FOR]
    parts = [f"{count} {said}" for count, said in counts if count]
    numbers = [each.error.code.number for each in items if each.error and each.state == REFUSED]
    if numbers:
        each_number = ", ".join(f"{number} ({numbers.count(number)})" for number in sorted(set(numbers)))
        parts.append(f"{len(numbers)} không nhận được: {each_number}")
    return f"{len(items)} gói: {', '.join(parts)}"


def bundles_in(places: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files named, and what may be a bundle in the folders named or one folder below; each once.

    Raises BUNDLE-121 when there is none, FILE-004 for a folder that cannot be listed.
    """
    listed = list(places)
    found = [path for place in listed for path in (bundles_on(place) if os.path.isdir(place) else [place])]  # noqa: PTH112  never raises
    if not found:
        raise AppError(NO_BUNDLES, folder=", ".join(each.name or str(each) for each in listed))
    return tuple(dict.fromkeys(found))


def bundles_on(folder: Path) -> list[Path]:
    """Return what may be a bundle on a stick or one folder below, by folder and name; raises FILE-004."""
    return sorted(
        matching(folder, PATTERN, f"*/{PATTERN}"), key=lambda path: (path.parent != folder, str(path.parent), path.name)
    )


def look_into(context: Context, files: Sequence[Path], progress: Progress, *, all_of_them: bool = False) -> list[Seen]:
    """Read each bundle without taking it in, in the order they are to be taken in.

    Those that are not for us are left out unless ``all_of_them`` are wanted.
    """
    progress.stage("Đọc các gói", len(files))
    found = []
    for path in files:
        try:
            found.append(Seen(path, inspect_bundle(context, path, Progress())))
        except AppError as error:
            if all_of_them or error.code not in NOT_FOR_US:
                found.append(Seen(path, error=error))
        progress.advance()
    return sorted(found, key=_oldest_first)


def take_in(context: Context, command: TakeIn, progress: Progress | None = None) -> Received:
    """Take in every bundle that waits, each whole or not at all, then answer each village beside its bundle.

    The older stretch of a village goes first, so that gaps close. Stopping in between keeps, and answers, what was taken in.
    Raises nothing for a single bundle: its refusal stands in its item, and why an answer could not be written in its answer.
    """
    progress = progress or Progress()
    waiting = [each for each in command.bundles if each.state == WAITS or each.file in command.sure]
    progress.stage("Nhận từng gói", len(waiting))
    done: dict[Path, Seen] = {}
    try:
        with context.database.folding_later():
            for each in waiting:
                done[each.file] = _take(context, each, sure=each.file in command.sure)
                progress.advance()
    except Cancelled:
        if not done:
            raise
    items = tuple(done.get(each.file, each) for each in command.bundles)
    for each in items:
        if each.state == ASKS and each.seen is not None:
            leave_for_now(context, each.seen)
    regained = take_back_own(context, _beside(command.bundles))
    return Received(items, _answers(context, done.values()) if command.answer else (), regained)


def _beside(bundles: Iterable[Seen]) -> list[Path]:
    """Return what else lies where the bundles do; nothing of a stick that is gone by now: what was taken in is kept."""
    found: list[Path] = []
    for folder in dict.fromkeys(each.file.parent for each in bundles):
        with contextlib.suppress(AppError):
            found += sorted(matching(folder, PATTERN))
    return found


def _take(context: Context, each: Seen, *, sure: bool) -> Seen:
    try:
        command = ImportBundle(each.file, allow_mass_delete=sure, answer=False)
        return replace(each, seen=import_bundle(context, command, Progress()).result, error=None, taken=True)
    except AppError as error:
        return replace(each, error=error)


def _answers(context: Context, taken: Iterable[Seen]) -> tuple[Answered, ...]:
    """Write one answer for each village, beside the last of its bundles; a laptop of a village answers nobody."""
    if context.identity.role != COMMUNE:
        return ()
    villages = {each.seen.pile: each for each in taken if each.state == TAKEN and each.seen}
    made = []
    for pile, last in villages.items():
        with context.reading() as session:
            gaps = sum(reach.waiting for reach in reaches(session.connection(), pile))
        village = last.seen.village if last.seen else ""
        try:
            made.append(Answered(village, write_receipt(context, pile, last.file.parent).result.file, None, gaps))
        except AppError as error:
            made.append(Answered(village, None, error, gaps))
    return tuple(made)


def _oldest_first(each: Seen) -> tuple[bool, bytes, str, int, int, str]:
    """Order by village and by what a bundle reaches back to; those that cannot be read stand at the end."""
    if each.seen is None:
        return True, b"", "", 0, 0, each.file.name
    seen = each.seen
    return False, sort_key(seen.village), seen.pile, seen.from_n, seen.last_n, each.file.name
