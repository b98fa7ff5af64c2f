"""The search for cycles is off inside, and as it was before outside, whatever happens."""

import gc

import pytest

from app.kernel.collecting import hold_off, no_cycle_search, search_from_now_on


def test_off_inside_and_on_again_behind() -> None:
    assert gc.isenabled()
    with no_cycle_search():
        with no_cycle_search():
            assert not gc.isenabled()
        assert not gc.isenabled(), "the outermost ends it"
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"), no_cycle_search():
        raise ValueError("x")
    assert gc.isenabled()


def test_what_was_loaded_is_never_looked_at_again():
    frozen = gc.get_freeze_count()
    try:
        hold_off()
        assert not gc.isenabled()
        search_from_now_on()
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen
        count = gc.get_freeze_count()
        search_from_now_on()
        assert gc.get_freeze_count() == count, "only once, however often it is called"
    finally:
        gc.enable()
        gc.unfreeze()
