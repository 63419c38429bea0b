"""Levels (nivåer): how much of the segregation lies between providers, units and grades.

An additive index of the finest cells splits into what each level adds to the one before: kind
of provider (if there are several), then unit within it, then grade within unit. Small cells add
by chance alone, so that each part stands beside its mean by lot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.decomposition.nested import levels, merged
from skolval.domain.counts import FloatArray
from skolval.domain.instance import Instance
from skolval.domain.problem import IntArray
from skolval.indices import multigroup_h, mutual_information
from skolval.indices._groups import variance_level
from skolval.measure.bases import of_instance
from skolval.measure.placed import placed_pupils

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["LEVEL_COLUMNS", "levels_of"]

LEVEL_COLUMNS = (
    "subject", "basis", "group", "index", "symbol", "level", "parts", "added", "added_expected",
    "added_beyond_lot", "cumulative", "share_of_total", "n_pupils",
)  # fmt: skip
"""Columns of `levels_of`. `added` is what the level adds to the one above, `added_beyond_lot` that
minus its mean by lot, `share_of_total` its part of what all levels add beyond lot (a level that
adds less than a draw by lot counts as nothing)."""
_SYMBOLS = {"mutual_information": "M", "multigroup_h": "H", "relative_diversity": "V"}
_NAN = float("nan")

Nesting = Sequence[tuple[str, IntArray]]


def levels_of(subject: Run | Instance) -> pd.DataFrame:
    """Return what each level adds, by basis, group and index (M in nats, H, V).

    A run is split into kinds of provider, units and (with several) grades by its placed pupils;
    an instance by actual pupils of units (known shares), and by the pupils table.
    """
    cut = _of_instance(subject) if isinstance(subject, Instance) else _of_run(subject)
    rows = [
        row | {"basis": basis, "group": group}
        for basis, group, table, nesting in cut
        for row in _added(table, nesting)
    ]
    frame = pd.DataFrame(rows, columns=list(LEVEL_COLUMNS))
    frame["subject"] = (
        subject.name if isinstance(subject, Instance) else f"{subject.name}/{subject.policy_name}"
    )
    return frame


def _of_run(run: Run) -> Iterator[tuple[str, str, FloatArray, Nesting]]:
    provider = _codes(run.units["provider"])
    for group in run.problem.groups:
        pupils = placed_pupils(run, group)
        if len(pupils):
            table, nesting = _cells(pupils.unit, pupils.grade, pupils.member, provider)
            yield "pupil", group, table, nesting


def _of_instance(instance: Instance) -> Iterator[tuple[str, str, FloatArray, Nesting]]:
    provider = instance.units["provider"].set_axis(instance.units["unit_id"].astype(str))
    for basis in of_instance(instance):
        if basis.basis != "enrolment":
            continue
        units = instance.enrolment.loc[instance.enrolment["group"] == basis.group, "unit_id"]
        used = ~np.isnan(basis.x) & (basis.t > 0)
        if not used.any():
            continue
        table = np.stack([basis.x[used], basis.t[used] - basis.x[used]], axis=1)
        kind = _codes(provider.reindex(units.astype(str))[used])
        parts = [("provider", kind)] if kind.any() else []
        yield "enrolment", basis.group, table, [*parts, ("unit", np.arange(len(table)))]
    yield from _current(instance, _codes(instance.units["provider"]))


def _current(
    instance: Instance, provider: IntArray
) -> Iterator[tuple[str, str, FloatArray, Nesting]]:
    pupils = instance.pupils
    unit = pd.Index(instance.units["unit_id"]).get_indexer(pd.Index(pupils["current_unit"]))
    grade = _codes(pupils["grade"])
    for group in instance.groups:
        member = pd.to_numeric(pupils[group.id]).to_numpy(np.float64, na_value=np.nan)
        used = (unit >= 0) & ~np.isnan(member)
        if used.any():
            rows = (unit[used], grade[used], member[used].astype(np.int64))
            table, nesting = _cells(*rows, provider)
            yield "current", group.id, table, nesting


def _codes(values: pd.Series) -> IntArray:
    codes, _names = pd.factorize(values.fillna("").astype(str), sort=True)
    return np.asarray(codes, np.int64)


def _cells(
    unit: IntArray, grade: IntArray, member: IntArray, provider: IntArray
) -> tuple[FloatArray, Nesting]:
    """Return the table of unit x grade, and the provider, unit and grade of each cell."""
    keys, cell = np.unique(np.stack([unit, grade], axis=1), axis=0, return_inverse=True)
    flat = np.bincount(cell.reshape(-1) * 2 + (1 - member), minlength=2 * len(keys))
    table = np.asarray(flat, np.float64).reshape(-1, 2)
    _units, unit_code = np.unique(keys[:, 0], return_inverse=True)
    _kinds, kind = np.unique(provider[keys[:, 0]], return_inverse=True)
    nesting = [*([("provider", kind)] if kind.any() else []), ("unit", unit_code)]
    if len(np.unique(keys[:, 1])) > 1:
        nesting.append(("grade", np.arange(len(keys))))
    return table, nesting


def _added(table: FloatArray, nesting: Nesting) -> Iterator[dict[str, Any]]:
    pupils = float(table.sum())
    if not 0 < table[:, 0].sum() < pupils:
        return
    for index, symbol in _SYMBOLS.items():
        found = levels(table, nesting, index)
        by_lot = np.diff([0.0, *(_LEVELS[index](merged(table, codes)) for _name, codes in nesting)])
        beyond = np.array([level.value for level in found]) - by_lot
        counted = np.maximum(beyond, 0)
        for place, level in enumerate(found):
            yield {
                "index": index, "symbol": symbol, "level": level.name,
                "parts": len(np.unique(nesting[place][1])), "added": level.value,
                "added_expected": float(by_lot[place]), "added_beyond_lot": float(beyond[place]),
                "cumulative": level.cumulative,
                "share_of_total": float(counted[place] / counted.sum()) if counted.any() else _NAN,
                "n_pupils": round(pupils),
            }  # fmt: skip


_LEVELS: dict[str, Callable[[FloatArray], float]] = {
    "mutual_information": mutual_information.expected,
    "multigroup_h": multigroup_h.expected,
    "relative_diversity": variance_level,
}
