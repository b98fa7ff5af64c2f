"""The simulator catches what it is there to catch: each mistake planted in the rules is found, and how soon is written down."""

import pytest

from tests.faults.figures import record
from tests.property.planted import PLANTED
from tests.property.simulator.histories import tell

MOST = 2_000
"""Histories within which each must be found."""
SOON = (
    "a note does not say what it replaces",
    "a delete does not say what it saw",
)
"""Those that the first few histories find: what the ordinary run looks at."""


def histories_until_found(name: str, most: int) -> int:
    """Return how many histories it took until one broke under a planted mistake; 0 when none did."""
    tell(0, steps=0)  # what all histories begin with is made without mistakes
    for seed in range(most):
        try:
            with PLANTED[name]():
                tell(seed)
        except Exception:  # noqa: BLE001 - however it shows
            return seed + 1
    return 0


@pytest.mark.parametrize("name", SOON)
def test_a_planted_mistake_is_found_soon(name):
    assert histories_until_found(name, 10)


@pytest.mark.long
def test_every_planted_mistake_is_found():
    found = {}
    for name in PLANTED:
        found[name] = histories_until_found(name, MOST)
        print(name, found[name], flush=True)
    lines = [f"{name}: found in history {count}" if count else f"{name}: NOT FOUND" for name, count in found.items()]
    record("Planted mistakes", [*lines, f"Seeds from 0 on, 70 steps each, at most {MOST} histories."])
    assert all(found.values())
