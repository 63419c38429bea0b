"""Municipalities drawn once and shared by the tests of this room."""

from __future__ import annotations

import pytest

from skolval.domain.instance import Instance
from skolval.synth.generate import generate


@pytest.fixture(scope="session")
def lillstad() -> Instance:
    """Lillstad of seed 7: 300 pupils, 6 units."""
    return generate("lillstad", seed=7)


@pytest.fixture(scope="session")
def exempelstad() -> Instance:
    """Exempelstad of the shipped seed: 24,000 pupils, 76 units."""
    return generate("exempelstad", seed=4)
