"""Any municipality from national files: what is drawn, what is only measured, what is refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from tests.national_files import AREAS, write_areas, write_national_files
from tests.public_files import degrees, edit_csv
from tests.sources.feeds import feed_zip

from skolval.cli.commands.import_ import command
from skolval.errors import InputError, UsageError
from skolval.io.instance import check_instance, read_instance, write_instance
from skolval.measure import measure
from skolval.synth.importers.municipality import Params, read
from skolval.travel import travel_table


@pytest.fixture
def national(tmp_path):
    return write_national_files(tmp_path / "national")


def params(folder, **more):
    return Params(
        **{
            "code": "0380",
            "statistics": (folder / "statistics.csv",),
            "units": (folder / "units.csv",),
            "areas": folder / "areas.geojson",
            "vintage": "2022-12-31",
            "units_vintage": "2024/25",
        }
        | more
    )


def told(imported, words):
    return [note for note in imported.notes if words in note]


def fact(instance, table, column):
    rows = instance.provenance
    found = rows[(rows["table"] == table) & (rows["column"] == column)]
    assert len(found) == 1
    return found.iloc[0]


# What is made


def test_the_municipality_is_cut_out_by_code_or_name(national):
    for called in ("0380", "380", "Uppsala", "uppsala kommun"):
        instance = read(params(national, code=called)).instance
        assert instance.name == "uppsala_0380"
        assert instance.areas["area_id"].tolist() == [c for c in AREAS if c.startswith("0380")]
        assert len(instance.units) == 8
    other = read(params(national, code="Knivsta")).instance
    assert other.areas["area_id"].tolist() == ["0330C1010"]
    assert other.units["name"].tolist() == ["Knivskolan"]


def test_what_is_written_is_read_back_and_says_where_everything_is_from(national, tmp_path):
    made = read(params(national)).instance
    write_instance(made, tmp_path / "out")
    back, faults = check_instance(tmp_path / "out")
    assert {fault.rule for fault in faults} == {"position"}
    assert {fault.level for fault in faults} == {"warning"}
    pd.testing.assert_frame_equal(back.pupils, made.pupils)
    pd.testing.assert_frame_equal(back.provenance, made.provenance)
    assert fact(made, "areas", "population")["vintage"] == "2022-12-31"
    assert fact(made, "units", "x")["file"] == "units.csv"
    assert fact(made, "enrolment", "share")["suppressed"] == 1
    assert fact(made, "offerings", "seats")["made"] == "assumed"
    for column in ("area_id", "low_education", "foreign_background"):
        assert fact(made, "pupils", column)["made"] == "modelled"
    assert "1 read from the unit's name" in fact(made, "offerings", "grade")["note"]


def test_areas_are_neighbours_and_parts_of_larger_ones(national):
    instance = read(params(national)).instance
    pairs = set(zip(instance.adjacency["area_id"], instance.adjacency["neighbour_id"], strict=True))
    assert ("0380C1010", "0380C1020") in pairs
    assert ("0380C1010", "0380C1040") not in pairs
    assert instance.areas["region"].tolist() == ["Flog", "Berg", "Berg", "Dal"]
    frame = measure(instance, groups=["foreign_background"])
    by = frame[frame["index"] == "dissimilarity"].set_index("basis")
    assert by.loc["residents", "n_units"] == 4
    assert by.loc["regions", "n_units"] == 3
    assert by.loc["regions", "value"] <= by.loc["residents", "value"]
    assert by.loc["regions", "n_pupils"] == by.loc["residents", "n_pupils"]


def test_seats_are_only_at_own_units_with_the_grade_a_place_and_pupils(national):
    instance = read(params(national)).instance
    assert instance.offerings["unit_id"].tolist() == ["10000001", "10000002", "10000003"]
    everybody = read(params(national, independent="placeable"))
    assert "10000004" in set(everybody.instance.offerings["unit_id"])
    assert told(everybody, "WHAT-IF: independent units")


def test_the_same_seed_gives_the_same_bytes(national, tmp_path):
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        write_instance(read(params(national, seed=seed)).instance, tmp_path / name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "same" / file.name).read_bytes()
    assert (tmp_path / "one" / "choices.csv").read_bytes() != (
        tmp_path / "other" / "choices.csv"
    ).read_bytes()


@pytest.mark.parametrize("homes", ["polygon", "streets"])
def test_homes_lie_somewhere_in_the_home_area(national, homes):
    instance = read(params(national, homes=homes)).instance
    where = instance.areas.set_index("area_id")["geometry"]
    pupils = instance.pupils
    assert pupils[["x", "y"]].notna().all(axis=None)
    inside = [
        where[area].buffer(1).covers(point)
        for area, point in zip(pupils["area_id"], points(pupils), strict=True)
    ]
    assert all(inside)
    assert fact(instance, "pupils", "x")["made"] == "modelled"
    # Nobody stands at the areas' own points.
    assert len(set(zip(pupils["x"], pupils["y"], strict=True))) > 10


def points(frame):
    import shapely

    return shapely.points(frame["x"].to_numpy(float), frame["y"].to_numpy(float))


def test_limits_of_school_transport_are_those_named(national, tmp_path):
    with_table = read(params(national, limits="norrkoping"))
    assert with_table.instance.transport.name == "norrkoping"
    assert with_table.instance.transport_limits == (2000, 3000, 5000)
    assert not told(with_table, "No limits")
    write_instance(with_table.instance, tmp_path / "out")
    assert read_instance(tmp_path / "out").transport == with_table.instance.transport
    assert told(read(params(national)), "No limits of school transport were named")


def test_a_timetable_comes_with_its_stops_and_runs(national, tmp_path):
    imported = read(params(national, timetable=feed_zip(tmp_path / "ul.zip")))
    instance = imported.instance
    assert len(instance.departures) > 0
    rows = instance.provenance
    assert set(rows.loc[rows["table"] == "departures", "file"]) == {"ul.zip"}
    assert told(imported, "The timetable of 2026-10-13")
    write_instance(instance, tmp_path / "out")
    assert all(fault.level == "warning" for fault in check_instance(tmp_path / "out")[1])


# Hazards of the real files


def test_a_student_quarter_has_few_children_and_not_its_residents_composition(national):
    """3,000 residents, two thirds of foreign background, 45 children: its share says little."""
    instance = read(params(national, school_year="2023/24")).instance
    row = instance.areas.set_index("area_id").loc["0380C1010"]
    assert row["share_foreign_background"] > 0.6
    assert (instance.pupils["area_id"] == "0380C1010").sum() <= 5
    model, plain = (made_share(national, children) for children in ("modelled", "residents"))
    assert model < plain


def made_share(national, children):
    """Foreign background among the student quarter's children, over the starters of three years."""
    members = []
    for year in ("2021/22", "2023/24", "2025/26"):
        chosen = params(national, school_year=year, children=children, independent="placeable")
        pupils = read(chosen).instance.pupils
        members.append(pupils.loc[pupils["area_id"] == "0380C1010", "foreign_background"])
    return pd.concat(members).astype(float).mean()


