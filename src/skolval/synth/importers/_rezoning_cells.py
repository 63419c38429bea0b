"""Cells of rezoning tables as ids and numbers, with every fault told at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.rezoning import RezoningTables

__all__ = ["CellReader", "code", "is_numeric"]

_MOST_WHOLE, _MOST = 1_000_000, 100_000_000
"""Largest number of pupils or seats in a cell, and largest other number: beyond is a slip."""


class CellReader:
    """Reads columns and writes down what is wrong."""

    def __init__(self, tables: RezoningTables, params: Mapping[str, Any], ledger: Ledger) -> None:
        self.tables = tables
        self.params = params
        self.ledger = ledger
        self.notes: list[str] = []

    def fault(self, table: str, message: str, remedy: str, **place: Any) -> None:
        file = self.tables.files.get(table, table)
        self.ledger.add(Fault(message, file=file, remedy=remedy, **place))

    def codes(self, table: str, role: str) -> pd.Series:
        """Return an id column: filled, each once."""
        column = self.tables.column(table, role)
        found = pd.Series([], dtype="str") if column is None else column.map(code, "ignore")
        name = self.tables.roles[table].get(role, role)
        for row in np.flatnonzero(found.isna())[:20]:
            self.fault(table, _("The cell is empty."), _("Fill it in."),
                        row=int(row) + 2, column=name, rule="required")  # fmt: skip
        for row in np.flatnonzero(found.duplicated() & found.notna())[:20]:
            self.fault(table, _("{value!r} stands more than once.").format(value=found.iloc[row]),
                        _("Keep one row of each."), row=int(row) + 2, column=name,
                        value=str(found.iloc[row]), rule="unique")  # fmt: skip
        return found

    def known(self, table: str, role: str, cells: pd.Series, known: pd.Series) -> None:
        bad = np.flatnonzero(cells.notna() & ~cells.isin(set(known)))
        name = self.tables.roles[table].get(role, role)
        for row in bad[:20]:
            value = str(cells.iloc[row])
            self.fault(table, _("{value!r} is not known.").format(value=value),
                        _("Correct it, or add a row for it."), row=int(row) + 2, column=name,
                        value=value, rule="reference",
                        suggestion=did_you_mean(value, known.dropna().tolist()[:2000]))  # fmt: skip
        if len(bad) > 20:
            more = _("{count} more cells of this column have the same fault.")
            self.fault(table, more.format(count=len(bad) - 20), "", column=name, rule="reference")

    def numbers(self, table: str, name: str, *, whole: bool) -> pd.Series:
        """Return a column of numbers that are not negative; missing ones stay missing."""
        text = self.tables.frames[table][name].astype("str").str.strip()
        text = text.str.replace(" ", "", regex=False).str.replace(",", ".", regex=False)
        empty = text.isna() | text.str.casefold().isin(["", "nan", "na", "<na>", "none", "inf"])
        number = pd.to_numeric(text.where(~empty), errors="coerce")
        bad = (~empty & number.isna()) | (number < 0)
        if whole:
            bad |= (number % 1).fillna(0) > 1e-9
        self._refuse_large(table, name, number, _MOST_WHOLE if whole else _MOST)
        for row in np.flatnonzero(bad)[:20]:
            wanted = _("a whole number") if whole else _("a number")
            self.fault(table, _("{value!r} is not {wanted} of at least 0.").format(
                            value=text.iloc[row], wanted=wanted), _("Correct it."),
                        row=int(row) + 2, column=name, value=str(text.iloc[row]),
                        rule="number")  # fmt: skip
        return number

    def _refuse_large(self, table: str, name: str, number: pd.Series, most: int) -> None:
        for row in np.flatnonzero(number > most)[:20]:
            self.fault(table, _("{value} is too large.").format(value=f"{number.iloc[row]:g}"),
                        _("It must be at most {most}.").format(most=most), row=int(row) + 2,
                        column=name, value=f"{number.iloc[row]:g}", rule="number")  # fmt: skip


def code(text: str) -> str:
    """Return an id without spaces inside and without a decimal that a spreadsheet added."""
    return re.sub(r"\s+", "_", re.sub(r"^(\d+)\.0$", r"\1", str(text).strip()))


def is_numeric(column: pd.Series) -> bool:
    text = column.astype("str").str.strip().str.replace(",", ".", regex=False)
    text = text[~text.str.casefold().isin(["", "nan", "na", "<na>"])]
    return bool(len(text)) and bool(pd.to_numeric(text, errors="coerce").notna().mean() > 0.5)
