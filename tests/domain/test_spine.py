"""The options table: who may be placed where."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.domain.policy import NonChoosers, OptionRule
from skolval.domain.preferences import claims, nearness, preference_order
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.errors import InputError
from towns import policy, town

UNITS = "ABC"
METRES = np.array([[100, 200, 300], [300, 100, 200], [250, 250, 50], [-1, -1, -1]], np.int32)


def threetown(**changes):
    """Units A, B (municipal) and C (independent); pupils p, q in F, r stays, s protected."""
    tables = {
        "units": [
            {"unit_id": u, "name": u, "provider": "independent" if u == "C" else "municipal",
             "placeable": u != "C"} for u in UNITS
        ],
        "offerings": [
            {"offering_id": f"{u}-{g}", "unit_id": u, "grade": g, "seats": 2}
            for u in UNITS for g in ("F", "1")
        ],
        "pupils": [
            {"pupil_id": "p", "grade": "F", "household": "h", "area_id": "north",
             "low_education": 1},
            {"pupil_id": "q", "grade": "F", "sibling_unit": "A", "sibling_grade": "3",
             "area_id": "north", "low_education": 0},
            {"pupil_id": "r", "grade": "1", "in_round": False, "current_unit": "B",
             "household": "h", "area_id": "south", "low_education": 0},
            {"pupil_id": "s", "grade": "F", "protected": True, "low_education": None},
        ],
        "choices": [
            {"pupil_id": "p", "rank": 1, "unit_id": "B"},
            {"pupil_id": "p", "rank": 2, "offering_id": "A-F"},
            {"pupil_id": "q", "rank": 1, "unit_id": "C"},
            {"pupil_id": "s", "rank": 1, "unit_id": "B"},
        ],
        "areas": [{"area_id": "north", "share_low_education": 0.256},
                  {"area_id": "south", "share_low_education": None}],
    }  # fmt: skip
    tables |= changes
    instance = town(
        tables["units"], tables["offerings"], tables["pupils"], tables["choices"],
        areas=tables["areas"],
    )  # fmt: skip
    return instance


def build(instance=None, **more):
    instance = threetown() if instance is None else instance
    travel = TravelTable(METRES, METRES // 80, np.arange(4), "table", ("mind the gap",))
    return build_problem(instance, policy(**more), travel)


def rows_of(problem, pupil):
    party = problem.parties.ids.tolist().index(pupil)
    rows = np.flatnonzero(problem.options.party == party)
    return [
        (str(problem.offerings.ids[problem.options.offering[r]]), int(problem.options.rank[r]),
         int(problem.options.metres[r]))
        for r in rows
    ]  # fmt: skip


def test_offerings_that_are_no_grade_are_told_and_take_nobody():
    instance = threetown()
    kind = instance.offerings["kind"].copy()
    kind.iloc[0] = "preparatory"
    problem = build(instance.replace(offerings=instance.offerings.assign(kind=kind)))
    assert any("1 offerings are no grade" in text for text in problem.warnings)
    assert "A-F" not in {name for name, _rank, _metres in rows_of(problem, "p")}


def test_only_pupils_in_the_round_are_parties():
    assert build().parties.ids.tolist() == ["p", "q", "s"]


def test_wishes_come_first_and_then_the_rest_by_distance():
    problem = build()
    assert rows_of(problem, "p") == [("B-F", 1, 200), ("A-F", 2, 100)]
    assert rows_of(problem, "q") == [("B-F", 0, 100), ("A-F", 0, 300)]
    assert (np.diff(preference_order(problem)) == 1).all()


def test_a_wish_for_a_unit_where_nobody_may_be_placed_is_told_and_not_counted():
    assert any("One wish is for a unit" in text for text in build().warnings)
    assert "mind the gap" in build().warnings


def test_the_grade_must_be_offered():
    problem = build()
    grades = problem.offerings.grade[problem.options.offering]
    assert (grades == problem.parties.grade[problem.options.party]).all()


def test_a_protected_pupil_has_only_the_wishes_and_no_distance():
    assert rows_of(build(), "s") == [("B-F", 1, 0)]


def test_siblings_are_found_in_the_table_and_in_the_columns():
    problem = build()
    assert problem.parties.sibling_unit.tolist() == [[1], [0], [-1]]
    assert problem.parties.sibling_grade.tolist() == [[1], [3], [-1]]


def test_area_shares_are_whole_permille_and_unknown_where_not_known():
    problem = build()
    assert problem.parties.area_share.tolist() == [[256], [256], [-1]]
    assert problem.parties.member.tolist() == [[1], [0], [-1]]


def test_without_published_shares_the_pupils_of_the_area_tell():
    instance = threetown()
    problem = build(instance.replace(areas=instance.areas.drop(columns="share_low_education")))
    assert problem.parties.area_share.tolist() == [[500], [500], [-1]]


def test_without_areas_nothing_is_known_of_them():
    instance = threetown()
    problem = build(instance.replace(areas=instance.areas.iloc[:0]))
    assert problem.parties.area_share.tolist() == [[-1], [-1], [-1]]


def test_only_the_nearest_options_and_the_wishes_are_kept():
    problem = build(options=OptionRule(nearest=1))
    assert rows_of(problem, "p") == [("B-F", 1, 200), ("A-F", 2, 100)]
    assert rows_of(problem, "q") == [("B-F", 0, 100)]


def test_only_so_many_wishes_count():
    assert rows_of(build(max_wishes=1), "p") == [("B-F", 1, 200), ("A-F", 0, 100)]


def test_the_reference_units_are_the_nearest_that_may_place():
    problem = build()
    assert problem.reference.tolist() == [[100, 200, -1], [100, 300, -1], [-1, -1, -1]]
    assert problem.reference_unit.tolist() == [[0, 1, -1], [1, 0, -1], [-1, -1, -1]]


def test_claims_are_wishes_and_the_nearest_units():
    problem = build(non_choosers=NonChoosers(nearest=1))
    assert nearness(problem).tolist() == [1, 0, 0, 1, 0]
    assert claims(problem).tolist() == [True, True, True, False, True]


def test_a_round_without_pupils_is_refused():
    instance = threetown()
    idle = instance.replace(pupils=instance.pupils.assign(in_round=False))
    with pytest.raises(InputError, match="No pupil takes part"):
        build(idle)


def test_pupils_without_any_option_are_named():
    offerings = [{"offering_id": "A-1", "unit_id": "A", "grade": "1", "seats": 2}]
    with pytest.raises(InputError, match="3 pupils have no admissible offering") as caught:
        build(threetown(offerings=offerings, choices=[]))
    assert len(caught.value.faults) == 3


def test_an_unreachable_wish_of_a_pupil_with_a_home_is_no_option():
    instance = threetown()
    metres = METRES.copy()
    metres[0, 1] = -1
    travel = TravelTable(metres, metres, np.arange(4), "table")
    problem = build_problem(instance, policy(), travel)
    assert rows_of(problem, "p") == [("A-F", 2, 100)]
