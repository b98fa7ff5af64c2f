"""What people do with the machines, at random: work, mistakes, sticks that get lost, backups put back, clocks set wrong."""

from sqlalchemy import select

from app.journal import tables
from app.journal.merge import find_heads, view
from app.journal.note import write_note
from app.journal.stored import notes_of
from app.journal.views import refresh
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.base import DELETED, KINDS, LIVE, SCHEMA
from app.records.pledges import Pledge, PledgeCampaign
from app.records.register import Household, Person
from app.records.values import Signature
from app.usecases.editing import texts_of
from app.usecases.erasing import ErasePerson, erase_person
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle, inspect_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.history import undo
from app.usecases.households import (
    SaveHousehold,
    SavePerson,
    remove_household,
    remove_person,
    save_household,
    save_person,
)
from tests.property.simulator.oracle import Broken
from tests.property.simulator.world import CLOCKS, LAPTOPS, written

NAMES = ("Nguyễn Văn An", "Trần Thị Bé", "Đỗ Ánh Nguyệt", "Lê Hoà")
TEXTS = {
    Household: {"phone": ("0912345678", "0355555555", ""), "address": ("Ngõ Chùa", "Ngõ Đình", "Ngõ Chợ")},
    Person: {"full_name": NAMES, "phone": ("0977777777", ""), "birth": ("1972", "05/03/1972", "")},
}
SAVE = {Household: (save_household, SaveHousehold), Person: (save_person, SavePerson)}
REMOVE = {Household: remove_household, Person: remove_person}
SETTLED = (
    "RECORD-001", "RECORD-002", "RECORD-003", "FORM-005", "UNDO-001", "ERASE-002", "ERASE-003", "ISSUE-001", "ISSUE-002",
)  # fmt: skip
"""What a person may be told in place of what they wanted: gone meanwhile, changed meanwhile, nothing to take back, a name that
came with the erasure of its owner to be typed first."""


class PulledError(Exception):
    """Somebody pulled the plug in the middle of taking a stick in."""


class Plug(Progress):
    """Progress of an import whose machine goes dark just before everything is kept."""

    def committing(self) -> None:
        raise PulledError


def pick(machine, kind, status=LIVE):
    """Return the id of some record of a kind, if there is one."""
    known = machine.ask(f"SELECT id FROM {kind.kind_name} WHERE status = ? ORDER BY id", status)
    return machine.chance.choice(known)[0] if known else None


# -- work ------------------------------------------------------------------------------------------------------------------


def move_in(history, machine):
    chance = machine.chance
    texts = {name: chance.choice(values) for name, values in TEXTS[Household].items()}
    save_household(machine.context, SaveHousehold(texts=texts, head=chance.choice(NAMES)))


def edit(history, machine):
    """Open a form and save it; what was typed is what is shown then."""
    kind = machine.chance.choice((Household, Person))
    if record := pick(machine, kind):
        fill_in(machine, kind, record, loaded(machine, kind, record))


def open_form(history, machine):
    """Open a form and leave it open: others may change the record before it is saved."""
    kind = machine.chance.choice((Household, Person))
    if record := pick(machine, kind):
        history.forms[machine.name] = (kind, record, loaded(machine, kind, record), history.held(machine))


def save_form(history, machine):
    """Save the form left open; production must not let it replace what it did not show."""
    if machine.name not in history.forms:
        return
    kind, record, texts, held = history.forms.pop(machine.name)
    typed = fill_in(machine, kind, record, texts)
    before, opened = (history.oracle.standing(record, each) for each in (history.held(machine), held))
    unseen = [fact for name in typed for fact in before.get(name, ()) if not fact.bit & held]
    seen = {name: {f"{fact.values[name]}" for fact in opened.get(name, ())} or {"None"} for name in typed}
    for fact in unseen:
        if any(name in typed and f"{fact.values[name]}" not in seen[name] for name in fact.values):
            raise Broken("form", f"{kind.kind_name} {sorted(typed)}")


def loaded(machine, kind, record):
    with machine.context.reading() as session:
        return texts_of(session.get(kind, record))


