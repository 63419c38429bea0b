"""Whole command lines: the front of groups is written, read by nobody else's tools, and refused."""

from __future__ import annotations

import json
import signal

import pandas as pd
import pytest

from commands import run
from conftest import ROOT
from skolval.audit import audit
from skolval.errors import InputError, UsageError
from skolval.frontier import frontier
from skolval.frontier.groups import GroupTerms, group_frontier
from skolval.frontier.groups.rows import dominating
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.run_reading import read_run
from skolval.report.front_told import read_front
from skolval.report.group_front import group_front_page

COMMAND = (
    "frontier",
    "lillstad",
    "--policy",
    "preparatory_spread",
    "--points",
    "2",
    "--lang",
    "en",
)


@pytest.fixture(scope="module")
def lillstad():
    return read_instance(ROOT / "instances" / "lillstad")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("front") / "one"
    done = run(*COMMAND, "--out", out, "--keep-runs")
    assert done.returncode == 0, done.stderr
    return out, done


@pytest.fixture(scope="module")
def found(lillstad):
    return group_frontier(lillstad, read_policy("preparatory_spread"), GroupTerms(points=2))


def test_the_same_kinds_of_files_are_written_as_of_any_front(made):
    out, done = made
    names = {path.name for path in out.iterdir()}
    assert names == {"frontier.csv", "frontier.parquet", "frontier.json", "frontier.html", "runs"}
    assert "The points of the front" in done.stdout
    assert "Today's units alone" in done.stdout
    told = pd.read_csv(out / "frontier.csv")
    assert told.equals(pd.read_parquet(out / "frontier.parquet"))
    assert (told["bound"] <= told["value"]).all()
    assert (told["share"] <= told["at"] + 1e-9).all()


def test_every_kept_run_is_a_placement_under_its_ceiling_that_passes_the_audit(made):
    out, _done = made
    told = pd.read_csv(out / "frontier.csv")
    folders = sorted((out / "runs").iterdir())
    assert [folder.name for folder in folders] == ["point-01", "point-02", "today"]
    for at, folder in zip(told["at"], folders, strict=False):
        kept = read_run(folder)
        assert kept.problem.policy.hosting.top_share == round(1000 * at)
        assert not audit(kept).breaches


def test_the_same_command_gives_the_same_bytes_and_json_is_the_record(made, tmp_path):
    out, _done = made
    done = run(*COMMAND, "--out", tmp_path / "two", "--json")
    for name in ("frontier.csv", "frontier.json", "frontier.html"):
        assert (out / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    told = json.loads(done.stdout)
    assert told["kind"] == "groups"
    assert len(told.pop("files")) == 4
    assert told == json.loads((out / "frontier.json").read_text("utf-8"))
    assert told["terms"]["against"] == told["terms"]["journey"] == "travel"
    assert {"points", "today", "least", "complete", "goals"} <= set(told)


def test_options_that_say_nothing_of_groups_are_refused_one_by_one_and_at_once(tmp_path):
    done = run(
        *COMMAND, "--out", tmp_path / "out", "--group", "x", "--basis", "pupil", "--no-prices",
        "--seats", "2", "--best", "1", "--plans", "0", "--at", "0.1", "--spacing", "bend",
        "--longer", "-4", "--against", "moves",
    )  # fmt: skip
    assert done.returncode == 2
    for option in ("group", "basis", "prices", "seats", "best", "plans", "at", "spacing"):
        assert f"--{option} says nothing of groups" in done.stderr
    assert "What may be added at most is no per cent" in done.stderr
    assert "cannot be weighed against 'moves'" in done.stderr
    assert "10 errors." in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_option_of_groups_is_refused_where_nobody_is_in_any(tmp_path):
    done = run("frontier", "lillstad", "--policy", "balanced", "--top", "2", "--lang", "en",
               "--out", tmp_path / "out")  # fmt: skip
    assert done.returncode == 2
    assert "--top is about groups" in done.stderr


def test_so_many_units_that_nothing_can_be_spread_are_refused(tmp_path):
    done = run(*COMMAND, "--out", tmp_path / "out", "--top", "5")
    assert done.returncode == 2
    assert "at 5 units only, so the 5 units with most always have all" in done.stderr


def test_a_front_is_never_overwritten_and_no_other_is_gone_on_with(made, tmp_path):
    out, _done = made
    assert "never overwritten" in run(*COMMAND, "--out", out).stderr
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "key.txt").write_text("another", encoding="utf-8")
    assert "beginning of another front" in run(*COMMAND, "--out", tmp_path).stderr


