"""Limits of school transport as data: shipped tables, own tables, costs, and what is wrong in them."""

from __future__ import annotations

import dataclasses

import pytest

from runs import bjorkby, made_run
from skolval.domain.grades import grade_system
from skolval.domain.school_transport import SchoolTransport
from skolval.errors import InputError
from skolval.io.instance import check_instance, read_instance, write_instance
from skolval.io.policy import check_policy
from skolval.io.run_reading import read_run
from skolval.io.run_writing import write_run
from skolval.io.school_transport import transport_table, transport_tables

HEAD = """\
name: by
school_year: {year}
crs: EPSG:3006
groups: [{{id: low_education}}]
balance_group: low_education
{more}
"""
OWN = """\
school_transport:
  municipality: Åby
  limits:
    - {grades: F-3, metres: 1500}
    - {grades: 4-9, metres: 3000, to_stop: 1000}
  at_limit: true
  measuring: {start: registered_address, end: main_entrance, way: walk_or_cycle}
  two_homes: both
  card: {name: resekort}
  valid_from: 2025/26
  valid_to: 2026/27
  source: Åby kommun
  note: {sv: obs, en: mind}
transport_costs:
  card: {low: 4000, high: 8000, source: invented}
  taxi: {low: 75, high: 75, source: invented, days: 178, legs: 4}
  modes: [taxi]
"""


def folder(tmp_path, more="", year="2026/27"):
    place = tmp_path / "by"
    place.mkdir()
    (place / "instance.yaml").write_text(HEAD.format(year=year, more=more), encoding="utf-8")
    (place / "units.csv").write_text("unit_id,name,provider,x,y\nN,N,municipal,600000,6600000\n")
    (place / "offerings.csv").write_text(
        "offering_id,unit_id,kind,grade,seats\nN1,N,grade,1,9\nN4,N,grade,4,9\n"
    )
    heads = "pupil_id,grade,x,y,low_education"
    (place / "pupils.csv").write_text(f"{heads}\ne1,1,600000,6600000,0\n")
    return place


# --- the shipped tables ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "kilometres", "end"),
    [
        ("uppsala", (2, 4, 4), "main_entrance"),
        ("norrkoping", (2, 3, 5), ""),
        ("boden", (2, 3, 5), ""),
        ("skovde", (2, 3, 4), ""),
        ("harnosand", (2, 3, 4), "plot_boundary"),
    ],
)
def test_the_published_limits_by_stage(place, kilometres, end):
    table = transport_table(place)
    for year in ("2026/27", "2028/29"):
        assert table.by_stage(grade_system(year)) == tuple(km * 1000 for km in kilometres)
    assert table.measured_to == end
    assert table.kind == "compulsory"


def test_skovde_tells_how_far_the_stop_may_be():
    assert transport_table("skovde").stop_limits(grade_system("2026/27")) == (
        *[2000] * 7, *[3000] * 3,
    )  # fmt: skip


def test_uppsala_gives_a_card_and_counts_two_homes():
    uppsala = transport_table("uppsala")
    assert uppsala.card is not None
    assert uppsala.card.name == "elevresa"
    assert (uppsala.two_homes, uppsala.way) == ("both", "passable_road")


@pytest.mark.parametrize(
    ("name", "exactly"), [("upper_secondary", True), ("upper_secondary_lulea", False)]
)
def test_upper_secondary_school_goes_by_six_kilometres(name, exactly):
    table = transport_table(name)
    assert table.kind == "upper_secondary"
    assert [span.metres for span in table.spans] == [6000]
    assert table.at_limit is exactly


def test_what_no_source_tells_is_empty_and_every_table_has_a_source():
    for name in transport_tables():
        table = transport_table(name)
        assert table.source
        assert table.note_sv
        assert table.note_en
        assert (table.valid_from, table.valid_to) == ("", "")
    assert transport_table("malmo").by_stage(grade_system("2026/27")) is None
    assert transport_table("norrkoping").at_limit is None


def test_an_unknown_table_names_the_nearest():
    with pytest.raises(InputError) as caught:
        transport_table("norrkopng")
    assert caught.value.faults[0].suggestion == "norrkoping"


# --- an instance -------------------------------------------------------------------------


def test_an_instance_names_a_table(tmp_path):
    read = read_instance(folder(tmp_path, "school_transport: norrkoping"))
    assert read.transport == transport_table("norrkoping")
    assert read.transport_limits == (2000, 3000, 5000)


def test_an_instance_that_measures_as_its_table_is_not_warned(tmp_path):
    told = "school_transport: harnosand\nmeasuring_point: plot_boundary"
    read, faults = check_instance(folder(tmp_path, told))
    assert read is not None
    assert not [fault for fault in faults if fault.rule == "measuring_point"]


def test_three_metres_go_on_working(tmp_path):
    limits = "transport_limits: {low: 1, middle: 2, high: 3}"
    read = read_instance(folder(tmp_path, limits))
    assert (read.transport, read.transport_limits) == (None, (1, 2, 3))
    assert read.transport_costs is None


