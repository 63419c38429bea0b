"""The facets of whole counts: true for every whole point, and stronger than the two rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from skolval.solver.hull import hull_facets


def lattice(most):
    a, b = np.mgrid[0 : most[0] + 1, 0 : most[1] + 1]
    inside = a + b <= most[2]
    return a[inside], b[inside]


def envelope(up, down, most, at):
    """The least t over convex combinations of whole points, by linear programming."""
    a, b = lattice(most)
    t = np.abs(up * a - down * b)
    found = linprog(t, A_eq=np.c_[a, b, np.ones(len(a))].T, b_eq=[*at, 1], bounds=(0, None))
    return found.fun


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 99_999),
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 14)),
)
def test_every_whole_point_obeys_every_facet(up, most):
    down = 100_000 - up
    a, b = lattice(most)
    t = np.abs(up * a - down * b)
    for alpha, beta, tau, gamma in hull_facets(up, down, most).tolist():
        assert tau > 0
        assert (alpha * a + beta * b - tau * t <= gamma).all()


@settings(max_examples=40, deadline=None)
@given(
    st.integers(5_000, 95_000),
    st.tuples(st.integers(1, 8), st.integers(1, 8), st.integers(2, 12)),
    # no finer than the oracle reckons: 1e-7 of a pupil is 0.01 of a hundred-thousandth each
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)),
)
def test_facets_and_the_two_rows_are_the_whole_hull(up, most, where):
    down = 100_000 - up
    a = where[0] / 10_000 * min(most[0], most[2])
    b = where[1] / 10_000 * min(most[1], most[2] - a)
    facets = hull_facets(up, down, most)
    rows = (facets[:, 0] * a + facets[:, 1] * b - facets[:, 3]) / facets[:, 2]
    told = max(abs(up * a - down * b), *rows.tolist(), 0.0)
    corner = b > np.floor(min(most[1], most[2] - np.floor(a)))
    if not corner:
        assert told == pytest.approx(envelope(up, down, most, (a, b)), rel=1e-6, abs=1e-3)


def test_a_unit_of_40_seats_cannot_have_exactly_the_share_of_its_municipality():
    facets = hull_facets(71_400, 28_600, (40, 40, 40))
    a, b = 0.286 * 40, 0.714 * 40
    bound = (facets[:, 0] * a + facets[:, 1] * b - facets[:, 3]) / facets[:, 2]
    assert bound.max() > 10_000
    assert len(facets) <= 12


def test_a_large_unit_has_few_facets_and_is_quick():
    assert 0 < len(hull_facets(71_399, 28_601, (600, 900, 1_000))) < 40


@pytest.mark.parametrize("most", [(0, 5, 5), (5, 0, 5), (3, 3, 0)])
def test_where_one_kind_only_can_come_nothing_is_added(most):
    assert hull_facets(50_000, 50_000, most).shape == (0, 4)
