"""Journeys of an explanation: told stop by stop where the policy counts minutes by timetable."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.test_counted_minutes import POLICY, valley

from gatby import E, N
from skolval.cli import skolval
from skolval.explain import explain_pupil
from skolval.explain.journeyed import journey_paragraphs, journeyed
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.run_reading import read_run
from skolval.io.writing import write_instance
from skolval.runs import make_run


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The valley, on disk, with one run for each way of counting minutes."""
    folder = tmp_path_factory.mktemp("valley")
    moved = valley()
    moved = moved.replace(
        pupils=moved.pupils.astype({"low_education": "Int64"}),
        **{name: table.assign(x=table["x"] + E, y=table["y"] + N)
           for name in ("units", "stops") if len(table := getattr(moved, name))},
    )  # fmt: skip
    homes = moved.pupils.assign(x=moved.pupils["x"] + E, y=moved.pupils["y"] + N)
    instance = read_instance(write_instance(moved.replace(pupils=homes), folder / "valley"))
    runs = {}
    for minutes in ("walking", "public_transport", "fastest"):
        path = folder / f"{minutes}.yaml"
        path.write_text(POLICY.format(name=minutes, minutes=minutes, rules=""), encoding="utf-8")
        make_run(instance, read_policy(path), folder / f"run_{minutes}")
        runs[minutes] = read_run(folder / f"run_{minutes}")
    return instance, runs


def told(made, minutes, pupil="b"):
    instance, runs = made
    found = explain_pupil(runs[minutes], pupil)
    return journeyed(runs[minutes], instance, [found])[0]


def test_the_journey_is_told_with_its_stops_times_and_minutes(made):
    (town, *_others) = told(made, "public_transport")
    assert (town.role, town.unit, town.minutes, town.journey.minutes) == ("placed", "T", 17, 17)
    (said,) = journey_paragraphs((town,))
    assert said.startswith("By timetable to T: 17 minutes. 07:38")
    assert "on foot 100 m; 07:40–07:52 line 1 from v to t; 07:52–07:52 on foot 0 m." in said


def test_a_unit_that_no_bus_reaches_before_the_bell_is_told_so(made):
    forest = next(one for one in told(made, "public_transport") if one.unit == "F")
    assert (forest.minutes, forest.journey) == (None, None)
    assert journey_paragraphs((forest,)) == ["By timetable to F: no journey before the bell."]


def test_where_the_faster_counts_the_way_on_foot_is_told_beside(made):
    forest = next(one for one in told(made, "fastest") if one.unit == "F")
    (said,) = journey_paragraphs((forest,))
    assert said.startswith("By timetable to F: no journey before the bell. The run counted ")


def test_nothing_is_told_where_minutes_are_on_foot(made):
    assert told(made, "walking") == ()


def test_explain_tells_the_journey_in_words_and_in_fields(made):
    run = made[1]["public_transport"].folder
    folder = run.parent / "valley"
    words = ["explain", str(run), "b", "--instance", str(folder), "--lang", "en"]
    assert "line 1 from v to t" in CliRunner().invoke(skolval, words).stdout
    plain = json.loads(CliRunner().invoke(skolval, [*words, "--json"]).stdout)
    assert plain["journeys"][0]["journey"]["legs"][1]["line"] == "1"
    assert len(plain["certificates"]) == len(plain["journeys"])


def test_every_letter_certifies_its_own_distances_and_tells_its_own_journey(made, tmp_path):
    run = made[1]["public_transport"].folder
    words = ["letters", str(run), "--instance", str(run.parent / "valley"), "--format", "both"]
    done = CliRunner().invoke(skolval, [*words, "--out", str(tmp_path / "all"), "--lang", "en"])
    assert "2 letters written" in done.stdout
    for pupil, metres in (("a", 0), ("b", 100)):
        text = " ".join((tmp_path / "all" / f"{pupil}.txt").read_text("utf-8").split())
        assert f"on foot {metres} m; 07:40–07:52 line 1 from v to t" in text
        assert f"From the home (560000, {6_600_000 + metres})" in text
        assert 'class="route"' in (tmp_path / "all" / f"{pupil}.html").read_text("utf-8")
