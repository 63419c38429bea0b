"""Checks that the tables fit together: references, and columns that must exist somewhere."""

from __future__ import annotations

import pandas as pd

from skolval.domain.language import _
from skolval.domain.problem import BoolArray
from skolval.domain.travel import SECOND_HOME
from skolval.io.dictionary import TABLES
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.tables import Loaded
from skolval.io.values import among

__all__ = ["Tables", "check_references", "check_travel_origins"]

Tables = dict[str, Loaded]


def _values(tables: Tables, table: str, column: str) -> pd.Series:
    if table not in tables:
        return pd.Series([], dtype="str")
    return tables[table].frame[column].dropna()


def check_references(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Write down every cell that names a row which another table does not have."""
    for name, loaded in tables.items():
        for field in TABLES[name].fields:
            if field.refers and loaded.has(field.name):
                _check_column(tables, loaded, (field.name, field.refers), ledger)
    _check_groups(tables, head, ledger)


def _check_column(tables: Tables, loaded: Loaded, names: tuple[str, str], ledger: Ledger) -> None:
    column, refers = names
    table, key = refers.split(".")
    cells = loaded.frame[column]
    if not cells.notna().any():
        return
    if table not in tables:
        if not TABLES[table].required:  # a missing required table is told once, by itself
            ledger.table(loaded.sheet, _no_table(column, table), column=column)
        return
    if not tables[table].whole(key):
        return
    known = _values(tables, table, key)
    listed = TABLES[loaded.sheet.table].field(column).kind == "list"
    inside = _all_among(cells, known) if listed else among(cells, known)
    bad = cells.notna().to_numpy(bool) & ~inside
    if bad.any():
        complaint = Complaint(
            "reference",
            _("{value} is not in the table {table}.").format(table=table, value="{value}"),
            _("Correct it, or add a row with {key} to {table}.").format(key=key, table=table),
            known=tuple(known.unique()),
        )
        ledger.cells(loaded.sheet, column, bad, complaint)


def _all_among(cells: pd.Series, known: pd.Series) -> BoolArray:
    """Return which lists name nothing but what is known."""
    words = cells.str.split().explode()
    found = pd.Series(among(words, known), words.index)
    inside: BoolArray = found.groupby(level=0).all().reindex(cells.index).to_numpy(bool)
    return inside


def _no_table(column: str, table: str) -> Complaint:
    level = "warning" if table == "areas" else "error"
    return Complaint(
        "reference",
        _("{column} cannot be checked: the instance has no table {table}.").format(
            column=column, table=table
        ),
        _("Add {table}.csv, or take the column away.").format(table=table),
        level,
    )


def _check_groups(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Each group must be countable somewhere: among pupils, by area or in the enrolment."""
    ids = [group.id for group in head.groups]
    if "enrolment" in tables:
        loaded = tables["enrolment"]
        cells = loaded.frame["group"]
        bad = (cells.notna() & ~cells.isin(ids)).to_numpy(bool)
        complaint = Complaint(
            "reference",
            _("{value} is not a group of instance.yaml."),
            _("Known groups: {known}.").format(known=", ".join(ids)),
            known=ids,
        )
        ledger.cells(loaded.sheet, "group", bad, complaint)
    if "pupils" not in tables:
        return
    pupils = tables["pupils"]
    for group in ids:
        if pupils.has(group):
            continue
        by_area = "areas" in tables and f"share_{group}" in tables["areas"].frame
        enrolled = group in set(_values(tables, "enrolment", "group"))
        elsewhere = by_area or enrolled
        ledger.table(
            pupils.sheet,
            Complaint(
                "required_column",
                _("The group column {group} is missing among the pupils.").format(group=group),
                _("Only shares by area or unit are known; add the column (0/1) to measure pupils.")
                if elsewhere
                else _(
                    "Add the column (0/1), or the shares by area, or take the group out of "
                    "instance.yaml."
                ),
                "warning" if elsewhere else "error",
            ),
            column=group,
        )


def check_travel_origins(tables: Tables, ledger: Ledger) -> None:
    """Every origin of a ready travel table must be a pupil, a second home or an area."""
    if "travel" not in tables:
        return
    travel = tables["travel"]
    if not all(tables[t].whole() for t in ("pupils", "areas") if t in tables):
        return
    pupils = _values(tables, "pupils", "pupil_id")
    arrived = _values(tables, "newly_arrived", "pupil_id")
    areas = _values(tables, "areas", "area_id")
    known = pd.concat([pupils, pupils + SECOND_HOME, arrived, areas])
    origin = travel.frame["origin_id"]
    bad: BoolArray = origin.notna().to_numpy(bool) & ~among(origin, known)
    complaint = Complaint(
        "reference",
        _("{value} is neither a pupil nor an area."),
        _("Correct it, or add the pupil or area."),
        known=tuple(known.unique()),
    )
    ledger.cells(travel.sheet, "origin_id", bad, complaint)
