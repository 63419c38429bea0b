"""An applicant whose way to the alternative is longer by more goes first (relativ närhet).

Score = metres to the alternative unit - metres to the unit applied for; the highest score
goes first and it may be negative. Only units of the municipality that offer the pupil's
grade count (UNT 2019: 13 pupils of grade 6 had been measured against F-6 schools).

The alternative is what `reference` says:

- ``static``: the nearest unit, or the second nearest when the nearest is the one applied for
  (Uppsala, Malmö, Stockholm, Huddinge). ``other``, the nearest other unit (Lidingö), is the
  same in other words.
- ``seats``: as static, but only units with at least one seat in the grade (proposed in
  Uppsala 2019).
- ``guarantee``: the own guarantee school (garantiskola), whatever unit is applied for; there
  the pupil goes before everybody else. See `skolval.solver.guarantee`.
- ``attendance_area``: the unit of the own attendance area (anvisningsområde), so that the score
  there is 0; put the criterion attendance_area first if its own pupils are to go first.

A pupil without a guarantee school, or without an attendance area, is measured as static.

Source: ÖKN 2017:533 (1 146 - 558 = 588 m loses to 1 485 - 852 = 633 m); ÖKN 2019:616;
ÖKN 2019:1015 (attendance area); relativnarhet.se (guarantee school).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._needed import given
from skolval.domain.language import _
from skolval.domain.ordering import sorted_by
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
    reference : which unit is the alternative.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: Literal["static", "seats", "guarantee", "attendance_area", "other"] = "static"


def two_nearest(problem: Problem, counted: BoolArray) -> tuple[IntArray, IntArray]:
    """Return each party's two nearest units among the option rows `counted`, and their metres.

    Returns
    -------
    (n_parties, 2) unit indices and (n_parties, 2) metres, -1 where there is none.
    """
    options = problem.options
    rows = np.flatnonzero(counted)
    site = problem.unit_of_option()[rows]
    order = sorted_by(options.party[rows], options.metres[rows], site)
    rows, site = rows[order], site[order]
    party = options.party[rows]
    # Two offerings of a unit are one alternative.
    new = np.ones(len(rows), bool)
    new[1:] = (party[1:] != party[:-1]) | (site[1:] != site[:-1])
    rows, site, party = rows[new], site[new], party[new]
    place = np.arange(len(rows)) - np.searchsorted(party, party, side="left")
    unit = np.full((len(problem.parties), 2), -1, np.int64)
    metres = np.full((len(problem.parties), 2), -1, np.int64)
    kept = place < 2
    unit[party[kept], place[kept]] = site[kept]
    metres[party[kept], place[kept]] = options.metres[rows[kept]]
    return unit, metres


def alternative(problem: Problem, params: Params) -> tuple[IntArray, IntArray]:
    """Return unit and metres of the alternative for every option row.

    A pupil with a single unit in reach has no alternative: unit -1 and the metres to the
    unit itself, so that the score is 0.

    Raises
    ------
    InputError
        If the problem lacks the guarantee schools or attendance areas that `params` names.
    """
    unit, metres = _nearest_two(problem, params.reference)
    party, own = problem.options.party, problem.unit_of_option()
    second = unit[party, 0] == own
    chosen_unit = np.where(second, unit[party, 1], unit[party, 0])
    chosen_metres = np.where(second, metres[party, 1], metres[party, 0])
    alone = chosen_unit < 0
    chosen_metres = np.where(alone, problem.options.metres, chosen_metres)
    row = _own_row(problem, params.reference)[party]
    fixed = row >= 0
    return (
        np.where(fixed, own[row], chosen_unit),
        np.where(fixed, problem.options.metres[row], chosen_metres),
    )


def _nearest_two(problem: Problem, reference: str) -> tuple[IntArray, IntArray]:
    if reference == "seats":
        return two_nearest(problem, problem.offerings.seats[problem.options.offering] > 0)
    return problem.reference_unit[:, :2], problem.reference[:, :2]


def _own_row(problem: Problem, reference: str) -> IntArray:
    """Return (n_parties,) the option row that is the alternative to all others, -1 for none."""
    options = problem.options
    row = np.full(len(problem.parties), -1, np.int64)
    if reference == "guarantee":
        remedy = _("Make the problem anew from the instance under this policy.")
        return given(problem.guarantee, _("guarantee schools"), remedy)
    if reference == "attendance_area":
        remedy = _("Fill in attendance_units of the areas, or attendance_unit of the pupils.")
        unit = given(problem.attendance_unit, "attendance_unit", remedy)
        here = np.flatnonzero(unit[options.party] == problem.unit_of_option())
        row[options.party[here]] = here
    return row


def keys(problem: Problem, params: Params) -> IntArray:
    """Return metres to the alternative minus metres to the unit, for every option row.

    At the own guarantee school it is one more than anybody's score.
    """
    _unit, metres = alternative(problem, params)
    score: IntArray = metres - problem.options.metres
    if params.reference == "guarantee":
        row = _own_row(problem, "guarantee")
        own = row[row >= 0]
        score[own] = score.max(initial=0) + 1
    return score
