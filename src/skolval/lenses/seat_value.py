"""What one more seat would be worth at each offering (en plats till).

The pupils are placed again with one seat more at one offering at a time, everything else as it
is. One seat moves a chain of pupils: whoever takes it leaves a place to the next. Counted are
pupils placed higher up and further down their own list, more first wishes, steps up the lists in
all, and metres saved on the way to school. Where a unit has a free seat another changes nothing.
Guarantee schools are found anew.

Source: stable placements are monotone in seats: nobody loses by one more (Crawford 1991).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from skolval.domain.language import _, current, number
from skolval.domain.preferences import chose
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.lenses._again import anew, list_places
from skolval.lenses._look import Look
from skolval.lenses._words import walk
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.market import Market
from skolval.mechanisms._market import bounds_of, classes_of, market_of
from skolval.solver.guarantee import needs_guarantee

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["Params", "look"]

_SHOWN = 3


class Params(BaseModel):
    """The value of a seat has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:  # noqa: ARG001 - one signature for the room
    """Return what one more seat at each offering gives."""
    problem = run.problem
    placer = _placer(problem)
    before = placer(problem)
    place = list_places(problem)
    taken = np.bincount(
        problem.options.offering[before[before >= 0]], minlength=len(problem.offerings)
    )
    rows = []
    for offering in range(len(problem.offerings)):
        if not problem.offerings.placeable[offering]:
            continue
        after = before if _idle(problem, offering, taken) else placer(_with_seat(problem, offering))
        rows.append(_row(run, offering, int(taken[offering]), (before, after, place)))
        if progress:
            progress(_("{done} of {all} offerings").format(
                done=offering + 1, all=len(problem.offerings)))  # fmt: skip
    frame = pd.DataFrame(rows)
    order = ["first_wishes", "steps", "offering_id"]
    frame = frame.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)
    return Look(
        title=_("The value of one more seat"),
        frames={"seats": frame},
        sentences=tuple(_sentences(frame)),
    )


def _idle(problem: Problem, offering: int, taken: IntArray) -> bool:
    """Return whether a seat is free that anybody could have: then nobody was ever refused."""
    plain = problem.policy.mechanism.name == "deferred_acceptance"
    classes = problem.policy.seat_classes or problem.policy.bounds
    return bool(plain and not classes and taken[offering] < problem.offerings.seats[offering])


def _with_seat(problem: Problem, offering: int) -> Problem:
    seats = problem.offerings.seats.copy()
    seats[offering] += 1
    return problem.replace(offerings=replace(problem.offerings, seats=seats))


def _placer(problem: Problem) -> Callable[[Problem], IntArray]:
    """Return the function that places again; lists and priorities are made once where they can.

    One more seat changes no priority under deferred acceptance, except at an offering
    without seats, which is no alternative of a seat-aware relative proximity until it has one.
    """
    step = problem.policy.mechanism
    plain = step.name == "deferred_acceptance" and step.params.ties == "lottery"
    if not plain or needs_guarantee(problem.policy):
        return anew
    market, rows = market_of(problem)

    def placed(changed: Problem) -> IntArray:
        opened = (changed.offerings.seats > 0) & (problem.offerings.seats <= 0)
        if opened.any() and _by_seats(changed):
            return anew(changed)
        larger = Market(market.start, market.school, market.key, changed.offerings.seats)
        taken, _proposals = deferred_acceptance(
            larger, classes=classes_of(changed), bounds=bounds_of(changed)
        )
        return np.where(taken >= 0, rows[np.maximum(taken, 0)], -1)

    return placed


def _by_seats(problem: Problem) -> bool:
    return any(getattr(step.params, "reference", "") == "seats" for step in problem.policy.criteria)


def _row(
    run: Run, offering: int, taken: int, found: tuple[IntArray, IntArray, IntArray]
) -> dict[str, Any]:
    problem, (before, after, place) = run.problem, found
    lengths = np.diff(problem.options.start)
    down = [np.where(c >= 0, place[np.maximum(c, 0)], lengths) for c in (before, after)]
    steps = down[0] - down[1]
    made = chose(problem)
    both = (before >= 0) & (after >= 0) & ~problem.parties.protected
    metres = problem.options.metres
    unit = int(problem.offerings.unit[offering])
    return {
        "offering_id": str(problem.offerings.ids[offering]),
        "unit_id": str(problem.unit_ids[unit]),
        "name": str(run.units["name"].iloc[unit]),
        "grade": problem.grades.codes[int(problem.offerings.grade[offering])],
        "seats": int(problem.offerings.seats[offering]),
        "placed": taken,
        "better": int((steps > 0).sum()),
        "worse": int((steps < 0).sum()),
        "first_wishes": int((made & (down[1] == 0)).sum() - (made & (down[0] == 0)).sum()),
        "steps": int(steps.sum()),
        "metres": int(metres[before[both]].sum() - metres[after[both]].sum()),
        "more_placed": int((after >= 0).sum() - (before >= 0).sum()),
    }


def _sentences(frame: pd.DataFrame) -> list[str]:
    lang = current()
    worth = frame[frame["better"] > 0]
    if worth.empty:
        return [_("One more seat anywhere would change nobody's place.")]
    told = [
        _("At {count} of {all} offerings one more seat would give somebody a better place.").format(
            count=number(len(worth), lang), all=number(len(frame), lang)
        )
    ]
    text = _(
        "One more seat at {name}, grade {grade}: better placed {better}, more first wishes "
        "{first}, {walk}."
    )
    return told + [
        text.format(
            name=row["name"],
            grade=row["grade"],
            better=number(row["better"], lang),
            first=number(row["first_wishes"], lang),
            walk=walk(row["metres"]),
        )
        for row in worth.head(_SHOWN).to_dict("records")
    ]
