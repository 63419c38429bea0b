"""What a decision about introduction programmes sees, and who may run what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gymnasium_town import gymby, introduction_policy, problem
from skolval.domain.introduction_facts import introduction_hosting
from skolval.domain.introduction_view import candidates, introduction_view, sought
from skolval.domain.policy import Policy, Step
from skolval.errors import InputError
from towns import frame


def codes(asked, made=None):
    rows = candidates(made or gymby(), asked)
    return list(rows["unit_id"] + "-" + rows["programme"])


MUNICIPAL = ["A-IMA", "A-IMS", "A-IMV-BA", "A-IMY-BA", "B-IMA", "B-IMS", "B-IMV-EE"]


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        (introduction_policy(), ["D-IMV-BA", "D-IMY-BA"]),
        (introduction_policy(independent="none"), []),
        (introduction_policy(independent="all"), ["C-IMA", "D-IMA", "D-IMV-BA", "D-IMY-BA"]),
    ],
)
def test_independent_units_take_imv_always_and_the_others_by_agreement(asked, also):
    assert codes(asked) == [*MUNICIPAL, *also]


def test_the_policy_chooses_units_that_host_today_or_are_listed():
    assert codes(introduction_policy(units="today")) == ["B-IMS"]
    assert codes(introduction_policy(units="listed", listed=("B",))) == MUNICIPAL[4:]


@pytest.mark.parametrize(
    ("unit", "code", "independent", "there"),
    [
        ("B", "IMV-BA", "agreement", False),  # B does not run BA
        ("A", "IMV-SA", "agreement", True),
        ("A", "IMV", "agreement", False),  # towards nothing
        ("C", "IMY-SA", "all", False),  # C has no vocational programme
        ("D", "IMY", "all", True),
        ("C", "IMS", "all", True),
        ("C", "NA", "all", False),  # no introduction programme at all
    ],
)
def test_a_row_that_the_law_does_not_let_run_is_no_candidate(unit, code, independent, there):
    made = gymby()
    row = made.programmes.iloc[-1:].assign(unit_id=unit, programme=code, agreement=True)
    table = made.programmes[
        (made.programmes["unit_id"] + made.programmes["programme"]) != unit + code
    ]
    made = made.replace(programmes=type(row)(np.vstack([table, row]), columns=table.columns).astype(
        table.dtypes.to_dict()
    ))  # fmt: skip
    assert (f"{unit}-{code}" in codes(introduction_policy(independent=independent), made)) is there


def test_everybody_has_the_programme_of_the_grades_and_the_aim():
    made = gymby()
    rows = candidates(made, introduction_policy())
    assert sought(made, rows) == ["IMV-BA", "IMV-EE", "IMY-BA", "IMA", "IMS", "IMS"]


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("v1", {"orientation": "NA"}, "IMA"),  # nobody runs it
        ("v1", {"orientation": None}, "IMA"),
        ("v1", {"newly_arrived": True}, "IMV-BA"),
        ("v1", {"newly_arrived": True, "orientation": None}, "IMS"),
        ("y1", {"orientation": "EE"}, "IMA"),  # IMY-EE is nowhere
        ("a1", {"programme": "IMY-BA"}, "IMY-BA"),  # decided
    ],
)
def test_what_is_not_offered_falls_back_and_what_is_decided_stands(name, changed, code):
    made = gymby(**{name: changed})
    found = dict(
        zip(made.introduction_pupils["pupil_id"], sought(made, candidates(made, introduction_policy())),
            strict=True)
    )  # fmt: skip
    assert found[name] == code


def test_imy_without_an_aim_of_its_own_takes_whoever_aims_anywhere():
    made = gymby(y1={"orientation": "EE"})
    table = made.programmes.copy()
    table.loc[table["programme"] == "IMY-BA", "programme"] = "IMY"
    made = made.replace(programmes=table)
    assert sought(made, candidates(made, introduction_policy()))[2] == "IMY"


def test_options_are_the_places_of_the_own_programme_nearest_first():
    found = problem()
    ids = found.offerings.ids[found.options.offering].tolist()
    start = found.options.start
    places = [ids[start[i] : start[i + 1]] for i in range(len(found.parties))]
    assert places == [
        ["A-IMV-BA", "D-IMV-BA"], ["B-IMV-EE"], ["A-IMY-BA", "D-IMY-BA"], ["A-IMA", "B-IMA"],
        ["A-IMS", "B-IMS"], ["A-IMS", "B-IMS"],
    ]  # fmt: skip
    assert found.hosting.option_host.tolist() == found.options.offering.tolist()


def test_a_group_costs_its_own_staffed_hours():
    hosting = problem().hosting
    # 23 hours, at A 8 of them at half the cost; 36 weeks of 1,200 kronor
    assert sorted(set(hosting.group_cost.tolist())) == [19 * 36 * 1200, 23 * 36 * 1200]
    assert hosting.most.tolist() == [2] * len(hosting)  # ten seats in groups of five
    assert hosting.unit_most.tolist() == [8, 6, 0, 4]
    assert hosting.unit_pupils.tolist() == [1, 0, 0, 0]


def test_costs_rooms_and_sizes_of_the_table_go_before_the_usual_ones():
    made = gymby()
    table = made.programmes.assign(
        group_cost=5, groups_most=3, size_least=2, unit_cost=7, size_most=None, hours=None
    )
    made = made.replace(programmes=table)
    asked = introduction_policy(most_size=4)
    view = introduction_view(made, asked)
    hosting = introduction_hosting(view, problem(made, asked))
    assert set(hosting.group_cost.tolist()) == {5}
    assert set(hosting.most.tolist()) == {3}
    assert set(hosting.least_size.tolist()) == {2}
    assert set(hosting.most_size.tolist()) == {4}
    assert hosting.unit_cost.tolist() == [7, 7, 0, 7]
    assert set(problem(made, introduction_policy()).hosting.most_size.tolist()) == {12}


def test_who_has_started_stays_if_the_policy_keeps_places():
    made = gymby(a1={"started": True, "current_unit": "B"}, s1={"current_unit": "B"})
    asked = introduction_policy()
    asked = asked.replace(hosting=type(asked.hosting)(keep=True))
    found = problem(made, asked)
    rows = found.options.party == 3
    assert found.offerings.ids[found.options.offering[rows]].tolist() == ["B-IMA"]
    assert found.hosting.kept.tolist() == [-1, -1, -1, int(np.flatnonzero(rows)[0]), -1, -1]


def test_facts_are_cut_with_the_parties():
    facts = problem().introduction
    keep = np.array([True, False, True, False, False, True])
    fewer = facts.with_parties(keep)
    assert (len(fewer.merits), fewer.newly_arrived.tolist()) == (3, [False, False, True])


def test_an_instance_without_the_tables_is_refused_with_both_named():
    made = gymby()
    made = made.replace(
        programmes=made.programmes.iloc[:0], introduction_pupils=made.introduction_pupils.iloc[:0]
    )
    with pytest.raises(InputError) as error:
        introduction_view(made, introduction_policy())
    assert [fault.file for fault in error.value.faults] == [
        "programmes.csv", "introduction_pupils.csv",
    ]  # fmt: skip


def test_a_policy_that_says_nothing_of_its_own_has_the_usual_rules():
    asked = Policy("p", Step("nearest_school", None), places="introduction")
    assert "D-IMY-BA" in codes(asked)


def test_a_town_whose_units_run_nothing_towards_the_code_tells_so():
    made = gymby()
    table = made.programmes.copy()
    made = made.replace(programmes=table.assign(form=None))
    facts = problem(made).introduction
    single = facts.individual
    assert single.tolist() == (facts.programme != 0).tolist()


CODES = ("IMV-BA", "IMV-EE", "IMV-SA", "IMY-BA", "IMY", "IMA", "IMS", "SA", "BA", "EE")


@st.composite
def tables(draw):
    """A table of programmes at the units of Gymby, each pair once."""
    pairs = draw(st.sets(st.tuples(st.sampled_from("ABCD"), st.sampled_from(CODES)), min_size=1))
    return [
        {"unit_id": unit, "programme": code, "seats": draw(st.integers(0, 2)),
         "kind": "introduction" if code.startswith("IM") else
         "national_preparatory" if code == "SA" else "national_vocational",
         "agreement": draw(st.sampled_from([True, False, None])),
         "groups_today": draw(st.sampled_from([None, 0, 1]))}
        for unit, code in sorted(pairs)
    ]  # fmt: skip


def may_host(row, rows, independent, units):
    """The paragraphs once more, a row at a time."""
    of_unit = {
        other["programme"]: other["kind"] for other in rows if other["unit_id"] == row["unit_id"]
    }
    part, _dash, towards = row["programme"].partition("-")
    private = row["unit_id"] in "CD"
    if row["kind"] != "introduction" or not row["seats"]:
        return False
    if part == "IMV" and of_unit.get(towards, "introduction") == "introduction":
        return False  # 17:28, only a national programme that it runs
    if private and part == "IMY" and "national_vocational" not in of_unit.values():
        return False  # 17:28
    if private and part != "IMV" and independent == "agreement" and not row["agreement"]:
        return False  # 17:29
    if private and independent == "none":
        return False
    return units != "today" or bool(row["groups_today"])


@settings(max_examples=120, deadline=None)
@given(tables(), st.sampled_from(["agreement", "all", "none"]), st.sampled_from(["any", "today"]))
def test_who_may_host_is_what_the_paragraphs_say_of_each_row(rows, independent, units):
    made = gymby().replace(programmes=frame("programmes", rows))
    found = codes(introduction_policy(independent=independent, units=units), made)
    assert found == sorted(
        f"{row['unit_id']}-{row['programme']}"
        for row in rows
        if may_host(row, rows, independent, units)
    )
