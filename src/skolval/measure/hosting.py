"""Numbers about groups and their pupils (förberedelseklasser, introduktionsprogram) under a run.

Counts are of placed pupils; ways are of those whose home may be known. Nothing here hides
anything: the report decides what is told to whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.travel import NO_JOURNEY
from skolval.inference.drawn_groups import DrawnGroups, drawn_groups
from skolval.measure.concentration import Concentration, concentration, top_units
from skolval.measure.hosting_months import Months, months_of

if TYPE_CHECKING:
    from skolval.domain.counts import FloatArray
    from skolval.domain.hosting import Hosting
    from skolval.domain.problem import BoolArray, IntArray, Problem
    from skolval.io.run import Run

__all__ = ["HostingNumbers", "Part", "hosted_runs", "hosting_numbers"]


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """As a share, NaN of none."""
        return self.count / self.of if self.of else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class HostingNumbers:
    """What the groups come to under one run; U units, H hosts.

    Parameters
    ----------
    pupils, direct, unplaced : in a group; placed in a regular class at once; without a place.
    host_groups : (H,) groups opened. groups, rooms, today : (U,) groups opened, groups at most,
        groups that run today. by_unit, by_host : (U,) and (H,) pupils in groups.
    recent : (U,) share of newly arrived among all pupils of the unit, NaN where not known.
    spread, spread_groups, spread_today : of pupils, of groups, and of today's groups, over units.
    lot, lot_today : groups, and today's, beside the same number drawn to the rooms by lot; None
        where there is nothing to draw.
    metres_mean, metres_p90, minutes_mean : of pupils in groups with a known home, one way.
    unit_cost, group_cost, transport : kronor a year for hosting units, groups, and ways.
    siblings : pupils with a sibling who is placed here or goes to a unit already, those who go
        to the unit of one.
    languages : pupils with a noted language, those with a teacher of it at the unit.
    stay : pupils placed before, those who keep their unit.
    host_share, all_share : mean share of the balance group at today's pupils of the host units
        (each by its groups), and of all units (each by its pupils); NaN where not known.
    months : month by month.
    """

    pupils: int
    direct: int
    unplaced: int
    host_groups: IntArray
    groups: IntArray
    rooms: IntArray
    today: IntArray
    by_unit: IntArray
    by_host: IntArray
    recent: FloatArray
    spread: Concentration
    spread_groups: Concentration
    spread_today: Concentration
    lot: DrawnGroups | None
    lot_today: DrawnGroups | None
    metres_mean: float
    metres_p90: float
    minutes_mean: float
    unit_cost: int
    group_cost: int
    transport: int
    siblings: Part
    languages: Part
    stay: Part
    host_share: float
    all_share: float
    months: Months

    @property
    def hosting_units(self) -> int:
        """Units that run a group."""
        return int((self.groups > 0).sum())

    @property
    def kronor(self) -> int:
        """What groups and ways cost in a year, all together."""
        return self.unit_cost + self.group_cost + self.transport


def hosted_runs(runs: list[Run]) -> bool:
    """Return whether any run places pupils in groups."""
    return any(_opened(run) is not None for run in runs)


def hosting_numbers(run: Run) -> HostingNumbers | None:
    """Return the numbers of `run`, None where it places nobody in groups."""
    problem, hosting, opened = run.problem, run.problem.hosting, _opened(run)
    if hosting is None or opened is None:
        return None
    units, size = len(problem.unit_ids), problem.parties.size
    host, unit = host_of(run), run.placement.unit(problem)
    grouped, placed = host >= 0, run.placement.placed
    by_unit = _sums(hosting.host_unit[host[grouped]], size[grouped], units)
    groups = _sums(hosting.host_unit, opened, units)
    today = _sums(hosting.host_unit, hosting.today, units)
    top = top_units(units)
    taught = grouped & (hosting.party_language >= 0)
    rows = run.placement.chosen
    own, every = _company(problem, hosting, groups)
    return HostingNumbers(
        pupils=int(size[grouped].sum()),
        direct=int(size[placed & ~grouped].sum()),
        unplaced=int(size[~placed].sum()),
        host_groups=opened,
        groups=groups,
        rooms=hosting.unit_most,
        today=today,
        by_unit=by_unit,
        by_host=_sums(host[grouped], size[grouped], len(hosting)),
        recent=_recent(hosting, _sums(unit[placed], size[placed], units)),
        spread=concentration(by_unit, top=top, weights=hosting.unit_pupils),
        spread_groups=concentration(groups, top=top),
        spread_today=concentration(today, top=top),
        lot=drawn_groups(groups, hosting.unit_most, top=top),
        lot_today=drawn_groups(today, hosting.unit_most, top=top),
        **_ways(run, grouped),
        unit_cost=int(hosting.unit_cost[groups > 0].sum()),
        group_cost=int((opened * hosting.group_cost).sum()),
        transport=int(problem.options.cost[rows[placed]].sum()),
        siblings=_siblings(problem, unit),
        languages=Part(
            int(size[taught][_spoken(hosting, unit)[taught]].sum()), int(size[taught].sum())
        ),
        stay=_stay(problem, hosting, unit),
        host_share=own,
        all_share=every,
        months=months_of(hosting, opened, host, size),
    )


def host_of(run: Run) -> IntArray:
    """Return the host row of every party's group, -1 for none."""
    hosting, chosen = run.problem.hosting, run.placement.chosen
    if hosting is None or not len(hosting.option_host):
        return np.full(len(chosen), -1, np.int64)
    found: IntArray = np.where(chosen >= 0, hosting.option_host[np.maximum(chosen, 0)], -1)
    return found


