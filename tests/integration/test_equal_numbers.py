"""A thousand id numbers that two villages both have: every one is told, nobody is dropped (reliability.md, figure 7)."""

from sqlalchemy import func, select

from app.journal.views import differing_rows
from app.records.base import LIVE
from app.records.register import Household, Person
from app.usecases.issues import SAME_NUMBER, ResolveIssue, list_issues, resolve_issue
from tests.fixtures import books
from tests.fixtures.stick import open_ends, swap_keys

NUMBERS = 1_000
HOME = 4


def people_with(context, numbers, first):
    """Move people in, four to a household, one for each number."""
    with context.transaction("import.households") as tx:
        for at in range(0, len(numbers), HOME):
            home = tx.add(Household(code=f"{first}-{at // HOME:03}")).id
            for place, number in enumerate(numbers[at : at + HOME]):
                tx.add(
                    Person(household_id=home, position=place, full_name=f"Người {first} {at + place}", id_number=number)
                )


def test_a_thousand_equal_numbers_in_two_villages(tmp_path, clock):
    numbers = [f"031{90_000_000 + each:09}" for each in range(NUMBERS)]
    with open_ends(tmp_path, clock) as ends, books.open_context(tmp_path / "west", clock, 8) as west:
        books.found(west, "Tây")
        with west.transaction("household.save") as tx:  # the one person with a number whom all invented villages have
            person = tx.session.scalar(select(Person).where(Person.id_number == books.FIRST_NUMBER))
            tx.get(Person, person.id).id_number = None
        swap_keys(ends.stick, (west, ends.commune))
        people_with(ends.village, numbers, "09")
        people_with(west, list(reversed(numbers)), "08")
        piles = {ends.village.identity.pile, west.identity.pile}

        assert ends.take(ends.send()).issues == ()
        ends.village = west
        taken, heard = ends.round()

        for found in (taken.issues, list_issues(ends.commune)):
            assert len(found) == NUMBERS
            assert {issue.type for issue in found} == {SAME_NUMBER}
            assert all(issue.piles == piles for issue in found)
            assert len({person for issue in found for person in (issue.record, *issue.others)}) == 2 * NUMBERS
            assert not any(number in issue.sentence for issue, number in zip(found, numbers, strict=True))
        assert heard.standing.matches
        with ends.commune.reading() as session:
            assert session.scalar(select(func.count()).where(Person.status == LIVE)) == 2 * NUMBERS + 8
            assert differing_rows(session.connection()) == []

        resolve_issue(ends.commune, ResolveIssue(taken.issues[0].id, dismiss=True, reason="hai người khác nhau"))
        assert len(list_issues(ends.commune)) == NUMBERS - 1
