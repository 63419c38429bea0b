"""Claims where equals are refused or admitted together."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import IntArray
from skolval.matching._efficiency import preferred
from skolval.matching.market import Market

__all__ = ["group_claims"]


def group_claims(market: Market, taken: IntArray, *, admit: bool) -> IntArray:
    """Return the entries with a claim, ascending.

    A pupil has a claim where somebody who goes later is admitted. Refusing groups, a pupil
    also has one where all who want in and go no later would fit; admitting groups, where
    those who are inside and go before leave a seat.

    Source: Fleiner & Jankó (2014), Choice function-based two-sided markets (score limits).
    """
    wants = preferred(market, taken)
    inside = np.zeros(len(wants), bool)
    inside[taken[taken >= 0]] = True
    claims = []
    for entry in np.flatnonzero(wants):
        here = market.school == market.school[entry]
        key, seats = market.key[entry], market.seats[market.school[entry]]
        later = (inside & here & (market.key > key)).any()
        counted = inside & (market.key < key) if admit else (inside | wants) & (market.key <= key)
        fits = (here & counted).sum() < seats + (0 if admit else 1)
        if later or fits:
            claims.append(entry)
    return np.array(claims, np.int64)
