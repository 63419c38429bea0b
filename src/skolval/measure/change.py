"""Two tables of the same municipality: how segregation changed, and how sure that is.

`segregation_change` splits the change of M into units that came or went, margins and structure;
`segregation_difference` gives the interval of the difference of the two underlying D.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from skolval.decomposition.over_time import Change, change
from skolval.domain.counts import Counts, FloatArray
from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.inference.inversion import dissimilarity_interval
from skolval.inference.paired import difference
from skolval.measure.asked import refuse_unknown
from skolval.measure.asked_study import study
from skolval.measure.columns import Columns
from skolval.measure.company import refuse_fractions
from skolval.measure.frames import counts_of

__all__ = ["segregation_change", "segregation_difference"]

_TERMS = ("removals", "additions", "group_margin", "unit_margin", "structural")


def segregation_change(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    unit: str | Sequence[str],
    group: str | Sequence[str] = (),
    weight: str = "",
    **more: Any,
) -> pd.DataFrame:
    """Return how M changed from the table `first` to `second`, split into its causes, in nats.

    Parameters
    ----------
    first, second : tables with the same columns, as `segregation` takes them. Units are matched
        by name; a unit of one table only is an addition or a removal.
    unit, group, weight, more : as in `segregation`; of `more` only ``wide``, ``members``,
        ``total`` and ``file``.

    Returns
    -------
    Rows ``first`` and ``second`` (M of each), ``change``, its five terms, which sum to it
    (``removals``, ``additions``, ``group_margin``, ``unit_margin``, ``structural``), and one row
    ``structural`` per unit, which sum to the structural term. Columns term, unit, value, sweeps,
    converged.

    Raises
    ------
    InputError
        With every fault of both tables, or when they share no unit or fewer than two groups.
    """
    columns, _options = study(unit, group, weight, more)
    before, after = _matched(first, second, columns)
    try:
        found = change(before.matrix, after.matrix)
    except ValueError as error:
        raise InputError(
            Fault(
                _("The two tables need two groups and a unit in common."),
                file=columns.file,
                rule="in_common",
                remedy=_("Name units and groups alike in both."),
            )
        ) from error
    return pd.DataFrame(_rows(found, before.units))


def _rows(found: Change, units: Sequence[str]) -> Iterator[dict[str, Any]]:
    fit = {"sweeps": found.sweeps, "converged": found.converged}
    values = {"first": found.first, "second": found.second, "change": found.second - found.first}
    for term, value in (values | {term: getattr(found, term) for term in _TERMS}).items():
        yield {"term": term, "unit": "", "value": value} | fit
    for name, value in zip(units, found.by_unit, strict=True):
        yield {"term": "structural", "unit": name, "value": float(value)} | fit


def _matched(first: pd.DataFrame, second: pd.DataFrame, columns: Columns) -> tuple[Counts, Counts]:
    """Return both tables with all units and groups of either, faults of both told at once."""
    found: list[Counts] = []
    faults: list[Fault] = []
    for frame, table in ((first, _("the first table")), (second, _("the second table"))):
        named = f"{columns.file}, {table}" if columns.file else table
        try:
            found.append(counts_of(frame, replace(columns, file=named)))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    units = tuple(sorted({name for counts in found for name in counts.units}))
    groups = tuple(dict.fromkeys(name for counts in found for name in counts.groups))
    before, after = (Counts(_spread(counts, units, groups), units, groups) for counts in found)
    return before, after


def _spread(counts: Counts, units: Sequence[str], groups: Sequence[str]) -> FloatArray:
    wide = np.zeros((len(units), len(groups)))
    rows = [units.index(name) for name in counts.units]
    columns = [groups.index(name) for name in counts.groups]
    wide[np.ix_(rows, columns)] = counts.matrix
    return wide


def segregation_difference(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    unit: str | Sequence[str],
    group: str | Sequence[str] = (),
    weight: str = "",
    **more: Any,
) -> pd.DataFrame:
    """Return the difference of the underlying D of two tables of other pupils, with its interval.

    Raw values of two years differ by chance, and by unit sizes alone; the underlying ones are
    compared. Of the same pupils under two placements use `paired_segregation`.

    Parameters
    ----------
    first, second, unit, group, weight, more : as in `segregation_change`, and ``focus``.

    Returns
    -------
    One row per group: of, first, second (underlying D), difference (second minus first), low,
    high (95 per cent), reason.

    Raises
    ------
    InputError
        With every fault of both tables.
    """
    columns, options = study(unit, group, weight, more, ("focus",))
    before, after = _matched(first, second, columns)
    for counts in (before, after):
        refuse_fractions(counts, columns)
    refuse_unknown(
        [g for g in (options.focus,) if g and g not in before.groups], before.groups, "group"
    )
    rows = []
    for name in (options.focus,) if options.focus else before.groups:
        a, b = (dissimilarity_interval(*counts.two_groups(name)) for counts in (before, after))
        gap = difference(a, b)
        rows.append((name, a.point, b.point, gap.point, gap.low, gap.high, gap.reason))
    columns_told = ("of", "first", "second", "difference", "low", "high", "reason")
    return pd.DataFrame(rows, columns=list(columns_told))
