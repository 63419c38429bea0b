"""A quick sample of `make oracles`: every mechanism against brute force, no mismatch."""

from __future__ import annotations

import numpy as np
import pytest

import oracles_run
from matching import comparisons, oracles
from matching.comparisons import COMPARISONS

MARKETS = 120


@pytest.mark.parametrize("name", COMPARISONS)
def test_a_mechanism_agrees_with_its_oracle_on_random_markets(name):
    rng = np.random.default_rng(7)
    compare, _oracle = COMPARISONS[name]
    assert [fault for _market in range(MARKETS) if (fault := compare(rng))] == []


def test_the_command_counts_what_it_compares(capsys):
    assert oracles_run.main(1) == 0
    assert f"{len(COMPARISONS)} markets, 0 mismatches" in capsys.readouterr().out


def test_the_command_fails_on_a_mismatch(monkeypatch, capsys):
    wrong = {"wrong": (lambda rng: "differs", "nothing")}
    monkeypatch.setattr(oracles_run, "COMPARISONS", wrong)
    assert oracles_run.main(2) == 1
    assert "2 mismatches" in capsys.readouterr().out


def test_a_comparison_sees_a_wrong_placement(monkeypatch):
    """The oracle of the pupil-best is replaced by the pupil-worst: some market must differ."""
    monkeypatch.setattr(oracles, "best", oracles.worst)
    rng = np.random.default_rng(7)
    assert any(comparisons.deferred(rng) for _market in range(300))