def test_stopped_by_the_user_it_keeps_what_it_has_and_goes_on(made, tmp_path, monkeypatch):
    from skolval.frontier.groups import walk

    solved, seen = walk._solved, []

    def interrupted(*words):
        seen.append(words)
        if len(seen) == 2:
            signal.raise_signal(signal.SIGINT)
        return solved(*words)

    monkeypatch.setattr(walk, "_solved", interrupted)
    done = run(*COMMAND, "--out", tmp_path / "out")
    assert done.returncode == 7
    assert "the same command goes on from here" in done.stdout
    assert not json.loads((tmp_path / "out" / "frontier.json").read_text("utf-8"))["complete"]
    monkeypatch.setattr(walk, "_solved", solved)
    assert run(*COMMAND, "--out", tmp_path / "out").returncode == 0
    assert not (tmp_path / "out" / "work").exists()
    ended, whole = (folder / "frontier.json" for folder in (tmp_path / "out", made[0]))
    assert ended.read_bytes() == whole.read_bytes()


def test_a_policy_that_places_month_by_month_is_told_in_hindsight(lillstad):
    terms = GroupTerms(points=2, against="hosting_cost")
    found = group_frontier(lillstad, read_policy("preparatory_as_they_come"), terms)
    assert found.question.hindsight
    assert found.points[-1]["value"] == found.points[-1]["kronor"]
    assert "in hindsight" in group_front_page(found, lang="en")
    assert found.runs()[0].problem.policy.mechanism.params.order == "together"


def test_the_door_of_the_other_front_refuses_groups_and_this_one_others(lillstad):
    with pytest.raises(UsageError, match="its front is of concentration"):
        frontier(lillstad, read_policy("preparatory_spread"))
    with pytest.raises(UsageError, match="places nobody in groups"):
        group_frontier(lillstad, read_policy("balanced"))


def test_a_report_does_not_take_it_for_a_front_of_segregation(made):
    out, _done = made
    with pytest.raises(InputError, match="is a front of groups"):
        read_front(out)


def test_the_office_reads_sums_and_the_public_shares(found):
    inside = group_front_page(found, lang="en")
    outside = group_front_page(found, lang="en", audience="public")
    assert "This page is for the office" in inside
    assert "This page is for the office" not in outside
    for row in found.points:
        assert f"{row['value']:,}" in inside
        assert f"{row['value']:,}" not in outside
    assert "http://" not in outside.replace("http://www.w3.org", "")


def test_shares_that_would_tell_of_few_pupils_are_hidden_and_not_drawn(found):
    """Of twelve pupils ten are at two units: the two others are nobody's to know."""
    row = found.points[-1]
    assert 0 < row["pupils_in_groups"] - row["pupils_at_top"] < 5
    page = group_front_page(found, lang="en", audience="public")
    assert "(hidden)" in page
    assert ">..<" in page
    assert "83%" not in page
    assert "<figure" not in page


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_draws_the_front_and_todays_units(found, lang):
    page = group_front_page(found, lang=lang)
    assert "<svg" in page
    assert page.count("<table") >= 2


def test_a_point_is_dominated_by_one_no_worse_in_all_and_better_in_one():
    def row(share, journey, kronor):
        return {"share": share, "journey": journey, "kronor": kronor}

    rows = [row(0.3, 10, 5), row(0.4, 10, 5), row(0.4, 9, 6), row(0.3, 10, 5)]
    assert dominating(rows) == [0, 1, 0, 0]


def test_without_units_of_today_the_reason_is_told(lillstad):
    hosts = lillstad.hosts.assign(groups_today=0)
    town = lillstad.replace(hosts=hosts, newly_arrived=lillstad.newly_arrived.assign(
        current_unit=None, months_before=0))  # fmt: skip
    found = group_frontier(town, read_policy("preparatory_spread"), GroupTerms(points=2))
    assert found.today() is None
    assert found.why
    assert "What today" in group_front_page(found, lang="en")
