"""No pupil loses a unit near home (närhetsrätten): placed near, or at a unit wished for.

Which options are near is the policy's to say (`near_home`; without it the nearest one alone).
A placed pupil has lost the unit near home who has at least one option near home and is placed
at one that is neither near nor wished for. Pupils whose home is not known (protected
identity) have none near and are not concerned.

With `unless_full` the right gives way where all units near home are full of pupils who live
near them too: it is lost only if some offering near the pupil's home has room for the pupil
when everybody there who does not live near it is counted out. So another pupil's wish, or
place without a wish, never displaces the pupil from a unit near home, but another pupil's own
right may.

breach:  pupils in the party, when it has lost the unit near home

Source
------
Skollagen (2010:800) 10 kap. 30 §: a wish is followed unless it would set aside another pupil's
justified claim to a unit near home; HFD 2015 ref. 50: near is not the same as nearest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.near_home import near_home
from skolval.domain.policy import Legal
from skolval.domain.problem import UNWISHED, BoolArray, IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._alone import post_alone, taken
from skolval.rules._spread import spread

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "Every pupil has a right to a unit near home; the municipality says what near is.",
    "Skollagen (2010:800) 10 kap. 30 §; HFD 2015 ref. 50",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"unless_full": True},
    {"price": 900},
    {"unless_full": True, "price": 35},
)


class Params(BaseModel):
    """`unless_full`: the right gives way to other pupils' same right; `price` per pupil."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unless_full: bool = False
    price: int | None = Field(None, ge=1, le=1_000_000)


@dataclass(frozen=True, slots=True)
class _Claims:
    """Claims of parties to offerings near home, and whether pupils near home fill them.

    Parameters
    ----------
    party, kind : one row per claim; a kind is an offering and a size of party.
    offering, need : (n_kinds,) a claim of the kind falls where the pupils near home at
        the offering are at least `need`; at most 0 where no such party ever has room.
    """

    party: IntArray
    kind: IntArray
    offering: IntArray
    need: IntArray


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties that have lost their unit near home."""
    near = near_home(problem)
    lost = _far(problem, near)
    if params.unless_full:
        open_to = _has_room(problem, near, chosen)
        lost = np.where(open_to[problem.options.party], lost, 0)
    found = []
    for party, _row, pupils in taken(chosen, lost):
        text = _TEXT.format(pupil=upper_first(called(problem, party)))
        where = where_of(problem, party)
        found.append(Breach("near_home_right", where, pupils, "pupils", text, (party,)))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party with a claim; with `unless_full` one per claim, and switches."""
    near = near_home(problem)
    far = _far(problem, near)
    if params.unless_full:
        _post_claims(problem, model, near=near, far=far, price=params.price)
    else:
        post_alone("near_home_right", problem, model, beyond=far, price=params.price)


def _far(problem: Problem, near: BoolArray) -> IntArray:
    """Return the pupils of every option by which a unit near home would be lost."""
    options = problem.options
    has = np.zeros(len(problem.parties), np.bool_)
    has[options.party[near]] = True
    far = has[options.party] & ~near & (options.rank == UNWISHED)
    if problem.services is not None and problem.services.rides is not None:
        # whoever may decline a seat outwards and then is placed near home has lost nothing
        fallback = problem.services.rides.fallback
        far &= ~((fallback >= 0) & near[np.maximum(fallback, 0)])
    return np.where(far, problem.parties.size[options.party], 0)


def _claims(problem: Problem, near: BoolArray) -> _Claims:
    rows = np.flatnonzero(near)
    party, offering = problem.options.party[rows], problem.options.offering[rows]
    size = problem.parties.size
    width = int(size.max(initial=0)) + 1
    kinds, kind = np.unique(offering * width + size[party], return_inverse=True)
    at = kinds // width
    need = problem.offerings.seats[at] - kinds % width + 1
    return _Claims(party, kind.astype(np.int64), at, need)


def _has_room(problem: Problem, near: BoolArray, chosen: IntArray) -> BoolArray:
    """Return (n_parties,) who would have room at some offering near home."""
    some = chosen[chosen >= 0]
    some = some[near[some]]
    options = problem.options
    there = np.zeros(len(problem.offerings), np.int64)
    np.add.at(there, options.offering[some], problem.parties.size[options.party[some]])
    claims = _claims(problem, near)
    room = there[claims.offering] < claims.need
    found: BoolArray = np.zeros(len(problem.parties), np.bool_)
    found[claims.party[room[claims.kind]]] = True
    return found


def _post_claims(
    problem: Problem, model: Model, *, near: BoolArray, far: IntArray, price: int | None
) -> None:
    claims = _claims(problem, near)
    full = _post_full(problem, model, near, claims)
    lost = np.flatnonzero(far)
    party = problem.options.party[lost]
    first = np.searchsorted(party, np.arange(len(problem.parties) + 1))
    width = np.diff(first)[claims.party]
    kept = np.flatnonzero((width > 0) & (claims.need[claims.kind] > 0))
    rows, columns = spread(first[claims.party[kept]], width[kept])
    own = np.arange(len(kept))
    at = (np.r_[rows, own], np.r_[lost[columns], full[claims.kind[kept]]])
    values = np.r_[np.ones_like(rows), np.full(len(kept), -1)]
    none = np.zeros(len(kept), np.int64)
    if price is None:
        model.add_rows("near_home_right", (*at, values), upper=none)
        return
    who, row_of = np.unique(claims.party[kept], return_inverse=True)
    zero = np.zeros(len(who), np.int64)
    paid = model.variables(zero, zero + 1, integer=True)
    at = (np.r_[at[0], own], np.r_[at[1], paid[row_of]])
    model.add_rows("near_home_right", (*at, np.r_[values, none - 1]), upper=none)
    size = problem.parties.size[who]
    model.add_rows("near_home_right", (np.arange(len(who)), paid, size), upper=zero, price=price)


def _post_full(problem: Problem, model: Model, near: BoolArray, claims: _Claims) -> IntArray:
    """Return one switch per kind of claim, 1 only if pupils near home fill the offering."""
    options = problem.options
    rows = np.flatnonzero(near)
    rows = rows[np.argsort(options.offering[rows], kind="stable")]
    first = np.searchsorted(options.offering[rows], np.arange(len(problem.offerings) + 1))
    kinds = np.arange(len(claims.need))
    width = np.diff(first)[claims.offering]
    of_kind, at = spread(first[claims.offering], width)
    columns = rows[at]
    full = model.variables(np.zeros_like(kinds), np.ones_like(kinds), integer=True)
    size = problem.parties.size[options.party[columns]]
    entries = (np.r_[of_kind, kinds], np.r_[columns, full])
    model.add_rows(
        "near_home_right", (*entries, np.r_[-size, claims.need]), upper=np.zeros_like(kinds)
    )
    return full


_TEXT = N_(
    "{pupil} has a unit near home, and is placed at one that is neither near nor wished for."
)
