"""One more seat, reserves, and the order in which seats are filled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lens_towns import equal_ways, line_town, run_in
from runs import bjorkby
from skolval.domain.policy import Bound, SeatClass, Who
from skolval.errors import UsageError
from skolval.lenses import precedence, reserve_losers, seat_value
from skolval.lenses._again import list_places
from skolval.place import place
from skolval.solver.guarantee import with_guarantee
from towns import nantuna, policy, step

LOW = Who("low_education", "pupil")


def seats(run):
    return seat_value.look(run, seat_value.Params())


# --- one more seat -----------------------------------------------------------------------


def test_one_more_seat_moves_a_chain_of_pupils():
    """a, b, c want A, B, C in a row; the nearest goes first; one seat at A moves two."""
    metres = {"a": {"A": 100, "B": 500, "C": 900}, "b": {"A": 200, "B": 300, "C": 900},
              "c": {"A": 900, "B": 400, "C": 500}}  # fmt: skip
    run = run_in(
        line_town(metres, {"a": "A", "b": "AB", "c": "BC"}),
        policy("deferred_acceptance", "absolute_proximity", "lottery"),
    )
    found = seats(run).frames["seats"].set_index("unit_id")
    assert found.loc["A", ["better", "first_wishes", "steps", "metres"]].tolist() == [2, 2, 2, 200]
    assert found.loc["B", ["better", "first_wishes", "steps"]].tolist() == [1, 1, 1]
    assert found.loc["C", "better"] == 0
    first, second, *_more = seats(run).sentences
    assert first == "At 2 of 3 offerings one more seat would give somebody a better place."
    told = "One more seat at Unit A, grade F: better placed 2, more first wishes 2, 200 m less to walk."
    assert second == told


def test_no_seat_is_worth_anything_where_everybody_has_the_first_wish():
    run = run_in(
        line_town(equal_ways("ab", "AB"), {"a": "A", "b": "B"}),
        policy("deferred_acceptance", "lottery"),
    )
    assert seats(run).sentences == ("One more seat anywhere would change nobody's place.",)


def by_hand(run, offering):
    """Better and worse pupils when the whole problem is placed again with one seat more."""
    problem = run.problem
    more = problem.offerings.seats.copy()
    more[offering] += 1
    changed = problem.replace(offerings=replace(problem.offerings, seats=more))
    places = list_places(problem)
    ends = np.diff(problem.options.start)
    found = [
        np.where(chosen >= 0, places[np.maximum(chosen, 0)], ends)
        for chosen in (run.placement.chosen, place(with_guarantee(changed)).chosen)
    ]
    return int((found[1] < found[0]).sum()), int((found[1] > found[0]).sum())


RULES = {
    "plain": policy("deferred_acceptance", "sibling", "relative_proximity", "lottery"),
    "seat aware": policy(
        "deferred_acceptance", ("relative_proximity", {"reference": "seats"}), "lottery"
    ),
    "classes": policy(
        "deferred_acceptance", "lottery", seat_classes=(SeatClass("low", share=0.3, who=LOW),)
    ),
    "bounds": policy(
        "deferred_acceptance", "lottery", bounds=(Bound(LOW, ceiling=0.25, hard=True),)
    ),
    "guarantee": policy(
        "deferred_acceptance",
        ("relative_proximity", {"reference": "guarantee"}),
        "lottery",
        secured="guarantee",
    ),
    "by distance": policy("nearest_school", "absolute_proximity", "lottery"),
}


@pytest.mark.parametrize("rules", RULES.values(), ids=list(RULES))
def test_every_seat_is_worth_what_placing_again_gives(rules):
    run = run_in(bjorkby(seats=(5, 8, 0, 20)), rules)
    found = seats(run).frames["seats"].set_index("offering_id")
    for offering, name in enumerate(run.problem.offerings.ids):
        assert tuple(found.loc[name, ["better", "worse"]]) == by_hand(run, offering), name


def test_nobody_loses_by_one_more_seat_without_classes():
    run = run_in(bjorkby(), RULES["plain"])
    assert not seats(run).frames["seats"]["worse"].any()


def test_offerings_where_nobody_may_be_placed_are_left_out_and_progress_is_told():
    run = run_in(bjorkby(), RULES["plain"])
    closed = replace(run.problem.offerings, placeable=np.array([True, True, True, False]))
    lines = []
    shut = replace(run, problem=run.problem.replace(offerings=closed))
    assert (
        len(seat_value.look(shut, seat_value.Params(), progress=lines.append).frames["seats"]) == 3
    )
    assert lines[0] == "1 of 4 offerings"


# --- who loses from a reserve ------------------------------------------------------------


def reserved(*classes, bounds=()):
    """Eight pupils, four of the group, want A with four seats; the lottery favours nobody."""
    pupils = [f"p{i}" for i in range(40)]
    instance = line_town(
        equal_ways(pupils, "AB"), dict.fromkeys(pupils, "AB"), seats={"A": 20, "B": 20},
        members=pupils[:20],
    )  # fmt: skip
    rules = policy("deferred_acceptance", "lottery", seat_classes=classes, bounds=bounds)
    return run_in(instance, rules)


def test_what_a_reserve_gives_its_members_it_takes_from_the_others():
    run = reserved(SeatClass("low", share=0.9, who=LOW))
    found = reserve_losers.look(run, reserve_losers.Params())
    table = found.frames["effect"].set_index(["group", "part"])
    members, others = (table.loc[("low_education", part)] for part in ("members", "others"))
    assert members["better"] == others["worse"] >= 5
    assert members["worse"] == others["better"] == 0
    assert table.loc[("all", "all"), "better"] == members["better"]
    assert found.sentences[0].startswith("With the seat classes and bounds")
    assert len(found.pupils) == members["better"] + others["worse"]


def test_a_reserve_never_makes_all_its_members_worse_off_but_a_hard_ceiling_can():
    soft = reserve_losers.look(
        reserved(SeatClass("low", share=0.5, who=LOW)), reserve_losers.Params(without="low")
    )
    assert soft.sentences[0].startswith("With low, compared")
    hard = reserve_losers.look(
        reserved(bounds=(Bound(LOW, ceiling=0.1, hard=True),)), reserve_losers.Params()
    )
    hurt = hard.pupils[hard.pupils["change"] == "worse"]["pupil_id"]
    members = {f"p{i}" for i in range(20)}
    assert len(hurt) >= 5
    assert set(hurt) <= members


def test_one_class_of_several_can_be_taken_away():
    run = reserved(SeatClass("low", share=0.9, who=LOW), SeatClass("open"))
    assert reserve_losers.look(run, reserve_losers.Params(without="low")).pupils is not None
    with pytest.raises(UsageError, match="no seat class 'lov'. Did you mean low"):
        reserve_losers.look(run, reserve_losers.Params(without="lov"))


def test_a_policy_without_classes_has_no_losers_of_them():
    run = run_in(nantuna(), policy("deferred_acceptance", "lottery"))
    with pytest.raises(UsageError, match="has no seat classes and no bounds"):
        reserve_losers.look(run, reserve_losers.Params())


# --- precedence --------------------------------------------------------------------------


def curve(run, **params):
    return precedence.look(run, precedence.Params(**params))


@pytest.fixture(scope="module")
def walk_zone():
    """Forty pupils want A with twenty seats; the twenty who live near are the walk zone."""
    pupils = [f"p{i:02d}" for i in range(40)]
    instance = line_town(
        equal_ways(pupils, "AB"), dict.fromkeys(pupils, "AB"), seats={"A": 20, "B": 20},
        members=pupils[:20], areas={p: (0.6 if i < 20 else 0.2) for i, p in enumerate(pupils)},
    )  # fmt: skip
    return run_in(instance, policy("deferred_acceptance", "lottery"))


def test_open_seats_first_gives_the_group_more_than_reserved_seats_first(walk_zone):
    """Dur et al. 2018: with the reserve first it is used up by those who get in anyway."""
    frame = curve(walk_zone, sizes=(0, 0.5)).frames["curve"].set_index(["order", "size"])
    none = frame.loc[("reserve_first", 0.0), "members_first"]
    first = frame.loc[("reserve_first", 0.5), "members_first"]
    last = frame.loc[("open_first", 0.5), "members_first"]
    assert none <= first < last
    assert frame.loc[("open_first", 0.5), "others_first"] < 1 - none + 1e-9
    # a reserve smaller than what the group gets anyway changes nothing when filled first
    assert first == pytest.approx(max(none, 0.5))


def test_a_member_more_is_another_less(walk_zone):
    frame = curve(walk_zone).frames["curve"]
    assert (frame["members_first"] * 20 + frame["others_first"] * 20).tolist() == pytest.approx(
        [20.0] * 12
    )
    assert frame["members_in_popular"].tolist() == pytest.approx(frame["members_first"].tolist())


def test_the_default_reserve_is_for_the_quarter_of_pupils_with_the_highest_area_share(walk_zone):
    found = curve(walk_zone, sizes=(0.5,))
    assert "areas where at least 60% are of the group low education" in found.sentences[0]
    assert "50% of the seats, open seats filled first" in found.sentences[-1]


def test_a_reserve_by_the_individual_says_that_it_is_an_upper_bound(walk_zone):
    lines = []
    found = precedence.look(
        walk_zone,
        precedence.Params(basis="pupil", sizes=(0.5,), units=("A",)),
        progress=lines.append,
    )
    assert "an upper bound" in found.sentences[0]
    assert lines == ["reserve_first 0.5", "open_first 0.5"]


def test_unknown_names_and_sizes_are_refused_all_at_once(walk_zone):
    with pytest.raises(UsageError) as caught:
        curve(walk_zone, group="low_educatoin", units=("A", "Q"), sizes=(0.1, 1.5))
    texts = [str(fault) for fault in caught.value.faults]
    assert len(texts) == 3
    assert "Did you mean low_education" in texts[0]
    assert "'Q'" in texts[1]
    assert "1.5" in texts[2]


def test_too_few_members_are_refused(walk_zone):
    with pytest.raises(UsageError, match="Fewer than five"):
        curve(walk_zone, at_least=0.9)


def test_a_share_of_too_few_is_not_told(walk_zone):
    assert np.isnan(precedence._mean(np.ones(3, bool), np.ones(3, bool)))


def test_a_policy_that_knows_no_classes_refuses(walk_zone):
    other = walk_zone.problem.policy.replace(mechanism=step("mechanism", "random_places"))
    with pytest.raises(UsageError):
        curve(replace(walk_zone, problem=walk_zone.problem.replace(policy=other)))
