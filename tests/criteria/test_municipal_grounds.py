"""The grounds of Swedish municipalities, one small town each, with the numbers of their rules."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from skolval.criteria._ranking import priority_keys, priority_rank
from skolval.domain.policy import NearHome, NonChoosers
from skolval.domain.problem import STATUSES
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.errors import InputError
from skolval.registry import load, names
from towns import frame, policy, step, town

UNITS = "WAB"


def village(pupils, *, grade="F", rules=None, grounds=(), **more):
    """Units W, A and B with one seat each in `grade`; pupils by metres to the three."""
    noted = [dict(zip(("pupil_id", "unit_id", "ground", "value"), row)) for row in grounds]  # noqa: B905 - short tuples fill fewer columns
    extra = more.pop("extra", {})
    instance = town(
        [{"unit_id": u, "name": u, "x": 0.0, "y": 0.0} for u in UNITS],
        more.pop("offerings", [
            {"offering_id": u, "unit_id": u, "grade": grade, "seats": 1} for u in UNITS
        ]),
        [
            {"pupil_id": p, "grade": grade, "x": 100.0, "y": 0.0, "low_education": 0}
            | extra.get(p, {})
            for p in pupils
        ],
        more.pop("choices", [{"pupil_id": p, "rank": 1, "unit_id": "W"} for p in pupils]),
        grounds=frame("grounds", noted),
        **more,
    )  # fmt: skip
    table = np.array(list(pupils.values()), np.int32)
    travel = TravelTable(table, table // 80, np.arange(len(pupils)), "table")
    return build_problem(instance, rules or policy(), travel)


def scores(problem, name, pupil, **params):
    """Key by unit of one pupil."""
    keys = load("criterion", name).keys(problem, step("criterion", name, **params).params)
    assert keys.dtype == np.int64
    assert len(keys) == len(problem.options)
    mine = problem.options.party == problem.parties.ids.tolist().index(pupil)
    units = problem.unit_ids[problem.unit_of_option()[mine]]
    return dict(zip(units.tolist(), keys[mine].tolist(), strict=True))


def test_every_criterion_says_what_it_is_in_law_and_where_it_comes_from():
    for name in names("criterion"):
        module = load("criterion", name)
        assert "Source:" in module.__doc__, name
        assert "(" in module.__doc__.split("\n\n")[0], name
        assert module.LEGAL.citation, name
        assert module.TOTAL is (name == "lottery"), name
        assert module.Params.model_config["extra"] == "forbid", name


# Relative proximity: design 5, section 2.4.


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((700, 850, 9999), (500, 600, 9999), (150, 100)),  # Malmö; Uppsala's page
        ((1600, 1200, 9999), (700, 1200, 9999), (-400, 500)),  # Huddinge
        ((800, 1300, 9999), (600, 1000, 9999), (500, 400)),  # skolval.nu
        ((800, 1300, 1000), (600, 1000, 9999), (200, 400)),  # skolval.nu with C at 1,000 m
        ((2500, 300, 9999), (700, 850, 9999), (-2200, 150)),  # Lidingö, second example
        ((200, 350, 9999), (100, 200, 9999), (150, 100)),  # UNT
        ((558, 1146, 9999), (852, 1485, 9999), (588, 633)),  # ÖKN 2017:533
    ],
)
@pytest.mark.parametrize("reference", ["static", "other"])
def test_relative_proximity_has_the_published_scores(first, second, expected, reference):
    problem = village({"first": first, "second": second})
    found = [scores(problem, "relative_proximity", p, reference=reference)["W"]
             for p in ("first", "second")]  # fmt: skip
    assert tuple(found) == expected


@pytest.mark.shared
@pytest.mark.parametrize(
    "case", ["huddinge-relativ-narhet", "uppsala-relativ-narhet", "okn-2017-533"]
)
def test_the_shared_cases_of_relative_proximity_are_reproduced(shared, case):
    text = (shared / "cases" / "matching" / f"{case}.json").read_text(encoding="utf-8")
    run = json.loads(text)["runs"][0]
    wanted, other = (run["params"][f"distance_{name}_m"] for name in ("wanted", "alternative"))
    problem = village({p: (wanted[p], other[p], 99_999) for p in wanted})
    found = {p: scores(problem, "relative_proximity", p)["W"] for p in wanted}
    assert found == run["expected"]["scores"]
    rules = policy("deferred_acceptance", "relative_proximity", "lottery")
    rank = priority_rank(problem.replace(policy=rules))
    at_w = problem.unit_ids[problem.unit_of_option()] == "W"
    order = problem.parties.ids[problem.options.party[at_w]][np.argsort(rank[at_w])]
    assert order.tolist() == run["expected"]["order"]


def test_only_units_with_the_pupils_grade_are_alternatives():
    offerings = [{"offering_id": u, "unit_id": u, "grade": g, "seats": 1}
                 for u, g in (("W", "7"), ("A", "6"), ("B", "7"))]  # fmt: skip
    problem = village({"p": (500, 600, 2000)}, grade="7", offerings=offerings)
    assert scores(problem, "relative_proximity", "p")["W"] == 1500


def test_two_classes_of_a_unit_are_one_alternative():
    offerings = [{"offering_id": o, "unit_id": o[0], "grade": "F", "seats": 1}
                 for o in ("W1", "W2", "A1", "B1")]  # fmt: skip
    problem = village({"p": (500, 900, 2000)}, offerings=offerings)
    for reference in ("static", "seats"):
        assert scores(problem, "relative_proximity", "p", reference=reference)["W"] == 400


def test_the_own_guarantee_school_is_the_alternative_everywhere_and_first_there():
    problem = village({"p": (800, 1500, 2600), "q": (877, 1460, 2500)})
    guaranteed = problem.replace(guarantee=np.array([1, -1]))  # p at A; q has none
    found = scores(guaranteed, "relative_proximity", "p", reference="guarantee")
    assert found["W"] == 1500 - 800
    assert found["B"] == 1500 - 2600
    everyone = scores(guaranteed, "relative_proximity", "q", reference="guarantee")
    assert everyone == scores(problem, "relative_proximity", "q")
    assert found["A"] == max(700, *everyone.values()) + 1
    with pytest.raises(InputError, match="needs guarantee schools"):
        scores(problem, "relative_proximity", "p", reference="guarantee")


def test_the_unit_of_the_attendance_area_can_be_the_alternative():
    extra = {"p": {"attendance_unit": "B"}}
    problem = village({"p": (800, 1500, 2600), "q": (877, 1460, 2500)}, extra=extra)
    found = scores(problem, "relative_proximity", "p", reference="attendance_area")
    assert found == {"W": 1800, "A": 1100, "B": 0}
    static = scores(problem, "relative_proximity", "q")
    assert scores(problem, "relative_proximity", "q", reference="attendance_area") == static
    unknown = problem.replace(attendance_unit=None)
    with pytest.raises(InputError, match="attendance_unit"):
        scores(unknown, "relative_proximity", "p", reference="attendance_area")


# Homes


def test_absolute_proximity_can_measure_as_the_crow_flies():
    problem = village({"p": (800, 1500, 2600)})
    straight = np.array([650, 400, 90])
    found = scores(problem.replace(straight=straight), "absolute_proximity", "p",
                   measure="straight")  # fmt: skip
    assert found == {"W": -650, "A": -400, "B": -90}
    with pytest.raises(InputError, match="needs straight lines"):
        scores(problem, "absolute_proximity", "p", measure="straight")
    with pytest.raises(InputError, match="no straight line from pupil p to unit A"):
        scores(problem.replace(straight=np.array([5, -1, 5])), "absolute_proximity", "p",
               measure="straight")  # fmt: skip


def test_a_protected_pupil_has_no_straight_line_and_needs_none():
    problem = village({"p": (-1, -1, -1)}, extra={"p": {"protected": True}})
    hidden = problem.replace(straight=np.array([-1]))
    assert scores(hidden, "absolute_proximity", "p", measure="straight") == {"W": 0}


def test_near_home_goes_first_and_the_only_near_school_before():
    rules = policy(near_home=NearHome(metres=(2000, 3000, 4000), always=True))
    problem = village({"p": (800, 1500, 2600), "q": (1900, 2100, 2500), "r": (9000, 8000, 9500)},
                      rules=rules)  # fmt: skip
    assert scores(problem, "near_home", "p") == {"W": 1, "A": 1, "B": 0}
    assert scores(problem, "only_near_school", "p") == {"W": 0, "A": 0, "B": 0}
    assert scores(problem, "only_near_school", "q") == {"W": 1, "A": 0, "B": 0}
    assert scores(problem, "only_near_school", "r") == {"W": 0, "A": 1, "B": 0}
    with pytest.raises(InputError, match="what is near home"):
        scores(village({"p": (1, 2, 3)}), "only_near_school", "p")


def test_two_classes_of_the_only_near_unit_are_one_unit():
    offerings = [{"offering_id": o, "unit_id": o[0], "grade": "F", "seats": 1}
                 for o in ("W1", "W2", "A1")]  # fmt: skip
    rules = policy(near_home=NearHome(metres=(1000, 1000, 1000)))
    problem = village({"p": (500, 1500, 9)}, rules=rules, offerings=offerings)
    keys = load("criterion", "only_near_school").keys(problem, None)
    assert keys.tolist() == [1, 1, 0]


def test_sibling_priority_can_ask_that_the_unit_is_near():
    extra = {p: {"sibling_unit": "W", "sibling_grade": "2"} for p in "pq"}
    rules = policy(near_home=NearHome(metres=(1000, 9, 9), always=False))
    problem = village({"p": (800, 900, 950), "q": (1200, 1300, 1400)}, rules=rules, extra=extra)
    assert scores(problem, "sibling", "p", near=True)["W"] == 1
    assert scores(problem, "sibling", "q", near=True)["W"] == 0
    assert scores(problem, "sibling", "q", radius_metres=[2000, 3000, 4000])["W"] == 1
    assert scores(problem, "sibling", "q", radius_metres=[1000, 3000, 4000])["W"] == 0
    crow = problem.replace(straight=np.full(6, 900))
    assert scores(crow, "sibling", "q", radius_metres=1000, measure="straight")["W"] == 1


def test_pupils_of_the_attendance_area_go_first():
    problem = village({"p": (800, 1500, 2600)}, extra={"p": {"attendance_unit": "A"}})
    assert scores(problem, "attendance_area", "p") == {"W": 0, "A": 1, "B": 0}
    with pytest.raises(InputError, match="attendance_unit"):
        scores(village({"p": (1, 2, 3)}), "attendance_area", "p")


def test_continuation_counts_at_the_own_unit_in_the_named_grades():
    problem = village({"p": (800, 1500, 2600)}, grade="7", extra={"p": {"current_unit": "A"}})
    assert scores(problem, "continuation", "p") == {"W": 0, "A": 1, "B": 0}
    assert scores(problem, "continuation", "p", grades=["7"])["A"] == 1
    assert scores(problem, "continuation", "p", grades=["4"])["A"] == 0
    new = village({"p": (800, 1500, 2600)})
    assert set(scores(new, "continuation", "p").values()) == {0}


# Noted grounds


def test_operational_connection_queue_and_list_follow_what_is_noted():
    problem = village(
        {"p": (1, 2, 3), "q": (1, 2, 3)},
        grounds=[
            ("p", "W", "operational_connection", 1), ("q", "W", "operational_connection", 0),
            ("p", "W", "queue_days", 40), ("q", "W", "queue_days", 900),
            ("p", "W", "listed", 2), ("q", "A", "listed", 1),
        ],
    )  # fmt: skip
    assert scores(problem, "operational_connection", "p") == {"W": 1, "A": 0, "B": 0}
    assert scores(problem, "operational_connection", "q")["W"] == 0
    assert scores(problem, "queue_time", "p") == {"W": 40, "A": -1, "B": -1}
    assert scores(problem, "queue_time", "q")["W"] == 900
    assert scores(problem, "listed", "p") == {"W": -2, "A": -3, "B": -3}
    assert scores(problem, "listed", "q", unlisted="refuse")["A"] == -1


@pytest.mark.parametrize("name", ["operational_connection", "queue_time", "listed"])
def test_a_ground_that_is_noted_of_nobody_is_a_mistake(name):
    with pytest.raises(InputError, match="needs"):
        scores(village({"p": (1, 2, 3)}), name, "p")


def test_the_score_decides_only_where_places_go_by_a_test():
    offerings = [
        {"offering_id": u, "unit_id": u, "grade": "7", "seats": 1,
         "selection": "test" if u == "W" else None}
        for u in UNITS
    ]  # fmt: skip
    rules = policy("deferred_acceptance", "sibling", "profile_test", "lottery", seed="s")
    problem = village(
        {"p": (1, 2, 3), "q": (1, 2, 3)}, grade="7", offerings=offerings, rules=rules,
        extra={"q": {"sibling_unit": "W", "sibling_grade": "8"}},
        choices=[{"pupil_id": p, "rank": 1, "unit_id": "W", "offering_id": "W"} for p in "pq"],
        grounds=[("p", "W", "test_score", 31), ("q", "W", "test_score", 30)],
    )  # fmt: skip
    assert scores(problem, "profile_test", "p") == {"W": 31, "A": 0, "B": 0}
    assert scores(problem, "sibling", "q")["W"] == 1  # but it may not count there
    rank = dict(zip(zip(problem.parties.ids[problem.options.party],
                        problem.unit_ids[problem.unit_of_option()], strict=True),
                    priority_rank(problem), strict=True))  # fmt: skip
    assert rank["p", "W"] < rank["q", "W"]


def test_tests_are_for_the_high_stage_or_with_a_permit_the_middle_one():
    def found(grade, **params):
        offerings = [{"offering_id": u, "unit_id": u, "grade": grade, "seats": 1,
                      "selection": "test" if u == "W" else None} for u in UNITS]  # fmt: skip
        rules = policy("deferred_acceptance", "profile_test", "lottery")
        problem = village(
            {"p": (1, 2, 3)}, grade=grade, offerings=offerings, rules=rules,
            grounds=[("p", "W", "test_score", 7)],
            choices=[{"pupil_id": "p", "rank": 1, "unit_id": "W", "offering_id": "W"}],
        )  # fmt: skip
        return scores(problem, "profile_test", "p", **params)["W"]

    assert found("7") == 7
    assert found("4", permit=True) == 7
    for grade, params in (("6", {}), ("3", {"permit": True})):
        with pytest.raises(InputError, match=f"grade {grade} may not choose by a test"):
            found(grade, **params)


def test_without_tests_the_score_counts_nowhere():
    assert set(scores(village({"p": (1, 2, 3)}), "profile_test", "p").values()) == {0}


# Who applies


def test_newly_arrived_pupils_go_first_where_few_are():
    problem = village({"p": (1, 2, 3), "q": (1, 2, 3)}, extra={"p": {"low_education": 1}})
    told = problem.replace(unit_share=np.array([[99], [100], [-1]]), months=np.array([60, 12]))
    by_group = {"group": "low_education", "below": 0.1}
    assert scores(told, "newly_arrived_low_share", "p", **by_group) == {"W": 1, "A": 0, "B": 0}
    assert scores(told, "newly_arrived_low_share", "q", **by_group)["W"] == 0
    by_months = by_group | {"months": 48}
    assert scores(told, "newly_arrived_low_share", "q", **by_months)["W"] == 1
    assert scores(told, "newly_arrived_low_share", "p", **by_months)["W"] == 0
    with pytest.raises(InputError, match="today's enrolment"):
        scores(problem, "newly_arrived_low_share", "p", **by_group)
    with pytest.raises(InputError, match="months_in_sweden"):
        scores(told.replace(months=None), "newly_arrived_low_share", "p", **by_months)


def test_applicants_go_in_the_order_of_their_standing():
    problem = village(
        dict.fromkeys(STATUSES, (1, 2, 3)), extra={s: {"status": s} for s in STATUSES}
    )
    places = [scores(problem, "applicant_status", s)["W"] for s in STATUSES]
    assert places == [0, -1, -2, -3, -4]
    malmo = {"order": ["resident", "early_start", ["not_registered", "non_resident"]]}
    places = [scores(problem, "applicant_status", s, **malmo)["W"] for s in STATUSES]
    assert places == [0, 0, -2, -1, -2]
    untold = problem.replace(status=None)
    assert scores(untold, "applicant_status", "non_resident")["W"] == 0


def test_an_active_choice_counts_whatever_was_wished_for():
    choices = [{"pupil_id": "p", "rank": 1, "unit_id": "B"}]
    problem = village({"p": (1, 2, 3), "q": (1, 2, 3)}, choices=choices)
    assert set(scores(problem, "active_choice", "p").values()) == {1}
    assert set(scores(problem, "active_choice", "q").values()) == {0}
    assert set(scores(problem, "active_choice", "q", grades=["7"]).values()) == {1}


def test_wish_rank_exists_and_is_forbidden():
    choices = [{"pupil_id": "p", "rank": 1, "unit_id": "B"},
               {"pupil_id": "p", "rank": 2, "unit_id": "W"}]  # fmt: skip
    problem = village({"p": (1, 2, 3)}, choices=choices)
    assert scores(problem, "wish_rank", "p") == {"B": -1, "W": -2, "A": -3}
    assert load("criterion", "wish_rank").LEGAL.status == "forbidden"


# The order before the criteria


def test_choosers_go_before_the_others_only_where_the_policy_says_so():
    choices = [{"pupil_id": "p", "rank": 1, "unit_id": "W"}]
    pupils = {"p": (900, 901, 902), "q": (1, 2, 3)}
    for order, first in (("last", "p"), ("with", "q")):
        rules = policy("deferred_acceptance", "absolute_proximity", "lottery",
                       non_choosers=NonChoosers(order=order))  # fmt: skip
        problem = village(pupils, choices=choices, rules=rules)
        at_w = problem.unit_ids[problem.unit_of_option()] == "W"
        best = np.flatnonzero(at_w)[np.argmin(priority_rank(problem)[at_w])]
        assert problem.parties.ids[problem.options.party[best]] == first
        everywhere = np.ones(len(problem.options), bool)
        assert len(priority_keys(problem, everywhere)) == 5  # by distance alone nobody chose


def test_a_secured_place_goes_before_any_claim():
    rules = policy("deferred_acceptance", "absolute_proximity", "lottery", secured="current")
    pupils = {"p": (900, 901, 902), "q": (1, 2, 3)}
    problem = village(pupils, rules=rules, extra={"p": {"current_unit": "W"}})
    at_w = problem.unit_ids[problem.unit_of_option()] == "W"
    best = np.flatnonzero(at_w)[np.argmin(priority_rank(problem)[at_w])]
    assert problem.parties.ids[problem.options.party[best]] == "p"
    none = problem.replace(policy=replace(rules, secured=""))
    best = np.flatnonzero(at_w)[np.argmin(priority_rank(none)[at_w])]
    assert problem.parties.ids[problem.options.party[best]] == "q"
