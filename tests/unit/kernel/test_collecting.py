"""The search for cycles is off inside, and as it was before outside, whatever happens."""

import gc

import pytest

from app.kernel.collecting import no_cycle_search


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
