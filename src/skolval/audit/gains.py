"""Nobody could gain: no circle of changes is left, free or without passing anybody over."""

from __future__ import annotations

import numpy as np

from skolval.audit.choices import Standing
from skolval.audit.claims import Claim, called, offering_called
from skolval.audit.trades import circle, foremost
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["check_best", "check_efficient"]


def check_efficient(problem: Problem, standing: Standing) -> Claim:
    """Return whether no pupils could all gain by changing places with each other."""
    text = _("No pupils could all get places that they would rather have by changing.")
    return _claim(problem, standing, np.ones(standing.wanted, bool), ("efficient", text))


def check_best(problem: Problem, standing: Standing) -> Claim:
    """Return whether no pupils could gain by changing places without passing anybody over.

    Only arrows of those who go first among all that would rather be at the offering count.
    """
    front = foremost(
        standing.offering[: standing.wanted],
        standing.level[: standing.wanted],
        len(problem.offerings),
    )
    text = _("No pupils could get places that they would rather have without passing over others.")
    return _claim(problem, standing, front, ("best", text))


def _claim(
    problem: Problem, standing: Standing, counted: BoolArray, told: tuple[str, str]
) -> Claim:
    name, text = told
    source = _own(problem, standing)
    arrows = np.flatnonzero(counted & (source >= 0))
    found, offerings = circle(
        source[arrows], standing.offering[: standing.wanted][arrows], len(problem.offerings)
    )
    if not len(found):
        return Claim(name, text, len(arrows))
    rows = arrows[found]
    who = [called(problem, int(standing.party[i])) for i in rows]
    message = N_(
        "{pupils} could change places in a circle and all gain ({count} offerings lie on such "
        "circles)."
    ).format(pupils=", ".join(who), count=offerings)
    where = offering_called(problem, int(standing.offering[rows[0]]))
    parties = tuple(int(standing.party[i]) for i in rows)
    breach = Breach(name, where, len(rows), "pupils", message, parties)
    return Claim(name, text, len(arrows), (breach,))


def _own(problem: Problem, standing: Standing) -> IntArray:
    """Return the offering where the pupil of each wanted row has a place, -1 for nowhere."""
    at = np.full(len(problem.parties), -1, np.int64)
    held = standing.part(admitted=True)
    at[held["party"]] = held["offering"]
    own: IntArray = at[standing.party[: standing.wanted]]
    return own
