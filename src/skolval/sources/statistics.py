"""Statistics Sweden's tables by area (områdesstatistik) as people really download them.

Several files (ages, background, country of birth, education, income, tenure) become one frame
with a row per area. Tolerant of form: PxWeb text and Excel, long and wide, turned, renamed,
Windows-1252 and UTF-16, codes with version and name. Strict about meaning: foreign background
is never taken for foreign born, every figure has a year, and the sums must hold.

Source: Statistics Sweden, statistical database (PxWeb), tables of DeSO and RegSO.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.sources.area_codes import area_code
from skolval.sources.jsonstat import grid_of_jsonstat
from skolval.sources.scb_cells import Cells, cells_of
from skolval.sources.scb_layout import Layout, layout_of
from skolval.sources.scb_margins import margins_of
from skolval.sources.scb_words import facets_of
from skolval.sources.statistics_columns import canonical_names, facets_of_column
from skolval.sources.statistics_join import beside_each_other
from skolval.sources.statistics_parts import Asked, StatisticsRead, Table
from skolval.sources.text_grids import TextGrid, text_grids

__all__ = ["Asked", "StatisticsRead", "read_statistics"]

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_VERSION = re.compile(r"(?:deso|regso)[ _-]?(2018|2020|2025)", re.IGNORECASE)
_SOURCE = re.compile(r"(?:källa|source)\s*:?\s*(.+)", re.IGNORECASE)
_SUFFIXES = {".csv", ".txt", ".tsv", ".skv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".px"}


def read_statistics(
    paths: Iterable[Path] | Path, *, ledger: Ledger, asked: Asked | None = None
) -> StatisticsRead | None:
    """Return the statistics of all files joined by area, or None where they are faulty.

    Parameters
    ----------
    paths : files, or a folder whose tables are all read.
    asked : what the files do not say.
    """
    asked = asked or Asked()
    if not _means_are_known(asked, ledger):
        return None
    tables = [table for path in _files(paths, ledger) for table in _tables(path, asked, ledger)]
    if ledger.broken:
        return None
    if not tables:
        ledger.add(_nothing())
        return None
    return beside_each_other(tables, asked, ledger)


def _files(paths: Iterable[Path] | Path, ledger: Ledger) -> list[Path]:
    listed = [paths] if isinstance(paths, Path) else list(paths)
    files = []
    for path in listed:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.casefold() in _SUFFIXES)
            if not inside:
                ledger.add(_nothing(path.name))
            files += inside
        else:
            files.append(path)
    return files


def _nothing(name: str = "") -> Fault:
    return Fault(
        _("No statistics by area were found."),
        file=name,
        rule="required_file",
        remedy=_("Give tables with codes of DeSO or RegSO, or a column that names the area."),
    )


def _means_are_known(asked: Asked, ledger: Ledger) -> bool:
    for word, column in asked.means.items():
        if not facets_of_column(column):
            ledger.add(
                Fault(
                    _("{word!r} cannot mean {column!r}: there is no such column.").format(
                        word=word, column=column
                    ),
                    value=column,
                    rule="known_column",
                    suggestion=did_you_mean(column, canonical_names()),
                    remedy=_("Known: {known}.").format(known=", ".join(canonical_names())),
                )
            )
    return not ledger.broken


def _tables(path: Path, asked: Asked, ledger: Ledger) -> list[Table]:
    if path.suffix.casefold() == ".json":
        grid = grid_of_jsonstat(path, ledger)
        grids: tuple[TextGrid, ...] = (grid,) if grid else ()
    else:
        grids = text_grids(path, ledger)
    laid = [(grid, layout_of(grid)) for grid in grids]
    if grids and not any(layout for _grid, layout in laid):
        ledger.add(_no_areas(path.name))
    found = [_table(layout, asked, ledger) for _grid, layout in laid if layout]
    return [table for table in found if table]


def _no_areas(name: str) -> Fault:
    return Fault(
        _("No column and no row of the file holds codes or names of areas."),
        file=name,
        rule="areas",
        remedy=_("Give a table with codes of DeSO (0380C0010) or RegSO (0380R001), or call the "
                 "column of the areas area_id."),
    )  # fmt: skip


def _table(layout: Layout, asked: Asked, ledger: Ledger) -> Table | None:
    cells = cells_of(layout, asked.means, ledger)
    if cells is None:
        return None
    frame, year_note = _dated(layout, cells, asked, ledger)
    keyed, version, padded = _keyed(layout, frame, ledger)
    margins = margins_of(keyed, file=layout.grid.file, ledger=ledger)
    notes = [*layout.grid.notes, *cells.notes, *year_note, *padded]
    attributes = cells.attributes.assign(area=_codes(layout, cells.attributes["area"]))
    return Table(
        layout.grid,
        margins,
        attributes,
        tuple(f"{layout.grid.file}: {note}" for note in notes),
        _source(layout, asked),
        version,
    )


def _dated(
    layout: Layout, cells: Cells, asked: Asked, ledger: Ledger
) -> tuple[pd.DataFrame, list[str]]:
    """Return the figures with a year each: of the cell, the title, or what the user says."""
    frame = _counting(layout, cells.frame)
    undated = frame["year"].isna()
    if not undated.any():
        return frame, []
    years = sorted(set(_YEAR.findall(_VERSION.sub(" ", " ".join(layout.title)))))
    if len(years) == 1:
        note = [_("The year {year} is taken from the title.").format(year=years[0])]
        return frame.assign(year=frame["year"].where(~undated, years[0])), note
    if asked.vintage:
        return frame.assign(year=frame["year"].where(~undated, asked.vintage)), []
    ledger.add(
        Fault(
            _("The file does not say of which year its figures are."),
            file=layout.grid.file,
            sheet=layout.grid.sheet,
            rule="vintage",
            remedy=_("Say it (--vintage), for example 2022-12-31."),
        )
    )
    return frame, []


def _counting(layout: Layout, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with what the title says they count, where nothing else says it."""
    said = facets_of(layout.title[0]).members if layout.title else {}
    if said.get("contents") in {None, "share"} or "age" in said:
        return frame
    known = frame["contents"].notna()
    return frame.assign(contents=frame["contents"].astype(object).where(known, said["contents"]))