def test_an_area_without_children_has_no_pupils_and_stays_in_the_measures(national):
    instance = read(params(national)).instance
    assert not (instance.pupils["area_id"] == "0380C1030").any()
    assert "0380C1030" in set(instance.areas["area_id"])


def test_a_unit_without_position_counts_in_enrolment_and_nobody_is_placed_there(national):
    imported = read(params(national))
    instance = imported.instance
    assert "10000005" in set(instance.enrolment["unit_id"])
    assert "10000005" not in set(instance.offerings["unit_id"])
    assert told(imported, "2 of 8 units have no position")[0].endswith("Enskolan, Felskolan.")
    table = travel_table(instance)
    column = instance.units["unit_id"].tolist().index("10000005")
    assert (table.metres[:, column] == -1).all()
    assert (np.delete(table.metres, [column, column + 1], axis=1) >= 0).all()


@pytest.mark.parametrize("areas", [True, False])
def test_a_position_in_another_municipality_is_taken_away_and_told(national, areas):
    chosen = params(national) if areas else params(national, areas=None)
    imported = read(chosen)
    row = imported.instance.units.set_index("unit_id").loc["10000006"]
    assert np.isnan(row["x"])
    assert told(imported, "outside the municipality")[0].endswith("Felskolan.")


def test_a_unit_that_names_no_municipality_is_left_out_and_counted(national):
    imported = read(params(national))
    assert "10000008" not in set(imported.instance.units["unit_id"])
    assert told(imported, "1 units without a known municipality")


