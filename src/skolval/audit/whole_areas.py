"""Where a policy places whole areas, all pupils of an area and grade are at one offering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from skolval.audit.claims import Claim
from skolval.domain.area_parties import area_problem
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.naming import called, upper_first, where_of
from skolval.io.run import Run

__all__ = ["check_areas", "judged"]


def judged(run: Run) -> Run:
    """Return the run as rules and goals see it: of areas, where the policy places areas."""
    if run.problem.policy.parties != "areas":
        return run
    areas = area_problem(run.problem)
    rows, _strays = areas.gathered(run.placement.chosen)
    told = run.placement.details.get("empty_areas", {})
    chosen = areas.with_empty(rows, told if isinstance(told, dict) else {})
    return replace(run, problem=areas.problem, placement=run.placement.replace(chosen=chosen))


def check_areas(run: Run) -> Iterator[Claim]:
    """Yield whether every pupil is where the pupil's area is; nothing for a policy of pupils."""
    problem = run.problem
    if problem.policy.parties != "areas":
        return
    areas = area_problem(problem)
    _rows, strays = areas.gathered(run.placement.chosen)
    text = N_("{pupil} is not placed where the other pupils of the area and grade are.")
    found = tuple(
        Breach(
            "areas",
            where_of(problem, int(pupil)),
            1,
            "pupils",
            text.format(pupil=upper_first(called(problem, int(pupil)))),
        )
        for pupil in strays
    )
    claim = _("All pupils of an area and grade are placed at one offering.")
    yield Claim("areas", claim, int(np.max(areas.members, initial=-1)) + 1, found)
