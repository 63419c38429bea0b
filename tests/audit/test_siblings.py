"""siblings: the court's question, answered pupil by pupil.

Byn has two units on a road, By (1 seat) and Stad (2 seats), and three pupils in preschool
class: ada lives at By, bo beside Stad with a sister at By, cia between them nearer to Stad.
"""

from __future__ import annotations

import numpy as np
import pytest

from audit.shells import promised, run_around
from skolval.domain.policy import NearHome, NonChoosers
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from towns import policy, town

METRES = {"ada": (100, 2500), "bo": (2400, 200), "cia": (2000, 900)}
WISHES = {"ada": ["By", "Stad"], "bo": ["By"], "cia": ["Stad"]}


NEAREST = NearHome()


def byn(*criteria, near=NEAREST, mechanism="deferred_acceptance", seats=(1, 2), **params):
    instance = town(
        [{"unit_id": u} for u in ("By", "Stad")],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": s}
         for u, s in zip(("By", "Stad"), seats, strict=True)],
        [{"pupil_id": p, "grade": "F", "low_education": 0,
          "sibling_unit": "By" if p == "bo" else None, "sibling_grade": "2" if p == "bo" else None}
         for p in METRES],
        [{"pupil_id": p, "rank": i + 1, "unit_id": u}
         for p, units in WISHES.items() for i, u in enumerate(units)],
    )  # fmt: skip
    rules = policy(mechanism, *criteria, near_home=near, non_choosers=NonChoosers(1), params=params)
    metres = np.array(list(METRES.values()), np.int32)
    return build_problem(instance, rules, TravelTable(metres, metres // 80, np.arange(3), "table"))


def test_a_pupil_who_lost_the_only_near_unit_to_a_sibling_is_told():
    told = promised(run_around(byn("sibling", "absolute_proximity", "lottery")))["sibling"]
    (breach,) = told.breaches
    assert breach.message == (
        "Pupil ada is refused at every unit near home, and would have a place at By-F if "
        "siblings did not count."
    )
    assert told.checked == 1
    assert told.note == "1 admitted pupils had sibling priority, and 1 refused ones were looked at."


def test_a_pupil_with_another_unit_near_home_has_lost_nothing():
    wide = NearHome(metres=(3000, 3000, 3000))
    told = promised(run_around(byn("sibling", "absolute_proximity", "lottery", near=wide)))
    assert told["sibling"].ok
    assert told["near_home"].checked == 3
    assert told["near_home"].note == (
        "0 pupils are refused at every unit near home (as the policy defines it)."
    )


def test_without_a_definition_of_near_home_the_cost_is_told_and_nothing_claimed():
    told = promised(run_around(byn("sibling", "absolute_proximity", "lottery", near=None)))
    assert "sibling" not in told
    claim = told["sibling_undefined"]
    assert claim.ok
    assert claim.note == (
        "1 admitted pupils had sibling priority. 1 pupils are refused at their nearest unit and "
        "would have had a place there if siblings did not count."
    )


def test_a_sibling_who_would_have_the_place_anyway_costs_nobody_anything():
    told = promised(run_around(byn("sibling", "absolute_proximity", "lottery", seats=(2, 2))))
    assert told["sibling"].ok
    assert told["sibling"].checked == 1


def test_a_refusal_on_other_grounds_is_told_but_not_blamed_on_a_sibling():
    # Without siblings the lottery decides, and with this seed it takes ada in after bo.
    problem = byn("lottery")
    told = promised(run_around(problem))
    assert "sibling" not in told
    assert "pupils are refused at every unit near home" in told["near_home"].note


@pytest.mark.parametrize(
    ("mechanism", "params"),
    [("stable_improvement_cycles", {}), ("deferred_acceptance", {"ties": "reject_group"})],
)
def test_the_proof_is_made_where_equals_are_told_apart_otherwise_too(mechanism, params):
    problem = byn("sibling", "absolute_proximity", "lottery", mechanism=mechanism, **params)
    assert not promised(run_around(problem))["sibling"].ok


def test_mechanisms_without_an_order_are_not_asked():
    problem = byn("sibling", "lottery", mechanism="top_trading_cycles")
    assert "sibling" not in promised(run_around(problem))
