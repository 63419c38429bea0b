"""legal_report: every lever of a policy, its condition, and what was otherwise before."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from skolval.domain.instance import Group
from skolval.errors import SkolvalError
from skolval.io.policy import policy_templates, read_policy
from skolval.law import (
    condition_words,
    kind_words,
    legal_report,
    lever_words,
    refuse_unlawful,
    status_words,
    unlawful_faults,
)
from skolval.law.report import LegalReport

HEAD = "policy: own\nmechanism: deferred_acceptance\n"


def own(tmp_path, text, head=HEAD):
    path = tmp_path / "own.yaml"
    path.write_text(head + text, encoding="utf-8")
    return read_policy(path)


def lines(policy, **more):
    return {line.name: line for line in legal_report(policy, **more).lines}


def test_a_report_without_levers_is_lawful():
    assert LegalReport(()).worst == "lawful"


@pytest.mark.parametrize(
    ("text", "name", "met"),
    [
        ("criteria: [sibling, lottery]\n", "sibling", "certificate"),
        ("secured: guarantee\ncriteria: [sibling, lottery]\n", "sibling", "yes"),
        ("criteria: [queue_time, lottery]\n", "queue_time", "no"),
        ("secured: guarantee\ncriteria: [queue_time, lottery]\n", "queue_time", "yes"),
        ("criteria: [attendance_area, queue_time, lottery]\n", "queue_time", "yes"),
        ("criteria: [queue_time, attendance_area, lottery]\n", "queue_time", "no"),
        ("criteria: [absolute_proximity, lottery]\n", "absolute_proximity", "no"),
        ("criteria: [sibling, absolute_proximity, lottery]\n", "absolute_proximity", "yes"),
        ("criteria: [absolute_proximity, sibling, lottery]\n", "absolute_proximity", "no"),
        ("secured: guarantee\ncriteria: [absolute_proximity, lottery]\n", "absolute_proximity",
         "yes"),
        ("criteria: [profile_test, lottery]\n", "profile_test", "yes"),
        ("criteria: [active_choice, lottery]\n", "active_choice", "certificate"),
        ("criteria: [near_home, active_choice, lottery]\n", "active_choice", "yes"),
        ("non_choosers: {order: last}\ncriteria: [lottery]\n", "active_choice", "certificate"),
        ("criteria: [operational_connection, lottery]\n", "operational_connection", "certificate"),
        ("criteria: [listed, lottery]\n", "listed", "outside"),
        ("criteria: [lottery]\n", "lottery", ""),
    ],
)  # fmt: skip
def test_a_conditional_lever_tells_whether_the_policy_meets_its_condition(
    tmp_path, text, name, met
):
    line = lines(own(tmp_path, text))[name]
    assert line.met == met
    assert bool(line.condition) == bool(met)
    assert (line.name in {unmet.name for unmet in legal_report(own(tmp_path, text)).unmet}) == (
        met == "no"
    )


def test_what_a_policy_says_beside_its_steps_has_lines_of_its_own(tmp_path):
    policy = own(
        tmp_path,
        "distance: route\nsecured: current\nnon_choosers: {order: last}\nseat_classes:\n"
        "  - {name: r, share: 0.2, who: {group: low_income}}\ncriteria:\n"
        "  - absolute_proximity: {measure: straight}\n  - lottery\n",
    )
    found = {line.name: line.status for line in legal_report(policy).lines if line.kind == "policy"}
    assert found == {
        "only_nearest": "what_if",
        "total_order": "lawful",
        "route": "lawful",
        "straight_line_distance": "conditional",
        "secured": "lawful",
        "active_choice": "conditional",
        "seat_classes": "what_if",
    }


def test_an_open_class_of_seats_is_no_lever(tmp_path):
    assert "seat_classes" not in lines(
        own(tmp_path, "seat_classes: [{name: all}]\ncriteria: [lottery]\n")
    )


def bounded(tmp_path, who, more=""):
    return own(tmp_path, f"bounds: [{{who: {who}, ceiling: 0.4{more}}}]\ncriteria: [lottery]\n")


def test_hard_ceilings_are_told_apart_from_soft_bounds(tmp_path):
    soft = lines(bounded(tmp_path, "{group: low_income}"))["bounds"]
    hard = lines(bounded(tmp_path, "{group: low_income}", ", hard: true"))["bounds"]
    assert soft.status == hard.status == "what_if"
    assert "leaves seats empty" in hard.reason
    assert "leaves seats empty" not in soft.reason


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("{group: low_income}", None, None),
        ("{group: low_income, basis: pupil}", "low_income (pupil)", "what_if"),
        ("{group: foreign_background}", "foreign_background (area)", "what_if"),
        ("{group: foreign_background, basis: pupil}", "foreign_background (pupil)", "forbidden"),
        ("{group: religion, basis: pupil}", "religion (pupil)", "forbidden"),
    ],
)
def test_kinds_of_pupils_have_lines_by_group_and_by_how_they_are_counted(
    tmp_path, who, name, status
):
    found = lines(bounded(tmp_path, who))
    kinds = {line.name: line.status for line in found.values() if "(" in line.name}
    assert kinds == ({name: status} if name else {})


def test_the_instance_says_what_kind_of_group_it_is(tmp_path):
    policy = bounded(tmp_path, "{group: born_there, basis: pupil}")
    assert legal_report(policy).worst == "what_if"
    group = Group("born_there", "a", "b", kind="background")
    assert legal_report(policy, groups=[group]).worst == "forbidden"


@pytest.mark.parametrize("kind", ["socioeconomic", "other", ""])
def test_a_name_that_says_background_is_not_made_lawful_by_another_kind(tmp_path, kind):
    # A kind that is left out is socioeconomic.
    group = Group("foreign_background", "a", "b", kind=kind)
    policy = bounded(tmp_path, "{group: foreign_background, basis: pupil}")
    assert legal_report(policy, groups=[group]).worst == "forbidden"


def test_balance_on_the_background_of_single_pupils_is_forbidden(tmp_path):
    head = "policy: own\nmechanism: optimal\n"
    text = (
        "rules:\n  - balance: {{at_most: 0.2, group: foreign_background, basis: {basis}}}\n"
        "goals: [travel]\n"
    )
    assert legal_report(own(tmp_path, text.format(basis="pupil"), head)).worst == "forbidden"
    assert legal_report(own(tmp_path, text.format(basis="area"), head)).worst == "what_if"


def test_one_background_among_several_groups_is_enough(tmp_path):
    head = "policy: own\nmechanism: optimal\n"
    text = "goals:\n  - imbalance: {{groups: {groups}, basis: {basis}}}\n"
    several = "{low_income: 2, foreign_background: 1}"
    found = lines(own(tmp_path, text.format(groups=several, basis="pupil"), head))
    assert found["low_income (pupil)"].status == "what_if"
    assert found["foreign_background (pupil)"].status == "forbidden"
    found = lines(own(tmp_path, text.format(groups="[low_income]", basis="area"), head))
    assert not [name for name in found if "(" in name]


def test_independent_units_that_join_the_round_are_a_common_admission(tmp_path):
    head = "policy: own\nmechanism: optimal\n"
    text = "rules:\n  - provider_fixed: {{opt_in: [{units}]}}\ngoals: [travel]\n"
    found = lines(own(tmp_path, text.format(units='"11"'), head))
    assert found["provider_fixed"].status == "lawful"
    assert found["common_admission"].status == "what_if"
    assert "common_admission" not in lines(own(tmp_path, text.format(units=""), head))


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("feeder_continuity: {at_least: 0.5}", "conditional"),
        ("transport_budget: {pupils: 3}", "conditional"),
        ("accessibility", "lawful"),
        ("programme_match", "lawful"),
        ("newly_arrived_share: {at_most: 0.1}", "what_if"),
        ("composition_floor: {at_least: 0.1}", "what_if"),
    ],
)
def test_rules_of_composition_and_structure_have_a_status_and_a_condition(tmp_path, rule, status):
    head = "policy: own\nmechanism: optimal\n"
    line = lines(own(tmp_path, f"rules:\n  - {rule}\ngoals: [travel]\n", head))[rule.split(":")[0]]
    assert line.status == status
    assert bool(line.condition) == (status == "conditional")


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ("valid_from: 2019/20\nvalid_to: 2020/21\n", True),
        ("valid_from: 2019-01-01\nvalid_to: 2019-12-31\n", True),
        ("valid_from: 2025/26\n", False),
        ("valid_from: 2010/11\nvalid_to: 2015/16\n", False),
        ("", False),
    ],
)
def test_what_was_otherwise_when_the_rules_applied_is_told(tmp_path, years, told):
    policy = own(
        tmp_path,
        f"{years}criteria:\n  - newly_arrived_low_share: {{group: newly_arrived}}\n  - lottery\n",
    )
    line = lines(policy)["newly_arrived_low_share"]
    assert ("5 %" in line.history) == told
    assert line.status == "what_if"


def test_the_rules_of_uppsala_before_the_judgment_say_that_they_were_annulled():
    assert "2019-02-22" in lines(read_policy("uppsala_2017"))["sibling"].history
    assert lines(read_policy("uppsala_2021"))["sibling"].history == ""


def test_a_forbidden_policy_is_refused_with_line_and_decision():
    policy = read_policy("nacka")
    (fault,) = unlawful_faults(policy)
    assert "ÖKN 2017:132" in fault.message
    assert policy.text.splitlines()[fault.row - 1].strip() == "- wish_rank"
    with pytest.raises(SkolvalError, match="simulate-unlawful") as caught:
        refuse_unlawful(policy)
    assert caught.value.exit_code == 6
    refuse_unlawful(read_policy("lund"))


@pytest.mark.parametrize("name", policy_templates())
def test_every_lever_of_every_shipped_policy_can_be_told(name):
    for line in legal_report(read_policy(name)).lines:
        assert lever_words(line)
        assert kind_words(line.kind)
        assert status_words(line.status)
        assert bool(condition_words(line)) == bool(line.met)


def test_the_certificate_of_a_run_tells_whether_the_condition_was_met():
    line = lines(read_policy("uppsala_2021"))["sibling"]
    assert "certificate of each run" in condition_words(line)
    for ok, told in ((True, "certificate of this run"), (False, "not met in this run")):
        claims = {"claims": [{"claim": "sibling", "ok": ok}]}
        assert told in condition_words(line, str, claims)
    bare = SimpleNamespace(met="outside", condition="", name="x")
    assert condition_words(bare) == "the municipality must show it"
