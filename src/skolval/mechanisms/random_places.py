"""Each pupil gets an admissible unit by chance, within the seats (slumpad placering).

The baseline that segregation is measured against: pairs of a pupil and an admissible unit are
drawn one by one, and each is kept if the pupil has no place yet and the unit a seat left;
neither wishes nor criteria play a part. The draw follows from the policy's seed. Pupils with
a protected identity come first.

Source: random allocation as the baseline of segregation (Carrington & Troske 1997).
"""

from __future__ import annotations

import time
from hashlib import sha256

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.matching.random_placement import random_placement
from skolval.mechanisms._lots import seed_of
from skolval.mechanisms._market import lists_of, placement_of
from skolval.mechanisms._single import refuse_larger_parties, refuse_unsupported

LEGAL = Legal(
    "what_if",
    "Guardians' wishes must be met where nobody's right to a unit near home is set aside.",
    "Skollagen 10 kap. 30 §",
)
NEEDS_CRITERIA = False


class Params(BaseModel):
    """Random places have no parameters; the seed is the policy's."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def drawn(problem: Problem) -> IntArray:
    """Return every option row's number in the draw (0 is drawn first)."""
    seed = sha256(f"{seed_of(problem)}|random_places".encode()).digest()
    # Raw bits of PCG64 are the same in every version of numpy; those of a Generator may change.
    raw = np.random.PCG64(int.from_bytes(seed, "big")).random_raw(len(problem.options))
    number = np.empty(len(raw), np.int64)
    open_to_all = ~problem.parties.protected[problem.options.party]
    number[np.lexsort((raw, open_to_all))] = np.arange(len(raw))
    return number


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return a placement by chance."""
    refuse_larger_parties(problem)
    refuse_unsupported(problem)
    began = time.perf_counter()
    rows = np.arange(len(problem.options))
    taken = random_placement(lists_of(problem, rows), drawn(problem))
    return placement_of(problem, rows, taken, began)
