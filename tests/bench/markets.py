"""Random markets of the benchmarks, by seed: some schools are asked for by more than others."""

from __future__ import annotations

import numpy as np

from skolval.matching.market import Market, SeatClasses

WISHES = 5


def popular_market(pupils: int, *, seed: int = 1, spread: float = 0.7) -> Market:
    """Five distinct wishes each, schools of about 300 seats, 5 % more seats than pupils.

    How often a school is asked for is lognormal; `spread` 0.7 makes about 1.9 proposals per
    pupil and leaves some pupils without a place, 0 makes all schools equal (1.01 proposals).
    """
    rng = np.random.default_rng(seed)
    units = max(50, pupils // 300)
    share = np.cumsum(np.exp(spread * rng.standard_normal(units)))
    wish = np.searchsorted(share / share[-1], rng.random((pupils, WISHES))).clip(max=units - 1)
    for k in range(1, WISHES):
        while (again := (wish[:, :k] == wish[:, k : k + 1]).any(axis=1)).any():
            wish[again, k] = (wish[again, k] + 1) % units
    return Market(
        np.arange(0, pupils * WISHES + 1, WISHES),
        wish.ravel(),
        rng.permutation(pupils * WISHES),
        np.full(units, int(pupils * 1.05 / units) + 1),
    )


def with_reserve(market: Market, *, seed: int = 2) -> SeatClasses:
    """A quarter of every school's seats first for the three pupils of ten who are of a kind."""
    units, reserved = len(market.seats), market.seats // 4
    return SeatClasses(
        np.arange(0, 2 * units + 1, 2),
        np.stack([reserved, market.seats - reserved], 1).ravel(),
        np.tile([0, -1], units),
        np.zeros(2 * units, bool),
        np.random.default_rng(seed).random((market.pupils, 1)) < 0.3,
    )


def with_bands(market: Market, bands: int = 4) -> Market:
    """The market with `bands` groups of equals at every school."""
    return Market(market.start, market.school, market.key * bands // len(market.key), market.seats)
