"""Finds every table of an instance folder and reads its cells as they stand.

CSV (comma, semicolon or tab; UTF-8 or Windows-1252), Parquet, or sheets of .xlsx files.
Nothing unknown is passed over: a file that is not a table of the dictionary is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.cells import Cells, read_csv, read_parquet, read_workbook
from skolval.io.dictionary import TABLES
from skolval.io.faults import Ledger, Sheet
from skolval.io.foreign import retold
from skolval.io.head import HEAD_FILE

__all__ = [
    "AREAS_FILE",
    "Found",
    "find_tables",
    "plain_name",
    "sha256_of",
    "table_of_file",
]

AREAS_FILE = "areas.geojson"
_READERS = {".csv": read_csv, ".parquet": read_parquet, ".xlsx": read_workbook}
_KNOWN_FILES = {
    HEAD_FILE,
    AREAS_FILE,
    "expected.yaml",
    "licence",
    "license",
    "thumbs.db",
    "desktop.ini",
}
_TEXT_SUFFIXES = {".md", ".txt", ".html", ".pdf"}
_NOTE_SHEETS = {"readme", "läs_mig", "läsmig", "info", "dictionary", "ordlista"}
_UNNAMED_SHEET = re.compile(r"(sheet|blad|tabelle|table)_?\d*")


def plain_name(text: str) -> str:
    """Return a name as it is compared: lower case, spaces and hyphens as underscores."""
    return re.sub(r"[\s_-]+", "_", text.strip().casefold()).strip("_")


_TABLE_OF = {
    plain_name(name): table.name
    for table in TABLES.values()
    for name in (table.name, *table.aliases)
}


def table_of_file(stem: str) -> str:
    """Return the table that a file of that name holds, empty for none."""
    return _TABLE_OF.get(plain_name(stem), "")


@dataclass
class Found:
    """The tables that were found, and the SHA-256 of every file read."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def find_tables(folder: Path, ledger: Ledger) -> Found:
    """Return all tables of the folder, with faults of files in `ledger`."""
    found = Found()
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if path.name.startswith((".", "~$")) or not _is_table_file(path, ledger):
            continue
        try:
            found.digests[path.name] = sha256_of(path)
        except OSError as error:
            ledger.add(
                Fault(
                    _("The file cannot be read: {strerror}.").format(
                        strerror=retold(error.strerror)
                    ),
                    file=path.name,
                    rule="file",
                    remedy=_("Check that you may read it and that no other program holds it."),
                )
            )
            continue
        for cells in _READERS[path.suffix.lower()](path, ledger):
            _place(path, cells, found, ledger)
        if path.suffix.lower() != ".xlsx":
            found.present.add(_TABLE_OF.get(plain_name(path.stem), ""))
    return found


def _is_table_file(path: Path, ledger: Ledger) -> bool:
    """Return whether the file holds tables; a name that means nothing is a fault."""
    suffix = path.suffix.lower()
    if path.is_dir():
        if suffix in _READERS or path.name in _KNOWN_FILES:
            ledger.add(_folder_fault(path))
        return False
    if suffix == ".xlsx" or (suffix in _READERS and plain_name(path.stem) in _TABLE_OF):
        return True
    ledger.add(*_unknown_file(path, suffix))
    return False


def _unknown_file(path: Path, suffix: str) -> Iterator[Fault]:
    if path.name.lower() in _KNOWN_FILES or suffix in _TEXT_SUFFIXES:
        return
    if suffix in _READERS:
        yield Fault(
            _("{file} is not a table of an instance.").format(file=path.name),
            file=path.name,
            rule="known_table",
            suggestion=_nearest_table(path.stem),
            remedy=_("Known tables: {tables}. Rename the file or move it away.").format(
                tables=", ".join(TABLES)
            ),
        )
        return
    if suffix in {".xls", ".ods", ".xlsm", ".yml", ".yaml", ".geojson", ".json"}:
        yield Fault(
            _("{file} is not a file that is read.").format(file=path.name),
            file=path.name,
            rule="known_file",
            suggestion=did_you_mean(path.name, (HEAD_FILE, AREAS_FILE)),
            remedy=_(
                "Save tables as .csv, .parquet or .xlsx; other files move to a folder of "
                "their own, for example sources/."
            ),
        )
        return
    yield Fault(
        _("{file} is not read.").format(file=path.name),
        file=path.name,
        rule="known_file",
        level="warning",
        remedy=_("Move it to a folder of its own if it does not belong to the instance."),
    )


def _folder_fault(path: Path) -> Fault:
    return Fault(
        _("{file} is a folder, not a file.").format(file=path.name),
        file=path.name,
        rule="file",
        remedy=_("Move the folder away and put the file itself in its place."),
    )


def _nearest_table(name: str) -> str:
    near = did_you_mean(plain_name(name), list(_TABLE_OF))
    return _TABLE_OF.get(near, "")


def _place(path: Path, cells: Cells, found: Found, ledger: Ledger) -> None:
    """Put the cells under the name of their table."""
    name = cells.sheet or path.stem
    plain = plain_name(name)
    if cells.sheet and _UNNAMED_SHEET.fullmatch(plain) and plain_name(path.stem) in _TABLE_OF:
        plain = plain_name(path.stem)
    if plain in _NOTE_SHEETS:
        return
    table = _TABLE_OF.get(plain)
    if table is None:
        ledger.add(
            Fault(
                _("The sheet {name!r} is not a table of an instance.").format(name=name),
                file=path.name,
                sheet=cells.sheet,
                rule="known_table",
                suggestion=_nearest_table(name),
                remedy=_("Known tables: {tables}. Rename or delete the sheet.").format(
                    tables=", ".join(TABLES)
                ),
            )
        )
        return
    found.present.add(table)
    if table in found.sheets:
        other = found.sheets[table]
        ledger.add(
            Fault(
                _("The table {table} is in both {other} and {file}.").format(
                    table=table, other=other.file, file=path.name
                ),
                file=path.name,
                sheet=cells.sheet,
                rule="unique",
                remedy=_("Keep one of them."),
            )
        )
        return
    found.sheets[table] = Sheet(
        table, path.name, cells.frame, cells.headings, cells.rows, cells.sheet, cells.incomplete
    )
