"""An applicant with a lower lottery number goes first (lottning).

The number is the place of SHA-256 of ``<seed>|<pupil>`` among all applicants (single
tie-breaking), or of ``<seed>|<unit>|<pupil>`` (one lottery per unit, multiple tie-breaking).
With the published seed anybody can recompute it.

Source: ÖKN 2019:195 (52 seats, 69 first choices: lottery acceptable).
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._lots import lot_places
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal("lawful", "A lottery with a published seed is an objective ground.", "ÖKN 2019:195")
TOTAL = True


class Params(BaseModel):
    """Parameters of the lottery.

    Parameters
    ----------
    seed : published seed; the policy's own when missing.
    each_unit : one lottery per unit instead of one for all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: str | None = None
    each_unit: bool = False


def keys(problem: Problem, params: Params) -> IntArray:
    """Return minus the lottery place of every option row."""
    seed = params.seed or problem.policy.seed
    party = problem.options.party
    ids = problem.parties.ids
    if not params.each_unit:
        single: IntArray = -lot_places(seed, ids.tolist())[party]
        return single
    units = problem.unit_ids[problem.unit_of_option()]
    pairs = (f"{u}|{p}" for u, p in zip(units.tolist(), ids[party].tolist(), strict=True))
    many: IntArray = -lot_places(seed, pairs)
    return np.asarray(many, np.int64)
