"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared real data; tests skip where it is absent."""
    folder = Path(os.environ.get("SKOLVAL_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("shared real data is not on this machine")
    return folder


@pytest.fixture(scope="session")
def instances() -> Path:
    """The shipped instances."""
    return ROOT / "instances"


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with a fixed seed."""
    return np.random.default_rng(20260115)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts in English, whatever the machine's locale."""
    from skolval.domain.language import use

    monkeypatch.setenv("SKOLVAL_LANG", "en")
    use("en")
