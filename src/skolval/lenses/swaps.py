"""Which pupils would all gain by exchanging places with each other (byten).

A mutual pair is two pupils who each have a wish at the other's offering above their own place.
Longer rings count too: no more pupils can gain at once than stand in some ring. Top trading
cycles that start from the placement give a set of exchanges after which nobody can gain without
another losing, so that many do gain. Only wishes count unless `by_distance`; whoever has a
protected identity never takes part.

An exchange can pass over somebody who goes before at one of the units. Where the placement is
the pupils' best stable one every exchange does; where the order of wishes was not used it
need not, and then the rule is at fault.

Source: Uppsala 2015, pairs who would both have gained by swapping Nåntuna and Uppsävja
(UNT 3901650); Shapley & Scarf (1974); Erdil & Ergin (2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from skolval.criteria._lots import lot_places
from skolval.domain.language import _, current, number
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.lenses._again import list_places, offering_of
from skolval.lenses._look import Look
from skolval.lenses._people import open_pupils
from skolval.lenses._words import walk
from skolval.matching.market import Market
from skolval.matching.top_trading_cycles import trading_cycles

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["Params", "look"]


class Params(BaseModel):
    """Parameters of the swaps.

    Parameters
    ----------
    by_distance : options that were not wished for count too, nearest first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    by_distance: bool = False


@dataclass(frozen=True, slots=True)
class _Envy:
    """Every place a pupil would rather have: option rows, and the pupil's own offering."""

    rows: IntArray
    pupil: IntArray
    own: IntArray
    wanted: IntArray


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:  # noqa: ARG001 - one signature for the room
    """Return mutual pairs, pupils in rings and what trading gives."""
    problem = run.problem
    envy = _envy(problem, run.placement.chosen, by_distance=params.by_distance)
    pairs, mutual = _pairs(problem, envy)
    ring = _in_rings(problem, envy)
    taken, cycle = _traded(problem, run.placement.chosen, envy)
    gains = taken != run.placement.chosen
    rings = _rings(cycle[gains])
    pupils = open_pupils(
        run, {"mutual_pair": _of(problem, envy.pupil[mutual]), "ring": ring, "gains": gains}
    )
    named = pairs.assign(
        unit_a=_names(run, pairs["offering_a"]), unit_b=_names(run, pairs["offering_b"])
    )
    return Look(
        title=_("Exchanges of places by which everybody in them gains"),
        frames={"rings": rings, "pairs": named},
        sentences=_sentences(pairs, (ring, gains), problem, _metres(problem, run, taken)),
        pupils=pupils[pupils["ring"]].reset_index(drop=True),
    )


def _envy(problem: Problem, chosen: IntArray, *, by_distance: bool) -> _Envy:
    options = problem.options
    place = list_places(problem)
    own_row = chosen[options.party]
    better = (own_row >= 0) & (place < place[np.maximum(own_row, 0)])
    better &= ~problem.parties.protected[options.party]
    if not by_distance:
        better &= options.rank > 0
    rows = np.flatnonzero(better)
    pupil = options.party[rows]
    return _Envy(rows, pupil, offering_of(problem, chosen)[pupil], options.offering[rows])