def _keyed(
    layout: Layout, frame: pd.DataFrame, ledger: Ledger
) -> tuple[pd.DataFrame, str, list[str]]:
    """Return the figures with bare codes of areas, the areas' version, and what was repaired."""
    if not layout.coded:
        return frame, "", []
    told = {text: area_code(text) for text in dict.fromkeys(layout.areas)}
    versions = sorted({code.version for code in told.values() if code and code.version})
    levels = {code.level for code in told.values() if code}
    if len(versions) > 1 or len(levels) > 1:
        ledger.add(
            Fault(
                _("The areas are of different divisions: {kinds}.").format(
                    kinds=", ".join([*sorted(levels), *versions])
                ),
                file=layout.grid.file,
                rule="version",
                remedy=_("Download one division only: DeSO or RegSO, of one version."),
            )
        )
    padded = sum(code.padded for code in told.values() if code)
    notes = (
        [_("The lost first zero of {count} codes was put back.").format(count=padded)]
        if padded
        else []
    )
    found = _VERSION.search(" ".join((layout.grid.file, *layout.title)))
    level = next(iter(sorted(levels)), "")
    version = versions[0] if versions else f"{level}{found[1]}" if found else ""
    return frame.assign(area=_codes(layout, frame["area"])), version, notes


def _codes(layout: Layout, areas: pd.Series) -> pd.Series:
    if not layout.coded:
        return areas
    codes = {text: area_code(text) for text in areas.unique()}
    return areas.map({text: code.code if code else text for text, code in codes.items()})


def _source(layout: Layout, asked: Asked) -> str:
    for line in (*layout.foot, *layout.title):
        found = _SOURCE.match(line)
        if found:
            return found[1].strip(" .")
    return asked.source
