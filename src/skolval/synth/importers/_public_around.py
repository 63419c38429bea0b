"""A what-if without areas: pupils live around the units where today's pupils go (runt enheterna).

Where no file tells where the areas lie, distances from home are unknown. This stands in their
place when it is asked for: as many school starters as each unit has pupils in a grade, of the
composition that it publishes, at homes by lot around it. Homes are then as segregated as the
units are today, which is the most they can be; distances are those of the model alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.grades import GradeSystem
from skolval.synth._chance import stream
from skolval.synth.from_units import School, assumed_seats
from skolval.synth.importers._public_cohort import (
    Cohort,
    composition,
    open_units,
    pupils_per_grade,
    serves_of,
)
from skolval.synth.importers._public_files import GROUP_IDS, PublicFiles
from skolval.synth.importers._public_params import PublicParams
from skolval.synth.population import Attribute, Margins, synthesise
from skolval.synth.population_homes import Homes
from skolval.synth.population_households import OLDER_SIBLING, YEARS_APART

__all__ = ["USUAL_WAY", "draw_around"]


USUAL_WAY = 900.0
"""Metres from unit to home in the mean, as the bird flies (assumed)."""


def draw_around(
    files: PublicFiles, system: GradeSystem, params: PublicParams
) -> tuple[Cohort, Homes]:
    """Return the school starters around the units that take part, and where they live.

    Raises
    ------
    InputError
        If no unit with a position has the first grade.
    """
    units = files.units
    serves = serves_of(units["grades"], system)
    per_grade = pupils_per_grade(units, serves)
    starts = serves[:, 0] & (per_grade > 0)
    open_to = open_units(units, starts, params)
    row = np.flatnonzero(open_to)
    codes = units["unit_id"].astype(str).iloc[row].tolist()
    shares = {group: composition(units, row, group) for group in GROUP_IDS}
    margins = Margins(
        areas=codes,
        children=np.maximum(np.rint(per_grade[row]), 1).astype(np.int64)[:, None],
        attributes=tuple(Attribute.of_group(group, shares[group]) for group in GROUP_IDS),
        odds={("low_education", "foreign_background"): params.odds},
    )
    drawn = synthesise(margins, seed=params.seed)
    rng = stream(params.seed, "older")
    ahead = rng.choice(len(YEARS_APART), len(drawn), p=YEARS_APART) + 1
    older = np.where(rng.random(len(drawn)) < OLDER_SIBLING, ahead, -1)
    seats = assumed_seats(per_grade[row], children=len(drawn), spare=params.spare)
    cohort = Cohort(
        home=np.full(len(drawn), -1, np.int64),
        household=np.arange(len(drawn), dtype=np.int64),
        older=np.minimum(older, len(system.codes) - 1),
        members={group: drawn.category[group] for group in GROUP_IDS},
        school=School(row, seats, shares["foreign_background"]),
        serves=serves,
        part=float(per_grade[open_to].sum() / per_grade[starts].sum()),
        targets={group: float("nan") for group in GROUP_IDS},
        report=drawn.report,
    )
    return cohort, _homes(units.iloc[row], drawn.area, params.seed)


def _homes(
    units: pd.DataFrame, unit: np.ndarray[tuple[int], np.dtype[np.int64]], seed: int
) -> Homes:
    """Return homes at a distance that is exponential in the plane around each unit."""
    place = np.zeros((len(unit), 2))
    centre = units[["x", "y"]].to_numpy(np.float64)
    for row, code in enumerate(units["unit_id"].astype(str)):
        mine = np.flatnonzero(unit == row)
        rng = stream(seed, f"homes/{code}")
        angle, far = rng.random(len(mine)) * 2 * np.pi, rng.gamma(2.0, USUAL_WAY / 2, len(mine))
        place[mine] = centre[row] + far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    place = np.round(place)
    return Homes(place[:, 0], place[:, 1], 0, 0)
