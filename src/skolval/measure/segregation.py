"""segregation: every index of any table of pupils, on a pandas frame, in one call.

What a researcher needs without an instance folder: name the columns, get a tidy frame in
which every value stands beside its random level, its corrected value, the numbers of pupils
and units it was computed from, and the reason where it is undefined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from skolval.measure.asked import Options, asked
from skolval.measure.company import (
    COMPANY,
    correction_rows,
    refuse_fractions,
    with_interval,
    with_permutations,
)
from skolval.measure.frames import Columns, counts_of, values_of
from skolval.measure.index_rows import index_rows, kept, value_rows
from skolval.measure.parts import part_rows

__all__ = ["COMPANY", "PART_COLUMNS", "RESULT_COLUMNS", "Options", "segregation"]

RESULT_COLUMNS = (
    "index", "symbol", "family", "variant", "of", "to", "unit", "value", "expected", "corrected",
    "share", "n_pupils", "n_units", "n_groups", "dropped_units", "dropped_groups", "reason", "flag",
    "definition",
)  # fmt: skip
"""Columns of `segregation`. `of` and `to` name groups; `unit` a unit, for local indices."""
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
        `members` and `total`).
    unit : column, or columns that together name a unit. group : column or columns of the group.
    value : instead of a group: a column with a continuous value (education index).
    weight : column with pupils per row.
    more : ``wide`` (columns of counts, one per group), ``members`` and ``total`` (columns of
        counts), and the fields of `Options`: ``indices``, ``focus``, ``against``, ``order``,
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
        for column in (*PART_COLUMNS, *COMPANY):
            row.setdefault(column, "" if column in {"scope", "part"} else float("nan"))
    return pd.DataFrame(rows, columns=[*RESULT_COLUMNS, *PART_COLUMNS, *COMPANY])


def _counted(frame: pd.DataFrame, columns: Columns, options: Options) -> list[dict[str, Any]]:
    counts = counts_of(frame, columns)
    rows = list(index_rows(counts, options))
    used = kept(counts, options)
    if options.interval or options.permutations:
        refuse_fractions(used, columns)
    if options.permutations:
        rows = with_permutations(rows, frame, columns, options)
    if options.interval:
        rows = with_interval(rows, used)
        rows = [*rows, *correction_rows(rows, used)]
    if options.within:
        rows += part_rows(frame, columns, options)
    return rows
