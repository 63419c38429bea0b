"""Every rule and goal is said twice; here the two statements are compared, over the folders.

For random tiny towns and random placements: with the placement fixed, the posted rows can be
met if and only if `breaches` is empty; with a price, the least that must be paid is the price
times the excess; for a goal, the least value of the expression is `value`. All cases of one
rule are disjoint, so they are put to CP-SAT as one model.
"""

from __future__ import annotations

import numpy as np
import pytest
from ortools.sat.python import cp_model

from cities import random_placement, tiny_problem
from skolval.domain.surfaces import Linear
from skolval.registry import load, names
from skolval.solver.model import NO_BOUND, ArrayModel

CASES = 60
RULES = [(name, k) for name in names("rule") for k in range(len(load("rule", name).SAMPLES))]
GOALS = [(name, k) for name in names("goal") for k in range(len(load("goal", name).SAMPLES))]


class FixedPlacements:
    """Many posted models with their placements fixed, as one CP-SAT model."""

    def __init__(self):
        self.model = cp_model.CpModel()
        self.holds = []
        self.worth = []

    def add(self, problem, chosen, posted, goal=None):
        """Add one case: `holds` says whether its rows can be met, `worth` what they cost."""
        n = posted.n_options
        holds = self.model.new_bool_var("")
        fixed = np.zeros(n, np.int64)
        fixed[chosen[chosen >= 0]] = 1
        own = [
            self.model.new_int_var(int(low), int(high), "")
            for low, high in zip(posted.lower, posted.upper, strict=True)
        ]
        worth = []
        for r in range(len(posted.row_upper)):
            mine = posted.row == r
            columns, values = posted.column[mine], posted.coefficient[mine]
            constant = int(values[columns < n] @ fixed[columns[columns < n]])
            free = [int(v) * own[c - n] for c, v in zip(columns, values, strict=True) if c >= n]
            total = sum(free, start=constant) if free else None
            self._row(posted, r, total, constant, holds, worth)
        if goal is not None:
            inside = goal.columns < n
            worth.append(int(goal.coefficients[inside] @ fixed[goal.columns[inside]]))
            worth.append(goal.constant)
            worth += [
                int(v) * own[c - n]
                for c, v in zip(goal.columns[~inside], goal.coefficients[~inside], strict=True)
            ]
        self.holds.append(holds)
        self.worth.append(worth)

    def _row(self, posted, r, total, constant, holds, worth):
        lower, upper = int(posted.row_lower[r]), int(posted.row_upper[r])
        price = int(posted.row_price[r])
        if price:
            slack = self.model.new_int_var(0, 10**9, "")
            worth.append(price * slack)
            self.model.add((constant if total is None else total) - slack <= upper)
            return
        if total is None:
            if not lower <= constant <= upper:
                self.model.add(holds == 0)
            return
        if upper < NO_BOUND:
            self.model.add(total <= upper).only_enforce_if(holds)
        if lower > -NO_BOUND:
            self.model.add(total >= lower).only_enforce_if(holds)

    def solved(self):
        """Return which cases hold, and the least worth of those."""
        heavy = 10**10
        self.model.minimize(
            sum((sum(worth) for worth in self.worth), start=0)
            + sum(heavy * holds.negated() for holds in self.holds)
        )
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(self.model) == cp_model.OPTIMAL
        held = [bool(solver.value(holds)) for holds in self.holds]
        paid = [solver.value(sum(worth)) if worth else 0 for worth in self.worth]
        return held, paid


def disagreements(rule, params, *, cases=CASES, seed=1):
    """Return the cases in which the two faces of a rule say different things."""
    rng = np.random.default_rng(seed)
    fixed = FixedPlacements()
    told = []
    for _ in range(cases):
        problem = tiny_problem(rng)
        chosen = random_placement(rng, problem)
        model = ArrayModel(len(problem.options))
        rule.post(problem, model, params)
        fixed.add(problem, chosen, model.posted())
        told.append(rule.breaches(problem, chosen, params))
    held, paid = fixed.solved()
    wrong = []
    for case, breaches in enumerate(told):
        if params.price is None:
            agrees = held[case] == (not breaches)
        else:
            due = params.price * sum(breach.excess for breach in breaches)
            agrees = held[case] and paid[case] == due
        if not agrees:
            wrong.append((case, held[case], paid[case], breaches))
    return wrong, told


