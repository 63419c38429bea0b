"""Each pupil gets the best listed unit that nobody who goes before needs (uppskjuten antagning).

Pupil-proposing deferred acceptance: every pupil applies to the first unit on the list; each
offering keeps its best applicants by the policy's criteria, up to its seats, and refuses the
rest, who apply to the next unit; nothing is final until nobody applies any more. The result
is stable (nobody has a justified claim to a place held by somebody who goes after) and of
all stable placements the best for every pupil; to list one's true wishes is the best one can do.

The list is the wishes, then the nearest units, then all others by distance (see
`skolval.domain.preferences`). Pupils with a protected identity go first. Classes of seats are
tried in the order of the policy's list, and bounds order or limit kinds of pupils.

`ties`: ``lottery`` decides between equals as the policy's last criterion says;
``reject_group`` refuses equals who do not all fit; ``admit_group`` admits them all, above the
seats (then the audit shows a breach of capacity).

Source: Gale & Shapley (1962); Abdulkadiroğlu & Sönmez (2003); classes: Kominers & Sönmez
(2016). Used by Linköping, Malmö, Lund.
"""

from __future__ import annotations

import time
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.domain.later import Later
from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.mechanisms._market import (
    bounds_of,
    classes_of,
    listed,
    market_with,
    numbered,
    placement_of,
    strict_keys,
    tied_market_of,
)
from skolval.mechanisms._single import (
    BY_CLASSES,
    SECURES,
    refuse_larger_parties,
    refuse_unsupported,
)

LEGAL = Legal(
    "lawful",
    "Priorities do not depend on how a pupil ranks the wishes.",
    "ÖKN 2017:132; Skollagen 10 kap. 30 §",
)
NEEDS_CRITERIA = True
_MATCHING = Later("skolval.matching.deferred_acceptance")
_TIES = Later("skolval.matching.ties")
_FIRST = 12


class Params(BaseModel):
    """Parameters of deferred acceptance.

    Parameters
    ----------
    ties : what happens to applicants whom every criterion before the lottery holds equal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ties: Literal["lottery", "reject_group", "admit_group"] = "lottery"


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the pupil-optimal stable placement of `problem`.

    Raises
    ------
    UsageError
        If parties are larger than one pupil, or groups of equals are to stay together in
        classes of seats or under bounds.
    """
    refuse_larger_parties(problem)
    began = time.perf_counter()
    if params.ties != "lottery":
        refuse_unsupported(problem, SECURES)
        market, rows = tied_market_of(problem)
        together = _TIES.reject_tied if params.ties == "reject_group" else _TIES.admit_tied
        return placement_of(problem, rows, together(market), began)
    refuse_unsupported(problem, SECURES | BY_CLASSES)
    rows, taken, proposals = _accepted(problem)
    return placement_of(problem, rows, taken, began, proposals=proposals)


def _accepted(problem: Problem) -> tuple[IntArray, IntArray, int]:
    """Return the option row of each entry, the entries taken and how many proposals were made.

    Most pupils get a place early on their list, so only the beginning of each list is looked
    at first, and the rest for those who came to its end. Proposals can be made in any order
    with the same outcome (McVitie & Wilson 1971), so it is that of the whole lists.
    """
    rows, keys = listed(problem), strict_keys(problem)
    classes, bounds = classes_of(problem), bounds_of(problem)
    party = problem.options.party[rows]
    length = np.bincount(party, minlength=len(problem.parties))
    place = np.arange(len(rows)) - np.repeat(np.cumsum(length) - length, length)
    looked = place < _FIRST
    while True:
        market = numbered(market_with(problem, rows[looked], keys))
        taken, proposals = _MATCHING.deferred_acceptance(market, classes=classes, bounds=bounds)
        at_the_end = (taken < 0) & (np.diff(market.start) < length)
        if not at_the_end.any():
            return rows[looked], taken, proposals
        looked |= at_the_end[party]
