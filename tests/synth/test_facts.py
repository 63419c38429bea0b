"""The shipped city lies inside every published band, and so do other seeds nearly always."""

from __future__ import annotations

import pytest

from skolval.domain.instance import Instance
from skolval.io.policy import read_policy
from skolval.place import place, problem_of
from skolval.synth.facts import FACTS, Outcome, facts_table
from skolval.synth.generate import generate


def outcome(instance: Instance) -> Outcome:
    problem = problem_of(instance, read_policy("uppsala_2021"))
    return Outcome(instance, problem, place(problem))


def test_exempelstad_lies_inside_every_published_band(exempelstad: Instance):
    table = facts_table(outcome(exempelstad))
    assert table[~table["holds"]].to_dict("records") == []


def test_every_fact_names_its_source_and_has_a_band():
    assert all(fact.source and fact.low < fact.high for fact in FACTS)


def test_a_small_town_may_lie_outside_and_is_said_to(lillstad: Instance):
    table = facts_table(outcome(lillstad)).set_index("what")
    assert not table.loc["pupils in the median unit", "holds"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 5, 7])
def test_other_seeds_lie_in_the_bands_of_choice_and_segregation(seed: int):
    table = facts_table(outcome(generate("exempelstad", seed=seed)))
    assert table["holds"].sum() >= len(FACTS) - 1
