"""The shipped rule sets say what their sources say, and place the shipped municipalities."""

from __future__ import annotations

from itertools import pairwise

import pytest

from skolval import read_instance
from skolval.audit import audit_parts
from skolval.io.policy import policy_templates, read_policy
from skolval.io.run import run_of
from skolval.io.shipped import find_instance
from skolval.law import legal_report
from skolval.place import place, problem_of
from skolval.travel.table import travel_table

STEPS = {
    "uppsala_2017": "applicant_status sibling relative_proximity lottery",
    "uppsala_2019": "applicant_status relative_proximity lottery",
    "uppsala_2021": "sibling relative_proximity lottery",
    "goteborg_2019": "newly_arrived_low_share sibling absolute_proximity lottery",
    "goteborg_2021": "sibling relative_proximity absolute_proximity lottery",
    "goteborg_2024": "sibling relative_proximity absolute_proximity lottery",
    "stockholm": "applicant_status active_choice sibling relative_proximity lottery",
    "malmo": "continuation applicant_status only_near_school sibling active_choice "
    "relative_proximity absolute_proximity lottery",
    "lund": "near_home active_choice sibling relative_proximity lottery",
    "linkoping": "continuation near_home relative_proximity lottery",
    "nacka": "relative_proximity wish_rank absolute_proximity lottery",
}
WISHES = {
    "uppsala_2017": 3, "uppsala_2019": 3, "uppsala_2021": None, "goteborg_2019": 5,
    "goteborg_2021": 5, "goteborg_2024": 5, "stockholm": 3, "malmo": 7, "lund": 3,
    "linkoping": None, "nacka": 3,
}  # fmt: skip
NEAR = {
    "goteborg_2019": ((2000, 4000, 8000), None),
    "goteborg_2021": ((2000, 4000, 6000), (4, 4, 5)),
    "goteborg_2024": ((2000, 4000, 6000), None),
    "lund": ((2000, 3000, 4000), None),
    "linkoping": (None, (4, 4, 4)),
}
STATUS = {
    "uppsala_2019": "lawful", "linkoping": "lawful", "guarantee_school": "lawful",
    "lottery": "lawful", "goteborg_2019": "what_if", "nacka": "forbidden",
    "immediate_acceptance": "forbidden", "top_trading_cycles": "what_if",
    "efficiency_adjusted": "what_if", "reserve_socioeconomic": "what_if", "nearest_school": "what_if",
    "balanced": "what_if", "balanced_background": "what_if",
    "balanced_weighted": "what_if", "balanced_worst_off": "what_if",
    "rezoning": "what_if", "rezoning_exact": "what_if", "rezoning_along": "what_if",
    "rezoning_few_moves": "what_if", "reversed_spare_seats": "what_if",
    "reversed_budget": "what_if", "reversed_what_if": "what_if",
}  # fmt: skip
ELSEWHERE = ("balanced", "rezoning", "preparatory", "introduction")
QUICK = [name for name in policy_templates() if not name.startswith(ELSEWHERE)]
"""Those that place first graders: groups have towns of their own, and `rezoning` asks for today's size, see tests/test_rezoning_page."""


@pytest.mark.parametrize("name", STEPS)
def test_a_municipal_rule_set_has_its_grounds_in_the_published_order(name):
    policy = read_policy(name)
    assert [step.name for step in policy.criteria] == STEPS[name].split()
    assert policy.max_wishes == WISHES[name]
    if name in NEAR:
        assert (policy.near_home.metres, policy.near_home.nearest) == NEAR[name]


@pytest.mark.parametrize("name", STEPS)
def test_a_municipal_rule_set_says_whose_it_is_and_when_it_applied(name):
    policy = read_policy(name)
    assert policy.municipality
    assert policy.valid_from[:2] == "20"
    assert policy.source
    assert policy.mechanism.name == "deferred_acceptance"


def test_the_eras_of_a_municipality_follow_each_other_without_overlap():
    eras = {}
    for name in STEPS:
        policy = read_policy(name)
        eras.setdefault(policy.municipality, []).append((policy.valid_from, policy.valid_to))
    assert len(eras["Uppsala"]) == len(eras["Göteborg"]) == 3
    for spans in eras.values():
        ordered = sorted(spans)
        assert ordered[-1][1] == ""
        for (_first, last), (following, _last) in pairwise(ordered):
            assert int(last[:4]) + 1 == int(following[:4])


@pytest.mark.parametrize("name", policy_templates())
def test_the_legal_status_of_each_shipped_rule_set(name):
    assert legal_report(read_policy(name)).worst == STATUS.get(name, "conditional")


def test_only_the_rule_sets_that_say_so_are_forbidden():
    worst = {name: legal_report(read_policy(name)).worst for name in policy_templates()}
    assert {name for name, status in worst.items() if status == "forbidden"} == {
        "nacka", "immediate_acceptance",
    }  # fmt: skip
    for name in ("nacka", "immediate_acceptance"):
        assert "--simulate-unlawful" in read_policy(name).text


@pytest.fixture(scope="module")
def towns():
    read = {name: read_instance(find_instance(name)) for name in ("lillstad", "exempelstad")}
    return {name: (one, travel_table(one)) for name, one in read.items()}


@pytest.mark.parametrize("name", QUICK)
def test_every_shipped_rule_set_places_lillstad_and_the_audit_finds_it_sound(name, towns):
    instance, travel = towns["lillstad"]
    problem = problem_of(instance, read_policy(name), travel=travel)
    placement = place(problem, simulate_unlawful=True)
    assert placement.placed.all()
    checked = audit_parts(run_of(instance, problem, placement))
    assert [c["claim"] for c in checked.certificate["claims"] if not c["ok"]] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_every_shipped_rule_set_places_exempelstad(name, towns):
    instance, travel = towns["exempelstad"]
    placement = place(
        problem_of(instance, read_policy(name), travel=travel), simulate_unlawful=True
    )
    assert placement.placed.all()
