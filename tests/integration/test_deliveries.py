"""Handing out handbooks: one numbered copy for a household, told apart from those without, and taken back."""

from datetime import date

import pytest

from app.kernel.errors import AppError
from app.usecases.covenants import start_covenant
from app.usecases.deliveries import Deliver, deliver, delivery_board, take_back
from app.usecases.handbooks import PrintHandbook, print_handbook
from app.usecases.history import undo
from tests.fixtures import books


@pytest.fixture
def printed(context, tmp_path):
    """A village whose handbook was printed once."""
    books.found(context)
    start_covenant(context, from_model=True)
    print_handbook(context, PrintHandbook(tmp_path / "sổ tay.pdf"))
    return context


def given(context):
    return {row.code: row for row in delivery_board(context).rows}


def test_a_copy_has_its_number_day_and_hands(printed):
    first, *others = given(printed).values()
    command = Deliver((first.id,), day=date(2026, 11, 10), giver="bà  Hoa", receiver="ông Tư")
    assert deliver(printed, command).result == 1
    board = delivery_board(printed)
    row = next(row for row in board.rows if row.id == first.id)
    assert (row.copy, row.day, row.giver, row.receiver) == (1, date(2026, 11, 10), "bà Hoa", "ông Tư")
    assert (board.delivered, board.copies) == (1, len(board.rows))
    everyone = tuple(row.id for row in board.rows)
    assert deliver(printed, Deliver(everyone)).result == len(others)
    rows = delivery_board(printed).rows
    assert sorted(row.copy for row in rows) == list(range(1, len(rows) + 1))
    assert next(row for row in rows if row.id == first.id).giver == "bà Hoa"


def test_a_number_is_never_on_two_books(printed):
    first, second = tuple(given(printed).values())[:2]
    deliver(printed, Deliver((first.id,)))
    assert take_back(printed, (first.id,)).result == 1
    assert delivery_board(printed).delivered == 0
    deliver(printed, Deliver((second.id,)))
    deliver(printed, Deliver((first.id,)))
    rows = {row.id: row.copy for row in delivery_board(printed).rows}
    assert len({rows[first.id], rows[second.id]}) == 2
    assert 0 not in (rows[first.id], rows[second.id])


def test_one_step_back(printed):
    everyone = tuple(row.id for row in delivery_board(printed).rows)
    done = deliver(printed, Deliver(everyone))
    undo(printed, done.operation)
    assert delivery_board(printed).delivered == 0


def test_a_new_edition_begins_anew(printed, tmp_path):
    old = delivery_board(printed)
    deliver(printed, Deliver((old.rows[0].id,)))
    print_handbook(printed, PrintHandbook(tmp_path / "lần hai.pdf"))
    assert delivery_board(printed).delivered == 0
    assert delivery_board(printed, old.edition).delivered == 1


def test_what_is_refused(printed):
    row = next(iter(given(printed).values()))
    with pytest.raises(AppError, match="EVENT-002"):
        deliver(printed, Deliver((row.id,), day=date(2099, 1, 1)))
    with pytest.raises(AppError, match="RECORD-001"):
        deliver(printed, Deliver((row.id, "0" * 32)))
    assert delivery_board(printed).delivered == 0


def test_nothing_printed_nothing_given(context):
    books.found(context)
    with pytest.raises(AppError, match="HANDBOOK-003"):
        delivery_board(context)
