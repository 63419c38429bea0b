"""A whole front of a shipped town: monotone, proven, resumed, with plans, prices and levers."""

from __future__ import annotations

import json
import threading
from itertools import pairwise

import numpy as np
import pytest

from skolval.audit import audit
from skolval.errors import CancelledError, InputError, UsageError
from skolval.frontier import Lever, Terms, files, frontier
from skolval.frontier.lever_file import read_levers
from skolval.frontier.levers import applied
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.run_reading import read_run
from skolval.report.frontier import frontier_page


@pytest.fixture(scope="module")
def lillstad():
    from conftest import ROOT

    return read_instance(ROOT / "instances" / "lillstad")


@pytest.fixture(scope="module")
def found(lillstad):
    terms = Terms(points=5, plans=1, best=1)
    return frontier(lillstad, read_policy("balanced"), terms)


def test_the_front_is_monotone_and_every_bound_is_below_its_value(found):
    points = found.front.points
    assert len(points) == 5
    for tight, loose in pairwise(points):
        assert tight.at < loose.at
        assert tight.travel >= loose.travel
        assert tight.bound >= loose.bound
    for point, row in zip(points, found.points, strict=True):
        assert point.bound <= point.travel
        assert found.front.below(point.at) <= point.travel + 1e-6
        assert row["d"] <= point.at + 1e-3
        assert row["travel"] == int(found.question.problem.options.metres[point.chosen].sum())


def test_another_plan_keeps_the_ceiling_and_differs_as_told(found):
    other, base = found.plans_found[0], found.base
    assert other.travel <= base.travel * 1.02
    assert found.question.axis(other.other) <= base.at + 1e-9
    unit = found.question.problem.unit_of_option()
    assert found.plans[1]["moved_from_first"] == int(
        (unit[other.chosen] != unit[base.chosen]).sum()
    )


def test_a_rule_costs_within_the_interval_told(found):
    for row in found.prices:
        assert row["saved_least"] <= row["saved_found"] <= row["saved_most"]
        assert row["travel_bound"] <= row["travel"]


def test_seats_are_tried_where_they_are_worth_most(found):
    assert found.levers
    assert found.levers[0]["saved_found"] >= 0


