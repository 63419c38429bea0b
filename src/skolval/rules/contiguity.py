"""Every attendance area hangs together with its unit's own area (sammanhängande område).

A unit's attendance area in a grade is the areas with anybody of the grade placed there. Pupils
without a known area, and units of which it is not known where they stand, are not judged.

exact:  from every area one comes to the unit's own area through areas of the same unit
hop:    the field's published rule: every area has a neighbour of the same unit that is nearer
        to the unit's own area, counted in steps from area to area. It is stricter than exact, and
        quicker; an area of today that has no such neighbour today counts steps within today's
        attendance area instead

Today's attendance areas are not always contiguous. Areas that lie apart from their unit today
`may_stay` there apart, as it says; `free` lets them be placed anywhere apart, as published; `none`
spares nobody. Where several units stand in one area, or nobody lives there, it is ground of all.

breach:  pupils (at least 1) of a party in an area that is not connected

Source
------
Gillani, Beeferman, Vega-Pourheydarian, Overney, Van Hentenryck & Roy (2023), Educational
Researcher 52(6), 348-361 (hop). Exact contiguity by separators: Oehrlein & Haunert (2017), A
cutting-plane method for contiguity-constrained spatial aggregation, J. Spatial Information Science
15, 89-120.
"""

from __future__ import annotations

from typing import Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._separators import Separators
from skolval.rules._zones import Zones, hops, joined, today_in, zones_of

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The municipality draws its attendance areas as it finds suitable.",
    "Skollagen (2010:800) 10 kap. 29, 30 §§",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"kind": "hop"},
    {"islands": "none"},
    {"kind": "hop", "islands": "free", "price": 40},
    {"kind": "hop", "islands": "none"},
    {"islands": "free"},
)


class Params(BaseModel):
    """How attendance areas must hang together.

    Parameters
    ----------
    kind : ``exact``, or ``hop`` for the field's published rule.
    islands : what areas that lie apart today may do, ``may_stay``, ``free`` or ``none``.
    price : per pupil in an area that is not connected (None: hard); only for ``hop``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["exact", "hop"] = "exact"
    islands: Literal["may_stay", "free", "none"] = "may_stay"
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _exact_is_hard(self) -> Self:
        if self.kind == "exact" and self.price is not None:
            raise ValueError(_("`price` can only be given with `kind: hop`"))
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties in areas that are not connected."""
    zones = zones_of(problem)
    rows = chosen[chosen >= 0]
    rows = rows[(zones.of_row[rows] >= 0) & ~_spared(problem, zones, params)[rows]]
    filled = zones.filled(chosen[chosen >= 0])
    if params.kind == "exact":
        connected = joined(zones, filled)[zones.of_row[rows], zones.area[rows]]
    else:
        of, node, ground = _nearer(problem, zones, rows)
        connected = zones.area[rows] == zones.root[zones.of_row[rows]]
        connected[of[ground | filled.reshape(-1)[node]]] = True
    return [_breach(problem, zones, int(row)) for row in rows[~connected]]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write that an option needs one of the neighbours; exact ones are completed as needed."""
    zones = zones_of(problem)
    own = zones.area == zones.root[zones.of_row] if len(zones) else np.ones(len(zones.area), bool)
    judged = (zones.of_row >= 0) & ~_spared(problem, zones, params)
    rows = np.flatnonzero(judged & ~own)
    if params.kind == "hop":
        _post_need(problem, model, (zones, rows, *_nearer(problem, zones, rows)), params.price)
        return
    of, zone, area = zones.beside(zones.of_row[rows], zones.area[rows])
    ground = zones.open[zone] & (area == zones.root[zone])
    _post_need(problem, model, (zones, rows, of, zone * zones.n_areas + area, ground), None)
    nearer = _nearer(problem, zones, rows)
    model.lazy("contiguity", Separators(zones, rows, nearer), np.flatnonzero(zones.of_row >= 0))


def _post_need(
    problem: Problem,
    model: Model,
    need: tuple[Zones, IntArray, IntArray, IntArray, BoolArray],
    price: int | None,
) -> None:
    """Write one row per option: chosen only if something at one of its nodes is chosen."""
    zones, rows, of, node, ground = need
    granted = np.zeros(len(rows), np.bool_)
    granted[of[ground]] = True
    number = np.where(granted, -1, np.cumsum(~granted) - 1)
    size = np.maximum(problem.parties.size[problem.options.party[rows]], 1)
    at, column = zones.rows_at(node)
    of = of[at]
    asks = number[of] >= 0
    entries = (
        np.r_[number[~granted], number[of[asks]]],
        np.r_[rows[~granted], column[asks]],
        np.r_[size[~granted], -size[of[asks]]],
    )
    upper = np.zeros(int((~granted).sum()), np.int64)
    model.add_rows("contiguity", entries, upper=upper, price=price)


def _nearer(problem: Problem, zones: Zones, rows: IntArray) -> tuple[IntArray, IntArray, BoolArray]:
    """Return the nodes one step nearer: position in `rows`, node, and whether it is ground."""
    steps = hops(zones)
    today = today_in(problem, zones)
    within = hops(zones, today)
    zone, area = zones.of_row[rows], zones.area[rows]
    of, in_zone, other = zones.beside(zone, area)
    nearer = steps[in_zone, other] < steps[zone[of], area[of]]
    ground = zones.open[in_zone] & (other == zones.root[in_zone])
    lacks = today[zone, area]
    lacks[of[nearer & (today[in_zone, other] | ground)]] = False
    nearer |= lacks[of] & (within[in_zone, other] < within[zone[of], area[of]])
    node = in_zone * zones.n_areas + other
    return of[nearer], node[nearer], ground[nearer]


def _spared(problem: Problem, zones: Zones, params: Params) -> BoolArray:
    """Return (n_options,) the options that the rule lets be, as their areas lie apart today."""
    spared = np.zeros(len(zones.of_row), np.bool_)
    if params.islands == "none" or not len(zones):
        return spared
    today = today_in(problem, zones)
    apart = today & ~joined(zones, today)
    party = problem.options.party
    current = problem.unit_of_option() == problem.parties.current_unit[party]
    mine: BoolArray = (zones.of_row >= 0) & current
    mine[mine] = apart[zones.of_row[mine], zones.area[mine]]
    if params.islands == "may_stay":
        return mine
    free = np.zeros(len(problem.parties), np.bool_)
    free[party[mine]] = True
    anywhere: BoolArray = free[party] & (zones.of_row >= 0)
    return anywhere


def _breach(problem: Problem, zones: Zones, row: int) -> Breach:
    party = int(problem.options.party[row])
    zone = zones.of_row[row]
    text = N_(
        "{party} is placed at {unit}, but the area {area} does not hang together with the unit's "
        "own area {own}."
    ).format(
        party=upper_first(called(problem, party)),
        unit=problem.unit_ids[zones.unit[zone]],
        area=problem.area_ids[zones.area[row]],
        own=problem.area_ids[zones.root[zone]],
    )
    size = max(1, int(problem.parties.size[party]))
    return Breach("contiguity", where_of(problem, party), size, N_("pupils"), text, (party,))
