"""What is noted about pupils reaches the spine, and decides which options are admissible."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skolval.domain.near_home import near_home
from skolval.domain.policy import NearHome
from skolval.domain.secured import secured
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.errors import InputError
from towns import frame, policy, town

UNITS = [
    {"unit_id": "A", "name": "A", "x": 0.0, "y": 0.0},
    {"unit_id": "B", "name": "B", "x": 3000.0, "y": 4000.0},
    {"unit_id": "C", "name": "C", "area_id": "south"},
]
OFFERINGS = [
    {"offering_id": "A-7", "unit_id": "A", "grade": "7", "seats": 2},
    {"offering_id": "A-music", "unit_id": "A", "grade": "7", "seats": 1, "selection": "test"},
    {"offering_id": "B-7", "unit_id": "B", "grade": "7", "seats": 2},
    {"offering_id": "C-F", "unit_id": "C", "grade": "F", "seats": 2},
    {"offering_id": "B-F", "unit_id": "B", "grade": "F", "seats": 2},
]
PUPILS = [
    {"pupil_id": "p", "grade": "7", "x": 0.0, "y": 0.0, "current_unit": "A",
     "attendance_unit": "B", "months_in_sweden": 12},
    {"pupil_id": "q", "grade": "7", "area_id": "south", "status": "non_resident"},
    {"pupil_id": "r", "grade": "F", "area_id": "south", "attendance_unit": "A"},
    {"pupil_id": "s", "grade": "7", "protected": True, "attendance_unit": "A",
     "current_unit": "B"},
]  # fmt: skip
AREAS = [
    {"area_id": "south", "name": "South", "x": 0.0, "y": -1000.0, "attendance_units": "A C B"},
    {"area_id": "north", "name": "North", "x": 0.0, "y": 9000.0},
]
WISHES = [
    {"pupil_id": "p", "rank": 1, "unit_id": "A", "offering_id": "A-music"},
    {"pupil_id": "p", "rank": 2, "unit_id": "A"},
    {"pupil_id": "q", "rank": 1, "unit_id": "A", "offering_id": "A-music"},
]
METRES = np.array([[100, 5000, 900], [1000, 5500, 50], [1000, 5500, 50], [-1, -1, -1]], np.int32)
BY_TEST = policy("deferred_acceptance", "profile_test", "lottery")


def soderby(rules=BY_TEST, *, grounds=(), choices=WISHES, **more):
    """Three units, one with a music class by test, three pupils and a protected one."""
    noted = [dict(zip(("pupil_id", "unit_id", "ground", "value"), row)) for row in grounds]  # noqa: B905 - short tuples fill fewer columns
    instance = town(
        more.pop("units", UNITS), more.pop("offerings", OFFERINGS), more.pop("pupils", PUPILS),
        choices, areas=more.pop("areas", AREAS), grounds=frame("grounds", noted), **more,
    )  # fmt: skip
    travel = TravelTable(METRES, METRES // 80, np.arange(4), "table")
    return build_problem(instance, rules, travel)


def offerings_of(problem, pupil):
    party = problem.parties.ids.tolist().index(pupil)
    rows = slice(*problem.options.start[party : party + 2])
    return problem.offerings.ids[problem.options.offering[rows]].tolist()


def by_row(problem, pupil, values):
    party = problem.parties.ids.tolist().index(pupil)
    rows = slice(*problem.options.start[party : party + 2])
    return dict(zip(offerings_of(problem, pupil), np.asarray(values)[rows].tolist(), strict=True))


def test_a_class_by_test_is_open_to_those_who_applied_and_have_a_score():
    scores = [("p", "A", "test_score", 17), ("s", "A", "test_score", 20)]
    problem = soderby(grounds=scores)
    assert offerings_of(problem, "p") == ["A-music", "A-7", "B-7"]
    assert offerings_of(problem, "q") == ["A-7", "B-7"]
    assert offerings_of(problem, "s") == ["B-7"]
    assert problem.tested.tolist() == [False, True, False, False, False]
    assert by_row(problem, "p", problem.grounds["test_score"]) == {"A-music": 17, "A-7": 17,
                                                                   "B-7": -1}  # fmt: skip


def test_a_plain_wish_means_the_class_without_a_test():
    problem = soderby(grounds=[("p", "A", "test_score", 17)])
    assert by_row(problem, "p", problem.options.rank) == {"A-music": 1, "A-7": 2, "B-7": 0}


def test_a_class_by_test_is_nobodys_reference():
    problem = soderby()
    assert problem.reference_unit[0].tolist() == [0, 1, -1]
    assert problem.reference[0].tolist() == [100, 5000, -1]


def test_a_policy_without_the_test_refuses_classes_that_choose_by_one():
    with pytest.raises(InputError, match="A-music chooses by a test"):
        soderby(policy("deferred_acceptance", "lottery"))


def test_without_tests_no_offering_is_tested():
    problem = soderby(offerings=[o | {"selection": "criteria"} for o in OFFERINGS])
    assert problem.tested is None


def test_the_attendance_unit_is_the_own_or_the_areas_first_that_offers_the_grade():
    problem = soderby()
    units = dict(zip(problem.parties.ids, problem.attendance_unit, strict=True))
    assert units == {"p": 1, "q": 0, "r": 2, "s": -1}  # r's own unit A has no grade F


def test_the_attendance_unit_is_an_option_however_far_it_lies():
    rules = replace(BY_TEST, options=replace(BY_TEST.options, nearest=1))
    assert offerings_of(soderby(rules), "p") == ["A-7", "B-7"]


def test_nobody_has_an_attendance_unit_where_none_is_told():
    pupils = [p | {"attendance_unit": None} for p in PUPILS]
    areas = [a | {"attendance_units": None} for a in AREAS]
    assert soderby(pupils=pupils, areas=areas).attendance_unit is None


def test_standing_and_months_are_told_or_unknown():
    problem = soderby()
    assert problem.status.tolist() == [0, 4, 0, 0]
    assert problem.months.tolist() == [12, -1, -1, -1]
    silent = soderby(pupils=[p | {"status": None, "months_in_sweden": None} for p in PUPILS])
    assert silent.status is None
    assert silent.months is None


def test_shares_of_a_unit_are_whole_permille_and_suppressed_ones_unknown():
    enrolment = [
        {"unit_id": "A", "group": "low_education", "pupils": 100, "share": 0.1234},
        {"unit_id": "B", "group": "low_education", "pupils": 100, "share": None},
    ]
    assert soderby(enrolment=enrolment).unit_share.tolist() == [[123], [-1], [-1]]
    assert soderby().unit_share is None


def test_straight_lines_are_measured_only_when_a_criterion_asks():
    assert soderby().straight is None
    asking = policy(
        "deferred_acceptance", "profile_test", ("absolute_proximity", {"measure": "straight"}),
        "lottery",
    )  # fmt: skip
    problem = soderby(asking)
    assert by_row(problem, "p", problem.straight) == {"A-7": 0, "B-7": 5000}
    assert by_row(problem, "r", problem.straight) == {"C-F": 0, "B-F": 5831}
    assert by_row(problem, "s", problem.straight) == {"B-7": -1}


def test_a_policy_that_demands_routes_refuses_straight_lines():
    rules = policy(
        "deferred_acceptance", ("absolute_proximity", {"measure": "straight"}), "lottery",
        distance="route",
    )  # fmt: skip
    with pytest.raises(InputError, match="measures straight"):
        soderby(rules, offerings=OFFERINGS[2:])


def test_distances_must_end_where_the_policy_says():
    rules = BY_TEST.replace(measuring_point="main_entrance")
    assert soderby(rules, measuring_point="main_entrance").warnings == ()
    assert "does not say where" in soderby(rules).warnings[-1]
    with pytest.raises(InputError, match="end at plot_boundary"):
        soderby(rules, measuring_point="plot_boundary")
    assert soderby(measuring_point="plot_boundary").warnings == ()


def test_a_list_that_refuses_the_unlisted_leaves_only_the_listed():
    rules = policy("deferred_acceptance", "profile_test", ("listed", {"unlisted": "refuse"}))
    grounds = [("p", "A", "listed", 1), ("q", "B", "listed", 1), ("r", "B", "listed", 3)]
    problem = soderby(rules, grounds=grounds)
    assert [offerings_of(problem, p) for p in "pqrs"] == [["A-7"], ["B-7"], ["B-F"], []]
    assert problem.grounds["listed"].tolist() == [1, 1, 3]
    assert problem.warnings[-1] == "One pupil is admissible nowhere and cannot be placed."
    everybody = [*grounds, ("s", "B", "listed", 9)]
    assert soderby(rules, grounds=everybody).warnings == ()


def test_nothing_noted_of_anybody_in_a_refusing_list_leaves_nobody():
    rules = policy("deferred_acceptance", "profile_test", ("listed", {"unlisted": "refuse"}))
    problem = soderby(rules)
    assert problem.warnings[-1].startswith("4 pupils")


def test_what_is_noted_about_units_that_are_no_option_counts_nowhere():
    problem = soderby(grounds=[("r", "A", "queue_days", 5), ("nobody", "A", "queue_days", 5)])
    assert (problem.grounds["queue_days"] == -1).all()
    assert set(soderby(grounds=[("p", "B", "queue_days", 0)]).grounds) == {"queue_days"}


def test_places_are_secured_by_note_by_honour_or_at_the_current_unit():
    rules = BY_TEST.replace(options=replace(BY_TEST.options, nearest=1))
    grounds = [("q", "B", "secured", 1), ("p", "A", "test_score", 3)]
    noted = soderby(rules, grounds=grounds)
    assert by_row(noted, "q", secured(noted)) == {"A-7": False, "B-7": True}
    assert not by_row(noted, "p", secured(noted))["A-7"]
    current = noted.replace(policy=rules.replace(secured="current"))
    found = by_row(current, "p", secured(current))
    assert found == {"A-music": False, "A-7": True, "B-7": False}
    assert by_row(current, "s", secured(current)) == {"B-7": True}
    untested = current.replace(tested=None)
    assert by_row(untested, "p", secured(untested))["A-music"]
    honour = noted.replace(honour=np.array([0, -1, -1, -1]))
    assert by_row(honour, "p", secured(honour))["A-music"]


def test_guarantee_schools_are_secured_where_the_policy_says_so():
    problem = soderby(BY_TEST.replace(secured="guarantee"))
    with pytest.raises(InputError, match="secures guarantee schools"):
        secured(problem)
    row = int(problem.options.start[1])
    found = secured(problem.replace(guarantee=np.array([-1, row, -1, -1])))
    assert np.flatnonzero(found).tolist() == [row]


def test_near_home_is_by_metres_by_nearness_by_both_or_the_nearest_alone():
    def near(rule):
        problem = soderby(BY_TEST.replace(near_home=rule))
        return by_row(problem, "p", near_home(problem)), by_row(problem, "s", near_home(problem))

    assert near(None) == ({"A-7": True, "B-7": False}, {"B-7": False})
    assert near(NearHome(metres=(1, 1, 5000)))[0] == {"A-7": True, "B-7": True}
    assert near(NearHome(metres=(1, 1, 50)))[0] == {"A-7": True, "B-7": False}
    assert near(NearHome(metres=(1, 1, 50), always=False))[0] == {"A-7": False, "B-7": False}
    assert near(NearHome(metres=(1, 1, 9999), nearest=(9, 9, 1)))[0] == {"A-7": True, "B-7": False}
    assert near(NearHome(nearest=(1, 1, 2), always=False))[0] == {"A-7": True, "B-7": True}


def test_with_no_nearest_units_only_what_is_named_is_an_option():
    rules = BY_TEST.replace(options=replace(BY_TEST.options, nearest=0))
    wishes = [{"pupil_id": "q", "rank": 1, "unit_id": "B"}]
    pupils = [p | {"attendance_unit": None, "area_id": None, "x": 1.0, "y": 1.0} for p in PUPILS]
    areas = [a | {"attendance_units": None} for a in AREAS]
    problem = soderby(rules, choices=wishes, pupils=pupils, areas=areas)
    assert [offerings_of(problem, p) for p in "pqrs"] == [["A-7"], ["B-7"], [], ["B-7"]]
    assert problem.warnings == ("One pupil is admissible nowhere and cannot be placed.",)
