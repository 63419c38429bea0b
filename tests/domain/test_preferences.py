"""Who chose, where a pupil is tried without a granted wish, and what a published place keeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from skolval.domain.policy import NonChoosers
from skolval.domain.preferences import (
    chose,
    claims,
    fallback_place,
    keeps_honour,
    nearness,
    own_attendance,
    preference_order,
)
from skolval.domain.spine import build_problem
from test_nantuna import table_of
from towns import nantuna, policy

AREA_FIRST = policy(
    "deferred_acceptance", "lottery", non_choosers=NonChoosers(nearest=1, first="attendance_area")
)


def nantuna_problem(rules=AREA_FIRST, *, silent="c"):
    """Nåntuna where `silent` made no choice and all belong to S's attendance area."""
    instance = nantuna()
    choices = instance.choices[instance.choices["pupil_id"] != silent].reset_index(drop=True)
    instance = instance.replace(choices=choices)
    problem = build_problem(instance, rules, table_of(instance))
    return problem.replace(attendance_unit=np.array([2, 2, 1]))


def units_of(problem, rows):
    return "".join(problem.unit_ids[problem.unit_of_option()[rows]])


def test_a_pupil_without_counted_wishes_made_no_choice():
    assert chose(nantuna_problem()).tolist() == [True, True, False]


def test_the_unit_of_the_own_attendance_area_comes_before_nearer_ones():
    problem = nantuna_problem()
    c = np.arange(*problem.options.start[2:4])
    order = preference_order(problem)
    assert units_of(problem, order[problem.options.party[order] == 2]) == "USN"
    assert units_of(problem, c[np.argsort(nearness(problem)[c])]) == "SUN"
    assert units_of(problem, c[claims(problem)[c]]) == "U"
    assert units_of(problem, c[own_attendance(problem)[c]]) == "U"


def test_distance_alone_decides_without_such_a_rule_or_area():
    by_distance = nantuna_problem(policy("deferred_acceptance", "lottery"))
    unknown = nantuna_problem().replace(attendance_unit=None)
    for problem in (by_distance, unknown):
        assert not own_attendance(problem).any()
        assert fallback_place(problem).tolist() == nearness(problem).tolist()
        last = preference_order(problem)[-3:]
        assert units_of(problem, last) == "SUN"


def test_the_order_does_not_hang_on_how_the_table_is_stored():
    problem = nantuna_problem()
    back = np.concatenate([np.arange(a, b)[::-1] for a, b in zip(
        problem.options.start[:-1], problem.options.start[1:], strict=True)])  # fmt: skip
    columns = ("party", "offering", "mode", "metres", "minutes", "rank", "cost")
    options = problem.options
    turned = replace(options, **{name: getattr(options, name)[back] for name in columns})
    other = problem.replace(options=turned)
    assert back[preference_order(other)].tolist() == preference_order(problem).tolist()
    assert claims(problem)[back].tolist() == claims(other).tolist()


def test_nothing_worse_than_a_published_place_is_kept():
    problem = nantuna_problem()
    assert keeps_honour(problem).all()
    second = preference_order(problem)[1]
    kept = keeps_honour(problem.replace(honour=np.array([second, -1, -1])))
    assert units_of(problem, np.flatnonzero(kept)) == "NU" + "NUS" + units_of(
        problem, np.arange(6, 9)
    )
