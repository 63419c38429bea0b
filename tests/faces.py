"""Two faces compared: what a rule posts, kept call by call, and whether a placement fits it.

A `Tape` keeps the calls that a rule makes on a model, so that a seeded bug can be put into one
of them and the rest played as it was. With the placement fixed, rows on options alone are
arithmetic; only rows on a rule's own columns need an engine, which is CP-SAT, exact on whole
numbers, with all cases of a lot as one model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from skolval.solver.model import NO_BOUND, ArrayModel

HEAVY = 10**11
PARTS = 12
"""Parts of one that a continuous column is counted in, since CP-SAT knows whole numbers alone."""


@dataclass(frozen=True)
class Columns:
    """One call of `Model.variables`."""

    lower: np.ndarray
    upper: np.ndarray
    integer: bool


@dataclass(frozen=True)
class Rows:
    """One call of `Model.add_rows`."""

    row: np.ndarray
    column: np.ndarray
    coefficient: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    price: int | None


@dataclass(frozen=True)
class Lazy:
    """One call of `Model.lazy`: rows that are written when a placement breaks them."""

    separate: object


class Tape(ArrayModel):
    """A model that keeps the calls made on it."""

    def __init__(self, n_options):
        super().__init__(n_options)
        self.calls = []

    def variables(self, lower, upper, *, integer):
        numbers = super().variables(lower, upper, integer=integer)
        self.calls.append(Columns(_whole(lower), _whole(upper), integer))
        return numbers

    def add_rows(self, rule, entries, *, upper, lower=None, price=None):
        super().add_rows(rule, entries, upper=upper, lower=lower, price=price)
        least = np.full(len(upper), -NO_BOUND) if lower is None else _whole(lower)
        row, column, value = map(_whole, entries)
        self.calls.append(Rows(row, column, value, least, _whole(upper), price))

    def deviations(self, rule, entries, most):
        """As the real model's (tests/solver/test_parts.py), in two calls that can be spoiled."""
        row, column, value = map(_whole, entries)
        cells, none = np.arange(len(most)), np.zeros(len(most), np.int64)
        away = self.variables(none, most, integer=False)
        for sign in (1, -1):
            both = np.r_[row, cells], np.r_[column, away], np.r_[sign * value, none - 1]
            self.add_rows(rule, both, upper=none)
        return away

    def lazy(self, rule, separate, columns):
        self.calls.append(Lazy(separate))


@dataclass(frozen=True)
class Case:
    """A town, a placement in it, what a rule wrote, and the breaches it told (or a goal's value)."""

    problem: object
    chosen: np.ndarray
    calls: list
    told: object
    goal: object = None

    @property
    def fixed(self):
        """1 for every option that is used."""
        used = np.zeros(len(self.problem.options), np.int64)
        used[self.chosen[self.chosen >= 0]] = 1
        return used

    def replace(self, **changes):
        return replace(self, **changes)


def written(rule, problem, params):
    """Return the calls that a rule makes."""
    tape = Tape(len(problem.options))
    rule.post(problem, tape, params)
    return tape.calls


def verdicts(cases):
    """Return for every case whether its rows can be met, and the least they cost."""
    lot = _Lot()
    for case in cases:
        lot.add(case)
    return lot.solved()


def _whole(numbers):
    return np.array(numbers, np.int64)