@pytest.mark.slow
def test_the_same_question_gives_the_same_bytes(found, lillstad, tmp_path):
    terms = Terms(points=5, plans=1, best=1)
    files.write_frontier(tmp_path / "a", found)
    again = frontier(lillstad, read_policy("balanced"), terms)
    files.write_frontier(tmp_path / "b", again)
    for name in ("frontier.csv", "plans.csv", "prices.csv", "levers.csv", "frontier.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_stopped_walk_keeps_its_points_and_goes_on(found, lillstad, tmp_path):
    cancel = threading.Event()
    terms = {"points": 5, "plans": 1, "best": 1}

    def tell(text):
        if "point 2" in text:
            cancel.set()

    policy, work = read_policy("balanced"), tmp_path / "work"
    stopped = frontier(lillstad, policy, Terms(**terms, cancel=cancel), work=work, progress=tell)
    assert not stopped.complete
    assert len(stopped.front.points) == 2
    whole = frontier(lillstad, policy, Terms(**terms), work=work)
    assert whole.complete
    assert [p.travel for p in whole.front.points] == [p.travel for p in found.front.points]


@pytest.mark.parametrize("at", [float("nan"), float("inf"), -1.0])
def test_a_value_that_nothing_can_have_is_refused(at):
    with pytest.raises(UsageError, match="Nothing can be asked"):
        Terms(at=at)


def test_a_walk_that_is_stopped_before_its_first_point_says_so(lillstad):
    cancel = threading.Event()

    def tell(text):
        if "linear programmes" in text:
            cancel.set()

    terms = Terms(points=5, plans=0, prices=False, best=0, cancel=cancel)
    with pytest.raises(CancelledError, match="before any point"):
        frontier(lillstad, read_policy("balanced"), terms, progress=tell)


def test_the_beginning_of_another_front_is_refused(lillstad, tmp_path):
    (tmp_path / "key.txt").write_text("another", encoding="utf-8")
    with pytest.raises(InputError, match="another front"):
        frontier(lillstad, read_policy("balanced"), Terms(points=2), work=tmp_path)


def test_kept_runs_pass_the_audit(found, tmp_path):
    kept = files.keep_runs(tmp_path / "runs", found)
    assert len(kept) == 6
    for folder in (kept[0], kept[-1]):
        assert not audit(read_run(folder)).breaches


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_loads_nothing_and_tells_gap_and_lot(found, lang):
    page = frontier_page(found, lang=lang)
    assert "Content-Security-Policy" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert page.count("<table") >= 5


def test_record_is_plain(found, tmp_path):
    files.write_frontier(tmp_path, found)
    record = json.loads((tmp_path / "frontier.json").read_text(encoding="utf-8"))
    assert record["complete"]
    assert len(record["points"]) == 5


def test_levers_change_the_tables(lillstad):
    offerings = lillstad.offerings
    one, other = offerings["unit_id"].astype(str).unique()[:2]
    more = applied(lillstad, Lever("more", seats={one: 25}))
    assert int(more.offerings["seats"].sum() - offerings["seats"].sum()) == 25
    merged = applied(lillstad, Lever("merge", merge=((one, other),)))
    assert int(merged.offerings["seats"].sum()) == int(offerings["seats"].sum())
    assert len(merged.offerings) < len(offerings)
    closed = applied(lillstad, Lever("close", close=(one,)))
    assert not closed.units.set_index("unit_id").loc[one, "placeable"]
    paired = applied(lillstad, Lever("pair", pair=((one, other),)))
    assert int(paired.offerings["seats"].sum()) == int(offerings["seats"].sum())


def test_a_profile_opens_a_unit_to_everybody(lillstad):
    from skolval.frontier.profile import with_profile
    from skolval.place import problem_of
    from skolval.travel.table import travel_table

    policy = read_policy("balanced")
    policy = policy.replace(options=policy.options.__class__(nearest=2))
    problem = problem_of(lillstad, policy)
    unit = str(problem.unit_ids[problem.offerings.unit[problem.options.offering[0]]])
    wide = with_profile(problem, (unit,), lillstad, travel_table(lillstad))
    assert len(wide.options) >= len(problem.options)
    assert (np.diff(wide.options.party) >= 0).all()
    assert with_profile(wide, (unit,), lillstad, travel_table(lillstad)) is wide


def test_a_list_of_levers_tells_all_its_faults(lillstad, tmp_path):
    path = tmp_path / "levers.yaml"
    path.write_text(
        "levers:\n  - {name: a, seats: {nowhere: 5}}\n  - {name: b}\n"
        "  - {name: c, pair: [[x, y]], split: '77'}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as told:
        read_levers(path, lillstad)
    assert len(told.value.faults) >= 5
    path.write_text("levers:\n  - {name: a, sets: {x: 5}}\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_levers(path, lillstad)


def test_terms_tell_all_faults():
    with pytest.raises(UsageError) as told:
        Terms(points=1, longer=-5, slack=200, gap=2)
    assert len(told.value.faults) == 4


def test_unknown_group_and_goal_are_refused(lillstad):
    with pytest.raises(UsageError) as told:
        frontier(lillstad, read_policy("balanced"), Terms(group="nobody", against="nothing"))
    assert len(told.value.faults) == 2


def test_another_goal_can_be_weighed_against(lillstad):
    terms = Terms(points=3, plans=0, seats=0, prices=False, against="moves", spacing="bend")
    other = frontier(lillstad, read_policy("balanced"), terms)
    assert other.front.points[-1].travel <= other.front.points[0].travel
    with pytest.raises(UsageError):
        files.keep_runs(None, other)
    assert "moves" in frontier_page(other, lang="en")
