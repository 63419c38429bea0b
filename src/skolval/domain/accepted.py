"""Who accepts an offered seat (vem tackar ja): one draw of what take-up can turn out to be.

Every pupil has a number of their own, drawn by a seed: whoever would accept at some take-up also
does at any higher one, so that scenarios differ by their numbers and not by luck. Who declines
is placed at the guarantee school.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray, Problem

__all__ = ["accepted", "accepting_now", "drawn"]

_PARTS = 1000


def drawn(seed: object, ids: Sequence[str]) -> IntArray:
    """Return (n,) a number 0-999 for each pupil, the same for the same seed and pupil."""
    numbers = [int.from_bytes(sha256(f"{seed}|seat|{name}".encode()).digest()[:8]) for name in ids]
    return np.array([number % _PARTS for number in numbers], np.int64)


def accepting_now(problem: Problem, chosen: IntArray, factor: int = _PARTS) -> IntArray:
    """Return (n_parties,) the permille by which each pupil accepts the place, 1000 on foot.

    Parameters
    ----------
    factor : permille of the take-up that the policy assumes, for the sensitivity.
    """
    found = np.full(len(chosen), _PARTS, np.int64)
    services, rule = problem.services, problem.policy.reversed_transport
    if services is None or services.rides is None or rule is None:
        return found
    offered = np.flatnonzero(chosen >= 0)
    offered = offered[services.rides.fallback[chosen[offered]] >= 0]
    told = services.rides.take_up[chosen[offered]]
    found[offered] = np.clip(told * factor // _PARTS, rule.take_up.least, rule.take_up.most)
    return found


def accepted(problem: Problem, chosen: IntArray, *, seed: object, factor: int = _PARTS) -> IntArray:
    """Return (n_parties,) the option rows after everybody has said yes or no.

    Parameters
    ----------
    chosen : option rows offered, -1 for none. seed : of the draw.
    factor : permille of the take-up that the policy assumes.
    """
    declines = drawn(seed, problem.parties.ids.tolist()) >= accepting_now(problem, chosen, factor)
    after = chosen.copy()
    if problem.services is not None and problem.services.rides is not None:
        after[declines] = problem.services.rides.fallback[chosen[declines]]
    return after
