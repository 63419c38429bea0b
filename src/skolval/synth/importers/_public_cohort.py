"""Who starts school: how many from each area, of which groups, and on how many seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.grades import GradeSystem, grade_system
from skolval.domain.language import _
from skolval.errors import Fault, InputError, UsageError
from skolval.sources.school_units import enrolment_of, first_and_last_grade
from skolval.synth._chance import stream
from skolval.synth.from_units import School, assumed_seats
from skolval.synth.importers._public_files import GROUP_IDS, HIDING_MARKS, PublicFiles
from skolval.synth.importers._public_params import PublicParams
from skolval.synth.population import Attribute, Margins, Population, Report, synthesise
from skolval.synth.population_children import (
    STARTING_AGE,
    ChildModel,
    children_by_grade,
    children_share,
    covers,
    parents_weight,
)
from skolval.synth.population_households import households, next_older

__all__ = [
    "Cohort",
    "composition",
    "draw_cohort",
    "open_units",
    "placeable_units",
    "pupils_per_grade",
    "serves_of",
]

_REGISTER_YEAR = "2024/25"
"""The units' grades are written as in this school year."""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who starts school and where; arrays (n,) by pupil.

    Parameters
    ----------
    home : area row. household : number. older : grade of the next older sibling, -1 none.
    members : group to 0 or 1, -1 unknown. school : the units that take part.
    serves : (units, grades) which grades every unit has. part : their part of all starters.
    targets : group to the share that the units publish, NaN where none do. report : of the fit.
    """

    home: IntArray
    household: IntArray
    older: IntArray
    members: Mapping[str, IntArray]
    school: School
    serves: BoolArray
    part: float
    targets: Mapping[str, float]
    report: Report

    def __len__(self) -> int:
        """Return the number of pupils."""
        return len(self.home)


def draw_cohort(files: PublicFiles, system: GradeSystem, params: PublicParams) -> Cohort:
    """Return the cohort of `params` from the areas' children and the units' sizes.

    Raises
    ------
    InputError
        If no unit has the first grade, or no ages are told.
    UsageError
        If the children of the starting age were not born when residents were counted.
    """
    units, areas = files.units, files.areas
    serves = serves_of(units["grades"], system)
    per_grade = pupils_per_grade(units, serves)
    starts = serves[:, 0] & (per_grade > 0)
    open_to = open_units(units, starts, params)
    part = float(per_grade[open_to].sum() / per_grade[starts].sum())
    targets = {group: _published(units[open_to], group) for group in GROUP_IDS}
    children = _children(files, system, params)
    everyone = synthesise(_margins(areas, children, targets, params), seed=params.seed)
    codes = [str(code) for code in areas["area_id"]]
    home = households(everyone, codes, seed=params.seed)
    rows = _taking_part(everyone, codes, part=part, seed=params.seed)
    row = np.flatnonzero(open_to)
    seats = assumed_seats(per_grade[row], children=len(rows), spare=params.spare)
    return Cohort(
        home=everyone.area[rows],
        household=home[rows],
        older=next_older(home, everyone.grade)[rows],
        members={group: everyone.category[group][rows] for group in GROUP_IDS},
        school=School(row, seats, composition(units, row, "foreign_background")),
        serves=serves,
        part=part,
        targets=targets,
        report=everyone.report,
    )


def serves_of(spans: pd.Series, system: GradeSystem) -> BoolArray:
    """Return (units, grades): which grades each unit has, by the coming year's codes.

    A unit whose span is not known has none.
    """
    register = grade_system(_REGISTER_YEAR)
    serves = np.zeros((len(spans), len(system.codes)), np.bool_)
    for unit, span in enumerate(spans):
        if span:
            first, last = (register.index(grade) for grade in first_and_last_grade(span))
            serves[unit, first : last + 1] = True
    return serves


def pupils_per_grade(units: pd.DataFrame, serves: BoolArray) -> FloatArray:
    """Return each unit's pupils per grade, 0 where none are published.

    Pupils are published for the years after the first, which is its own school form.
    """
    pupils = units["pupils"].to_numpy(np.float64, na_value=0.0)
    return np.asarray(np.nan_to_num(pupils) / np.maximum(serves[:, 1:].sum(axis=1), 1), np.float64)


def placeable_units(units: pd.DataFrame, params: PublicParams) -> BoolArray:
    """Return in which units the municipality places: its own, in a what-if all."""
    municipal = (units["provider"] == "municipal").to_numpy(bool)
    return municipal if params.independent == "excluded" else np.ones(len(units), np.bool_)


def open_units(units: pd.DataFrame, starts: BoolArray, params: PublicParams) -> BoolArray:
    """Return which units with the first grade take part: placeable ones whose place is known.

    Raises
    ------
    InputError
        If there is none.
    """
    wanted = starts & placeable_units(units, params)
    placed = wanted & units["x"].notna().to_numpy(bool)
    if not placed.any():
        text = (
            _("No unit in the file has the first grade.")
            if not wanted.any()
            else _("No unit with the first grade has a position; {n} have none.")
        )
        raise InputError(
            Fault(
                text.format(n=int(wanted.sum())),
                rule="offering",
                remedy=_("Give a register of the units, with grades and positions."),
            )
        )
    return placed


def _children(files: PublicFiles, system: GradeSystem, params: PublicParams) -> IntArray:
    """Return (areas, grades) children."""
    starts = int(params.school_year[:4])
    if files.counted - starts + STARTING_AGE < 0:
        raise UsageError(
            Fault(
                _(
                    "Children born {born}, who start school in {school_year}, are not in the "
                    "statistics of 31 December {year}."
                ).format(
                    born=starts - STARTING_AGE, school_year=params.school_year, year=files.counted
                ),
                value=params.school_year,
                rule="school_year",
                remedy=_("Choose a school year up to {last}/{next:02d}.").format(
                    last=files.counted + STARTING_AGE,
                    next=(files.counted + STARTING_AGE + 1) % 100,
                ),
            )
        )
    age = files.counted - starts + STARTING_AGE
    if not covers(files.areas, age, age):
        raise InputError(
            Fault(
                _("The statistics do not tell how many residents are {age} years old.").format(
                    age=age
                ),
                column="age",
                rule="required_column",
                remedy=_("Add a table of the residents by age, such as 0-4, 5-9 and so on."),
            )
        )
    return children_by_grade(
        files.areas,
        counted=files.counted,
        starts=starts,
        grades=len(system.codes),
        seed=params.seed,
    )


def _margins(
    areas: pd.DataFrame, children: IntArray, targets: Mapping[str, float], params: PublicParams
) -> Margins:
    weight = parents_weight(areas)
    shares = {}
    for group in GROUP_IDS:
        residents = areas[f"share_{group}"].to_numpy(np.float64)
        shares[group] = residents if params.children == "residents" else children_share(
            residents,
            population=areas["population"].to_numpy(np.float64),
            children=children.sum(axis=1).astype(np.float64),
            weight=weight,
            target=targets[group],
            model=ChildModel(spread=params.spread),
        )  # fmt: skip
    return Margins(
        areas=[str(code) for code in areas["area_id"]],
        children=children,
        attributes=tuple(Attribute.of_group(group, shares[group]) for group in GROUP_IDS),
        odds={("low_education", "foreign_background"): params.odds},
    )


def _told(units: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return pupils and the middle of what is possible, of units that say something of `group`."""
    told = units[f"share_{group}"].notna() | units[f"mark_{group}"].isin(HIDING_MARKS)
    table = enrolment_of(units[told & units["pupils"].notna()], (group,))
    return table.assign(middle=(table["count_low"] + table["count_high"]) / 2)


