"""Tables of a rezoning (områdestabeller): areas, schools, travel, neighbours, under any names.

Columns are known by many names; where a name says nothing, `Names.columns` says it. Everything is
read before anything is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, InputError, did_you_mean
from skolval.io.any_table import read_any_table
from skolval.io.faults import Ledger
from skolval.io.sheets import sha256_of
from skolval.io.yaml_file import read_yaml

__all__ = ["ROLES", "RezoningTables", "plain", "read_rezoning", "read_roles"]

FILES: dict[str, tuple[str, ...]] = {
    "areas": ("areas", "area", "blocks", "zones", "blockgroups", "omraden", "områden"),
    "schools": ("schools", "school", "units", "skolor", "skolenheter"),
    "travel": ("travel", "distances", "distance", "times", "travel_times", "restider", "avstand",
               "avstånd", "restabell"),
    "adjacency": ("adjacency", "neighbours", "neighbors", "edges", "grannar"),
}  # fmt: skip
"""Table to the stems of file names it is known by."""

ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "areas": {
        "area": ("area_id", "area", "block_id", "block", "geoid", "zone_id", "zone", "tract",
                 "blockgroup", "omradeskod", "områdeskod", "område", "deso", "id"),
        "today": ("today", "today_school", "school_today", "current_school", "current_school_id",
                  "zoned_school", "assigned_school", "attendance_school", "school_id", "school",
                  "current_unit", "attendance_unit", "nuvarande_skola", "skola", "skolenhet"),
        "total": ("total", "num_total", "pupils", "students", "total_pupils", "total_students",
                  "elever", "antal", "count", "n", "size", "population"),
        "neighbours": ("neighbours", "neighbors", "adjacent", "grannar"),
        "name": ("name", "area_name", "namn"),
        "x": ("x", "lon", "longitude", "east", "e"),
        "y": ("y", "lat", "latitude", "north"),
    },
    "schools": {
        "school": ("school_id", "id", "unit_id", "school", "ncessch", "skolenhetskod", "skola_id",
                   "skola", "unit"),
        "name": ("name", "school_name", "namn", "skolnamn"),
        "capacity": ("capacity", "seats", "max_pupils", "platser", "kapacitet", "total_capacity"),
        "today": ("enrollment", "enrolment", "total_enrollment", "today", "elever"),
        "area": ("area_id", "area", "block_id", "block", "geoid", "zone", "home_area",
                 "stands_in", "located_in", "områdeskod", "område", "omrade", "deso"),
        "x": ("x", "lon", "longitude", "east", "e"),
        "y": ("y", "lat", "latitude", "north"),
    },
    "travel": {
        "area": ("area_id", "area", "block_id", "block", "geoid", "zone", "zone_id", "origin",
                 "origin_id", "from", "från", "områdeskod", "område", "deso"),
        "school": ("school_id", "school", "unit_id", "unit", "destination", "to", "till",
                   "ncessch", "skola", "skolenhetskod"),
        "metres": ("metres", "meters", "meter", "m", "distance_m", "dist_m", "travel_m",
                   "distance_meters", "distance_metres"),
        "kilometres": ("kilometres", "kilometers", "km", "distance_km", "dist_km", "travel_km"),
        "minutes": ("minutes", "minuter", "min", "mins", "time_min", "travel_min",
                    "travel_minutes", "travel_time_min", "duration_min"),
        "seconds": ("seconds", "sekunder", "sec", "secs", "s", "time_s", "travel_seconds",
                    "duration_s", "travel_time_s"),
    },
    "adjacency": {
        "area": ("area_id", "area", "from", "a", "area1", "area_1", "area_a", "block", "block1",
                 "source", "zone", "område"),
        "neighbour": ("neighbour_id", "neighbor_id", "neighbour", "neighbor", "to", "b", "area2",
                      "area_2", "area_b", "block2", "target", "granne", "neighbours",
                      "neighbors"),
    },
}  # fmt: skip
"""What each table tells, and the names its columns are known by."""

NEEDED = {"areas": ("area", "today"), "schools": ("school", "area"), "travel": ("area",),
          "adjacency": ("area", "neighbour")}  # fmt: skip
_UNITS = ("metres", "kilometres", "minutes", "seconds")


@dataclass(frozen=True, slots=True)
class RezoningTables:
    """The four tables as they stand, and which column plays which role.

    Parameters
    ----------
    frames : by table, texts. roles : by table, role to column. files : by table, file name.
    digests : by table, SHA-256 of the file's bytes.
    """

    frames: Mapping[str, pd.DataFrame]
    roles: Mapping[str, Mapping[str, str]]
    files: Mapping[str, str]
    digests: Mapping[str, str] = field(default_factory=dict)

    def column(self, table: str, role: str) -> pd.Series | None:
        """Return the column that plays a role, stripped texts with missing ones as NA."""
        name = self.roles.get(table, {}).get(role)
        return None if name is None else _texts(self.frames[table][name])

    def others(self, table: str) -> list[str]:
        """Return the columns of a table that play no role."""
        taken = set(self.roles[table].values())
        return [name for name in self.frames[table].columns if name not in taken]


def plain(name: str) -> str:
    """Return a column's name in small letters with underscores."""
    return re.sub(r"[\s\-.]+", "_", str(name).strip().casefold())


