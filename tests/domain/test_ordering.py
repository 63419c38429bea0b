"""Sorting by several columns is what numpy's own sort by several columns does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skolval.domain.ordering import sorted_by


@given(st.integers(0, 10**9), st.integers(0, 40), st.sampled_from([3, 10**6, 2**40]))
def test_the_order_is_that_of_lexsort(seed, rows, width):
    rng = np.random.default_rng(seed)
    columns = [rng.integers(-width, width, rows) for _ in range(3)] + [rng.random(rows) < 0.5]
    assert sorted_by(*columns).tolist() == np.lexsort(columns[::-1]).tolist()


@pytest.mark.parametrize("far", [np.iinfo(np.int64).max, 5])
def test_numbers_as_large_as_can_be_do_not_overflow(far):
    columns = [np.array([1, 1, 0]), np.array([far, -3, 2])]
    assert sorted_by(*columns).tolist() == [2, 1, 0]
