"""Self-made applications (ansökningar) of an invented town, as files that real systems write.

Every personal number has a birth number of 980-999 with a check digit worked out here; no
person is meant.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

__all__ = ["number", "sheet_csv", "workbook"]


def number(day: str, serial: int = 980, *, coordination: bool = False, letter: str = "") -> str:
    """Return a personal number of twelve characters with the right check digit."""
    stem = day[2:6] + f"{int(day[6:]) + 60 * coordination:02d}" + f"{serial:03d}"
    if letter:
        stem = stem[:6] + letter + stem[7:]
    digits = [int(sign) if sign.isdigit() else 1 for sign in stem]
    doubled = (digit * (2 - i % 2) for i, digit in enumerate(digits))
    total = sum(n // 10 + n % 10 for n in doubled)
    return day[:2] + stem + str(-total % 10)


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], **options: Any) -> Path:
    """Write a workbook; options: merged, hidden_columns, hidden_rows, hidden_sheets."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    _write(page, (r, c), cell, day)
            for first_row, first, last_row, last, text in options.get("merged", ()):
                page.merge_range(first_row, first, last_row, last, text)
            for column in options.get("hidden_columns", ()):
                page.set_column(column, column, None, None, {"hidden": True})
            for row_number in options.get("hidden_rows", ()):
                page.set_row(row_number, None, None, {"hidden": True})
            if name in options.get("hidden_sheets", ()):
                page.hide()
    return path


def _write(page: Any, place: tuple[int, int], cell: Any, day: Any) -> None:
    if hasattr(cell, "year"):
        page.write_datetime(*place, cell, day)
    elif isinstance(cell, str) and cell.startswith("=") and len(cell) > 1:
        page.write_formula(*place, cell, None, "#N/A")
    elif isinstance(cell, str):
        page.write_string(*place, cell)
    elif cell is not None:
        page.write(*place, cell)


def sheet_csv(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8-sig") -> Path:
    """Write a semicolon-separated file."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path
