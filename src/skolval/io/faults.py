"""Collects faults so that all of them are told at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.identity import masked

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray

__all__ = ["CELLS_TOLD", "Complaint", "Ledger", "Sheet"]

CELLS_TOLD = 100
"""Cells told one by one for each column and rule; the rest are told as a number."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in a file, before anything is understood.

    Parameters
    ----------
    table : canonical name. file, sheet : where it was found.
    raw : the cells; columns are numbered 0, 1, ... `headings` are the names in the file.
    rows : row number a person sees for each row of `raw` (header = row 1).
    incomplete : some rows could not be read, so what other tables refer to may be missing here.
    labels : canonical column name to the number of its column in `raw`.
    """

    table: str
    file: str
    raw: pd.DataFrame
    headings: tuple[str, ...]
    rows: IntArray
    sheet: str = ""
    incomplete: bool = False
    labels: dict[str, int] = field(default_factory=dict)

    def heading(self, column: str) -> str:
        """Return what `column` is called in the file."""
        return self.headings[self.labels[column]] if column in self.labels else column

    def text(self, column: str, position: int) -> str:
        """Return the cell as it stands in the file."""
        if column not in self.labels:
            return ""
        cell: Any = self.raw.iloc[position, self.labels[column]]
        return "" if pd.isna(cell) else str(cell)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a kind of cell; ``{value}`` stands for the cell's text.

    Texts marked with `N_` are translated when they are written down.
    `known` are the valid names, of which the nearest is suggested. `called` is a column whose cell
    is told after the value: what people call that thing.
    """

    rule: str
    message: str
    remedy: str = ""
    level: str = "error"
    known: Sequence[str] = ()
    called: str = ""


class Ledger:
    """The faults found so far, in the order they were found."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, *faults: Fault) -> None:
        """Write down faults, with personal identity numbers struck out."""
        for fault in faults:
            self._faults.append(
                replace(
                    fault,
                    message=masked(fault.message),
                    file=masked(fault.file),
                    sheet=masked(fault.sheet),
                    column=masked(fault.column),
                    value=masked(fault.value),
                    remedy=masked(fault.remedy),
                    suggestion=masked(fault.suggestion),
                )
            )

    def cells(self, sheet: Sheet, column: str, bad: BoolArray, complaint: Complaint) -> None:
        """Write down every cell of `column` where `bad` is true."""
        positions = np.flatnonzero(bad)
        for position in positions[:CELLS_TOLD]:
            self.add(_cell_fault(sheet, column, int(position), complaint))
        rest = len(positions) - CELLS_TOLD
        if rest > 0:
            self.add(
                Fault(
                    _("{rest} more cells of this column have the same fault.").format(rest=rest),
                    file=sheet.file,
                    sheet=sheet.sheet,
                    column=sheet.heading(column),
                    rule=complaint.rule,
                    remedy=_(complaint.remedy),
                    level=complaint.level,
                )
            )

    def table(self, sheet: Sheet, complaint: Complaint, *, column: str = "") -> None:
        """Write down a fault of a whole table or column."""
        self.add(
            Fault(
                _(complaint.message),
                file=sheet.file,
                sheet=sheet.sheet,
                column=column,
                rule=complaint.rule,
                remedy=_(complaint.remedy),
                level=complaint.level,
            )
        )

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything written down."""
        return tuple(self._faults)

    @property
    def broken(self) -> bool:
        """Whether any fault stops the work."""
        return any(fault.level == "error" for fault in self._faults)


def _cell_fault(sheet: Sheet, column: str, position: int, complaint: Complaint) -> Fault:
    value = sheet.text(column, position)
    name = sheet.text(complaint.called, position)
    return Fault(
        _(complaint.message).replace("{value}", f"{value!r} ({name})" if name else repr(value)),
        file=sheet.file,
        sheet=sheet.sheet,
        row=int(sheet.rows[position]),
        column=sheet.heading(column),
        value=value,
        rule=complaint.rule,
        remedy=_(complaint.remedy),
        suggestion=did_you_mean(value, _few(complaint.known)) if complaint.known else "",
        level=complaint.level,
    )


def _few(known: Iterable[str], most: int = 2000) -> list[str]:
    """Return the names to search for the nearest one; a long list would take too long."""
    names = list(known)
    return names if len(names) <= most else []
