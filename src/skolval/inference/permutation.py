"""A permutation test (permutationstest) says how often a draw by lot gives such an index.

Pupils are dealt to units again and again with unit sizes and group totals as they are; with
strata (grade, area) only among pupils of the same stratum. p = (1 + b) / (1 + B), where b of
the B draws are at least as large as the observed value, so that p is never 0.

Draws are made in blocks, each with a seed of its own: the result is the same for any number of
workers. Source: Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be
zero. Statistical Applications in Genetics and Molecular Biology 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray

__all__ = ["BLOCK", "Test", "permutation_tests", "permuted_tables"]

BLOCK = 250
"""Draws per block; part of the seed's meaning, so never changed by the number of workers."""
_CELLS = 20_000_000
_CACHED = 50_000


@dataclass(frozen=True, slots=True)
class Test:
    """What the draws say about one index.

    Parameters
    ----------
    value : observed. mean, sd, low, high : of the draws; low and high are the 2.5 and 97.5 per
        cent points. p_more, p_less : one-sided. draws : how many.
    """

    value: float
    mean: float
    sd: float
    low: float
    high: float
    p_more: float
    p_less: float
    draws: int


def permuted_tables(strata: Sequence[FloatArray], draws: int, seed: int) -> Iterator[FloatArray]:
    """Yield blocks (b, U, K) of tables with the margins of every stratum fixed.

    Parameters
    ----------
    strata : (U, K) whole counts of each stratum, same units and groups; one for no strata.

    Raises
    ------
    ValueError
        For fractional counts: they are no pupils that could be drawn.
    """
    for table in strata:
        if np.abs(table - np.rint(table)).max(initial=0.0) > 1e-9:
            raise ValueError("a permutation needs whole counts")
    whole = [np.rint(table).astype(np.int64) for table in strata]
    width = max(1, min(BLOCK, _CELLS // max(strata[0].size, 1)))
    for number, first in enumerate(range(0, draws, width)):
        rng = np.random.default_rng([seed, number])
        many = min(width, draws - first)
        block = np.zeros((many, *strata[0].shape))
        for counts in whole:
            block += _dealt(rng, counts, many)
        yield block


def _dealt(rng: np.random.Generator, table: IntArray, draws: int) -> FloatArray:
    """Deal the pupils of one table to its units: group by group into the places left."""
    sizes, groups = table.sum(axis=1), table.sum(axis=0)
    dealt = np.empty((draws, *table.shape))
    left = np.repeat(sizes[None, :], draws, axis=0)
    for g in range(len(groups) - 1):
        for draw in range(draws):
            taken = rng.multivariate_hypergeometric(left[draw], groups[g])
            dealt[draw, :, g] = taken
            left[draw] -= taken
    dealt[:, :, -1] = left
    return dealt


def permutation_tests(
    strata: Sequence[FloatArray],
    indices: Mapping[str, Callable[[FloatArray], FloatArray]],
    *,
    draws: int = 1000,
    seed: int = 1,
) -> dict[str, Test]:
    """Return the test of every index on the summed table of `strata`.

    Parameters
    ----------
    indices : name to a function of tables (..., U, K).
    """
    observed = np.sum(strata, axis=0)
    found: dict[str, list[FloatArray]] = {name: [] for name in indices}
    for block in permuted_tables(strata, draws, seed):
        # A few draws at a time stay in the processor's cache.
        width = max(1, _CACHED // observed.size)
        for start in range(0, len(block), width):
            piece = block[start : start + width]
            for name, index in indices.items():
                found[name].append(np.asarray(index(piece), np.float64))
    return {
        name: _test(float(index(observed)), np.concatenate(found[name]))
        for name, index in indices.items()
    }


def _test(value: float, drawn: FloatArray) -> Test:
    # Rounding must not decide between a draw equal to the observed value and one below it.
    slack = 1e-12 * max(abs(value), 1.0)
    low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975)))
    return Test(
        value=value,
        mean=float(drawn.mean()),
        sd=float(drawn.std(ddof=1)) if len(drawn) > 1 else float("nan"),
        low=low,
        high=high,
        p_more=float((1 + (drawn >= value - slack).sum()) / (1 + len(drawn))),
        p_less=float((1 + (drawn <= value + slack).sum()) / (1 + len(drawn))),
        draws=len(drawn),
    )