class _Lot:
    """Cases with their placements fixed; those with columns of their own in one CP-SAT model."""

    def __init__(self):
        self._model = None
        self.holds, self.paid = [], []

    @property
    def model(self):
        self._model = self._model or cp_model.CpModel()
        return self._model

    def add(self, case):
        own = [
            column
            for call in case.calls
            if isinstance(call, Columns)
            for column in self._columns(call)
        ]
        holds = self.model.new_bool_var("") if own else True
        paid = []
        fixed = case.fixed
        for call in case.calls:
            if isinstance(call, Lazy):
                holds = self._and(holds, not _violated(call, fixed))
            elif isinstance(call, Rows):
                holds = self._rows(call, fixed, own, holds, paid)
        if case.goal is not None:
            paid += _goal_terms(case.goal, fixed, own)
        self.holds.append(holds)
        self.paid.append(paid)

    def _columns(self, call):
        """Return variable, least and most of each column, all in parts; whole ones are in steps."""
        step = PARTS if call.integer else 1
        return [
            (
                step * self.model.new_int_var(low * PARTS // step, high * PARTS // step, ""),
                low,
                high,
            )
            for low, high in zip(
                call.lower.tolist(), np.maximum(call.lower, call.upper).tolist(), strict=True
            )
        ]

    def _and(self, holds, kept):
        if kept or holds is False:
            return holds
        if holds is not True:
            self.model.add(holds == 0)
        return False if holds is True else holds

    def _rows(self, call, fixed, own, holds, paid):
        n = len(fixed)
        inside = call.column < n
        sums = np.zeros(len(call.upper), np.int64)
        np.add.at(sums, call.row[inside], call.coefficient[inside] * fixed[call.column[inside]])
        free = {}
        for row, column, value in zip(
            call.row[~inside].tolist(),
            call.column[~inside].tolist(),
            call.coefficient[~inside].tolist(),
            strict=True,
        ):
            free.setdefault(row, []).append((own[column - n], value))
        for row, (total, low, high) in enumerate(
            zip(sums.tolist(), call.lower.tolist(), call.upper.tolist(), strict=True)
        ):
            if row in free:
                self._free_row(total, free[row], (low, high, call.price), holds, paid)
            elif call.price is not None:
                paid.append(PARTS * call.price * max(0, total - high))
            else:
                holds = self._and(holds, low <= total <= high)
        return holds

    def _free_row(self, total, terms, bounds, holds, paid):
        low, high, price = bounds
        columns, values = [term[0][0] for term in terms], [term[1] for term in terms]
        expression = cp_model.LinearExpr.weighted_sum(columns, values) + PARTS * total
        if price is not None:
            top = total + sum(max(v * low_, v * high_) for (_c, low_, high_), v in terms)
            slack = self.model.new_int_var(0, PARTS * max(0, top - high), "")
            self.model.add(expression - slack <= PARTS * high)
            paid.append(price * slack)
            return
        if high < NO_BOUND:
            self.model.add(expression <= PARTS * high).only_enforce_if(holds)
        if low > -NO_BOUND:
            self.model.add(expression >= PARTS * low).only_enforce_if(holds)

    def solved(self):
        """Return which cases hold, and the least that each pays."""
        free = [k for k, holds in enumerate(self.holds) if not isinstance(holds, bool)]
        held = [holds if isinstance(holds, bool) else None for holds in self.holds]
        if not free:
            return held, [_in_ones(sum(paid)) for paid in self.paid]
        self.model.minimize(
            sum((sum(self.paid[k]) for k in free), start=0)
            + sum(HEAVY * self.holds[k].negated() for k in free)
        )
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(self.model)
        assert status == cp_model.OPTIMAL, solver.status_name(status)
        for k in free:
            held[k] = bool(solver.value(self.holds[k]))
        return held, [_in_ones(solver.value(sum(paid))) for paid in self.paid]


def _in_ones(parts):
    return parts // PARTS if parts % PARTS == 0 else parts / PARTS


def _goal_terms(goal, fixed, own):
    inside = goal.columns < len(fixed)
    constant = int(goal.coefficients[inside] @ fixed[goal.columns[inside]]) + int(goal.constant)
    return [PARTS * constant] + [
        int(value) * own[column - len(fixed)][0]
        for column, value in zip(goal.columns[~inside], goal.coefficients[~inside], strict=True)
    ]


def _violated(call, fixed):
    """Return whether a lazy rule has a row against the placement."""
    return any(
        int(np.asarray(values, np.int64) @ fixed[np.asarray(columns, np.int64)]) > upper
        for columns, values, upper in call.separate(fixed.astype(np.float64))
    )
