"""Cells of applications (ansökningar): faults as Excel shows them, persons never told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import CELLS_TOLD, Ledger
from skolval.io.identity import holds_number
from skolval.sources.headings import cell_text, plain
from skolval.sources.mapping import Mapping
from skolval.sources.workbook import SheetTable, is_error

__all__ = ["Cells", "Wrong", "dates_of", "hidden_rows", "said_no"]

_SECRET_WORDS = re.compile(
    r"sekretess|skydda\w*\s*(?:id|pers|adress|uppg|folkb|boende)|kvarskriv|fingera", re.IGNORECASE
)
_NO = re.compile(r"\s*(?:nej|n|no|0|false|falskt|ej|ingen|inget|inte|utan|saknas)\b.*|[-–\s]*",
                 re.IGNORECASE)  # fmt: skip
_CLOSE = ("pupil", "sibling", "address", "street", "number", "letter", "postcode", "x", "y",
          "second_address", "second_postcode", "second_x", "second_y", "household")  # fmt: skip
"""Roles whose cells tell who or where somebody is: never shown."""
_FEW = 3
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y%m%d",
          "%d/%m %Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y-%m-%dT%H:%M", "%Y-%m")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with cells of a column; ``{value}`` stands for the cell's text."""

    rule: str
    message: str
    remedy: str
    known: tuple[str, ...] = ()
    level: str = "error"


