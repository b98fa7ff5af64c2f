"""Whatever happens in whatever order: the register of each day is what it was that day, and undo goes back step by step."""

import random
from datetime import date, timedelta

import pytest

from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.usecases import events
from app.usecases.event_list import undo_event
from app.usecases.groups import SaveGroup, save_group
from app.usecases.households import SaveHousehold, SavePerson, save_household, save_person
from app.usecases.moves import Heir
from app.usecases.register_on import register_on
from tests.conftest import FakeClock
from tests.fixtures import books

FIRST = date(2026, 1, 1)
RELATIONS = ("Vợ", "Con", "Mẹ", "Em ruột", "Khác")
KINDS = ("birth", "death", "move_in", "move_out", "split", "join", "new_head", "marriage", "group", "absence", "return")


def begin(context):
    groups = [save_group(context, SaveGroup(name=f"Tổ {number}")).result for number in (1, 2)]
    for number in range(3):
        home = save_household(
            context, SaveHousehold(group=groups[number % 2], head=f"Chủ {number}", texts={"address": f"Ngõ {number}"})
        ).result
        for member in range(3):
            texts = {"full_name": f"Người {number}{member}", "relation": RELATIONS[member]}
            save_person(context, SavePerson(home, texts=texts))
    return groups


def seen(context, day):
    return {
        (home.id, home.group): {(member.id, member.relation) for member in home.members}
        for home in register_on(context, day).households
    }


def attempt(*asked):
    """Return the event that happened, or the number of its refusal."""
    try:
        return happen(*asked), ""
    except AppError as refused:
        return None, refused.code.number


def happen(context, groups, kind, chance, day, number):
    """Let one event happen to somebody; return it, or nothing where it cannot."""
    homes = register_on(context, day).households
    if not homes:
        return None
    home = chance.choice(homes)
    members = [member.id for member in home.members]
    if not members:
        return None
    some = chance.sample(members, chance.randint(1, len(members)))
    left = [member for member in members if member not in some]
    relation = {member: chance.choice(RELATIONS) for member in members}
    heir = Heir(chance.choice(left), relation) if left else Heir()
    other = chance.choice(homes)
    texts = {"full_name": f"Mới {number}", "relation": "Khác"}
    does = {
        "birth": lambda: events.record_birth(context, events.Birth(home.id, day, texts)),
        "death": lambda: events.record_death(
            context, events.Death(members[0], day, Heir(members[-1], relation) if len(members) > 1 else Heir())
        ),
        "move_in": lambda: events.record_move_in(context, events.MoveIn(day, (texts,), home.id)),
        "move_out": lambda: events.record_move_out(context, events.MoveOut(tuple(some), day, "nơi khác", heir)),
        "split": lambda: events.record_split(context, events.Split(tuple(some), day, Heir(some[0], relation), heir)),
        "join": lambda: events.record_join(context, events.Join(home.id, other.id, day, relation)),
        "new_head": lambda: events.record_new_head(
            context, events.ChangeHead(home.id, day, Heir(members[-1], relation))
        ),
        "marriage": lambda: events.record_marriage(
            context, events.Marriage(members[-1], day, f"Vợ {number}", spouse_joins=True, relation="Khác")
        ),
        "absence": lambda: events.record_absence(context, events.Absence(tuple(some), day)),
        "return": lambda: events.record_return(context, events.Return(tuple(some), day)),
    }
    if kind == "group":
        events.record_group_move(context, events.MoveGroup((home.id,), chance.choice(groups), day))
        return None
    return does[kind]().result.event


@pytest.mark.parametrize("seed", range(8))
def test_each_day_stays_as_it_was_and_undo_goes_back(tmp_path, seed):
    live(tmp_path, seed, 10)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 140))
def test_long_lives(tmp_path, seed):
    live(tmp_path, seed, 30)


def live(folder, seed, most):
    """Let up to ``most`` events happen; every refusal must change nothing, every earlier day must stay as it was."""
    chance, clock = random.Random(seed), FakeClock()
    kinds = [chance.choice(KINDS) for _ in range(most)]
    with books.open_context(folder / "books", clock, seed) as context:
        books.found_village(context, books.FoundVillage(books.COMMUNE, "Đông", head="Trần Thị Bình"))
        groups = begin(context)
        day = FIRST - timedelta(days=1)
        story, stack = [(day, seen(context, day))], []
        for number, kind in enumerate(kinds):
            day += timedelta(days=chance.randint(1, 9))
            clock.advance(1000)
            before = seen(context, day)
            event, refusal = attempt(context, groups, kind, chance, day, number)
            if refusal:
                assert refusal.startswith("EVENT")
                assert seen(context, day) == before, "a refusal changes nothing"
                continue
            if event:
                stack.append((event, before, day))
            story.append((day, seen(context, day)))
            for then, register in story:
                assert seen(context, then) == register, (then, kind)
        for event, before, then in reversed(stack):
            undo_event(context, event)
            if "group" not in kinds:
                assert seen(context, then) == before
        with context.reading() as session:
            assert differing_rows(session.connection()) == []
