"""The shipped city lies inside every published band, and so do other seeds nearly always."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from skolval.domain.instance import Instance
from skolval.io.instance import read_instance
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


@pytest.mark.parametrize("name", ["lillstad", "exempelstad"])
def test_shipped_instances_measure_what_their_expected_file_says(name: str, instances: Path):
    said = YAML(typ="safe").load(instances / name / "expected.yaml")
    instance = read_instance(instances / name)
    measured = facts_table(outcome(instance)).set_index("what")["measured"]
    for fact in said["calibration"]["facts"]:
        assert measured[fact["what"]] == pytest.approx(fact["measured"], abs=1e-4)
    for table in ("pupils", "units", "offerings", "choices", "areas", "nodes", "edges"):
        assert len(getattr(instance, table)) == said["sizes"][table]
