"""The instance as a decision sees it, and the problem with the groups that its pupils need."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from arrivals_town import PUPILS, arrivals_policy, arrivals_problem, arrivals_town, pupil
from skolval.domain.hosting import NO_HOST
from skolval.domain.placed_problem import placed_problem
from skolval.domain.placed_view import NEEDED_TABLES, placed_view
from skolval.domain.policy import OptionRule, Step
from skolval.errors import InputError
from skolval.registry import load
from skolval.travel.table import travel_table
from towns import frame, policy


def sites(problem, party):
    """Offerings where a party may go, by pupil's id."""
    row = [*problem.parties.ids].index(party)
    mine = problem.options.party == row
    return [str(problem.offerings.ids[o]) for o in problem.options.offering[mine]]


def column(problem, name):
    return dict(
        zip(problem.parties.ids.tolist(), getattr(problem.hosting, name).tolist(), strict=True)
    )


def test_a_policy_that_places_pupils_sees_the_instance_as_it_is():
    town = arrivals_town()
    assert placed_view(town, policy()) is town


def test_newly_arrived_become_the_pupils_and_free_seats_the_offerings():
    town = arrivals_town()
    view = placed_view(town, arrivals_policy())
    assert view.pupils["pupil_id"].tolist() == [f"n{i}" for i in range(1, 9)]
    assert view.pupils["in_round"].all()
    assert list(view.pupils.columns) == list(town.pupils.columns)
    assert view.choices[["pupil_id", "rank", "unit_id"]].to_numpy().tolist() == [
        ["n8", 1, "C"], ["n8", 2, "D"],
    ]  # fmt: skip
    seats = dict(zip(view.offerings["offering_id"], view.offerings["seats"], strict=True))
    assert (seats["A-3"], seats["A-4"], seats["B-F"]) == (3, 2, 1)
    assert view.units is town.units


def test_a_sibling_who_goes_to_a_school_already_is_seen_too():
    kin = {"pupil_id": "e2", "grade": "3", "current_unit": "C", "household": "h1", "x": 0.0,
           "y": 0.0, "in_round": False}  # fmt: skip
    town = arrivals_town()
    town = town.replace(pupils=frame("pupils", [kin, kin | {"pupil_id": "n2"}], "low_education"))
    problem = arrivals_problem(town)
    units = {str(p): int(u) for p, u in zip(problem.parties.ids, problem.parties.sibling_unit[:, 0],
                                            strict=True)}  # fmt: skip
    assert units["n2"] == units["n3"] == 2
    assert units["n1"] == -1
    assert len(problem.parties) == 8


@pytest.mark.parametrize("table", NEEDED_TABLES)
def test_a_missing_table_is_told_by_name(table):
    town = arrivals_town()
    town = town.replace(**{table: getattr(town, table).iloc[:0]})
    with pytest.raises(InputError, match=table):
        placed_view(town, arrivals_policy())


def test_who_is_in_a_group_when_is_read_off_dates_and_months():
    problem = arrivals_problem()
    hosting = problem.hosting
    assert (hosting.kinds, hosting.first_month) == (("1-3", "4-6"), "2026-08")
    assert column(problem, "enters") == {
        "n1": 0,
        "n2": 1,
        "n3": 1,
        "n4": 3,
        "n5": 5,
        "n6": 2,
        "n7": 0,
        "n8": 4,
    }
    assert column(problem, "leaves") == {
        "n1": 6,
        "n2": 7,
        "n3": 7,
        "n4": 9,
        "n5": 11,
        "n6": 2,
        "n7": 4,
        "n8": 4,
    }
    assert column(problem, "seat_from") == {
        "n1": 2,
        "n2": 3,
        "n3": 3,
        "n4": 5,
        "n5": 7,
        "n6": 2,
        "n7": 0,
        "n8": 4,
    }
    assert column(problem, "clock")["n7"] == 5
    assert hosting.share.tolist() == [800] * 8
    assert hosting.languages == ("arabiska", "somaliska", "ukrainska")
    assert hosting.seats.shape == (len(problem.offerings), 12)
    assert problem.offerings.seats.tolist() == hosting.seats.max(axis=1).tolist()
    a3 = problem.offerings.ids.tolist().index("A-3")
    assert hosting.seats[a3].tolist() == [1] * 4 + [3] * 8


