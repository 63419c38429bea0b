"""Who starts school in Uppsala: how many from each area, to which units, on how many seats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.grades import GradeSystem, grade_system
from skolval.domain.language import _
from skolval.errors import Fault, InputError, UsageError
from skolval.sources.deso import AGE_BANDS
from skolval.sources.school_units import enrolment_of, first_and_last_grade
from skolval.synth.from_areas import homes_by_area, rounded_counts
from skolval.synth.from_units import School, assumed_seats

__all__ = ["Cohort", "Params", "draw_cohort", "placeable"]

_COUNTED = 2022
"""The residents are those of 31 December of this year."""

_REGISTER_YEAR = "2024/25"
"""The units' grades are written as in this school year."""

_STARTING_AGE = 6

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Params(BaseModel):
    """What may be chosen.

    Parameters
    ----------
    seed : source of all chance. school_year : the coming one; decides which children start.
    cohort : ``first-year``, the pupils who start school.
    independent : ``placeable`` is a what-if in which independent units are placed in like
        municipal ones; ``excluded`` leaves them and their part of the cohort out.
    spare : seats above the number of pupils, per cent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(default=1, ge=0)
    school_year: str = "2026/27"
    cohort: Literal["first-year"] = "first-year"
    independent: Literal["placeable", "excluded"] = "placeable"
    spare: float = Field(default=8.0, ge=0, le=100)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who starts school and where.

    Parameters
    ----------
    home : (n,) home area of each pupil. school : the units that take part.
    serves : (units, grades) which grades every unit has. part : their part of all starters.
    """

    home: IntArray
    school: School
    serves: BoolArray
    part: float


def draw_cohort(
    areas: pd.DataFrame, units: pd.DataFrame, system: GradeSystem, params: Params
) -> Cohort:
    """Return the cohort of `params` from the areas' children and the units' sizes.

    Raises
    ------
    InputError
        If no unit has the first grade.
    UsageError
        If no children of the starting age are in the statistics.
    """
    serves = _serves(units["grades"], system)
    pupils = units["pupils"].to_numpy(np.float64)
    # Pupils are published for the years after the first, which is its own school form.
    per_grade = pupils / np.maximum(serves[:, 1:].sum(axis=1), 1)
    starts = serves[:, 0]
    open_to = starts & placeable(units, params)
    if not open_to.any():
        raise InputError(Fault(_("No unit in the file has the first grade."), rule="offering"))
    part = float(per_grade[open_to].sum() / per_grade[starts].sum())
    children = _starting(areas, params) * part
    home = homes_by_area(rounded_counts(children))
    row = np.flatnonzero(open_to)
    seats = assumed_seats(per_grade[row], children=len(home), spare=params.spare)
    return Cohort(home, School(row, seats, _composition(units, row)), serves, part)


def _serves(spans: pd.Series, system: GradeSystem) -> BoolArray:
    """Return (units, grades): which grades each unit has, by the coming year's codes."""
    register = grade_system(_REGISTER_YEAR)
    ends = [first_and_last_grade(span) for span in spans]
    first = np.array([register.index(low) for low, _high in ends])
    last = np.array([register.index(high) for _low, high in ends])
    grade = np.arange(len(system.codes))
    serves: BoolArray = (first[:, None] <= grade) & (grade <= last[:, None])
    return serves


def placeable(units: pd.DataFrame, params: Params) -> BoolArray:
    """Return in which units the municipality places: its own, in a what-if all."""
    municipal = (units["provider"] == "municipal").to_numpy(bool)
    return municipal if params.independent == "excluded" else np.ones(len(units), np.bool_)


def _starting(areas: pd.DataFrame, params: Params) -> FloatArray:
    """Return how many children of each area start school: a fifth of their five-year band."""
    born = int(params.school_year[:4]) - _STARTING_AGE
    age = _COUNTED - born
    for low, column in AGE_BANDS:
        if low <= age < low + 5:
            return areas[column].to_numpy(np.float64) / 5
    raise UsageError(
        Fault(
            _(
                "Children born {born}, who start school in {school_year}, are not in the "
                "statistics of 31 December {year}."
            ).format(born=born, school_year=params.school_year, year=_COUNTED),
            value=params.school_year,
            rule="school_year",
            remedy=_("Choose a school year up to {last}/{next:02d}.").format(
                last=_COUNTED + _STARTING_AGE, next=(_COUNTED + _STARTING_AGE + 1) % 100
            ),
        )
    )


def _composition(units: pd.DataFrame, row: IntArray) -> FloatArray:
    """Return shares of foreign background; a suppressed one is the middle of its interval.

    Used only to draw wishes; the enrolment table keeps the interval.
    """
    table = enrolment_of(units, ("foreign_background",))
    middle = (table["count_low"] + table["count_high"]) / 2 / table["pupils"]
    return middle.to_numpy(np.float64)[row]
