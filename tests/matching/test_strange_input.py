"""Whatever a caller hands over, the answer is a matching or one error that says where."""

import numpy as np
import pandas as pd
import pytest

import skolval
from skolval import match
from skolval.errors import SkolvalError

WISHES = {"Ada": ["N", "S"], "Bo": ["N", "S"], "Cy": ["S", "N"]}
PRIORITIES = {"N": ["Cy", "Bo", "Ada"], "S": ["Ada", "Bo", "Cy"]}
QUOTAS = {"N": 1, "S": 2}
TOWN = WISHES, PRIORITIES, QUOTAS
METRES = {pupil: {"N": 1, "S": 2} for pupil in WISHES}

HUGE = 2**70
STRANGE = {
    "number": 5,
    "huge": HUGE,
    "nan": float("nan"),
    "list": [[]],
    "dict": {"X": {"a": 1}},
    "set": {1},
    "bytes": b"x",
    "array": np.array([[1, 2], [3, 4]]),
    "point": np.array(5),
    "series": pd.Series([1, 2]),
    "frame": pd.DataFrame({"a": [1, 2]}),
    "half a character": "\ud800",
}


def the_fault(call, *args, **told):
    with pytest.raises(SkolvalError) as caught:
        call(*args, **told)
    return caught.value.faults[0]


@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize(
    "option", ["ties", "reserve_order", "priority_rule", "reserve", "slots", "types", "secured"]
)
def test_a_strange_option_is_a_fault_of_that_option(option, value):
    metres = {"distance_m": METRES} if option == "priority_rule" else {}
    assert the_fault(match, *TOWN, **{option: value}, **metres).file == option


@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
def test_strange_parts_of_options_are_faults(value):
    for call in (
        lambda: match(*TOWN, types={"Ada": value}),
        lambda: match(*TOWN, secured={"Ada": value}),
        lambda: match(*TOWN, slots={"N": [["open", value]]}),
        lambda: match(*TOWN, permanency=value, mechanism="parallel"),
        lambda: match(*TOWN, type_ceiling={"N": {"t": value}}),
        lambda: match(WISHES, None, QUOTAS, seed=value),
        lambda: match({"Ada": value}, None, QUOTAS, seed="1"),
        lambda: match(*TOWN[:2], {"N": value, "S": 1}),
        lambda: match(*TOWN, distance_m={"Ada": {"N": value}}, priority_rule="absolute-proximity"),
        lambda: match(*TOWN).explain(value),
        lambda: match(*TOWN).dominates(value),
        lambda: skolval.stable_matchings(*TOWN, stability=value),
        lambda: skolval.stable_matchings(*TOWN, limit=value),
        lambda: skolval.lottery_order(value, ["a"]),
        lambda: skolval.lottery_order("1", value),
        lambda: skolval.guarantee_schools({"Ada": {"N": value}}, {"N": 1}),
        lambda: skolval.guarantee_schools(METRES, QUOTAS, seed=value),
        lambda: skolval.relative_proximity_scores({"Ada": value}, {"Ada": 1}),
    ):
        try:
            call()
        except SkolvalError as error:
            assert error.faults[0].message  # noqa: PT017 - an answer is as welcome as a fault


def test_a_ceiling_or_a_number_of_rounds_beyond_all_counting_binds_nobody():
    types = {"Ada": ["t"]}
    without = match(*TOWN).assignment
    assert match(*TOWN, types=types, type_ceiling={"N": {"t": HUGE}}).assignment == without
    assert match(*TOWN, mechanism="parallel", permanency=HUGE).assignment == without


def test_more_seats_than_can_be_counted_are_a_fault():
    for seats in (HUGE, -HUGE):
        assert the_fault(match, WISHES, PRIORITIES, {"N": seats, "S": 1}).rule == "number"


def test_a_set_has_no_order_and_is_a_fault_where_the_order_decides():
    for args, told, argument in (
        (({"Ada": {"N", "S"}}, None, QUOTAS), {"seed": "1"}, "wishes"),
        ((WISHES, None, QUOTAS), {"lottery": set(WISHES)}, "lottery"),
        (TOWN, {"order": frozenset(WISHES), "mechanism": "sd"}, "order"),
    ):
        assert the_fault(match, *args, **told).file == argument


def test_a_set_of_pupils_is_a_tier_of_equals():
    as_list = {"N": [["Ada", "Bo"], "Cy"], "S": [list(WISHES)]}
    as_sets = {"N": [{"Bo", "Ada"}, "Cy"], "S": set(WISHES)}
    told = {"ties": "single-lottery", "seed": "7"}
    lists, sets = (match(WISHES, order, QUOTAS, **told) for order in (as_list, as_sets))
    assert sets.assignment == lists.assignment


def test_an_option_that_is_none_is_not_given():
    by_seed = match(WISHES, None, QUOTAS, seed="1").assignment
    assert match(WISHES, None, QUOTAS, seed="1", ties=None, types=None).assignment == by_seed


def test_a_list_as_long_as_nobody_needs_is_not_promised():
    assert the_fault(skolval.stable_matchings, *TOWN, limit=0).file == "limit"
    assert the_fault(skolval.stable_matchings, *TOWN, limit=True).file == "limit"


def test_lots_are_drawn_for_a_list_of_pupils():
    assert the_fault(skolval.lottery_order, "1", None).file == "pupils"
    assert the_fault(skolval.lottery_order, "\ud800", ["a"]).file == "seed"
    assert skolval.lottery_order("2026", ("Ada", "Bo", "Cy")) == ["Bo", "Cy", "Ada"]


def test_a_pupil_without_types_is_like_one_who_is_not_named():
    without = match(*TOWN, type_ceiling={"N": {"t": 1}}, types={"Bo": ["t"]}).assignment
    given = match(*TOWN, type_ceiling={"N": {"t": 1}}, types={"Ada": None, "Bo": "t"})
    assert given.assignment == without


def test_seats_and_types_that_are_no_dict_are_faults():
    assert the_fault(match, *TOWN, types={"Ada": ["t"]}, type_ceiling={"N": 5}).rule == "type"
    for told in ({"secured": 5}, {"secured": [("Ada", "N")]}, {"types": 5, "type_ceiling": {}}):
        assert the_fault(match, *TOWN, **told).rule == "type"
