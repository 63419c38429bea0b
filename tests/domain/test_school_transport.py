"""School transport: the limit of the grade, the family's own choice, two homes, decided reasons."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.domain.entitlement import NOT_TOLD, assess, beyond, otherwise_unit
from skolval.domain.grades import grade_system
from skolval.domain.school_transport import (
    OUTCOMES,
    GradeSpan,
    SchoolTransport,
    TransportRules,
    TravelCard,
)
from skolval.domain.spine import build_problem
from skolval.domain.subset import with_rows
from skolval.travel import travel_table
from towns import policy, random_problem, town

SPANS = (GradeSpan("F", "3", 2000), GradeSpan("4", "6", 3000, 2000), GradeSpan("7", "9", 5000))


def rules(**more):
    return TransportRules("", "Åby", SPANS, "2026/27", source="Åby kommun", **more)


def judged_town(ways, *, wish=None, judge=None, transport=None, grade="F", **pupil):
    """One pupil of grade F, units N (own attendance area) and S; `ways` metres to N and S.

    Returns the assessment with the option at N first, then the one at S.
    """
    second = {"e/2": pupil.pop("second")} if "second" in pupil else {}
    instance = town(
        [{"unit_id": u, "name": u, "x": 0.0, "y": 0.0} for u in "NS"],
        [{"offering_id": u, "unit_id": u, "grade": grade, "seats": 1} for u in "NS"],
        [{"pupil_id": "e", "grade": grade, "x": 0.0, "y": 0.0, "low_education": 0,
          "attendance_unit": "N", "second_x": 1.0 if second else None,
          "second_y": 1.0 if second else None, **pupil}],
        [{"pupil_id": "e", "rank": 1, "unit_id": wish}] if wish else [],
        travel=[
            {"origin_id": origin, "unit_id": u, "metres": m, "minutes": 1}
            for origin, row in ({"e": ways} | second).items()
            for u, m in zip("NS", row, strict=True)
        ],
    ).replace(transport=transport or rules())  # fmt: skip
    rule = policy(school_transport=judge or SchoolTransport())
    problem = build_problem(instance, rule, travel_table(instance))
    return problem, assess(problem), np.argsort(problem.unit_of_option())


def outcomes(found, order):
    return [OUTCOMES[found.outcome[row]] for row in order]


# --- limits ------------------------------------------------------------------------------


def test_exactly_the_limit_is_enough_only_where_the_rules_say_so():
    metres, limit = np.array([1999, 2000, 2001, -1]), np.array([2000] * 4)
    assert beyond(metres, limit, at_limit=True).tolist() == [False, True, True, False]
    assert beyond(metres, limit, at_limit=False).tolist() == [False, False, True, False]
    assert beyond(metres, limit, at_limit=None).tolist() == [False, False, True, False]


def test_limits_keep_their_place_when_every_grade_is_one_number_up_in_2028():
    table = rules()
    assert table.limits(grade_system("2027/28")) == (2000,) * 4 + (3000,) * 3 + (5000,) * 3
    assert table.limits(grade_system("2028/29")) == (2000,) * 4 + (3000,) * 3 + (5000,) * 3
    assert grade_system("2028/29").codes[3] == "4"  # grade 4 of 2028 is grade 3 of 2027
    assert table.by_stage(grade_system("2028/29")) == (2000, 3000, 5000)
    assert table.stop_limits(grade_system("2026/27"))[3:5] == (None, 2000)


def test_a_limit_that_is_not_told_is_no_limit():
    untold = TransportRules("", "", (GradeSpan("F", "3", 2000),), "2026/27")
    assert untold.by_stage(grade_system("2026/27")) is None
    _problem, found, order = judged_town((9000, 9000), transport=untold, grade="4")
    assert outcomes(found, order) == ["none", "none"]
    assert (found.margin == NOT_TOLD).all()


def test_limits_within_a_stage_may_differ_and_entitlement_goes_by_grade():
    odd = TransportRules("", "", (GradeSpan("F", "2", 1000), GradeSpan("3", "9", 6000)), "2026/27")
    assert odd.by_stage(grade_system("2026/27")) == (1000, 6000, 6000)
    for grade, expected in (("2", "right"), ("3", "none")):
        _problem, found, order = judged_town((3000, 3000), transport=odd, grade=grade)
        assert outcomes(found, order)[0] == expected


def test_a_note_is_told_in_both_languages():
    noted = rules(note_sv="obs", note_en="mind")
    assert (noted.note("sv"), noted.note("en")) == ("obs", "mind")


# --- whose choice ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "card", "expected"),
    [
        (None, None, ["right", "right"]),
        ("N", None, ["right", "right"]),  # a place at S was then not wished for
        ("S", None, ["right", "arranged"]),
        ("S", TravelCard("elevresa"), ["right", "card"]),
    ],
)
def test_a_right_is_lost_by_choosing_another_unit_and_a_card_goes_by_distance(wish, card, expected):
    _problem, found, order = judged_town((2500, 2600), wish=wish, transport=rules(card=card))
    assert outcomes(found, order) == expected


def test_a_card_needs_the_distance_and_no_other_ground_gives_one():
    """Traffic danger is ignored for Uppsala's elevresa."""
    _problem, found, order = judged_town(
        (100, 200), wish="S", transport=rules(card=TravelCard("c")), transport_reason="traffic"
    )
    assert outcomes(found, order) == ["right", "arranged"]


