"""generate: the same seed the same bytes, and a municipality that hangs together."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from skolval.domain.instance import Instance
from skolval.errors import UsageError
from skolval.io.dictionary import TABLES
from skolval.io.instance import check_instance, read_instance
from skolval.io.writing import write_instance
from skolval.synth.areas import draw_areas
from skolval.synth.generate import generate
from skolval.synth.geography import geography
from skolval.synth.profiles import PROFILES, profile
from skolval.synth.units import draw_units


def digest(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != "expected.yaml"
    }


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, lillstad: Instance, file_format: str):
    first = write_instance(lillstad, tmp_path / "first", format=file_format)
    second = write_instance(generate("lillstad", seed=7), tmp_path / "second", format=file_format)
    assert digest(first) == digest(second)


def test_another_seed_gives_another_municipality(tmp_path: Path, lillstad: Instance):
    first = digest(write_instance(lillstad, tmp_path / "first"))
    second = digest(write_instance(generate("lillstad", seed=8), tmp_path / "second"))
    assert all(first[name] != second[name] for name in ("pupils.csv", "edges.csv", "areas.csv"))


def test_the_shipped_lillstad_is_what_its_command_makes(tmp_path: Path, instances: Path):
    made = write_instance(generate("lillstad", seed=21), tmp_path / "lillstad")
    assert digest(made) == digest(instances / "lillstad")


def test_the_shipped_exempelstad_is_what_its_command_makes(exempelstad: Instance, instances: Path):
    shipped = read_instance(instances / "exempelstad")
    for name in ("pupils", "choices", "units", "offerings", "edges"):
        made, read = getattr(exempelstad, name), getattr(shipped, name)
        columns = [column for column in made if column in read]
        pd.testing.assert_frame_equal(made[columns], read[columns], check_dtype=False)


def test_shipped_instances_have_no_fault_and_stay_under_ten_megabytes(instances: Path):
    for name in ("lillstad", "exempelstad"):
        instance, faults = check_instance(instances / name)
        assert instance is not None
        assert faults == ()
    assert sum(path.stat().st_size for path in instances.rglob("*") if path.is_file()) < 10_000_000


def test_a_written_municipality_is_read_back_as_it_was(tmp_path: Path, lillstad: Instance):
    back = read_instance(write_instance(lillstad, tmp_path / "lillstad", format="parquet"))
    for name in ("units", "offerings", "pupils", "choices", "nodes", "edges", "lines", "stops"):
        made, read = getattr(lillstad, name), getattr(back, name)
        columns = [column for column in made if column in read]
        pd.testing.assert_frame_equal(made[columns], read[columns], check_dtype=False)
    assert back.groups == lillstad.groups


def test_every_table_has_every_column_of_the_data_dictionary(lillstad: Instance):
    for name, table in TABLES.items():
        assert {field.name for field in table.fields} <= set(getattr(lillstad, name).columns)


def test_a_profile_has_exactly_its_pupils_and_units(lillstad: Instance, exempelstad: Instance):
    for instance in (lillstad, exempelstad):
        assert len(instance.pupils) == profile(instance.name).pupils
        assert len(instance.units) == profile(instance.name).units


def test_an_unknown_profile_is_refused_and_the_nearest_named():
    with pytest.raises(UsageError, match="Did you mean exempelstad"):
        generate("exempelsta", seed=1)


def test_shipped_profiles_have_the_promised_sizes():
    sizes = {name: (plan.pupils, plan.units) for name, plan in PROFILES.items()}
    assert sizes["exempelstad"] == (24_000, 76)
    assert sizes["storstad"] == (112_000, 360)
    assert sizes["miljon"] == (1_000_000, 3_600)


def test_every_home_can_be_reached_and_every_street_has_a_length(exempelstad: Instance):
    nodes, edges = exempelstad.nodes, exempelstad.edges
    row = pd.Index(nodes["node_id"])
    ends = row.get_indexer(edges["from_node"]), row.get_indexer(edges["to_node"])
    net = coo_matrix((np.ones(len(edges)), ends), shape=(len(nodes), len(nodes)))
    assert connected_components(net, directed=False)[0] == 1
    xy = nodes[["x", "y"]].to_numpy(float)
    straight = np.hypot(*(xy[ends[0]] - xy[ends[1]]).T)
    assert (edges["metres"] >= straight - 1e-6).all()
    assert (edges["metres"] > 0).all()
    assert 15_000 <= len(nodes) <= 25_000


def test_few_streets_cross_each_other(lillstad: Instance):
    xy = lillstad.nodes.set_index("node_id")[["x", "y"]]
    lines = shapely.linestrings(
        np.stack([xy.loc[lillstad.edges[end]].to_numpy() for end in ("from_node", "to_node")], 1)
    )
    tree = shapely.STRtree(lines)
    first, second = tree.query(lines, predicate="crosses")
    assert len(first) == 0
    assert len(second) == 0


def test_areas_cover_the_municipality_without_gaps_or_overlaps(exempelstad: Instance):
    shapes = exempelstad.areas["geometry"].to_numpy()
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.coverage_union_all(shapes)
    assert shapely.get_num_interior_rings(whole) == 0
    assert shapely.area(shapes).sum() == pytest.approx(2_200e6, rel=0.01)
    assert 130 <= len(shapes) <= 160
    assert exempelstad.areas["population"].sum() == pytest.approx(240_000, abs=200)


def test_homes_lie_in_the_area_they_are_said_to(exempelstad: Instance):
    pupils = exempelstad.pupils[exempelstad.pupils["area_id"].notna()]
    shape = exempelstad.areas.set_index("area_id")["geometry"]
    homes = shapely.points(pupils[["x", "y"]].to_numpy(float))
    inside = shapely.dwithin(shape.loc[pupils["area_id"]].to_numpy(), homes, 30.0)
    assert inside.mean() > 0.999


def test_neighbouring_areas_resemble_each_other(exempelstad: Instance):
    areas = exempelstad.areas
    tree = shapely.STRtree(areas["geometry"].to_numpy())
    left, right = tree.query(areas["geometry"].to_numpy(), predicate="touches")
    share = areas["share_foreign_background"].to_numpy(float)
    assert np.corrcoef(share[left], share[right])[0, 1] > 0.5


def test_protected_pupils_have_no_place_no_kin_and_no_group(exempelstad: Instance):
    hidden = exempelstad.pupils[exempelstad.pupils["protected"]]
    secret = ["x", "y", "area_id", "household", "language", "low_education", "foreign_background",
              "sibling_unit", "months_in_sweden"]  # fmt: skip
    assert len(hidden) > 10
    assert hidden[secret].isna().all().all()
    assert not hidden["in_round"].any()
    assert hidden["current_unit"].notna().all()
    assert not exempelstad.choices["pupil_id"].isin(hidden["pupil_id"]).any()


def test_those_who_stay_have_a_unit_that_holds_their_grade(exempelstad: Instance):
    plan, codes = profile("exempelstad"), exempelstad.grades.codes
    ground = geography(plan, seed=4)
    units = draw_units(plan, ground, draw_areas(plan, ground, seed=4), seed=4)
    pupils = exempelstad.pupils[~exempelstad.pupils["in_round"]]
    unit = pd.Index(exempelstad.units["unit_id"]).get_indexer(pupils["current_unit"])
    grade = pupils["grade"].map({code: row for row, code in enumerate(codes)}).to_numpy()
    assert (units.name == exempelstad.units["name"].to_numpy(str)).all()
    assert ((units.first[unit] <= grade) & (grade <= units.last[unit])).all()


def test_the_round_is_for_those_who_start_or_whose_span_ends(exempelstad: Instance):
    chooses = exempelstad.pupils[exempelstad.pupils["in_round"]]
    assert set(chooses["grade"]) == {"F", "4", "6", "7"}
    assert 4_000 <= len(chooses) <= 5_000
    assert (chooses["current_unit"].isna() == (chooses["grade"] == "F")).all()


def test_every_grade_has_a_little_more_seats_than_pupils(exempelstad: Instance):
    seats = exempelstad.offerings.groupby("grade")["seats"].sum()
    pupils = exempelstad.pupils[exempelstad.pupils["in_round"]].groupby("grade").size()
    spare = seats / pupils - 1
    assert (spare > 0).all()
    assert (spare < 0.25).all()


def test_independent_units_are_not_placeable_and_offer_no_seats(exempelstad: Instance):
    units = exempelstad.units
    independent = units["provider"] == "independent"
    assert (units["placeable"] == ~independent).all()
    assert 0.15 < independent.mean() < 0.25
    offered = exempelstad.offerings["unit_id"]
    assert not offered.isin(units.loc[independent, "unit_id"]).any()
    assert not exempelstad.choices["unit_id"].isin(units.loc[independent, "unit_id"]).any()


def test_a_sibling_who_stays_is_named_with_unit_and_grade(exempelstad: Instance):
    pupils = exempelstad.pupils
    kin = pupils[pupils["sibling_unit"].notna()].head(200)
    staying = pupils[~pupils["in_round"]]
    key = set(zip(staying["household"], staying["current_unit"], staying["grade"], strict=True))
    named = zip(kin["household"], kin["sibling_unit"], kin["sibling_grade"], strict=True)
    assert len(kin) == 200
    assert all(row in key for row in named)


def test_pupils_come_evenly_from_the_grades_and_the_newly_arrived_speak_another_language(
    exempelstad: Instance,
):
    pupils = exempelstad.pupils
    assert pupils["grade"].value_counts(normalize=True).between(0.09, 0.11).all()
    new = pupils[pupils["months_in_sweden"].notna()]
    assert 0.02 < len(new) / len(pupils) < 0.05
    assert (new["months_in_sweden"] <= 48).all()
    assert (new["language"] != "sv").mean() > 0.85


def test_enrolment_counts_this_years_pupils_of_every_unit_by_group(exempelstad: Instance):
    table = exempelstad.enrolment
    assert set(table["group"]) == {"low_education", "foreign_background"}
    total = table.drop_duplicates("unit_id")["pupils"].sum()
    assert total == pytest.approx(24_000, rel=0.03)
    assert np.allclose(table["share"] * table["pupils"], table["count_low"])


def test_rural_lines_run_both_ways_between_known_stops(exempelstad: Instance):
    lines, stops = exempelstad.lines, exempelstad.stops
    assert lines["stop_id"].isin(stops["stop_id"]).all()
    assert set(lines["direction"]) == {"in", "out"}
    minutes = lines.sort_values("order").groupby(["line_id", "direction"])["minute"]
    assert minutes.apply(lambda run: run.is_monotonic_increasing).all()


@pytest.mark.parametrize("pupils", [100, 900])
def test_a_profile_can_be_scaled_and_keeps_its_kinds_of_unit(pupils: int):
    plan = profile("smastad").scaled(pupils)
    instance = generate(plan, seed=2)
    assert len(instance.pupils) == pupils
    assert instance.pupils["in_round"].any()
    assert {span for span, own, free in plan.spans if own + free} == {
        span for span, own, free in profile("smastad").spans
    }


@pytest.mark.slow
def test_a_large_city_is_drawn_in_seconds_with_the_same_shape():
    instance = generate("storstad", seed=1)
    size = instance.enrolment.drop_duplicates("unit_id")["pupils"]
    assert len(instance.pupils) == 112_000
    assert 150 < size.median() < 400


def test_a_town_without_river_and_without_independent_units_hangs_together():
    spans = tuple((span, own, 0) for span, own, _free in profile("lillstad").spans if own)
    dry = generate(profile("lillstad").replace(river=False, spans=spans), seed=3)
    assert (dry.units["provider"] == "municipal").all()
    row = pd.Index(dry.nodes["node_id"])
    ends = row.get_indexer(dry.edges["from_node"]), row.get_indexer(dry.edges["to_node"])
    net = coo_matrix((np.ones(len(dry.edges)), ends), shape=(len(row), len(row)))
    assert connected_components(net, directed=False)[0] == 1


def test_a_municipal_unit_whose_grades_end_names_the_nearest_that_goes_on(exempelstad: Instance):
    units = exempelstad.units.set_index("unit_id")
    named = units["next_unit"].dropna()
    assert len(named) > 20
    assert set(units.loc[[*named.index, *named], "provider"]) == {"municipal"}
    offered = exempelstad.offerings.groupby("unit_id")["grade"].agg(set)
    leavers = exempelstad.pupils[exempelstad.pupils["in_round"]].dropna(subset=["current_unit"])
    leavers = leavers[leavers["current_unit"].isin(named.index)]
    assert len(leavers) > 100
    for unit, grade in set(zip(leavers["current_unit"], leavers["grade"], strict=True)):
        assert grade in offered[named[unit]]