def _opened(run: Run) -> IntArray | None:
    return None if run.problem.hosting is None else run.placement.groups


def _sums(place: IntArray, weight: IntArray, many: int) -> IntArray:
    sums: IntArray = np.bincount(place, weight, many).astype(np.int64)
    return sums


def _spoken(hosting: Hosting, unit: IntArray) -> BoolArray:
    """Return for every party whether a teacher at its unit speaks its language."""
    known = (unit >= 0) & (hosting.party_language >= 0)
    spoken = np.zeros(len(unit), np.bool_)
    spoken[known] = hosting.unit_language[unit[known], hosting.party_language[known]]
    return spoken


def _recent(hosting: Hosting, placed: IntArray) -> FloatArray:
    everyone = hosting.unit_pupils + placed
    share: FloatArray = np.where(
        everyone > 0, (hosting.unit_recent + placed) / np.maximum(everyone, 1), np.nan
    )
    return share


def _ways(run: Run, grouped: BoolArray) -> dict[str, float]:
    problem = run.problem
    rows = run.placement.chosen[grouped & ~problem.parties.protected]
    metres, minutes = problem.options.metres[rows], problem.options.minutes[rows]
    gone = minutes[minutes != NO_JOURNEY]
    nan = float("nan")
    return {
        "metres_mean": float(metres.mean()) if len(metres) else nan,
        "metres_p90": float(np.quantile(metres, 0.9)) if len(metres) else nan,
        "minutes_mean": float(gone.mean()) if len(gone) else nan,
    }


def _siblings(problem: Problem, unit: IntArray) -> Part:
    """Return the placed pupils with a sibling in school, and those at the unit of one."""
    parties, placed = problem.parties, unit >= 0
    there = parties.sibling_unit >= 0
    has: BoolArray = np.any(there, axis=1)
    meets: BoolArray = np.any(there & (parties.sibling_unit == unit[:, None]), axis=1)
    mine = np.flatnonzero(placed & (parties.household >= 0))
    family = parties.household[mine]
    _names, of_family = np.unique(family, return_inverse=True)
    children = np.bincount(of_family)
    _pairs, of_pair, at_unit = np.unique(
        np.c_[family, unit[mine]], axis=0, return_inverse=True, return_counts=True
    )
    has[mine] |= children[of_family] > 1
    meets[mine] |= at_unit[of_pair.ravel()] > 1
    size = parties.size
    return Part(int(size[placed & has & meets].sum()), int(size[placed & has].sum()))


def _stay(problem: Problem, hosting: Hosting, unit: IntArray) -> Part:
    before = hosting.kept >= 0
    own = problem.unit_of_option()[hosting.kept[before]] if before.any() else unit[before]
    return Part(int((own == unit[before]).sum()), int(before.sum()))


def _company(problem: Problem, hosting: Hosting, groups: IntArray) -> tuple[float, float]:
    """Return the mean share of the balance group at host units and at all units."""
    nan = float("nan")
    if problem.unit_share is None:
        return nan, nan
    share = problem.unit_share[:, problem.groups.index(problem.balance_group)]
    known = share >= 0

    def mean(weight: IntArray) -> float:
        mine = np.where(known, weight, 0)
        return float(share @ mine / mine.sum() / 1000) if mine.sum() else nan

    return mean(groups), mean(hosting.unit_pupils)