def fill_in(machine, kind, record, shown):
    """Type something into one to all fields of a form and save; return the fields whose text became another."""
    texts = TEXTS[kind]
    names = machine.chance.sample(list(texts), machine.chance.randint(1, len(texts)))
    typed = {name: machine.chance.choice(texts[name]) for name in names}
    typed = {name: text for name, text in typed.items() if text != shown[name]}
    save, command = SAVE[kind]
    save(machine.context, command(id=record, texts=typed, loaded=shown))
    now = loaded(machine, kind, record)
    if any(now[name] != text for name, text in typed.items()):
        raise Broken("typed", f"{typed} became {now}")
    return typed


def open_campaign(history, machine):
    """Two laptops that open the pledge of one household mean one record."""
    with machine.context.transaction("campaign.open") as tx:
        known = sorted(tx.session.scalars(select(PledgeCampaign.id).where(PledgeCampaign.status == LIVE)))
        campaign = known[0] if known else tx.add(PledgeCampaign(name="Đợt 1", year=2026)).id
        for household in sorted(tx.session.scalars(select(Household.id).where(Household.status == LIVE)))[:2]:
            tx.keyed(Pledge, campaign, household)


def sign(history, machine):
    if pledge := pick(machine, Pledge):
        with machine.context.transaction("pledge.sign") as tx:
            row = tx.get(Pledge, pledge)
            row.signature, row.note = Signature("2026-11-18", machine.chance.choice(NAMES)), "đã ký"


def remove(history, machine):
    kind = machine.chance.choice((Household, Person, Person))
    if record := pick(machine, kind):
        REMOVE[kind](machine.context, record)


def bring_back(history, machine):
    kind = machine.chance.choice((Household, Person, Pledge))
    if record := pick(machine, kind, DELETED):
        with machine.context.transaction("restore") as tx:
            tx.restore(tx.session.get(kind, record))


def take_back(history, machine):
    undo(machine.context)


def answer(history, machine):
    """Answer something that needs a person."""
    contested = machine.ask("SELECT record, kind FROM head WHERE contested = 1 ORDER BY record")
    known = [(record, KINDS[kind]) for record, kind in contested if kind in KINDS]
    if not known:
        return
    record, kind = machine.chance.choice(known)
    with machine.context.transaction("issue.resolve") as tx:
        row = tx.get(kind, record)
        seen = view(find_heads(notes_of(tx.session.connection(), record)))
        if seen.delete_contested:
            (tx.delete if machine.chance.random() < 0.5 else tx.restore)(row)
        for each in (each for each in seen.conflicts if each.field in kind.fields):  # others need the newer program
            chosen = machine.chance.choice(each.heads).value(each.field)
            tx.settle(row, each.field, row.from_note(each.field, chosen))


def erase(history, machine):
    if record := pick(machine, Person):
        erase_person(machine.context, ErasePerson(record, "yêu cầu"))


def write_as_newer(history, machine):
    """Write as a program two versions newer would: a field or a kind that this one does not know."""
    chance, context = machine.chance, machine.context
    record = pick(machine, Household) if chance.random() < 0.7 else None
    kind, name = ("household", "roof_colour") if record else ("future_kind", "what")
    record = record or f"{chance.randrange(3):032x}"
    with context.writing() as connection:
        facts = tables.read_local(connection)
        heads = tables.load_heads(connection, [record]).get(record, {})
        at = max(machine.clock.at_ms, int(facts.get("last_at", "0")) + 1)
        note = write_note(
            id=context.ids.random(), operation=context.ids.random(), code="future.save", record=record, kind=kind,
            pile=facts["pile"], device=facts["device"], actor="", at=at, schema=SCHEMA + 2,
            values={name: chance.choice(("đỏ", "Ngói xanh", ["a", 1, None]))},
            prev={name: tuple(sorted(heads[name]))} if name in heads else {}, salt=context.ids.random(),
        )  # fmt: skip
        tables.append_notes(connection, [(note, note.to_line())])
        refresh(connection, [record])
        tables.write_local(connection, "last_at", str(at))


def set_clock(history, machine):
    machine.clock.at_ms = machine.chance.choice(CLOCKS) + machine.chance.randrange(86_400_000)


# -- sticks ----------------------------------------------------------------------------------------------------------------


def send(history, machine):
    """Write a bundle, or at the commune an answer; the stick may be lost, late, or used twice."""
    context, pile = machine.context, history.village
    made = (
        write_receipt(context, pile, context.folder) if is_commune(machine) else export_bundle(context, context.folder)
    )
    history.world.sticks.append(written(machine, made.result.file, pile))


