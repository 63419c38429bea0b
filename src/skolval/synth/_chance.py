"""One stream of chance per part, so that a new part never shifts the others."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["pair_gumbel", "stream"]


def stream(seed: int, part: str) -> np.random.Generator:
    """Return the generator of `part` under `seed`; independent of every other part's."""
    return np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(part.encode())]))


def pair_gumbel(
    left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], seed: int
) -> npt.NDArray[np.float64]:
    """Return Gumbel noise that belongs to each pair of numbers, whatever their order of asking.

    Siblings share the noise of (household, unit), so they like the same units.

    Source: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    """
    with np.errstate(over="ignore"):
        mixed = left.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed = mixed + right.astype(np.uint64) * np.uint64(0xD1B54A32D192ED03) + np.uint64(seed)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed ^= mixed >> np.uint64(shift)
            mixed *= np.uint64(factor)
        mixed ^= mixed >> np.uint64(31)
    uniform = ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) / float(1 << 53)
    return np.asarray(-np.log(-np.log(uniform)), np.float64)
