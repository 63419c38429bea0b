"""Examples printed in the literature, typed here as they stand there."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from skolval import match, stable_matchings


def lists(text):
    """One line per agent: ``name: a b c``."""
    rows = (line.split(":") for line in text.strip().splitlines())
    return {name.strip(): rest.split() for name, rest in rows}


GALE_SHAPLEY_2 = (
    lists("α: A B C D\nβ: A D C B\nγ: B A C D\nδ: D B C A"),
    lists("A: δ γ α β\nB: β δ α γ\nC: δ α β γ\nD: γ β α δ"),
)
KNUTH = (
    lists("1: a b c d\n2: b a d c\n3: c d a b\n4: d c b a"),
    lists("a: 4 3 2 1\nb: 3 4 1 2\nc: 2 1 4 3\nd: 1 2 3 4"),
)
MCVITIE_WILSON = (
    lists(
        "m1: w5 w7 w1 w2 w6 w8 w4 w3\nm2: w2 w3 w7 w5 w4 w1 w8 w6\nm3: w8 w5 w1 w4 w6 w2 w3 w7\n"
        "m4: w3 w2 w7 w4 w1 w6 w8 w5\nm5: w7 w2 w5 w1 w3 w6 w8 w4\nm6: w1 w6 w7 w5 w8 w4 w2 w3\n"
        "m7: w2 w5 w7 w6 w3 w4 w8 w1\nm8: w3 w8 w4 w5 w7 w2 w6 w1"
    ),
    lists(
        "w1: m5 m3 m7 m6 m1 m2 m8 m4\nw2: m8 m6 m3 m5 m7 m2 m1 m4\nw3: m1 m5 m6 m2 m4 m8 m7 m3\n"
        "w4: m8 m7 m3 m2 m4 m1 m5 m6\nw5: m6 m4 m7 m3 m8 m1 m2 m5\nw6: m2 m8 m5 m4 m6 m3 m7 m1\n"
        "w7: m7 m5 m2 m1 m8 m6 m4 m3\nw8: m7 m4 m1 m5 m2 m3 m6 m8"
    ),
)
ABDULKADIROGLU_SONMEZ = (
    lists("i1: s2 s1 s3\ni2: s1 s2 s3\ni3: s1 s2 s3"),
    lists("s1: i1 i3 i2\ns2: i2 i1 i3\ns3: i2 i1 i3"),
)
KESTEN = (
    lists("1: b a c\n2: c a e\n3: c d b\n4: a b d\n5: a e\n6: d a c b e"),
    lists("a: 2 1 5 6 4 3\nb: 3 6 4 1 2 5\nc: 1 6 2 3 4 5\nd: 4 3 6 1 2 5\ne: 1 2 3 4 5 6"),
    {"a": 1, "b": 1, "c": 1, "d": 1, "e": 2},
)
ERDIL_ERGIN = (
    lists("1: y x z\n2: z y x\n3: y z x"),
    {"x": ["1", ["2", "3"]], "y": ["2", ["1", "3"]], "z": ["3", ["1", "2"]]},
)


def places(matching):
    return "".join(str(school) for school in matching.assignment.values())


def test_gale_and_shapleys_second_example_has_one_stable_set_of_marriages():
    (only,) = stable_matchings(*GALE_SHAPLEY_2)
    assert places(only) == "CDAB"
    assert places(match(*GALE_SHAPLEY_2)) == places(match(*GALE_SHAPLEY_2, mechanism="school-da"))


def test_knuths_four_by_four_has_ten_stable_matchings():
    assert len(stable_matchings(*KNUTH)) == 10


def test_mcvitie_and_wilsons_eight_by_eight_has_nine():
    """McVitie & Wilson (1971), The stable marriage problem."""
    found = stable_matchings(*MCVITIE_WILSON)
    assert len(found) == 9
    best, worst = match(*MCVITIE_WILSON), match(*MCVITIE_WILSON, mechanism="school-da")
    assert best.assignment == found[0].assignment
    assert all(one.assignment == worst.assignment or one.dominates(worst) for one in found)


def test_the_only_stable_matching_may_be_dominated():
    """Abdulkadiroğlu & Sönmez (2003), example 1, after Roth (1982)."""
    deferred = match(*ABDULKADIROGLU_SONMEZ)
    traded = match(*ABDULKADIROGLU_SONMEZ, mechanism="ttc")
    assert places(deferred) == "s1s2s3"
    assert places(traded) == places(match(*ABDULKADIROGLU_SONMEZ, mechanism="eada")) == "s2s1s3"
    assert traded.dominates(deferred)
    assert traded.blocking_pairs() == [("i3", "s1")]
    assert places(match(*ABDULKADIROGLU_SONMEZ, mechanism="boston")) == "s2s3s1"


@pytest.mark.parametrize(
    ("refusing", "expected"),
    [("", "bcdaee"), ("1", "bcdaee"), ("4", "bcdaee"), ("5", "acdbee"), ("6", "cabdee"), ("123456", "cabdee")],
)  # fmt: skip
def test_kestens_pupils_gain_by_the_consent_of_two(refusing, expected):
    """Kesten (2010): consent by 5 and 6 matters, and neither gains nor loses by it."""
    found = match(*KESTEN, mechanism="eada", consent={"not": list(refusing)})
    assert places(found) == expected


def test_a_lottery_costs_and_an_improvement_cycle_repairs_it():
    """Erdil & Ergin (2008), example 1."""
    drawn = match(*ERDIL_ERGIN, lottery=["1", "2", "3"])
    repaired = match(*ERDIL_ERGIN, mechanism="da+sic", lottery=["1", "2", "3"])
    assert (places(drawn), places(repaired)) == ("xyz", "xzy")
    assert repaired.dominates(drawn)
    assert repaired.is_weakly_stable()
    assert not repaired.is_stable()


def test_a_majority_quota_may_hurt_the_minority():
    """Kojima (2012), theorem 1: quota against none, and against a reserve."""
    town = (
        {"s1": ["c1"], "s2": ["c1", "c2"], "s3": ["c2", "c1"]},
        lists("c1: s1 s2 s3\nc2: s2 s3 s1"),
    )
    told = {
        "quotas": {"c1": 2, "c2": 1},
        "types": {"s1": "majority", "s2": "majority", "s3": "minority"},
    }
    free = match(*town, **told)
    quota = match(*town, **told, type_ceiling={"c1": {"majority": 1}})
    reserve = match(*town, **told, reserve={"c1": {"minority": 1}})
    assert places(free) == places(reserve) == "c1c1c2"
    assert places(quota) == "c1c2c1"
    assert free.dominates(quota)


def test_random_serial_dictatorship_gives_five_twelfths():
    """Bogomolnaia & Moulin (2001): 1 and 2 want a b c d, 3 and 4 want b a d c."""
    wishes = lists("1: a b c d\n2: a b c d\n3: b a d c\n4: b a d c")
    got = Counter(
        match(wishes, mechanism="sd", order=list(order)).assignment["1"]
        for order in itertools.permutations("1234")
    )
    assert got == {"a": 10, "b": 2, "c": 10, "d": 2}


def test_trading_from_random_endowments_is_random_serial_dictatorship():
    """Abdulkadiroğlu & Sönmez (1998), theorem 2; Knuth (1996)."""
    wishes = lists("1: a b c\n2: a c b\n3: b a c")
    by_turns, by_trade = Counter(), Counter()
    for order in itertools.permutations("123"):
        by_turns[places(match(wishes, mechanism="sd", order=list(order)))] += 1
        endowed = {s: [i, *(j for j in "123" if j != i)] for s, i in zip("abc", order, strict=True)}
        by_trade[places(match(wishes, endowed, mechanism="ttc"))] += 1
    assert by_turns == by_trade


def test_the_weakly_stable_matchings_of_one_market_may_differ_in_size():
    """Manlove et al. (2002): the smallest such market."""
    town = lists("1: a b\n2: a"), {"a": [["1", "2"]], "b": ["1"]}
    assert sorted(map(places, stable_matchings(*town))) == ["aNone", "ba"]
    assert places(match(*town, lottery=["1", "2"])) == "aNone"
    most = match(*town, lottery=["1", "2"], mechanism="max_stable")
    assert places(most) == "ba"
    assert dict(most.details) == {"placed": 2, "bound": 2, "rank_proven": True}


def test_the_same_reserve_helps_more_when_its_seats_are_filled_last():
    """Dur, Kominers, Pathak & Sönmez (2018): precedence in Boston, four seats, half for walkers."""
    wishes = {name: ["boston"] for name in ("w1", "w2", "w3", "o1", "o2", "o3")}
    order = {"boston": ["w1", "w2", "o1", "o2", "w3", "o3"]}
    told = {"types": dict.fromkeys(("w1", "w2", "w3"), "walk"), "reserve": {"boston": {"walk": 2}}}
    first = match(wishes, order, {"boston": 4}, **told, reserve_order="first").assignment
    last = match(wishes, order, {"boston": 4}, **told, reserve_order="last").assignment
    assert [name for name, school in first.items() if school] == ["w1", "w2", "o1", "o2"]
    assert [name for name, school in last.items() if school] == ["w1", "w2", "w3", "o1"]
