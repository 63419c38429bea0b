"""Fixtures of the report's tests: the town of Åby under four policies."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

import aby


@pytest.fixture(scope="session")
def town():
    """Åby and its four runs."""
    return aby.runs()


@pytest.fixture(scope="session")
def made(town):
    return town[0]


@pytest.fixture(scope="session")
def runs(town):
    return town[1]
