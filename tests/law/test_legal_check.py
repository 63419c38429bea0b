"""legal_check: the verdict on rules as officials and researchers name them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skolval import legal_check
from skolval.errors import InputError, UsageError
from skolval.io.policy import read_policy

CASES = Path("cases/matching/legal-ruleset-checks.json")


@pytest.mark.shared
def test_published_rule_sets_get_the_published_verdict_and_decision(shared):
    runs = json.loads((shared / CASES).read_text())["runs"]
    assert len(runs) >= 8
    for run in runs:
        said, expected = run["params"], run["expected"]
        found = legal_check(said["rules"], use=said.get("use", ""))
        assert found.verdict == expected["verdict"], (said, found.why)
        number = expected["why"].partition(":")[0].removeprefix("dnr ")
        if number[:1].isdigit():
            assert number.split(";")[0] in " ".join(found.citations), (said, found.why)


VERDICTS = [
    # ÖKN 2017:132 and kammarrätten 2018 (Nacka): the list of wishes decides nothing
    (["wish_rank"], "refuse", "2017:132"),
    (["first_choice_applicants_before_second", "relative_proximity"], "refuse", "2017:132"),
    (["rangordning", "närhet"], "refuse", "2017:132"),
    (["förstahandsval"], "refuse", "2017:132"),
    (["relative_proximity", "wish_rank", "absolute_proximity"], "refuse", "2017:132"),
    (["Boston mechanism"], "refuse", "2017:132"),
    (["immediate_acceptance"], "refuse", "2017:132"),
    (["relative_proximity_to_next_wish"], "refuse", "Nacka"),
    (["nacka_2017"], "refuse", "Nacka"),
    # ÖKN 2019:1036: age and the personal identity number
    (["special_reasons", "sibling", "youngest_first", "last_four_digits"], "refuse", "2019:1036"),
    (["personnummer"], "refuse", "2019:1036"),
    (["sibling", "personal identity number"], "refuse", "2019:1036"),
    (["födelsedatum"], "refuse", "2019:1036"),
    (["relative_proximity", "age"], "refuse", "2019:1036"),
    # HFD 2015 ref. 50: closest first as the only ground
    (["absolute_proximity", "lottery"], "refuse", "2015 ref. 50"),
    (["närmast"], "refuse", "2015 ref. 50"),
    (["walking_distance"], "refuse", "2015 ref. 50"),
    (["sibling", "absolute_proximity", "lottery"], "accept", ""),
    (["relativ närhet", "absolut närhet", "lottning"], "accept", "2017:533"),
    (["near_home", "absolute_proximity"], "accept", ""),
    # ÖKN 2019:195, 2020:289: lotteries
    (["lottery"], "accept", "2019:195"),
    (["upptagningsområde", "syskonförtur", "lottning"], "accept", "2019:195"),
    (["wishes", "proximity", "lottery_for_remaining_seats"], "refuse", "2020:289"),
    (["relative_proximity", "lottery for remaining seats"], "warn", "2020:289"),
    # ÖKN 2017:101, 2019:1015: queue time and time of application
    (["kötid"], "warn", "2017:101"),
    (["application_time"], "warn", "2019:1015"),
    (["guarantee_school", "queue_time"], "accept", "2017:101"),
    (["anvisningsområde", "relativ närhet", "anmälningstid"], "accept", "2019:1015"),
    # ÖKN 2019:290: the order must be stated
    ([["sibling", "relative_proximity"], "lottery"], "refuse", "2019:290"),
    ([{"sibling": {}, "lottery": {}}], "refuse", "2019:290"),
    (["närområde", "syskonförtur", "fågelvägen"], "accept", "2019:290"),
    # ÖKN 2017:668, 2018:81: special reasons
    (["special_reasons"], "warn", "2017:668"),
    (["särskilda skäl", "relativ närhet"], "warn", "2018:81"),
    # ÖKN 2018:681: caps
    (["undocumented_seat_cap", "relative_proximity"], "warn", "2018:681"),
    # ÖKN 2019:1152: units and staying
    (["continuation", "relative_proximity"], "accept", "2019:1152"),
    (["split_school_into_two_units", "relative_proximity"], "accept", "2019:1152"),
    # ÖKN 2017:274: what cannot be foreseen
    (["overall_assessment"], "refuse", "2017:274"),
    (["rektor bestämmer"], "refuse", "2017:274"),
    # kammarrätten 2018 (Uppsala) and ÖKN 2019:290: siblings
    (["syskonförtur"], "accept", "2019:290"),
    (["unconditional_sibling"], "refuse", "Uppsala"),
    # Diskrimineringslagen
    (["ethnicity"], "refuse", "Diskriminering"),
    (["utländsk bakgrund"], "refuse", "Diskriminering"),
    (["quota_for_foreign_background", "lottery"], "refuse", "Diskriminering"),
    (["religion"], "refuse", "Diskriminering"),
    (["kön", "lottning"], "refuse", "Diskriminering"),
    # What no law supports
    (["newly_arrived_quota", "relative_proximity"], "warn", "2022:222"),
    (["nyanländ", "syskon", "absolut närhet", "lottning"], "warn", "2022:222"),
    (["ses_quota", "relative_proximity"], "warn", "2021/22:158"),
    (["socioekonomisk kvot"], "warn", "2021/22:158"),
    (["allsidig social sammansättning"], "warn", "2021/22:158"),
    (["optimisation"], "warn", "2019:290"),
    (["compulsory_placing"], "refuse", "10 kap. 30"),
    (["placering mot vårdnadshavares önskemål"], "refuse", "10 kap. 30"),
    # Skolförordningen 9 kap.
    (["profile_test_grade_7"], "accept", "9 kap. 25"),
    (["färdighetsprov åk 7", "lottning"], "accept", "9 kap. 25"),
    (["skill_test_grade_7", "relative_proximity"], "refuse", "9 kap. 25"),
    (["skill_test"], "warn", "9 kap. 25"),
    (["skill_test_grade_4"], "refuse", "9 kap. 25"),
    (["skill_test_grade_4 with permit"], "accept", "9 kap. 25"),
    (["skill_test_before_grade_7"], "refuse", "9 kap. 25"),
    (["färdighetsprov i årskurs 2"], "refuse", "9 kap. 25"),
    (["test for grade F"], "refuse", "9 kap. 25"),
    (["betyg"], "refuse", "10 kap. 35"),
    # Other
    (["resursskola"], "accept", "2022:724"),
    (["active_choice", "relative_proximity"], "accept", "10 kap. 30"),
    (["wishRank"], "refuse", "2017:132"),
    (["relative_proximity_then_rank"], "refuse", "2017:132"),
    (["syskonförtur > relativ närhet > lottning"], "accept", "2019:290"),
    (["hemskola", "syskon", "kötid"], "accept", "2017:101"),
    (["efternamn"], "refuse", "2019:1036"),
    (["automated_decision"], "refuse", "6 kap. 38"),
    (["rerun_published_placement"], "refuse", "2017"),
]


@pytest.mark.parametrize(("rules", "verdict", "number"), VERDICTS, ids=lambda v: str(v)[:60])
def test_rules_get_the_verdict_of_the_case_law(rules, verdict, number):
    found = legal_check(rules)
    assert found.verdict == verdict, found.why
    assert number in " ".join(found.citations)


@pytest.mark.parametrize(
    ("rules", "use", "verdict"),
    [
        (["queue_time"], "every pupil has a guaranteed school", "accept"),
        (["queue_time"], "independent school", "accept"),
        (["straight_line_distance", "sibling"], "the rules say walking route", "refuse"),
        (["sibling", "straight_line_distance"], "as the rules say", "accept"),
        (["sibling", "lottery"], "another pupil lost the school near home", "refuse"),
        (["sibling", "lottery"], "no pupil lost the school near home", "accept"),
        (["class_cap", "lottery"], "documented in the board's decision", "accept"),
        (["class_cap", "lottery"], "undocumented", "warn"),
        (["special_reasons"], "the municipality's own order names them", "accept"),
        (["lottery for the remaining seats"], "described beforehand", "accept"),
        (["given_list"], "the grounds are published", "accept"),
        (["profile_test"], "grade 7", "accept"),
        (["profile_test"], "before grade 7", "refuse"),
        (["profile_test"], "from grade 4 with Skolinspektionen's permit", "accept"),
    ],
)
def test_the_use_of_the_rules_counts(rules, use, verdict):
    assert legal_check(rules, use=use).verdict == verdict


def test_the_weightiest_reason_comes_first_and_the_verdict_is_the_worst():
    found = legal_check(["lottery", "queue_time", "birth_date"])
    assert [one.verdict for one in found.reasons] == ["refuse", "warn", "accept"]
    assert found.why.splitlines()[0].startswith("birth_date: Date of birth")
    assert "ÖKN 2019:1036" in str(found.reasons[0])


def test_an_unknown_rule_is_a_warning_with_the_nearest_known_name():
    found = legal_check(["relative_proximity", "siblng"])
    assert found.verdict == "warn"
    assert "Did you mean sibling?" in found.reasons[0].text
    assert found.reasons[0].lever == ""
    assert legal_check(["xyzzy"]).reasons[0].text.endswith("about this rule.")


def test_an_unknown_rule_may_be_the_ground_before_absolute_proximity():
    assert legal_check(["xyzzy", "absolute_proximity"]).verdict == "warn"


def test_no_rules_at_all_are_refused_in_words():
    with pytest.raises(UsageError, match="no rules to check"):
        legal_check([])


def test_what_was_otherwise_in_another_time_is_told():
    assert "2016-11-01" in legal_check(["newly_arrived_quota"], when="2020-01-15").why
    assert "2016-11-01" not in legal_check(["newly_arrived_quota"]).why
    assert "2016-11-01" not in legal_check(["newly_arrived_quota"], when="2025-01-15").why
    assert "had not been tried" in legal_check(["wish_rank"], when="2016-08-01").why


def test_settings_of_a_rule_are_read_with_its_name():
    assert legal_check([{"profile_test": {"grade": 7}}]).verdict == "accept"
    assert legal_check([{"profile_test": {"grade": 3}}]).verdict == "refuse"
    assert legal_check([{"sibling": None}, "lottery"]).verdict == "accept"


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ("uppsala_2021", "accept"),
        ("nacka", "refuse"),
        ("immediate_acceptance", "refuse"),
        ("nearest_school", "refuse"),
        ("balanced", "warn"),
        ("reserve_socioeconomic", "warn"),
        ("guarantee_school", "accept"),
    ],
)
def test_a_policy_is_judged_by_its_levers(policy, verdict):
    assert legal_check(policy).verdict == verdict
    assert legal_check(read_policy(policy)).verdict == verdict


def own(tmp_path, criteria, more=""):
    path = tmp_path / "own.yaml"
    lines = "".join(f"  - {name}\n" for name in criteria)
    text = f"mechanism: deferred_acceptance\n{more}criteria:\n{lines}"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("criteria", "more", "verdict"),
    [
        (["queue_time", "lottery"], "", "warn"),
        (["queue_time", "lottery"], "secured: guarantee\n", "accept"),
        (["near_home", "queue_time", "lottery"], "", "accept"),
        (["queue_time", "near_home", "lottery"], "", "warn"),
        (["absolute_proximity", "lottery"], "", "refuse"),
        (["wish_rank", "lottery"], "", "refuse"),
    ],
)
def test_a_policy_file_is_judged_with_its_conditions(tmp_path, criteria, more, verdict):
    path = own(tmp_path, criteria, more)
    assert legal_check(path).verdict == verdict
    assert legal_check(str(path)).verdict == verdict


def test_a_policy_file_that_is_not_there_is_a_fault():
    with pytest.raises(InputError):
        legal_check("nowhere.yaml")
