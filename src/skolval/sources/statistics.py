"""Statistics Sweden's tables by area (områdesstatistik) as people really download them.

Several files (ages, background, country of birth, education, income, tenure) become one frame
with a row per area. Tolerant of form: PxWeb text and Excel, long and wide, turned, renamed,
Windows-1252 and UTF-16, codes with version and name. Strict about meaning: foreign background
is never taken for foreign born, every figure has a year, and the sums must hold.

Source: Statistics Sweden, statistical database (PxWeb), tables of DeSO and RegSO.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from skolval.domain.language import _
from skolval.domain.provenance import Fact
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.sources.area_codes import area_code
from skolval.sources.jsonstat import grid_of_jsonstat
from skolval.sources.scb_cells import Cells, cells_of
from skolval.sources.scb_checks import check, complete_ages
from skolval.sources.scb_layout import Layout, layout_of
from skolval.sources.scb_margins import margins_of
from skolval.sources.scb_words import facets_of
from skolval.sources.statistics_columns import (
    band_of,
    canonical_names,
    definition_of,
    facets_of_column,
)
from skolval.sources.text_grids import TextGrid, text_grids

__all__ = ["Asked", "StatisticsRead", "read_statistics"]

_SCB = "Statistics Sweden (SCB)"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_VERSION = re.compile(r"(?:deso|regso)[ _-]?(2018|2020|2025)", re.IGNORECASE)
_SOURCE = re.compile(r"(?:källa|source)\s*:?\s*(.+)", re.IGNORECASE)
_SUFFIXES = {".csv", ".txt", ".tsv", ".skv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".px"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user says that the files do not.

    Parameters
    ----------
    vintage : day or year of the figures of files that tell none, e.g. ``2022-12-31``.
    year : which of several years to take; the latest unless said.
    means : heading, or cell that says what is counted, to the canonical column it holds.
    source : who published files that do not say.
    """

    vintage: str = ""
    year: str = ""
    means: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class StatisticsRead:
    """Area statistics with their provenance.

    Parameters
    ----------
    frame : area_id, area_name, municipality_code (of coded areas), municipality and regso
        (where told), and the canonical columns that were found; counts are floats, missing where
        not published.
    facts : one per column. notes : what was repaired, chosen or left out, one sentence each.
    version : version of the areas where the codes or the file say, e.g. ``DeSO2018``.
    """

    frame: pd.DataFrame
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    version: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    """One table understood: its figures, and where they come from."""

    grid: TextGrid
    margins: pd.DataFrame
    attributes: pd.DataFrame
    notes: tuple[str, ...]
    source: str
    version: str


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
    return _joined(tables, asked, ledger)


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


def _tables(path: Path, asked: Asked, ledger: Ledger) -> list[_Table]:
    if path.suffix.casefold() == ".json":
        grid = grid_of_jsonstat(path, ledger)
        grids = (grid,) if grid else ()
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


