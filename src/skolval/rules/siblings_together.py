"""Siblings go to the same unit where one can take them both (syskon hålls ihop).

Two siblings (same household, both in the round) *share* a unit when each has an admissible
option there. If they share at least one, they are parted unless they go to the same unit, or
neither of them has a place. A pupil who has an admissible option at a unit where a sibling stays
is parted when placed at a unit where none of the pupil's siblings stays.

breach:  1 pair of siblings in the round, or 1 pupil with staying siblings

Source
------
Skollagen (2010:800) 10 kap. 30 § and HFD's refusal of leave 2019-02-22 (Uppsala): siblings may be
kept together only if no other pupil thereby loses a unit near home; hence conditional.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "conditional",
    "Siblings may be kept together only if no other pupil loses a unit near home by it.",
    "Skollagen (2010:800) 10 kap. 30 §; Kammarrätten 2018 (Uppsala)",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"staying": False},
    {"in_round": False},
    {"price": 1200},
)


class Params(BaseModel):
    """Which siblings count: both `in_round`, and `staying` at a unit; `price` per pair parted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    in_round: bool = True
    staying: bool = True
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the pairs of siblings that are parted."""
    units = problem.unit_of_option()
    at = np.full(len(chosen), -1, np.int64)
    at[chosen >= 0] = units[chosen[chosen >= 0]]
    found = []
    for one, other, _shared in _pairs(problem, params):
        if at[one] != at[other]:
            first, second = called(problem, one), called(problem, other)
            where = f"{where_of(problem, one)}, {where_of(problem, other)}"
            text = N_("The siblings {first} and {second} are placed at different units.").format(
                first=first, second=second
            )
            found.append(_breach(where, text, (one, other)))
    for party in _followers(problem, params):
        if at[party] >= 0 and at[party] not in problem.parties.sibling_unit[party]:
            name = upper_first(called(problem, int(party)))
            text = N_("{pupil} is not placed at the unit where a sibling stays.").format(pupil=name)
            found.append(_breach(where_of(problem, int(party)), text, (int(party),)))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per shared unit and direction of a pair, and one per follower."""
    entries: list[tuple[IntArray, IntArray, IntArray]] = []
    case_of_row: list[int] = []
    cases = 0
    for one, other, shared in _pairs(problem, params):
        for columns, coefficients in _pair_rows(problem, one, other, shared):
            entries.append((np.full(len(columns), len(case_of_row)), columns, coefficients))
            case_of_row.append(cases)
        cases += 1
    units = problem.unit_of_option()
    for party in _followers(problem, params):
        away = _options_of(problem, int(party))
        away = away[~np.isin(units[away], problem.parties.sibling_unit[party])]
        entries.append((np.full(len(away), len(case_of_row)), away, np.ones_like(away)))
        case_of_row.append(cases)
        cases += 1
    if cases:
        _write(model, entries, np.array(case_of_row), params.price)


def _write(
    model: Model,
    entries: list[tuple[IntArray, IntArray, IntArray]],
    case: IntArray,
    price: int | None,
) -> None:
    rows, columns, coefficients = (np.concatenate(part) for part in zip(*entries, strict=True))
    none = np.zeros_like(case)
    if price is None:
        model.add_rows("siblings_together", (rows, columns, coefficients), upper=none)
        return
    own = np.arange(case[-1] + 1)
    parted = model.variables(np.zeros_like(own), np.ones_like(own), integer=True)
    rows = np.r_[rows, np.arange(len(case))]
    columns = np.r_[columns, parted[case]]
    coefficients = np.r_[coefficients, np.full(len(case), -1)]
    model.add_rows("siblings_together", (rows, columns, coefficients), upper=none)
    ones = (own, parted, np.ones_like(own))
    model.add_rows("siblings_together", ones, upper=np.zeros_like(own), price=price)


def _pair_rows(
    problem: Problem, one: int, other: int, shared: IntArray
) -> list[tuple[IntArray, IntArray]]:
    units = problem.unit_of_option()
    mine, theirs = _options_of(problem, one), _options_of(problem, other)
    rows = []
    for unit in shared:
        here, there = mine[units[mine] == unit], theirs[units[theirs] == unit]
        columns = np.r_[here, there]
        signs = np.r_[np.ones_like(here), -np.ones_like(there)]
        rows += [(columns, signs), (columns, -signs)]
    for options in (mine, theirs):
        away = options[~np.isin(units[options], shared)]
        if len(away):
            rows.append((away, np.ones_like(away)))
    return rows


def _pairs(problem: Problem, params: Params) -> list[tuple[int, int, IntArray]]:
    if not params.in_round:
        return []
    household = problem.parties.household
    order = np.argsort(household, kind="stable")
    order = order[household[order] >= 0]
    starts = np.flatnonzero(np.diff(household[order], prepend=-1))
    units = problem.unit_of_option()
    found = []
    for siblings in np.split(order, starts[1:]):
        for one, other in combinations(siblings.tolist(), 2):
            mine, theirs = units[_options_of(problem, one)], units[_options_of(problem, other)]
            shared = np.intersect1d(mine, theirs)
            if len(shared):
                found.append((one, other, shared))
    return found


def _followers(problem: Problem, params: Params) -> IntArray:
    if not params.staying:
        return np.zeros(0, np.int64)
    options = problem.options
    stays = problem.parties.sibling_unit[options.party]
    at_sibling = (problem.unit_of_option()[:, None] == stays).any(axis=1)
    return np.unique(options.party[at_sibling])


def _options_of(problem: Problem, party: int) -> IntArray:
    start = problem.options.start
    return np.arange(start[party], start[party + 1], dtype=np.int64)


def _breach(where: str, text: str, parties: tuple[int, ...]) -> Breach:
    return Breach("siblings_together", where, 1, "pairs", text, parties)
