"""Uppsala municipality from public files: 150 areas, 76 school units, streets of the centre.

Real: areas, their residents by age, background and education; units, their positions,
providers, grades, pupils and composition (suppressed cells stay intervals); streets and
stops. Assumed and said so: seats. Drawn by chance from the seed: pupils, siblings, wishes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.grades import GradeSystem, grade_system
from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.io.faults import Ledger
from skolval.sources.deso import read_deso
from skolval.sources.overpass import Streets, read_overpass
from skolval.sources.school_units import enrolment_of, read_units
from skolval.sources.stops import read_stops
from skolval.sources.strict_csv import SWEREF99TM
from skolval.synth._chance import stream
from skolval.synth.choices import Taste
from skolval.synth.from_areas import (
    Siblings,
    draw_members,
    draw_siblings,
)
from skolval.synth.from_units import School, draw_wishes
from skolval.synth.importers._imported import Imported
from skolval.synth.importers._uppsala_cohort import Cohort, Params, draw_cohort, placeable
from skolval.synth.importers._uppsala_sources import GROUPS, TITLE, sources_of
from skolval.synth.tables import complete
from skolval.travel import LIMITS, travel_table

__all__ = ["Params", "read"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Files:
    areas: pd.DataFrame
    units: pd.DataFrame
    streets: Streets
    stops: pd.DataFrame


def read(folder: Path, params: Params) -> Imported:
    """Return the instance made from the public files of Uppsala in `folder`.

    Parameters
    ----------
    folder : holds uppsala-deso, uppsala-schools, uppsala-osm and uppsala-ul-stops.

    Raises
    ------
    InputError
        With every fault of the files at once.
    UsageError
        If no children of the school year's starting age are in the statistics.
    """
    files = _files(folder)
    system = grade_system(params.school_year)
    cohort = draw_cohort(files.areas, files.units, system, params)
    instance = _without_wishes(files, system, params, cohort)
    travel = travel_table(instance)
    metres = travel.metres[travel.origin_of_pupil]
    taste = Taste()
    siblings = draw_siblings(metres, serves=cohort.serves, seed=params.seed, taste=taste)
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
    instance = instance.replace(
        pupils=_with_siblings(instance.pupils, siblings, units, system),
        choices=complete("choices", choices),
    )
    return Imported(instance, _notes(files, cohort, params, travel.warnings))


def _files(folder: Path) -> _Files:
    """Read every file before anything is said, so that one try tells every fault."""
    ledger = Ledger()
    if not folder.is_dir():
        raise InputError(
            Fault(
                _("There is no folder {folder}.").format(folder=folder),
                file=folder.name,
                rule="folder",
                remedy=_("Give the folder that holds uppsala-deso and uppsala-schools."),
            )
        )
    areas = read_deso(folder / "uppsala-deso", ledger)
    units = read_units(folder / "uppsala-schools" / "uppsala_grundskolor_2024_25.csv", ledger)
    walk = folder / "uppsala-osm" / "uppsala_city_walk_overpass_2023-01-12.json.gz"
    streets = read_overpass(walk, ledger)
    stops = read_stops(folder / "uppsala-ul-stops" / "uppsala_ul_stops_2023.csv", ledger)
    if areas is None or units is None or streets is None or stops is None:
        raise InputError(ledger.faults)
    return _Files(areas, units, streets, stops)


def _without_wishes(files: _Files, system: GradeSystem, params: Params, cohort: Cohort) -> Instance:
    """Return the instance with everything that does not need distances."""
    areas, units = files.areas, files.units
    shares = {f"share_{group.id}": areas[f"share_{group.id}"] for group in GROUPS}
    plain = ["area_id", "name", "x", "y", "population"]
    unit_columns = ["unit_id", "name", "provider", "x", "y", "area_id"]
    names = tuple(group.id for group in GROUPS)
    return Instance(
        name="uppsala_public",
        title=dict(TITLE),
        school_year=params.school_year,
        crs=SWEREF99TM,
        groups=GROUPS,
        balance_group="low_education",
        detour_factor=1.3,
        transport_limits=LIMITS["uppsala"].metres,
        units=complete("units", {column: units[column] for column in unit_columns}
                       | {"placeable": placeable(units, params)}),
        offerings=_offerings(units, cohort.school, system.codes[0]),
        pupils=_pupils(areas, cohort.home, system.codes[0], params.seed),
        choices=complete("choices", {}, 0),
        areas=complete("areas", {column: areas[column] for column in plain}
                       | shares | {"geometry": areas["geometry"]}),
        nodes=complete("nodes", dict(files.streets.nodes)),
        edges=complete("edges", dict(files.streets.edges)),
        travel=complete("travel", {}, 0),
        enrolment=complete("enrolment", dict(enrolment_of(units, names))),
        lines=complete("lines", {}, 0),
        stops=complete("stops", dict(files.stops)),
        sources=sources_of(params.model_dump(), files.streets.cleaned, part=cohort.part),
    )  # fmt: skip


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


def _pupils(areas: pd.DataFrame, home: IntArray, grade: str, seed: int) -> pd.DataFrame:
    width = len(str(len(home)))
    groups = {
        group.id: draw_members(
            home, areas[f"share_{group.id}"].to_numpy(np.float64), rng=stream(seed, group.id)
        )
        for group in GROUPS
    }
    return complete(
        "pupils",
        {
            "pupil_id": [f"e{number:0{width}d}" for number in range(1, len(home) + 1)],
            "area_id": areas["area_id"].to_numpy(str)[home],
            "grade": [grade] * len(home),
            "in_round": np.ones(len(home), np.bool_),
            "protected": np.zeros(len(home), np.bool_),
            **groups,
        },
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


def _notes(
    files: _Files, cohort: Cohort, params: Params, warnings: tuple[str, ...]
) -> tuple[str, ...]:
    suppressed = int(files.units[[f"mark_{group.id}" for group in GROUPS]].notna().sum().sum())
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
    made = _(
        "Pupils, siblings and wishes are drawn by chance (seed {seed}) from real counts by area;"
        " seats are assumed: {seats} for {pupils} pupils."
    ).format(seed=params.seed, seats=int(cohort.school.seats.sum()), pupils=len(cohort.home))
    hidden = _("{n} suppressed shares stay intervals.").format(n=suppressed)
    return (law, made, hidden, *warnings)
