"""A difference between two runs is held against chance (skillnad utöver slumpen).

The same pupils under two policies: were it all the same which of the two places a pupil gets,
exchanging each pupil's two places by lot would change nothing. How often such draws differ as
much as the two runs do is the p-value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval import registry
from skolval.domain.counts import FloatArray
from skolval.indices._kernel import Separable, xlogx
from skolval.inference.exchanged import paired_differences

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.io.run import Run

__all__ = ["DIFFERENCE_COLUMNS", "differences"]

DIFFERENCE_COLUMNS = (
    "group", "index", "symbol", "scope", "first", "second", "difference", "low_lot", "high_lot",
    "p", "draws", "n_pupils", "elsewhere", "reason",
)  # fmt: skip
"""Columns of `differences`. `difference` is second minus first; 95 per cent of the draws lie in
`low_lot` to `high_lot`; `elsewhere` pupils who have another unit in the second run."""
_INDICES = ("dissimilarity", "theil_h", "variance_ratio")
_DRAWS = 999
_NAN = float("nan")


def differences(first: Run, second: Run, *, draws: int = _DRAWS, seed: int = 1) -> pd.DataFrame:
    """Return the difference of D, H and V within grades, by group, with its test.

    Parameters
    ----------
    first, second : runs on the same pupils. Counted are single pupils of known group with a
        place in both; `reason` says why there is no difference.
    """
    rows = [
        row
        for group in first.problem.groups
        for row in _of_group(first, second, group, draws, seed)
    ]
    return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))


def _of_group(
    first: Run, second: Run, group: str, draws: int, seed: int
) -> Iterator[dict[str, Any]]:
    problem = first.problem
    rows = _both(first, second, group)
    grade, codes = np.unique(problem.parties.grade[rows], return_inverse=True)
    member = problem.parties.member[rows, problem.groups.index(group)]
    units = len(problem.unit_ids)
    before, after = (
        codes * units + run.placement.unit(run.problem)[rows] for run in (first, second)
    )
    common = {
        "group": group, "scope": "within_grade", "draws": draws, "n_pupils": int(rows.sum()),
        "elsewhere": int((before != after).sum()),
    }  # fmt: skip
    reason = _undefined(codes, member, len(grade))
    if reason:
        for name in _INDICES:
            yield common | _named(name) | dict.fromkeys(
                ("first", "second", "difference", "low_lot", "high_lot", "p"), _NAN
            ) | {"reason": reason}  # fmt: skip
        return
    indices = {name: _pooled(name, units, len(grade)) for name in _INDICES}
    found = paired_differences((before, after), 1 - member, indices, draws=draws, seed=seed)
    for name, one in found.items():
        start = float(indices[name](_table(before, member, units * len(grade))))
        yield common | _named(name) | {
            "first": start, "second": start + one.value, "difference": one.value,
            "low_lot": one.low, "high_lot": one.high, "p": one.p, "reason": "",
        }  # fmt: skip


def _named(name: str) -> dict[str, str]:
    return {"index": name, "symbol": registry.load("index", name).SYMBOL}


def _both(first: Run, second: Run, group: str) -> BoolArray:
    parties = first.problem.parties
    known: BoolArray = parties.member[:, first.problem.groups.index(group)] >= 0
    placed: BoolArray = first.placement.placed & second.placement.placed
    both: BoolArray = known & placed & (parties.size == 1)
    return both


def _undefined(codes: IntArray, member: IntArray, grades: int) -> str:
    if not len(member):
        return "group_unknown"
    inside = np.bincount(codes, member, grades)
    mixed = (inside > 0) & (inside < np.bincount(codes, minlength=grades))
    if mixed.any():
        return ""
    return "single_group" if member.any() else "group_empty"


def _table(unit: IntArray, member: IntArray, rows: int) -> FloatArray:
    flat = np.bincount(unit * 2 + (1 - member), minlength=2 * rows)
    return np.asarray(flat, np.float64).reshape(rows, 2)


def _pooled(name: str, units: int, grades: int) -> Callable[[FloatArray], FloatArray]:
    """Return the index pooled over grades, of tables (..., cells, 2) with grade-major rows."""
    kernel = registry.load("index", name).KERNEL

    def index(tables: FloatArray) -> FloatArray:
        # Exchanges keep a pupil's grade, so that every draw has the same grades to pool.
        shape = (*tables.shape[:-2], grades * units)
        x, t = np.zeros(shape), np.zeros(shape)
        x[..., : tables.shape[-2]] = tables[..., 0]
        t[..., : tables.shape[-2]] = tables[..., 0] + tables[..., 1]
        above, below = np.zeros(shape[:-1]), 0.0
        for grade in range(grades):
            part = slice(grade * units, (grade + 1) * units)
            found, weight = _of_grade(name, kernel, x[..., part], t[..., part])
            above, below = above + weight * found, below + weight
        return np.asarray(above / below, np.float64)

    return index


def _of_grade(name: str, kernel: Separable, x: FloatArray, t: FloatArray) -> tuple[Any, float]:
    """Return the index of every table of one grade and its weight; 0 where it is undefined."""
    members, pupils = float(x.reshape(-1, x.shape[-1])[0].sum()), float(t.sum(axis=-1).flat[0])
    if not 0 < members < pupils:
        return 0.0, 0.0
    share = np.asarray(members / pupils)
    terms = np.where(t > 0, kernel.terms(x, np.where(t > 0, t, 1.0), share), 0.0)
    found = kernel.of_total(terms.sum(axis=-1), np.asarray(pupils), share)
    return found, pupils * _mixed(name, float(share))


def _mixed(name: str, share: float) -> float:
    """Return the denominator per pupil, by which grades are pooled: see `measure`."""
    if name == "theil_h":
        return -float(xlogx(np.asarray(share)) + xlogx(np.asarray(1 - share)))
    return share * (1 - share)
