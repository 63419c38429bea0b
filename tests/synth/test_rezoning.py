"""Tables of a rezoning: many shapes are read, and everything wrong is told at once."""

from __future__ import annotations

import pytest

from skolval.errors import InputError
from skolval.synth.importers.rezoning import Params, read

AREAS = "area,total,poor,rich,school\na1,4,3,1,S1\na2,5,1,4,S1\na3,0,0,0,S2\na4,2,2,0,S2\n"
SCHOOLS = "id,name,capacity,area\nS1,One,9,a1\nS2,Two,8,a4\n"
TRAVEL = "area,school,metres\n" + "".join(
    f"a{a},S{s},{100 * a + 10 * s}\n" for a in range(1, 5) for s in (1, 2)
)
PAIRS = "a,b\na1,a2\na2,a3\na3,a4\na4,a3\n"


@pytest.fixture
def folder(tmp_path):
    """Four areas in a row, a1-a2-a3-a4, a3 without pupils; schools S1 in a1 and S2 in a4."""
    for name, text in (
        ("areas", AREAS), ("schools", SCHOOLS), ("travel", TRAVEL), ("adjacency", PAIRS)
    ):  # fmt: skip
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def change(folder, name, text):
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def test_counts_are_kept_exactly(folder):
    instance = read(folder, Params()).instance
    pupils = instance.pupils
    assert pupils.groupby("area_id").size().to_dict() == {"a1": 4, "a2": 5, "a4": 2}
    assert pupils.groupby("area_id")[["poor", "rich"]].sum().to_numpy().tolist() == [
        [3, 1], [1, 4], [2, 0],
    ]  # fmt: skip
    assert (pupils["poor"] + pupils["rich"] == 1).all()
    assert instance.balance_group == "poor"
    assert instance.offerings["seats"].tolist() == [9, 8]
    assert instance.adjacency.to_numpy().tolist() == [["a1", "a2"], ["a2", "a3"], ["a3", "a4"]]
    assert sorted(set(instance.travel["metres"])) == [110, 120, 210, 220, 310, 320, 410, 420]


def test_the_group_to_balance_may_be_named(folder):
    assert read(folder, Params(group="rich")).instance.balance_group == "rich"
    with pytest.raises(InputError, match="Did you mean rich"):
        read(folder, Params(group="ritch"))


@pytest.mark.parametrize(
    ("heading", "values", "metres"),
    [("km", (1.5, 0.25), (1500, 250)), ("travel time (min)", (2, 0.5), (1000, 250)),
     ("seconds", (60, 30), (500, 250))],
)  # fmt: skip
def test_the_unit_is_told_by_the_heading(folder, heading, values, metres):
    change(folder, "travel", f"area,school,{heading}\na1,S1,{values[0]}\na1,S2,{values[1]}\n")
    travel = read(folder, Params()).instance.travel
    assert travel["metres"].tolist()[:2] == list(metres)


def test_an_unclear_unit_is_asked_for(folder):
    change(folder, "travel", TRAVEL.replace("metres", "way"))
    with pytest.raises(InputError, match="--travel-unit"):
        read(folder, Params())
    assert read(folder, Params(travel_unit="metres")).instance.travel["metres"].max() == 420


def test_a_matrix_of_ways_is_read(folder):
    change(folder, "travel", "area,m_S1,m_S2\na1,10,20\na2,30,\na4,50,60\n")
    travel = read(folder, Params()).instance.travel
    assert len(travel) == 6  # five ways, and a3 gets one to its own school
    change(folder, "travel", "area,S1,S2\na1,10,20\n")
    with pytest.raises(InputError, match="not clear in what unit"):
        read(folder, Params())
    change(folder, "travel", "area,x9,y9\na1,10,20\n")
    with pytest.raises(InputError, match="one column per school"):
        read(folder, Params())


