"""Files that no run writes make the audit fail; they never stop it."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from runs import POLICY, bjorkby, edit_record, reseal, run_folder
from skolval.audit import audit
from skolval.io.policy import read_policy
from skolval.runs import make_run


@pytest.fixture
def folder(tmp_path):
    return run_folder(tmp_path)


def broken(folder, rule, **told):
    found = audit(folder, **told)
    assert not found.ok
    return [breach.where for breach in found.breaches if breach.rule == rule]


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"rule,where\n", None])
def test_breaches_that_cannot_be_read_are_a_breach(folder, content):
    path = folder / "breaches.csv"
    path.unlink(missing_ok=True)
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    assert broken(folder, "told") == ["breaches.csv"]


def test_areas_whose_shapes_are_no_shapes_differ_from_the_instance(tmp_path):
    town = bjorkby()
    shapes = [Point(0, 0).buffer(5)] * len(town.areas)
    town = town.replace(areas=gpd.GeoDataFrame(town.areas, geometry=shapes, crs=town.crs))
    (tmp_path / "p.yaml").write_text(POLICY, encoding="utf-8")
    folder = make_run(town, read_policy(tmp_path / "p.yaml"), tmp_path / "run").folder
    path = folder / "problem" / "areas.parquet"
    pd.read_parquet(path).to_parquet(path)
    reseal(folder)
    assert broken(folder, "instance", instance=town) == ["areas"]


def test_a_kind_of_distances_that_there_is_not_is_told(folder):
    edit_record(folder, lambda record: record.update(distance_kind="as I like"))
    (where,) = broken(folder, "readable")
    assert where.endswith("run.json")


@pytest.mark.parametrize("told", [{"bound": 3.0}, {"gap": 0.5}])
def test_a_mechanism_without_an_objective_proves_no_bound(folder, told):
    reseal(folder, **told)
    assert broken(folder, "record") == ["status"]
