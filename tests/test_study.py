"""Studies: one tidy table, intervals by hand, the same on any number of workers."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import stats

import runs
from lens_towns import equal_ways, line_town, run_in
from runs import bjorkby, made_run
from skolval.cli import skolval
from skolval.domain.policy import Bound, Who
from skolval.errors import InfeasibleError, InputError, SkolvalError, UsageError
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.shipped import find_instance
from skolval.measure import measure
from skolval.study import COLUMNS, Terms, run_study, summary, vary
from skolval.study._measures import explained, measures
from skolval.synth.generate import generate
from towns import policy

LILLSTAD = ("lillstad", partial(generate, "lillstad", seed=1))
PROXIMITY = policy("deferred_acceptance", "absolute_proximity", "lottery", name="proximity")
LOTTERY = policy("deferred_acceptance", "lottery", name="lottery")


# --- measures ----------------------------------------------------------------------------


def test_units_that_hold_one_kind_each_explain_everything_and_even_ones_nothing():
    grade = np.zeros(4, int)
    assert explained(np.array([1.0, 1, 0, 0]), np.array([0, 0, 1, 1]), grade)[0] == 1
    assert explained(np.array([1.0, 0, 1, 0]), np.array([0, 0, 1, 1]), grade)[0] == 0


def test_explained_by_hand():
    """Units (3, 1) and (2, 2, 5): means 2 and 3, all 2.6; between 1.2, total 9.2."""
    value, by_lot = explained(
        np.array([3.0, 1, 2, 2, 5]), np.array([0, 0, 1, 1, 1]), np.zeros(5, int)
    )
    assert value == pytest.approx(1.2 / 9.2)
    assert by_lot == pytest.approx(1 / 4)


def test_grades_do_not_count_as_differences_between_units():
    value, _by_lot = explained(
        np.array([0.0, 0, 1, 1]), np.array([0, 1, 2, 3]), np.array([0, 0, 1, 1])
    )
    assert np.isnan(value)


def test_the_mean_by_lot_is_that_of_shuffled_pupils(rng):
    values, unit = rng.integers(0, 2, 60).astype(float), np.arange(60) % 7
    grade = np.zeros(60, int)
    drawn = [explained(rng.permutation(values), unit, grade)[0] for _draw in range(600)]
    assert np.mean(drawn) == pytest.approx(explained(values, unit, grade)[1], abs=0.01)


def test_the_individual_basis_is_the_variance_ratio_of_measure(tmp_path):
    run = made_run(tmp_path)
    found = measures(run.problem, run.placement, "low_education")
    frame = measure(run, groups=["low_education"], within_grade=True)
    row = frame[(frame["index"] == "variance_ratio") & (frame["basis"] == "pupil")
                & (frame["scope"] == "within_grade")].iloc[0]  # fmt: skip
    assert found["explained_pupil"] == pytest.approx(row["value"])
    assert found["by_lot_pupil"] == pytest.approx(row["expected"])


def test_wishes_and_metres_by_hand():
    metres = {"a": {"A": 100, "B": 300}, "b": {"A": 200, "B": 500}, "c": {"A": 900, "B": 700}}
    run = run_in(
        line_town(metres, {"a": "A", "b": "AB"}, seats={"A": 1, "B": 1}),
        policy("deferred_acceptance", "absolute_proximity", "lottery"),
    )
    found = measures(run.problem, run.placement, "low_education")
    assert (found["first"], found["top3"], found["any"]) == (0.5, 1.0, 1.0)
    assert found["placed"] == pytest.approx(2 / 3)
    assert found["metres"] == (100 + 500) / 2
    assert np.isnan(found["explained_pupil"])


def test_a_town_without_wishes_or_known_homes_has_no_shares():
    run = run_in(line_town(equal_ways("a", "A"), {}, protected="a"), LOTTERY)
    found = measures(run.problem, run.placement, "low_education")
    assert np.isnan(found["first"])
    assert np.isnan(found["metres"])


def test_an_unknown_group_is_refused(tmp_path):
    run = made_run(tmp_path)
    with pytest.raises(UsageError, match="Did you mean low_education"):
        measures(run.problem, run.placement, "low_educaton")


# --- the table ---------------------------------------------------------------------------


def test_one_row_per_instance_policy_seed_and_measure():
    lines = []
    frame = run_study(
        [("bjorkby", bjorkby)], [PROXIMITY, LOTTERY], Terms(seeds=3), progress=lines.append
    )
    assert tuple(frame.columns) == COLUMNS
    assert list(frame["policy"].drop_duplicates()) == ["proximity", "lottery"]
    assert len(frame) == 2 * 3 * frame["measure"].nunique()
    assert lines == ["bjorkby proximity, lottery"]
    lots = frame[(frame["policy"] == "lottery") & (frame["measure"] == "metres")]["value"]
    assert len(set(lots)) > 1


@pytest.mark.slow
def test_workers_change_nothing():
    few = run_study([LILLSTAD], [PROXIMITY, LOTTERY], Terms(seeds=2))
    many = run_study([LILLSTAD], [PROXIMITY, LOTTERY], Terms(seeds=2, workers=2))
    assert few.to_csv().encode() == many.to_csv().encode()


def test_names_stand_once():
    with pytest.raises(UsageError, match="lottery stands twice"):
        run_study([("bjorkby", bjorkby)], [LOTTERY, LOTTERY])
    with pytest.raises(UsageError, match="bjorkby stands twice"):
        run_study([("bjorkby", bjorkby), ("bjorkby", bjorkby)], [LOTTERY])


def test_a_forbidden_policy_is_studied_only_as_a_simulation():
    forbidden = policy("immediate_acceptance", "lottery", name="boston")
    with pytest.raises(SkolvalError):
        run_study([("bjorkby", bjorkby)], [forbidden])
    assert len(run_study([("bjorkby", bjorkby)], [forbidden], Terms(simulate_unlawful=True)))


# --- summary -----------------------------------------------------------------------------


def table(values):
    """Rows of one measure: {(instance, policy): values by seed}."""
    return pd.DataFrame(
        [
            (instance, name, seed + 1, "first", value)
            for (instance, name), row in values.items()
            for seed, value in enumerate(row)
        ],
        columns=list(COLUMNS),
    )


def test_the_interval_is_students():
    found = summary(table({("x", "a"): [1.0, 2, 3], ("x", "b"): [2.0, 4, 6]}))
    a, b = (found[found["policy"] == name].iloc[0] for name in "ab")
    low, high = stats.t.interval(0.95, 2, loc=2, scale=stats.sem([1, 2, 3]))
    assert (a["mean"], a["n"]) == (2, 3)
    assert (a["low"], a["high"]) == pytest.approx((low, high))
    # paired: the differences are 1, 2, 3
    assert (b["difference"], b["difference_low"], b["difference_high"]) == pytest.approx(
        (2, low, high)
    )
    assert b["change"] == pytest.approx(1.0)
    assert a["difference"] == 0


def test_over_towns_every_town_counts_once_with_its_mean():
    found = summary(
        table(
            {("x", "a"): [1.0, 3], ("y", "a"): [4.0, 4], ("x", "b"): [3.0, 5], ("y", "b"): [5.0, 5]}
        )
    )
    whole = found[found["instance"] == "all"].set_index("policy")
    assert whole.loc["a", "mean"] == 3
    assert whole.loc["b", "difference"] == pytest.approx(1.5)
    assert whole.loc["b", "n"] == 2
    assert set(found["instance"]) == {"x", "y", "all"}


def test_one_value_has_no_interval_and_a_mean_of_nothing_no_change():
    found = summary(table({("x", "a"): [0.0], ("x", "b"): [1.0]}))
    assert found["low"].isna().all()
    assert np.isnan(found[found["policy"] == "b"]["change"].iloc[0])


# --- varied policies ---------------------------------------------------------------------


def test_every_value_makes_a_policy_of_its_own():
    found = vary(read_policy("lottery"), "max_wishes=2,3")
    assert [rules.max_wishes for rules in found] == [2, 3]
    assert [rules.name for rules in found] == ["lottery max_wishes=2", "lottery max_wishes=3"]


def test_a_parameter_of_a_step_is_found_by_its_name_or_number():
    rules = read_policy("absolute_proximity")
    (named,) = vary(rules, "criteria.sibling.radius_metres=1500")
    (numbered,) = vary(rules, "criteria.1.radius_metres=1500")
    assert named.criteria[0].params.radius_metres == 1500
    assert numbered.criteria[0].params == named.criteria[0].params
    (bare,) = vary(rules, "criteria.lottery.each_unit=true")
    assert bare.criteria[-1].params.each_unit
    (deep,) = vary(rules, "near_home.metres=2000")
    assert deep.near_home.metres == (2000, 2000, 2000)


def test_seat_classes_are_found_by_name_and_bounds_by_number(tmp_path):
    file = tmp_path / "bounded.yaml"
    file.write_text(
        runs.POLICY + "bounds:\n  - {who: {group: low_education, basis: pupil}, floor: 0.2}\n",
        encoding="utf-8",
    )
    (bounded,) = vary(read_policy(file), "bounds.1.floor=0.4")
    assert bounded.bounds == (Bound(Who("low_education", "pupil"), floor=0.4),)
    (share,) = vary(read_policy("reserve_socioeconomic"), "seat_classes.reserve.share=0.4")
    assert share.seat_classes[0].share == 0.4


@pytest.mark.parametrize("word", ["max_wishes", "max_wishes=", "criteria.nothing.x=1", "seed.x.y=1",
                                  "criteria.x=1"])  # fmt: skip
def test_words_that_set_nothing_are_refused(word):
    with pytest.raises((UsageError, InputError)):
        vary(read_policy("lottery"), word)


def test_a_value_that_does_not_fit_is_told_as_in_a_file():
    with pytest.raises(InputError, match="max_wishes"):
        vary(read_policy("lottery"), "max_wishes=many")


# --- the command -------------------------------------------------------------------------


def call(*words):
    return CliRunner().invoke(skolval, ["study", *(str(w) for w in words), "--lang", "en"])


def test_the_command_tells_means_intervals_and_differences(tmp_path):
    out = tmp_path / "t" / "study.csv"
    done = call("lillstad", "--policy", "absolute_proximity", "--policy", "lottery",
                "--seeds", 2, "--out", out)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "# lillstad" in done.output
    assert "explained by unit (individuals)" in done.output
    assert tuple(pd.read_csv(out).columns) == COLUMNS
    assert f"Written: {out}" in done.output


def test_towns_are_made_anew_and_told_together():
    done = call("lillstad", "--towns", 2, "--policy", "lottery", "--set", "max_wishes=1,5")
    assert done.exit_code == 0, done.output
    assert "# all instances" in done.output
    assert "lottery max_wishes=5" in done.output


def test_json_has_rows_and_summary():
    told = json.loads(call("lillstad", "--policy", "lottery", "--json").stdout)
    assert len(told["rows"]) == len(told["summary"])


# --- Kessel & Olme -----------------------------------------------------------------------


RESERVE = LOTTERY.replace(
    name="reserve", bounds=(Bound(Who("low_education", "pupil"), floor=0.33, ceiling=0.33),)
)


def kessel_and_olme(source, seeds):
    """Change from proximity by (policy, measure), and the least share of top-three places."""
    found = summary(run_study([source], [PROXIMITY, LOTTERY, RESERVE], Terms(seeds=seeds)))
    change = found.set_index(["policy", "measure"])["change"]
    return change, found[found["measure"] == "top3"]["mean"].min()


@pytest.mark.slow
def test_the_order_of_kessel_and_olme_on_exempelstad():
    """Proximity > lottery > reserves, by home areas; wishes hardly suffer. See docs/study.md.

    On individuals the lottery's effect is not established over towns, so it is not asserted.
    """
    source = ("exempelstad", partial(read_instance, find_instance("exempelstad")))
    change, top3 = kessel_and_olme(source, 2)
    assert -0.17 < change["lottery", "explained_area"] < -0.04
    assert change["reserve", "explained_area"] < change["lottery", "explained_area"]
    assert -0.40 < change["reserve", "explained_pupil"] < -0.10
    assert top3 > 0.88


@pytest.mark.shared
@pytest.mark.slow
def test_the_order_of_kessel_and_olme_on_real_uppsala(shared):
    from skolval.registry import load

    importer = load("importer", "uppsala_public")
    read = importer.read(shared / "data" / "uppsala", importer.Params(seed=1)).instance
    change, top3 = kessel_and_olme(("uppsala", lambda: read), 2)
    for basis in ("explained_pupil", "explained_area"):
        assert change["reserve", basis] < change["lottery", basis] < 0
    assert top3 > 0.9


def test_of_many_policies_the_one_that_cannot_be_kept_is_named():
    many = vary(read_policy("preparatory_spread"), "hosting.min_hosts=1,99")
    lillstad = read_instance(find_instance("lillstad"))
    with pytest.raises(InfeasibleError) as caught:
        run_study([("lillstad", lambda: lillstad)], many[1:], Terms(seeds=1))
    assert {fault.file for fault in caught.value.faults} == {
        "preparatory_spread hosting.min_hosts=99"
    }
