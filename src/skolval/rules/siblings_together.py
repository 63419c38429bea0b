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

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._siblings import Pairs, pairs_in_round, stays_of
from skolval.rules._spread import spread

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
    at = np.full(len(chosen), -1, np.int64)
    at[chosen >= 0] = problem.unit_of_option()[chosen[chosen >= 0]]
    found: list[Breach] = []
    if params.in_round:
        pairs = pairs_in_round(problem, stays_of(problem))
        apart = np.flatnonzero(at[pairs.one] != at[pairs.other])
        parted = zip(pairs.one[apart].tolist(), pairs.other[apart].tolist(), strict=True)
        found += [_parted(problem, one, other) for one, other in parted]
    if params.staying:
        follows = _followers(problem)
        beside = (at[:, None] == problem.parties.sibling_unit).any(axis=1)
        for party in np.flatnonzero(follows & (at >= 0) & ~beside).tolist():
            name = upper_first(called(problem, party))
            text = N_("{pupil} is not placed at the unit where a sibling stays.").format(pupil=name)
            found.append(_breach(where_of(problem, party), text, (party,)))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per shared unit and direction of a pair, and one per follower."""
    if params.in_round:
        _write(model, *_pair_rows(problem), params.price)
    if params.staying:
        _write(model, *_follower_rows(problem), params.price)


def _write(
    model: Model, case: IntArray, entries: tuple[IntArray, IntArray, IntArray], price: int | None
) -> None:
    """Write rows at most 0; with a price one pair is paid for once, however many rows it has."""
    rows, columns, coefficients = entries
    none = np.zeros_like(case)
    if price is None:
        model.add_rows("siblings_together", entries, upper=none)
        return
    own = np.arange(case.max(initial=-1) + 1)
    parted = model.variables(np.zeros_like(own), np.ones_like(own), integer=True)
    rows = np.r_[rows, np.arange(len(case))]
    columns = np.r_[columns, parted[case]]
    coefficients = np.r_[coefficients, np.full(len(case), -1)]
    model.add_rows("siblings_together", (rows, columns, coefficients), upper=none)
    ones = (own, parted, np.ones_like(own))
    model.add_rows("siblings_together", ones, upper=np.zeros_like(own), price=price)


def _pair_rows(problem: Problem) -> tuple[IntArray, tuple[IntArray, IntArray, IntArray]]:
    """Return the pair of every row and the entries of the rows."""
    stays = stays_of(problem)
    pairs = pairs_in_round(problem, stays)
    here, mine = stays.of(pairs.one[pairs.pair], pairs.unit)
    there, theirs = stays.of(pairs.other[pairs.pair], pairs.unit)
    shared = len(pairs.pair)
    rows, columns = np.r_[here, there], np.r_[mine, theirs]
    signs = np.r_[np.ones_like(mine), -np.ones_like(theirs)]
    case = [pairs.pair, pairs.pair]
    entries = [(rows, columns, signs), (rows + shared, columns, -signs)]
    ahead = 2 * shared
    for party in (pairs.one, pairs.other):
        pair, away = _options_elsewhere(problem, party, pairs, stays.units)
        owner, row = np.unique(pair, return_inverse=True)
        entries.append((row + ahead, away, np.ones_like(away)))
        case.append(owner)
        ahead += len(owner)
    parts = tuple(np.concatenate(part) for part in zip(*entries, strict=True))
    return np.concatenate(case), (parts[0], parts[1], parts[2])


def _options_elsewhere(
    problem: Problem, party: IntArray, pairs: Pairs, units: int
) -> tuple[IntArray, IntArray]:
    """Return the options of each pair's `party` at units that the pair does not share."""
    start = problem.options.start
    pair, options = spread(start[party], start[party + 1] - start[party])
    shared = pairs.pair * units + pairs.unit
    elsewhere = ~np.isin(pair * units + problem.unit_of_option()[options], shared)
    return pair[elsewhere], options[elsewhere]


def _follower_rows(problem: Problem) -> tuple[IntArray, tuple[IntArray, IntArray, IntArray]]:
    party = problem.options.party
    away = np.flatnonzero(_followers(problem)[party] & ~_at_sibling(problem))
    owner, row = np.unique(party[away], return_inverse=True)
    return np.arange(len(owner)), (row.astype(np.int64), away, np.ones_like(away))


def _followers(problem: Problem) -> BoolArray:
    """Return (n_parties,) who has an option at a unit where a sibling stays."""
    follows: BoolArray = np.zeros(len(problem.parties), np.bool_)
    follows[problem.options.party[_at_sibling(problem)]] = True
    return follows


def _at_sibling(problem: Problem) -> BoolArray:
    stays = problem.parties.sibling_unit[problem.options.party]
    beside: BoolArray = (problem.unit_of_option()[:, None] == stays).any(axis=1)
    return beside


def _parted(problem: Problem, one: int, other: int) -> Breach:
    text = N_("The siblings {first} and {second} are placed at different units.").format(
        first=called(problem, one), second=called(problem, other)
    )
    where = f"{where_of(problem, one)}, {where_of(problem, other)}"
    return _breach(where, text, (one, other))


def _breach(where: str, text: str, parties: tuple[int, ...]) -> Breach:
    return Breach("siblings_together", where, 1, "pairs", text, parties)