def test_whoever_needs_a_group_goes_only_where_one_may_be_and_the_others_anywhere():
    problem = arrivals_problem()
    assert sites(problem, "n3") == ["A-5", "C-5", "D-5"]
    assert sites(problem, "n6") == ["B-F", "C-F", "A-F"]
    assert sites(problem, "n7") == ["A-4"]
    assert sites(problem, "n8")[0] == "C-2"
    direct = np.isin(problem.options.party, [5, 7])
    assert (problem.hosting.option_host[direct] == NO_HOST).all()
    assert (problem.hosting.option_host[~direct] != NO_HOST).all()


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        ({"units": "today"}, ["A-5"]),
        ({"units": "reception"}, ["A-5", "C-5"]),
        ({"units": "listed", "listed": ("C", "D")}, ["C-5", "D-5"]),
        ({"languages": "required"}, ["C-5"]),
    ],
)
def test_the_rule_says_where_groups_may_be(rule, where):
    assert sites(arrivals_problem(**rule), "n3") == where


def test_the_nearest_options_that_count_are_those_that_may_run_a_group():
    town = arrivals_town()
    asked = arrivals_policy(units="listed", listed=("C", "D"))
    asked = asked.replace(options=OptionRule(1))
    problem = placed_problem(town, asked, travel_table(placed_view(town, asked)))
    assert sites(problem, "n3") == ["C-5"]
    assert sites(problem, "n8") == ["C-2", "B-2"]  # the wish and the nearest
    assert sites(problem, "n7") == ["A-4"]  # kept, though not listed
    assert problem.policy is asked


def test_a_language_that_nobody_speaks_leaves_a_pupil_without_options_and_says_so():
    problem = arrivals_problem(languages="required")
    assert sites(problem, "n4") == []
    assert any("One pupil is" in warning for warning in problem.warnings)


def test_pupils_already_placed_may_move_where_the_policy_lets_them():
    assert sites(arrivals_problem(keep=False), "n7") == ["A-4", "C-4", "D-4"]


def test_months_that_are_not_told_go_to_the_lawful_end_and_the_week_is_the_usual():
    plain = {"months_needed": None, "week_percent": None}
    town = arrivals_town([pupil(1, "1", "A", "2026-08-20", **plain)])
    hosting = arrivals_problem(town, months=30).hosting
    assert hosting.leaves.tolist() == [24]
    assert hosting.share.tolist() == [600]


def test_the_clock_runs_on_for_those_who_were_placed_before():
    old = pupil(1, "1", "A", "2026-05-10", current_unit="A", months_needed=24)
    new = pupil(2, "1", "A", "2026-08-20")
    far = pupil(3, "1", "A", "2026-06-01", months_needed=24)
    town = arrivals_town([old, new, far])
    hosting = arrivals_problem(town, first_month="2026-08").hosting
    assert hosting.clock.tolist() == [3, 0, 0]
    assert hosting.enters.tolist() == [0, 0, 0]
    assert hosting.seat_from.tolist() == [0, 2, 0]
    spent = arrivals_town([old | {"months_before": 24}, new])
    assert arrivals_problem(spent, first_month="2026-08").hosting.leaves.tolist() == [0, 6]


def test_a_pupil_placed_where_no_group_is_goes_to_the_class_alone():
    placed = pupil(1, "5", "B", "2026-05-10", current_unit="B")
    hosts = arrivals_town().hosts
    town = arrivals_town([placed | {"grade": "2"}, pupil(2, "1", "A", "2026-08-20")])
    town = town.replace(hosts=hosts[hosts["unit_id"] != "B"])
    hosting = arrivals_problem(town).hosting
    assert hosting.leaves.tolist() == [0, 6]
    assert hosting.kept.tolist()[0] >= 0


def test_arrivals_after_the_plan_are_refused_with_the_last_month():
    with pytest.raises(InputError, match="2026-11") as told:
        arrivals_problem(months=4)
    assert "months" in told.value.faults[0].remedy


