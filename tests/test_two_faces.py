"""Every rule and goal is said twice; here the two statements are compared, over the folders.

For random tiny towns and random placements: with the placement fixed, the posted rows can be
met if and only if `breaches` is empty; with a price, the least that must be paid is the price
times the excess; for a goal, the least value of the expression is `value`.

A law that never cries wolf is no law. So bugs are seeded in every call that a rule makes on the
model, and in `breaches` (see `spoils`), and each must be caught by some sample; or be proved,
row by row, to write the same in every town that was tried (see `same_rows`). Nobody is excused
by name. Each sample is also tried with every number at its least value, where one part more
or less decides.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from pydantic import ValidationError

from faces import Case, Columns, Rows, Tape, verdicts, written
from law_towns import towns
from same_rows import mean_the_same
from skolval.domain.surfaces import Linear
from skolval.registry import load, names
from spoils import OF_BREACHES, SPOILS, alike, kind_of, other_params, spoiled

CASES = 90
LOTS = (8, 22, 30, 60)
"""Cases tried together, smallest lot first: most bugs are caught by the first few."""
USUAL = sum(LOTS)
SPARE = 5
"""Settings beside the samples, hard and with a price, for bugs that no sample catches."""
MANY = 600
"""Towns for the few bugs that hardly ever show."""
PROVED = 40
"""Cases of each setting in which a bug that nothing catches must be proved to be none."""
RULES = [(name, k) for name in names("rule") for k in range(len(load("rule", name).SAMPLES))]
GOALS = [(name, k) for name in names("goal") for k in range(len(load("goal", name).SAMPLES))]


def agreed(params, case, verdict):
    """Return whether the two faces say the same of one case."""
    holds, paid = verdict
    if params.price is None:
        return holds == (not case.told)
    return holds and paid == params.price * sum(breach.excess for breach in case.told)


def disagreements(params, cases):
    """Return the cases in which the two faces of a rule say different things."""
    found = zip(*verdicts(cases), strict=True)
    return [
        (number, verdict, cases[number].told)
        for number, verdict in enumerate(found)
        if not agreed(params, cases[number], verdict)
    ]


@cache
def samples(name):
    """Return the params of a rule's samples, and of these with single numbers at their least."""
    rule = load("rule", name)
    found = [rule.Params(**sample) for sample in rule.SAMPLES]
    for params in tuple(found):
        for key, value in params.model_dump().items():
            if isinstance(value, (int, float)) and not isinstance(value, bool) and key != "price":
                _append(found, _with(params, key, 0))
    return tuple(found)


