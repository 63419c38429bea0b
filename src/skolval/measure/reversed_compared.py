"""What reversed transport changes from one run to another (omvänd skolskjuts i jämförelser)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.language import _, current, number
from skolval.measure._reversed import riders_of
from skolval.measure.reversed_sentences import kronor_sentence, offer_sentence
from skolval.measure.reversed_transport import reversed_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skolval.io.run import Run

__all__ = ["full_units", "reversed_told"]

_HALF = 0.5


def full_units(run: Run) -> int:
    """Return how many units have less than half a seat over, riders as expected."""
    problem = run.problem
    unit, width = problem.offerings.unit, len(problem.unit_ids)
    riders = riders_of(problem, run.placement)
    if riders is None:
        here, placed = run.placement.unit(problem), run.placement.placed
        held = np.bincount(here[placed], problem.parties.size[placed], width)
    else:
        held = np.bincount(unit, riders.held(problem, riders.accepting(1000)), width)
    seats = np.bincount(unit, problem.offerings.seats, width)
    return int(((seats > 0) & (held > seats - _HALF)).sum())


def reversed_told(names: Sequence[str], runs: Sequence[Run]) -> list[str]:
    """Return what every run with reversed transport offers and costs, and how many units are full.

    Nothing where no run has it.
    """
    found = [reversed_numbers(run) for run in runs]
    if all(one is None for one in found):
        return []
    lang, said = current(), []
    for name, one in zip(names, found, strict=True):
        if one is not None:
            text = f"{offer_sentence(one)} {kronor_sentence(one, one.scenario('middle'))}"
            said.append(_("{run}: {text}").format(run=name, text=text))
    full = [
        _("{count} by {run}").format(count=number(full_units(run), lang), run=name)
        for name, run in zip(names, runs, strict=True)
    ]
    said.append(_("Units that are full: {counts}.").format(counts=", ".join(full)))
    if any(one is not None and one.voluntary and one.offered for one in found):
        said.append(
            _(
                "Ways, wishes and segregation count everybody who is offered a seat as riding: the "
                "most that can come of it."
            )
        )
    return said
