"""A table of school units set upright: units as rows, whichever way the file has them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skolval.sources.marks import plain_mark
from skolval.sources.scb_cells import number_of
from skolval.sources.text_grids import TextGrid
from skolval.sources.unit_codes import unit_in
from skolval.sources.unit_columns import measure_of, text_of

__all__ = ["APPROXIMATE", "FLAG", "Upright", "upright_of", "vintage_of"]

_YEAR = re.compile(r"(?<!\d)(20\d\d)[/\-–](\d\d|20\d\d)(?!\d)")


_ONE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


APPROXIMATE = re.compile(r"^[~≈]\s*(?=\d)")


FLAG = " flag"


@dataclass(frozen=True, slots=True)
class Upright:
    """A table turned so that every row is a unit."""

    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: list[int]
    title: str
    turned: bool = False


def vintage_of(upright: Upright, grid: TextGrid) -> str:
    """Return the school year that the title or the name of the file tells, if any."""
    for text in (upright.title, grid.file.replace("_", "/")):
        found = _YEAR.search(text)
        if found:
            return f"{found[1]}/{found[2][-2:]}"
    found = _ONE_YEAR.search(upright.title)
    return found[1] if found else ""


def upright_of(grid: TextGrid) -> Upright | None:
    """Return the table with a row per unit, whichever way it was saved."""
    found = _rows_of_units(grid)
    return None if found is None else _pivoted(found)


def _rows_of_units(grid: TextGrid) -> Upright | None:
    header = _header(grid)
    if header is None:
        return _unit_columns(grid) or _beside(grid)
    place = next(i for i, cell in enumerate(grid.rows[header]) if text_of(cell) == "unit_id")
    start = header + 1
    while start < len(grid.rows) and _goes_on(grid.rows[start], place):
        start += 1
    body = [i for i in range(start, len(grid.rows)) if grid.rows[i][place]]
    return Upright(
        _headings(grid.rows[header:start]),
        [grid.rows[i] for i in body],
        [i + 1 for i in body],
        _title(grid.rows[:header], grid.sheet),
    )


def _goes_on(row: tuple[str, ...], place: int) -> bool:
    """Return whether a row below the header is part of it: words, no code and no figures."""
    return (
        not row[place]
        and any(row)
        and not any(number_of(cell) is not None or plain_mark(cell) for cell in row if cell)
    )


def _headings(rows: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return one heading per column; a merged cell above counts for all columns under it."""
    if len(rows) == 1:
        return rows[0]
    joined = []
    above = ""
    for cells in zip(*rows, strict=True):
        above = cells[0] or (above if any(cells[1:]) else "")
        joined.append(" ".join(text for text in (above, *cells[1:]) if text))
    return tuple(joined)


def _header(grid: TextGrid) -> int | None:
    """Return the row whose cells name the code and at least one more column."""
    for position, row in enumerate(grid.rows[:60]):
        named = {text_of(cell) for cell in row if cell}
        if "unit_id" in named and sum(bool(cell) for cell in row) > 1:
            return position
    return None


def _title(rows: tuple[tuple[str, ...], ...], sheet: str) -> str:
    return " | ".join(
        [*(" ".join(cell for cell in row if cell) for row in rows if any(row)), sheet]
    )


def _unit_columns(grid: TextGrid) -> Upright | None:
    """Return a table whose units stand as columns: ``Storskolan (12345678)`` in a header row."""
    counts = [sum(bool(unit_in(cell)[0]) for cell in row) for row in grid.rows[:60]]
    most = max(counts, default=0)
    down = max((sum(bool(unit_in(c)[0]) for c in column) for column in _columns(grid)), default=0)
    if not most or most < down:
        return None
    header = counts.index(most)
    places = [i for i, cell in enumerate(grid.rows[header]) if unit_in(cell)[0]]
    measures, year = _of_latest_year(grid.rows[header + 1 :], places)
    headings = ("skolenhetskod", "skolenhet", *(text for text, _row in measures))
    rows = [(*unit_in(grid.rows[header][i]), *(row[i] for _text, row in measures)) for i in places]
    title = _title(grid.rows[:header], grid.sheet)
    return Upright(headings, rows, [i + 1 for i in places], f"{year} | {title}", turned=True)


def _of_latest_year(
    rows: tuple[tuple[str, ...], ...], places: list[int]
) -> tuple[list[tuple[str, tuple[str, ...]]], str]:
    """Return the rows of figures with their words, of the last school year that stands there."""
    first, year = min(places), ""
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for row in rows:
        words = " ".join(cell for cell in row[:first] if cell)
        told = _YEAR.search(words)
        year = told[0] if told else year
        if any(row[place] for place in places):
            found.append((year, _YEAR.sub("", words).strip(), row))
    latest = max((year for year, _words, _row in found), default="")
    return [(words, row) for year, words, row in found if year == latest], latest


def _pivoted(upright: Upright) -> Upright:
    """Return a long table (a figure in a row) with a column per figure; others as they are."""
    columns = list(zip(*upright.rows, strict=True)) if upright.rows else []
    place = next((i for i, cells in enumerate(columns) if _are_measures(cells)), None)
    if place is None or upright.turned:
        return upright
    years = [i for i, cells in enumerate(columns) if all(_YEAR.fullmatch(cell) for cell in cells)]
    latest = max(columns[years[0]]) if years else ""
    rows = [row for row in upright.rows if not years or row[years[0]] == latest]
    words = list(dict.fromkeys(row[place] for row in rows))
    figure = max(i for i, cells in enumerate(columns) if any(cells))
    code = next((i for i, head in enumerate(upright.headings) if text_of(head) == "unit_id"), 0)
    name = next((i for i, head in enumerate(upright.headings) if text_of(head) == "name"), code)
    told: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for row in rows:
        told.setdefault(row[code], {})[row[place]] = row[figure]
        names[row[code]] = row[name]
    return Upright(
        ("skolenhetskod", "skolenhet", *words),
        [(unit, names[unit], *(cells.get(w, "") for w in words)) for unit, cells in told.items()],
        list(range(1, len(told) + 1)),
        f"{latest} | {upright.title}",
        turned=True,
    )


def _are_measures(cells: tuple[str, ...]) -> bool:
    """Return whether the cells of a column name figures, so that the table is a long one."""
    words = set(cells[:500])
    return (
        len(words) > 1
        and any(measure_of(word) for word in words)
        and not any(number_of(word) is not None for word in words)
    )


def _columns(grid: TextGrid) -> list[tuple[str, ...]]:
    return list(zip(*grid.rows, strict=True)) if grid.rows else []


def _beside(grid: TextGrid) -> Upright | None:
    """Return a table whose units stand as rows with name and code in one cell."""
    columns = _columns(grid)
    counts = [sum(bool(unit_in(cell)[0]) for cell in column) for column in columns]
    if not any(counts):
        return None
    place = counts.index(max(counts))
    body = [i for i, cell in enumerate(columns[place]) if unit_in(cell)[0]]
    top = body[0] - 1
    header = grid.rows[top] if top >= 0 else ("",) * grid.width
    rows = [(*unit_in(grid.rows[i][place]), *grid.rows[i]) for i in body]
    return Upright(
        ("skolenhetskod", "skolenhet", *header), rows, [i + 1 for i in body],
        _title(grid.rows[: max(top, 0)], grid.sheet),
    )  # fmt: skip
