"""From any table of pupils to counts: long or wide, one row per pupil or weighted, any names.

All faults of a table are told at once, each with its column, row and value.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.language import _
from skolval.errors import Fault
from skolval.indices._values import PupilValues
from skolval.measure.columns import (
    MOST_FAULTS,
    Columns,
    blank,
    labels_of,
    numbers,
    refuse,
    refuse_columns,
    refuse_groups,
    weights,
)
from skolval.measure.shares import published

__all__ = ["Columns", "counts_of", "labels_of", "refuse_columns", "values_of"]


def counts_of(frame: pd.DataFrame, columns: Columns) -> Counts:
    """Return pupils by unit and group.

    Units and groups keep the order in which they sort; rows of the same unit and group are
    added up; units without pupils are left out and counted in `Counts.dropped`.

    Raises
    ------
    InputError
        With every fault: missing columns, no way to tell groups, rows without a unit or group,
        counts that are no number, missing, negative or infinite, members above the total.
    """
    refuse_groups(frame, columns)
    if columns.share:
        return published(frame, columns).counts
    matrix = _wide(frame, columns) if columns.wide or columns.members else _long(frame, columns)
    ordered = matrix.sort_index(axis=0)
    return Counts.of(
        ordered.to_numpy(np.float64),
        units=tuple(str(name) for name in ordered.index),
        groups=tuple(str(name) for name in ordered.columns),
    )


def values_of(frame: pd.DataFrame, columns: Columns, value: str) -> PupilValues:
    """Return the continuous `value` of every pupil by unit.

    Raises
    ------
    InputError
        As `counts_of`.
    """
    refuse_groups(frame, columns, value)
    faults = [*blank(frame, columns.unit, columns.file)]
    number, wrong = numbers(frame, value, columns.file, least=-np.inf)
    weight, heavy = weights(frame, columns)
    refuse([*faults, *wrong, *heavy])
    unit = labels_of(frame, columns.unit)
    kept = weight > 0
    codes, _names = pd.factorize(unit[kept], sort=True)
    return PupilValues(number[kept], np.asarray(codes, np.int64), weight[kept])


def _long(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    weight, faults = weights(frame, columns)
    refuse([*blank(frame, [*columns.unit, *columns.group], columns.file), *faults])
    table = pd.DataFrame(
        {
            "unit": labels_of(frame, columns.unit),
            "group": labels_of(frame, columns.group),
            "weight": weight,
        }
    )
    return table.pivot_table(
        index="unit", columns="group", values="weight", aggfunc="sum", fill_value=0.0, sort=True
    )


def _wide(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    names = list(columns.wide) or [columns.members, columns.total]
    faults = [*blank(frame, columns.unit, columns.file)]
    found = {}
    for name in names:
        found[name], wrong = numbers(frame, name, columns.file, least=0.0)
        faults += wrong
    if columns.members and not faults:
        members, total = found[columns.members], found[columns.total]
        faults += _above(members, total, columns)
        found = {columns.members: members, _("the rest"): total - members}
    refuse(faults)
    table = pd.DataFrame(found)
    return table.groupby(labels_of(frame, columns.unit)).sum()


def _above(members: FloatArray, total: FloatArray, columns: Columns) -> list[Fault]:
    rows = np.flatnonzero(members > total)
    return [
        Fault(
            _("More members than pupils in all."),
            file=columns.file,
            row=int(row) + 2,
            column=columns.members,
            value=f"{members[row]:g} > {total[row]:g}",
            rule="members",
            remedy=_("Correct one of the two numbers."),
        )
        for row in rows[:MOST_FAULTS]
    ]
