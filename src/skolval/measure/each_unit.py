"""Unit by unit (enhet för enhet): which units differ by more than chance, and by how much.

A unit's pupils are compared with a draw by lot among the pupils of the same grades, unit sizes
as they are: so a unit for grades F-3 is not flagged for being one. Sixty units are sixty tests;
the q-value keeps the false alarms among the flagged ones at the chosen share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.counts import FloatArray
from skolval.domain.disclosure import SMALLEST
from skolval.domain.instance import Instance
from skolval.domain.problem import BoolArray, IntArray
from skolval.indices import local_segregation
from skolval.indices._kernel import hypergeometric
from skolval.inference.local_null import false_discovery
from skolval.measure.bases import of_instance
from skolval.measure.placed import placed_pupils

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["UNIT_COLUMNS", "each_unit", "for_publication"]

UNIT_COLUMNS = (
    "subject", "basis", "group", "unit_id", "name", "pupils", "members", "share", "by_lot",
    "difference", "low_lot", "high_lot", "p", "q", "flagged", "local", "local_expected",
    "contribution",
)  # fmt: skip
"""Columns of `each_unit`. `by_lot` is the mean share by lot given the unit's grades; `difference`
in percentage points from it; `low_lot` to `high_lot` hold 95 per cent of the draws; `local` is L_u;
`contribution` the unit's part w_u L_u / M of the municipality's segregation."""
_LEVEL = 0.05
_TELLING = ("members", "share", "difference", "p", "q", "local", "contribution")
"""Columns from which the number of members could be worked out."""

Stratum = tuple[FloatArray, FloatArray]


def each_unit(subject: Run | Instance, *, group: str | None = None) -> pd.DataFrame:
    """Return one row per group and unit with pupils whose group is known.

    Parameters
    ----------
    subject : a run (its placed pupils) or an instance (actual pupils of its units, where the
        share is not suppressed). group : only this one.
    """
    if isinstance(subject, Instance):
        parts = _of_instance(subject, group)
        label = subject.name
    else:
        parts = _of_run(subject, group)
        label = f"{subject.name}/{subject.policy_name}"
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return frame.assign(subject=label).reindex(columns=list(UNIT_COLUMNS))


def for_publication(
    units: pd.DataFrame,
    *,
    hidden: BoolArray | None = None,
    pupils_hidden: BoolArray | None = None,
) -> pd.DataFrame:
    """Return the rows of `each_unit` with nothing told of a group that is too small to publish.

    Hidden (missing, and ``hidden`` true) is every unit where fewer than five belong to the group
    or fewer than five do not, and where one hidden unit could be worked out from the total, the
    unit with the next fewest too.

    Parameters
    ----------
    hidden, pupils_hidden : (rows,) what is hidden of members and of all pupils, where that is
        decided for several tables together; then nothing else is.
    """
    told = units.copy()
    if hidden is not None:
        return _told_of(told.assign(hidden=hidden), pupils_hidden)
    told["hidden"] = False
    for _keys, rows in units.groupby(["basis", "group"], sort=False):
        members = rows["members"].to_numpy(np.int64)
        rest = rows["pupils"].to_numpy(np.int64) - members
        few = (members < SMALLEST) | (rest < SMALLEST)
        if few.sum() == 1 and len(few) > 1:
            few[np.argmin(np.where(few, np.iinfo(np.int64).max, members))] = True
        told.loc[rows.index, "hidden"] = few
    return _told_of(told)


def _told_of(told: pd.DataFrame, pupils_hidden: BoolArray | None = None) -> pd.DataFrame:
    """Return the rows with all emptied that tells of what is hidden."""
    if pupils_hidden is not None:
        # the range by lot is of the unit's size
        sized = ["pupils", "low_lot", "high_lot", "local_expected"]
        told[sized] = told[sized].astype("Float64")
        told.loc[np.asarray(pupils_hidden), sized] = pd.NA
    numbers = [*_TELLING, "flagged"]
    told[numbers] = told[numbers].astype(object).where(~told["hidden"], None)
    for column in _TELLING:
        told[column] = pd.to_numeric(told[column])
    return told


def _of_run(run: Run, group: str | None) -> list[pd.DataFrame]:
    found = []
    for one in run.problem.groups if group is None else (group,):
        pupils = placed_pupils(run, one)
        strata = []
        for rows in pupils.grades():
            t = np.bincount(pupils.unit[rows], minlength=pupils.units)
            x = np.bincount(pupils.unit[rows], pupils.member[rows], minlength=pupils.units)
            strata.append((np.asarray(x, np.float64), np.asarray(t, np.float64)))
        if strata:
            found.append(_table(strata, run.units).assign(basis="pupil", group=one))
    return found


def _of_instance(instance: Instance, group: str | None) -> list[pd.DataFrame]:
    names = instance.units[["unit_id", "name"]].astype(str)
    found = []
    for basis in of_instance(instance):
        if basis.basis != "enrolment" or group not in {None, basis.group}:
            continue
        ids = instance.enrolment.loc[instance.enrolment["group"] == basis.group, ["unit_id"]]
        units = ids.astype(str).merge(names, on="unit_id", how="left")
        used = ~np.isnan(basis.x)
        strata = [(basis.x[used], basis.t[used])]
        found.append(_table(strata, units[used]).assign(basis=basis.basis, group=basis.group))
    return found


def _table(strata: Sequence[Stratum], units: pd.DataFrame) -> pd.DataFrame:
    x = np.sum([x for x, _t in strata], axis=0)
    t = np.sum([t for _x, t in strata], axis=0)
    there = np.flatnonzero(t > 0)
    by_lot, low, high, p = _by_lot(strata, x, there)
    q = false_discovery(p)
    share = x[there] / t[there]
    table = np.stack([x, t - x], axis=1)[there]
    local = local_segregation.value(table)
    weighted = table.sum(axis=1) * local
    total = float(weighted.sum())
    return pd.DataFrame(
        {
            "unit_id": units["unit_id"].to_numpy(str)[there],
            "name": units["name"].to_numpy(str)[there],
            "pupils": t[there].astype(np.int64),
            "members": x[there].astype(np.int64),
            "share": share,
            "by_lot": by_lot,
            "difference": 100 * (share - by_lot),
            "low_lot": low,
            "high_lot": high,
            "p": p,
            "q": q,
            "flagged": q <= _LEVEL,
            "local": local,
            "local_expected": local_segregation.expected(table),
            "contribution": weighted / total if total > 0 else weighted * np.nan,
        }
    )


def _by_lot(
    strata: Sequence[Stratum], x: FloatArray, units: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return mean share, 95 per cent range and two-sided p of every unit of `units`."""
    found = np.empty((4, len(units)))
    for row, unit in enumerate(units):
        first, chances = _members(strata, int(unit))
        size = sum(float(t[unit]) for _x, t in strata)
        below = np.cumsum(chances)
        k, ours = first + np.arange(len(chances)), int(x[unit])
        at_most = float(below[ours - first])
        at_least = float(chances[ours - first :].sum())
        found[:, row] = (
            float(k @ chances) / size,
            k[np.searchsorted(below, 0.025 - 1e-12)] / size,
            k[np.searchsorted(below, 0.975 - 1e-12)] / size,
            min(2 * min(at_most, at_least), 1.0),
        )
    return found[0], found[1], found[2], found[3]


def _members(strata: Sequence[Stratum], unit: int) -> tuple[int, FloatArray]:
    """Return the least number of members by lot, and the chance of it and each one more."""
    first, chances = 0, np.ones(1)
    for x, t in strata:
        if t[unit] > 0:
            k, chance = hypergeometric(float(x.sum()), float(t.sum()), float(t[unit]))
            first += int(k[0])
            chances = np.convolve(chances, chance)
    return first, chances