@pytest.mark.parametrize(("name", "sample"), RULES)
def test_a_fixed_placement_fits_the_posted_rows_exactly_when_it_has_no_breach(name, sample):
    rule = load("rule", name)
    wrong, told = disagreements(rule, rule.Params(**rule.SAMPLES[sample]))
    assert wrong == []
    broken = sum(bool(breaches) for breaches in told)
    assert broken > 0, "the samples never break the rule: the law proves nothing"
    assert all(breach.excess > 0 and breach.rule == name for b in told for breach in b)


@pytest.mark.parametrize(("name", "sample"), RULES)
def test_every_rule_is_kept_by_some_placement_of_the_samples(name, sample):
    rule = load("rule", name)
    _, told = disagreements(rule, rule.Params(**rule.SAMPLES[sample]))
    assert any(not breaches for breaches in told)


@pytest.mark.parametrize(("name", "sample"), GOALS)
def test_the_least_value_of_a_posted_goal_is_its_value(name, sample):
    goal = load("goal", name)
    params = goal.Params(**goal.SAMPLES[sample])
    rng = np.random.default_rng(2)
    fixed, told = FixedPlacements(), []
    for _ in range(CASES):
        problem = tiny_problem(rng)
        chosen = random_placement(rng, problem)
        model = ArrayModel(len(problem.options))
        linear = goal.post(problem, model, params)
        fixed.add(problem, chosen, model.posted(), linear)
        told.append(goal.value(problem, chosen, params))
    held, values = fixed.solved()
    assert all(held)
    assert values == told
    assert len(set(told)) > 1


class Recorder(ArrayModel):
    """A model that spoils what is written, as a careless author would."""

    def __init__(self, n_options, spoil):
        super().__init__(n_options)
        self.spoil = spoil

    def add_rows(self, rule, entries, *, upper, lower=None, price=None):
        entries, upper, price = self.spoil(entries, np.array(upper), price)
        super().add_rows(rule, entries, upper=upper, lower=lower, price=price)


def _one_more(entries, upper, price):
    return entries, upper + 1, price


def _one_less(entries, upper, price):
    return entries, upper - 1, price


def _dropped_term(entries, upper, price):
    row, column, value = entries
    return (row[1:], column[1:], value[1:]), upper, price


def _forgotten_size(entries, upper, price):
    row, column, value = entries
    return (row, column, np.sign(value)), upper, price


def _turned_sign(entries, upper, price):
    row, column, value = entries
    return (row, column, -value), upper, price


def _other_price(entries, upper, price):
    return entries, upper, None if price is None else price + 1


SPOILS = [_one_more, _one_less, _dropped_term, _forgotten_size, _turned_sign, _other_price]
_SAME = {
    # A ceiling on D in 1/100,000 pupil: one part more or less can hardly be seen in a tiny town.
    ("balance", "_one_more"), ("balance", "_one_less"),
    ("composition_band", "_one_more"), ("composition_band", "_one_less"),
    # These rules' coefficients are 1 and -1 already.
    ("siblings_together", "_forgotten_size"),
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__.strip("_"))
@pytest.mark.parametrize("name", names("rule"))
def test_the_law_catches_seeded_faults(name, spoil):
    """Mutation run: a law that never cries wolf is no law."""
    rule = load("rule", name)

    class Spoiled:
        breaches = staticmethod(rule.breaches)

        @staticmethod
        def post(problem, model, params):
            spoiled = Recorder(model.n_options, spoil)
            rule.post(problem, spoiled, params)
            model.__dict__.update(spoiled.__dict__)

    caught = any(
        disagreements(Spoiled, rule.Params(**sample), cases=40)[0] for sample in rule.SAMPLES
    )
    assert caught or (name, spoil.__name__) in _SAME


def test_a_goal_without_columns_is_its_constant():
    empty = Linear(np.zeros(0, np.int64), np.zeros(0, np.int64), 7)
    fixed = FixedPlacements()
    problem = tiny_problem(np.random.default_rng(3))
    none = np.full(len(problem.parties), -1)
    fixed.add(problem, none, ArrayModel(len(problem.options)).posted(), empty)
    assert fixed.solved() == ([True], [7])
