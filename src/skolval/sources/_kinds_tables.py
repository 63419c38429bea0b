"""Signs of tables: which headings and codes stand in the first rows of a sheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from skolval.io.dictionary import TABLES
from skolval.io.identity import is_personal_number
from skolval.io.sheets import plain_name
from skolval.sources.zips import BROKEN_PACKING

__all__ = ["BadSheets", "Head", "sheets_of", "table_kind"]

BadSheets = (CalamineError, csv.Error, *BROKEN_PACKING)
"""What breaks when a file only looks like a table."""

_ROWS = 60
"""Rows at the head of a table that are looked at."""
_AREA = re.compile(r"^\d{4}(?:[ABC]\d{4}|R\d{3})(?:_(?:DeSO|RegSO)\d{4})?(?: .*)?$", re.IGNORECASE)
_UNIT_CODE = re.compile(r"^[^()]+ \(\d{8}\)$|^\d{8}$")
_UNIT = re.compile(r"^(skol_?enhets?_?kod|skol_?kod|school_(unit_)?code|unit_code)$")
_PUPIL = re.compile(r"^(elev(_?id|ens?_.*)?|barn(ets?_.*)?|pupil(_id)?|person_?n(umme)?r|"
                    r"pseudonym|samordningsnummer|ansöknings?_?(id|nummer))$")  # fmt: skip
_WISH = re.compile(
    r"^(val_?\d|\d[:.]?a?_?(hands?)?_?val.*|(första|andra|tredje)_?hands?_?val|"
    r"önskemål_?\d?|(school_)?choice_?\d|wish_?\d|sökt_skola.*|rangordning)$"
)
_RESULT = re.compile(r"meritvärde|merit_?(value|points)?$|slutbetyg|behörig|y9_merit|grade_9")
_MAKEUP = re.compile(r"utl(ändsk|\.)|foreign_background|eftergymn|post_secondary|elevsammans")
_AREA_HEADING = re.compile(r"^(deso|regso)(_?kod)?$|^region$")
_AXES = (("lon", "lat"), ("longitude", "latitude"), ("longitud", "latitud"), ("x", "y"),
         ("e", "n"), ("ost", "nord"), ("easting", "northing"),
         ("sweref_e", "sweref_n"))  # fmt: skip
_BOTH = {"applications": (_PUPIL, _WISH), "unit_statistics": (_UNIT, _MAKEUP),
         "year_nine": (_UNIT, _RESULT)}  # fmt: skip
"""Kind to the headings of which one of each must be there."""
_GTFS = (
    {"stop_id", "stop_lat", "stop_lon"}, {"route_id", "trip_id", "service_id"},
    {"trip_id", "stop_id", "stop_sequence"}, {"route_id", "route_type"},
    {"service_id", "monday", "sunday"}, {"service_id", "date", "exception_type"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one table.

    Parameters
    ----------
    name : the sheet's, empty for a text file. lines : cells of the first rows.
    rows : rows below the first one. encoding : of a text file.
    """

    name: str
    lines: tuple[tuple[str, ...], ...]
    rows: int
    encoding: str = ""

    @property
    def personal(self) -> bool:
        """Whether a cell is a personal identity number."""
        return any(is_personal_number(cell) for line in self.lines for cell in line if cell)

    def words(self) -> dict[str, str]:
        """Return plain headings to cells as written, from every row and the first column.

        Real tables have titles above the header, and some stand on their side.
        """
        cells = [cell for line in self.lines[:15] for cell in line]
        cells += [line[0] for line in self.lines if line]
        return {plain_name(cell): cell for cell in cells if cell and len(cell) < 80}


def sheets_of(path: Path, octets: bytes) -> Iterator[Head]:
    """Yield the head of every sheet of a workbook (`octets` empty), or of a text file."""
    if octets:
        yield from _text_head(path, octets)
        return
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        lines = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
        if lines:
            yield Head(name, _texts(lines[:_ROWS]), len(lines) - 1)


