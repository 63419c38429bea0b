"""Every pupil stands at most once, at an own admissible option, in the right grade."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.audit.claims import Claim, called, offering_called, upper_first
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.naming import where_of
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.io.run import Run

__all__ = ["check_places"]


def check_places(run: Run) -> Iterator[Claim]:
    """Yield whether places are own options, of the pupil's grade, where placing is allowed."""
    problem, chosen = run.problem, run.placement.chosen
    yield _once(problem)
    if len(chosen) != len(problem.parties):
        text = f"{len(problem.parties)} parties take part but {len(chosen)} have an outcome."
        yield _claim("own_option", len(chosen), [Breach("own_option", "", 1, "parties", text)])
        return
    yield _own(problem, chosen)
    yield _fitting(problem, chosen)


def _claim(name: str, checked: int, found: list[Breach]) -> Claim:
    texts = {
        "once": _("Each pupil takes part once."),
        "own_option": _("Every pupil has at most one place, and it is one of the pupil's options."),
        "grade": _(
            "Every place is of the pupil's grade, at a unit where the municipality may place."
        ),
    }
    return Claim(name, texts[name], checked, tuple(found))


def _once(problem: Problem) -> Claim:
    _ids, row, times = np.unique(problem.parties.ids, return_index=True, return_counts=True)
    found = [
        Breach(
            "once", where_of(problem, int(row[i])), int(times[i]) - 1, "rows",
            N_("{pupil} stands {count} times.").format(
                pupil=upper_first(called(problem, int(row[i]))), count=times[i]
            ),
        )
        for i in np.flatnonzero(times > 1)
    ]  # fmt: skip
    return _claim("once", len(problem.parties), found)


def _own(problem: Problem, chosen: IntArray) -> Claim:
    """Look at the option rows as numbers: inside the table, and the party's own."""
    inside = (chosen >= -1) & (chosen < len(problem.options))
    row = np.where(inside & (chosen >= 0), chosen, 0)
    parties = np.arange(len(chosen))
    own = (chosen == -1) | (inside & (_at(problem.options.party, row) == parties))
    found = [
        Breach("own_option", str(i), 1, "pupils",
               N_("The place of {pupil} is no option of that pupil.").format(
                   pupil=called(problem, int(i))), (int(i),))
        for i in np.flatnonzero(~own)
    ]  # fmt: skip
    return _claim("own_option", len(chosen), found)


def _at(column: IntArray, row: IntArray) -> IntArray:
    return column[row] if len(column) else np.full(len(row), -1, np.int64)


def _fitting(problem: Problem, chosen: IntArray) -> Claim:
    placed = np.flatnonzero((chosen >= 0) & (chosen < len(problem.options)))
    offering = problem.options.offering[chosen[placed]]
    wrong: BoolArray = problem.offerings.grade[offering] != problem.parties.grade[placed]
    closed: BoolArray = ~problem.offerings.placeable[offering]
    found = []
    for i in np.flatnonzero(wrong | closed):
        why = "another grade" if wrong[i] else "a unit where the municipality may not place"
        name = offering_called(problem, int(offering[i]))
        text = N_("{pupil} is placed at {name}: {why}.").format(
            pupil=upper_first(called(problem, int(placed[i]))), name=name, why=why
        )
        found.append(Breach("grade", name, 1, "pupils", text, (int(placed[i]),)))
    return _claim("grade", len(placed), found)
