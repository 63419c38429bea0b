"""Wishes by group, and the small counts that no lens tells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lens_towns import equal_ways, line_town, run_in
from runs import bjorkby
from skolval.domain.disclosure import few
from skolval.lenses import rank_distribution
from skolval.lenses._people import EVERYBODY, by_area, by_group, group_label
from towns import policy


def test_one_to_four_pupils_are_few_and_nobody_is_not():
    assert few(np.array([0, 1, 4, 5, 100])).tolist() == [False, True, True, False, False]


@pytest.fixture(scope="module")
def crowded():
    """Twenty pupils (ten of the group) want A with ten seats, then B; the group goes by lot."""
    pupils = [f"p{i:02d}" for i in range(20)]
    wishes = dict.fromkeys(pupils, "AB") | {"p18": "B", "p19": ""}
    areas = {p: (0.5 if i < 10 else 0.1) for i, p in enumerate(pupils)}
    instance = line_town(
        equal_ways(pupils, "ABC"), wishes, seats={"A": 10, "B": 6, "C": 9},
        members=pupils[:10], areas=areas,
    )  # fmt: skip
    return run_in(instance, policy("deferred_acceptance", "lottery"))


def test_every_pupil_is_in_one_category_and_the_row_of_all_is_whole(crowded):
    found = rank_distribution.look(crowded, rank_distribution.Params())
    row = found.frames["ranks"].iloc[0]
    assert (row["first"], row["second_third"], row["no_choice"]) == (11, 5, 1)
    assert row["choosers"] == 19
    assert row["first_share"] == pytest.approx(11 / 19)
    assert row["top3_share"] == pytest.approx(16 / 19)
    assert "Of those who chose, 58% get their first wish" in found.sentences[0]


def test_rows_of_a_group_hide_small_counts(crowded):
    frame = rank_distribution.look(crowded, rank_distribution.Params()).frames["ranks"]
    mine = frame[(frame["basis"] == "pupil") & (frame["group"] == "low_education")]
    assert list(mine["part"]) == ["members", "others"]
    cells = mine[["first", "second_third", "later", "refused", "no_choice"]]
    shown = cells.to_numpy(float, na_value=0.0)
    assert not ((shown > 0) & (shown < 5)).any()
    assert mine["no_choice"].isna().all()


def test_a_group_of_nobody_known_is_told_as_such(crowded):
    frame = rank_distribution.look(crowded, rank_distribution.Params()).frames["ranks"]
    none = frame[(frame["basis"] == "pupil") & (frame["group"] == "foreign_background")]
    assert none.set_index("part").loc["members", "pupils"] == 0
    assert not np.isnan(float(none.set_index("part").loc["others", "first"]))


def test_the_area_basis_counts_shares_of_the_home_area(crowded):
    frame = rank_distribution.look(crowded, rank_distribution.Params()).frames["ranks"]
    rows = frame[(frame["basis"] == "area") & (frame["group"] == "low_education")]
    assert rows.set_index("part").loc["members", "pupils"] == pytest.approx(10 * 0.5 + 10 * 0.1)
    foreign = frame[(frame["basis"] == "area") & (frame["group"] == "foreign_background")]
    # two expected members are fewer than five: nothing is told
    assert foreign.set_index("part").loc["members", "first"] is pd.NA


def test_a_group_whose_areas_are_unknown_has_no_area_rows():
    instance = line_town(equal_ways("ab", "AB"), {"a": "A", "b": "B"})
    run = run_in(instance, policy("deferred_acceptance", "lottery"))
    assert by_area(run, {"all": np.ones(2, bool)}).empty


def test_a_group_of_few_members_hides_both_rows():
    pupils = [f"p{i}" for i in range(12)]
    instance = line_town(
        equal_ways(pupils, "A"), dict.fromkeys(pupils, "A"), seats={"A": 12}, members=pupils[:3]
    )
    run = run_in(instance, policy("deferred_acceptance", "lottery"))
    rows = by_group(run, {"everybody": np.ones(12, bool)})
    mine = rows[rows["group"] == "low_education"]
    assert mine[["pupils", "everybody"]].isna().all(axis=None)


def test_groups_are_called_as_the_instance_says(crowded):
    assert group_label(crowded, "low_education") == "low education"
    assert group_label(crowded, EVERYBODY) == "all pupils"
    assert group_label(replace(crowded, groups=()), "low_education") == "low_education"


def test_bjorkbys_members_are_told_when_there_are_enough_of_them(tmp_path):
    instance = bjorkby(pupils=120, seats=(30, 30, 30, 40))
    run = run_in(instance, policy("deferred_acceptance", "lottery"))
    sentences = rank_distribution.look(run, rank_distribution.Params()).sentences
    assert sentences[0].startswith("Of those who chose")
    assert any(text.startswith("Low education: ") for text in sentences)