def _pairs(problem: Problem, envy: _Envy) -> tuple[pd.DataFrame, BoolArray]:
    """Return offerings whose pupils want each other's places, and which envies are mutual."""
    width = len(problem.offerings)
    way, back = envy.own * width + envy.wanted, envy.wanted * width + envy.own
    code, count = np.unique(way, return_counts=True)
    mutual = np.isin(back, code)
    returned = np.zeros(len(code), np.int64)
    reverse = (code % width) * width + code // width
    spot = np.minimum(np.searchsorted(code, reverse), max(len(code) - 1, 0))
    there = code[spot] == reverse if len(code) else np.zeros(0, bool)
    returned[there] = count[spot[there]]
    kept = there & (code // width < code % width)
    frame = pd.DataFrame(
        {
            "offering_a": problem.offerings.ids[code[kept] // width],
            "offering_b": problem.offerings.ids[code[kept] % width],
            "a_wants_b": count[kept],
            "b_wants_a": returned[kept],
        }
    )
    frame["mutual_pairs"] = frame["a_wants_b"] * frame["b_wants_a"]
    order = ["mutual_pairs", "offering_a", "offering_b"]
    sorted_ = frame.sort_values(order, ascending=[False, True, True])
    return sorted_.reset_index(drop=True), mutual


def _in_rings(problem: Problem, envy: _Envy) -> BoolArray:
    """Return who stands in a ring of any length: own and wanted reach each other by envy."""
    width = len(problem.offerings)
    ones = np.ones(len(envy.own), np.int8)
    graph = coo_array((ones, (envy.own, envy.wanted)), shape=(width, width)).tocsr()
    _count, part = connected_components(graph, directed=True, connection="strong")
    return _of(problem, envy.pupil[part[envy.own] == part[envy.wanted]])


def _of(problem: Problem, pupils: IntArray) -> BoolArray:
    found = np.zeros(len(problem.parties), bool)
    found[pupils] = True
    return found


def _traded(problem: Problem, chosen: IntArray, envy: _Envy) -> tuple[IntArray, IntArray]:
    """Return the option row and ring of each party after trading; owners stand first in line."""
    options = problem.options
    lot = lot_places(problem.policy.seed, problem.parties.ids.tolist())
    traders = np.flatnonzero((chosen >= 0) & ~problem.parties.protected)
    rows = np.concatenate([envy.rows, chosen[traders]])
    rows = rows[np.lexsort((list_places(problem)[rows], options.party[rows]))]
    party = options.party[rows]
    owner = rows == chosen[party]
    counts = np.bincount(party, minlength=len(chosen))
    market = Market(
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        school=options.offering[rows],
        key=np.where(owner, 0, len(lot)) + lot[party],
        seats=np.bincount(options.offering[chosen[traders]], minlength=len(problem.offerings)),
    )
    taken, cycle = trading_cycles(market)
    found = chosen.copy()
    found[taken >= 0] = rows[taken[taken >= 0]]
    return found, cycle


def _rings(cycle: IntArray) -> pd.DataFrame:
    """Return how many rings of each length were traded."""
    _ring, length = np.unique(cycle, return_counts=True)
    pupils, rings = np.unique(length, return_counts=True)
    return pd.DataFrame({"pupils_in_ring": pupils, "rings": rings, "pupils": pupils * rings})


def _names(run: Run, offerings: pd.Series) -> pd.Series:
    position = pd.Index(run.problem.offerings.ids).get_indexer(pd.Index(offerings))
    unit = run.problem.offerings.unit[position]
    return pd.Series(run.units["name"].to_numpy()[unit], dtype="str")


def _metres(problem: Problem, run: Run, taken: IntArray) -> int:
    moved = taken != run.placement.chosen
    metres = problem.options.metres
    return int(metres[run.placement.chosen[moved]].sum() - metres[taken[moved]].sum())


def _sentences(
    pairs: pd.DataFrame, found: tuple[BoolArray, BoolArray], problem: Problem, metres: int
) -> tuple[str, ...]:
    lang = current()
    ring, gains = found
    if not ring.any():
        return (_("Nobody can gain by exchanging places: there is no ring of wishes."),)
    told = [
        _("Pairs of pupils who would both gain by swapping places: {pairs}.").format(
            pairs=number(int(pairs["mutual_pairs"].sum()), lang)
        ),
        _(
            "Exchanges in rings would give a place higher up their own list to {gains} pupils, "
            "with {walk} in all; at most {ring} could gain."
        ).format(
            gains=number(int(gains.sum()), lang),
            walk=walk(metres),
            ring=number(int(ring.sum()), lang),
        ),
    ]
    if problem.policy.mechanism.name == "deferred_acceptance":
        told.append(
            _(
                "The placement is the best stable one: each exchange passes over somebody who "
                "goes before."
            )
        )
    return tuple(told)
