"""What is kept whatever happens: the current unit, the guarantee school, a published place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.audit.claims import Claim, called, offering_called, upper_first
from skolval.audit.order import preferred, secured_places
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray, Problem
from skolval.io.run import Run

__all__ = ["check_kept"]


def check_kept(run: Run) -> Iterator[Claim]:
    """Yield whether nobody ends below what is secured; no claim where nothing is."""
    problem = run.problem
    if problem.policy.secured == "guarantee" and problem.guarantee is None:
        message = N_("The policy secures guarantee schools, but the run tells none.")
        breach = Breach("guarantee", "", 1, "tables", message)
        yield Claim("guarantee", _texts()["guarantee"], 0, (breach,))
    for name, rows in secured_places(problem).items():
        yield _kept(run, name, rows)


def _texts() -> dict[str, str]:
    return {
        "current": _("Nobody with a secured seat at the own unit ends below it."),
        "guarantee": _("Nobody ends below the guarantee school."),
        "noted": _("Nobody ends below a seat that the municipality has secured."),
        "honour": _("Nobody ends below the place that was published first."),
    }


def _kept(run: Run, name: str, secured: BoolArray) -> Claim:
    """Count whoever is placed below every one of the own secured options."""
    problem = run.problem
    rows = np.flatnonzero(secured)
    parties = len(problem.parties)
    owns = np.bincount(problem.options.party[rows], minlength=parties)
    better = rows[preferred(problem, rows, run.placement.chosen)]
    lost = np.bincount(problem.options.party[better], minlength=parties)
    below = better[lost[problem.options.party[better]] == owns[problem.options.party[better]]]
    _party, first = np.unique(problem.options.party[below], return_index=True)
    found = tuple(_below(problem, int(row), name) for row in below[first])
    return Claim(name, _texts()[name], int((owns > 0).sum()), found)


def _below(problem: Problem, row: int, name: str) -> Breach:
    party = int(problem.options.party[row])
    where = offering_called(problem, int(problem.options.offering[row]))
    said = {
        "current": N_("{pupil} has a secured seat at {name} and is placed below it."),
        "guarantee": N_("{pupil} has the guarantee school {name} and is placed below it."),
        "noted": N_("{pupil} has a secured seat at {name} and is placed below it."),
        "honour": N_("{pupil} was published at {name} and is now placed below it."),
    }
    text = said[name].format(pupil=upper_first(called(problem, party)), name=where)
    return Breach(name, where, 1, "pupils", text, (party,))
