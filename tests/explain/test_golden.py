"""Published decisions and hand-made cases: what the explanation must say, with every number."""

from __future__ import annotations

import pytest

from runs import made_run
from skolval.explain import Explainer, explain_pupil, paragraphs
from skolval.report.letter import letter_head, letter_text
from towns import town

PLAIN = """\
mechanism: deferred_acceptance
criteria:
  - sibling
  - relative_proximity
  - lottery
near_home: {metres: [2000, 3000, 4000]}
"""
NEAREST_FIRST = """\
mechanism: deferred_acceptance
criteria:
  - absolute_proximity
  - lottery
non_choosers: {nearest: 0}
"""


def okn_2017_533():
    """45 first choices to 25 seats: 13 siblings, 12 by relative proximity, 20 refused.

    NN has 1,146 - 558 = 588 m; the last admitted 1,485 - 852 = 633 m.
    """
    ways = {"NN": (558, 1146), "last": (852, 1485)}
    ways |= {f"s{i:02d}": (700 + i, 900) for i in range(13)}
    ways |= {f"in{i:02d}": (300, 1000 + i) for i in range(11)}
    ways |= {f"out{i:02d}": (600, 1000 + i) for i in range(19)}
    return town(
        [{"unit_id": u, "name": f"Skola {u}"} for u in "NR"],
        [
            {"offering_id": f"{u}-1", "unit_id": u, "grade": "1", "seats": s}
            for u, s in (("N", 25), ("R", 40))
        ],
        [
            {
                "pupil_id": p, "grade": "1", "low_education": 0,
                "sibling_unit": "N" if p.startswith("s") else None,
                "sibling_grade": "3" if p.startswith("s") else None,
            }
            for p in ways
        ],
        [{"pupil_id": p, "rank": 1, "unit_id": "N"} for p in ways],
        travel=[
            {"origin_id": p, "unit_id": u, "metres": m, "minutes": 1}
            for p, row in ways.items()
            for u, m in zip("NR", row, strict=True)
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def okn(tmp_path_factory):
    return made_run(tmp_path_factory.mktemp("okn"), PLAIN, okn_2017_533())


def test_okn_2017_533_the_facts(okn):
    found = explain_pupil(okn, "NN")
    wish = found.wishes[0]
    assert (wish.cause, wish.decided, wish.margin) == ("criterion", "relative_proximity", 588 - 633)
    assert (wish.metres, wish.reference_metres, wish.reference_unit) == (558, 1146, "Skola R")
    assert (wish.seats, wish.taken, wish.applicants, wish.place) == (25, 25, 45, 26)
    assert (wish.last_place, wish.places_short) == (25, 1)
    assert wish.one_more_seat.given
    assert wish.paragraph == "second"


def test_okn_2017_533_the_letter_says_all_four_numbers_and_the_margin(okn):
    text = " ".join(letter_text(letter_head(okn), explain_pupil(okn, "NN")).split())
    assert "1,146 m \N{MINUS SIGN} 558 m = 588 m" in text
    assert "The last admitted has 633 m, 45 m more." in text
    assert "10 kap. 30 § skollagen" in text
    assert "Skolväsendets överklagandenämnd" in text
    assert "6 kap. 38 § kommunallagen" in text
    assert "1,485" not in text  # how far the last admitted lives is nobody else's affair
    assert "852" not in text


def test_okn_2017_533_sibling_first_is_told_as_a_ground_in_order(okn):
    text = " ".join(paragraphs(explain_pupil(okn, "NN")))
    assert "the first one first: sibling priority, relative proximity, lottery" in text


def rejection():
    """p1, p2, p3 want A then B, p4 B then A; A (1 seat) takes p3 first, then p1, p2, p4;
    B (2 seats) takes p4 first, then p1, p2, p3."""
    metres = {"p1": (200, 200), "p2": (300, 300), "p3": (100, 400), "p4": (400, 100)}
    wishes = {"p1": "AB", "p2": "AB", "p3": "AB", "p4": "BA"}
    return town(
        [{"unit_id": u, "name": u} for u in "AB"],
        [
            {"offering_id": f"{u}-1", "unit_id": u, "grade": "1", "seats": s}
            for u, s in (("A", 1), ("B", 2))
        ],
        [{"pupil_id": p, "grade": "1", "low_education": 0} for p in metres],
        [
            {"pupil_id": p, "rank": i + 1, "unit_id": u}
            for p, order in wishes.items()
            for i, u in enumerate(order)
        ],
        travel=[
            {"origin_id": p, "unit_id": u, "metres": m, "minutes": 1}
            for p, row in metres.items()
            for u, m in zip("AB", row, strict=True)
        ],
    )


def test_one_more_seat_elsewhere_can_give_a_place_further_down(tmp_path):
    run = made_run(tmp_path, NEAREST_FIRST, rejection())
    first, second = explain_pupil(run, "p2").wishes
    assert (first.unit, first.seats, first.place, first.last_place) == ("A", 1, 3, 1)
    assert (second.unit, second.seats, second.place, second.last_place) == ("B", 2, 3, 2)
    assert not first.one_more_seat.given
    assert (first.one_more_seat.unit, first.one_more_seat.rank) == ("B", 2)
    assert second.one_more_seat.given
    text = " ".join(paragraphs(explain_pupil(run, "p2")))
    assert "others would then have moved, and the pupil would have had a place at B" in text
    assert "With one more seat there the pupil would have had it." in text


def test_a_move_is_not_told_where_it_would_tell_a_single_childs_wish(tmp_path):
    instance = rejection()
    offerings = instance.offerings.assign(seats=[1, 1])
    run = made_run(tmp_path, NEAREST_FIRST, instance.replace(offerings=offerings))
    told = {p: explain_pupil(run, p) for p in ("p1", "p2")}
    for found in told.values():
        for wish in found.wishes:
            assert wish.one_more_seat.given or wish.one_more_seat.unit == ""


def test_the_mechanism_runs_again_once_per_offering(tmp_path, monkeypatch):
    from skolval.mechanisms import deferred_acceptance

    run = made_run(tmp_path, NEAREST_FIRST, rejection())
    explainer, calls, place = Explainer(run), [], deferred_acceptance.place
    monkeypatch.setattr(
        deferred_acceptance, "place", lambda *a, **k: calls.append(1) or place(*a, **k)
    )
    for pupil in ("p1", "p2", "p3", "p4", "p2"):
        explainer.pupil(pupil)
    assert len(calls) == 3  # as it is, one more at A, one more at B


def test_a_placement_that_the_mechanism_does_not_make_gets_no_counterfactual(tmp_path):
    def swapped(problem, chosen):
        chosen[[0, 1]] = -1
        return chosen

    run = made_run(tmp_path, NEAREST_FIRST, rejection(), chosen=swapped)
    assert all(w.one_more_seat is None for w in explain_pupil(run, "p2").wishes)
