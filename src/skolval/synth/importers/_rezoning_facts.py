"""Where the values of a rezoning's instance come from: the four tables, and what they lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from skolval.domain.language import N_
from skolval.domain.provenance import Fact
from skolval.io.rezoning import RezoningTables
from skolval.synth.importers._rezoning_parts import Parts

__all__ = ["facts_of_rezoning"]

_READ = {
    "areas": {"area_id": "area", "name": "name", "x": "x", "y": "y", "attendance_units": "today"},
    "units": {"unit_id": "school", "name": "name", "area_id": "area", "x": "x", "y": "y"},
}
"""Columns of the instance that hold what a column of the tables says: column to role."""

_DRAWN = N_("One pupil per counted pupil; of who is in several groups nothing is known.")
_BY_ALL = N_("Pupils of the group by all pupils.")
_ONE_GRADE = N_("All pupils are placed in one grade, as the option --grade says.")
_ASSUMED_SEATS = N_("Seats of schools without a capacity: {over} % above today's pupils.")
_ALL_MUNICIPAL = N_("Every school is taken to be municipal and open to placement.")


def facts_of_rezoning(
    tables: RezoningTables, parts: Parts, params: Mapping[str, Any]
) -> tuple[Fact, ...]:
    """Return one fact per column that holds anything."""
    return (*_areas(tables, parts), *_units(tables, params), *_ways(tables), *_pupils(parts))


def _of(fact: Fact, tables: RezoningTables, table: str, role: str = "") -> Fact:
    """Return the fact with the file of a table, and which column of it is meant."""
    column = tables.roles[table].get(role, "")
    file = tables.files[table]
    source = f"{file}: {column}" if column else file
    return replace(fact, source=source, file=file, digest=tables.digests.get(table, ""))


def _areas(tables: RezoningTables, parts: Parts) -> Iterator[Fact]:
    for column, role in _READ["areas"].items():
        if role in tables.roles["areas"]:
            yield _of(Fact("areas", column), tables, "areas", role)
    made = "read" if "total" in tables.roles["areas"] else "computed"
    population = Fact("areas", "population", definition=N_("pupils"), made=made)
    yield _of(population, tables, "areas", "total")
    for group, label in parts.groups.items():
        share = Fact("areas", f"share_{group}", definition=label, made="computed", note=_BY_ALL)
        yield _of(share, tables, "areas")


def _units(tables: RezoningTables, params: Mapping[str, Any]) -> Iterator[Fact]:
    for column, role in _READ["units"].items():
        if role in tables.roles["schools"]:
            yield _of(Fact("units", column), tables, "schools", role)
    yield Fact("units", "provider", made="assumed", note=_ALL_MUNICIPAL)
    yield Fact("offerings", "grade", made="assumed", note=_ONE_GRADE)
    if "capacity" in tables.roles["schools"]:
        seats = Fact("offerings", "seats")
    else:
        note = _ASSUMED_SEATS.format(over=params["over"])
        seats = Fact("offerings", "seats", made="assumed", note=note)
    yield _of(seats, tables, "schools", "capacity")


def _ways(tables: RezoningTables) -> Iterator[Fact]:
    yield _of(Fact("travel", ""), tables, "travel")
    table = "adjacency" if "adjacency" in tables.files else "areas"
    yield _of(Fact("adjacency", ""), tables, table, "neighbours")


def _pupils(parts: Parts) -> Iterator[Fact]:
    yield Fact("pupils", "pupil_id", made="modelled", note=_DRAWN)
    for group, label in parts.groups.items():
        yield Fact("pupils", group, definition=label, made="modelled", note=_DRAWN)
