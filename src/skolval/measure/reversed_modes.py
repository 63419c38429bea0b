"""What the same riders would cost by every way to travel (resesätt), from nothing to a taxi each.

spare seat, card  price x pupils
run               price x vehicles that have a seat for everybody who rides to the same unit
taxi              price x kilometres of each pupil's own way, there and back (or with the empty
                  returns), x school days; nobody shares it

Source: Tranås 2016, one pupil 38 km a day at 75 kronor a kilometre, about 500,000 kronor a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skolval.measure._reversed import riders_of

if TYPE_CHECKING:
    from skolval.domain.language import Worded
    from skolval.domain.problem import Problem
    from skolval.domain.school_transport import ModeCost, TransportCosts
    from skolval.io.run import Run
    from skolval.measure._reversed import FloatArray, Riders

__all__ = ["ModeRow", "mode_rows", "taxi_kronor"]


@dataclass(frozen=True, slots=True)
class ModeRow:
    """One way to travel for all who are expected to ride; kronor per school year.

    Parameters
    ----------
    mode : one of `school_transport.MODES`. low, high : for all; each : the dearest pupil.
    """

    mode: str
    low: int
    high: int
    each: int
    source: Worded


def taxi_kronor(metres: int, price: ModeCost) -> tuple[int, int]:
    """Return the lowest and highest cost of one pupil who goes alone by taxi for a school year.

    Parameters
    ----------
    metres : of the way, one way.

    Examples
    --------
    >>> from skolval.domain.school_transport import ModeCost
    >>> taxi_kronor(19_000, ModeCost(75, 75, "Tranås 2016", days=178))
    (507300, 507300)
    """
    year = metres * price.legs * price.days
    return (year * price.low + 500) // 1000, (year * price.high + 500) // 1000


def mode_rows(run: Run) -> tuple[ModeRow, ...]:
    """Return every way to travel that has a price; nothing without reversed transport."""
    problem = run.problem
    riders, costs = riders_of(problem, run.placement), problem.transport_costs
    if riders is None or costs is None or not len(riders.rows):
        return ()
    accepting = riders.accepting(1000)
    rows = [_flat(mode, price, accepting) for mode, price in _flat_prices(costs)]
    if costs.run is not None:
        rows.append(_by_run(problem, riders, accepting, costs.run))
    if costs.taxi is not None:
        rows.append(_by_taxi(problem, riders, accepting, costs.taxi))
    return tuple(rows)


def _flat_prices(costs: TransportCosts) -> list[tuple[str, ModeCost]]:
    told = (("spare_seat", costs.spare_seat), ("card", costs.card))
    return [(mode, price) for mode, price in told if price is not None]


def _flat(mode: str, price: ModeCost, accepting: FloatArray) -> ModeRow:
    pupils = float(accepting.sum())
    return ModeRow(
        mode, round(pupils * price.low), round(pupils * price.high), price.high, price.source
    )


def _by_run(problem: Problem, riders: Riders, accepting: FloatArray, price: ModeCost) -> ModeRow:
    unit = problem.unit_of_option()[riders.rows]
    by_unit = np.bincount(unit, accepting)
    runs = np.ceil(by_unit / max(price.seats, 1))
    alone = by_unit[by_unit > 0]
    fewest = float(np.minimum(alone, max(price.seats, 1)).min(initial=1.0))
    each = round(price.high / max(fewest, 1.0))
    return ModeRow("run", int(runs.sum()) * price.low, int(runs.sum()) * price.high, each,
                   price.source)  # fmt: skip


def _by_taxi(problem: Problem, riders: Riders, accepting: FloatArray, price: ModeCost) -> ModeRow:
    services = problem.services
    if services is None or services.rides is None:  # pragma: no cover - riders are of services
        return ModeRow("taxi", 0, 0, 0, price.source)
    way = np.maximum(services.rides.way[riders.rows], 0)
    each = np.array([taxi_kronor(int(metres), price) for metres in way], np.float64)
    low, high = (accepting @ each).tolist()
    return ModeRow("taxi", round(low), round(high), round(float(each[:, 1].max())), price.source)
