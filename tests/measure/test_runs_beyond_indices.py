"""What a run tells beyond its indices: homes, levels, units, differences from another run."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from skolval.domain.counts import Counts
from skolval.domain.placement import Placement
from skolval.indices import dissimilarity, local_segregation, theil_h
from skolval.inference.local_null import local_null
from skolval.io.run import Run
from skolval.measure import measure
from skolval.measure.differences import DIFFERENCE_COLUMNS, differences
from skolval.measure.each_unit import UNIT_COLUMNS, each_unit, for_publication
from skolval.measure.home_and_choice import (
    EXCESS_COLUMNS,
    INFORMATION_COLUMNS,
    area_and_unit,
    home_and_choice,
)
from skolval.measure.home_sentences import (
    counterfactual_name,
    home_sentence,
    home_sentences,
    information_sentences,
)
from skolval.measure.nesting import LEVEL_COLUMNS, levels_of
from skolval.measure.sentences import level_name
from towns import BACKGROUND, GROUP, random_problem, town


def run_of(problem, chosen, provider=None):
    count = len(problem.unit_ids)
    units = pd.DataFrame(
        {
            "unit_id": problem.unit_ids,
            "name": [f"Unit {u}" for u in problem.unit_ids],
            "provider": provider or ["municipal"] * count,
        }
    )
    return Run(
        problem=problem, placement=Placement(np.asarray(chosen, np.int64), "test"), units=units,
        areas=pd.DataFrame(), enrolment=pd.DataFrame(), groups=(GROUP, BACKGROUND), name="town",
        title=MappingProxyType({}), school_year="2026/27", crs="EPSG:3006", record={},
    )  # fmt: skip


@pytest.fixture
def problem():
    """Two hundred pupils of known group in two grades at eight offerings."""
    rng = np.random.default_rng(11)
    made = random_problem(rng, parties=200, offerings=8, density=1.0)
    nearest = made.offerings.unit[made.options.offering[made.options.start[:-1]]]
    reference = np.full((200, 3), -1, np.int64)
    reference[:, 0] = nearest
    member = np.abs(made.parties.member)
    parties = replace(made.parties, member=member)
    return made.replace(parties=parties, reference_unit=reference)


def first_options(problem):
    return problem.options.start[:-1].copy()


def by_lot(problem, seed=1):
    rng = np.random.default_rng(seed)
    start = problem.options.start
    return start[:-1] + rng.integers(0, np.diff(start))


def sorted_placement(problem):
    """Members go to the first option and others to the last."""
    start = problem.options.start
    return np.where(problem.parties.member[:, 0] == 1, start[:-1], start[1:] - 1)


# --- homes ---------------------------------------------------------------------------------


def test_who_goes_to_the_nearest_unit_has_no_excess(problem):
    found = home_and_choice(run_of(problem, first_options(problem)))
    assert tuple(found.columns) == EXCESS_COLUMNS
    assert set(found["index"]) == {"dissimilarity", "theil_h", "variance_ratio"}
    assert found["excess"].abs().max() == 0
    assert set(found["home_share"].dropna()) <= {1.0}


def test_the_excess_is_the_one_of_the_counterfactual_counts(problem):
    run = run_of(problem, by_lot(problem))
    found = home_and_choice(run, groups=["low_education"])
    row = found[(found["index"] == "theil_h") & (found["scope"] == "all")].iloc[0]
    member, units = problem.parties.member[:, 0], len(problem.unit_ids)

    def counts(unit):
        table = [np.bincount(unit[member == g], minlength=units) for g in (1, 0)]
        return Counts.of(np.stack(table, axis=1), groups=("group", "rest"))

    placed, nearest = counts(run.placement.unit(problem)), counts(problem.reference_unit[:, 0])
    one, other = theil_h.index(placed, "group"), theil_h.index(nearest, "group")
    assert row["excess"] == pytest.approx(one.value - other.value)
    assert row["excess_corrected"] == pytest.approx(
        (one.value - one.expected) / (1 - one.expected)
        - (other.value - other.expected) / (1 - other.expected)
    )
    assert (row["n_units"], row["n_units_home"]) == (len(placed.units), len(nearest.units))


def test_attendance_areas_are_a_counterfactual_of_their_own(problem):
    assigned = problem.reference_unit[:, 0].copy()
    assigned[:50] = -1
    run = run_of(problem.replace(attendance_unit=assigned), first_options(problem))
    found = home_and_choice(run)
    assert set(found["counterfactual"]) == {"nearest", "assigned"}
    rows = found[(found["counterfactual"] == "assigned") & (found["scope"] == "all")]
    assert set(rows["n_pupils"]) == {150}
    assert set(rows["left_out"]) == {50}


def test_without_known_homes_there_is_no_row(problem):
    unknown = problem.replace(reference_unit=problem.reference_unit * 0 - 1)
    assert home_and_choice(run_of(unknown, first_options(problem))).empty


def test_a_unit_that_is_the_home_area_adds_nothing_to_it(problem):
    unit = run_of(problem, first_options(problem)).placement.unit(problem)
    parties = replace(problem.parties, area=unit)
    run = run_of(
        problem.replace(parties=parties, area_ids=problem.unit_ids), first_options(problem)
    )
    found = area_and_unit(run, groups=["low_education"])
    assert tuple(found.columns) == INFORMATION_COLUMNS
    row = found[found["scope"] == "all"].iloc[0]
    assert row["unit_given_area"] == pytest.approx(0)
    assert row["area"] == pytest.approx(row["unit"])


def test_sorting_by_group_is_told_by_the_unit_and_not_by_the_area(problem):
    found = area_and_unit(run_of(problem, sorted_placement(problem)), groups=["low_education"])
    row = found[found["scope"] == "within_grade"].iloc[0]
    assert row["shared_share"] < 0.2
    assert row["unit"] > 10 * row["area"]
    assert information_sentences(found, {"low_education": "low education"})[0].startswith("With")


def test_nobody_with_a_known_area_gives_no_information(problem):
    parties = replace(problem.parties, area=problem.parties.area * 0 - 1)
    run = run_of(problem.replace(parties=parties), first_options(problem))
    assert area_and_unit(run).empty


def sentence(**changes):
    row = {
        "actual_corrected": 0.2, "home_corrected": 0.1, "home_share": 0.5, "home": 0.2,
        "actual": 0.3, "symbol": "D", "counterfactual": "nearest",
    }  # fmt: skip
    return home_sentence(row | changes, label="low education")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "50% of the segregation between units is already there"),
        ({"home_share": 2.0}, "50% less segregated than the homes"),
        ({"home_share": -0.1}, "explains none"),
        ({"actual_corrected": -0.01}, "no more segregated than a draw by lot"),
        ({"home_corrected": float("nan")}, "cannot be computed"),
        ({"counterfactual": "assigned"}, "the attendance area's unit"),
    ],
)
def test_what_the_homes_decide_is_said_in_words(changes, told):
    assert told in sentence(**changes)


def test_home_sentences_are_one_per_group_and_counterfactual(problem):
    found = home_and_choice(run_of(problem, by_lot(problem)))
    assert len(home_sentences(found)) == 2
    assert counterfactual_name("odd") == "odd"


# --- levels --------------------------------------------------------------------------------


def test_levels_add_up_to_the_index_of_the_finest_cells(problem):
    providers = ["municipal", "independent"] * 4
    run = run_of(problem, by_lot(problem), providers[: len(problem.unit_ids)])
    found = levels_of(run)
    assert tuple(found.columns) == LEVEL_COLUMNS
    for _keys, part in found.groupby(["group", "index"]):
        assert list(part["level"]) == ["provider", "unit", "grade"]
        assert part["added"].sum() == pytest.approx(part["cumulative"].iloc[-1])
        assert part["share_of_total"].fillna(0).sum() in (pytest.approx(1), 0)
    h = found[(found["group"] == "low_education") & (found["symbol"] == "H")]
    whole = measure(run, groups=["low_education"])
    value = whole[(whole["index"] == "theil_h") & (whole["basis"] == "pupil")]["value"].iloc[0]
    assert h["cumulative"].iloc[1] == pytest.approx(value)


def test_a_draw_by_lot_adds_nothing_beyond_lot_on_average(problem):
    rng, found = np.random.default_rng(4), []
    for _draw in range(200):
        dealt = replace(problem.parties, member=rng.permutation(problem.parties.member))
        found.append(levels_of(run_of(problem.replace(parties=dealt), first_options(problem))))
    every = pd.concat(found)
    mean = every[every["symbol"] == "M"].groupby("level")["added_beyond_lot"].mean()
    assert mean.abs().max() < 0.0015


def test_one_kind_of_provider_is_no_level(problem):
    found = levels_of(run_of(problem, by_lot(problem)))
    assert set(found["level"]) == {"unit", "grade"}
    assert level_name("unit") != "unit"
    assert level_name("odd") == "odd"


def test_a_group_of_nobody_has_no_levels(problem):
    parties = replace(problem.parties, member=problem.parties.member * 0)
    assert levels_of(run_of(problem.replace(parties=parties), first_options(problem))).empty
    unknown = replace(problem.parties, member=problem.parties.member * 0 - 1)
    assert levels_of(run_of(problem.replace(parties=unknown), first_options(problem))).empty


def enrolled():
    """Two municipal units and an independent one; a fourth hides its share."""
    table = [("m1", 100, 0.5), ("m2", 80, 0.25), ("i1", 60, 0.1), ("i2", 40, None)]
    return town(
        [
            {"unit_id": u, "name": u, "provider": "municipal" if u[0] == "m" else "independent"}
            for u, _p, _s in table
        ],
        [],
        [
            {"pupil_id": f"e{i}", "grade": "F17"[i % 3], "current_unit": table[i % 4][0],
             "low_education": i % 5 % 2}
            for i in range(120)
        ],
        enrolment=[
            {"unit_id": u, "group": GROUP.id, "pupils": p, "share": s, "count_low": 0,
             "count_high": 4}
            for u, p, s in table
        ],
    )  # fmt: skip


def test_an_instance_is_split_by_actual_pupils_and_by_the_pupils_table():
    found = levels_of(enrolled())
    parts = found[found["symbol"] == "M"].groupby("basis")["level"].agg(list)
    assert parts["enrolment"] == ["provider", "unit"]
    assert parts["current"] == ["provider", "unit", "grade"]
    assert set(found[found["basis"] == "enrolment"]["n_pupils"]) == {240}


def test_an_instance_where_every_share_is_hidden_has_no_levels():
    made = enrolled()
    hidden = made.replace(
        enrolment=made.enrolment.assign(share=np.nan),
        pupils=made.pupils.assign(low_education=pd.NA),
    )
    assert levels_of(hidden).empty


# --- units ---------------------------------------------------------------------------------


def test_units_of_one_grade_have_the_null_of_the_whole():
    found = each_unit(enrolled())
    assert tuple(found.columns) == UNIT_COLUMNS
    assert list(found["unit_id"]) == ["m1", "m2", "i1"]
    oracle = local_null(found["members"].to_numpy(float), found["pupils"].to_numpy(float))
    for column, name in (("p", "p"), ("q", "q"), ("low_lot", "low"), ("high_lot", "high")):
        assert found[column].to_numpy() == pytest.approx(getattr(oracle, name))
    assert found["contribution"].sum() == pytest.approx(1)
    assert found["difference"].iloc[0] == pytest.approx(100 * (0.5 - 76 / 240))
    table = np.stack([found["members"], found["pupils"] - found["members"]], axis=1)
    assert found["local"].to_numpy() == pytest.approx(local_segregation.value(table.astype(float)))


def test_the_null_of_several_grades_is_that_of_draws_within_grades(problem):
    run = run_of(problem, by_lot(problem, 3))
    found = each_unit(run, group="low_education")
    member, grade = problem.parties.member[:, 0], problem.parties.grade
    unit = run.placement.unit(problem)
    rng = np.random.default_rng(0)
    drawn = np.zeros((4000, len(problem.unit_ids)))
    for row in drawn:
        dealt = member.copy()
        for g in np.unique(grade):
            dealt[grade == g] = rng.permutation(member[grade == g])
        row[:] = np.bincount(unit, dealt, len(row))
    sizes = np.bincount(unit, minlength=len(problem.unit_ids))
    there = sizes > 0
    assert found["by_lot"].to_numpy() == pytest.approx(
        drawn.mean(axis=0)[there] / sizes[there], abs=0.01
    )
    at_most = (drawn <= np.bincount(unit, member, len(sizes))).mean(axis=0)[there]
    at_least = (drawn >= np.bincount(unit, member, len(sizes))).mean(axis=0)[there]
    two_sided = np.minimum(2 * np.minimum(at_most, at_least), 1)
    assert found["p"].to_numpy() == pytest.approx(two_sided, abs=0.05)


def test_small_groups_and_what_would_give_them_away_are_hidden():
    members, pupils = [30, 2, 7, 40, 38], [60, 50, 50, 80, 40]
    units = pd.DataFrame({"members": members, "pupils": pupils}).assign(
        basis="enrolment", group="g", share=0.5, difference=1.0, p=0.5, q=0.5, local=0.1,
        contribution=0.2, flagged=True, name="u",
    )  # fmt: skip
    told = for_publication(units)
    # Two of fifty, and all but two of forty, are small; with them nothing else can be worked out.
    assert list(told["hidden"]) == [False, True, False, False, True]
    assert told.loc[1, ["members", "share", "q"]].isna().all()
    assert told.loc[1, "flagged"] is None
    assert told.loc[0, "members"] == 30
    alone = for_publication(units.iloc[:4])
    assert list(alone["hidden"]) == [False, True, True, False]


def test_groups_of_which_nothing_is_known_have_no_units(problem):
    unknown = replace(problem.parties, member=problem.parties.member * 0 - 1)
    found = each_unit(run_of(problem.replace(parties=unknown), first_options(problem)))
    assert found.empty
    assert tuple(found.columns) == UNIT_COLUMNS


# --- differences ---------------------------------------------------------------------------


def test_a_sorted_placement_differs_from_one_by_lot_by_more_than_chance(problem):
    lot, apart = run_of(problem, by_lot(problem)), run_of(problem, sorted_placement(problem))
    found = differences(lot, apart, draws=199)
    assert tuple(found.columns) == DIFFERENCE_COLUMNS
    mine = found[found["group"] == "low_education"]
    assert (mine["difference"] > 0).all()
    assert (mine["p"] == 1 / 200).all()
    whole = measure(apart, groups=["low_education"], within_grade=True)
    whole = whole[(whole["scope"] == "within_grade") & (whole["basis"] == "pupil")]
    by_name = whole.set_index("index")["value"]
    for row in mine.to_dict("records"):
        assert row["second"] == pytest.approx(by_name[row["index"]])
        assert row["second"] - row["first"] == pytest.approx(row["difference"])


def test_two_placements_by_lot_differ_by_chance(problem):
    runs = [run_of(problem, by_lot(problem, seed)) for seed in (1, 2)]
    assert (differences(*runs, draws=99)["p"] > 0.02).all()
    assert differences(*runs, draws=99).equals(differences(*runs, draws=99))


@pytest.mark.parametrize(
    ("member", "reason"), [(-1, "group_unknown"), (0, "group_empty"), (1, "single_group")]
)
def test_no_difference_has_a_reason(problem, member, reason):
    parties = replace(problem.parties, member=np.full_like(problem.parties.member, member))
    run = run_of(problem.replace(parties=parties), first_options(problem))
    found = differences(run, run)
    assert set(found["reason"]) == {reason}
    assert found["difference"].isna().all()


def test_a_grade_where_nobody_belongs_is_not_pooled(problem):
    member = problem.parties.member.copy()
    member[problem.parties.grade == 0] = 0
    made = problem.replace(parties=replace(problem.parties, member=member))
    found = differences(run_of(made, by_lot(made)), run_of(made, first_options(made)), draws=19)
    rows = problem.parties.grade == 1
    unit = run_of(made, first_options(made)).placement.unit(made)[rows]
    x = np.bincount(unit, member[rows, 0], len(made.unit_ids))
    t = np.bincount(unit, minlength=len(made.unit_ids))
    oracle = float(dissimilarity.KERNEL.value(x[t > 0], t[t > 0].astype(float)))
    row = found[(found["group"] == "low_education") & (found["index"] == "dissimilarity")]
    assert row["second"].iloc[0] == pytest.approx(oracle)
