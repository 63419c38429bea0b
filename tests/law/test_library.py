"""The library of levers: complete, in step with the rooms, and found by many names."""

from __future__ import annotations

import pytest

from skolval.domain.policy import LEGAL_STATUSES
from skolval.law import LEVERS, lever, recognise
from skolval.law.lever import History
from skolval.law.library import plain, suggestion
from skolval.registry import load, names

ROOMS = ("mechanism", "criterion", "rule", "goal")


def test_every_lever_has_a_known_status_a_reason_and_a_citation():
    assert len({one.name for one in LEVERS}) == len(LEVERS) >= 40
    for one in LEVERS:
        assert one.status in LEGAL_STATUSES
        assert one.reason.endswith(".")
        assert one.citation
        assert bool(one.condition) == (one.status == "conditional"), one.name


def test_every_decision_of_the_table_of_case_law_is_cited():
    cited = " ".join(one.citation for one in LEVERS)
    for number in (
        "HFD 2015 ref. 50", "2017:101", "2017:132", "2017:274", "2017:533", "2017:668", "2018:81",
        "2018:681", "2019:195", "2019:290", "2019:616", "2019:1015", "2019:1036", "2019:1152",
        "2020:289", "(Nacka)", "(Uppsala)", "2022:222", "2022:724", "2021/22:158",
    ):  # fmt: skip
        assert number in cited, number


@pytest.mark.parametrize(
    ("room", "name"),
    [(room, name) for room in ROOMS for name in names(room) if lever(name) is not None],
)
def test_the_library_and_the_file_of_a_lever_give_it_the_same_status(room, name):
    known = lever(name)
    assert load(room, name).LEGAL.status == known.status


@pytest.mark.parametrize("name", names("criterion"))
def test_every_criterion_is_in_the_library_and_found_by_its_own_name(name):
    assert lever(name) is not None
    assert recognise(name) is lever(name)


@pytest.mark.parametrize("one", LEVERS, ids=lambda one: one.name)
def test_every_lever_is_found_by_its_own_name(one):
    assert recognise(one.name) is one


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Relativ närhet", "relative_proximity"),
        ("relativ narhet", "relative_proximity"),
        ("RN", "relative_proximity"),
        ("relativeProximity", "relative_proximity"),
        ("absolut-närhet", "absolute_proximity"),
        ("fågelvägen", "straight_line_distance"),
        ("sibling_grade_1_3", "sibling"),
        ("younger_sibling", "sibling"),
        ("syskonförtur F-3", "sibling"),
        ("yngst först", "birth_date"),
        ("köplats", "queue_time"),
        ("slumpen", "lottery"),
        ("random_serial_dictatorship", "serial_dictatorship"),
        ("ses quota", "socioeconomic_reserve"),
        ("quota for newly arrived pupils", "newly_arrived_low_share"),
        ("enda skolan nära hemmet", "only_near_school"),
        ("icke-val", "active_choice"),
        ("folkbokförd i kommunen", "applicant_status"),
        ("keep place", "continuation"),
        ("färdbudget", "optimal"),
        ("flyttbudget", "move_budget"),
        ("reseavstånd", "travel_limit"),
        ("unit size", "grade_spans"),
        ("near-home right", "near_home"),
        ("nothing of the kind", None),
    ],
)
def test_names_in_both_languages_and_many_spellings_are_recognised(name, expected):
    found = recognise(name)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(
    "name",
    [
        "personnumrets slut", "pnr", "dob", "SSN", "id-nummer", "födseln", "födda tidigt på året",
        "born early in the year", "ｂirthdate", "fo\u0308delsedatum", "svenskfödda", "född utomlands",
        "religiös tillhörighet", "kyrkomedlemskap", "hudfärg", "pojkar först", "flickor", "girls",
        "language at home", "bokstavsordning", "första val", "1:a val", "sökt i första hand",
        "listplats",
    ],
)  # fmt: skip
def test_a_forbidden_ground_is_forbidden_by_its_other_names_too(name):
    assert recognise(name).status == "forbidden"


@pytest.mark.parametrize("name", ["boysenbergsskolan", "flygväg", "idrott", "socknen", "valfrihet"])
def test_what_only_begins_alike_is_not_forbidden(name):
    found = recognise(name)
    assert found is None or found.status != "forbidden"


def test_a_plain_name_has_no_capitals_no_dots_and_no_swedish_letters():
    assert plain("  Årskurs-7, ÄLDST först! ") == "arskurs_7_aldst_forst"


def test_the_nearest_known_name_is_suggested():
    assert suggestion("lotery") == "lottery"
    assert suggestion("qqqq") == ""


def test_a_period_of_history_holds_when_it_meets_the_other():
    past = History("2016-11-01", "2024-06-30", "", "")
    assert past.holds("2019-07-01", "2020-06-30")
    assert past.holds("2000-01-01", "9999-12-31")
    assert not past.holds("2024-07-01", "9999-12-31")
    assert not past.holds("2000-01-01", "2016-10-31")
    assert History("", "2019-02-22", "", "").holds("1900-01-01", "1900-01-02")
