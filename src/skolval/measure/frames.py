"""From any table of pupils to counts: long or wide, one row per pupil or weighted, any names.

All faults of a table are told at once, each with its column, row and value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.language import _
from skolval.errors import Fault, InputError, did_you_mean
from skolval.indices._values import PupilValues

__all__ = ["Columns", "counts_of", "labels_of", "refuse_columns", "values_of"]

_MOST_FAULTS = 20
"""So many faulty rows are told one by one."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table say what.

    Parameters
    ----------
    unit : name or names of the columns that together name a unit. group : of the columns that
        together name a group (long table); or wide : columns that each hold a group's count; or
        members and total : counts of one group and of all pupils (the rest is what is left).
    weight : pupils per row of a long table, 1 when empty. file : what messages call the table.
    """

    unit: Sequence[str]
    group: Sequence[str] = ()
    wide: Sequence[str] = ()
    members: str = ""
    total: str = ""
    weight: str = ""
    file: str = ""

    def named(self) -> list[str]:
        """Return every column that is named."""
        one = [name for name in (self.members, self.total, self.weight) if name]
        return [*self.unit, *self.group, *self.wide, *one]


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
    _refuse_columns(frame, columns)
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
    _refuse_columns(frame, columns, value)
    faults = [*_blank(frame, columns.unit, columns.file)]
    number, wrong = _numbers(frame, value, columns.file, least=-np.inf)
    weight, heavy = _weights(frame, columns)
    _refuse([*faults, *wrong, *heavy])
    unit = labels_of(frame, columns.unit)
    kept = weight > 0
    codes, _names = pd.factorize(unit[kept], sort=True)
    return PupilValues(number[kept], np.asarray(codes, np.int64), weight[kept])


def labels_of(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Return one text per row, several columns joined by `` / ``."""
    parts = [frame[name].astype(str) for name in columns]
    joined: pd.Series = parts[0]
    for part in parts[1:]:
        joined = joined + " / " + part
    return joined.reset_index(drop=True)


def _long(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    weight, faults = _weights(frame, columns)
    blank = [*_blank(frame, [*columns.unit, *columns.group], columns.file)]
    _refuse([*blank, *faults])
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
    faults = [*_blank(frame, columns.unit, columns.file)]
    found = {}
    for name in names:
        found[name], wrong = _numbers(frame, name, columns.file, least=0.0)
        faults += wrong
    if columns.members and not faults:
        members, total = found[columns.members], found[columns.total]
        faults += _above(members, total, columns)
        found = {columns.members: members, _("the rest"): total - members}
    _refuse(faults)
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
        for row in rows[:_MOST_FAULTS]
    ]


def _weights(frame: pd.DataFrame, columns: Columns) -> tuple[FloatArray, list[Fault]]:
    if not columns.weight:
        return np.ones(len(frame)), []
    return _numbers(frame, columns.weight, columns.file, least=0.0)


def _numbers(
    frame: pd.DataFrame, name: str, file: str, *, least: float
) -> tuple[FloatArray, list[Fault]]:
    """Return the numbers of a column, decimal commas allowed, and what is wrong with them."""
    series = frame[name].reset_index(drop=True)
    if not pd.api.types.is_numeric_dtype(series):
        text = series.astype(str).str.strip().str.replace("\N{MINUS SIGN}", "-", regex=False)
        text = text.str.replace(r"[\s\u00a0]", "", regex=True).str.replace(",", ".", regex=False)
        series = pd.to_numeric(text, errors="coerce")
    numbers = series.to_numpy(np.float64, na_value=np.nan)
    wrong = np.flatnonzero(~np.isfinite(numbers) | (numbers < least))
    faults = [
        Fault(
            _said(numbers[row]),
            file=file,
            row=int(row) + 2,
            column=name,
            value=str(frame[name].iloc[row]),
            rule="number",
            remedy=_("Write a number that is not negative, 0 for nobody.")
            if least == 0
            else _("Write a number, or leave the row out."),
        )
        for row in wrong[:_MOST_FAULTS]
    ]
    return np.asarray(numbers, np.float64), faults


def _said(number: float) -> str:
    if np.isnan(number):
        return _("A number is missing or cannot be read.")
    return _("A number is infinite.") if np.isinf(number) else _("A count is negative.")


def _blank(frame: pd.DataFrame, names: Sequence[str], file: str) -> list[Fault]:
    return [
        Fault(
            _("The row does not say which {column}.").format(column=name),
            file=file,
            row=int(row) + 2,
            column=name,
            rule="required",
            remedy=_("Fill it in, or leave the row out."),
        )
        for name in names
        for row in np.flatnonzero(frame[name].isna().to_numpy())[:_MOST_FAULTS]
    ]


def refuse_columns(frame: pd.DataFrame, names: Sequence[str], file: str = "") -> None:
    """Refuse a table that lacks some of the columns `names`.

    Raises
    ------
    InputError
        With every missing column and the nearest one there is.
    """
    _refuse(_missing(frame, names, file))


def _missing(frame: pd.DataFrame, names: Sequence[str], file: str) -> list[Fault]:
    known = [str(name) for name in frame.columns]
    return [
        Fault(
            _("There is no column {name!r}.").format(name=name),
            file=file,
            column=name,
            value=name,
            rule="known_column",
            suggestion=did_you_mean(name, known),
            remedy=_("Known: {known}.").format(known=", ".join(known)),
        )
        for name in dict.fromkeys(names)
        if name not in frame.columns
    ]


def _refuse_columns(frame: pd.DataFrame, columns: Columns, *more: str) -> None:
    faults = _missing(frame, [*columns.named(), *more], columns.file)
    ways = [bool(columns.group), bool(columns.wide), bool(columns.members)]
    if not more and sum(ways) != 1:
        faults.append(
            Fault(
                _("The table must tell groups in one way."),
                file=columns.file,
                rule="groups",
                remedy=_("Name the group column, or the columns of counts, or members and total."),
            )
        )
    if bool(columns.members) != bool(columns.total):
        faults.append(
            Fault(
                _("Members and total belong together."),
                file=columns.file,
                rule="groups",
                remedy=_("Name both columns."),
            )
        )
    _refuse(faults)


def _refuse(faults: Sequence[Any]) -> None:
    if faults:
        raise InputError(faults)
