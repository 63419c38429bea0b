"""The shipped policies of introduction programmes on the shipped upper secondary instance.

Placements are compared by their bounds, never by chosen places: another version of a solver may
stop at another placement.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from skolval.audit import audit
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.law import legal_report
from skolval.measure.introduction import introduction_numbers
from skolval.registry import load
from skolval.runs import make_run

FOLDER = Path(__file__).resolve().parents[1] / "instances" / "exempelstad_upper_secondary"
SLOW = pytest.mark.slow


@pytest.fixture(scope="module")
def instance():
    return read_instance(FOLDER)


@pytest.mark.parametrize(
    "name",
    ["introduction_today", pytest.param("introduction_spread", marks=SLOW),
     pytest.param("introduction_agreements", marks=SLOW)],
)  # fmt: skip
def test_a_shipped_policy_places_everybody_and_the_audit_finds_it_sound(instance, name, tmp_path):
    told = YAML(typ="safe").load(FOLDER / "expected.yaml")["placements"][name]
    run = make_run(instance, read_policy(name), tmp_path / name)
    checked = audit(tmp_path / name, instance=instance)
    assert [c["claim"] for c in checked.certificate["claims"] if not c["ok"]] == []
    placement = run.placement
    assert int(placement.placed.sum()) == told["placed"]
    assert placement.bound <= told["objective"]
    assert told["bound"] <= placement.objective
    assert placement.gap <= told["gap"] + 1e-9
    spread = load("goal", "host_spread")
    share = spread.reading(run.problem, placement.chosen, spread.Params(top=5))["share"]
    assert share == pytest.approx(told["share_at_top_5"], abs=0.02)
    assert sum(one.pupils for one in introduction_numbers(run)) == told["placed"]


@pytest.mark.parametrize("name", ["today", "spread", "agreements"])
def test_a_shipped_policy_is_lawful_on_conditions_and_tells_chapter_17(name):
    report = legal_report(read_policy(f"introduction_{name}"))
    assert report.worst == "conditional"
    assert any("17 kap. 29" in line.citation for line in report.lines)


def test_agreements_with_everybody_are_reckoned_in_one_policy_alone():
    rules = {name: read_policy(f"introduction_{name}").introduction.independent
             for name in ("today", "spread", "agreements")}  # fmt: skip
    assert rules == {"today": "agreement", "spread": "agreement", "agreements": "all"}