def test_neighbours_may_be_a_list_in_a_column(folder):
    (folder / "adjacency.csv").unlink()
    rows = AREAS.splitlines()
    lists = ["neighbours", "a2", "[a1; a3]", "a2|a4", ""]
    change(folder, "areas", "\n".join(f"{r},{n}" for r, n in zip(rows, lists, strict=True)))
    assert len(read(folder, Params()).instance.adjacency) == 3
    change(folder, "areas", AREAS)
    with pytest.raises(InputError, match="Nothing tells which areas are neighbours"):
        read(folder, Params())


def test_shares_become_whole_pupils(folder):
    change(folder, "areas", "area,total,share_poor,school\na1,4,0.7,S1\na2,5,0.25,S1\n"
           "a3,0,0,S2\na4,2,1,S2\n")  # fmt: skip
    imported = read(folder, Params())
    assert imported.instance.pupils["share_poor"].sum() == 3 + 1 + 2
    assert any("rounded half up" in note for note in imported.notes)
    change(folder, "areas", "area,share_poor,school\na1,0.7,S1\na2,0.2,S1\na3,0,S2\na4,1,S2\n")
    with pytest.raises(InputError, match="need the number of pupils in all"):
        read(folder, Params())


def test_fractions_are_rounded_and_a_total_is_summed(folder):
    change(folder, "areas", "area,poor,rich,school\na1,2.5,1,S1\na2,5,1,S1\na3,0,0,S2\na4,2,2,S2\n")
    imported = read(folder, Params())
    assert imported.instance.pupils.groupby("area_id").size().to_dict() == {
        "a1": 4,
        "a2": 6,
        "a4": 4,
    }
    assert any("rounded to whole" in note for note in imported.notes)
    assert any("exclude each other" in note for note in imported.notes)


def test_schools_without_capacity_have_seats_for_more_than_today(folder):
    change(folder, "schools", "id,area\nS1,a1\nS2,a4\n")
    imported = read(folder, Params(over=50))
    assert imported.instance.offerings["seats"].tolist() == [13, 3]
    assert any("without a capacity" in note for note in imported.notes)


