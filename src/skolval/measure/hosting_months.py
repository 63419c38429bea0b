"""Month by month (månad för månad): who arrives, how many sit in groups, and how full they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skolval.domain.counts import FloatArray
    from skolval.domain.hosting import Hosting
    from skolval.domain.problem import BoolArray, IntArray

__all__ = ["Months", "month_names", "months_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Months:
    """The plan month by month; M months.

    Parameters
    ----------
    names : ``YYYY-MM``, or ``1``, ``2``, ... where the plan has no first month.
    arrive, leave : (M,) pupils who enter and leave a group in the month.
    pupils : (M,) in groups. used : (M,) group seats they take, part-time pupils as their part.
    seats : group seats of all groups opened. unit_used : (U, M) seats taken at each unit.
    stay_mean : months in a group within the plan, in the mean.
    longest : months in a group at most, those before the plan counted.
    """

    names: tuple[str, ...]
    arrive: IntArray
    leave: IntArray
    pupils: IntArray
    used: FloatArray
    seats: int
    unit_used: FloatArray
    stay_mean: float
    longest: int

    @property
    def utilisation(self) -> float:
        """Seats taken as a share of all seats, in the mean of the months; NaN without seats."""
        return float(self.used.mean() / self.seats) if self.seats else float("nan")

    @property
    def fullest(self) -> float:
        """The same in the fullest month."""
        return float(self.used.max(initial=0.0) / self.seats) if self.seats else float("nan")


def month_names(first: str, many: int) -> tuple[str, ...]:
    """Return `many` months from `first` (``YYYY-MM``), or their numbers where it is empty."""
    if not first:
        return tuple(str(month + 1) for month in range(many))
    year, month = (int(part) for part in first.split("-")[:2])
    past = [year * 12 + month - 1 + step for step in range(many)]
    return tuple(f"{one // 12}-{one % 12 + 1:02d}" for one in past)


def months_of(hosting: Hosting, opened: IntArray, host: IntArray, size: IntArray) -> Months:
    """Return the months of pupils with these hosts.

    Parameters
    ----------
    opened : (H,) groups. host : (n,) host row of each party, -1 none. size : (n,) pupils.
    """
    grouped = host >= 0
    month = np.arange(hosting.months)
    inside = _inside(hosting, grouped, month)
    heads = size[grouped]
    seats = heads * hosting.share[grouped] / 1000
    units = len(hosting.unit_most)
    by_unit = np.zeros((units, hosting.months))
    np.add.at(by_unit, hosting.host_unit[host[grouped]], inside * seats[:, None])
    stays = (hosting.leaves - hosting.enters)[grouped]
    whole = hosting.clock[grouped] + stays

    def at(when: IntArray) -> IntArray:
        # who leaves at the end of the plan leaves in none of its months
        counts: IntArray = np.bincount(when, heads, hosting.months + 1)[:-1].astype(np.int64)
        return counts

    return Months(
        names=month_names(hosting.first_month, hosting.months),
        arrive=at(np.minimum(hosting.enters[grouped], hosting.months)),
        leave=at(np.minimum(hosting.leaves[grouped], hosting.months)),
        pupils=(inside * heads[:, None]).sum(axis=0).astype(np.int64),
        used=by_unit.sum(axis=0),
        seats=int((opened * hosting.most_size).sum()),
        unit_used=by_unit,
        stay_mean=float(np.average(stays, weights=heads)) if len(stays) else float("nan"),
        longest=int(whole.max(initial=0)),
    )


def _inside(hosting: Hosting, grouped: BoolArray, month: IntArray) -> BoolArray:
    enters, leaves = hosting.enters[grouped, None], hosting.leaves[grouped, None]
    inside: BoolArray = (month >= enters) & (month < leaves)
    return inside