def read_roles(path: Path | None, ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Return what the file of `--columns` says: table to role to column."""
    if path is None:
        return {}
    document = read_yaml(path, ledger)
    if document is None:
        return {}
    said: dict[str, dict[str, Any]] = {}
    for table, roles in document.value.items():
        if table not in ROLES:
            ledger.add(_unknown(path.name, str(table), list(ROLES)))
            continue
        if not isinstance(roles, dict) or not isinstance(roles.get("groups", []), list):
            ledger.add(_no_mapping(path.name, str(table)))
            continue
        known = [*ROLES[table], "groups"] if table == "areas" else list(ROLES[table])
        for role in roles:
            if role not in known:
                ledger.add(_unknown(path.name, str(role), known))
        said[str(table)] = dict(roles)
    return said


def read_rezoning(
    sources: Sequence[Path], said: Mapping[str, Mapping[str, Any]], ledger: Ledger
) -> RezoningTables | None:
    """Return the tables, or None if something is missing or broken.

    Parameters
    ----------
    sources : folders or files. said : what `read_roles` returns.
    """
    paths = _paths(sources, ledger)
    frames: dict[str, pd.DataFrame] = {}
    roles: dict[str, dict[str, str]] = {}
    for table, path in paths.items():
        try:
            frames[table] = read_any_table(path)
        except InputError as error:
            ledger.add(*error.faults)
            continue
        roles[table] = _roles(table, path.name, frames[table], said.get(table, {}), ledger)
    if ledger.broken:
        return None
    return RezoningTables(
        frames,
        roles,
        {table: path.name for table, path in paths.items()},
        {table: sha256_of(path) for table, path in paths.items()},
    )


def _paths(sources: Sequence[Path], ledger: Ledger) -> dict[str, Path]:
    files = [
        path
        for source in sources
        for path in (sorted(source.iterdir()) if source.is_dir() else [source])
        if path.suffix.casefold() in {".csv", ".tsv", ".txt", ".parquet", ".xlsx"}
    ]
    found: dict[str, Path] = {}
    for path in files:
        stem = plain(path.stem)
        for table, names in FILES.items():
            if stem in names or any(
                stem.startswith(f"{n}_") or stem.endswith(f"_{n}") for n in names
            ):
                found.setdefault(table, path)
                break
    for table in ("areas", "schools", "travel"):
        if table not in found:
            ledger.add(
                Fault(
                    _("There is no table {table} among the files.").format(table=table),
                    file=str(sources[0].name if sources else ""),
                    rule="required_table",
                    remedy=_("Give a file called {names}.").format(
                        names=", ".join(f"{name}.csv" for name in FILES[table][:4])
                    ),
                    suggestion=did_you_mean(table, [path.name for path in files]),
                )
            )
    return found


def _roles(
    table: str, file: str, frame: pd.DataFrame, said: Mapping[str, Any], ledger: Ledger
) -> dict[str, str]:
    names = {plain(name): str(name) for name in frame.columns}
    found: dict[str, str] = {}
    for role, column in said.items():
        if role == "groups":
            continue
        if plain(column) in names:
            found[role] = names[plain(column)]
        else:
            ledger.add(_no_column(file, str(column), list(names)))
    taken = set(found.values())
    for role, known in ROLES[table].items():
        fits = [names[name] for name in known if name in names and names[name] not in taken]
        if role not in found and fits and not (role in _UNITS and set(_UNITS) & set(found)):
            found[role] = fits[0]
            taken.add(fits[0])
    for role in NEEDED[table]:
        if role not in found:
            some = ", ".join(ROLES[table][role][:6])
            near = next(
                (near for name in ROLES[table][role] if (near := did_you_mean(name, list(names)))),
                "",
            )
            ledger.add(
                Fault(
                    _("No column of {table} is known to be its {role}.").format(
                        table=table, role=role
                    ),
                    file=file,
                    column=role,
                    rule="required_column",
                    suggestion=near,
                    remedy=_(
                        "Call it one of {known}, or name it in the file of --columns "
                        "({table}: {{{role}: NAME}})."
                    ).format(known=some, table=table, role=role),
                )
            )
    return found


def _texts(column: pd.Series) -> pd.Series:
    text = column.astype("str").str.strip()
    return text.where(
        column.notna() & (text != "") & ~text.str.casefold().isin(["nan", "na", "<na>"])
    )


def _unknown(file: str, name: str, known: list[str]) -> Fault:
    return Fault(
        _("The key {name!r} is not known.").format(name=name),
        file=file,
        value=name,
        rule="known_name",
        suggestion=did_you_mean(name, known),
        remedy=_("Known: {known}.").format(known=", ".join(known)),
    )


def _no_mapping(file: str, table: str) -> Fault:
    return Fault(
        _("What stands under {table} is not understood.").format(table=table),
        file=file,
        value=table,
        rule="mapping",
        remedy=_("Write `role: column` on each line, and groups as a list: [a, b]."),
    )


def _no_column(file: str, name: str, known: list[str]) -> Fault:
    return Fault(
        _("There is no column {name!r}.").format(name=name),
        file=file,
        column=name,
        value=name,
        rule="known_column",
        suggestion=did_you_mean(name, known),
        remedy=_("The file has: {known}.").format(known=", ".join(known)),
    )