def _texts(lines: Iterable[Iterable[Any]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_text(cell) for cell in line) for line in lines)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _text_head(path: Path, octets: bytes) -> Iterator[Head]:
    encoding, shown = _encoding(octets)
    if not encoding or "\0" in octets.decode(encoding, "ignore"):
        return
    text = octets.decode(encoding, "ignore").lstrip("\ufeff")
    first = [line for line in text.splitlines()[:_ROWS] if line.strip()]
    if not first:
        return
    mark = max(";,\t", key=lambda sign: sum(line.count(sign) for line in first))
    if len(first) < 2 or not any(mark in line for line in first):
        return
    lines = list(csv.reader(io.StringIO("\n".join(first)), delimiter=mark))
    widths = sorted(len(line) for line in lines)
    if sum(len(line) == widths[-1] for line in lines) * 2 <= len(lines):
        return  # prose with commas, not a table
    with path.open("rb") as stream:
        rows = sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))
    ended = text.endswith("\n") or len(octets) >= 200_000
    yield Head("", _texts(lines), rows - (1 if ended else 0), shown)


def _encoding(octets: bytes) -> tuple[str, str]:
    """Return how a text is written: Python's name and the reader's."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "UTF-16"
    try:
        octets[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "Windows-1252"
    return "utf-8", "UTF-8 with BOM" if octets.startswith(b"\xef\xbb\xbf") else "UTF-8"


def table_kind(head: Head) -> tuple[str, tuple[str, ...]]:
    """Return the kind of a table and the cells that it rests on."""
    words = head.words()
    own = _own_table(head)
    if own:
        return own
    for code, signs in _BOTH.items():
        found = [next(iter(_those(words, sign)), "") for sign in signs]
        if all(found):
            return code, tuple(found)
    for columns in _GTFS:
        if columns <= set(words):
            return "gtfs_table", tuple(sorted(columns))
    return (
        _turned_units(head, words)
        or _placed(head, words)
        or ("table", tuple(list(words.values())[:6]))
    )


def _turned_units(head: Head, words: dict[str, str]) -> tuple[str, tuple[str, ...]] | None:
    """Return what a table with units as columns, ``Aspskolan (01111111)``, rests on."""
    units = [cell for line in head.lines for cell in line if _UNIT_CODE.match(cell)]
    figures = _those(words, _MAKEUP) or _those(words, _RESULT)
    if len(units) < 2 or not figures:
        return None
    kind = "unit_statistics" if _those(words, _MAKEUP) else "year_nine"
    return kind, (units[0], figures[0])


def _those(words: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    return [cell for plain, cell in words.items() if pattern.search(plain)]


def _placed(head: Head, words: dict[str, str]) -> tuple[str, tuple[str, ...]] | None:
    """Return what a table of positions, or of figures by area, rests on."""
    lines = [{plain_name(cell) for cell in line} for line in head.lines[:15]]
    for east, north in _AXES:
        if any({east, north} <= line for line in lines):
            return "places", (words[east], words[north])
    first = [line[0] for line in head.lines if line]
    codes = [cell for cell in first if _AREA.match(cell)]
    # a sheet on its side has the codes in a row
    codes += [cell for line in head.lines for cell in line if sum(map(_is_area, line)) > 1]
    headings = _those(words, _AREA_HEADING)
    shown = next((cell for cell in codes if _is_area(cell)), "")
    if not shown and headings and headings[0] in (first[0], *head.lines[0]):
        shown = headings[0]
    return ("area_statistics", (shown,)) if shown else None


def _is_area(cell: str) -> bool:
    return _AREA.match(cell) is not None


def _own_table(head: Head) -> tuple[str, tuple[str, ...]] | None:
    """Return the table of an instance whose required columns are all there, if there is one."""
    named = {plain_name(cell) for cell in (head.lines[0] if head.lines else ())}
    for table in TABLES.values():
        needed = [field for field in table.fields if field.required]
        if len(needed) < 2:
            continue
        if all({plain_name(n) for n in (f.name, *f.aliases)} & named for f in needed):
            return "instance_table", (table.name, *(field.name for field in needed))
    return None
