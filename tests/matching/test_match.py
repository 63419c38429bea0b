"""`match` on dicts and frames: what it takes, what it tells, and every fault at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import skolval
from skolval import match
from skolval.errors import InputError, UsageError

WISHES = {"p1": ["A", "B"], "p2": ["A", "B"], "p3": ["A", "B"], "p4": ["B", "A"]}
PRIORITIES = {"A": ["p3", "p1", "p2", "p4"], "B": ["p4", "p1", "p2", "p3"]}
QUOTAS = {"A": 1, "B": 2}
TOWN = WISHES, PRIORITIES, QUOTAS


def faults(*args, **told):
    with pytest.raises(InputError) as caught:
        match(*args, **told)
    return caught.value.faults


# What comes in


def test_frames_in_any_order_say_the_same_as_dicts():
    wishes = pd.DataFrame(
        [(rank, school, p) for p, own in WISHES.items() for rank, school in enumerate(own, 1)],
        columns=["rank", "school", "pupil"],
    ).sample(frac=1, random_state=3)
    priorities = pd.DataFrame(
        [(level * 10.5, p, s) for s, own in PRIORITIES.items() for level, p in enumerate(own)],
        columns=["priority", "pupil", "school"],
    )
    quotas = pd.Series(QUOTAS)
    expected = match(*TOWN).assignment
    assert match(wishes, priorities, quotas).assignment == expected
    table = pd.DataFrame({"school": ["A", "B"], "seats": [1, 2]})
    assert match(wishes, PRIORITIES, table).assignment == expected


def test_equal_numbers_in_a_frame_are_a_tie():
    priorities = pd.DataFrame({"school": ["A"] * 2, "pupil": ["a", "b"], "priority": [1, 1]})
    found = match({"a": ["A"], "b": ["A"]}, priorities, lottery=["b", "a"])
    assert found.assignment == {"a": None, "b": "A"}


def test_a_row_without_a_school_is_a_pupil_without_wishes():
    wishes = pd.DataFrame({"pupil": ["a", "b"], "school": ["A", None], "rank": [1, None]})
    assert match(wishes).assignment == {"a": "A", "b": None}


def test_without_priorities_everybody_is_equal_and_a_lottery_decides():
    wishes = {i: ["A"] for i in range(5)}
    found = match(wishes, None, {"A": 2}, seed="2026")
    drawn = skolval.lottery_order("2026", list(wishes))
    assert [i for i, school in found.assignment.items() if school] == sorted(drawn[:2])


def test_without_quotas_each_school_has_one_seat():
    assert match({"a": ["A"], "b": ["A"]}, {"A": ["b", "a"]}).assignment == {"a": None, "b": "A"}


def test_an_empty_market_is_matched():
    for mechanism in ("da", "ttc", "eada", "ia", "da+sic", "max_stable", "school-da"):
        found = match({}, {}, {}, mechanism=mechanism)
        assert (found.assignment, found.rank_distribution()) == ({}, {None: 0})
    assert match({"a": []}, {"A": []}).assignment == {"a": None}


def test_names_may_be_numbers_and_arrays_may_be_lists():
    assert match({7: np.array([1, 2])}, {1: [7], 2: (7,)}).assignment == {7: 1}


def test_a_tier_of_one_is_no_tie():
    assert match({"a": ["A"]}, {"A": [["a"], []]}).assignment == {"a": "A"}


def test_a_tie_between_pupils_who_do_not_both_wish_needs_no_lottery():
    assert match({"a": ["A"], "b": []}, {"A": [["a", "b"]]}).assignment == {"a": "A", "b": None}


def test_trading_needs_an_order_of_all_who_could_trade():
    """b does not wish for A, but could trade the seat there."""
    wishes = {"a": ["B"], "b": ["B"], "c": ["A"]}
    town = wishes, {"A": [["a", "b"], "c"], "B": ["c", "a", "b"]}
    assert match(*town).assignment == {"a": "B", "b": None, "c": "A"}
    assert [fault.rule for fault in faults(*town, mechanism="ttc")] == ["tie"]
    for first in "ab":
        drawn = [first, *(p for p in "abc" if p != first)]
        found = match(*town, mechanism="ttc", lottery=drawn)
        assert found.assignment[first] == "B"


def test_trading_from_one_lottery_is_a_dictatorship():
    wishes = {p: ["A", "B"] for p in "abc"}
    drawn = ["c", "a", "b"]
    traded = match(wishes, None, {"A": 1, "B": 1}, mechanism="ttc", lottery=drawn)
    assert (
        traded.assignment
        == match(wishes, None, {"A": 1, "B": 1}, mechanism="sd", order=drawn).assignment
    )


@pytest.mark.parametrize("name", ["DA", "Gale-Shapley", "deferred-acceptance", " da "])
def test_a_mechanism_answers_to_its_names(name):
    assert match(*TOWN, mechanism=name).mechanism == "deferred_acceptance"


# What comes out


def test_the_frame_has_a_row_per_pupil():
    frame = match(*TOWN).frame()
    assert list(frame.columns) == ["pupil", "school", "rank"]
    assert frame["rank"].tolist()[:1] + frame["rank"].tolist()[2:] == [2, 1, 1]
    assert frame["rank"].isna().tolist() == [False, True, False, False]


def test_ranks_count_the_schools_that_refuse_the_pupil_too():
    found = match({"a": ["X", "A"]}, {"X": [], "A": ["a"]})
    assert found.rank_distribution() == {1: 0, 2: 1, None: 0}


def test_the_cutoff_is_the_last_pupil_admitted():
    assert match(*TOWN).cutoffs() == {"A": "p3", "B": "p1"}
    assert match(WISHES, PRIORITIES, {"A": 1, "B": 9}).cutoffs() == {"A": "p3", "B": None}


def test_dominance_compares_every_pupil():
    best, worst = match(*TOWN), match(WISHES, PRIORITIES, {"A": 0, "B": 1})
    assert best.dominates(worst)
    assert not worst.dominates(best)
    assert not best.dominates(best)
    with pytest.raises(UsageError, match="same pupils"):
        best.dominates(match({"x": []}))


def test_an_empty_wished_seat_is_not_efficient():
    found = match({"a": ["A"], "b": ["A"]}, None, {"A": 1}, ties="reject-group")
    assert found.assignment == {"a": None, "b": None}
    assert not found.pareto_efficient()
    assert found.is_stable()


def test_pupils_who_would_swap_are_not_efficient():
    swap = {"a": ["A", "B"], "b": ["B", "A"]}, {"A": ["b", "a"], "B": ["a", "b"]}
    assert not match(*swap, mechanism="school-da").pareto_efficient()
    assert match(*swap, mechanism="da").pareto_efficient()


def test_trading_tells_its_cycles():
    swap = {"a": ["A"], "b": ["B"], "c": []}, {"A": ["b", "a", "c"], "B": ["a", "b", "c"]}
    assert match(*swap, mechanism="ttc").details["cycles"] == [["a", "b"]]


def test_a_claim_by_lot_alone_is_no_weak_claim():
    town = {"a": ["A"], "b": ["A"]}, {"A": [["a", "b"]]}
    found = match(*town, mechanism="random", seed="1")
    (holder,) = [pupil for pupil, school in found.assignment.items() if school]
    other = "b" if holder == "a" else "a"
    drawn = match(*town, lottery=[other, holder])
    assert drawn.assignment[other] == "A"
    assert found.blocking_pairs(weak=True) == []


# Explanation


def test_a_refusal_is_explained_by_the_last_admitted_and_one_more_seat():
    told = match(*TOWN).explain("p2")
    assert told["placed"] is None
    assert told["rejected"] == [
        {"school": "A", "rank_of_pupil": 3, "seats": 1, "worst_admitted": "p3", "worst_admitted_rank": 1},
        {"school": "B", "rank_of_pupil": 3, "seats": 2, "worst_admitted": "p1", "worst_admitted_rank": 2},
    ]  # fmt: skip
    assert told["would_be_admitted_with_extra_seats"] == {"A+1": "B", "B+1": "B"}


def test_a_first_wish_needs_no_explanation():
    assert match(*TOWN).explain("p3")["rejected"] == []


def test_a_school_that_does_not_accept_the_pupil_gives_no_rank():
    told = match({"a": ["X", "A"]}, {"X": [], "A": ["a"]}, {"X": 0, "A": 1}).explain("a")
    assert told["rejected"][0] == {
        "school": "X", "rank_of_pupil": None, "seats": 0, "worst_admitted": None,
        "worst_admitted_rank": None,
    }  # fmt: skip
    assert told["would_be_admitted_with_extra_seats"] == {"X+1": "A"}


def test_equals_share_their_rank_where_groups_are_refused():
    town = {"a": ["A"], "b": ["A"], "c": ["A"]}, {"A": ["a", ["b", "c"]]}, {"A": 2}
    told = match(*town, ties="reject-group").explain("c")
    assert told["rejected"][0]["rank_of_pupil"] == 2
    assert told["would_be_admitted_with_extra_seats"] == {"A+1": "A"}


def test_one_more_seat_is_open_to_all_where_seats_are_reserved():
    told = {"types": {"c": "t"}, "slots": {"A": [["only:t", 1]]}}
    found = match({"a": ["A"], "c": ["A"]}, {"A": ["a", "c"]}, {"A": 1}, **told)
    assert found.assignment == {"a": None, "c": "A"}
    assert found.explain("a")["would_be_admitted_with_extra_seats"] == {"A+1": "A"}


def test_a_pupil_nobody_knows_cannot_be_explained():
    with pytest.raises(UsageError, match="no pupil p22. Did you mean p2"):
        match(*TOWN).explain("p22")


# Options


def test_a_secured_seat_that_is_no_wish_comes_last_on_the_list():
    found = match({"a": ["A"], "b": ["A", "B"]}, {"A": ["b", "a"], "B": ["b"]}, secured={"a": "B"})
    assert found.assignment == {"a": "B", "b": "A"}
    assert found.rank_distribution() == {1: 1, None: 1}


@pytest.mark.parametrize(
    "mechanism", ["da", "school-da", "eada", "da+sic", "max_stable", "ttc", "ia", "parallel"]
)
def test_nobody_ends_below_the_secured_seat(mechanism):
    """a keeps H, though b and c name it first and go before."""
    wishes = {"a": ["N", "H"], "b": ["H"], "c": ["H"], "d": ["N"]}
    town = wishes, {"N": ["d", "a"], "H": ["b", "c", "a"]}, {"N": 1, "H": 2}
    told = {"permanency": 1} if mechanism == "parallel" else {}
    found = match(*town, mechanism=mechanism, secured={"a": "H"}, **told)
    assert found.assignment == {"a": "H", "b": "H", "c": None, "d": "N"}


def test_a_secured_seat_that_a_slot_takes_away_is_told():
    told = {"secured": {"a": "A"}, "types": {"b": "t"}, "slots": {"A": [["only:t", 1]]}}
    town = {"a": ["A"], "b": ["A"]}, {"A": ["a", "b"]}, {"A": 1}
    assert [fault.rule for fault in faults(*town, **told)] == ["combination"]
    assert match({"a": ["A"], "b": []}, {"A": ["a", "b"]}, {"A": 2}, **told).assignment["a"] == "A"


def test_seats_no_slot_names_are_open_and_come_last():
    found = match(
        {"a": ["A"], "b": ["A"]}, {"A": ["a", "b"]}, {"A": 2}, slots={"A": [["only:t", 1]]}
    )
    assert found.assignment == {"a": "A", "b": None}


def test_nobody_consents_is_deferred_acceptance():
    swap = {"a": ["A", "B"], "b": ["B", "A"]}, {"A": ["b", "a"], "B": ["a", "b"]}
    same = match(*swap, mechanism="eada", consent="none").assignment
    assert same == match(*swap).assignment


def test_a_round_without_end_is_deferred_acceptance():
    assert match(*TOWN, mechanism="parallel", permanency=None).assignment == match(*TOWN).assignment


def test_lists_per_school_are_a_multiple_lottery():
    town = {"a": ["A"], "b": ["A"]}, {"A": [["a", "b"]]}
    assert match(*town, lottery={"A": ["b", "a"]}).assignment == {"a": None, "b": "A"}
    seeded = match(*town, ties="multiple-lottery", seed="x").assignment
    first = skolval.lottery_order("x", ["a", "b"], "A")[0]
    assert seeded[first] == "A"


def test_serial_dictatorship_takes_an_order_a_lottery_or_a_seed():
    wishes = {"a": ["A"], "b": ["A"]}
    for told in ({"order": ["b", "a"]}, {"lottery": ["b", "a"]}):
        assert match(wishes, mechanism="sd", **told).assignment == {"a": None, "b": "A"}
    first = skolval.lottery_order("x", ["a", "b"])[0]
    assert match(wishes, mechanism="sd", seed="x").assignment[first] == "A"


# Faults


CASES = {
    "no dict": ({"wishes": 3}, ["type"]),
    "no list": ({"wishes": {"a": "A"}}, ["type"]),
    "a name that is none": ({"wishes": {"a": [["A"]]}, "quotas": {}}, ["type"]),
    "a pupil that is none": ({"wishes": {None: ["A"]}}, ["type"]),
    "unknown school": ({"wishes": {"a": ["C"]}, "quotas": QUOTAS}, ["reference"]),
    "double wish": ({"wishes": {"a": ["A", "A"]}}, ["unique"]),
    "priorities no dict": ({"priorities": [1]}, ["type"]),
    "priorities no list": ({"priorities": {"A": "p1", "B": []}}, ["type"]),
    "unknown pupil": ({"priorities": {**PRIORITIES, "A": ["p9"]}}, ["reference"]),
    "double pupil": ({"priorities": {**PRIORITIES, "A": ["p1", ["p1"]]}}, ["unique"]),
    "school without priorities": ({"priorities": {"A": []}}, ["required"]),
    "priorities of no school": ({"priorities": {**PRIORITIES, "C": []}}, ["reference"]),
    "quotas no dict": ({"quotas": 4}, ["type"]),
    "negative seats": ({"quotas": {"A": -1, "B": 1}}, ["number"]),
    "half a seat": ({"quotas": {"A": 0.5, "B": float("nan")}}, ["number", "number"]),
    "seats that are text": ({"quotas": {"A": "many", "B": True}}, ["number", "number"]),
    "unknown mechanism": ({"mechanism": "bostom"}, ["reference"]),
    "unknown option": ({"lotery": []}, ["reference"]),
    "option of another": ({"consent": "all"}, ["unused"]),
    "equals": ({"priorities": {"A": [list(WISHES)], "B": [list(WISHES)]}}, ["tie", "tie"]),
    "unknown ties": ({"ties": "lottery"}, ["reference"]),
    "lottery missing": ({"ties": "single-lottery"}, ["required"]),
    "two lotteries": ({"lottery": ["p1"], "seed": "x"}, ["unused"]),
    "group and lottery": ({"ties": "reject-group", "seed": "x"}, ["unused"]),
    "one list for many": ({"ties": "multiple-lottery", "lottery": ["p1"]}, ["type"]),
    "many lists for one": ({"ties": "single-lottery", "lottery": {"A": []}}, ["type", "type"]),
    "lottery of no school": ({"lottery": {"C": ["p1"]}}, ["reference"]),
    "lottery of a stranger": ({"lottery": ["p9", "p1", "p1"]}, ["reference", "unique"]),
    "groups elsewhere": ({"ties": "admit-group", "mechanism": "ttc"}, ["combination"]),
    "groups with slots": (
        {"ties": "admit-group", "slots": {"A": [["open", 1]]}}, ["combination"]),
    "types of a stranger": ({"types": {"p9": "t"}}, ["reference"]),
    "types no dict": ({"types": ["t"]}, ["type"]),
    "reserve at no school": ({"reserve": {"C": {"t": 1}}}, ["reference"]),
    "reserve no number": ({"reserve": {"A": {"t": -1}}}, ["number"]),
    "reserve too large": ({"reserve": {"A": {"t": 2}}}, ["capacity"]),
    "reserve order": ({"reserve": {"A": {"t": 1}}, "reserve_order": "middle"}, ["reference"]),
    "slots of no school": ({"slots": {"C": []}}, ["reference"]),
    "slot of no kind": ({"slots": {"A": [["free", 1], "x"]}}, ["slot", "slot"]),
    "slot without a type": ({"slots": {"A": [["only", 1], ["open:t", 1]]}}, ["slot", "slot"]),
    "slots no list": ({"slots": {"A": "open"}}, ["slot"]),
    "slots and reserve": (
        {"slots": {"A": [["open", 1]]}, "reserve": {"A": {"t": 1}}}, ["combination"]),
    "slots and ceilings": (
        {"slots": {"A": [["open", 1]]}, "type_ceiling": {"A": {"t": 1}}}, ["combination"]),
    "two ceilings": (
        {"soft_ceiling": {"A": {"t": 1}}, "type_ceiling": {"A": {"t": 1}}}, ["combination"]),
    "two bounded types": (
        {"types": {"p1": ["t", "u"]}, "soft_floor": {"A": {"t": 1, "u": 1}}}, ["unique"]),
    "secured no dict": ({"secured": ["p1"]}, ["type"]),
    "secured stranger": ({"secured": {"p9": "A"}}, ["reference"]),
    "secured nowhere": ({"secured": {"p1": "C"}}, ["reference"]),
    "secured too many": ({"secured": {"p1": "A", "p2": "A"}}, ["capacity"]),
    "rule without distances": ({"priority_rule": "relative-proximity"}, ["required"]),
    "unknown rule": (
        {"priority_rule": "relative", "distance_m": {p: {"A": 1, "B": 2} for p in WISHES}},
        ["reference"]),
    "no distance": (
        {"priority_rule": "absolute-proximity",
         "distance_m": {p: {"A": n, "B": n} for n, p in enumerate(["p1", "p2", "p3"])}},
        ["required", "required"]),
    "distances of strangers": (
        {"distance_m": {"p9": {}, "p1": {"C": 3, "A": -4}}}, ["reference", "number", "reference"]),
    "distances no dict": ({"distance_m": 5}, ["type"]),
    "ways no dict": ({"distance_m": {"p1": 5}}, ["type"]),
    "consent of a stranger": ({"mechanism": "eada", "consent": ["p9"]}, ["reference"]),
    "consent not understood": ({"mechanism": "eada", "consent": "some"}, ["type"]),
    "permanency": ({"mechanism": "parallel", "permanency": 0}, ["number"]),
    "work": ({"mechanism": "max_stable", "work": 0}, ["number"]),
    "no order": ({"mechanism": "sd"}, ["required"]),
    "order leaves out": ({"mechanism": "sd", "order": ["p1", "p2", "p3"]}, ["required"]),
    "no seed": ({"mechanism": "random"}, ["required"]),
    "no distances": ({"mechanism": "guarantee-school"}, ["required"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_fault_is_told_by_its_rule(case):
    told, rules = case
    asked = {"wishes": WISHES, "priorities": PRIORITIES, "quotas": QUOTAS} | told
    if "wishes" in told:
        asked["priorities"] = told.get("priorities")
        asked["quotas"] = told.get("quotas")
    assert sorted(fault.rule for fault in faults(**asked)) == sorted(rules)


FRAMES = {
    "column missing": ("wishes", {"pupil": ["a"], "schol": ["A"], "rank": [1]}, ["column"]),
    "rank no number": ("wishes", {"pupil": ["a"], "school": ["A"], "rank": ["x"]}, ["number"]),
    "rank twice": ("wishes", {"pupil": ["a"] * 2, "school": ["A", "B"], "rank": [1, 1]}, ["unique"]),
    "no name": ("wishes", {"pupil": [1.5], "school": ["A"], "rank": [1]}, ["type"]),
    "priority no number": (
        "priorities", {"pupil": ["a"], "school": ["A"], "priority": [None]}, ["number"]),
    "seats missing": ("quotas", {"school": ["A"], "seat": [1]}, ["column"]),
}  # fmt: skip


@pytest.mark.parametrize("case", FRAMES.values(), ids=FRAMES)
def test_a_fault_in_a_frame_is_told_by_its_rule(case):
    argument, cells, rules = case
    asked = {"wishes": {"a": ["A"]}} | {argument: pd.DataFrame(cells)}
    assert [fault.rule for fault in faults(**asked)] == rules


def test_all_faults_are_told_at_once_with_the_nearest_name():
    found = faults({"a": ["Aa"], "b": ["A", "A"]}, {"A": ["bb"]}, {"A": -1}, mechanism="eda")
    assert [fault.file for fault in found] == [
        "mechanism",
        "quotas",
        "wishes",
        "wishes",
        "priorities",
    ]
    assert [fault.suggestion for fault in found] == ["eada", "", "A", "", "b"]


def test_nobody_is_suggested_after_many_faults():
    found = faults(
        {"a": [f"A1{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]}, None, {"A1": 1}
    )
    assert [fault.suggestion for fault in found].count("A1") == 20


def test_the_set_of_stable_matchings_has_faults_too():
    with pytest.raises(InputError, match="weakly is neither"):
        skolval.stable_matchings(*TOWN, stability="weakly")
    tied = {"a": ["A"], "b": ["A"]}, {"A": [["a", "b"]]}, {"A": 1}
    assert len(skolval.stable_matchings(*tied)) == 2
    with pytest.raises(InputError, match="alike"):
        skolval.stable_matchings(*tied, slots={"A": [["open", 1]]})
    assert len(skolval.stable_matchings(*tied, lottery=["a", "b"])) == 1
    assert skolval.stable_matchings(*tied, stability="strong") == []


def test_a_matching_shows_itself_in_one_line():
    found = match({"a": ["X"], "b": ["X", "Y"], "c": []}, {"X": ["a", "b"], "Y": ["b"]})
    assert repr(found) == (
        "<Matching by deferred_acceptance: 3 pupils; 1 wish 1, 1 wish 2, 1 no wish>"
    )
