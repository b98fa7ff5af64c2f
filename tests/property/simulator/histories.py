"""One history: seventy steps by four machines, then exchange until all agree; the oracle is asked all along."""

import json
from collections import Counter
from dataclasses import dataclass, field

from app.journal.merge import CONFLICT
from app.journal.views import differing_rows
from app.records.base import DELETED as HIDDEN
from app.records.base import KINDS
from app.usecases import exchange
from app.usecases.exchange_receipts import write_receipt
from app.usecases.issues import open_issues
from tests.property.simulator import people
from tests.property.simulator.oracle import Broken, Oracle
from tests.property.simulator.world import World, forget_sticks, open_sticks, sender_of, written

STEPS = 70
ROUNDS = 2
"""Exchanges until all agree, at most; one more where a data folder was copied from laptop to laptop."""
OPERATIONS = 3
"""No step is more operations than this."""


class History:
    """What happened so far, and what each machine must therefore hold."""

    def __init__(self, seed: int) -> None:
        forget_sticks()
        self.world = World(seed)
        self.village = self.world.laptops[0].pile
        self.oracle = Oracle()
        self.states: dict[str, tuple[int, int, int]] = {}
        self.forms: dict[str, tuple] = {}
        self.seen: Counter[str] = Counter()
        for machine in self.world.machines:
            self.states[machine.name] = (0, 0, 0)
            self._observe_first(machine)

    # -- what each machine holds ------------------------------------------------------------------------------------------

    def state(self, machine) -> tuple[int, int, int]:
        """Return how many notes a machine holds, which, and the newest time it wrote itself."""
        return self.states[machine.name]

    def held(self, machine) -> int:
        return self.states[machine.name][1]

    def went_back(self, machine, state) -> None:
        self.states[machine.name] = state
        self.forms.pop(machine.name, None)

    def _observe_first(self, machine) -> None:
        rows = machine.lines_since(0)
        for _, line, _ in rows:
            if line not in {fact.line for fact in self.oracle.facts.values()}:
                self.oracle.wrote(line, 0)
        mask = self.oracle.mask(row[0] for row in rows)
        self.states[machine.name] = (len(rows), mask, int(machine.local("last_at")))

    def observe(self, machine) -> int:
        """Enter what a machine wrote or took in since; return what is new to it."""
        count, before, last = self.state(machine)
        rows = machine.lines_since(count)
        held = before
        operations: dict[str, int] = {}
        for each, line, bundle in rows:
            if bundle is None:
                fact = self.oracle.wrote(line, before)
                operations[fact.operation] = fact.at
            elif each not in self.oracle.facts:
                raise Broken("invented", each)
            held |= self.oracle.facts[each].bit
        for at in operations.values():
            if not last < at <= max(machine.clock.at_ms, last + 1) + OPERATIONS:
                raise Broken("clock", f"{at} after {last} at {machine.clock.at_ms}")
            last = at
        last = self._newest(machine, last)
        self.states[machine.name] = (count + len(rows), held, last)
        return held & ~before

    def _newest(self, machine, last: int) -> int:
        """Return the newest time of an operation of this machine, also one that left no note."""
        newest = int(machine.local("last_at"))
        if not last <= newest <= max(machine.clock.at_ms, last) + OPERATIONS:
            raise Broken("clock", f"{newest} kept, {last} written last, at {machine.clock.at_ms}")
        return newest

    # -- sticks -----------------------------------------------------------------------------------------------------------

    def may_take(self, machine, bundle) -> bool:
        """A village's laptop takes in answers and other laptops' bundles, the commune laptops' bundles."""
        own = machine.local("device")
        sender = sender_of(bundle)
        return sender != own and not (bundle.answers and people.is_commune(machine))

    def took(self, machine, bundle, done) -> None:
        """What must hold when a bundle was taken in: its notes are here, and what it claims is true."""
        fresh = self.observe(machine)
        if self.oracle.mask(bundle.ids) & ~self.held(machine):
            raise Broken("lost", "a note of a bundle that was taken in")
        self.check_records(machine, fresh)
        standing = done.standing
        if standing is not None:
            self._check_receipt(machine, bundle, standing)

    def _check_receipt(self, machine, bundle, standing) -> None:
        rows = machine.lines_since(0)
        claimed = {row[0] for row in rows[: standing.acked_n]} & self.ids_of(self.village)
        if not claimed <= bundle.held:
            raise Broken("receipt", "claims what the commune did not hold")
        ours = {row[0] for row in rows} & self.ids_of(self.village)
        if standing.matches and (not bundle.held <= ours or standing.unsent != len(ours - bundle.held)):
            raise Broken("green", f"{standing.unsent} unsent, {len(ours - bundle.held)} really")

    def ids_of(self, pile) -> set[str]:
        return {fact.id for fact in self.oracle.facts.values() if fact.pile == pile}

    # -- what is shown ----------------------------------------------------------------------------------------------------

    def check_records(self, machine, fresh: int) -> None:
        """Hold every record a set of notes is about to what the oracle expects of it."""
        touched = {fact.record for fact in self.oracle.facts.values() if fact.bit & fresh}
        held = self.held(machine)
        bare = frozenset(self.oracle.must_be_bare(held) | self._came_bare(machine))
        self._check_rows(machine, [each for each in touched if self.oracle.is_whole(each, held)], bare)

    def _came_bare(self, machine) -> set[str]:
        """Return what an erasure that others hold took on its way here; at the end everybody holds it, and is held to it."""
        doomed = self.oracle.must_be_bare(-1)
        if not doomed:
            return doomed
        marks = ", ".join("?" * len(doomed))
        rows = machine.ask(f"SELECT id, line FROM note WHERE id IN ({marks})", *doomed)
        return {each for each, line in rows if line != self.oracle.facts[each].line}

    def _check_rows(self, machine, records, bare) -> None:
        held = self.held(machine)
        for record in records:
            kind = self.oracle.by_record[record][0].kind
            expected = self.oracle.expected(record, held, bare)
            ((contested,),) = machine.ask("SELECT contested FROM head WHERE record = ?", record)
            if bool(contested) != bool(expected.conflicts or expected.doubted):
                raise Broken("alarm" if contested else "silent", f"{kind} {sorted(expected.conflicts)}")
            if kind in KINDS:
                self._check_row(machine, KINDS[kind], record, expected)

    def _check_row(self, machine, model, record, expected) -> None:
        columns = [column.name for column in model.__table__.columns]
        (values,) = machine.ask(f"SELECT {', '.join(columns)} FROM {model.kind_name} WHERE id = ?", record)
        row = dict(zip(columns, values, strict=True))
        if (row["status"] == HIDDEN) != expected.deleted:
            raise Broken("resurrected" if expected.deleted else "vanished", model.kind_name)
        for name in model.fields:
            if row[name] != as_stored(expected.shown.get(name)):
                raise Broken("shown", f"{model.kind_name} {name}: {row[name]} for {expected.shown.get(name)}")

    # -- the end ----------------------------------------------------------------------------------------------------------

    def close(self) -> int:
        """Exchange until all hold the same; return how many rounds that took, and hold everything to the oracle."""
        everything = self._what_can_be_shared()
        most = ROUNDS + self._has_clones()
        rounds = 0
        while not self._agree(everything):
            rounds += 1
            if rounds > most:
                raise Broken("rounds", f"still different after {most}")
            self._round()
        for machine in self.world.machines:
            self._check_end(machine)
        return rounds

    def _has_clones(self) -> bool:
        """Tell whether laptops live one life: the first answer tells them apart, and only then are they sent what each lacks."""
        lives = {(machine.local("device"), machine.local("db_id")) for machine in self.world.laptops}
        return len(lives) < len(self.world.laptops)

    def _what_can_be_shared(self) -> int:
        """Return every note that somebody holds, but for notes of the commune's own pile that it lost by going back itself.

        Only the commune vouches for its own pile (design text "sync", "Scope"): no laptop could bring them back to it.
        """
        held = 0
        for machine in self.world.machines:
            held |= self.held(machine)
        own = self.oracle.mask(fact.id for fact in self.oracle.facts.values() if fact.pile != self.village)
        return held & ~(own & ~self.held(self.world.commune))

    def _round(self) -> None:
        commune = self.world.commune
        for laptop in self.world.laptops:
            people.send(self, laptop)
            people.take_in(self, commune, self.world.sticks[-1], answer=False)
        made = write_receipt(commune.context, self.village, commune.context.folder).result
        answer = written(commune, made.file, self.village)
        for laptop in self.world.laptops:
            people.take_in(self, laptop, answer)

    def _agree(self, everything: int) -> bool:
        return all(self.held(machine) & everything == everything for machine in self.world.machines)

    def _check_end(self, machine) -> None:
        held = self.held(machine)
        bare = self.oracle.must_be_bare(held)
        for each, line, _ in machine.lines_since(0):
            fact = self.oracle.facts[each]
            if (line != fact.line) != (each in bare):
                raise Broken("unerased" if each in bare else "bytes", fact.kind)
        self._check_rows(machine, [each for each in self.oracle.by_record if self._about(each, held)], frozenset(bare))
        if not people.is_commune(machine):
            return
        with machine.context.reading() as session:
            told = {(each.record, each.field) for each in open_issues(session) if each.type == CONFLICT}
            if told != self._conflicts(held, frozenset(bare)):
                raise Broken("silent", "the list of what needs a person")
            if differing_rows(session.connection()):
                raise Broken("rebuilt", "stored rows are not what the notes say")

    def _about(self, record, held) -> bool:
        return any(fact.bit & held for fact in self.oracle.by_record[record])

    def _conflicts(self, held, bare) -> set[tuple[str, str]]:
        found = set()
        for record, facts in self.oracle.by_record.items():
            if facts[0].kind in KINDS and self._about(record, held):
                expected = self.oracle.expected(record, held, bare)
                found |= set() if expected.deleted else {(record, name) for name in expected.conflicts}
        return found


def as_stored(value):
    """Return a note's value as the file keeps it."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return int(value) if isinstance(value, bool) else value


@dataclass
class Told:
    """How a history ended: rounds until all agreed, notes written, and what was done how often."""

    rounds: int = 0
    notes: int = 0
    done: Counter[str] = field(default_factory=Counter)


def tell(seed: int, steps: int = STEPS) -> Told:
    """Live through the history of a seed; raises :class:`Broken` when something does not hold."""
    with open_sticks():
        history = History(seed)
        whole = exchange.WHOLE_PILE
        exchange.WHOLE_PILE = whole if history.world.whole else 0
        try:
            for _ in range(steps):
                machine = history.world.chance.choice(history.world.machines)
                before = history.held(machine)
                action = people.act(history, machine)
                fresh = history.observe(machine) or (history.held(machine) & ~before)
                history.check_records(machine, fresh)
                history.seen[action.__name__] += 1
            rounds = history.close()
            return Told(rounds, len(history.oracle.facts), history.seen)
        finally:
            exchange.WHOLE_PILE = whole
            for machine in history.world.machines:
                for kept, _ in machine.backups:
                    kept.close()
