"""An attacker with linear programming and with whole numbers finds no hidden count."""

from __future__ import annotations

import numpy as np
import pytest
from ortools.sat.python import cp_model

from attacker import ranges
from skolval.disclosure.protect import Cells, protected, table
from skolval.domain.disclosure import few


def random_table(rng):
    shape = rng.integers(2, 8), rng.integers(2, 6)
    scale = rng.choice([3, 8, 20, 60])
    return rng.poisson(rng.gamma(1.0, scale, shape)).astype(np.int64)


def whole_values(cells, hidden, cell):
    """What a reader with a whole-number solver can still believe of a hidden cell."""
    model = cp_model.CpModel()
    value = [
        model.new_int_var(0, 10**6, "") if h else model.new_constant(int(v))
        for v, h in zip(cells.values, hidden, strict=True)
    ]
    for row in cells.sums.toarray():
        model.add(sum(int(c) * value[k] for k, c in enumerate(row) if c) == 0)
    found = []
    for sense in (model.minimize, model.maximize):
        sense(value[cell])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        found.append(round(solver.objective_value))
    return found


@pytest.mark.slow
def test_an_attacker_recovers_no_small_count_from_1000_random_tables():
    rng = np.random.default_rng(24)
    attacked = 0
    for number in range(1000):
        cells, _places = table(random_table(rng))
        hidden = protected(cells)
        secret = few(cells.values)
        assert hidden[secret].all()
        low, high = ranges(cells, hidden)
        assert (high[secret] - cells.values[secret] >= 5 - 1e-6).all()
        assert (low[secret] <= 1e-6).all()
        # nor is any further hidden cell given away
        assert (high[hidden] - low[hidden] >= 1 - 1e-6).all()
        attacked += int(secret.sum())
        if number < 40:
            for cell in np.flatnonzero(secret):
                least, most = whole_values(cells, hidden, cell)
                assert least == 0
                assert most >= cells.values[cell] + 5
    assert attacked > 2000


def test_the_same_attacker_recovers_small_counts_where_they_alone_are_hidden():
    """Without further hidden cells the attack succeeds: the test above is no empty one."""
    rng = np.random.default_rng(24)
    recovered = attacked = 0
    for _number in range(60):
        cells, _places = table(random_table(rng))
        secret = few(cells.values)
        low, high = ranges(cells, secret)
        for cell in np.flatnonzero(secret):
            attacked += 1
            if high[cell] - low[cell] < 1e-6:
                recovered += 1
                assert whole_values(cells, secret, cell) == [cells.values[cell]] * 2
    assert attacked > 100
    assert recovered > 0.3 * attacked


def test_a_small_count_does_not_stand_alone_in_its_row_or_column():
    cells, places = table(np.array([[3, 40, 50], [60, 70, 80]]))
    hidden = protected(cells)[places]
    assert hidden[0, 0]
    assert hidden[:2, :3].sum() == 4
    assert not hidden[-1].any()
    assert not hidden[:, -1].any()


def test_a_table_without_small_counts_is_shown_whole():
    cells, _places = table(np.array([[30, 40], [0, 70]]))
    assert not protected(cells).any()


def test_a_table_of_one_small_cell_is_hidden_with_its_totals():
    cells, _places = table(np.array([[3]]))
    assert protected(cells).all()


def test_linked_tables_are_protected_together():
    """Boys and girls in one table, grades in another: the same units' totals stand in both."""
    sexes, grades = np.array([[3, 27], [20, 25]]), np.array([[12, 18], [22, 23]])
    one, at_one = table(sexes)
    two, at_two = table(grades)
    n = len(one.values)
    sums = np.zeros((one.sums.shape[0] + two.sums.shape[0] + 3, n + len(two.values)))
    sums[: one.sums.shape[0], :n] = one.sums.toarray()
    sums[one.sums.shape[0] : -3, n:] = two.sums.toarray()
    for row in range(3):  # the totals of the units, and of all, are the same number twice
        sums[-3 + row, at_one[row, -1]] = 1
        sums[-3 + row, n + at_two[row, -1]] = -1
    both = Cells(np.r_[one.values, two.values], np_csr(sums))
    hidden = protected(both)
    low, high = ranges(both, hidden)
    assert low[0] == pytest.approx(0)
    assert high[0] >= 8


def np_csr(dense):
    from scipy import sparse

    return sparse.csr_array(dense)


def test_ranges_of_a_table_with_nothing_hidden_are_its_counts():
    cells, _places = table(np.array([[30, 40]]))
    low, high = ranges(cells, np.zeros(len(cells.values), bool))
    assert (low == cells.values).all()
    assert (high == cells.values).all()
