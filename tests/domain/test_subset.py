"""A problem with fewer options is the same problem otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.domain.subset import with_rows
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
