"""Numbers about school transport (skolskjuts): who gets what on which ground, unit by unit.

Only where the policy judges school transport. Counts are of placed pupils whose home may be
known; a child with two homes counts once, with the better of what the homes give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.entitlement import NEAR_LIMIT, NO_SECOND_HOME, NOT_TOLD, Assessment, assess
from skolval.domain.school_transport import OUTCOMES
from skolval.domain.transport_costs import CostLine, CostRange, cost_lines, cost_range
from skolval.domain.travel import NO_STOP

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray, Problem
    from skolval.io.run import Run

__all__ = ["GROUNDS", "TransportNumbers", "transport_numbers", "transport_units"]

GROUNDS: tuple[str, ...] = ("distance", "traffic", "special")
_BEST = ("right", "card", "arranged", "unjudged", "none")
"""Outcomes, the better first: what counts of two homes."""


@dataclass(frozen=True, slots=True)
class TransportNumbers:
    """What school transport comes to under one run.

    Parameters
    ----------
    pupils : placed, with a known home. protected : placed, whom nobody judges here.
    outcomes : pupils by outcome. grounds : pupils with a right by ground; one may have several.
    near : pupils by how many metres at most they are from their limit. exactly : at the limit
        itself, while nobody tells whether that is enough.
    second : outcomes from second homes. beyond_stop : pupils with a right, farther from the stop
        than the municipality allows, None where that cannot be told.
    otherwise_unknown : pupils for whom nothing tells the unit of the municipality.
    traffic_judged : unsafe roads were looked at. lines, cost : see `domain.transport_costs`.
    """

    pupils: int
    protected: int
    outcomes: dict[str, int]
    grounds: dict[str, int]
    near: dict[int, int]
    exactly: int
    second: dict[str, int]
    beyond_stop: int | None
    otherwise_unknown: int
    traffic_judged: bool
    lines: tuple[CostLine, ...]
    cost: CostRange


def transport_numbers(run: Run) -> TransportNumbers | None:
    """Return the numbers of `run`, None where its policy does not judge school transport."""
    problem = run.problem
    if problem.policy.school_transport is None:
        return None
    found, rows = assess(problem), _rows(run)
    best = _best(found)[rows]
    margin = _least_margin(found)[rows]
    second = found.second[rows]
    size = problem.parties.size[problem.options.party[rows]]

    def count(which: BoolArray) -> int:
        return int(size[which].sum())

    right = best == OUTCOMES.index("right")
    exact = problem.transport is None or problem.transport.at_limit is None
    chosen = run.placement.chosen
    return TransportNumbers(
        pupils=int(size.sum()),
        protected=int((run.placement.placed & problem.parties.protected).sum()),
        outcomes={name: count(best == number) for number, name in enumerate(OUTCOMES)},
        grounds={name: count(right & getattr(found, name)[rows]) for name in GROUNDS},
        near={band: count(np.abs(margin) <= band) for band in NEAR_LIMIT},
        exactly=count((margin == 0) & exact),
        second={
            name: count(second == number)
            for number, name in enumerate(OUTCOMES)
            if (second != NO_SECOND_HOME).any()
        },
        beyond_stop=_beyond_stop(problem, rows[right]),
        otherwise_unknown=count(found.otherwise[rows] < 0),
        traffic_judged=found.traffic_judged,
        lines=cost_lines(problem, chosen, found),
        cost=cost_range(problem, chosen, found),
    )


def transport_units(run: Run) -> pd.DataFrame:
    """Return one row per unit: pupils by outcome, those with a right by ground, and near limits.

    Columns: unit_id, name, pupils, one per outcome, one per ground, near (within the larger of
    `NEAR_LIMIT`). Empty where the policy does not judge school transport.
    """
    columns = ["unit_id", "name", "pupils", *OUTCOMES, *GROUNDS, "near"]
    problem = run.problem
    if problem.policy.school_transport is None:
        return pd.DataFrame(columns=columns)
    found, rows = assess(problem), _rows(run)
    best, margin = _best(found)[rows], _least_margin(found)[rows]
    unit = problem.unit_of_option()[rows]
    size = problem.parties.size[problem.options.party[rows]]

    def by_unit(which: BoolArray) -> IntArray:
        counts: IntArray = np.bincount(unit[which], size[which], len(problem.unit_ids)).astype(
            np.int64
        )
        return counts

    right = best == OUTCOMES.index("right")
    table = pd.DataFrame(
        {
            "unit_id": run.units["unit_id"].to_numpy(),
            "name": run.units["name"].to_numpy(),
            "pupils": by_unit(np.ones(len(rows), bool)),
            **{name: by_unit(best == number) for number, name in enumerate(OUTCOMES)},
            **{name: by_unit(right & getattr(found, name)[rows]) for name in GROUNDS},
            "near": by_unit(np.abs(margin) <= NEAR_LIMIT[-1]),
        }
    )
    return table[table["pupils"] > 0].reset_index(drop=True)


def _rows(run: Run) -> IntArray:
    known = run.placement.placed & ~run.problem.parties.protected
    rows: IntArray = run.placement.chosen[known]
    return rows


def _best(found: Assessment) -> IntArray:
    """Return the better outcome of the two homes, by option row."""
    place = np.array([_BEST.index(name) for name in OUTCOMES])
    back = np.array([OUTCOMES.index(name) for name in _BEST])
    second = np.where(found.second == NO_SECOND_HOME, found.outcome, found.second)
    best: IntArray = back[np.minimum(place[found.outcome], place[second])]
    return best


def _least_margin(found: Assessment) -> IntArray:
    """Return the margin of the home that is nearer its limit, `NOT_TOLD` where none is known."""
    second = np.where(found.second == NO_SECOND_HOME, NOT_TOLD, found.second_margin)
    nearer: IntArray = np.where(np.abs(second) < np.abs(found.margin), second, found.margin)
    return nearer


def _beyond_stop(problem: Problem, rows: IntArray) -> int | None:
    if problem.stop_metres is None or problem.transport is None:
        return None
    told = problem.transport.stop_limits(problem.grades)
    if all(limit is None for limit in told):
        return None
    limit = np.array([NOT_TOLD if metres is None else metres for metres in told], np.int64)
    party = problem.options.party[rows]
    metres, limited = problem.stop_metres[party], limit[problem.parties.grade[party]] != NOT_TOLD
    far = (metres > limit[problem.parties.grade[party]]) | ((metres == NO_STOP) & limited)
    return int(problem.parties.size[party][far].sum())