def test_a_wish_is_not_judged_where_nothing_tells_the_units_of_the_municipality():
    judge = SchoolTransport(otherwise=("guarantee",))
    problem, found, order = judged_town((2500, 2600), wish="S", judge=judge)
    assert otherwise_unit(problem, judge).tolist() == [-1]
    assert outcomes(found, order) == ["right", "unjudged"]
    assert not found.own_choice.any()


def test_a_pupil_without_an_attendance_area_is_held_against_the_nearest_unit():
    problem, found, order = judged_town((2500, 2600), wish="S", attendance_unit=None)
    assert problem.attendance_unit is None
    assert outcomes(found, order) == ["right", "arranged"]


def test_the_municipality_never_would_have_placed_at_an_independent_unit():
    """N, 2.5 km off, is independent; S, 2.6 km off, is the nearest municipal unit."""
    judge = SchoolTransport(otherwise=("nearest",))
    for wish, expected in (("N", ["arranged", "right"]), ("S", ["right", "right"])):
        instance = town(
            [{"unit_id": "N", "name": "N", "provider": "independent"},
             {"unit_id": "S", "name": "S"}],
            [{"offering_id": u, "unit_id": u, "grade": "F", "seats": 1} for u in "NS"],
            [{"pupil_id": "e", "grade": "F", "low_education": 0}],
            [{"pupil_id": "e", "rank": 1, "unit_id": wish}],
            travel=[{"origin_id": "e", "unit_id": u, "metres": m, "minutes": 1}
                    for u, m in (("N", 2500), ("S", 2600))],
        ).replace(transport=rules())  # fmt: skip
        problem = build_problem(instance, policy(school_transport=judge), travel_table(instance))
        assert problem.nearest_municipal.tolist() == [1]
        order = np.argsort(problem.unit_of_option())
        assert outcomes(assess(problem), order) == expected
    # without a municipal unit, or a way to one, nothing tells
    bare = instance.replace(units=instance.units.assign(provider="independent"))
    problem = build_problem(bare, policy(school_transport=judge), travel_table(bare))
    assert problem.nearest_municipal.tolist() == [-1]
    cut = instance.replace(travel=instance.travel.iloc[:1])
    problem = build_problem(cut, policy(school_transport=judge), travel_table(cut))
    assert problem.nearest_municipal.tolist() == [-1]
    plain = build_problem(instance, policy(), travel_table(instance))
    assert plain.nearest_municipal is None


def test_an_independent_unit_is_an_own_choice_even_where_it_is_the_areas_unit():
    problem, _found, order = judged_town((2500, 2600), wish="N")
    private = problem.replace(unit_provider=np.array([1, 0]))
    found = assess(private)
    assert outcomes(found, order) == ["arranged", "right"]
    assert found.own_choice[order].tolist() == [True, False]


def test_a_guarantee_school_can_be_the_unit_of_the_municipality():
    judge = SchoolTransport(otherwise=("guarantee",))
    problem, _found, order = judged_town((2500, 2600), wish="S", judge=judge)
    sure = problem.replace(guarantee=np.array([order[1]]))
    assert outcomes(assess(sure), order) == ["right", "right"]


# --- grounds -----------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["traffic", "special"])
def test_a_decided_reason_gives_a_right_however_short_the_way(reason):
    _problem, found, order = judged_town((100, 200), transport_reason=reason)
    assert outcomes(found, order) == ["right", "right"]
    assert getattr(found, reason).all()
    assert not found.distance.any()


