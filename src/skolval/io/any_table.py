"""Any table of a file with the columns it happens to have: CSV, Parquet, a sheet of a workbook.

As tolerant as an instance's tables (comma, semicolon or tab; UTF-8 or Windows-1252), but with
no dictionary: the caller names the columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, InputError, did_you_mean
from skolval.io.cells import Cells, read_csv, read_parquet, read_workbook
from skolval.io.faults import Ledger
from skolval.io.identity import identity_of, secret_numbers
from skolval.io.values import as_text

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray

__all__ = ["read_any_table"]

_NEARLY_ALL = 0.9
_READERS = {".csv": read_csv, ".txt": read_csv, ".tsv": read_csv, ".parquet": read_parquet,
            ".xlsx": read_workbook}  # fmt: skip


def read_any_table(path: Path, sheet: str = "") -> pd.DataFrame:
    """Return the table of a file; the cells of a CSV file are texts.

    Parameters
    ----------
    sheet : of a workbook; needed when it has several.

    Raises
    ------
    InputError
        If the file is missing, of another kind, broken, empty, or the sheet is not there.
    """
    if not path.is_file():
        raise InputError(
            Fault(
                _("There is no file {file}.").format(file=path.name),
                value=str(path),
                rule="known_file",
                suggestion=did_you_mean(path.name, _neighbours(path)),
            )
        )
    reader = _READERS.get(path.suffix.casefold())
    if reader is None:
        raise InputError(
            Fault(
                _("{suffix} files are not read.").format(suffix=path.suffix or path.name),
                file=path.name,
                rule="known_format",
                remedy=_("Known: {known}.").format(known=", ".join(_READERS)),
            )
        )
    ledger = Ledger()
    found = list(reader(path, ledger))
    if ledger.broken:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")
    return _frame(_chosen(found, sheet, path.name), path.name)


def _neighbours(path: Path) -> list[str]:
    folder = path.parent
    return [entry.name for entry in folder.iterdir()] if folder.is_dir() else []


def _chosen(found: list[Cells], sheet: str, file: str) -> Cells:
    names = [cells.sheet for cells in found]
    if sheet:
        matching = [cells for cells in found if cells.sheet == sheet]
        if matching:
            return matching[0]
    elif len(found) == 1:
        return found[0]
    message = (
        _("There is no sheet {sheet!r}.").format(sheet=sheet)
        if sheet
        else _("The file has several sheets, or none with cells.")
    )
    raise InputError(
        Fault(
            message,
            file=file,
            value=sheet,
            rule="known_sheet",
            suggestion=did_you_mean(sheet, names),
            remedy=_("Name one of: {known}.").format(known=", ".join(names)),
        )
    )


def _refuse_secrets(cells: Cells, file: str) -> None:
    """Refuse a table that holds personal identity numbers in any column."""
    ledger = Ledger()
    for position, heading in enumerate(cells.headings):
        column = cells.frame[position]
        if not (pd.api.types.is_float_dtype(column.dtype) or _yes_or_no(column)):
            ledger.add(*_secrets(file, cells, heading, _people_in(as_text(column))[:1]))
    if ledger.broken:
        raise InputError(ledger.faults)


def _people_in(text: pd.Series) -> IntArray:
    """Return the cells that hold a personal number; codes of digits alone must nearly all be."""
    found = np.flatnonzero(secret_numbers(text))
    whole = text.dropna()
    codes = bool(len(whole)) and bool(whole.str.fullmatch(r"[0-9]+").all())
    if codes and sum(identity_of(cell) is not None for cell in whole) < _NEARLY_ALL * len(whole):
        return found[:0]  # a tenth of all codes of the right length pass the check digit
    return found


def _yes_or_no(column: pd.Series) -> bool:
    return pd.api.types.is_bool_dtype(column.dtype)


def _secrets(file: str, cells: Cells, heading: str, found: IntArray) -> Iterator[Fault]:
    for position in found:
        yield Fault(
            _("The cell looks like a personal identity number."),
            file=file,
            sheet=cells.sheet,
            row=int(cells.rows[position]),
            column=heading,
            rule="personal_number",
            remedy=_(
                "Replace it with a pseudonym; the program never reads personal identity numbers."
            ),
        )


def _frame(cells: Cells, file: str) -> pd.DataFrame:
    doubled = {name for name in cells.headings if cells.headings.count(name) > 1}
    if doubled:
        raise InputError(
            Fault(
                _("Two columns are called {name!r}.").format(name=name),
                sheet=cells.sheet,
                column=name,
                rule="unique",
                remedy=_("Give every column its own name."),
            )
            for name in sorted(doubled)
        )
    _refuse_secrets(cells, file)
    frame = cells.frame.copy()
    frame.columns = pd.Index(list(cells.headings))
    return frame
