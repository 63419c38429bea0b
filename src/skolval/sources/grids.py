"""Grids: the cells of every sheet of a file as a person sees them, whatever the file is.

Excel (xlsx, xls), OpenDocument (ods) and text (csv, tsv), known by their first bytes and not by
their names, since systems save one kind under the name of another. Nothing is understood here.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.io.foreign import retold
from skolval.sources.hidden_parts import Hidden, hidden_parts
from skolval.sources.zips import BROKEN_PACKING

__all__ = ["Cell", "Grid", "Merged", "read_grids"]

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell (row, column) of a merged range, counted from 0."""

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_ODD_SPACES = re.compile("[\u00a0\u2007\u2009\u202f\t ]+")
_GARBLED = re.compile("Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2013-\u203a"
                      "\u20ac\u2122]")  # fmt: skip
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet.

    Parameters
    ----------
    file, sheet : where it stands. lines : cells by row, the first is Excel's row 1 (or line 1).
    merged : ranges of merged cells. hidden : rows and columns that the program shows nobody.
    unseen : the whole sheet is hidden. repairs : what was mended while reading, and how often.
    """

    file: str
    sheet: str
    lines: tuple[tuple[Cell, ...], ...]
    merged: tuple[Merged, ...] = ()
    hidden: Hidden = field(default_factory=Hidden)
    unseen: bool = False
    repairs: tuple[tuple[str, int], ...] = ()


def read_grids(path: Path, ledger: Ledger) -> list[Grid]:
    """Return every sheet that holds anything; faults of the file stand in `ledger`.

    Parameters
    ----------
    path : an xlsx, xls, ods, csv or tsv file; its first bytes tell which.
    """
    try:
        octets = path.read_bytes()
    except OSError as error:
        ledger.add(_unreadable(path, error))
        return []
    start = octets[:512].lstrip().lower()
    if octets.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        grids = _workbook(path, octets, ledger)
    elif start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"{\\rtf", b"%pdf")):
        ledger.add(_other_kind(path.name, start))
        return []
    else:
        grids = _text(path.name, octets, ledger)
    return [_mended(grid) for grid in grids if any(_filled(line) for line in grid.lines)]


def _filled(line: tuple[Cell, ...]) -> bool:
    return any(cell not in {None, ""} for cell in line)


def _workbook(path: Path, octets: bytes, ledger: Ledger) -> list[Grid]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(octets))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        unseen = {
            sheet.name: sheet.visible != SheetVisibleEnum.Visible
            for sheet in workbook.sheets_metadata
        }
        lines = [sheet.to_python(skip_empty_area=False) for sheet in sheets]
    except (CalamineError, OSError, ValueError, *BROKEN_PACKING) as error:
        ledger.add(_broken(path.name, str(error)))
        return []
    hidden = hidden_parts(octets)
    return [
        Grid(
            path.name,
            sheet.name,
            tuple(tuple(row) for row in rows),
            _merged(sheet),
            hidden.get(sheet.name, Hidden()),
            unseen.get(sheet.name, False),
        )
        for sheet, rows in zip(sheets, lines, strict=True)
    ]


def _merged(sheet: CalamineSheet) -> tuple[Merged, ...]:
    return tuple(sorted(sheet.merged_cell_ranges or ()))


def _text(file: str, octets: bytes, ledger: Ledger) -> list[Grid]:
    text, odd = _decoded(octets)
    if "\0" in text:
        ledger.add(_broken(file, _("it is not text")))
        return []
    first, _newline, rest = text.partition("\n")
    told = _SEPARATOR_LINE.fullmatch(first)
    body = rest if told else text
    reader = csv.reader(io.StringIO(body), delimiter=told[1] if told else _delimiter(body))
    lines: list[tuple[Cell, ...]] = [()] if told else []
    try:
        # a cell with line breaks takes several lines of the file, but one row in Excel
        lines.extend(tuple(row) for row in reader)
    except csv.Error as error:
        ledger.add(_broken(file, str(error)))
        return []
    repairs = (("encoding", odd),) if odd else ()
    return [Grid(file, "", tuple(lines), repairs=repairs)]


def _decoded(octets: bytes) -> tuple[str, int]:
    """Return the text, and how many lines were not of the encoding of the rest."""
    if octets[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = octets.decode("utf-16", errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n"), 0
    octets = octets.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines, kinds = [], Counter[str]()
    for line in octets.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
            kinds["utf-8" if any(octet > 127 for octet in line) else "plain"] += 1
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
            kinds["cp1252"] += 1
    return "\n".join(lines), min(kinds["utf-8"], kinds["cp1252"])


def _delimiter(text: str) -> str:
    """Return the sign that splits the first lines into the most cells, equally many in each."""
    lines = [line for line in text.split("\n")[:50] if line.strip()]
    outside = ["".join(line.split('"')[::2]) for line in lines]
    counts = {sign: [line.count(sign) for line in outside] for sign in ";\t|,"}
    common = {sign: Counter(n for n in found if n).most_common(1) for sign, found in counts.items()}
    score = {
        sign: (best[0][1] if best else 0, best[0][0] if best else 0)
        for sign, best in common.items()
    }
    return max(score, key=lambda sign: score[sign])


def _mended(grid: Grid) -> Grid:
    """Clean every text: odd spaces, unseen signs, composed letters, text decoded twice."""
    garbled = 0
    lines = []
    for line in grid.lines:
        cells: list[Cell] = []
        for cell in line:
            if isinstance(cell, str):
                text = _clean(cell)
                better = _ungarbled(text)
                garbled += better != text
                cells.append(better or None)
            else:
                cells.append(cell)
        lines.append(tuple(cells))
    repairs = (*grid.repairs, ("garbled", garbled)) if garbled else grid.repairs
    return replace(grid, lines=tuple(lines), repairs=repairs)


def _clean(text: str) -> str:
    plain = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    return _ODD_SPACES.sub(" ", plain).strip().removeprefix("'")


def _ungarbled(text: str) -> str:
    """Return text that was UTF-8, read as Windows-1252 and saved again, as it was written."""
    if not _GARBLED.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _unreadable(path: Path, error: OSError) -> Fault:
    missing = isinstance(error, FileNotFoundError)
    return Fault(
        _("There is no file called {file}.").format(file=path.name)
        if missing
        else _("{file} cannot be read: {strerror}.").format(
            file=path.name, strerror=retold(error.strerror or type(error).__name__)
        ),
        file=path.name,
        rule="file",
        remedy=_("Check the path.")
        if missing
        else _("Check that you may read the file and that no other program holds it."),
    )


def _other_kind(file: str, start: bytes) -> Fault:
    kind = "PDF" if start.startswith(b"%pdf") else "HTML/XML"
    return Fault(
        _("The file is {kind} inside, whatever its name says.").format(kind=kind),
        file=file,
        rule="file_format",
        remedy=_("Open it in Excel and save it as .xlsx, or ask the system for CSV."),
    )


def _broken(file: str, reason: str) -> Fault:
    locked = "password" in reason.casefold() or "encrypt" in reason.casefold()
    return Fault(
        _("The workbook is locked with a password.")
        if locked
        else _("The file cannot be read as {kind}: {reason}.").format(
            kind=_("a table"), reason=retold(reason.splitlines()[0] if reason else "?").rstrip(".")
        ),
        file=file,
        rule="file_format",
        remedy=_("Open it, remove the password and save a copy.")
        if locked
        else _("Save it again from the program that made it, or use another format."),
    )
