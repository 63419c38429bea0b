"""Tables of area statistics beside each other: one year, one figure, one row per area."""

from __future__ import annotations

import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.area_codes import area_code
from skolval.sources.scb_checks import check, complete_ages
from skolval.sources.statistics_columns import band_of, canonical_names
from skolval.sources.statistics_facts import facts_about
from skolval.sources.statistics_parts import Asked, StatisticsRead, Table

__all__ = ["beside_each_other"]


def beside_each_other(tables: list[Table], asked: Asked, ledger: Ledger) -> StatisticsRead | None:
    """Return all tables beside each other, one year of each column."""
    _same_version(tables, ledger)
    notes = [note for table in tables for note in table.notes]
    margins = pd.concat(
        [table.margins.assign(table=number) for number, table in enumerate(tables)],
        ignore_index=True,
    )
    if not len(margins):
        ledger.add(_no_figures(tables[0].grid.file))
        return None
    chosen = _one_year(margins, asked, ledger)
    if chosen is None:
        return None
    margins, year_notes = chosen
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
    columns = [name for name in _order(named) if name in named]
    facts = facts_about(columns, margins, tables, vintages, made=made, asked=asked)
    version = next((table.version for table in tables if table.version), "")
    return StatisticsRead(named, facts, (*notes, *year_notes), version)


def _no_figures(name: str) -> Fault:
    return Fault(
        _("The file names areas, but no column of figures is understood."),
        file=name,
        rule="required_column",
        remedy=_("Call the columns as Statistics Sweden does, or say what they mean (means)."),
    )


def _same_version(tables: list[Table], ledger: Ledger) -> None:
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
) -> tuple[pd.DataFrame, list[str]] | None:
    """Keep one year of each column: the one asked for, else the latest, and say which."""
    years = sorted(set(margins["year"]))
    if asked.year and asked.year not in {year[:4] for year in years}:
        ledger.add(
            Fault(
                _("No figures are of {year}.").format(year=asked.year),
                value=asked.year,
                rule="vintage",
                remedy=_("The files hold {years}.").format(years=", ".join(years)),
            )
        )
        return None
    held_by = [set(years) for _column, years in margins.groupby("column")["year"]]
    several = [years for years in held_by if len(years) > 1]
    common = set.intersection(*several) if several else set()
    kept, notes = [], []
    for column, part in margins.groupby("column", sort=False):
        held = sorted(set(part["year"]))
        same = [year for year in held if year[:4] == asked.year]
        # The latest year that all tables of several years hold, so that sums can be checked.
        shared = sorted(common & set(held))
        chosen = (same or shared[-1:] or held[-1:])[0]
        kept.append(part[part["year"] == chosen])
        if len(held) > 1:
            notes.append((tuple(held), chosen, str(column)))
    told = [
        _("{columns}: told for {years}; the figure of {chosen} is taken.").format(
            columns=", ".join(column for h, c, column in notes if (h, c) == key),
            years=", ".join(key[0]),
            chosen=key[1],
        )
        for key in dict.fromkeys((h, c) for h, c, _column in notes)
    ]
    return pd.concat(kept, ignore_index=True), told


def _without_conflicts(margins: pd.DataFrame, tables: list[Table], ledger: Ledger) -> pd.DataFrame:
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
    ages = sorted((band, str(name)) for name in frame if (band := band_of(str(name))))
    others = [name for name in canonical_names() if name != "pop"]
    return ["pop", *(name for _band, name in ages), *others]


def _with_population(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Add the population where only its parts are told."""
    if "pop" in frame:
        return frame, {}
    told = [str(name) for name in frame]
    for names in (complete_ages(told), ["swedish_background", "foreign_background"],
                  ["born_sweden", "born_abroad"]):  # fmt: skip
        if names and set(names) <= set(frame):
            frame = frame.copy()
            frame.insert(0, "pop", frame[names].sum(axis=1, skipna=False))
            return frame, {"pop": names[0]}
    return frame, {}


def _areas_agree(margins: pd.DataFrame, tables: list[Table], ledger: Ledger) -> None:
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


def _named(frame: pd.DataFrame, tables: list[Table]) -> pd.DataFrame:
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
