"""Words and hidden numbers of groups: each true of what the run places."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from skolval.report.hosting_named import families_of, named, of_programmes, year_round
from skolval.report.hosting_told import _hidden_inside
from skolval.report.sections._goal_words import measured, read_sentence, weight_words
from skolval.report.words import Words

WORDS = Words("en")


def run_of(places: str, kinds: tuple[str, ...] = (), **months: Any) -> Any:
    hosting = SimpleNamespace(kinds=kinds, **months) if kinds else None
    policy = SimpleNamespace(places=places)
    return SimpleNamespace(problem=SimpleNamespace(policy=policy, hosting=hosting))


def test_programmes_of_one_kind_are_told_together_and_age_bands_as_they_are() -> None:
    programmes = run_of("introduction", ("IMA", "IMV-BA", "IMV-EE"))
    assert families_of(programmes) == ["IMA", "IMV", "IMV"]
    assert of_programmes(programmes)
    assert named(programmes, "newly arrived", "programmes") == "programmes"
    bands = run_of("newly_arrived", ("1-3", "4-6"))
    assert families_of(bands) == ["1-3", "4-6"]
    assert named(bands, "newly arrived", "programmes") == "newly arrived"
    assert families_of(run_of("pupils")) == []


@pytest.mark.parametrize(
    ("months", "enters", "leaves", "told"),
    [(12, [0, 0], [12, 12], False), (12, [0, 3], [12, 12], True), (12, [0, 0], [12, 9], True),
     (1, [0, 0], [1, 1], False)],
)  # fmt: skip
def test_a_year_where_nobody_comes_or_goes_is_not_told_by_month(
    months: int, enters: list[int], leaves: list[int], told: bool
) -> None:
    run = run_of(
        "introduction", ("IMA",), months=months, enters=np.array(enters), leaves=np.array(leaves)
    )
    assert year_round(run) is told
    assert not year_round(run_of("pupils"))


@pytest.mark.parametrize(
    ("mask", "hidden"),
    [
        ([False, False, False, True], [False, False, False, False]),
        ([True, False, False, True], [True, False, True, False]),
        ([True, True, False, False], [True, True, False, False]),
    ],
)
def test_a_unit_without_groups_hides_nothing_and_no_host_is_hidden_alone(
    mask: list[bool], hidden: list[bool]
) -> None:
    found = SimpleNamespace(groups=np.array([1, 2, 1, 0]), by_unit=np.array([3, 20, 9, 0]))
    assert _hidden_inside(np.array(mask), cast("Any", found)).tolist() == hidden


@pytest.mark.parametrize(
    ("goal", "reading", "words"),
    [
        ("hosting_cost", {"groups": 3_710_000.0, "units": 920_000.0},
         "3,710,000 kronor for groups and 920,000 for the units that have any."),
        ("host_spread", {"share": 0.83}, "83.0% of the pupils in groups are at these units."),
        ("host_composition", {"share": 0.3},
         "the share of the group is 30.0% at the unit of the mean pupil."),
        ("host_spread", {}, ""),
    ],
)  # fmt: skip
def test_goals_of_groups_are_read_as_kronor_and_shares_never_as_d(
    goal: str, reading: dict[str, float], words: str
) -> None:
    assert read_sentence(goal, reading, WORDS).endswith(words)


def test_those_who_do_not_ride_are_counted_in_pupils() -> None:
    unit = "1/1000 pupil who does not ride"
    assert measured(unit, 4_390_284, WORDS) == "4,390.3 pupils who do not ride"
    assert weight_words(unit, 1, WORDS) == "1,000 a pupil"
