"""Tables of attendance areas: areas with group counts, schools, travel, neighbours.

Reads areas (area, today's school, pupils in all and by group), schools (id, the area where they
stand, capacity), travel (area, school, metres, kilometres, minutes or seconds; also as a matrix
with one column per school) and adjacency (pairs, or a list of neighbours). Pupils are made from the
counts: every area keeps its number and its groups exactly; nothing else about a pupil is real.

Files
-----
areas.csv : one row per area: its school today, its pupils in all and of each group
schools.csv : one row per school: the area where it stands, its capacity if known
travel.csv : metres, kilometres, minutes or seconds from every area to every school
adjacency.csv : pairs of neighbouring areas (or a column of neighbours among the areas)

Example
-------
skolval import rezoning tables out/town --dry-run
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.grades import grade_system
from skolval.domain.instance import Group, Instance, Source
from skolval.domain.language import N_, _
from skolval.domain.provenance import provenance_frame
from skolval.errors import Fault, InputError
from skolval.io.faults import Ledger
from skolval.io.rezoning import read_rezoning, read_roles
from skolval.synth.importers._imported import Imported
from skolval.synth.importers._rezoning_facts import facts_of_rezoning
from skolval.synth.importers._rezoning_parts import Parts, parts_of
from skolval.synth.tables import complete

__all__ = ["Params", "read"]


class Params(BaseModel):
    """What may be chosen.

    Parameters
    ----------
    columns : YAML file that says which column is what. group : the group to balance, the first
        unless told. grade : the grade in which all pupils are placed. over : seats above
        today's pupils, per cent, for schools whose capacity is not told. travel_unit : of a
        column of travel whose name does not tell. school_year : the coming one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: Path | None = Field(None, description=N_("YAML file that says which column is what."))
    group: str = Field("", description=N_("The group to balance (else the first)."))
    grade: str = Field("F", description=N_("The grade in which all pupils are placed."))
    over: int = Field(
        15,
        ge=0,
        le=1000,
        description=N_("Seats above today's pupils where no capacity is told, per cent."),
    )
    travel_unit: Literal["", "metres", "kilometres", "minutes", "seconds"] = Field(
        "", description=N_("The unit of a column of travel whose name does not tell.")
    )
    school_year: str = Field("2026/27", description=N_("The coming school year."))


def read(source: Path | Sequence[Path], params: Params) -> Imported:
    """Return the instance made from the tables in a folder, or from the files given.

    Raises
    ------
    InputError
        With every fault of the files at once.
    """
    sources = [source] if isinstance(source, Path) else list(source)
    ledger = Ledger()
    said = read_roles(params.columns, ledger)
    tables = read_rezoning(sources, said, ledger)
    _refuse_unknown_grade(params)
    wanted = tuple(str(name) for name in said.get("areas", {}).get("groups", ()))
    parts = None
    if tables is not None:
        parts = parts_of(tables, params.model_dump() | {"groups": wanted}, ledger)
    if tables is None or parts is None or ledger.broken:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")
    name = sources[0].stem if sources[0].is_file() else sources[0].resolve().name
    facts = facts_of_rezoning(tables, parts, params.model_dump())
    instance = _instance(parts, params, name).replace(provenance=provenance_frame(facts))
    return Imported(instance, parts.notes)


def _refuse_unknown_grade(params: Params) -> None:
    codes = grade_system(params.school_year).codes
    if params.grade not in codes:
        raise InputError(
            Fault(
                _("There is no grade called {name!r}.").format(name=params.grade),
                rule="grade",
                value=params.grade,
                remedy=_("Known: {known}.").format(known=", ".join(codes)),
            )
        )


def _instance(parts: Parts, params: Params, name: str) -> Instance:
    made = _("Made by skolval import rezoning from tables of areas.")
    plain = "".join(c if c.isalnum() or c in "_-" else "_" for c in name) or "rezoning"
    return Instance(
        name=plain,
        title={"sv": name, "en": name},
        school_year=params.school_year,
        crs=parts.crs,
        groups=tuple(
            Group(
                group, label, label, definition=_("column {name}").format(name=label), kind="other"
            )
            for group, label in parts.groups.items()
        ),
        balance_group=parts.balance_group,
        units=_units(parts.schools),
        offerings=_offerings(parts.schools, params.grade),
        pupils=_pupils(parts, params.grade),
        choices=complete("choices", {}, 0),
        areas=_areas(parts),
        nodes=complete("nodes", {}, 0),
        edges=complete("edges", {}, 0),
        travel=complete("travel", dict(parts.travel)),
        enrolment=complete("enrolment", {}, 0),
        lines=complete("lines", {}, 0),
        stops=complete("stops", {}, 0),
        adjacency=complete("adjacency", dict(parts.adjacency), len(parts.adjacency)),
        sources=(Source(_("all tables"), made, params.school_year),),
    )


def _units(schools: pd.DataFrame) -> pd.DataFrame:
    return complete(
        "units",
        {
            "unit_id": schools["school"],
            "name": schools["name"],
            "provider": ["municipal"] * len(schools),
            "area_id": schools["area"],
            "x": schools["x"],
            "y": schools["y"],
            "placeable": np.ones(len(schools), np.bool_),
        },
    )


def _offerings(schools: pd.DataFrame, grade: str) -> pd.DataFrame:
    return complete(
        "offerings",
        {
            "offering_id": [f"{code}-{grade}" for code in schools["school"]],
            "unit_id": schools["school"],
            "kind": ["grade"] * len(schools),
            "grade": [grade] * len(schools),
            "seats": schools["seats"],
        },
    )


def _areas(parts: Parts) -> pd.DataFrame:
    areas = parts.areas
    return complete(
        "areas",
        {
            "area_id": areas["area"],
            "name": areas["name"],
            "x": areas["x"],
            "y": areas["y"],
            "population": areas["total"],
            "attendance_units": areas["today"],
            "geometry": pd.Series([None] * len(areas), dtype=object),
        }
        | {f"share_{group}": parts.share(group) for group in parts.groups},
    )


def _pupils(parts: Parts, grade: str) -> pd.DataFrame:
    areas = parts.areas
    total = areas["total"].to_numpy(np.int64)
    home = np.repeat(np.arange(len(areas)), total)
    place = np.arange(len(home)) - np.repeat(np.cumsum(total) - total, total)
    width = len(str(len(home)))
    members = {}
    first = np.zeros(len(areas), np.int64)
    for group in parts.groups:
        count = parts.counts[group].to_numpy(np.int64)
        # groups follow each other round the area's pupils, so that they overlap as little as may be
        turn = (place - first[home]) % np.maximum(total[home], 1)
        members[group] = (turn < count[home]).astype(np.int64)
        first = (first + count) % np.maximum(total, 1)
    return complete(
        "pupils",
        {
            "pupil_id": [f"e{number:0{width}d}" for number in range(1, len(home) + 1)],
            "area_id": areas["area"].to_numpy(str)[home],
            "grade": [grade] * len(home),
            "in_round": np.ones(len(home), np.bool_),
            "protected": np.zeros(len(home), np.bool_),
            "current_unit": areas["today"].to_numpy(str)[home],
            **members,
        },
    )
