"""Reads the cells of CSV, Parquet and Excel files without interpreting them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from python_calamine import CalamineError, CalamineWorkbook

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import CELLS_TOLD, Ledger
from skolval.io.foreign import retold

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray

__all__ = ["Cells", "read_csv", "read_parquet", "read_workbook"]


@dataclass(frozen=True, slots=True)
class Cells:
    """Raw cells: columns 0, 1, ... of `frame`, their headings, and row numbers in the file.

    `incomplete` tells that some rows could not be read.
    """

    frame: pd.DataFrame
    headings: tuple[str, ...]
    rows: IntArray
    sheet: str = ""
    incomplete: bool = False


def read_csv(path: Path, ledger: Ledger) -> Iterator[Cells]:
    """Yield the cells of a CSV file as text; rows with too few or many cells are faults."""
    text = _decoded(path, ledger)
    if text is None:
        return
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = _delimiter(first)
    headings = tuple(h.strip() for h in next(csv.reader([first], delimiter=delimiter), []))
    if not any(headings):
        ledger.add(_no_header(path.name))
        return
    body = text.lstrip("\r\n").partition("\n")[2]
    if not body.strip():
        yield Cells(_nothing(len(headings)), headings, np.empty(0, np.int64))
        return
    if body.count('"') % 2:
        ledger.add(_open_quote(path.name, body))
        return
    skipped = len(text) - len(text.lstrip("\r\n"))
    yield from _parsed(path.name, body, (headings, delimiter, 2 + skipped), ledger)


def _parsed(
    file: str, body: str, shape: tuple[tuple[str, ...], str, int], ledger: Ledger
) -> Iterator[Cells]:
    headings, delimiter, first_row = shape
    ragged: list[tuple[int, int]] = []

    def note(row: pyarrow.csv.InvalidRow) -> str:
        ragged.append((row.number, row.actual_columns))
        return "skip"

    names = [str(i) for i in range(len(headings))]
    try:
        table = pyarrow.csv.read_csv(
            io.BytesIO(body.encode()),
            pyarrow.csv.ReadOptions(use_threads=False, column_names=names, block_size=1 << 24),
            pyarrow.csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values='"' in body,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        if not ragged:
            ledger.add(_broken_file(file, "CSV", str(error).splitlines()[0]))
            return
        table = pa.table({name: pa.array([], pa.string()) for name in names})
    for number, width in ragged[:CELLS_TOLD]:
        ledger.add(_ragged(file, number - 1 + first_row, (width, len(headings)), delimiter))
    lost = np.array([number - 1 for number, _ in ragged], np.int64)
    rows = np.delete(np.arange(table.num_rows + len(lost)), lost) + first_row
    frame = table.to_pandas()
    frame.columns = pd.RangeIndex(len(headings))
    yield _without_empty_rows(Cells(frame, headings, rows.astype(np.int64), "", bool(ragged)))


def _decoded(path: Path, ledger: Ledger) -> str | None:
    octets = path.read_bytes()
    if octets.startswith(b"PK"):
        ledger.add(_broken_file(path.name, "CSV", _("it looks like an Excel workbook")))
        return None
    encodings = ["utf-16"] if octets[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = octets.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    ledger.add(_broken_file(path.name, "CSV", _("it is not text")))
    return None


def _delimiter(header: str) -> str:
    """Return the most frequent of semicolon, comma and tab outside quotation marks."""
    outside = "".join(header.split('"')[::2])
    counts = Counter({sign: outside.count(sign) for sign in ";,\t"})
    return counts.most_common(1)[0][0]


def _without_empty_rows(cells: Cells) -> Cells:
    empty = cells.frame.isna().all(axis=1).to_numpy(bool)
    if not empty.any():
        return cells
    frame = cells.frame[~empty].reset_index(drop=True)
    return replace(cells, frame=frame, rows=cells.rows[~empty])


def _nothing(width: int) -> pd.DataFrame:
    return pd.DataFrame({i: pd.Series([], dtype="str") for i in range(width)})


def read_parquet(path: Path, ledger: Ledger) -> Iterator[Cells]:
    """Yield the cells of a Parquet file with their types."""
    try:
        table = pyarrow.parquet.read_table(path)
    except (pa.ArrowException, OSError) as error:
        reason = _("it is damaged or of another format")
        if isinstance(error, PermissionError):
            reason = _("you may not read it")
        ledger.add(_broken_file(path.name, "Parquet", reason))
        return
    frame = table.to_pandas(ignore_metadata=True)
    headings = tuple(str(name) for name in frame.columns)
    frame.columns = pd.RangeIndex(len(headings))
    yield Cells(frame, headings, np.arange(2, len(frame) + 2, dtype=np.int64))


def read_workbook(path: Path, ledger: Ledger) -> Iterator[Cells]:
    """Yield the cells of every sheet that is not empty, as text."""
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in workbook.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as error:
        reason = retold(str(error).splitlines()[0]) if str(error) else _("unknown")
        ledger.add(_broken_file(path.name, "Excel", reason))
        return
    for name, lines in sheets:
        if any(cell != "" for line in lines for cell in line):
            yield from _sheet_cells(path.name, name, lines, ledger)


def _sheet_cells(file: str, name: str, lines: list[list[Any]], ledger: Ledger) -> Iterator[Cells]:
    top = next(i for i, line in enumerate(lines) if any(cell != "" for cell in line))
    headings = tuple(_cell_text(cell) or "" for cell in lines[top])
    if top:
        ledger.add(
            Fault(
                _("The first row of the sheet is empty; the header must be row 1."),
                file=file,
                sheet=name,
                row=1,
                rule="header",
                remedy=_("Delete the empty rows above the header."),
            )
        )
    body = [[_cell_text(cell) for cell in line] for line in lines[top + 1 :]]
    frame = pd.DataFrame(body, columns=pd.RangeIndex(len(headings)), dtype="str")
    rows = np.arange(top + 2, top + 2 + len(body), dtype=np.int64)
    yield _without_empty_rows(Cells(frame, headings, rows, name))


def _cell_text(cell: Any) -> str | None:
    """Return an Excel cell as text; whole floats lose their ``.0``."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    return text or None


def _broken_file(file: str, kind: str, reason: str) -> Fault:
    return Fault(
        _("The file cannot be read as {kind}: {reason}.").format(
            kind=kind, reason=reason.rstrip(".")
        ),
        file=file,
        rule="file_format",
        remedy=_("Save it again from the program that made it, or use another format."),
    )


def _no_header(file: str) -> Fault:
    return Fault(
        _("The file is empty: even the header is missing."),
        file=file,
        row=1,
        rule="header",
        remedy=_("`skolval new DIR` writes every table's header."),
    )


def _open_quote(file: str, body: str) -> Fault:
    """Point at the first line where a quotation mark opens and is not closed on the line."""
    lines = body.split("\n")
    row = next((i for i, line in enumerate(lines) if line.count('"') % 2), 0)
    return Fault(
        _("A quotation mark is never closed."),
        file=file,
        row=row + 2,
        rule="file_format",
        remedy=_('Close it, or write "" for a quotation mark within text.'),
    )


def _ragged(file: str, row: int, widths: tuple[int, int], delimiter: str) -> Fault:
    remedy = _("Check the separators of the row.")
    if delimiter == "," and widths[0] > widths[1]:
        remedy += _(" With decimal commas, separate the columns by semicolons.")
    return Fault(
        _("The row has {cells} cells; the header has {header}.").format(
            cells=widths[0], header=widths[1]
        ),
        file=file,
        row=row,
        rule="row_width",
        remedy=remedy,
    )
