"""Small groups and small remainders are hidden."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.report.masking import hidden, published


@pytest.mark.parametrize(
    ("members", "total", "expected"),
    [(4, 100, True), (5, 100, False), (95, 100, False), (96, 100, True), (0, 50, True),
     (50, 50, True), (2, 4, True), (5, 10, False), (5, 9, True)],
)  # fmt: skip
def test_a_count_is_hidden_when_it_or_the_rest_is_under_five(members, total, expected):
    assert bool(hidden(members, total)) is expected


def test_published_shares_are_missing_where_hidden():
    shares = published([4, 10], [100, 40])
    assert np.isnan(shares[0])
    assert shares[1] == pytest.approx(0.25)