@cache
def spare(name):
    """Return the samples and params that differ from one in one setting, a few of each."""
    found = list(samples(name))
    for wanted in (False, True):
        others = [
            other
            for params in samples(name)
            for key, other in other_params(params)
            if key != "price" and (params.price is None) == wanted and other not in found
        ]
        for other in others[:: -(-len(others) // SPARE) or 1]:
            _append(found, other)
    return tuple(found)


def _append(found, params):
    if params is not None and params not in found:
        found.append(params)


def _with(params, key, value):
    try:
        return type(params)(**{**params.model_dump(), key: value})
    except ValidationError:
        return None


@cache
def towns_tried(count, seed):
    """Return towns and placements."""
    return tuple(towns(count, seed=seed))


@cache
def tried(name, number, count=USUAL, seed=1):
    """Return the cases of one params of a rule, in the order of `spare`."""
    rule, params = load("rule", name), spare(name)[number]
    return tuple(
        Case(
            problem,
            chosen,
            written(rule, problem, params),
            rule.breaches(problem, chosen, params),
        )
        for problem, chosen in towns_tried(count, seed)
    )


@pytest.mark.parametrize(("name", "sample"), RULES)
def test_a_fixed_placement_fits_the_posted_rows_exactly_when_it_has_no_breach(name, sample):
    params, cases = samples(name)[sample], tried(name, sample)[:CASES]
    assert disagreements(params, cases) == []
    broken = sum(bool(case.told) for case in cases)
    assert broken > 0, "the samples never break the rule: the law proves nothing"
    assert broken < len(cases), "no placement keeps the rule: the law proves nothing"
    assert all(breach.excess > 0 and breach.rule == name for c in cases for breach in c.told)


@pytest.mark.parametrize("name", names("rule"))
def test_the_two_faces_agree_whatever_the_settings(name):
    for number in range(len(load("rule", name).SAMPLES), len(spare(name))):
        assert disagreements(spare(name)[number], tried(name, number)[:16]) == []


@pytest.mark.parametrize("name", names("rule"))
def test_some_sample_of_every_rule_is_hard_and_some_has_a_price(name):
    prices = {params.price is None for params in samples(name)}
    assert prices == {True, False}


@pytest.mark.parametrize(("name", "sample"), GOALS)
def test_the_least_value_of_a_posted_goal_is_its_value(name, sample):
    goal = load("goal", name)
    params = goal.Params(**goal.SAMPLES[sample])
    cases = []
    for problem, chosen in towns(CASES, seed=2):
        tape = Tape(len(problem.options))
        linear = goal.post(problem, tape, params)
        cases.append(Case(problem, chosen, tape.calls, goal.value(problem, chosen, params), linear))
    held, values = verdicts(cases)
    assert all(held)
    told = [case.told for case in cases]
    assert values == told
    assert len(set(told)) > 1


def caught(params, cases, changed):
    """Return whether a bug makes the two faces disagree; `changed` is the case with the bug."""
    first = 0
    for lot in (*LOTS, len(cases)):
        some = [case for one in cases[first : first + lot] if (case := changed(one)) is not None]
        if some and disagreements(params, some):
            return True
        first += lot
    return False


@cache
def calls_of(name, number, kind):
    """Return the most calls of a kind that a rule makes in any case of some params."""
    return max(
        sum(isinstance(call, kind) for call in case.calls) for case in tried(name, number)[:12]
    )


def survives(name, spoil, number, numbers, *, of=()):
    """Return whether a bug is caught by none of the params of `spare` with these numbers.

    Parameters
    ----------
    of : number and seed of the towns, if not the usual ones.
    """

    def changed(case):
        calls = spoiled(spoil, number, case.calls, case.problem)
        return None if alike(case.calls, calls) else case.replace(calls=calls)

    return not any(caught(spare(name)[k], tried(name, k, *of), changed) for k in numbers)


def proved_harmless(name, spoil, number, numbers):
    """Return whether a bug is proved to change nothing in the towns that can be looked through.

    So it is where it changes not even what is written, as a price on rows that have none.
    """
    proofs = (
        mean_the_same(case.calls, calls, case.problem)
        for k in numbers
        for case in tried(name, k)[:PROVED]
        if not alike(case.calls, calls := spoiled(spoil, number, case.calls, case.problem))
    )
    found = set()
    for proof in proofs:
        if proof is False:
            return False
        found.add(proof)
    return found != {None}


@pytest.mark.parametrize("price", ["hard", "priced"])
@pytest.mark.parametrize("name", names("rule"))
def test_the_law_catches_every_bug_seeded_in_what_a_rule_posts(name, price):
    """Mutation run: each kind of bug in each call of `post`, hard and with a price."""
    few, others = settings_of(name, price == "hard")
    alike_priced = [k for k in settings_of(name, price != "hard")[0] if same_calls(name, few[0], k)]
    missed = [
        f"{spoil.__name__} in call {number}"
        for spoil in SPOILS
        for number in range(max(calls_of(name, k, kind_of(spoil)) for k in few))
        if survives(name, spoil, number, few)
        and survives(name, spoil, number, others)
        and not proved_harmless(name, spoil, number, [*few, *others])
        and survives(name, spoil, number, few, of=(MANY, 2))
        and survives(name, spoil, number, alike_priced)
    ]
    assert not missed, missed


def settings_of(name, hard):
    """Return which of `spare` are hard (have a price): samples, and others."""
    every = [k for k, params in enumerate(spare(name)) if (params.price is None) == hard]
    few = [k for k in every if k < len(samples(name))]
    return few, [k for k in every if k not in few]


def same_calls(name, one, other):
    """Return whether a rule makes the same calls hard and priced, so that a bug in one is in both."""
    return all(calls_of(name, one, kind) == calls_of(name, other, kind) for kind in (Rows, Columns))


@pytest.mark.parametrize("spoil", OF_BREACHES, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("name", names("rule"))
def test_the_law_catches_every_bug_seeded_in_breaches(name, spoil):
    """A bug about where pupils are placed shows, unless the rule looks only at who is."""
    rule = load("rule", name)

    def found(params, cases):
        def changed(case):
            return case.replace(told=spoil(rule, case.problem, case.chosen, params))

        return caught(params, cases, changed)

    assert any(
        found(params, tried(name, k)) for k, params in enumerate(samples(name))
    ) or only_who_is_placed(name)


def only_who_is_placed(name):
    """Return whether a rule is proved not to look at where anybody is placed, only at who is."""
    return all(
        told_by(name, params, case.problem, other)
        == told_by(name, params, case.problem, case.chosen)
        for number, params in enumerate(samples(name))
        for case in tried(name, number)[:CASES]
        for other in placed_elsewhere(case)
    )


def told_by(name, params, problem, chosen):
    return [breach.excess for breach in load("rule", name).breaches(problem, chosen, params)]


def placed_elsewhere(case):
    """Yield the placement with one party at a time at each of its other options."""
    start = case.problem.options.start
    for party in np.flatnonzero(case.chosen >= 0):
        for option in range(start[party], start[party + 1]):
            other = case.chosen.copy()
            other[party] = option
            yield other


@pytest.mark.parametrize("name", names("rule"))
def test_the_law_sees_every_setting_of_a_rule(name):
    """A setting that `breaches` takes otherwise than `post` does is noticed."""
    rule, seen = load("rule", name), {}
    for number, params in enumerate(samples(name)):
        for key, other in other_params(params):
            if seen.get(key) or key == "price":
                continue

            def changed(case):
                return case.replace(told=rule.breaches(case.problem, case.chosen, other))  # noqa: B023

            seen[key] = caught(params, tried(name, number), changed)
    assert [key for key, noticed in seen.items() if not noticed] == []


def test_a_goal_without_columns_is_its_constant():
    empty = Linear(np.zeros(0, np.int64), np.zeros(0, np.int64), 7)
    problem, _ = next(towns(1, seed=3))
    none = np.full(len(problem.parties), -1)
    assert verdicts([Case(problem, none, [], 7, empty)]) == ([True], [7])
