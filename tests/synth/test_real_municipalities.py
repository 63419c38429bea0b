"""Real municipalities from the shared national files: the indices that must come out."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.audit import audit
from skolval.errors import InputError
from skolval.io.instance import check_instance, write_instance
from skolval.io.policy import read_policy
from skolval.measure import measure
from skolval.report.page import write_report
from skolval.runs import make_run
from skolval.sources.municipalities import municipalities
from skolval.synth.importers import uppsala_public
from skolval.synth.importers._municipality_make import made_instance
from skolval.synth.importers._municipality_read import MunicipalityFiles, read_national
from skolval.synth.importers.municipality import Params
from skolval.synth.population_children import ChildModel, children_share, parents_weight

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def files(shared):
    sweden = shared / "data" / "sweden"
    return MunicipalityFiles(
        (sweden / "sweden-deso" / "sweden_deso2018_stat_2022.csv",),
        (sweden / "sweden-schools" / "sweden_grundskolor_2024_25.csv",),
        vintage="2022-12-31",
    )


@pytest.fixture(scope="module")
def national(files):
    return read_national(files)


def made(national, code, **more):
    chosen = Params(
        code=code, statistics=national.files.statistics, units=national.files.units, **more
    )
    return made_instance(national, municipalities()[code], chosen, None)


def value(instance, basis, index="dissimilarity"):
    frame = measure(instance, groups=["foreign_background"], suppressed=0.05)
    rows = frame[(frame["basis"] == basis) & (frame["index"] == index)]
    return round(float(rows["value"].iloc[0]), 3)


def test_uppsala_has_the_indices_of_residents_and_of_enrolment(shared):
    instance = uppsala_public.read(shared / "data" / "uppsala", uppsala_public.Params()).instance
    assert value(instance, "residents") == 0.351
    assert value(instance, "residents", "isolation") == 0.419
    # Eta squared is the variance ratio.
    assert value(instance, "residents", "variance_ratio") == 0.173
    assert value(instance, "regions") == 0.340
    assert value(instance, "enrolment") == 0.404
    frame = measure(instance, groups=["foreign_background"])
    counted = frame[frame["index"] == "dissimilarity"].set_index("basis")["n_units"]
    assert counted.to_dict() == {"enrolment": 72, "residents": 150, "regions": 61}
    hidden = measure(instance, groups=["foreign_background"], suppressed=0.05)
    row = hidden[(hidden["basis"] == "enrolment") & (hidden["index"] == "dissimilarity")].iloc[0]
    # Whole pupils; unrounded shares give 0.4025-0.4057.
    assert (row["low"], row["high"]) == pytest.approx((0.4024, 0.4056), abs=5e-5)
    assert len(instance.adjacency) > 350
    assert instance.areas["name"].str.contains("Gottsunda").any()


def test_uppsala_is_placed_on_the_streets_of_the_centre_and_audited(shared, tmp_path):
    instance = uppsala_public.read(
        shared / "data" / "uppsala", uppsala_public.Params(homes="streets", independent="excluded")
    ).instance
    folder = write_instance(instance, tmp_path / "uppsala")
    assert all(fault.level == "warning" for fault in check_instance(folder)[1])
    run = make_run(instance, read_policy("nearest_school"), tmp_path / "run")
    assert run.placement.placed.all()
    assert audit(run.folder, instance=instance).ok
    page = write_report([run], tmp_path / "report.html")
    assert "Gottsunda" in page.read_text("utf-8")


def test_children_of_the_student_quarter_are_not_its_residents(shared):
    """Västra Flogsta: 3,855 residents of whom 66 % foreign background, 105 children of 5-14."""
    folder = shared / "data" / "uppsala"
    areas = read_national(uppsala_public._files(folder)).statistics.frame
    areas = areas.assign(share=areas["foreign_background"] / areas["pop"]).reset_index(drop=True)
    quarter = areas[areas["regso"].astype(str).str.contains("Flogsta") & (areas["share"] > 0.5)]
    assert (quarter["pop"].sum(), len(quarter)) == (2385, 2)
    weight = parents_weight(areas)
    assert weight[quarter.index].max() < 0.75
    assert np.median(weight) > 0.9
    children = (areas["age_5_9"] + areas["age_10_14"]).to_numpy(float)
    share = children_share(
        areas["share"].to_numpy(float),
        population=areas["pop"].to_numpy(float),
        children=children,
        weight=weight,
        target=0.286,
        model=ChildModel(),
    )
    assert (share[quarter.index] < quarter["share"] - 0.1).all()
    assert np.average(share, weights=children) == pytest.approx(0.286)


@pytest.mark.parametrize(
    ("code", "enrolment"),
    [("1290", 0.525), ("0581", 0.508), ("1280", 0.433), ("1281", 0.306), ("0380", 0.404)],
)
def test_without_surfaces_any_municipality_can_be_measured(national, code, enrolment):
    imported = made(national, code)
    assert imported.notes[0].startswith("MEASURED ONLY")
    assert len(imported.instance.pupils) == 0
    assert value(imported.instance, "enrolment") == enrolment


@pytest.mark.parametrize("code", ["0581", "2514", "0980", "2583"])
def test_around_the_units_most_municipalities_can_be_tried(national, code, tmp_path):
    imported = made(national, code, homes="units")
    assert imported.notes[0].startswith("WHAT-IF")
    folder = write_instance(imported.instance, tmp_path / code)
    instance, faults = check_instance(folder)
    assert all(fault.level == "warning" for fault in faults)
    run = make_run(instance, read_policy("nearest_school"), tmp_path / "run")
    assert run.placement.placed.all()
    assert audit(run.folder, instance=instance).ok


def test_where_no_unit_has_a_place_and_the_first_grade_that_is_said(national):
    with pytest.raises(InputError, match="No unit with the first grade has a position"):
        made(national, "2418", homes="units")


@pytest.mark.slow
def test_all_290_municipalities_can_be_measured(national):
    found = [made(national, code).instance for code in municipalities()]
    assert len(found) == 290
    assert sum(len(instance.areas) for instance in found) == 5_984
    assert sum(int(instance.areas["population"].sum()) for instance in found) == 10_521_556
