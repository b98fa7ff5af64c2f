"""A clock that cannot be right is told, and loses nothing."""

import pytest

from app.journal.views import differing_rows
from app.usecases.clock_doubt import doubted_clock
from app.usecases.households import SaveHousehold, save_household
from tests.fixtures import books
from tests.fixtures.stick import household_ids

DAY = 24 * 60 * 60 * 1000
YEAR_1990, A_YEAR_AGO, YEAR_2099 = 631_152_000_000, 1_763_427_600_000, 4_070_908_800_000


def test_a_clock_that_goes_on_is_not_doubted(context, clock):
    assert doubted_clock(context) == ""
    books.found(context)
    assert doubted_clock(context) == ""
    clock.at_ms += 300 * DAY
    assert doubted_clock(context) == ""


@pytest.mark.parametrize(("moved", "said"), [(-200 * DAY, "trước cả việc ghi"), (400 * DAY, "hơn một năm sau")])
def test_a_clock_that_jumped_is_told(context, clock, moved, said):
    books.found(context)
    clock.at_ms += moved
    assert said in doubted_clock(context)
    save_household(context, SaveHousehold(head="Ngô Văn Út"))
    assert ("hơn một năm" in doubted_clock(context)) is False


@pytest.mark.parametrize("wrong", [YEAR_1990, A_YEAR_AGO, YEAR_2099])
def test_whatever_the_clock_says_nothing_is_lost_and_later_work_stays_later(context, clock, wrong):
    home = books.found(context)
    true = clock.at_ms
    save_household(context, SaveHousehold(home, {"phone": "0911111111"}))
    clock.at_ms = wrong
    assert doubted_clock(context)
    save_household(context, SaveHousehold(home, {"phone": "0922222222"}))
    clock.at_ms = true + DAY
    assert doubted_clock(context) == ""
    save_household(context, SaveHousehold(home, {"phone": "0933333333"}))
    from app.usecases.households import household_detail

    assert household_detail(context, home).texts["phone"] == "0933333333"
    assert home in household_ids(context)
    with context.reading() as session:
        assert differing_rows(session.connection()) == []