def test_columns_may_be_named_in_a_file(folder):
    change(folder, "areas", AREAS.replace("area,total,poor,rich,school", "blk,k,p,r,nu"))
    with pytest.raises(InputError) as error:
        read(folder, Params())
    assert {fault.column for fault in error.value.faults} >= {"area", "today"}
    names = folder / "names.yaml"
    names.write_text("areas: {area: blk, total: k, today: nu, groups: [p]}\n", encoding="utf-8")
    assert read(folder, Params(columns=names)).instance.balance_group == "p"
    names.write_text("areas: {area: blkk, tody: nu, groups: [q]}\nplaces: {}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(folder, Params(columns=names))
    told = " ".join(str(fault) for fault in error.value.faults)
    assert "Did you mean blk" in told
    assert "Did you mean today" in told
    assert "places" in told


def test_degrees_become_metres(folder):
    change(folder, "schools", "id,area,lon,lat\nS1,a1,17.6,59.8\nS2,a4,17.7,59.9\n")
    instance = read(folder, Params()).instance
    assert instance.crs == "EPSG:32633"
    assert instance.units["y"].min() > 6_000_000


def test_what_is_odd_is_told_and_read(folder):
    """a2 belongs to S2 from afar, a5 is an island, S3 has no area, a1 has no way to S1."""
    change(folder, "areas", AREAS.replace("a2,5,1,4,S1", "a2,5,1,4,S2") + "a5,3,1,2,S1\n")
    change(folder, "schools", SCHOOLS.replace("S2,Two,8", "S2,Two,3") + "S3,Three,5,a1\n")
    change(folder, "travel", TRAVEL.replace("a1,S1,110\n", "") + "a5,S1,10\n")
    notes = " ".join(read(folder, Params()).notes)
    for told in ("no neighbour at all", "no area today", "have no pupils", "lie apart",
                 "more pupils than seats", "no way to their school"):  # fmt: skip
        assert told in notes


@pytest.mark.parametrize(
    ("table", "text", "told"),
    [
        ("areas", AREAS + "a1,1,1,0,S1\n", "stands more than once"),
        ("areas", AREAS + ",1,1,0,S1\n", "The cell is empty"),
        ("areas", AREAS.replace("a4,2,2,0,S2", "a4,2,2,0,S9"), "'S9' is not known"),
        ("areas", AREAS.replace("a4,2,2,0,S2", "a4,2,2,0,"), "no school today"),
        ("areas", AREAS.replace("a1,4,3", "a1,4,5"), "more pupils than the area"),
        ("areas", AREAS.replace("a1,4,3", "a1,-4,3"), "is not a whole number"),
        ("areas", AREAS.replace("a1,4,3", "a1,4,three"), "is not a number"),
        ("areas", "area,total,school\na1,4,S1\n", "No column holds"),
        ("schools", SCHOOLS.replace("9,a1", "9,b1"), "'b1' is not known"),
        ("schools", SCHOOLS.replace("area", "plats"), "is known to be its area"),
        ("travel", TRAVEL + "a1,S1,1\n", "stand together more than once"),
        ("travel", TRAVEL + "a9,S1,1\n", "'a9' is not known"),
        ("travel", TRAVEL + "a1,S9,1\n", "'S9' is not known"),
        ("adjacency", PAIRS + "a1,a9\n", "'a9' is not known"),
        ("areas", AREAS.replace("a1,4,3", "a1,1000000000,3"), "is too large"),
        ("areas", AREAS.replace("a1,4,3", "a1,40000000000000000000,3"), "is too large"),
        ("areas", AREAS.replace("a1,4,3", "a1,4,99999999999999999999"), "is too large"),
        ("schools", SCHOOLS.replace("9,a1", "99999999999999999999,a1"), "is too large"),
        ("travel", TRAVEL.replace("a1,S1,110", "a1,S1,99999999999999999999"), "is too large"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(folder, table, text, told):
    change(folder, table, text)
    with pytest.raises(InputError) as error:
        read(folder, Params())
    assert any(told in f.message and f.file == f"{table}.csv" for f in error.value.faults)


def test_a_missing_table_is_told_and_files_may_be_given_one_by_one(folder):
    files = sorted(folder.glob("*.csv"))
    assert len(read(files, Params()).instance.areas) == 4
    with pytest.raises(InputError, match="no table travel"):
        read(files[:-1], Params())


def test_an_unknown_grade_is_told(folder):
    with pytest.raises(InputError, match="no grade called '12'"):
        read(folder, Params(grade="12"))


@pytest.mark.parametrize(
    ("table", "text"),
    [("areas", AREAS.replace("a2,5,1", "a2,,1")), ("areas", AREAS.replace("a2,5,1", "a2,5,"))],
)
def test_an_empty_cell_is_not_taken_for_nobody(folder, table, text):
    change(folder, table, text)
    with pytest.raises(InputError, match="write 0 for nobody") as caught:
        read(folder, Params())
    assert caught.value.faults[0].row == 3


def test_a_way_told_twice_is_read_once_and_that_is_said(folder):
    lines = TRAVEL.splitlines()
    both = "\n".join([f"{lines[0]},minutes", *(f"{line},7" for line in lines[1:])])
    change(folder, "travel", both)
    imported = read(folder, Params())
    assert imported.instance.travel["metres"].max() == 420
    assert any("minutes is not used" in note for note in imported.notes)


def test_a_unit_that_the_heading_contradicts_is_refused(folder):
    with pytest.raises(InputError, match="--travel-unit says minutes"):
        read(folder, Params(travel_unit="minutes"))


@pytest.mark.parametrize("text", ["areas: 5\n", "areas: {groups: poor}\n"])
def test_a_file_of_columns_that_is_no_mapping_is_told(folder, tmp_path, text):
    file = tmp_path / "columns.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="What stands under areas is not understood"):
        read(folder, Params(columns=file))