@pytest.mark.parametrize("more", [OWN, "school_transport: skovde\n"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_own_limits_and_costs_are_written_as_they_were_read(tmp_path, more, form):
    read = read_instance(folder(tmp_path, more))
    again = read_instance(write_instance(read, tmp_path / "again", format=form))
    assert again.transport == read.transport
    assert again.transport_limits == read.transport_limits
    assert again.transport_costs == read.transport_costs


def test_what_own_limits_say(tmp_path):
    read = read_instance(folder(tmp_path, OWN))
    table = read.transport
    assert table.limits(read.grades) == (*[1500] * 4, *[3000] * 6)
    assert (table.at_limit, table.two_homes, table.card.name) == (True, "both", "resekort")
    assert table.grades_as_of == "2026/27"
    assert read.transport_limits == (1500, 3000, 3000)
    assert read.transport_costs.told() == ("taxi",)
    assert read.transport_costs.taxi.legs == 4


def test_codes_of_2028_are_read_in_2028(tmp_path):
    own = "school_transport: {source: x, limits: [{grades: 1-4, metres: 9}, {grades: 5-10, metres: 8}]}"
    read = read_instance(folder(tmp_path, own, year="2028/29"))
    assert read.transport_limits == (9, 8, 8)


BROKEN = [
    ("school_transport: norkoping", "no table of school transport", "norrkoping"),
    ("school_transport: malmo", "The limit of grades F, 1, 2, 3, 4, 5, 6, 7, 8, 9 is not told", ""),
    ("school_transport: upper_secondary", "for upper secondary school", ""),
    ("school_transport: {source: x, limits: [{grades: F-3, metres: 9}]}",
     "The limit of grades 4, 5, 6, 7, 8, 9 is not told", ""),
    ("school_transport: {source: x, limits: [{grades: 3-F, metres: 9}]}", "'3-F' is no span", ""),
    ("school_transport: {source: x, limits: [{grades: F-10, metres: 9}]}", "'F-10' is no span", ""),
    ("school_transport: {source: x, limits: [{grades: F-9, metres: 9}, {grades: '3', metres: 8}]}",
     "The limit of 3 is told twice", ""),
    ("school_transport: {source: x, limits: [{grades: F-9, metres: -1}]}", "metres is -1", ""),
    ("school_transport: {source: x, limits: []}", "limits", ""),
    ("school_transport: {limits: [{grades: F-9, metres: 1}]}", "lacks the key 'source'", ""),
    ("school_transport: {source: x, limits: [{grades: F-9, metres: 1}], grades_as_of: '2026'}",
     "not a school year", ""),
    ("school_transport: {source: x, limits: [{grades: F-9, metres: 1}], measuring: {end: dörren}}",
     "end cannot be 'dörren'", ""),
    ("school_transport: uppsala\ntransport_limits: {low: 1, middle: 2, high: 3}",
     "Both `school_transport` and `transport_limits`", ""),
    ("transport_costs: {card: {low: 9, high: 8, source: x}}", "`low` must be at most `high`", ""),
    ("transport_costs: {card: {low: 8, high: 9}}", "lacks the key 'source'", ""),
    ("transport_costs: {card: {low: 8, high: 9, source: ''}}", "source", ""),
    ("transport_costs: {modes: [taxi]}", "whose cost is not given", ""),
    ("transport_costs: {run: {low: 8, high: 9, source: x}}", "lacks the key 'seats'", ""),
    ("transport_costs: {taxi: {low: 8, high: 9, source: x}}", "lacks the key 'days'", ""),
    ("transport_costs: {bus: {low: 8, high: 9, source: x}}", "no key called 'bus'", ""),
]  # fmt: skip


@pytest.mark.parametrize(("more", "said", "suggestion"), BROKEN)
def test_what_is_wrong_is_told_at_its_line(tmp_path, more, said, suggestion):
    read, faults = check_instance(folder(tmp_path, more))
    assert read is None
    fault = next(fault for fault in faults if said in fault.message)
    assert fault.file == "instance.yaml"
    assert fault.row >= 6
    assert fault.suggestion == suggestion


@pytest.mark.parametrize(
    ("more", "year", "said"),
    [
        (OWN, "2027/28", "The limits hold from 2025/26 to 2026/27, and the school year is 2027/28"),
        ("school_transport: harnosand", "2026/27", "does not say where its distances end"),
        ("school_transport: harnosand\nmeasuring_point: main_entrance", "2026/27",
         "measured to plot_boundary, but the distances here end at main_entrance"),
        ("school_transport: {source: x, limits: [{grades: F-1, metres: 9}, {grades: 2-9, metres: 8}]}",
         "2026/27", "The limits differ within F-3"),
    ],
)  # fmt: skip
def test_what_is_to_be_known_is_a_warning(tmp_path, more, year, said):
    read, faults = check_instance(folder(tmp_path, more, year=year))
    assert read is not None
    assert [fault.level for fault in faults if said in fault.message] == ["warning"]


# --- the pupils' columns -----------------------------------------------------------------


def test_the_columns_of_pupils_are_read_in_swedish_too(tmp_path):
    place = folder(tmp_path)
    (place / "pupils.csv").write_text(
        "elev;åk;e;n;low_education;växelvis x;växelvis y;skjutsskäl;meter till hållplats\n"
        "e1;1;600000;6600000;0;601000;6601000;funktionsnedsättning;450\n"
        "e2;1;600000;6600000;0;;;trafik;\n",
        encoding="utf-8",
    )
    pupils = read_instance(place).pupils
    assert pupils["transport_reason"].tolist() == ["special", "traffic"]
    assert pupils["second_x"].iloc[0] == 601000
    assert pupils["stop_metres"].iloc[0] == 450


@pytest.mark.parametrize(
    ("heads", "cells", "column"),
    [
        ("second_x,second_y", "6600000,600000", "second_x"),
        ("second_x,second_y", "17.6,59.8", "second_x"),
        ("second_x", "601000", "second_y"),
        ("transport_reason", "ont i benet", "transport_reason"),
        ("stop_metres", "-5", "stop_metres"),
    ],
)
def test_a_broken_cell_is_told(tmp_path, heads, cells, column):
    place = folder(tmp_path)
    (place / "pupils.csv").write_text(
        f"pupil_id,grade,x,y,low_education,{heads}\ne1,1,600000,6600000,0,{cells}\n"
    )
    read, faults = check_instance(place)
    assert read is None
    assert column in {fault.column for fault in faults if fault.level == "error"}


def test_a_protected_pupils_second_home_is_never_kept(tmp_path):
    place = folder(tmp_path)
    (place / "pupils.csv").write_text(
        "pupil_id,grade,x,y,low_education,protected,current_unit,second_x,second_y,stop_metres\n"
        "e1,1,,,0,yes,N,601000,6601000,450\ne2,1,600000,6600000,0,no,,601000,6601000,450\n"
    )
    pupils = read_instance(place).pupils
    assert pupils["second_x"].isna().tolist() == [True, False]
    assert pupils["stop_metres"].isna().tolist() == [True, False]


# --- a policy and a run ------------------------------------------------------------------


POLICY = """\
policy: judged
mechanism: deferred_acceptance
criteria: [relative_proximity, lottery]
rules: [capacity]
school_transport: {block}
"""


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("{}", SchoolTransport()),
        ("{otherwise: nearest, counts: [right]}", SchoolTransport(("nearest",), ("right",))),
        ("{otherwise: [guarantee, nearest], unsafe_metres: 200}",
         SchoolTransport(("guarantee", "nearest"), unsafe_metres=200)),
    ],
)  # fmt: skip
def test_a_policy_says_how_school_transport_is_judged(tmp_path, block, expected):
    path = tmp_path / "judged.yaml"
    path.write_text(POLICY.replace("{block}", block), encoding="utf-8")
    policy, faults = check_policy(path)
    assert not faults
    assert policy.school_transport == expected


