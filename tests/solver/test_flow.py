"""The flow from few arcs costs what the flow from all arcs costs."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.solver import flow
from skolval.solver.column_kernel import numbered


def _random(rng):
    n, m = int(rng.integers(1, 12)), int(rng.integers(1, 7))
    source, sink = np.nonzero(rng.random((n, m)) < rng.uniform(0.4, 1))
    order = rng.permutation(len(source))
    supply = rng.integers(1, 4, n)
    capacity = rng.integers(0, 2 * int(supply.sum()) // m + 2, m)
    arcs = (source[order], sink[order], rng.integers(-20, 20, len(order)))
    return arcs, supply, capacity


@pytest.mark.parametrize("seed", range(120))
def test_few_arcs_and_their_prices_give_the_least_cost_of_all_arcs(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    monkeypatch.setattr(flow, "_MANY", 0)
    monkeypatch.setattr(flow, "_FEW", 1)
    arcs, supply, capacity = _random(rng)
    if not len(arcs[0]):
        return
    likely = rng.random(len(arcs[0])) < 0.3 if seed % 2 else None
    plain = flow.transport(arcs, supply, capacity)
    found = flow.sparing_transport(arcs, supply, capacity, likely=likely)
    assert (plain is None) == (found is None)
    if found is not None:
        assert arcs[2] @ found == arcs[2] @ plain
        assert np.bincount(arcs[0], found, len(supply)).tolist() == supply.tolist()
        assert (np.bincount(arcs[1], found, len(capacity)) <= capacity).all()


def test_costs_too_large_for_prices_are_looked_at_with_all_arcs(monkeypatch):
    monkeypatch.setattr(flow, "_MANY", 0)
    monkeypatch.setattr(flow, "_FEW", 1)
    monkeypatch.setattr(flow, "_HIGHEST", 1)
    arcs = (np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([1, 5, 1, 9]))
    one = np.ones(2, np.int64)
    assert flow.sparing_transport(arcs, one, one).tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("seed", range(5))
def test_numbered_is_unique_with_index_and_inverse(seed):
    keys = np.random.default_rng(seed).integers(0, 40, 100 * seed).astype(np.uint64)
    _names, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    found, number = numbered(keys)
    assert found.tolist() == first.tolist()
    assert number.tolist() == inverse.tolist()
