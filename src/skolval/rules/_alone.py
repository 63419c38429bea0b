"""Rules about one pupil at a time: what each option is too much by, and who has taken one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.domain.breach import Breach
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["breaches_alone", "post_alone", "taken"]


def breaches_alone(
    rule: str, problem: Problem, chosen: IntArray, *, beyond: IntArray, text: str
) -> list[Breach]:
    """Return one breach for every party that has taken what it may not.

    Parameters
    ----------
    beyond : (n_options,) pupils, 0 where the option is allowed. text : names {pupil} and {unit}.
    """
    units = problem.unit_of_option()
    found = []
    for party, row, pupils in taken(chosen, beyond):
        told = text.format(
            pupil=upper_first(called(problem, party)), unit=problem.unit_ids[units[row]]
        )
        found.append(Breach(rule, where_of(problem, party), pupils, "pupils", told, (party,)))
    return found


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
