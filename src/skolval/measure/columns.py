"""Which columns of a table say what, and the numbers in them; every fault with its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skolval.domain.counts import FloatArray
from skolval.domain.language import _
from skolval.errors import Fault, InputError, did_you_mean

__all__ = [
    "Columns",
    "blank",
    "labels_of",
    "numbers",
    "refuse",
    "refuse_columns",
    "refuse_groups",
    "weights",
]

MOST_FAULTS = 20
"""So many faulty rows are told one by one."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table say what.

    Parameters
    ----------
    unit : name or names of the columns that together name a unit. group : of the columns that
        together name a group (long table); or wide : columns that each hold a group's count; or
        members and total : counts of one group and of all pupils (the rest is what is left); or
        share and total : the group's published share, with suppression marks in the same
        column or in the column mark. suppressed : share (0-1) put in place of suppressed ones;
        None leaves their units out of the value.
    weight : pupils per row of a long table, 1 when empty. file : what messages call the table.
    """

    unit: Sequence[str]
    group: Sequence[str] = ()
    wide: Sequence[str] = ()
    members: str = ""
    share: str = ""
    mark: str = ""
    total: str = ""
    suppressed: float | None = None
    weight: str = ""
    file: str = ""

    def named(self) -> list[str]:
        """Return every column that is named."""
        one = (self.members, self.share, self.mark, self.total, self.weight)
        return [*self.unit, *self.group, *self.wide, *(name for name in one if name)]


def labels_of(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Return one text per row, several columns joined by `` / ``."""
    parts = [frame[name].astype(str) for name in columns]
    joined: pd.Series = parts[0]
    for part in parts[1:]:
        joined = joined + " / " + part
    return joined.reset_index(drop=True)


def weights(frame: pd.DataFrame, columns: Columns) -> tuple[FloatArray, list[Fault]]:
    """Return the pupils of every row, and what is wrong with them."""
    if not columns.weight:
        return np.ones(len(frame)), []
    return numbers(frame, columns.weight, columns.file, least=0.0)


def numbers(
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
        for row in wrong[:MOST_FAULTS]
    ]
    return np.asarray(numbers, np.float64), faults


def _said(number: float) -> str:
    if np.isnan(number):
        return _("A number is missing or cannot be read.")
    return _("A number is infinite.") if np.isinf(number) else _("A count is negative.")


def blank(frame: pd.DataFrame, names: Sequence[str], file: str) -> list[Fault]:
    """Return a fault for every row where one of the columns `names` is empty."""
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
        for row in np.flatnonzero(frame[name].isna().to_numpy())[:MOST_FAULTS]
    ]


def refuse_columns(frame: pd.DataFrame, names: Sequence[str], file: str = "") -> None:
    """Refuse a table that lacks some of the columns `names`.

    Raises
    ------
    InputError
        With every missing column and the nearest one there is.
    """
    refuse(_missing(frame, names, file))


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


def refuse_groups(frame: pd.DataFrame, columns: Columns, *more: str) -> None:
    """Refuse a table that lacks columns, or tells groups in no way or in several.

    Raises
    ------
    InputError
        With every such fault. `more` are columns needed besides; with them no groups are.
    """
    faults = _missing(frame, [*columns.named(), *more], columns.file)
    parts = bool(columns.members) or bool(columns.share)
    ways = [columns.group, columns.wide, columns.members, columns.share]
    if not more and sum(bool(way) for way in ways) != 1:
        remedy = _(
            "Name the group column, or the columns of counts, or members (or share) and total."
        )
        faults.append(
            Fault(
                _("The table must tell groups in one way."),
                file=columns.file,
                rule="groups",
                remedy=remedy,
            )
        )
    if parts != bool(columns.total):
        faults.append(
            Fault(
                _("Members (or share) and total belong together."),
                file=columns.file,
                rule="groups",
                remedy=_("Name both columns."),
            )
        )
    refuse(faults)


def refuse(faults: Sequence[Fault]) -> None:
    """Raise when there are faults.

    Raises
    ------
    InputError
        With all of them.
    """
    if faults:
        raise InputError(faults)