def receive(history, machine):
    """Take in one of the sticks lying about, mostly a new one; sometimes the machine goes dark in the middle."""
    sticks = [each for each in history.world.sticks if history.may_take(machine, each)]
    if not sticks:
        return
    chance = machine.chance
    bundle = chance.choice(sticks[-3:] if chance.random() < 0.7 else sticks)
    if chance.random() < 0.15:
        interrupted(history, machine, bundle)
    else:
        take_in(history, machine, bundle)


def interrupted(history, machine, bundle):
    if machine.chance.random() < 0.3:
        inspect_bundle(machine.context, bundle.file)
        return
    try:
        import_bundle(machine.context, ImportBundle(bundle.file, True, answer=False), Plug())
    except PulledError:
        return
    raise Broken("half", "an import that was cut off ended well")


def take_in(history, machine, bundle, answer=None):
    """Take a bundle in; the commune answers at once, as the program does, unless told not to."""
    wants_answer = is_commune(machine) and machine.chance.random() < 0.7 if answer is None else answer
    try:
        done = import_bundle(machine.context, ImportBundle(bundle.file, True, answer=wants_answer)).result
    except AppError as error:
        raise Broken("refused", f"{error.code.number} {error.facts}") from error
    if done.receipt:
        history.world.sticks.append(written(machine, done.receipt, history.village))
    history.took(machine, bundle, done)


def meet(history, machine):
    """Two laptops exchange directly."""
    other = machine.chance.choice(history.world.laptops)
    made = export_bundle(other.context, other.context.folder).result
    bundle = written(other, made.file, history.village)
    history.world.sticks.append(bundle)
    if history.may_take(machine, bundle):
        take_in(history, machine, bundle)


def is_commune(machine):
    return int(machine.name) == LAPTOPS


# -- what befalls a machine --------------------------------------------------------------------------------------------------


def back_up(history, machine):
    machine.backups.append((machine.copy(), history.state(machine)))


def restore(history, machine):
    """Go back to a backup by the program, which begins a new life of the database."""
    if machine.backups:
        kept, state = machine.chance.choice(machine.backups)
        machine.put_back(kept, new_life=True)
        history.went_back(machine, state)


def put_old_copy_back(history, machine):
    """Go back by hand: the program does not know."""
    if machine.backups and not is_commune(machine):
        kept, state = machine.chance.choice(machine.backups)
        machine.put_back(kept, new_life=False)
        history.went_back(machine, state)


def clone(history, machine):
    """Copy the whole data folder over another laptop's: two machines with one name, one life and one key."""
    other = machine.chance.choice([each for each in history.world.laptops if each is not machine])
    copy = machine.copy()
    other.put_back(copy, new_life=False)
    copy.close()
    history.went_back(other, history.state(machine))


# -- what the commune does ---------------------------------------------------------------------------------------------------


def write_for_village(history, machine):
    """Write into the village's pile, or into the commune's own."""
    with machine.context.transaction("commune.edit", pile=history.village) as tx:
        known = sorted(tx.session.scalars(select(Household.id).where(Household.status == LIVE)))
        if known:
            tx.get(Household, machine.chance.choice(known)).address = machine.chance.choice(("Ngõ xã sửa", "Ngõ Đình"))
    with machine.context.transaction("campaign.save") as tx:
        tx.add(PledgeCampaign(name="Đợt của xã", year=2026))


AT_LAPTOP = (
    (move_in, 2), (edit, 7), (open_form, 2), (save_form, 3), (open_campaign, 2), (sign, 2), (remove, 2), (bring_back, 2),
    (take_back, 2), (answer, 3), (erase, 1), (write_as_newer, 2), (set_clock, 1), (send, 6), (receive, 9), (meet, 4),
    (back_up, 2), (restore, 1), (put_old_copy_back, 1), (clone, 1),
)  # fmt: skip
AT_COMMUNE = (
    (receive, 8), (send, 3), (write_for_village, 3), (edit, 2), (answer, 1), (back_up, 1), (restore, 1), (set_clock, 1),
)  # fmt: skip


def act(history, machine):
    """Do one thing at random; being told that it cannot be done is an answer too, anything else is not."""
    actions = AT_COMMUNE if is_commune(machine) else AT_LAPTOP
    (action,) = machine.chance.choices([each for each, _ in actions], [weight for _, weight in actions])
    try:
        action(history, machine)
    except AppError as error:
        if error.code.number not in SETTLED:
            raise
    return action