def _published(units: pd.DataFrame, group: str) -> float:
    """Return the share among all pupils of `units`, NaN where none tells it."""
    table = _told(units, group)
    pupils = float(table["pupils"].sum())
    return float(table["middle"].sum()) / pupils if pupils > 0 else float("nan")


def _taking_part(everyone: Population, areas: list[str], *, part: float, seed: int) -> IntArray:
    """Return the rows of those who start school and go to a unit that takes part."""
    starters = np.flatnonzero(everyone.grade == 0)
    if part >= 1:
        return starters
    kept = []
    for row, code in enumerate(areas):
        rng = stream(seed, f"part/{code}")
        here = starters[everyone.area[starters] == row]
        count = int(len(here) * part + rng.random())
        kept.append(np.sort(rng.permutation(here)[:count]))
    return np.concatenate(kept)


def composition(units: pd.DataFrame, row: IntArray, group: str) -> FloatArray:
    """Return shares of `group`; a hidden one is the middle, an untold one the mean.

    Used only to draw by; the enrolment table keeps the interval.
    """
    table = _told(units.iloc[row], group).set_index("unit_id")
    mean = float(table["middle"].sum() / max(float(table["pupils"].sum()), 1.0))
    share = (table["middle"] / table["pupils"].where(table["pupils"] > 0)).reindex(
        units["unit_id"].iloc[row]
    )
    return share.fillna(mean).to_numpy(np.float64)
