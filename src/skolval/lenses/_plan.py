"""A placement made ready for many scenarios: arrays, lines of waiting pupils, weights."""

from __future__ import annotations

import numpy as np

from skolval.criteria._lots import lot_places
from skolval.domain.problem import IntArray, Problem
from skolval.lenses._again import list_places
from skolval.lenses._shocks import Plan, pupil_keys
from skolval.mechanisms._market import market_of

__all__ = ["nearest_rows", "plan_of"]


def plan_of(
    problem: Problem, chosen: IntArray, *, seed: str, ways: tuple[float, float, bool]
) -> Plan:
    """Return the placement as the scenarios read it.

    Parameters
    ----------
    ways : how many times as likely members of the group are to refuse; how much more likely
        each kilometre makes it; whether those who refuse go to the nearest unit.
    """
    options, offerings, parties = problem.options, problem.offerings, problem.parties
    group_times, per_km, to_nearest = ways
    share = problem.composition(problem.balance_group, "area") / 1000 / np.maximum(parties.size, 1)
    cells, cell = np.unique(
        offerings.unit * len(problem.grades.codes) + np.maximum(offerings.grade, 0),
        return_inverse=True,
    )
    kilometres = np.where(chosen >= 0, options.metres[np.maximum(chosen, 0)], 0) / 1000
    wanted = list_places(problem)
    line_start, line = _lines(problem, chosen, wanted)
    rows = np.arange(len(options))
    return Plan(
        keys=pupil_keys(seed, parties.ids),
        size=parties.size,
        grade=parties.grade,
        area=parties.area,
        chosen=chosen,
        share=share,
        hazard=(1 + (group_times - 1) * share) * (1 + per_km * kilometres),
        known=(~parties.protected).astype(np.int64),
        instead=nearest_rows(problem) if to_nearest else np.full(len(chosen), -1, np.int64),
        start=options.start,
        offering=options.offering,
        metres=options.metres,
        nearest=rows[np.lexsort((options.offering, options.metres, options.party))],
        wanted=wanted,
        seats=offerings.seats,
        cell=cell.reshape(-1).astype(np.int64),
        cells=(cells % len(problem.grades.codes)).astype(np.int64),
        line_start=line_start,
        line=line,
    )


def nearest_rows(problem: Problem) -> IntArray:
    """Return the option row of each party's nearest offering, -1 where it has none."""
    options = problem.options
    found = np.full(len(problem.parties), -1, np.int64)
    order = np.lexsort((-options.offering, -options.metres))
    found[options.party[order]] = order
    return found


def _lines(problem: Problem, chosen: IntArray, wanted: IntArray) -> tuple[IntArray, IntArray]:
    """Return the wished option rows that are better than each pupil's place, by offering.

    In the policy's order where it has criteria, else in that of its lottery.
    """
    options = problem.options
    now = np.where(chosen >= 0, wanted[np.maximum(chosen, 0)], np.diff(options.start))
    rows = np.flatnonzero((options.rank > 0) & (wanted < now[options.party]))
    lots = lot_places(problem.policy.seed, problem.parties.ids.tolist())
    key = np.zeros(len(options), np.int64)
    if problem.policy.criteria:
        market, of_entry = market_of(problem)
        key[of_entry] = market.key
    order = np.lexsort((lots[options.party[rows]], -key[rows], options.offering[rows]))
    line = rows[order]
    start = np.searchsorted(options.offering[line], np.arange(len(problem.offerings) + 1))
    return start.astype(np.int64), line
