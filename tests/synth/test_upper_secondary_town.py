"""generate upper_secondary: the shipped instance is what its command makes, and hangs together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from skolval.cli.commands.generate import command
from skolval.domain.introduction import open_programmes
from skolval.domain.introduction_view import candidates, merits_of, sought, told
from skolval.domain.policy import Policy, Step
from skolval.io.instance import check_instance, read_instance
from skolval.synth.upper_secondary import generate_upper_secondary

NAME = "exempelstad_upper_secondary"
USUAL = Policy("usual", Step("nearest_school", None), places="introduction")


@pytest.fixture(scope="module")
def town():
    return generate_upper_secondary(seed=4)


@pytest.fixture(scope="module")
def folder():
    return Path(__file__).resolve().parents[2] / "instances" / NAME


def test_the_shipped_instance_is_what_its_command_makes(town, folder):
    shipped = read_instance(folder)
    for name in ("pupils", "introduction_pupils", "programmes", "units", "offerings", "edges",
                 "departures", "stops", "lines", "enrolment"):  # fmt: skip
        made, read = getattr(town, name), getattr(shipped, name)
        columns = [c for c in made if c in read and not c.startswith("count_")]
        pd.testing.assert_frame_equal(made[columns], read[columns], check_dtype=False)
    assert (shipped.transport, shipped.school_form) == (town.transport, "upper_secondary")


def test_the_shipped_instance_has_no_fault_and_is_small(folder):
    assert check_instance(folder)[1] == ()
    assert sum(path.stat().st_size for path in folder.iterdir()) < 500_000


def test_its_sizes_and_todays_concentration_are_as_told(town, folder):
    told_ = YAML(typ="safe").load(folder / "expected.yaml")
    assert sizes(town) == told_["sizes"]
    assert today(town) == told_["today"]


def sizes(town):
    people = town.introduction_pupils
    return {
        "units": len(town.units),
        "independent_units": int((town.units["provider"] == "independent").sum()),
        "pupils_of_national_programmes": len(town.pupils),
        "introduction_pupils": len(people),
        "newly_arrived": int(told(people["newly_arrived"]).sum()),
        "started": int(told(people["started"]).sum()),
        "introduction_hosts": len(candidates(town, USUAL)),
        "departures": len(town.departures),
        "nodes": len(town.nodes),
    }


def today(town):
    """Where those who have started go: units with any, and the shares of the most."""
    count = town.introduction_pupils["current_unit"].value_counts()
    independent = set(town.units.loc[town.units["provider"] == "independent", "unit_id"])
    at = count[count.index.isin(independent)].sum()
    return {
        "units_with_any": len(count),
        "share_at_top_3": round(float(count.iloc[:3].sum() / count.sum()), 3),
        "share_at_top_5": round(float(count.iloc[:5].sum() / count.sum()), 3),
        "share_at_independent": round(float(at / count.sum()), 3),
    }


def test_one_pupil_in_ten_goes_to_an_introduction_programme_and_none_is_eligible_elsewhere(town):
    people = town.introduction_pupils
    share = len(people) / (len(people) + len(town.pupils))
    assert share == pytest.approx(0.10, abs=0.001)
    fitting = open_programmes(merits_of(people), told(people["newly_arrived"]))
    assert fitting.any(axis=1).all()


def test_every_programme_that_pupils_need_has_seats_today(town):
    rows = candidates(town, USUAL)
    today = rows[(rows["groups_today"] > 0).to_numpy(bool)]
    need = pd.Series(sought(town, rows)).value_counts()
    have = today.groupby("programme")["seats"].sum()
    assert set(need.index) <= set(have.index)
    assert (have[need.index] >= need).all()


def test_another_seed_makes_another_town():
    other = generate_upper_secondary(seed=5)
    assert len(other.units) == 20
    assert not np.array_equal(other.units["x"], generate_upper_secondary(seed=4).units["x"])


@pytest.mark.parametrize("option", [["--pupils", "500"], ["--facts"]])
def test_options_of_other_profiles_are_refused(tmp_path, option):
    found = CliRunner().invoke(command, ["upper_secondary", str(tmp_path / "x"), *option])
    assert found.exit_code == 2
    assert option[0] in found.output
    assert not (tmp_path / "x").exists()
