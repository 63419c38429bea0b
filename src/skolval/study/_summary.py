"""Means and confidence intervals of a study, and differences from its first policy."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t as student

from skolval.domain.counts import FloatArray

__all__ = ["ALL", "summary"]

ALL = "all"
_LEVEL = 0.95
_NOTHING = np.zeros(0)
_COLUMNS = ["instance", "policy", "measure", "n", "mean", "low", "high",
            "difference", "difference_low", "difference_high", "change"]  # fmt: skip


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and 95 % confidence interval by instance, policy and measure.

    Parameters
    ----------
    table : as `run_study` returns it.

    Returns
    -------
    One row each, by instance over its seeds, and with several instances also for ``all`` of
    them: over instances, each counting once with its mean over seeds. n is how many values the
    interval is over; it is missing for one. `difference` is from the first policy, paired by
    seed (or instance), with its own interval; `change` the difference over the first's mean.
    Placements that were not found count nowhere: a mean is over those that were, a difference
    over the pairs of which both were.

    Source: Student (1908), intervals by t with n - 1 degrees of freedom.
    """
    policies = list(table["policy"].drop_duplicates())
    placed = table[table["measure"].notna()]
    rows = []
    for name, part in placed.groupby("instance", sort=False):
        rows += _rows(str(name), part, "seed", policies)
    if len(placed["instance"].drop_duplicates()) > 1:
        rows += _rows(ALL, placed, "instance", policies)
    return pd.DataFrame(rows, columns=_COLUMNS)


def _wide(table: pd.DataFrame, index: str) -> pd.DataFrame:
    """Return one row per seed or instance, one column per measure and policy, means within."""
    return table.pivot_table("value", index, ["measure", "policy"], sort=False, dropna=False)


def _rows(
    name: str, table: pd.DataFrame, index: str, policies: list[str]
) -> list[tuple[object, ...]]:
    wide = _wide(table, index)
    there = {
        policy: wide.index.isin(table.loc[table["policy"] == policy, index]) for policy in policies
    }
    rows: list[tuple[object, ...]] = []
    for policy in policies:
        if not there[policy].any():
            continue
        both = there[policy] & there[policies[0]]
        for measure in table["measure"].drop_duplicates():
            column = wide[measure, policy]
            # nothing is held against a first policy that has no placement here
            first = wide[measure, policies[0]][both].to_numpy(float) if both.any() else _NOTHING
            gap = _interval(column[both].to_numpy(float) - first)
            values = column[there[policy]].to_numpy(float)
            base = _interval(first)[0]
            change = gap[0] / base if base else float("nan")
            rows.append((name, policy, measure, len(values), *_interval(values), *gap, change))
    return rows


def _interval(values: FloatArray) -> tuple[float, float, float]:
    mean = float(values.mean()) if len(values) else float("nan")
    if len(values) < 2:
        return mean, float("nan"), float("nan")
    error = float(values.std(ddof=1)) / np.sqrt(len(values))
    half = float(student.ppf((1 + _LEVEL) / 2, len(values) - 1)) * error
    return mean, mean - half, mean + half
