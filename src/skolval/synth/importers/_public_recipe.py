"""One recipe for every municipality: from public files to an instance with pupils and wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.grades import GradeSystem, grade_system
from skolval.domain.instance import Group, Instance, Source
from skolval.domain.language import _
from skolval.domain.provenance import provenance_frame
from skolval.sources.overpass import Streets
from skolval.sources.school_units import enrolment_of
from skolval.sources.strict_csv import SWEREF99TM
from skolval.synth.choices import Taste
from skolval.synth.from_areas import Siblings, draw_siblings
from skolval.synth.from_units import School, draw_wishes
from skolval.synth.importers._imported import Imported
from skolval.synth.importers._public_around import USUAL_WAY, draw_around
from skolval.synth.importers._public_cohort import Cohort, draw_cohort, placeable_units
from skolval.synth.importers._public_facts import made_facts, public_groups
from skolval.synth.importers._public_files import GROUP_IDS, HIDING_MARKS, PublicFiles
from skolval.synth.importers._public_params import PublicParams
from skolval.synth.population_homes import Homes, place_homes
from skolval.synth.tables import complete
from skolval.travel import travel_table

__all__ = ["Name", "assembled", "tables_of_files"]

IntArray = npt.NDArray[np.int64]

_LIVED_ON = ("residential", "living_street", "unclassified")


@dataclass(frozen=True, slots=True)
class Name:
    """What an instance is called and where its rules come from.

    Parameters
    ----------
    name, title : see `Instance`. vintage : of the groups. limits : metres of school transport.
    sources : what the head of the instance says of its tables.
    """

    name: str
    title: Mapping[str, str]
    vintage: str
    limits: tuple[int, int, int] = (2000, 4000, 4000)
    sources: tuple[Source, ...] = field(default=())


def assembled(files: PublicFiles, params: PublicParams, name: Name) -> tuple[Imported, Cohort]:
    """Return the instance with pupils, siblings and wishes, and the cohort it was made of.

    Raises
    ------
    InputError
        If no unit has the first grade.
    UsageError
        If no children of the school year's starting age are in the statistics.
    """
    system = grade_system(params.school_year)
    if params.homes == "units":
        cohort, homes = draw_around(files, system, params)
    else:
        cohort = draw_cohort(files, system, params)
        homes = _homes(files, cohort, params)
    bare = tables_of_files(files, params, name)
    instance = bare.replace(
        offerings=_offerings(files.units, cohort.school, system.codes[0]),
        pupils=_pupils(files.areas, cohort, homes, system.codes[0]),
        provenance=provenance_frame([*files.facts, *made_facts(cohort, params)]),
    )
    travel = travel_table(instance)
    instance = _with_wishes(
        instance, cohort, travel.metres[travel.origin_of_pupil], (params, system)
    )
    return Imported(instance, (*_notes(files, cohort, params), *travel.warnings)), cohort


def tables_of_files(files: PublicFiles, params: PublicParams, name: Name) -> Instance:
    """Return the instance of what the files hold: no pupils, nothing to place them in."""
    areas, units = files.areas, files.units
    shares = [f"share_{group}" for group in GROUP_IDS]
    plain = ["area_id", "name", "x", "y", "population", "region", *shares, "geometry"]
    unit_columns = ["unit_id", "name", "provider", "x", "y", "area_id"]
    placeable = {"placeable": placeable_units(units, params)}
    known = units[units["pupils"].notna()]
    groups: tuple[Group, ...] = public_groups(name.vintage)
    return Instance(
        name=name.name,
        title=dict(name.title),
        school_year=params.school_year,
        crs=SWEREF99TM,
        groups=groups,
        balance_group=groups[0].id,
        detour_factor=1.3,
        transport_limits=name.limits,
        units=complete("units", {column: units[column] for column in unit_columns} | placeable),
        pupils=complete("pupils", {group.id: [] for group in groups}, 0),
        areas=complete("areas", {column: areas[column] for column in plain}),
        nodes=complete("nodes", *_street_table(files.streets, "nodes")),
        edges=complete("edges", *_street_table(files.streets, "edges")),
        enrolment=complete("enrolment", dict(enrolment_of(known, GROUP_IDS))),
        stops=complete("stops", *_rows(files.stops)),
        adjacency=complete("adjacency", *_rows(files.adjacency)),
        sources=name.sources,
        provenance=provenance_frame(files.facts),
        offerings=complete("offerings", {}, 0),
        choices=complete("choices", {}, 0),
        travel=complete("travel", {}, 0),
        lines=complete("lines", {}, 0),
    )


def _street_table(streets: Streets | None, table: str) -> tuple[dict[str, object], int]:
    return _rows(None if streets is None else getattr(streets, table))


def _rows(frame: pd.DataFrame | None) -> tuple[dict[str, object], int]:
    return ({}, 0) if frame is None else (dict(frame), len(frame))


def _homes(files: PublicFiles, cohort: Cohort, params: PublicParams) -> Homes:
    """Return where every pupil lives; children of one household live together."""
    if params.homes == "point":
        nowhere = np.full(len(cohort), np.nan)
        return Homes(nowhere, nowhere, 0, 0)
    first, of_pupil = np.unique(cohort.household, return_index=True, return_inverse=True)[1:]
    streets = _lines(files.streets) if params.homes == "streets" else None
    placed = place_homes(cohort.home[first], files.areas, seed=params.seed, streets=streets)
    of_pupil = of_pupil.reshape(-1)
    return Homes(placed.x[of_pupil], placed.y[of_pupil], placed.on_streets, placed.in_surface)


def _lines(streets: Streets | None) -> npt.NDArray[np.object_] | None:
    """Return the streets along which people live: residential ones, all where none are told."""
    if streets is None:
        return None
    lines = streets.lines()
    lived = streets.edges["road_class"].isin(_LIVED_ON).to_numpy(bool)
    return lines[lived] if lived.any() else lines


def _offerings(units: pd.DataFrame, school: School, grade: str) -> pd.DataFrame:
    unit = units["unit_id"].to_numpy(str)[school.row]
    return complete(
        "offerings",
        {
            "offering_id": [f"{code}-{grade}" for code in unit],
            "unit_id": unit,
            "kind": ["grade"] * len(unit),
            "grade": [grade] * len(unit),
            "seats": school.seats,
        },
    )


def _pupils(areas: pd.DataFrame, cohort: Cohort, homes: Homes, grade: str) -> pd.DataFrame:
    count = len(cohort)
    width = len(str(count))
    return complete(
        "pupils",
        {
            "pupil_id": [f"e{number:0{width}d}" for number in range(1, count + 1)],
            "x": homes.x,
            "y": homes.y,
            "area_id": areas["area_id"].astype("str").reindex(cohort.home).to_numpy(object),
            "grade": [grade] * count,
            "in_round": np.ones(count, np.bool_),
            "protected": np.zeros(count, np.bool_),
            **{group: _flag(member) for group, member in cohort.members.items()},
        },
    )


def _flag(member: IntArray) -> pd.Series:
    unknown = member < 0
    if not unknown.any():
        return pd.Series(member)
    return pd.Series(member, dtype="Int64").mask(unknown)


def _with_wishes(
    instance: Instance,
    cohort: Cohort,
    metres: npt.NDArray[np.int32],
    chosen: tuple[PublicParams, GradeSystem],
) -> Instance:
    params, system = chosen
    taste = Taste()
    siblings = draw_siblings(
        metres, serves=cohort.serves, seed=params.seed, taste=taste, grade=cohort.older
    )
    wishes = draw_wishes(
        metres,
        own=instance.pupils["foreign_background"].to_numpy(np.float64, na_value=0.0),
        siblings=siblings,
        school=cohort.school,
        seed=params.seed,
        taste=taste,
    )
    units = instance.units["unit_id"].to_numpy(str)
    choices = {
        "pupil_id": instance.pupils["pupil_id"].to_numpy(str)[wishes.pupil],
        "rank": wishes.rank,
        "unit_id": units[wishes.unit],
    }
    return instance.replace(
        pupils=_with_siblings(instance.pupils, siblings, units, system),
        choices=complete("choices", choices),
    )


def _with_siblings(
    pupils: pd.DataFrame, siblings: Siblings, units: npt.NDArray[np.str_], system: GradeSystem
) -> pd.DataFrame:
    has = siblings.unit >= 0
    codes = np.array(system.codes)
    unit = pd.Series(units[siblings.unit], dtype="str").where(has)
    return pupils.assign(
        sibling_unit=unit, sibling_grade=pd.Series(codes[siblings.grade], dtype="str").where(has)
    )


def _notes(files: PublicFiles, cohort: Cohort, params: PublicParams) -> tuple[str, ...]:
    marks = [f"mark_{group}" for group in GROUP_IDS]
    suppressed = int(files.units[marks].isin(HIDING_MARKS).sum().sum())
    if params.independent == "placeable":
        law = _(
            "WHAT-IF: independent units are placed in like municipal ones. No municipality may"
            " do that (Skollagen 10 kap. 35-36 §§); use --independent excluded for the lawful"
            " version."
        )
    else:
        law = _(
            "Independent units are left out, and the cohort is scaled to the municipal units'"
            " {part:.1%} of the first-year pupils."
        ).format(part=cohort.part)
    text = _(
        "Pupils, siblings and wishes are drawn by chance (seed {seed}) from real counts by area;"
        " seats are assumed: {seats} for {pupils} pupils."
    )
    if params.homes == "units":
        text = _(
            "Pupils, siblings and wishes are drawn by chance (seed {seed}) from real counts by"
            " unit; seats are assumed: {seats} for {pupils} pupils."
        )
    made = text.format(seed=params.seed, seats=int(cohort.school.seats.sum()), pupils=len(cohort))
    hidden = _("{n} suppressed shares stay intervals.").format(n=suppressed)
    children = _children_note(cohort, params)
    return (*_around_note(params), law, made, children, hidden, *_fit_notes(cohort), *files.notes)


def _around_note(params: PublicParams) -> tuple[str, ...]:
    if params.homes != "units":
        return ()
    return (
        _(
            "WHAT-IF: homes are drawn around the units where today's pupils go, {metres} m off in"
            " the mean, because it was asked for (--homes units). Distances and who lives where"
            " are those of the model alone."
        ).format(metres=f"{USUAL_WAY:g}"),
    )


def _children_note(cohort: Cohort, params: PublicParams) -> str:
    if params.homes == "units":
        return _("Children's groups are drawn as the unit publishes that they live around.")
    if params.children == "residents":
        return _(
            "Children's groups are drawn as among all residents of their area, which they need"
            " not be (--children residents)."
        )
    told = ", ".join(
        f"{group} {share:.1%}" for group, share in cohort.targets.items() if not np.isnan(share)
    )
    return _(
        "Which children belong to a group is modelled, not observed: from residents of parents'"
        " age by area, together as the units publish ({told}). Compare --children residents."
    ).format(told=told or _("not published"))


def _fit_notes(cohort: Cohort) -> tuple[str, ...]:
    report = cohort.report
    met = _(
        "Margins by area are met by proportional fitting in at most {rounds} rounds; {missed}"
        " persons stand elsewhere than their margin after rounding."
    ).format(rounds=report.rounds, missed=report.missed)
    if not report.unfitted:
        return (met,)
    unfitted = _("WARNING: margins of {n} areas contradict each other: {areas}.").format(
        n=len(report.unfitted), areas=", ".join(report.unfitted[:5])
    )
    return (met, unfitted)