def _table(layout: Layout, asked: Asked, ledger: Ledger) -> _Table | None:
    cells = cells_of(layout, asked.means, ledger)
    if cells is None:
        return None
    frame, year_note = _dated(layout, cells, asked, ledger)
    keyed, version, padded = _keyed(layout, frame, ledger)
    margins = margins_of(keyed, file=layout.grid.file, ledger=ledger)
    notes = [*layout.grid.notes, *cells.notes, *year_note, *padded]
    attributes = cells.attributes.assign(area=_codes(layout, cells.attributes["area"]))
    return _Table(
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
            remedy=_("Say it (vintage), for example 2022-12-31."),
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


def _joined(tables: list[_Table], asked: Asked, ledger: Ledger) -> StatisticsRead | None:
    """Return all tables beside each other, one year of each column."""
    _same_version(tables, ledger)
    notes = [note for table in tables for note in table.notes]
    margins = pd.concat(
        [table.margins.assign(table=number) for number, table in enumerate(tables)],
        ignore_index=True,
    )
    margins, year_notes = _one_year(margins, asked, ledger)
    if ledger.broken or not len(margins):
        if not ledger.broken:
            ledger.add(_nothing(tables[0].grid.file))
        return None
    margins = _without_conflicts(margins, tables, ledger)
    frame = margins.pivot_table(index="area", columns="column", values="value", aggfunc="first",
                                dropna=False).rename_axis(None, axis=1)  # fmt: skip
    frame = frame[[name for name in _order(frame) if name in frame]]
    frame, made = _with_population(frame)
    first = margins.drop_duplicates("column")
    vintages = {str(c): str(year) for c, year in zip(first["column"], first["year"], strict=True)}
    vintages |= {name: vintages[source] for name, source in made.items()}
    ages = {str(c): str(told) for c, told in zip(first["column"], first["ages"], strict=True)}
    _areas_agree(margins, tables, ledger)
    named = _named(frame.rename_axis("area_id").reset_index(), tables)
    check(named, vintages, ages, ledger)
    if ledger.broken:
        return None
    facts = _facts(named, margins, tables, vintages, made=made, asked=asked)
    version = next((table.version for table in tables if table.version), "")
    return StatisticsRead(named, facts, (*notes, *year_notes), version)


def _same_version(tables: list[_Table], ledger: Ledger) -> None:
    versions = sorted({table.version for table in tables if table.version})
    if len(versions) > 1:
        ledger.add(
            Fault(
                _("The files are of different divisions: {kinds}.").format(
                    kinds=", ".join(versions)
                ),
                file=", ".join(sorted({table.grid.file for table in tables})),
                rule="version",
                remedy=_("The same code may be different ground: give files of one version."),
            )
        )


def _one_year(
    margins: pd.DataFrame, asked: Asked, ledger: Ledger
) -> tuple[pd.DataFrame, list[str]]:
    """Keep one year of each column: the one asked for, else the latest, and say which."""
    years = sorted(set(margins["year"]))
    if asked.year and len(margins) and asked.year not in {year[:4] for year in years}:
        ledger.add(
            Fault(
                _("No figures are of {year}.").format(year=asked.year),
                value=asked.year,
                rule="vintage",
                remedy=_("The files hold {years}.").format(years=", ".join(years)),
            )
        )
        return margins, []
    kept, notes = [], []
    for column, part in margins.groupby("column", sort=False):
        held = sorted(set(part["year"]))
        same = [year for year in held if year[:4] == asked.year]
        chosen = same[0] if same else held[-1]
        kept.append(part[part["year"] == chosen])
        if len(held) > 1:
            notes.append((tuple(held), chosen, str(column)))
    told = [
        _("{columns}: of the years {years}, {chosen} is taken.").format(
            columns=", ".join(column for h, c, column in notes if (h, c) == key),
            years=", ".join(key[0]),
            chosen=key[1],
        )
        for key in dict.fromkeys((h, c) for h, c, _column in notes)
    ]
    return (pd.concat(kept, ignore_index=True) if kept else margins), told


def _without_conflicts(margins: pd.DataFrame, tables: list[_Table], ledger: Ledger) -> pd.DataFrame:
    """Refuse two files that tell the same figure differently; equal ones are kept once."""
    keys = ["area", "column"]
    spread = margins.groupby(keys, sort=False)["value"].agg(["min", "max"])
    bad = spread[(spread["max"] - spread["min"]).abs() > 1e-9]
    for area, column in list(bad.index)[:5]:
        same = margins[(margins["area"] == area) & (margins["column"] == column)]
        files = [tables[int(number)].grid.file for number in same["table"]]
        told = " / ".join(f"{value:g}" for value in same["value"])
        ledger.add(
            Fault(
                _("{area} has different figures of {column}: {values}.").format(
                    area=area, column=column, values=told
                ),
                file=", ".join(dict.fromkeys(files)),
                column=str(column),
                value=str(area),
                rule="conflict",
                remedy=_("Keep the file that is right."),
            )
        )
    return margins.sort_values("value", kind="stable", na_position="last").drop_duplicates(keys)


def _order(frame: pd.DataFrame) -> list[str]:
    ages = sorted((band_of(name) or (0, 0), name) for name in frame if band_of(name))
    first = ["pop"]
    return [*first, *(name for _band, name in ages), *(n for n in canonical_names() if n != "pop")]


def _with_population(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Add the population where only its parts are told."""
    if "pop" in frame:
        return frame, {}
    for names in (complete_ages(list(frame)), ["swedish_background", "foreign_background"],
                  ["born_sweden", "born_abroad"]):  # fmt: skip
        if names and set(names) <= set(frame):
            frame = frame.copy()
            frame.insert(0, "pop", frame[names].sum(axis=1, skipna=False))
            return frame, {"pop": names[0]}
    return frame, {}


def _areas_agree(margins: pd.DataFrame, tables: list[_Table], ledger: Ledger) -> None:
    """Tell areas that stand in only some of the files."""
    everywhere = set(margins["area"])
    for number, table in enumerate(tables):
        own = set(margins.loc[margins["table"] == number, "area"])
        lacking = sorted(everywhere - own)
        if own and lacking:
            shown = ", ".join(lacking[:5]) + (" ..." if len(lacking) > 5 else "")
            ledger.add(
                Fault(
                    _("{count} areas of the other files are not in this one: {shown}.").format(
                        count=len(lacking), shown=shown
                    ),
                    file=table.grid.file,
                    value=lacking[0],
                    rule="reference",
                    remedy=_("Their figures are missing. Give files of the same areas."),
                    level="warning",
                )
            )


def _named(frame: pd.DataFrame, tables: list[_Table]) -> pd.DataFrame:
    """Add what the files call the areas, and the municipality of coded areas."""
    frame = frame.copy()
    codes = frame["area_id"].map(lambda text: area_code(str(text)))
    if codes.notna().all():
        frame.insert(1, "municipality_code", frame["area_id"].str[:4])
    for column in ("municipality", "regso", "name"):
        told: dict[str, str] = {}
        for table in tables:
            if column in table.attributes:
                told |= dict(zip(table.attributes["area"], table.attributes[column], strict=True))
        if told:
            place = "area_name" if column == "name" else column
            frame.insert(1, place, frame["area_id"].map(told))
    return frame


def _facts(
    frame: pd.DataFrame,
    margins: pd.DataFrame,
    tables: list[_Table],
    vintages: Mapping[str, str],
    *,
    made: Mapping[str, str],
    asked: Asked,
) -> tuple[Fact, ...]:
    first = margins.drop_duplicates("column").set_index("column")
    hidden = margins[margins["mark"] != ""].groupby("column").size()
    facts = []
    for column in [name for name in _order(frame) if name in frame]:
        origin = made.get(column, column)
        table = tables[int(first.loc[origin, "table"])]
        told = str(first.loc[origin, "ages"]).replace("_", "-")
        ages = f" Ages {told}." if told and column not in made else ""
        facts.append(
            Fact(
                table="areas",
                column=column,
                source=table.source or _SCB,
                vintage=vintages[column],
                definition=definition_of(column) + ages,
                made="computed" if column in made else "read",
                file=table.grid.file,
                digest=table.grid.digest,
                suppressed=int(hidden.get(origin, 0)),
                licence="CC0 1.0 (Statistics Sweden)",
                note=_note(column, table, asked, computed=column in made),
            )
        )
    return tuple(facts)


def _note(column: str, table: _Table, asked: Asked, *, computed: bool) -> str:
    parts = []
    if computed:
        parts.append("Summed from its parts.")
    said = [word for word, name in asked.means.items() if name == column]
    if said:
        parts.append(f"Said by the user: {', '.join(said)} is {column}.")
    if not table.source and not asked.source:
        parts.append("The file does not name its publisher.")
    if table.version:
        parts.append(f"Areas: {table.version}.")
    return " ".join(parts)
