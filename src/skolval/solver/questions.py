"""What a chain of programmes is asked, and what it answers (frågor och svar)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.problem import IntArray
from skolval.solver.bundle import Bundles
from skolval.solver.system import Answer, FloatArray, System

__all__ = [
    "SLIP",
    "Asked",
    "Found",
    "Root",
    "better",
    "extras",
    "lifted",
    "most_extra",
    "near",
    "priced",
    "reduced_of",
    "values_of",
]

SLIP = 1e-6


_FEWEST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What to make small, and what stays at most how large.

    Parameters
    ----------
    cost : (width,) of the programme's columns. constant : added to it.
    ceilings : (goal number, largest value) pairs.
    own : None where `cost` is goal 0's or the only ceiling on options is, so that whole counts
        are enough and a flow completes them; else the (n_options,) cost itself, by which a
        placement is valued.
    """

    cost: FloatArray
    constant: float = 0.0
    ceilings: tuple[tuple[int, float], ...] = ()
    own: IntArray | None = None


@dataclass(frozen=True, slots=True)
class Root:
    """The linear programme's answer to a question.

    Parameters
    ----------
    status : ``found``, ``infeasible`` (proven) or ``unknown``. bound : proven lower bound.
    prices : of the ceilings, not negative: what one less would add. values, reduced : of all
        columns. rows : prices of the programme's own rows, as the engine has them.
    """

    status: str
    bound: float = -np.inf
    prices: tuple[float, ...] = ()
    values: FloatArray | None = None
    reduced: FloatArray | None = None
    rows: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A placement that meets the rules and ceilings, with what is proven about its value.

    Parameters
    ----------
    chosen : (n_parties,) option rows. value : of what was asked. goals : value of every goal.
    bound : proven lower bound. nodes : searched. timed_out : the emergency brake decided.
    """

    chosen: IntArray
    value: int
    goals: tuple[int, ...]
    bound: float
    nodes: int = 0
    timed_out: bool = False


def lifted(bound: float) -> float:
    """Return the bound rounded up to a whole number, but for rounding."""
    return (
        float(math.ceil(bound - 1e-8 * max(100.0, abs(bound)))) if math.isfinite(bound) else bound
    )


def near(found: Found, gap: float) -> bool:
    """Return whether the placement is within the relative `gap` of what is proven."""
    return found.value - found.bound <= gap * abs(found.value)


def extras(root: Root, choices: int) -> Iterator[int]:
    """Yield how many options beside those used are looked at: few first, at last all."""
    support = int((values_of(root) > SLIP).sum())
    extra = max(_FEWEST, support // 6)
    while extra < choices:
        yield extra
        extra *= 2
    yield choices


def most_extra(root: Root) -> int:
    """Return how many options beside those used are looked at, once a placement is known."""
    return max(8 * _FEWEST, int((values_of(root) > SLIP).sum()) // 3)


def better(best: Found | None, new: Found | None) -> Found | None:
    """Return the better of two answers, with the better of their bounds."""
    if best is None or new is None:
        return best or new
    bound = max(best.bound, new.bound)
    least = new if new.value < best.value else best
    nodes = best.nodes + new.nodes
    return replace(least, bound=min(bound, least.value), nodes=nodes, timed_out=new.timed_out)


def values_of(root: Root) -> FloatArray:
    """Return the value of every column, none if the programme had no answer."""
    return np.zeros(0) if root.values is None else root.values


def reduced_of(root: Root) -> FloatArray:
    """Return the reduced cost of every column, none if the programme had no answer."""
    return np.zeros(0) if root.reduced is None else root.reduced


def priced(
    system: System, part: Answer, columns: IntArray, scales: Sequence[float], bundles: Bundles
) -> Root:
    """Return the answer over all columns, with a bound that holds for them all."""
    duals = np.zeros(0) if part.duals is None else part.duals
    values = np.zeros(len(system.cost))
    values[columns] = part.values if part.values is not None else 0.0
    reduced = system.cost - system.matrix.T @ duals
    outside = np.ones(len(values), np.bool_)
    outside[columns] = False
    # a bundle's parties take one option each: no more than its best is lost for each of them
    least = np.zeros(len(bundles.count))
    choices = np.flatnonzero(outside[: len(bundles.column_bundle)])
    np.minimum.at(least, bundles.column_bundle[choices], reduced[choices])
    loss = float(least @ bundles.count)
    own = len(duals) - len(scales)
    prices = tuple(
        max(0.0, -float(dual)) / scale for dual, scale in zip(duals[own:], scales, strict=True)
    )
    return Root("found", part.bound + loss, prices, values, reduced, duals[:own])
