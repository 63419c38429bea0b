"""Which distance is used where, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from tests.towns import frame, nantuna, town
from tests.travel.streets import instance_of
from tests.travel.test_walking import TEE, TEE_STREETS

from skolval.errors import InputError, UsageError
from skolval.travel import travel_table
from skolval.travel.graph import street_graph
from skolval.travel.table import REACH_METRES

UNIT = [{"unit_id": "u", "name": "u", "x": 0.0, "y": 400.0}]
SEATS = [{"offering_id": "u-F", "unit_id": "u", "grade": "F", "seats": 9}]


def lonely_town(pupils, **more):
    return town(UNIT, SEATS, [{"grade": "F"} | pupil for pupil in pupils], **more)


def test_without_streets_a_straight_line_times_the_detour_factor_is_used_loudly():
    table = travel_table(lonely_town([{"pupil_id": "p", "x": 300.0, "y": 0.0}]))
    assert table.metres.tolist() == [[650]]  # 500 x 1.3
    assert table.minutes.tolist() == [[8]]
    assert table.kind == "straight"
    assert table.warnings[0].startswith("WARNING: all distances are straight lines times 1.3")


def test_a_straight_line_is_refused_where_the_policy_says_route():
    with pytest.raises(InputError, match="distance: any"):
        travel_table(lonely_town([{"pupil_id": "p", "x": 300.0, "y": 0.0}]), demand="route")


def test_an_unknown_demand_is_a_wrong_call():
    with pytest.raises(UsageError, match="no demand 'bird'"):
        travel_table(nantuna(), demand="bird")


def test_streets_satisfy_a_policy_that_says_route():
    town_on_streets = instance_of(
        TEE, TEE_STREETS, homes={"h": (0.0, 0.0)}, units={"u": (200.0, 0.0)}
    )
    table = travel_table(town_on_streets, demand="route")
    assert (table.kind, table.metres.tolist(), table.warnings) == ("street", [[200]], ())


def test_a_home_far_from_the_streets_uses_the_straight_line_and_is_counted():
    away = -float(REACH_METRES) - 1
    far = instance_of(
        TEE,
        TEE_STREETS,
        homes={"near": (50.0, 0.0), "far": (0.0, away)},
        units={"u": (0.0, 0.0)},
    )
    table = travel_table(far)
    assert table.metres[table.origin_of_pupil].tolist() == [[50], [round(-away * 1.3)]]
    assert table.kind == "mixed"
    assert "1 of 2 homes or area points and 0 of 1 units" in table.warnings[0]
    with pytest.raises(InputError, match="1 of 2 homes"):
        travel_table(far, demand="route")


def test_a_unit_far_from_the_streets_is_reached_by_straight_line_from_everywhere():
    far = instance_of(
        TEE,
        TEE_STREETS,
        homes={"a": (0.0, 0.0), "b": (200.0, 0.0)},
        units={"town": (200.0, 0.0), "country": (0.0, 3000.0)},
    )
    table = travel_table(far)
    assert table.metres[table.origin_of_pupil].tolist() == [[200, 3900], [0, 3909]]
    assert table.kind == "mixed"


def test_pupils_of_one_area_without_address_share_its_point():
    areas = [{"area_id": "K", "name": "K", "x": 0.0, "y": 0.0}]
    table = travel_table(
        lonely_town(
            [{"pupil_id": "p", "area_id": "K"}, {"pupil_id": "q", "area_id": "K"}], areas=areas
        )
    )
    assert table.metres.tolist() == [[520]]
    assert table.origin_of_pupil.tolist() == [0, 0]
    assert "2 pupils have no address" in table.warnings[-1]


@pytest.mark.parametrize("others", [0, 1, 2])
def test_a_note_of_pupils_without_address_counts_no_protected_identity(others):
    """The note is read in public reports, where nobody may see that there is such a pupil."""
    areas = [{"area_id": "K", "name": "K", "x": 0.0, "y": 0.0}]
    hidden = {"pupil_id": "p", "area_id": "K", "protected": True}
    open_ = [{"pupil_id": f"q{k}", "area_id": "K"} for k in range(others)]
    table = travel_table(lonely_town([hidden, *open_], areas=areas))
    assert table.metres[table.origin_of_pupil[0]].tolist() == [520]
    notes = [note.partition(" pupil")[0] for note in table.warnings if "address" in note]
    assert notes == ([str(others)] if others else [])


def test_a_protected_pupil_without_position_has_a_row_of_unknowns():
    table = travel_table(
        lonely_town(
            [
                {"pupil_id": "p", "x": 0.0, "y": 0.0},
                {"pupil_id": "secret", "protected": True},
            ]
        )
    )
    assert table.metres[table.origin_of_pupil].tolist() == [[520], [-1]]
    assert table.minutes[table.origin_of_pupil].tolist() == [[7], [-1]]


def test_a_protected_pupil_without_position_is_no_hindrance_on_streets():
    streets = instance_of(TEE, TEE_STREETS, homes={"h": (0.0, 0.0)}, units={"u": (0.0, 0.0)})
    pupils = frame(
        "pupils",
        [
            {"pupil_id": "h", "grade": "F", "x": 100.0, "y": 0.0},
            {"pupil_id": "secret", "grade": "F", "protected": True},
        ],
        "low_education",
    )
    table = travel_table(streets.replace(pupils=pupils), demand="route")
    assert table.metres[table.origin_of_pupil].tolist() == [[100], [-1]]


def test_pupils_and_units_that_nobody_can_locate_are_all_named():
    with pytest.raises(InputError) as caught:
        travel_table(lonely_town([{"pupil_id": "p"}, {"pupil_id": "q", "area_id": "nowhere"}]))
    assert [fault.value for fault in caught.value.faults] == ["p", "q"]
    nowhere = [{"unit_id": "u", "name": "u"}]
    with pytest.raises(InputError, match="unit_id u has neither"):
        travel_table(town(nowhere, SEATS, [{"pupil_id": "p", "grade": "F", "x": 0.0, "y": 0.0}]))


def test_half_a_position_is_none():
    with pytest.raises(InputError, match="pupil_id p"):
        travel_table(lonely_town([{"pupil_id": "p", "x": 3.0}]))


def test_only_the_wanted_pupils_have_rows():
    pupils = [
        {"pupil_id": "stays", "in_round": False},
        {"pupil_id": "moves", "x": 0.0, "y": 0.0},
        {"pupil_id": "also", "x": 0.0, "y": 100.0},
    ]
    table = travel_table(lonely_town(pupils))
    assert table.origin_of_pupil.tolist() == [-1, 0, 1]
    table = travel_table(lonely_town(pupils), pupils=np.array([2]))
    assert table.origin_of_pupil.tolist() == [-1, -1, 0]
    assert table.metres.tolist() == [[390]]


def test_a_ready_table_goes_before_everything():
    table = travel_table(nantuna(), demand="route")
    assert table.kind == "table"
    assert table.metres[table.origin_of_pupil].tolist() == [
        [800, 1500, 2600],
        [877, 1460, 2500],
        [2400, 1200, 690],
    ]
    assert table.minutes[table.origin_of_pupil][0].tolist() == [10, 18, 32]


def test_a_ready_table_may_speak_of_areas_and_leave_pairs_and_minutes_out():
    instance = nantuna()
    pupils = instance.pupils.assign(area_id=["K", "K", "K"])
    rows = [
        {"origin_id": "K", "unit_id": "N", "metres": 1000},
        {"origin_id": "c", "unit_id": "S", "metres": 690, "minutes": 20},
    ]
    table = travel_table(instance.replace(pupils=pupils, travel=frame("travel", rows)))
    assert table.metres[table.origin_of_pupil].tolist() == [
        [1000, -1, -1],
        [1000, -1, -1],
        [-1, -1, 690],
    ]
    assert table.minutes[table.origin_of_pupil].tolist() == [
        [12, -1, -1],
        [12, -1, -1],
        [-1, -1, 20],
    ]
    assert "leaves out 4 pairs" in table.warnings[0]


def test_a_ready_table_without_a_protected_pupil_is_no_fault_but_others_are():
    instance = nantuna()
    without_c = instance.travel[instance.travel["origin_id"] != "c"]
    with pytest.raises(InputError, match="Pupil c has no row"):
        travel_table(instance.replace(travel=without_c))
    hidden = instance.pupils.assign(protected=[False, False, True])
    table = travel_table(instance.replace(travel=without_c, pupils=hidden))
    assert table.metres[table.origin_of_pupil[2]].tolist() == [-1, -1, -1]
    assert table.warnings == ()


def test_a_ready_table_that_names_an_unknown_unit_is_refused():
    instance = nantuna()
    travel = instance.travel.assign(unit_id=["X", *instance.travel["unit_id"][1:]])
    with pytest.raises(InputError, match="There is no unit X"):
        travel_table(instance.replace(travel=travel))


def test_streets_that_name_unknown_nodes_or_have_no_length_are_refused():
    broken = instance_of(
        TEE,
        [("A", "B", 100), ("A", "Z", 5), ("A", "C", float("nan"))],
        homes={"h": (0.0, 0.0)},
        units={"u": (0.0, 0.0)},
    )
    with pytest.raises(InputError) as caught:
        travel_table(broken)
    assert [fault.row for fault in caught.value.faults] == [3, 4]


def test_streets_of_loops_only_are_no_streets():
    loops = instance_of(TEE, [("A", "A", 100)], homes={"h": (0.0, 0.0)}, units={"u": (100.0, 0.0)})
    assert travel_table(loops).kind == "straight"


def test_the_networkx_object_holds_all_streets_and_the_shortest_of_parallels():
    streets = instance_of(
        TEE | {"X": (9.0, 9.0)},
        [*TEE_STREETS, ("A", "B", 80), ("B", "A", 90)],
        homes={"h": (0.0, 0.0)},
        units={"u": (0.0, 0.0)},
    )
    graph = street_graph(streets)
    assert not graph.is_directed()
    assert sorted(graph) == ["A", "B", "C", "D", "X"]
    assert graph.edges["A", "B"]["metres"] == 80
    assert graph.nodes["D"] == {"x": 200.0, "y": 0.0}


def test_the_networkx_object_is_directed_where_a_street_is_oneway():
    streets = instance_of(
        TEE,
        [("A", "B", 100), ("A", "C", 100, "oneway")],
        homes={"h": (0.0, 0.0)},
        units={"u": (0.0, 0.0)},
    )
    graph = street_graph(streets)
    assert sorted(graph.edges) == [("A", "B"), ("A", "C"), ("B", "A")]
    assert len(street_graph(nantuna())) == 0
