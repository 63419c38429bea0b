"""An applicant whose way to the alternative is longer by more goes first (relativ närhet).

Score = metres to the alternative unit - metres to the unit applied for; the highest score
goes first and it may be negative. The alternative is the nearest unit that offers the
grade, or the second nearest when the nearest is the one applied for. Only units of the
municipality that offer the pupil's grade count.

`reference`: ``static`` looks at all such units (Uppsala, Malmö, Stockholm); ``seats`` only
at those with at least one seat in the grade (proposed in Uppsala 2019).

Source: ÖKN 2017:533 (1 146 - 558 = 588 m loses to 1 485 - 852 = 633 m); ÖKN 2019:616.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, IntArray, Problem

LEGAL = Legal(
    "lawful",
    "Relative proximity with distances that can be checked is an accepted ground.",
    "ÖKN 2017:533; ÖKN 2019:616",
)
TOTAL = False


class Params(BaseModel):
    """Parameters of relative proximity.

    Parameters
    ----------
    reference : which units can be the alternative.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: Literal["static", "seats"] = "static"


def two_nearest(problem: Problem, counted: BoolArray) -> tuple[IntArray, IntArray]:
    """Return units and metres of each party's two nearest option rows among `counted`.

    Returns
    -------
    (n_parties, 2) unit indices and (n_parties, 2) metres, -1 where there is none.
    """
    options = problem.options
    rows = np.flatnonzero(counted)
    order = rows[np.lexsort((options.offering[rows], options.metres[rows], options.party[rows]))]
    party = options.party[order]
    first = np.searchsorted(party, party, side="left")
    place = np.arange(len(order)) - first
    unit = np.full((len(problem.parties), 2), -1, np.int64)
    metres = np.full((len(problem.parties), 2), -1, np.int64)
    kept = place < 2
    unit[party[kept], place[kept]] = problem.unit_of_option()[order[kept]]
    metres[party[kept], place[kept]] = options.metres[order[kept]]
    return unit, metres


def alternative(problem: Problem, params: Params) -> tuple[IntArray, IntArray]:
    """Return unit and metres of the alternative for every option row.

    A pupil with a single unit in reach has no alternative: unit -1 and the metres to the
    unit itself, so that the score is 0.
    """
    if params.reference == "static":
        unit, metres = problem.reference_unit[:, :2], problem.reference[:, :2]
    else:
        unit, metres = two_nearest(problem, problem.offerings.seats[problem.options.offering] > 0)
    party = problem.options.party
    second = unit[party, 0] == problem.unit_of_option()
    chosen_unit = np.where(second, unit[party, 1], unit[party, 0])
    chosen_metres = np.where(second, metres[party, 1], metres[party, 0])
    alone = chosen_unit < 0
    return chosen_unit, np.where(alone, problem.options.metres, chosen_metres)


def keys(problem: Problem, params: Params) -> IntArray:
    """Return metres to the alternative minus metres to the unit, for every option row."""
    _unit, metres = alternative(problem, params)
    score: IntArray = metres - problem.options.metres
    return score
