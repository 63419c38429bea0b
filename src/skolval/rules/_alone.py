"""Rules about one pupil at a time: what each option is too much by, and who has taken one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["post_alone", "taken"]


def post_alone(
    rule: str, problem: Problem, model: Model, *, beyond: IntArray, price: int | None
) -> None:
    """Write one row per party that has an option with something `beyond` what is allowed.

    Parameters
    ----------
    beyond : (n_options,) whole, 0 where the option is allowed.
    """
    columns = np.flatnonzero(beyond > 0)
    party = problem.options.party[columns]
    named = np.zeros(len(problem.parties), np.bool_)
    named[party] = True
    row_of = np.cumsum(named) - 1
    upper = np.zeros(int(named.sum()), np.int64)
    entries = (row_of[party], columns, beyond[columns])
    model.add_rows(rule, entries, upper=upper, price=price)


def taken(chosen: IntArray, beyond: IntArray) -> Iterator[tuple[int, int, int]]:
    """Yield party, option row and how much too much of every option that may not be taken."""
    placed = np.flatnonzero(chosen >= 0)
    much = beyond[chosen[placed]]
    broken = placed[much > 0]
    yield from zip(broken.tolist(), chosen[broken].tolist(), much[much > 0].tolist(), strict=True)