@dataclass(frozen=True)
class Cells:
    """The mapped columns of a table.

    Parameters
    ----------
    hidden : rows of protected identities: their faults tell no row and no value.
    """

    table: SheetTable
    mapping: Mapping
    ledger: Ledger
    hidden: BoolArray

    def column(self, role: str) -> int | None:
        """Return the number of the column that plays a role."""
        name = getattr(self.mapping.columns, role)
        return self.table.position(name) if isinstance(name, str) and name else None

    def texts(self, role: str) -> list[str]:
        """Return the texts of a role, empty where the table has none; errors of Excel are told."""
        column = self.column(role)
        return [""] * len(self.table.rows) if column is None else self.texts_at(column, role)

    def texts_at(self, column: int, role: str = "") -> list[str]:
        """Return the texts of a column."""
        broken = [row for row, line in enumerate(self.table.lines) if is_error(line[column])]
        self.tell(
            broken,
            column,
            Wrong("excel_error", N_("The cell holds an error of Excel instead of a value."),
                  N_("Mend the formula, or paste values and import again.")),
            close=role in _CLOSE,
        )  # fmt: skip
        return [str(text) for text in self.table.texts(column).fillna("")]

    def tell(
        self,
        rows: Sequence[int],
        column: int | None,
        wrong: Wrong,
        *,
        close: bool = False,
        sure: bool = False,
    ) -> None:
        """Write down cells, each with its place; a column that is mostly wrong is told once.

        Parameters
        ----------
        close : the cells tell who or where somebody is, and are not shown. sure : the column is
            the right one, however many cells are wrong.
        """
        shown = [row for row in rows if not self.hidden[row]]
        if not sure and column is not None and self.mostly(shown, column):
            message = _("Most cells of the column are not what it is said to hold.")
            remedy = _("Is it the right column? Correct the mapping file. {remedy}").format(
                remedy=_(wrong.remedy)
            )
            self._add(None, column, Fault(message, rule=wrong.rule, remedy=remedy), wrong)
            return
        for row in shown[:CELLS_TOLD]:
            self._add(row, column, self._fault(row, column, wrong, close=close), wrong)
        self._rest(len(shown) - CELLS_TOLD, column, wrong)
        self._unshown(len(rows) - len(shown), column, wrong)

    def mostly(self, rows: Sequence[int], column: int) -> bool:
        """Return whether these rows are most of the column, which is then another than said."""
        filled = sum(line[column] not in {None, ""} for line in self.table.lines)
        return len(rows) > max(_FEW, filled // 2)

    def names_in(self, rows: Sequence[int], column: int) -> dict[str, str]:
        """Return the texts of rows as keys to be filled in; none where they may be people's."""
        shown = [row for row in rows if not self.hidden[row]]
        if self.mostly(shown, column):
            return {}
        texts = (self.table.text(row, column) for row in shown)
        return {text: "" for text in texts if "@" not in text and not holds_number(text)}

    def _fault(self, row: int, column: int | None, wrong: Wrong, *, close: bool) -> Fault:
        value = "" if column is None or close else cell_text(self.table.lines[row][column])
        value = "***" if "@" in value else value[:60]
        return Fault(
            _(wrong.message).replace("{value}", repr(value)),
            value=value,
            rule=wrong.rule,
            remedy=_(wrong.remedy),
            suggestion=did_you_mean(value, wrong.known) if wrong.known and value else "",
        )

    def _rest(self, rest: int, column: int | None, wrong: Wrong) -> None:
        if rest > 0:
            message = _("{rest} more cells of this column have the same fault.").format(rest=rest)
            self._add(None, column, Fault(message, rule=wrong.rule, remedy=_(wrong.remedy)), wrong)

    def _unshown(self, count: int, column: int | None, wrong: Wrong) -> None:
        if count > 0:
            message = _("{count} rows of protected identities have a fault: {what}").format(
                count=count, what=_(wrong.message).replace("{value}", "***")
            )
            self._add(None, column, Fault(message, rule=wrong.rule, remedy=_(wrong.remedy)), wrong)

    def _add(self, row: int | None, column: int | None, fault: Fault, wrong: Wrong) -> None:
        placed = self.table.fault(row, column, fault)
        self.ledger.add(
            Fault(placed.message, placed.file, placed.sheet, placed.row, placed.column,
                  placed.value, placed.rule, placed.remedy, placed.suggestion, wrong.level)
        )  # fmt: skip


def hidden_rows(table: SheetTable, mapping: Mapping) -> tuple[BoolArray, int]:
    """Return the rows of protected identities, and how many only words elsewhere in them tell.

    Anything in the column of protection but a no is a yes, and so are words such as
    ``sekretessmarkering`` in any other cell: who is taken for protected loses nothing but detail.
    """
    name = mapping.columns.protected
    column = table.position(name) if name else None
    marked = np.zeros(len(table.lines), bool)
    spoken = np.zeros(len(table.lines), bool)
    own = {plain(word) for word in mapping.model_dump()["values"]["no"]}
    for row, line in enumerate(table.lines):
        texts = [cell_text(cell) for cell in line]
        if column is not None:
            marked[row] = not said_no(texts[column]) and plain(texts[column]) not in own
        spoken[row] = any(
            _SECRET_WORDS.search(text) and not said_no(text)
            for c, text in enumerate(texts)
            if c != column
        )
    return marked | spoken, int((spoken & ~marked).sum())


def said_no(text: str) -> bool:
    """Return whether a text says no, or nothing."""
    return bool(_NO.fullmatch(text))


def dates_of(texts: Sequence[str]) -> tuple[list[dt.datetime | None], list[int], int]:
    """Return times, the rows that hold none, and how many were Excel's numbers of days."""
    found: list[dt.datetime | None] = []
    wrong: list[int] = []
    serials = 0
    for row, text in enumerate(texts):
        number = re.fullmatch(r"([2-6]\d{4})(?:[.,]\d+)?", text)
        if number:
            day = _EXCEL_DAY_ZERO + dt.timedelta(days=int(number[1]))
            found.append(dt.datetime.combine(day, dt.time()))
            serials += 1
            continue
        found.append(_date(text))
        if text and found[-1] is None:
            wrong.append(row)
    return found, wrong, serials


def _date(text: str) -> dt.datetime | None:
    for shape in _DATES if text else ():
        try:
            return dt.datetime.strptime(text, shape)  # noqa: DTZ007 - days of a calendar, no zone
        except ValueError:
            continue
    return None


def series(values: Sequence[str | None]) -> pd.Series:
    """Return texts as a column, missing where empty."""
    return pd.Series([value or None for value in values], dtype="str")
