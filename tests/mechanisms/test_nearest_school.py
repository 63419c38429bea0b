"""Nearest school: distance alone, with or without walls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.domain.preferences import nearness
from skolval.mechanisms import nearest_school as mechanism
from towns import policy, random_problem

RULES = policy("nearest_school", "absolute_proximity", "lottery")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_without_walls_everybody_gets_the_nearest_option(seed):
    problem = random_problem(np.random.default_rng(seed), density=1.0, of=RULES)
    placement = mechanism.place(problem, mechanism.Params(respect_seats=False))
    assert (nearness(problem)[placement.chosen] == 0).all()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_with_walls_seats_hold_and_wishes_do_not_matter(seed):
    problem = random_problem(np.random.default_rng(seed), parties=8, of=RULES)
    placement = mechanism.place(problem, mechanism.Params())
    taken = placement.chosen[placement.placed]
    held = np.bincount(problem.options.offering[taken], minlength=len(problem.offerings))
    assert (held <= problem.offerings.seats).all()
    no_wishes = replace(problem.options, rank=np.zeros_like(problem.options.rank))
    other = mechanism.place(problem.replace(options=no_wishes), mechanism.Params())
    assert other.chosen.tolist() == placement.chosen.tolist()
