"""A problem with fewer options is the same problem otherwise."""

from __future__ import annotations

import re

import numpy as np
import pytest

from skolval.domain.problem import Problem
from skolval.domain.subset import with_parties, with_rows
from towns import random_problem


@pytest.mark.parametrize("noted", [True, False])
def test_rows_and_everything_that_points_at_them_are_renumbered(noted):
    problem = random_problem(np.random.default_rng(4))
    rows = np.arange(len(problem.options))
    last = problem.options.start[1:] - 1
    if noted:
        problem = problem.replace(
            grounds={"queue_days": rows}, straight=rows, guarantee=last, honour=last
        )
    keep = problem.options.metres < 3000
    part = with_rows(problem, keep)
    assert part.options.metres.tolist() == problem.options.metres[keep].tolist()
    assert np.diff(part.options.start).sum() == keep.sum()
    if not noted:
        assert part.straight is part.guarantee is part.honour is None
        return
    assert part.grounds["queue_days"].tolist() == part.straight.tolist() == rows[keep].tolist()
    for old, new in zip(last, part.honour, strict=True):
        assert (new == -1 and not keep[old]) or rows[keep][new] == old
    assert part.guarantee.tolist() == part.honour.tolist()


def test_whatever_a_problem_holds_of_parties_or_options_is_cut_with_them():
    """The docstring tells the shapes: a field that is added later is held to its own words."""
    problem = random_problem(np.random.default_rng(4))
    parties, options = len(problem.parties), len(problem.options)
    assert parties != options
    words = Problem.__doc__
    by_party = set(re.findall(r"(\w+) : \(n_parties,\)", words))
    by_option = set(re.findall(r"(\w+) : \(n_options,\)", words))
    assert {"months", "stop_metres"} <= by_party
    assert {"straight", "unsafe_metres"} <= by_option
    by_option -= {"grounds"}
    filled = problem.replace(
        **{name: np.zeros(parties, np.int64) for name in by_party},
        **{name: np.zeros(options, np.int64) for name in by_option},
    )
    keep = np.arange(parties) % 2 == 0
    part = with_parties(filled, keep)
    kept = int(keep[problem.options.party].sum())
    assert {len(getattr(part, name)) for name in by_party} == {int(keep.sum())}
    assert {len(getattr(part, name)) for name in by_option} == {kept}
    assert (part.parties.ids == problem.parties.ids[keep]).all()
    assert part.options.start[-1] == kept