def test_the_plan_begins_in_august_of_the_school_year_unless_the_policy_says_otherwise():
    town = arrivals_town([pupil(7, "4", "A", "2026-03-01", current_unit="A")])
    assert arrivals_problem(town).hosting.first_month == "2026-08"
    assert arrivals_problem(town, first_month="2026-03").hosting.first_month == "2026-03"


def test_units_without_own_numbers_have_those_of_the_enrolment_and_the_sum_of_rooms():
    hosts = arrivals_town().hosts.drop(columns=["pupils_today", "unit_groups_most"])
    told = hosts.assign(pupils_today=pd.NA, unit_groups_most=pd.NA, newly_arrived_today=pd.NA)
    enrolled = frame("enrolment", [{"unit_id": "A", "group": "low_education", "pupils": 80}])
    town = arrivals_town().replace(hosts=told, enrolment=enrolled)
    hosting = arrivals_problem(town).hosting
    assert hosting.unit_pupils.tolist() == [79, 0, 0, 0]
    assert hosting.unit_most.tolist() == [4, 2, 4, 2]
    assert hosting.unit_recent.tolist() == [0, 0, 0, 0]


def test_sizes_of_the_policy_go_before_those_of_the_hosts():
    hosting = arrivals_problem(least_size=3, most_size=9).hosting
    assert set(hosting.least_size.tolist()) == {3}
    assert set(hosting.most_size.tolist()) == {9}


def test_spans_that_are_none_hold_no_grade():
    from skolval.domain.spans import grades_of_span

    grades = arrivals_town().grades
    assert grades_of_span("F-3", grades) == (0, 1, 2, 3)
    assert grades_of_span("4", grades) == (4,)
    assert grades_of_span("7 \N{EN DASH} 9", grades) == (7, 8, 9)
    assert grades_of_span("lågstadiet", grades) == grades_of_span("9-12", grades) == ()
    assert grades_of_span("5-2", grades) == ()


@pytest.mark.parametrize(
    ("word", "day"),
    [("2026-10-05", "2026-10-05"), ("2026-10-05 00:00:00", "2026-10-05"), ("2026-02-30", ""),
     ("5/10 2026", ""), ("2026-10", "")],
)  # fmt: skip
def test_days_are_read_as_they_stand_in_files(word, day):
    from skolval.domain.months import day_text

    assert day_text(word) == day


def test_months_are_counted_over_the_turn_of_the_year():
    from skolval.domain.months import later, months_since

    assert later("2026-08", 5) == "2027-01"
    assert later("2026-08", -8) == "2025-12"
    assert months_since("2026-08", "2027-01-31") == 5
    assert len(PUPILS) == 8


def test_who_goes_to_which_group_is_counted_once():
    from arrivals_town import greedy
    from skolval.domain.hosting_loads import host_of_party, hosting_told, pupils_of_host

    problem = arrivals_problem()
    placement = greedy(problem)
    assert host_of_party(problem, placement).tolist() == [0, 0, 1, 2, 4, -1, 1, -1]
    assert pupils_of_host(problem, placement).tolist() == [2, 2, 1, 0, 1, 0]
    with pytest.raises(ValueError, match="no groups"):
        hosting_told(problem.replace(hosting=None))
    empty = problem.replace(hosting=problem.hosting.replace(option_host=np.zeros(0, np.int64)))
    assert (host_of_party(empty, placement) == NO_HOST).all()


def test_a_goal_of_spread_that_counts_every_unit_is_warned_of():
    town, asked = arrivals_town(), arrivals_policy()
    told = {}
    for top in (1, 20):
        goal = Step("host_spread", load("goal", "host_spread").Params(top=top))
        asked = asked.replace(goals=(goal,))
        problem = placed_problem(town, asked, travel_table(placed_view(town, asked)))
        told[top] = [text for text in problem.warnings if "changes nothing" in text]
    assert told[1] == []
    assert len(told[20]) == 1
    assert "looks at the 20 units with most" in told[20][0]