@pytest.mark.parametrize("block", ["{otherwise: närmast}", "{counts: [none]}", "{metres: 1}"])
def test_a_broken_policy_is_refused(tmp_path, block):
    path = tmp_path / "judged.yaml"
    path.write_text(POLICY.replace("{block}", block), encoding="utf-8")
    policy, faults = check_policy(path)
    assert policy is None
    assert faults[0].row == 5


def test_a_run_folder_keeps_rules_costs_and_columns(tmp_path):
    instance = read_instance(folder(tmp_path, OWN))
    made = made_run(
        tmp_path, POLICY.replace("{block}", "{}"),
        bjorkby().replace(transport=instance.transport, transport_costs=instance.transport_costs),
    )  # fmt: skip
    parties = len(made.problem.parties)
    made = dataclasses.replace(
        made,
        problem=made.problem.replace(
            transport_reason=made.problem.parties.grade * 0 + 1,
            stop_metres=made.problem.parties.grade * 0 + 70,
            second_metres=made.problem.options.metres + 1,
            unsafe_metres=made.problem.options.metres // 2,
        ),
    )
    read = read_run(write_run(tmp_path / "run", made).folder)
    assert read.problem.transport == instance.transport
    assert read.problem.transport_costs == instance.transport_costs
    for name in ("transport_reason", "stop_metres", "second_metres", "unsafe_metres"):
        assert (getattr(read.problem, name) == getattr(made.problem, name)).all()
    assert parties == len(read.table())
    assert read.table().equals(made.table())
    assert {"transport", "transport_grounds", "transport_margin", "otherwise_unit",
            "transport_second"} < set(read.table())  # fmt: skip


def test_a_policy_that_does_not_judge_adds_no_column(tmp_path):
    assert "transport" not in made_run(tmp_path).table()


def test_a_run_whose_rules_cannot_be_understood_is_refused(tmp_path):
    import json

    made = made_run(tmp_path, POLICY.replace("{block}", "{}"),
                    bjorkby().replace(transport=transport_table("uppsala")))  # fmt: skip
    run = write_run(tmp_path / "run", made).folder
    record = json.loads((run / "run.json").read_text("utf-8"))
    record["instance"]["school_transport"]["limits"] = "far"
    (run / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        read_run(run)
