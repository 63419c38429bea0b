"""The report's files: GeoPackage, workbook, and tidy CSV and Parquet tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xlsxwriter

from skolval.law import banner
from skolval.report.geopackage import write_gpkg
from skolval.report.tables import ReportTables, report_tables
from skolval.report.words import Words

if TYPE_CHECKING:
    from skolval.audit import Audit
    from skolval.io.run import Run
    from skolval.report.headings import Heading

__all__ = ["write_comparison", "write_gpkg", "write_xlsx"]

_STEADY_DATE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FORMATS = {
    "share": "0.0%",
    "m": "#,##0",
    "pupils": "#,##0",
    "percentage points": "+0.0;-0.0;0.0",
    "kronor a year": "#,##0",
    "minutes": "#,##0",
    "months": "0.0",
}
_FRACTION = "0.000"
"""Of numbers without a unit that are no whole numbers: indices, chances."""
_WIDEST = 48


def write_comparison(
    runs: Sequence[Run],
    folder: Path | str,
    *,
    lang: str = "sv",
    audience: str = "internal",
    audits: Sequence[Audit] | None = None,
) -> list[Path]:
    """Write the tidy tables `policies`, `units` and `indices` as CSV and Parquet.

    Parameters
    ----------
    audits : of `runs`, made when None.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tables = report_tables(runs, lang=lang, audience=audience, audits=audits)
    written = []
    for name in tables.dictionary():
        frame = tables.named(name)
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        frame.to_parquet(folder / f"{name}.parquet", index=False)
        written += [folder / f"{name}.csv", folder / f"{name}.parquet"]
    return written


def write_xlsx(
    runs: Sequence[Run],
    path: Path | str,
    *,
    lang: str = "sv",
    audience: str = "internal",
    audits: Sequence[Audit] | None = None,
) -> Path:
    """Write ``tables.xlsx``: policies, units, indices and a data dictionary.

    No row of it is about a single pupil; groups are masked as in the report.

    Parameters
    ----------
    audits : of `runs`, made when None.
    """
    path = Path(path)
    words = Words(lang)
    tables = report_tables(runs, lang=lang, audience=audience, audits=audits)
    warning = banner(runs, lang=lang)
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": "skolval", "created": _STEADY_DATE, "comments": warning})
        _Writer(book, words, warning).write(tables)
    return path


class _Writer:
    """Writes tables as sheets with frozen headings and number formats."""

    def __init__(self, book: Any, words: Words, warning: str = "") -> None:
        self.book = book
        self.words = words
        self.warning = warning
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "bg_color": "#F3F1EA"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.formats = {
            unit: book.add_format({"num_format": pattern}) for unit, pattern in _FORMATS.items()
        }
        self.fraction = book.add_format({"num_format": _FRACTION})

    def write(self, tables: ReportTables) -> None:
        _ = self.words.gettext
        known = tables.dictionary()
        titles = {name: title for name, title in _titles(self.words).items() if name in known}
        if self.warning:
            self._read_first(_("Read first"))
        for name, title in titles.items():
            self._sheet(title, tables.named(name), known[name])
        self._dictionary(_("Dictionary"), titles, known)

    def _sheet(self, title: str, frame: pd.DataFrame, headings: Sequence[Heading]) -> None:
        sheet = self._page(title)
        for column, heading in enumerate(headings):
            values = frame[heading.name]
            sheet.write_string(0, column, heading.name, self.head)
            shown = self.formats.get(heading.unit, self.fraction if _fractions(values) else None)
            for row, value in enumerate(values, start=1):
                _write_cell(sheet, (row, column), value, shown)
            longest = max((len(str(value)) for value in values), default=0)
            sheet.set_column(column, column, min(max(longest, len(heading.name)) + 2, _WIDEST))
        by_unit = len(headings) > 2 and headings[2].name == "name"
        sheet.freeze_panes(1, 3 if by_unit else 2)
        sheet.autofilter(0, 0, max(len(frame), 1), len(headings) - 1)

    def _read_first(self, title: str) -> None:
        """Write the sheet that opens the book when a run is only simulated."""
        sheet = self._page(title)
        sheet.write_string(0, 0, self.warning, self.head)
        sheet.set_column(0, 0, 90)

    def _page(self, title: str) -> Any:
        """Return a new sheet that carries the warning on every printed page."""
        sheet = self.book.add_worksheet(title)
        if self.warning:
            # a sheet's header holds at most 255 characters, and & begins a code in it
            sheet.set_header("&C" + self.warning.replace("&", "&&")[:250])
        return sheet

    def _dictionary(
        self, title: str, titles: dict[str, str], known: Mapping[str, Sequence[Heading]]
    ) -> None:
        _ = self.words.gettext
        sheet = self._page(title)
        for column, name in enumerate((_("Sheet"), _("Column"), _("Unit"), _("Meaning"))):
            sheet.write_string(0, column, name, self.head)
        row = 0
        for table, headings in known.items():
            for heading in headings:
                row += 1
                unit = _(heading.unit) if heading.unit else ""
                cells = (titles[table], heading.name, unit, _(heading.meaning))
                for column, text in enumerate(cells):
                    sheet.write_string(row, column, text, self.text)
        sheet.set_column(0, 2, 20)
        sheet.set_column(3, 3, 90)
        sheet.freeze_panes(1, 0)


def _titles(words: Words) -> dict[str, str]:
    """Return what the sheet of each table is called."""
    _ = words.gettext
    return {
        "policies": _("Policies"),
        "units": _("Units"),
        "indices": _("Indices"),
        "groups": _("Groups by policy"),
        "hosts": _("Groups by unit and kind"),
        "group_units": _("Groups by unit"),
        "months": _("Months"),
        "services": _("Services outwards"),
        "service_runs": _("Runs outwards"),
        "service_calls": _("Calls of runs"),
        "take_up": _("Take-up"),
    }


def _fractions(values: pd.Series) -> bool:
    """Return whether any number of the column is not whole."""
    if not pd.api.types.is_float_dtype(values):
        return False
    told = values.dropna().to_numpy(np.float64)
    return bool((told != np.round(told)).any())


def _write_cell(sheet: Any, cell: tuple[int, int], value: Any, shown: Any) -> None:
    """Write a number or a text; unknown and hidden values stay empty."""
    if value is None or pd.isna(value):
        return
    if isinstance(value, str):
        sheet.write_string(*cell, value)
    elif isinstance(value, bool | np.bool_):
        sheet.write_boolean(*cell, bool(value))
    else:
        sheet.write_number(*cell, float(value), shown)
