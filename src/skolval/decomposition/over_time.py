"""Change over time (förändring över tid): margins, units that came or went, and structure.

M of the second table minus M of the first is split into units that disappeared, units that
are new, the change of the groups' sizes, of the units' sizes, and the rest: the structural
change, who goes where given how many there are. Either table is scaled to the other's margins
by iterative proportional fitting and the Shapley value averages over the order of the steps.

The fitting is run until the margins agree to 1e-13 (the default of the usual R package stops
earlier, where the structural term can have the wrong sign). By-unit terms sum exactly.

Source: Elbers, B. (2023). A method for studying differences in segregation across time and
space. Sociological Methods & Research 52, 5-42; Deutsch, J., Flückiger, Y. and Silber, J.
(2009). Analyzing changes in occupational segregation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.indices import mutual_information
from skolval.indices._kernel import xlogx

__all__ = ["Change", "change", "fitted"]

_TOLERANCE = 1e-13
_SWEEPS = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """M2 - M1 and its five terms, which sum to it.

    Parameters
    ----------
    removals, additions : units in one table only. group_margin, unit_margin : sizes.
    structural : the rest. by_unit : (U,) what each unit adds to the structural term.
    sweeps : of the fitting. converged : margins agree to 1e-13 relative.
    """

    first: float
    second: float
    removals: float
    additions: float
    group_margin: float
    unit_margin: float
    structural: float
    by_unit: FloatArray
    sweeps: int
    converged: bool


def fitted(n: FloatArray, units: FloatArray, groups: FloatArray) -> tuple[FloatArray, int, bool]:
    """Return `n` scaled to the margins `units` and `groups`, keeping its zeros and odds ratios.

    Parameters
    ----------
    n : (U, K). units : (U,) and groups : (K,) wanted sums, with the same total.

    Returns
    -------
    The scaled table, how many sweeps, and whether the margins agree to 1e-13 relative.
    """
    table = n / n.sum() * units.sum()
    for sweep in range(1, _SWEEPS + 1):
        columns = table.sum(axis=0)
        table = table * np.where(columns > 0, groups / np.where(columns > 0, columns, 1), 0)
        rows = table.sum(axis=1)
        table *= np.where(rows > 0, units / np.where(rows > 0, rows, 1), 0)[:, None]
        gap = np.abs(table.sum(axis=0) - groups).max() / groups.sum()
        if gap <= _TOLERANCE:
            return table, sweep, True
    return table, _SWEEPS, False


def change(first: FloatArray, second: FloatArray) -> Change:
    """Return how M changed from table `first` to `second`, both (U, K) on the same units.

    Parameters
    ----------
    first, second : counts of the same units and groups in the same order, 0 rows for units
        that are not there.

    Raises
    ------
    ValueError
        If the shapes differ, or the two years have no unit or group in common.
    """
    if first.shape != second.shape:
        raise ValueError("both tables need the same units and groups in the same order")
    groups = (first.sum(axis=0) > 0) & (second.sum(axis=0) > 0)
    stay = (first[:, groups].sum(axis=1) > 0) & (second[:, groups].sum(axis=1) > 0)
    if groups.sum() < 2 or not stay.any():
        raise ValueError("the two tables need two groups and a unit in common")
    before, after = first[stay][:, groups], second[stay][:, groups]
    m1, m2 = _m(first), _m(second)
    kept1, kept2 = _m(before), _m(after)
    terms = _margins(before / before.sum(), after / after.sum())
    by_unit = np.zeros(len(first))
    by_unit[stay] = terms.by_unit
    return Change(
        first=m1, second=m2, removals=kept1 - m1, additions=m2 - kept2,
        group_margin=terms.group, unit_margin=terms.unit, structural=terms.structural,
        by_unit=by_unit, sweeps=terms.sweeps, converged=terms.converged,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Terms:
    group: float
    unit: float
    structural: float
    by_unit: FloatArray
    sweeps: int
    converged: bool


def _m(n: FloatArray) -> float:
    used = n[n.sum(axis=1) > 0]
    return float(mutual_information.value(used[:, used.sum(axis=0) > 0]))


def _margins(a: FloatArray, b: FloatArray) -> _Terms:
    """Average, over the orders of changing group and unit margins, what each change does.

    Corner (structure, group margin, unit margin); each is 0 for the first and 1 for the second.
    """
    units, groups = (a.sum(axis=1), b.sum(axis=1)), (a.sum(axis=0), b.sum(axis=0))
    value: dict[tuple[int, int, int], FloatArray] = {}
    sweeps, converged = 0, True
    for s, source in enumerate((a, b)):
        for g in (0, 1):
            for u in (0, 1):
                table, many, reached = fitted(source, units[u], groups[g])
                value[s, g, u] = _by_unit(table)
                sweeps, converged = max(sweeps, many), converged and reached
    total = {corner: float(terms.sum()) for corner, terms in value.items()}
    structural = sum(
        weight * (value[1, g, u] - value[0, g, u])
        for g, u, weight in ((0, 0, 1 / 3), (1, 1, 1 / 3), (0, 1, 1 / 6), (1, 0, 1 / 6))
    )
    group = _shapley(total, axis=1)
    unit = _shapley(total, axis=2)
    by_unit = np.asarray(structural, np.float64)
    return _Terms(group, unit, float(by_unit.sum()), by_unit, sweeps, converged)


def _shapley(total: dict[tuple[int, int, int], float], *, axis: int) -> float:
    """Return the Shapley value of changing `axis` from 0 to 1, the other two in any order."""
    weights = {(0, 0): 1 / 3, (1, 1): 1 / 3, (0, 1): 1 / 6, (1, 0): 1 / 6}
    gained = 0.0
    for others, weight in weights.items():
        low, high = list(others), list(others)
        low.insert(axis, 0)
        high.insert(axis, 1)
        gained += weight * (total[low[0], low[1], low[2]] * -1 + total[high[0], high[1], high[2]])
    return gained


def _by_unit(table: FloatArray) -> FloatArray:
    """Return w_u L_u: what each unit adds to M of a table that sums to 1."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    safe = np.where(columns > 0, columns, 1)
    terms: FloatArray = xlogx(table).sum(axis=1) - xlogx(rows) - table @ np.log(safe)
    return terms
