"""Instance (fall): everything that is known about a municipality before any policy.

Tables are pandas frames with the columns of the data dictionary (`io/dictionary`);
every optional column is present, filled with missing values when the files lack it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import pandas as pd

from skolval.domain.display import facts_html
from skolval.domain.grades import SCHOOL_FORMS, GradeSystem, grade_system
from skolval.domain.language import _, current
from skolval.domain.provenance import no_provenance
from skolval.domain.school_transport import TransportCosts, TransportRules
from skolval.domain.timetable import SchoolDay, no_departures
from skolval.domain.way_rule import WayRule

__all__ = ["Group", "Instance", "Source"]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of pupils whose composition is balanced or measured.

    Parameters
    ----------
    id : name of the 0/1 column in `pupils`, of the share column
        ``share_<id>`` in `areas`, and of the rows in `enrolment`.
    label_sv, label_en : what reports call it.
    definition, source, vintage : what exactly is counted, by whom and when.
    kind : ``socioeconomic``, ``background`` or ``other``; the default balance
        group must not be of kind ``background``.
    """

    id: str
    label_sv: str
    label_en: str
    definition: str = ""
    source: str = ""
    vintage: str = ""
    kind: str = "socioeconomic"

    def label(self, lang: str) -> str:
        """Return the label in `lang` (``sv`` or ``en``)."""
        return self.label_sv if lang == "sv" else self.label_en


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of the instance comes from."""

    what: str
    source: str = ""
    vintage: str = ""
    licence: str = ""
    note: str = ""


def _no_grounds() -> pd.DataFrame:
    text = {name: pd.Series([], dtype="str") for name in ("pupil_id", "unit_id", "ground")}
    return pd.DataFrame(text | {"value": pd.Series([], dtype="int64")})


def _no_entrances() -> pd.DataFrame:
    text = {name: pd.Series([], dtype="str") for name in ("unit_id", "kind", "name")}
    return pd.DataFrame(text | {name: pd.Series([], dtype="float64") for name in ("x", "y")})


def _no_barriers() -> pd.DataFrame:
    columns = ("name", "effect", "mode", "shape")
    return pd.DataFrame({name: pd.Series([], dtype="str") for name in columns})


def _no_services() -> pd.DataFrame:
    texts = ("service_id", "leg", "stop_id", "time", "unit_id", "kind", "source")
    whole = ("order", "seats", "cost", "pupil_cost")
    return pd.DataFrame(
        {name: pd.Series([], dtype="str") for name in texts}
        | {name: pd.Series([], dtype="Int64") for name in whole}
    )


def _no_newly_arrived() -> pd.DataFrame:
    texts = ("pupil_id", "area_id", "grade", "arrival", "language", "current_unit", "household",
             "sibling_unit", "sibling_grade", "wishes")  # fmt: skip
    whole = ("age", "months_before", "months_needed", "week_percent")
    return pd.DataFrame(
        {name: pd.Series([], dtype="str") for name in texts}
        | {name: pd.Series([], dtype="Int64") for name in whole}
        | {name: pd.Series([], dtype="float64") for name in ("x", "y")}
        | {"protected": pd.Series([], dtype="bool")}
    )


def _no_free_seats() -> pd.DataFrame:
    texts = ("unit_id", "grade", "from_date", "to_date")
    columns = {name: pd.Series([], dtype="str") for name in texts}
    return pd.DataFrame(columns | {"seats": pd.Series([], dtype="int64")})


def _no_hosts() -> pd.DataFrame:
    whole = ("groups_most", "unit_groups_most", "groups_today", "size_least", "size_most",
             "unit_cost", "group_cost", "pupils_today", "newly_arrived_today")  # fmt: skip
    return pd.DataFrame(
        {name: pd.Series([], dtype="str") for name in ("unit_id", "kind", "languages")}
        | {name: pd.Series([], dtype="Int64") for name in whole}
        | {"reception": pd.Series([], dtype="boolean")}
    )


def _no_programmes() -> pd.DataFrame:
    texts = ("unit_id", "programme", "kind", "form")
    whole = ("seats", "groups_most", "groups_today", "size_least", "size_most", "unit_cost",
             "group_cost", "hours", "coread_hours", "sva_teachers")  # fmt: skip
    return pd.DataFrame(
        {name: pd.Series([], dtype="str") for name in texts}
        | {name: pd.Series([], dtype="Int64") for name in whole}
        | {"agreement": pd.Series([], dtype="boolean")}
    )


def _no_introduction_pupils() -> pd.DataFrame:
    texts = ("pupil_id", "area_id", "orientation", "programme", "current_unit", "household",
             "language")  # fmt: skip
    flags = ("swedish", "english", "maths", "newly_arrived", "started", "resident")
    return pd.DataFrame(
        {name: pd.Series([], dtype="str") for name in texts}
        | {name: pd.Series([], dtype="float64") for name in ("x", "y")}
        | {name: pd.Series([], dtype="boolean") for name in flags}
        | {name: pd.Series([], dtype="Int64") for name in ("others", "turns_20")}
        | {"protected": pd.Series([], dtype="bool")}
    )


def _no_adjacency() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype="str") for name in ("area_id", "neighbour_id")})


@dataclass(frozen=True, slots=True, repr=False)
class Instance:
    """One municipality in one school year.

    Parameters
    ----------
    name : short name, also the folder's.
    title : mapping ``sv``/``en`` to a readable title.
    school_year : e.g. ``2026/27``; decides which grades exist.
    crs : coordinate reference system of every x (east) and y (north), metres, e.g. ``EPSG:3006``.
    groups : groups of pupils; `balance_group` names the one balanced by default.
    detour_factor : road metres per straight-line metre, used only where the
        instance has neither streets nor a travel table.
    transport_limits : metres above which a pupil of the low, middle and high stage
        is entitled to free school transport (skolskjuts).
    sources : provenance of the tables.
    units, offerings, pupils, choices : pandas frames, see the data dictionary.
    areas : pandas frame with columns area_id, name, x, y (representative point),
        share_<group> (0-1), population and geometry (shapely, in `crs`), or empty.
    nodes, edges : street network (node_id, x, y / from, to, metres, walk), or empty.
    travel : ready table (origin_id, unit_id, metres, minutes), or empty; origin_id is
        a pupil_id or an area_id.
    enrolment : actual enrolment (unit_id, group, pupils, share, count_low, count_high), or empty.
    lines, stops : transport lines and stops, or empty.
    departures : when the lines run (trip_id, line_id, direction, departure, ...), or empty.
    school_day : the day and terms on which travel times by the timetable are told.
    digests : file name to SHA-256 of its bytes, of every file that was read.
    grounds : what is noted about pupils at units (pupil_id, unit_id, ground, value), or empty.
    adjacency : pairs of neighbouring areas (area_id, neighbour_id), or empty.
    measuring_point : where distances end, a code such as ``main_entrance``; empty if not told.
    transport : the municipality's rules of school transport, None where only `transport_limits`
        are told. transport_costs : what it pays for each way to travel, None if not told.
    entrances : doors of units and points of their plots (unit_id, kind, x, y, name), or empty.
    barriers : what ways must not cross (name, effect, mode, shape as WKT), or empty.
    ways : by what mode distances are measured along the streets, and what danger counts.
    school_form : one of `domain.grades.SCHOOL_FORMS`; decides, with the year, which grades exist.
    services : candidate services for reversed transport, call by call, or empty.
    newly_arrived, free_seats, hosts : pupils who arrive during the year, free seats in regular
        classes and units that may run preparatory classes; empty where none are told.
    programmes, introduction_pupils : what upper secondary units run, and who is to go to
        introduction programmes; empty where none are told.
    provenance : one row per `domain.provenance.Fact`: where each column's values come from.
    """

    name: str
    school_year: str
    crs: str
    groups: tuple[Group, ...]
    balance_group: str
    units: pd.DataFrame
    offerings: pd.DataFrame
    pupils: pd.DataFrame
    choices: pd.DataFrame
    areas: pd.DataFrame
    nodes: pd.DataFrame
    edges: pd.DataFrame
    travel: pd.DataFrame
    enrolment: pd.DataFrame
    lines: pd.DataFrame
    stops: pd.DataFrame
    title: Mapping[str, str] = field(default_factory=dict)
    detour_factor: float = 1.3
    transport_limits: tuple[int, int, int] = (2000, 4000, 4000)
    sources: tuple[Source, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    grounds: pd.DataFrame = field(default_factory=_no_grounds)
    adjacency: pd.DataFrame = field(default_factory=_no_adjacency)
    measuring_point: str = ""
    transport: TransportRules | None = None
    transport_costs: TransportCosts | None = None
    ways: WayRule = field(default_factory=WayRule)
    entrances: pd.DataFrame = field(default_factory=_no_entrances)
    barriers: pd.DataFrame = field(default_factory=_no_barriers)
    provenance: pd.DataFrame = field(default_factory=no_provenance)
    departures: pd.DataFrame = field(default_factory=no_departures)
    school_day: SchoolDay = field(default_factory=SchoolDay)
    services: pd.DataFrame = field(default_factory=_no_services)
    newly_arrived: pd.DataFrame = field(default_factory=_no_newly_arrived)
    free_seats: pd.DataFrame = field(default_factory=_no_free_seats)
    hosts: pd.DataFrame = field(default_factory=_no_hosts)
    school_form: str = SCHOOL_FORMS[0]
    programmes: pd.DataFrame = field(default_factory=_no_programmes)
    introduction_pupils: pd.DataFrame = field(default_factory=_no_introduction_pupils)

    @property
    def grades(self) -> GradeSystem:
        """The grade system of the school year and school form."""
        return grade_system(self.school_year, self.school_form)

    def group(self, group_id: str) -> Group:
        """Return the group called `group_id` (KeyError if there is none)."""
        for group in self.groups:
            if group.id == group_id:
                return group
        raise KeyError(group_id)

    def __repr__(self) -> str:
        # the tables hold pupils and their homes, which belong in no log
        counts = f"{len(self.pupils)} pupils, {len(self.units)} units, {len(self.areas)} areas"
        return f"Instance({self.name!r}, {self.school_year}, {counts})"

    def _repr_html_(self) -> str:
        tables = ("areas", "units", "offerings", "pupils", "choices", "nodes", "edges", "travel")
        rows = [(_("School year"), self.school_year), (_("Coordinate system"), self.crs)]
        counts = [(_(table), len(getattr(self, table)) or None) for table in tables]
        return facts_html(self.label(current()), [*rows, *counts])

    def label(self, lang: str) -> str:
        """Return the title in `lang`, else the name."""
        return self.title.get(lang, self.name)

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy: how every what-if is written."""
        return replace(self, **changes)
