"""segregation: every index of any table of pupils, on a pandas frame, in one call.

What a researcher needs without an instance folder: name the columns, get a tidy frame in
which every value stands beside its random level, its corrected value, the numbers of pupils
and units it was computed from, and the reason where it is undefined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from skolval.domain.counts import Counts
from skolval.measure.asked import Options, asked
from skolval.measure.columns import Columns, refuse_groups
from skolval.measure.company import (
    correction_rows,
    refuse_fractions,
    with_interval,
    with_permutations,
)
from skolval.measure.frames import counts_of, values_of
from skolval.measure.index_rows import index_rows, kept, value_rows
from skolval.measure.parts import part_rows
from skolval.measure.shares import BOUND_COLUMNS, Published, published, with_bounds

__all__ = ["BOUND_COLUMNS", "COMPANY", "PART_COLUMNS", "RESULT_COLUMNS", "Options", "segregation"]

RESULT_COLUMNS = (
    "index", "symbol", "family", "variant", "of", "to", "unit", "value", "expected", "corrected",
    "share", "n_pupils", "n_units", "n_groups", "dropped_units", "dropped_groups", "reason", "flag",
    "definition",
)  # fmt: skip
"""Columns of `segregation`. `of` and `to` name groups; `unit` a unit, for local indices."""
COMPANY = ("se", "underlying", "low", "high", "drawn_mean", "drawn_sd", "p_more", "p_less", "draws")
"""Columns of what was asked for beside the value; NaN where it was not, or there is none."""
PART_COLUMNS = ("scope", "part", "weight", "pupils_share", "entropy_ratio")
"""Columns of a decomposition by `within`: scope total, between, within (or remainder) or part."""


def segregation(
    frame: pd.DataFrame,
    *,
    unit: str | Sequence[str],
    group: str | Sequence[str] = (),
    value: str = "",
    weight: str = "",
    **more: Any,
) -> pd.DataFrame:
    """Return every index of `frame` as a tidy frame with columns `RESULT_COLUMNS` and more.

    Parameters
    ----------
    frame : one row per pupil, or per unit and group with `weight`, or per unit (`wide`, or
        `members` or `share` and `total`).
    unit : column, or columns that together name a unit. group : column or columns of the group.
    value : instead of a group: a column with a continuous value (education index).
    weight : column with pupils per row.
    more : ``wide`` (columns of counts, one per group), ``members`` and ``total`` (columns of
        counts), or ``share`` and ``total`` (published share 0-1 or per cent, with Skolverket's
        marks in its cells or in the column ``mark``; ``suppressed`` is the share put in their
        place), and the fields of `Options`: ``indices``, ``focus``, ``against``, ``order``,
        ``atkinson``, ``within``, ``strata``, ``interval``, ``permutations``, ``seed``; ``file`` is
        what error messages call the table.

    Returns
    -------
    Two-group indices once per group (that group against the rest), many-group indices once,
    the exposure matrix by pair, local indices by unit; undefined values are NaN with `reason`.

    Raises
    ------
    InputError
        With every fault of the table. UsageError : for an unknown index, group or option.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"school": ["A", "B"], "poor": [10, 30], "other": [30, 10]})
    >>> found = segregation(table, unit="school", wide=["poor", "other"], indices=["D"])
    >>> float(found["value"].iloc[0])
    0.5
    """
    columns, options = asked(unit, group, weight, more)
    if value:
        rows = list(value_rows(values_of(frame, columns, value), options))
    else:
        rows = _counted(frame, columns, options)
    for row in rows:
        for column in (*PART_COLUMNS, *COMPANY, *BOUND_COLUMNS):
            row.setdefault(column, "" if column in {"scope", "part"} else float("nan"))
    every = [*RESULT_COLUMNS, *PART_COLUMNS, *COMPANY, *BOUND_COLUMNS]
    return pd.DataFrame(rows, columns=every)


def _counted(frame: pd.DataFrame, columns: Columns, options: Options) -> list[dict[str, Any]]:
    hidden = _published(frame, columns)
    counts = hidden.counts if hidden else counts_of(frame, columns)
    rows = list(index_rows(counts, options))
    if options.interval or options.permutations:
        rows = _with_company(rows, frame, columns, options, kept(counts, options))
    if options.within:
        rows += part_rows(frame, columns, options)
    return list(with_bounds(rows, hidden, options.atkinson)) if hidden else rows


def _published(frame: pd.DataFrame, columns: Columns) -> Published | None:
    refuse_groups(frame, columns)
    return published(frame, columns) if columns.share else None


def _with_company(
    rows: list[dict[str, Any]],
    frame: pd.DataFrame,
    columns: Columns,
    options: Options,
    used: Counts,
) -> list[dict[str, Any]]:
    refuse_fractions(used, columns)
    if options.permutations:
        rows = with_permutations(rows, frame, columns, options)
    if options.interval:
        rows = with_interval(rows, used)
        rows = [*rows, *correction_rows(rows, used)]
    return rows
