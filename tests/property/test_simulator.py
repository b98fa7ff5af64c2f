"""Random histories of three laptops and their commune on the production code, held to an oracle that knows no merge code."""

import pytest

from tests.property.simulator.histories import tell


@pytest.mark.parametrize("seed", range(5))
def test_all_agree_and_nothing_is_lost(seed):
    assert tell(seed).rounds <= 2
