"""Where title, header, areas, figures and footnotes stand in a downloaded table (tabellens form).

PxWeb saves long tables (one figure in a row), wide ones (years or groups as columns, headers in
one or several rows, stub cells written once), and people turn them so that areas are columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from skolval.sources.area_codes import area_code, is_wider_region
from skolval.sources.scb_words import plain
from skolval.sources.text_grids import TextGrid

__all__ = ["Layout", "layout_of"]

_AREA_HEADINGS = {"deso", "regso", "area id", "area", "område", "region", "nyckelkod", "områdeskod",
                  "desokod", "regsokod", "deso kod", "regso kod", "stadsdel", "nyko"}  # fmt: skip
_COUNTRY = re.compile(r"(?:00 )?(?:hela )?riket|00|(?:00 )?sweden")


@dataclass(frozen=True, slots=True)
class Layout:
    """A grid with its parts named.

    Parameters
    ----------
    grid : as read, or turned so that areas are rows. turned : whether it was.
    area : column of the area. headings : one text per column, parts of a merged header joined.
    body : positions of the rows with figures. areas : text of the area of each of them, also
        where the file wrote it only once.
    title, foot : lines above the header and below the figures.
    wider : rows left out since they are of a municipality, county or the country.
    coded : whether areas have Statistics Sweden's codes, else they are names or own codes.
    """

    grid: TextGrid
    turned: bool
    area: int
    headings: tuple[str, ...]
    body: tuple[int, ...]
    areas: tuple[str, ...]
    title: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    wider: int = 0
    coded: bool = True

    def column(self, place: int) -> list[str]:
        """Return the texts of a column in the rows of the body."""
        rows = self.grid.rows
        return [rows[row][place] for row in self.body]


def layout_of(grid: TextGrid) -> Layout | None:
    """Return the parts of a grid, or None where no areas are found in it."""
    by_column, column = _most(grid.rows, grid.width)
    turned = grid.turned() if grid.rows else grid
    by_row, row = _most(turned.rows, turned.width)
    if by_row > by_column:
        return _laid(turned, row, turned=True)
    if by_column:
        return _laid(grid, column, turned=False)
    return _named(grid)


def _most(rows: tuple[tuple[str, ...], ...], width: int) -> tuple[int, int]:
    """Return the largest number of different area codes in one column, and the column."""
    found: list[set[str]] = [set() for _ in range(width)]
    for row in rows:
        for place, cell in enumerate(row):
            if cell[:3].isdigit() and area_code(cell):
                found[place].add(cell)
    counts = [len(codes) for codes in found]
    best = max(counts, default=0)
    return best, counts.index(best) if best else 0


def _laid(grid: TextGrid, area: int, *, turned: bool) -> Layout | None:
    first = next(i for i, row in enumerate(grid.rows) if area_code(row[area]))
    top = _header_top(grid, first)
    start = _first_wider(grid, area, first)
    body, areas, wider = _body(grid, area, start)
    if not body:
        return None
    last = max(body)
    return Layout(
        grid=grid,
        turned=turned,
        area=area,
        headings=_headings(grid.rows[top:start], area),
        body=body,
        areas=areas,
        title=_lines(grid.rows[:top]),
        foot=_lines(grid.rows[last + 1 :]),
        wider=wider,
    )


def _first_wider(grid: TextGrid, area: int, first: int) -> int:
    """Return the first row of figures: rows of the country and counties may stand above."""
    start = first
    while start and is_wider_region(grid.rows[start - 1][area]):
        start -= 1
    return start


def _header_top(grid: TextGrid, first: int) -> int:
    """Return the first header row above `first`; a title stands alone in the first column."""
    top = first
    while top and _is_header(grid.rows[top - 1]):
        top -= 1
    return top


def _is_header(row: tuple[str, ...]) -> bool:
    return any(row[1:]) if len(row) > 1 else bool(row[0])


def _body(grid: TextGrid, area: int, start: int) -> tuple[tuple[int, ...], tuple[str, ...], int]:
    body: list[int] = []
    areas: list[str] = []
    wider, current = 0, ""
    for position in range(start, len(grid.rows)):
        row = grid.rows[position]
        text = row[area]
        filled = any(cell for place, cell in enumerate(row) if place != area)
        if text and area_code(text):
            current = text
        elif text or not filled:
            wider += bool(text) and filled and is_wider_region(text)
            current = ""
        if current and filled:
            body.append(position)
            areas.append(current)
    return tuple(body), tuple(areas), wider


def _headings(rows: tuple[tuple[str, ...], ...], area: int) -> tuple[str, ...]:
    """Return the parts of each column's header from top to bottom, joined by a line end."""
    filled = []
    for depth, row in enumerate(rows):
        last = depth == len(rows) - 1
        current, cells = "", []
        for place, cell in enumerate(row):
            # Merged cells hold their text in the first of them only.
            current = cell if cell or place <= area else current
            cells.append(cell if last else current)
        filled.append(cells)
    if not filled:
        return ("",) * 0
    return tuple("\n".join(part for part in parts if part) for parts in zip(*filled, strict=True))


def _lines(rows: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(" ".join(cell for cell in row if cell) for row in rows if any(row))


def _named(grid: TextGrid) -> Layout | None:
    """Return the parts of a table whose areas have names or codes of their own."""
    for top, row in enumerate(grid.rows[:40]):
        places = [i for i, cell in enumerate(row) if plain(cell) in _AREA_HEADINGS]
        if places and len([cell for cell in row if cell]) > 1:
            return _of_names(grid, top, places[0])
    return None


def _of_names(grid: TextGrid, top: int, area: int) -> Layout | None:
    body = tuple(
        position
        for position in range(top + 1, len(grid.rows))
        if grid.rows[position][area] and len([c for c in grid.rows[position] if c]) > 1
    )
    country = [p for p in body if _COUNTRY.fullmatch(plain(grid.rows[p][area]))]
    body = tuple(position for position in body if position not in country)
    if not body:
        return None
    return Layout(
        grid=grid,
        turned=False,
        area=area,
        headings=grid.rows[top],
        body=body,
        areas=tuple(grid.rows[position][area] for position in body),
        title=_lines(grid.rows[:top]),
        foot=_lines(grid.rows[max(body) + 1 :]),
        wider=len(country),
        coded=False,
    )
