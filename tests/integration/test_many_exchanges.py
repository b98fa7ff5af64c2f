"""The fiftieth exchange costs what the first did: as many questions to the books, and nothing left lying beside them."""

import random
from pathlib import Path

from sqlalchemy import event

from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.issues import list_issues
from tests.fixtures.stick import campaign, edit_phone, household_ids, open_ends, state_of

ROUNDS = 50


def beside_the_books(folder: Path) -> dict[str, int]:
    """Return what lies in a data folder but for the database itself: name and size."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {f"{each.relative_to(folder)}": each.stat().st_size for each in files if not each.name.startswith("sothon.")}


class Questions:
    """Counts what is asked of both databases."""

    def __init__(self, *contexts):
        self.count = 0
        for context in contexts:
            event.listen(context.database.engine, "before_cursor_execute", self._asked)

    def _asked(self, *_):
        self.count += 1


def test_the_fiftieth_exchange_is_as_light_as_the_first(tmp_path, clock):
    with open_ends(tmp_path, clock) as ends:
        campaign(ends.village)
        home = household_ids(ends.village)[0]
        questions = Questions(ends.village, ends.commune)
        asked, left = [], []
        for number in range(ROUNDS):
            edit_phone(ends.village, home, f"09{number:08}")
            before = questions.count
            taken, heard = ends.round()
            asked.append(questions.count - before)
            left.append([beside_the_books(context.folder) for context in (ends.village, ends.commune)])
            assert heard.standing.matches
            assert (taken.new, taken.issues, heard.issues) == (1 if number else taken.new, (), ())
        assert asked[-1] <= asked[0]
        assert left[-1] == left[1]  # after the first the village knows the commune, and keeps its way back with it


def test_the_same_stick_a_hundred_times_changes_nothing(tmp_path, clock):
    """In any order, from the first time on (figure 6)."""
    with open_ends(tmp_path, clock) as ends:
        campaign(ends.village)
        bundles = []
        for number in range(4):
            edit_phone(ends.village, household_ids(ends.village)[0], f"091111111{number}")
            bundles.append(ends.send())
        chance = random.Random(6)
        told, states = [], []
        for number in range(100):
            each = bundles[number] if number < len(bundles) else chance.choice(bundles)
            told.append(import_bundle(ends.commune, ImportBundle(each, answer=False)).result)
            states.append(state_of(ends.commune))
        assert [each.new > 0 for each in told] == [True] * 4 + [False] * 96
        assert all(each == states[3] for each in states[3:])
        assert told[-1].digest == told[3].digest
        assert list_issues(ends.commune) == ()
