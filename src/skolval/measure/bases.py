"""From a run or an instance to counts by unit: what an index is a function of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.counts import FloatArray

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.io.run import Run

__all__ = ["Basis", "Shares", "of_instance", "of_run", "suppressible"]


@dataclass(frozen=True, slots=True)
class Shares:
    """Group-blind pupils: each one's expected membership and unit, for random allocation."""

    share: FloatArray
    unit: IntArray


@dataclass(frozen=True, slots=True)
class Basis:
    """Members of one group by unit.

    Parameters
    ----------
    basis, group : see `measure`. x : members by unit, NaN where suppressed. t : pupils by unit.
    low, high : whole counts between which a suppressed x lies (equal to x where known).
    shares : the pupils themselves, for a group-blind basis.
    whole : the counts are of single pupils, so that a draw of pupils can make them.
    within : the same basis for one grade each; then only these are looked at.
    reason : why the basis has no counts, e.g. ``group_unknown``.
    """

    basis: str
    group: str
    x: FloatArray
    t: FloatArray
    low: FloatArray
    high: FloatArray
    shares: Shares | None = None
    within: tuple[Basis, ...] = field(default=())
    reason: str = ""
    whole: bool = True


def _known(
    basis: str,
    group: str,
    x: FloatArray,
    t: FloatArray,
    *,
    whole: bool = True,
    shares: Shares | None = None,
) -> Basis:
    reason = "" if t.sum() else "group_unknown"
    return Basis(basis, group, x, t, x, x, shares, reason=reason, whole=whole)


def _sums(unit: IntArray, weight: FloatArray | None, n_units: int) -> FloatArray:
    return np.asarray(np.bincount(unit, weight, n_units), np.float64)


def of_run(run: Run, within_grade: bool) -> Iterator[Basis]:
    """Yield the bases of a run: every group by pupil and by home area."""
    placed = run.placement.placed
    for group in run.problem.groups:
        for make in (_by_pupil, _by_area):
            yield make(run, group, placed)
            if within_grade:
                yield _within(run, group, make)


def _within(run: Run, group: str, make: Callable[[Run, str, BoolArray], Basis]) -> Basis:
    grade, placed = run.problem.parties.grade, run.placement.placed
    parts = tuple(make(run, group, placed & (grade == g)) for g in np.unique(grade[placed]))
    whole = make(run, group, placed)
    return Basis(
        whole.basis, group, whole.x, whole.t, whole.low, whole.high, within=parts,
        reason=whole.reason, whole=whole.whole,
    )  # fmt: skip


def _by_pupil(run: Run, group: str, rows: BoolArray) -> Basis:
    """Count individual members; pupils whose membership is unknown are left out."""
    problem = run.problem
    member = problem.parties.member[:, problem.groups.index(group)]
    unit = run.placement.unit(problem)
    counted = rows & (member >= 0)
    n_units = len(problem.unit_ids)
    x = _sums(unit[counted], member[counted].astype(np.float64), n_units)
    t = _sums(unit[counted], problem.parties.size[counted].astype(np.float64), n_units)
    single = bool((problem.parties.size[counted] == 1).all())
    return _known("pupil", group, x, t, whole=single)


def _by_area(run: Run, group: str, rows: BoolArray) -> Basis:
    """Count expected members: each pupil counts as the share of the home area's residents."""
    problem = run.problem
    unit = run.placement.unit(problem)
    n_units = len(problem.unit_ids)
    if (problem.parties.area_share[:, problem.groups.index(group)] < 0).all():
        empty = np.zeros(n_units)
        return _known("area", group, empty, empty, whole=False)
    share = problem.composition(group, "area") / 1000
    size = problem.parties.size.astype(np.float64)
    x = _sums(unit[rows], share[rows], n_units)
    t = _sums(unit[rows], size[rows], n_units)
    # Random allocation needs single pupils; larger parties have no such baseline.
    single = bool((size[rows] == 1).all())
    shares = Shares(share[rows], unit[rows]) if single else None
    return _known("area", group, x, t, whole=False, shares=shares)


def of_instance(instance: Instance) -> Iterator[Basis]:
    """Yield the bases that the instance's tables allow."""
    for group in instance.groups:
        if len(instance.enrolment):
            yield _enrolled(instance, group.id)
        if instance.pupils["current_unit"].notna().any():
            yield _current(instance, group.id)
        if len(instance.areas) and f"share_{group.id}" in instance.areas:
            yield _residents(instance, group.id)
            if "region" in instance.areas and instance.areas["region"].notna().any():
                yield _residents_of_regions(instance, group.id)


def _enrolled(instance: Instance, group: str) -> Basis:
    """Count actual pupils; published shares are rounded back to whole pupils."""
    table = instance.enrolment
    table = table[table["group"] == group]
    t = table["pupils"].to_numpy(float, na_value=0.0)
    share = pd.to_numeric(table["share"]).to_numpy(float, na_value=np.nan)
    low = pd.to_numeric(table["count_low"]).to_numpy(float, na_value=0.0)
    high = pd.to_numeric(table["count_high"]).to_numpy(float, na_value=np.nan)
    return suppressible("enrolment", group, t, (share, low, high))


def _residents(instance: Instance, group: str) -> Basis:
    """Count residents by area; a missing share can be anything."""
    areas = instance.areas
    t = pd.to_numeric(areas["population"]).to_numpy(float, na_value=0.0)
    share = pd.to_numeric(areas[f"share_{group}"]).to_numpy(float, na_value=np.nan)
    counted = suppressible("residents", group, t, (share, np.zeros(len(t)), t))
    # A register of all residents, rounded from shares: no draw of pupils made it.
    return replace(counted, whole=False)


def _residents_of_regions(instance: Instance, group: str) -> Basis:
    """Count residents by region; an area of no region is one of its own."""
    areas = instance.areas
    own = "\0" + areas["area_id"].astype(str)
    region = np.asarray(pd.factorize(areas["region"].fillna(own), sort=True)[0], np.int64)
    many = int(region.max()) + 1
    of = _residents(instance, group)
    x, t, low, high = (_sums(region, part, many) for part in (of.x, of.t, of.low, of.high))
    return replace(of, basis="regions", x=x, t=t, low=low, high=high)


def suppressible(
    basis: str, group: str, t: FloatArray, cells: tuple[FloatArray, FloatArray, FloatArray]
) -> Basis:
    """Return the basis of published shares: `cells` are share, lowest and highest count."""
    share, low, high = cells
    x = np.rint(t * share)
    known = ~np.isnan(x)
    least = np.where(known, x, np.ceil(np.maximum(low, 0)))
    most = np.where(known, x, np.floor(np.minimum(np.where(np.isnan(high), t, high), t)))
    reason = "" if (known & (t > 0)).any() else "group_unknown"
    return Basis(basis, group, x, t, np.minimum(least, most), most, reason=reason)


def _current(instance: Instance, group: str) -> Basis:
    """Count the pupils of the table by the unit where they go now."""
    pupils = instance.pupils
    member = pd.to_numeric(pupils[group]).to_numpy(float, na_value=np.nan)
    unit = pd.Index(instance.units["unit_id"]).get_indexer(pd.Index(pupils["current_unit"]))
    counted = (unit >= 0) & ~np.isnan(member)
    n_units = len(instance.units)
    x = _sums(unit[counted], member[counted], n_units)
    t = _sums(unit[counted], None, n_units)
    return _known("current", group, x, t)
