"""What a placement asks of the hosts (behov av grupper): how full, and how many groups at least.

A group is as full as the weeks of its pupils: a pupil who is there 600 permille of the week takes
600 permille of a seat, in each month from `Hosting.enters` until `Hosting.leaves`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skolval.domain.hosting import Hosting
    from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["PERMILLE", "groups_needed", "in_group", "seat_weight", "taken_by_month"]

PERMILLE = 1000


def seat_weight(problem: Problem, hosting: Hosting) -> IntArray:
    """Return (n,) permille of group seats that each party takes while it is there."""
    weight: IntArray = hosting.share * problem.parties.size
    return weight


def in_group(hosting: Hosting) -> BoolArray:
    """Return (n, months) whether each party is in a group, if it is placed in one."""
    month = np.arange(hosting.months)
    inside: BoolArray = (hosting.enters[:, None] <= month) & (month < hosting.leaves[:, None])
    return inside


def taken_by_month(problem: Problem, hosting: Hosting, chosen: IntArray) -> IntArray:
    """Return (H, months) permille of group seats taken at each host.

    Parameters
    ----------
    chosen : (n,) option rows, -1 for parties without a place.
    """
    taken = np.zeros((len(hosting), hosting.months), np.int64)
    rows = chosen[chosen >= 0]
    rows = rows[hosting.option_host[rows] >= 0]
    party = problem.options.party[rows]
    weight = in_group(hosting)[party] * seat_weight(problem, hosting)[party, None]
    np.add.at(taken, hosting.option_host[rows], weight)
    return taken


def groups_needed(problem: Problem, chosen: IntArray) -> IntArray:
    """Return (H,) the fewest groups that hold everybody in each host's fullest month."""
    hosting = problem.hosting
    if hosting is None:
        return np.zeros(0, np.int64)
    fullest = taken_by_month(problem, hosting, chosen).max(axis=1, initial=0)
    needed: IntArray = -(-fullest // np.maximum(PERMILLE * hosting.most_size, 1))
    return needed
