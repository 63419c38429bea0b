"""How many places hang on metres that another measurement would give otherwise (mätosäkerhet).

Every distance from a home to a unit is measured again with an error drawn by chance, and the
pupils are placed again; what stands in the table is how often a place changes. The errors are
normal with a mean absolute size of `metres` (whole metres, never below 0). The units a distance
is compared with (relative proximity) are found anew among the new distances, so a pupil's
alternative can become another unit, and so are guarantee schools. Straight-line distances stay.

Source: 81 of 81 distances measured in two years in Uppsala (2016, 2017) differed, by 30 m on
average and some by more than 100 m, though no road had changed (UNT 4623987).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.language import _, current, number, percent
from skolval.domain.problem import BoolArray, IntArray, Options, Problem
from skolval.domain.surfaces import Progress
from skolval.lenses._again import anew, offering_of
from skolval.lenses._look import Look
from skolval.lenses._people import open_pupils

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["Params", "look", "measured_again"]

_OF_SPREAD = np.sqrt(2 / np.pi)
"""Mean absolute size of a normal error, in standard deviations."""


class Params(BaseModel):
    """Parameters of the noise.

    Parameters
    ----------
    metres : mean absolute error of one distance. draws : how many measurements are drawn.
    seed : source of all chance; the same seed gives the same errors.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metres: float = Field(default=30.0, ge=0, le=100_000)
    draws: int = Field(default=20, ge=1, le=10_000)
    seed: int = Field(default=1, ge=0)


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:
    """Return the share of pupils whose place changes, by draw, and by unit."""
    problem = run.problem
    own = offering_of(problem, anew(problem))
    rng = np.random.default_rng(params.seed)
    changed = np.zeros((params.draws, len(own)), bool)
    for draw in range(params.draws):
        new = measured_again(problem, params.metres, rng)
        changed[draw] = offering_of(problem, anew(new)) != own
        if progress:
            progress(_("measurement {done} of {all}").format(done=draw + 1, all=params.draws))
    draws = pd.DataFrame({"draw": np.arange(params.draws) + 1, "changed": changed.sum(axis=1)})
    draws["share"] = draws["changed"] / max(len(own), 1)
    pupils = {"share_of_draws": changed.mean(axis=0)}
    return Look(
        title=_("Places that hang on how distances were measured"),
        frames={"draws": draws, "units": _units(run, own, changed)},
        sentences=_sentences(draws, changed, params),
        pupils=open_pupils(run, pupils),
    )


def _units(run: Run, own: IntArray, changed: BoolArray) -> pd.DataFrame:
    """Return by unit how many of its pupils are placed elsewhere, on average over the draws."""
    problem = run.problem
    unit = np.where(own >= 0, problem.offerings.unit[np.maximum(own, 0)], -1)
    count = len(problem.unit_ids)
    pupils = np.bincount(unit[unit >= 0], minlength=count)
    lost = np.bincount(unit[unit >= 0], changed.mean(axis=0)[unit >= 0], count)
    frame = pd.DataFrame(
        {
            "unit_id": problem.unit_ids,
            "name": run.units["name"].to_numpy(),
            "pupils": pupils,
            "elsewhere": lost,
            "share": lost / np.maximum(pupils, 1),
        }
    )
    kept = frame[frame["pupils"] > 0]
    return kept.sort_values(["share", "unit_id"], ascending=[False, True]).reset_index(drop=True)


def _sentences(draws: pd.DataFrame, changed: BoolArray, params: Params) -> tuple[str, ...]:
    lang = current()
    ever = float(changed.any(axis=0).mean()) if changed.size else 0.0
    return (
        _(
            "With distances that differ by {metres} m on average, {mean} of the pupils get another "
            "place (between {least} and {most} over {draws} measurements)."
        ).format(
            metres=number(params.metres, lang),
            mean=percent(float(draws["share"].mean()), lang, decimals=1),
            least=percent(float(draws["share"].min()), lang, decimals=1),
            most=percent(float(draws["share"].max()), lang, decimals=1),
            draws=number(params.draws, lang),
        ),
        _("{share} of the pupils change place in at least one of the measurements.").format(
            share=percent(ever, lang, decimals=1)
        ),
    )


def measured_again(problem: Problem, metres: float, rng: np.random.Generator) -> Problem:
    """Return the problem with every distance measured again.

    One error per pupil and unit, so that a distance is the same wherever it is used: as an
    option, in the order of the nearest units and as the alternative of relative proximity.
    Unknown distances (protected identities) stay unknown.
    """
    options, width = problem.options, len(problem.unit_ids)
    party, slot = np.nonzero(problem.reference_unit >= 0)
    unit = np.concatenate([problem.unit_of_option(), problem.reference_unit[party, slot]])
    owner = np.concatenate([options.party, party])
    old = np.concatenate([options.metres, problem.reference[party, slot]])
    pair, inverse = np.unique(owner * width + unit, return_inverse=True)
    error = np.rint(rng.normal(0.0, metres / _OF_SPREAD, len(pair))).astype(np.int64)
    new = np.maximum(old + error[inverse], 0)
    new = np.where(problem.parties.protected[owner], old, new)
    changed = dict(zip(("party", "unit", "metres"), (owner, unit, new), strict=True))
    reference, reference_unit = _nearest_three(problem, changed)
    return problem.replace(
        options=_with_metres(problem, new[: len(options)]),
        reference=reference,
        reference_unit=reference_unit,
    )


def _with_metres(problem: Problem, metres: IntArray) -> Options:
    return replace(problem.options, metres=metres)


def _nearest_three(problem: Problem, changed: dict[str, IntArray]) -> tuple[IntArray, IntArray]:
    """Return metres and units of the three nearest, among options and former alternatives.

    A pupil without a known position keeps having no alternative. Ties in metres go to the lower
    offering number, as in the options table.
    """
    party, unit, metres = changed["party"], changed["unit"], changed["metres"]
    offering = _offering_at(problem)[unit, problem.parties.grade[party]]
    pair = party * len(problem.unit_ids) + unit
    _pairs, first = np.unique(pair, return_index=True)
    known = first[problem.reference_unit[party[first], 0] >= 0]
    order = known[np.lexsort((offering[known], metres[known], party[known]))]
    owner = party[order]
    place = np.arange(len(order)) - np.searchsorted(owner, owner, side="left")
    kept = place < problem.reference.shape[1]
    reference = np.full_like(problem.reference, -1)
    reference_unit = np.full_like(problem.reference_unit, -1)
    reference[owner[kept], place[kept]] = metres[order][kept]
    reference_unit[owner[kept], place[kept]] = unit[order][kept]
    return reference, reference_unit


def _offering_at(problem: Problem) -> IntArray:
    """Return (units, grades) the first placeable offering of each, -1 where there is none."""
    table = np.full((len(problem.unit_ids), len(problem.grades.codes)), -1, np.int64)
    rows = np.flatnonzero(problem.offerings.placeable)[::-1]
    table[problem.offerings.unit[rows], problem.offerings.grade[rows]] = rows
    return table