def test_grades_are_told_with_where_they_are_from(national):
    imported = read(params(national))
    assert told(imported, "Grades of 6 units are inferred")
    assert told(imported, "Grades of 1 units are not known")


def test_surfaces_of_another_edition_than_the_statistics_are_refused(national):
    renamed = {"0380C1020": "0380C1021", "0380C1040": "0380C1041"}
    write_areas(national / "areas.geojson", renamed)
    with pytest.raises(InputError, match="DeSO of 2018 are used up to the figures of 2023") as bad:
        read(params(national))
    assert "2 have no surface (0380C1020, 0380C1040)" in str(bad.value)
    assert "2 no figures (0380C1021, 0380C1041)" in str(bad.value)


def test_codes_that_say_their_edition_are_refused_beside_another(national):
    path = national / "statistics.csv"
    for row, code in enumerate(AREAS):
        edit_csv(path, row, deso=f"{code}_DeSO2025")
    text = (national / "areas.geojson").read_text("utf-8")
    (national / "deso_2018.geojson").write_text(text, "utf-8")
    with pytest.raises(InputError, match="of the areas of 2025, the surfaces of those of 2018"):
        read(params(national, areas=national / "deso_2018.geojson"))


# Without geometry


def test_without_surfaces_the_instance_is_there_to_be_measured(national, tmp_path):
    imported = read(params(national, areas=None))
    assert imported.notes[0].startswith("MEASURED ONLY")
    assert len(imported.instance.pupils) == len(imported.instance.offerings) == 0
    write_instance(imported.instance, tmp_path / "out")
    back, faults = check_instance(tmp_path / "out")
    assert all(found.level == "warning" for found in faults)
    frame = measure(back, groups=["foreign_background"])
    assert set(frame["basis"]) == {"enrolment", "residents", "regions"}
    with_areas = measure(read(params(national)).instance, groups=["foreign_background"])
    assert frame["value"].tolist() == with_areas["value"].tolist()


def test_around_the_units_is_a_what_if_that_says_so(national, tmp_path):
    imported = read(params(national, areas=None, homes="units"))
    instance = imported.instance
    assert imported.notes[0].startswith("WHAT-IF: homes are drawn around the units")
    # 180 pupils in six years, 90 in three and 240 in nine.
    assert len(instance.pupils) == 30 + 30 + 27
    assert instance.pupils["area_id"].isna().all()
    write_instance(instance, tmp_path / "out")
    assert all(fault.level == "warning" for fault in check_instance(tmp_path / "out")[1])
    first = instance.pupils.iloc[:30]
    assert first["foreign_background"].sum() == 6
    away = np.hypot(first["x"] - 647_500, first["y"] - 6_639_500)
    assert 500 < away.mean() < 1_300


# What is refused


