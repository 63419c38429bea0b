"""Pupils choose one after another in the order of one lottery (lottad turordning).

Whoever is drawn first gets the first wish, the next the best wish that is left, and so on
(random serial dictatorship). When all have been asked about their wishes and nearest units,
those without a place take what is left by distance, in the same order. The policy's criteria
play no part; pupils with a protected identity come first, and with `non_choosers.order: last`
those who made no choice come last.

Source: Abdulkadiroğlu & Sönmez (1998).
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.preferences import chose, claims, preference_order
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.matching.serial_dictatorship import serial_dictatorship
from skolval.mechanisms._lots import lots
from skolval.mechanisms._market import lists_of, placement_of
from skolval.mechanisms._single import refuse_larger_parties, refuse_unsupported

LEGAL = Legal(
    "conditional",
    "A lottery is an objective ground, but lawful alone only where every pupil drawn last still"
    " gets a unit near home.",
    "ÖKN 2019:195; Skollagen 10 kap. 30 §",
)
NEEDS_CRITERIA = False


class Params(BaseModel):
    """Serial dictatorship has no parameters; the seed is the policy's."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def turns(problem: Problem) -> IntArray:
    """Return the parties in the order in which they choose."""
    late = ~chose(problem) & (problem.policy.non_choosers.order == "last")
    return np.lexsort((lots(problem), late, ~problem.parties.protected)).astype(np.int64)


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the placement when everybody has chosen in turn."""
    refuse_larger_parties(problem)
    refuse_unsupported(problem)
    began = time.perf_counter()
    order, rows = turns(problem), preference_order(problem)
    claimed = rows[claims(problem)[rows]]
    first = lists_of(problem, claimed)
    taken = serial_dictatorship(first, order)
    chosen = placement_of(problem, claimed, taken, began).chosen
    left = rows[chosen[problem.options.party[rows]] < 0]
    held = np.bincount(first.school[taken[taken >= 0]], minlength=len(first.seats))
    rest = replace(lists_of(problem, left), seats=first.seats - held)
    later = placement_of(problem, left, serial_dictatorship(rest, order), began)
    return later.replace(chosen=np.maximum(chosen, later.chosen))
