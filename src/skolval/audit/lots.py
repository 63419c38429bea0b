"""The lottery drawn anew: SHA-256 of the published seed, the unit if each has its own, the pupil.

Written apart from the criterion, so that a lottery that was not the published one shows as
somebody passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import numpy as np

from skolval.domain.problem import IntArray, Problem

__all__ = ["drawn", "lot_key", "turn_key"]


def drawn(texts: Iterable[str]) -> IntArray:
    """Return the place (0 goes first) of each text by its digest, read as one large number."""
    joined = b"".join([sha256(text.encode()).digest() for text in texts])
    words = np.frombuffer(joined, ">u8").reshape(-1, 4).astype(np.uint64)
    order = np.lexsort((words[:, 3], words[:, 2], words[:, 1], words[:, 0]))
    place = np.empty(len(words), np.int64)
    place[order] = np.arange(len(words))
    return place


def lot_key(problem: Problem, params: Any, rows: IntArray) -> IntArray:
    """Return the key of option rows in the policy's lottery; the larger goes first.

    Parameters
    ----------
    params : of the criterion `lottery`. rows : option rows; only these are drawn when every
        unit has a lottery of its own, since lots of different units are never compared.
    """
    seed = params.seed or problem.policy.seed
    party, names = problem.options.party[rows], problem.parties.ids.tolist()
    if not params.each_unit:
        single: IntArray = -drawn(f"{seed}|{name}" for name in names)[party]
        return single
    units = problem.unit_ids.tolist()
    unit = problem.offerings.unit[problem.options.offering[rows]]
    own = zip(unit.tolist(), party.tolist(), strict=True)
    each: IntArray = -drawn(f"{seed}|{units[u]}|{names[p]}" for u, p in own)
    return each


def turn_key(problem: Problem) -> IntArray:
    """Return (n_parties,) the key of one lottery for all, whatever the criteria are.

    The seed is that of the criterion `lottery` if it has its own, else the policy's.
    """
    policy = problem.policy
    own = [s.params.seed for s in policy.criteria if s.name == "lottery" and s.params.seed]
    seed = own[0] if own else policy.seed
    key: IntArray = -drawn(f"{seed}|{name}" for name in problem.parties.ids.tolist())
    return key