def test_every_fault_of_every_file_is_told_at_once(national):
    edit_csv(national / "statistics.csv", 0, foreign_background="many")
    (national / "areas.geojson").write_text("{}", "utf-8")
    edit_csv(national / "units.csv", 0, pct_foreign_background="170")
    with pytest.raises(InputError) as caught:
        read(params(national))
    assert {fault.file for fault in caught.value.faults} >= {
        "statistics.csv", "areas.geojson", "units.csv",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        ({"code": "Uppsal"}, UsageError, "Did you mean Uppsala"),
        ({"code": "0114"}, InputError, "No area lies in Upplands Väsby"),
        ({"code": "0114", "areas": None}, InputError, "No unit is in the municipality 0114 Uppl"),
        ({"limits": "norkoping"}, InputError, "Did you mean norrkoping"),
        ({"vintage": ""}, InputError, "does not say of which year"),
        ({"school_year": "2031/32"}, UsageError, "born 2025"),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_remedy(national, more, error, message):
    with pytest.raises(error, match=message):
        read(params(national, **more))


def test_statistics_without_residents_are_refused(national):
    gone = dict.fromkeys(("pop", "age_60_64", "swedish_background"))
    edit_csv(national / "statistics.csv", 0, **gone)
    with pytest.raises(InputError, match="do not tell how many residents the areas have"):
        read(params(national))


def test_units_of_no_municipality_at_all_are_refused_with_how_many_name_none(national):
    for row in range(10):
        edit_csv(national / "units.csv", row, kommun_kod="0330" if row else "")
    with pytest.raises(InputError, match="0380 Uppsala. 1 units without a known municipality"):
        read(params(national))


def test_a_municipality_without_statistics_is_refused(national):
    edit_csv(national / "units.csv", 0, kommun_kod="0114")
    with pytest.raises(InputError, match="hold no area of 0114 Upplands Väsby"):
        read(params(national, code="0114", areas=None))


def test_notes_are_of_the_municipality_alone(national):
    """A unit of another municipality that stands twice is nobody's business here."""
    lines = (national / "units.csv").read_text("utf-8").splitlines()
    other = next(line for line in lines[1:] if ",0380," not in line)
    (national / "units.csv").write_text("\n".join([*lines, other, ""]), "utf-8")
    assert not told(read(params(national)), "stand twice")


def test_streets_may_be_lines_and_nobody_lives_off_them(national):
    """One street through the north-western area: its pupils live beside it."""
    street = {"type": "LineString", "coordinates": [degrees(1100, 1500), degrees(1900, 1500)]}
    feature = {"type": "Feature", "properties": {"highway": "residential"}, "geometry": street}
    path = national / "roads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    instance = read(params(national, streets=path, homes="streets")).instance
    assert len(instance.nodes) == 2
    pupils = instance.pupils[instance.pupils["area_id"] == "0380C1020"]
    assert len(pupils) > 0
    assert (pupils["y"] - 6_639_500).abs().between(8, 26).all()


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"regso": None}, ["0380C1010", "0380C1020", "0380C1030", "0380C1040"]),
        ({}, ["Flog C1010", "Berg C1020", "Berg C1030", "Dal C1040"]),
    ],
)
def test_areas_are_called_what_the_files_tell(national, told, names):
    if told:
        edit_csv(national / "statistics.csv", 0, **told)
    instance = read(params(national)).instance
    assert instance.areas["name"].tolist() == names
    assert instance.areas["region"].isna().all() == bool(told)


def test_a_municipality_whose_units_have_no_place_is_told_so(national):
    edit_csv(national / "units.csv", 9, lat="", lon="")
    with pytest.raises(InputError, match="No unit with the first grade has a position; 1 have"):
        read(params(national, code="0330"))


def test_statistics_without_background_leave_the_group_unknown(national):
    edit_csv(national / "statistics.csv", 0, foreign_background=None, swedish_background=None)
    imported = read(params(national))
    assert told(imported, "foreign background is unknown by area")
    assert imported.instance.pupils["foreign_background"].isna().all()
    assert imported.instance.pupils["low_education"].notna().all()


def test_the_command_makes_the_instance_from_options_alone(national, tmp_path):
    words = [
        "municipality", "--code", "0380", "--statistics", national / "statistics.csv",
        "--vintage", "2022-12-31", "--units", national / "units.csv", "--units-vintage",
        "2024/25", "--areas", national / "areas.geojson", "--limits", "norrkoping",
        tmp_path / "out", "--json",
    ]  # fmt: skip
    done = CliRunner().invoke(command, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rows"]["areas"] == 4
    assert read_instance(tmp_path / "out").name == "uppsala_0380"


# Tables that do not tell of every area


def _spoiled(national, change):
    path = national / "statistics.csv"
    frame = pd.read_csv(path, dtype=str)
    change(frame)
    frame.to_csv(path, index=False)
    return params(national)


def _blank(part, area="0380"):
    def change(frame):
        columns = [name for name in frame if part in name]
        assert columns
        frame.loc[frame["deso"].str.startswith(area), columns] = None

    return change


def test_an_area_whose_residents_nobody_tells_is_a_fault_and_not_a_smaller_cohort(national):
    area = next(code for code in AREAS if code.startswith("0380"))
    asked = _spoiled(
        national, lambda frame: (_blank("age_", area)(frame), _blank("pop", area)(frame))
    )
    with pytest.raises(InputError, match="do not tell the residents of 1 areas: " + area):
        read(asked)


def test_areas_without_figures_of_background_are_told_with_their_number(national):
    area = next(code for code in AREAS if code.startswith("0380"))
    count = sum(code.startswith("0380") for code in AREAS)
    made = read(_spoiled(national, _blank("background", area)))
    assert told(made, f"1 of {count} areas have no figures of swedish_background")


def test_figures_of_other_municipalities_alone_are_no_figures(national):
    made = read(_spoiled(national, _blank("background")))
    assert told(made, "tell no background")
