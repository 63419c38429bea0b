"""Without a ground nobody lives beside anybody."""

from __future__ import annotations

from cities import make_problem
from skolval.rules._beside import beside


def test_a_problem_without_ground_has_no_neighbours():
    problem = make_problem(
        offering_unit=[0], offering_grade=[0], seats=[2], grade=[0, 0],
        options=[(0, 0, 10, 0), (1, 0, 20, 0)],
    )  # fmt: skip
    party, other = beside(problem.replace(ground=None))
    assert len(party) == len(other) == 0