def test_unsafe_road_gives_a_right_only_beyond_the_metres_that_the_policy_tells():
    problem, _found, order = judged_town((100, 200))
    unsafe = np.zeros(2, np.int64)
    unsafe[order] = [301, 300]
    problem = problem.replace(unsafe_metres=unsafe)
    assert outcomes(assess(problem), order) == ["none", "none"]
    rule = problem.policy.replace(school_transport=SchoolTransport(unsafe_metres=300))
    found = assess(problem.replace(policy=rule))
    assert found.traffic_judged
    assert outcomes(found, order) == ["right", "none"]


def test_a_protected_identity_is_judged_by_nobody_here():
    problem, _found, _order = judged_town((9000, 9000), wish="S", transport_reason="special")
    hidden = problem.parties
    parties = type(hidden)(**{n: getattr(hidden, n) for n in hidden.__slots__} | {
        "protected": np.array([True])})  # fmt: skip
    found = assess(problem.replace(parties=parties))
    assert found.outcome.tolist() == [0, 0]
    assert (found.margin == NOT_TOLD).all()
    assert not (found.distance | found.special | found.own_choice).any()
    assert (found.otherwise == -1).all()


# --- two homes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("two_homes", "expected"), [("both", "right"), ("registered", "none"), ("", "none")]
)
def test_a_second_home_counts_only_where_the_municipality_says_so(two_homes, expected):
    problem, found, order = judged_town(
        (100, 100), second=(2500, 100), transport=rules(two_homes=two_homes)
    )
    assert problem.second_metres[order].tolist() == [2500, 100]
    assert OUTCOMES[found.second[order[0]]] == expected
    assert OUTCOMES[found.outcome[order[0]]] == "none"
    assert problem.entitled()[order].tolist() == [expected == "right", False]
    assert found.second_margin[order].tolist() == [500, -1900]


@given(st.tuples(*[st.integers(0, 4000)] * 4), st.sampled_from([None, "N", "S"]))
@settings(max_examples=40, deadline=None)
def test_homes_that_change_places_change_outcomes(ways, wish):
    both = rules(two_homes="both", card=TravelCard("c"))
    told = []
    for first, second in ((ways[:2], ways[2:]), (ways[2:], ways[:2])):
        _problem, found, order = judged_town(first, second=second, wish=wish, transport=both)
        told.append((outcomes(found, order), [OUTCOMES[found.second[row]] for row in order]))
    assert told[0] == told[1][::-1]


# --- laws --------------------------------------------------------------------------------


@given(st.integers(0, 6000), st.integers(0, 6000), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_a_lower_limit_never_takes_transport_from_anybody(one, other, seed):
    problem = random_problem(np.random.default_rng(seed))
    problem = problem.replace(
        policy=policy(school_transport=SchoolTransport(counts=("right", "card", "arranged")))
    )
    low, high = (
        problem.replace(
            transport=TransportRules("", "", (GradeSpan("F", "9", limit),), "2026/27")
        ).entitled()
        for limit in sorted((one, other))
    )
    assert (high <= low).all()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_rights_cards_and_the_rest_share_out_what_distance_alone_would_count(seed):
    problem = random_problem(np.random.default_rng(seed))
    plain = problem.entitled()
    every = ("right", "card", "arranged", "unjudged")
    for own in every:
        found = assess(problem).having(own)
        assert (found <= plain).all()
    assert (assess(problem).having(*every) == plain).all()


def test_a_problem_with_fewer_options_judges_the_rest_alike():
    problem = random_problem(np.random.default_rng(3)).replace(policy=policy(
        school_transport=SchoolTransport(unsafe_metres=100)))  # fmt: skip
    n = len(problem.options)
    problem = problem.replace(
        unsafe_metres=np.arange(n) * 20, second_metres=np.arange(n), straight=np.arange(n)
    )
    keep = np.arange(n) % 2 == 0
    part, whole = assess(with_rows(problem, keep)), assess(problem)
    assert (part.outcome == whole.outcome[keep]).all()
    assert (part.second_margin == whole.second_margin[keep]).all()


def test_whole_areas_are_judged_by_distance_alone():
    problem = random_problem(np.random.default_rng(4))
    rule = policy(school_transport=SchoolTransport(counts=("card",)))
    areas = problem.replace(policy=rule, of_areas=True)
    assert (areas.entitled() == problem.entitled()).all()
