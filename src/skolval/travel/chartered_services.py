"""Chartered services (beställda turer): from crowded areas to units with free seats, thought out.

Stops are places, never homes: a stop that exists near the area's own point, else a new one at the
street nearest to that point. The run reaches the unit some minutes before the bell and goes
back some minutes after the last lesson; its order of stops is the shortest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from skolval.domain.instance import Instance
from skolval.domain.problem import IntArray
from skolval.domain.school_transport import ModeCost, TransportCosts
from skolval.domain.services import ReversedTransport
from skolval.domain.timetable import seconds_of
from skolval.travel.candidates import STOP_COLUMNS, Candidate, Leg, no_stops
from skolval.travel.crowded import Crowding, crowding
from skolval.travel.run_ways import Driving, driving_of

__all__ = ["DWELL", "MOST", "chartered_services"]

FloatArray = npt.NDArray[np.float64]

MOST = 16
"""So many chartered services are thought out at most."""

DWELL = 60
"""Seconds a bus stands at a stop."""

_STOPS = 4
_NEXT_AREA = 2_500.0
_FARTHER_THAN = 4_000.0
_NEAR_STOP = 500.0
_LEAST_FREE = 4
_EARLY, _LATE = 10 * 60, 10 * 60
_TAXI_SEATS = 4


@dataclass(frozen=True, slots=True)
class _Plan:
    """Areas (rows) from which pupils are taken to a unit (row)."""

    unit: int
    areas: tuple[int, ...]
    seats: int


def chartered_services(
    instance: Instance, rule: ReversedTransport, prices: TransportCosts
) -> tuple[list[Candidate], pd.DataFrame]:
    """Each unit outside the town with free seats gives a run from where pupils of its grades crowd.

    Parameters
    ----------
    rule : whose pupils may go (`grades`), where (`units`), and how long (`minutes_most`).
    prices : `run` gives size and price of a bus, `taxi` the price of a taxi, which is taken where
        it is cheaper and has seats for all free seats. Without either there are none.

    Returns
    -------
    The services, and the stops that they need (stop_id, name, x, y), those that exist included.
    """
    if (prices.run is None and prices.taxi is None) or not len(instance.areas):
        return [], no_stops()
    found = crowding(instance, grades=rule.grades)
    places = _Places.of(instance, found)
    runs = (places.run(plan, rule, prices) for plan in _plans(instance, found, rule))
    made = list(islice((one for one in runs if one is not None), MOST))
    used = {stop for one in made for stop in one.out.stops}
    new = places.table[places.table["stop_id"].isin(used) & places.fresh]
    return made, new.reset_index(drop=True)


def _plans(instance: Instance, found: Crowding, rule: ReversedTransport) -> Iterator[_Plan]:
    """Yield whom to take where, units with most free seats first; areas take turns."""
    at = instance.units[["x", "y"]].to_numpy(np.float64)
    names = instance.units["unit_id"].astype(str).tolist()
    total = found.free.sum(axis=1)
    taken = np.zeros(len(found.x), np.int64)
    rural = ~found.unit_town & (total >= _LEAST_FREE)
    order = sorted(np.flatnonzero(rural).tolist(), key=lambda u: (-total[u], u))
    for unit in order:
        if rule.units and names[unit] not in rule.units:
            continue
        areas = _areas(found, at[unit], (found.free[unit] > 0, taken))
        if areas:
            taken[list(areas)] += 1
            yield _Plan(unit, areas, int(total[unit]))


def _areas(
    found: Crowding, unit: FloatArray, wanted: tuple[npt.NDArray[np.bool_], IntArray]
) -> tuple[int, ...]:
    """Return the area with most crowded pupils of the grades, and those around it."""
    grades, taken = wanted
    far = found.area_town & (np.hypot(found.x - unit[0], found.y - unit[1]) >= _FARTHER_THAN)
    pupils = np.where(far, found.pupils[:, grades].sum(axis=1), 0) / (1.0 + taken)
    if pupils.max(initial=0.0) <= 0:
        return ()
    seed = int(pupils.argmax())
    near = np.hypot(found.x - found.x[seed], found.y - found.y[seed]) <= _NEXT_AREA
    ranked = np.argsort(-np.where(near, pupils, 0.0), kind="stable")[:_STOPS]
    return tuple(int(row) for row in ranked if near[row] and pupils[row] > 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Stops of areas (first) and units (after them), and the ways by road between them.

    Parameters
    ----------
    table : stop_id, name, x, y, one row per area and then per unit. fresh : (rows,) the stop is
        new. pupils : (A, G) and free : (U, G), as `Crowding`.
    """

    table: pd.DataFrame
    fresh: npt.NDArray[np.bool_]
    driving: Driving
    found: Crowding
    instance: Instance

    @classmethod
    def of(cls, instance: Instance, found: Crowding) -> _Places:
        """Return the places of an instance."""
        driving = driving_of(instance)
        x, y = driving.on_street(found.x, found.y)
        areas = instance.areas
        named = areas["name"].astype("str") if "name" in areas else areas["area_id"].astype("str")
        units = instance.units
        table = pd.DataFrame(
            {
                "stop_id": [f"area-{code}" for code in found.area_ids]
                + [f"unit-{code}" for code in units["unit_id"]],
                "name": [*named.fillna(areas["area_id"].astype("str")), *units["name"].astype(str)],
                "x": [*np.rint(x), *units["x"]],
                "y": [*np.rint(y), *units["y"]],
            },
            columns=list(STOP_COLUMNS),
        )
        fresh = np.ones(len(table), np.bool_)
        if len(instance.stops):
            known = instance.stops[["x", "y"]].to_numpy(np.float64)
            gap, row = cKDTree(known).query(np.c_[found.x, found.y])
            near = np.flatnonzero(gap <= _NEAR_STOP)
            same = instance.stops.iloc[row[near]]
            for column in STOP_COLUMNS:
                table.loc[near, column] = same[column].to_numpy()
            fresh[near] = False
        return cls(table, fresh, driving, found, instance)

    def run(self, plan: _Plan, rule: ReversedTransport, prices: TransportCosts) -> Candidate | None:
        """Return the service of a plan, None where the way is too long or there is no road."""
        unit = self.instance.units.iloc[plan.unit]
        last = len(self.found.x) + plan.unit
        rows = [*self._apart(plan.areas), last]
        way = self.driving.shortest(self.table["x"].to_numpy(float)[rows],
                                    self.table["y"].to_numpy(float)[rows])  # fmt: skip
        if way is None or way.seconds[-1] > rule.minutes_most * 60:
            return None
        stops = tuple(str(self.table["stop_id"].iloc[rows[at]]) for at in way.order)
        later = [int(s) + DWELL * place for place, s in enumerate(way.seconds)]
        bell, over = self._bells(unit)
        price = _price(prices, plan.seats, way.metres)
        units = (*("" for _ in stops[1:]), str(unit["unit_id"]))
        out = [bell - _EARLY - later[-1] + when for when in later]
        back = [over + _LATE + later[-1] - when for when in reversed(later)]
        return Candidate(
            f"{unit['unit_id']}-C", "chartered", running=False,
            out=Leg(stops, tuple(out), price.seats, units=units),
            back=Leg(stops[::-1], tuple(back), price.seats, units=units[::-1]),
            cost=price.high, lowest=price.low, source=price.source,
        )  # fmt: skip

    def _apart(self, areas: tuple[int, ...]) -> list[int]:
        """Return the areas whose stops differ."""
        first: dict[str, int] = {}
        for area in areas:
            first.setdefault(str(self.table["stop_id"].iloc[area]), area)
        return list(first.values())

    def _bells(self, unit: pd.Series) -> tuple[int, int]:
        day = self.instance.school_day
        told = [unit[name] if isinstance(unit[name], str) else getattr(day, name)
                for name in ("starts", "ends")]  # fmt: skip
        starts, ends = (seconds_of(clock) or 0 for clock in told)
        return starts, ends


def _price(prices: TransportCosts, free: int, metres: int) -> ModeCost:
    """Return seats and cost of the cheapest vehicle that takes the free seats."""
    taxi, run = prices.taxi, prices.run
    ways = []
    if taxi is not None and (free <= _TAXI_SEATS or run is None):
        year = metres * taxi.legs * taxi.days
        ways.append(ModeCost((year * taxi.low + 500) // 1000, (year * taxi.high + 500) // 1000,
                             taxi.source, seats=_TAXI_SEATS))  # fmt: skip
    if run is not None:
        ways.append(run)
    return min(ways, key=lambda cost: cost.high)
