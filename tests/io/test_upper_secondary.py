"""Upper secondary tables: read, checked, written and read back; run folders too."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gymnasium_town import WEST, gymby, introduction_policy, run
from skolval.errors import InputError
from skolval.io.instance import check_instance, read_instance
from skolval.io.policy import check_policy
from skolval.io.policy_introduction import listed_unit_faults
from skolval.io.run_introduction import (
    INTRODUCTION_PARTS,
    introduction_frames,
    introduction_from,
)
from skolval.io.school_transport import transport_table
from skolval.io.writing import write_instance


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_an_upper_secondary_town_is_read_back_as_it_was(tmp_path, file_format):
    made = whole(gymby()).replace(
        transport=transport_table("upper_secondary"), transport_limits=(6000, 6000, 6000)
    )
    back = read_instance(write_instance(made, tmp_path / "gymby", format=file_format))
    assert (back.school_form, back.grades.codes) == ("upper_secondary", ("Gy1", "Gy2", "Gy3"))
    assert back.transport == made.transport
    assert back.transport_limits == (6000, 6000, 6000)
    for name in ("programmes", "introduction_pupils"):
        one, two = getattr(made, name), getattr(back, name)
        assert set(one) == set(two)
        told = [column for column in one if one[column].notna().any()]
        pd.testing.assert_frame_equal(one[told], two[told], check_dtype=False)


def whole(made):
    """The town with its group as whole numbers, as files are read."""
    pupils, people = made.pupils, made.introduction_pupils
    return made.replace(
        pupils=pupils.assign(low_education=pupils["low_education"].astype("int64")),
        introduction_pupils=people.assign(low_education=people["low_education"].astype("int64")),
    )


def faults(tmp_path, *, form="upper_secondary", programmes=None, pupils=None):
    made = whole(gymby())
    if programmes is not None:
        made = made.replace(programmes=programmes(made.programmes))
    if pupils is not None:
        made = made.replace(introduction_pupils=pupils(made.introduction_pupils))
    folder = write_instance(made, tmp_path / "gymby")
    if form != "upper_secondary":
        head = folder / "instance.yaml"
        head.write_text(head.read_text().replace("school_form: upper_secondary\n", ""))
    return [fault for fault in check_instance(folder)[1] if "introduction" in fault.file
            or "programmes" in fault.file]  # fmt: skip


def row(code, **more):
    def changed(table):
        new = table.iloc[-1:].assign(programme=code, **more)
        return pd.concat([table, new], ignore_index=True)

    return changed


def pupil(**more):
    return lambda table: table.assign(
        **{name: [value, *table[name].tolist()[1:]] for name, value in more.items()}
    )


@pytest.mark.parametrize(
    ("broken", "rule", "level"),
    [
        ({"programmes": row("XYZ")}, "programme_code", "error"),
        ({"programmes": row("IMV")}, "programme_code", "error"),
        ({"programmes": row("IMS-BA")}, "programme_code", "error"),
        ({"programmes": row("IMV-SA")}, "imv_host", "warning"),
        ({"programmes": row("IMS", form="group")}, "programme_form", "error"),
        ({"programmes": row("IMY", hours=22)}, "weekly_hours", "warning"),
        ({"programmes": row("IMY", hours=23, coread_hours=24)}, "coread_hours", "error"),
        ({"programmes": row("IMY", size_least=9, size_most=8)}, "group_size", "error"),
        ({"pupils": pupil(programme="IMX")}, "programme_code", "error"),
        ({"pupils": pupil(programme="IMS")}, "not_open", "error"),
        ({"pupils": pupil(maths=True)}, "eligible", "error"),
        ({"pupils": pupil(turns_20=2026)}, "late_start", "error"),
        ({"pupils": pupil(orientation="XX")}, "orientation", "warning"),
        ({"pupils": pupil(current_unit="E")}, "reference", "error"),
        ({"pupils": pupil(turns_20=1990, started=True)}, "other_time", "error"),
        ({"pupils": pupil(turns_20=2100)}, "other_time", "error"),
        ({"pupils": pupil(x=None, y=None, area_id=None)}, "position", "error"),
        (
            {"pupils": pupil(started=True, programme="IMV", orientation=None)},
            "orientation",
            "error",
        ),
    ],
)
def test_what_the_law_does_not_let_stand_is_told_with_its_row(tmp_path, broken, rule, level):
    found = faults(tmp_path, **broken)
    assert [(fault.rule, fault.level) for fault in found] == [(rule, level)]
    assert found[0].row
    assert found[0].remedy


def test_somebody_who_has_started_may_have_any_grades_and_age(tmp_path):
    changed = pupil(started=True, programme="IMS", turns_20=2020)
    assert faults(tmp_path, pupils=changed) == []


def test_the_tables_belong_to_upper_secondary_instances(tmp_path):
    found = faults(tmp_path, form="compulsory")
    assert "school_form" in {fault.rule for fault in found}
    assert {fault.file for fault in found if fault.rule == "school_form"} == {
        "programmes.csv", "introduction_pupils.csv",
    }  # fmt: skip


def test_grades_may_be_written_with_or_without_the_letters(tmp_path):
    folder = write_instance(whole(gymby()), tmp_path / "gymby")
    path = folder / "pupils.csv"
    for word in ("2", "åk 2", "Gy 2", "gymnasiet 2", "gy2"):
        path.write_text(path.read_text().replace("Gy2", word, 1))
        assert read_instance(folder).pupils["grade"].tolist() == ["Gy2"]
        path.write_text(path.read_text().replace(word, "Gy2", 1))
    path.write_text(path.read_text().replace("Gy2", "9"))
    with pytest.raises(InputError, match="not a grade"):
        read_instance(folder)


@pytest.mark.parametrize(
    ("form", "table", "known"),
    [("upper_secondary", "uppsala", "older"), ("compulsory", "upper_secondary", "younger")],
)
def test_a_table_of_limits_of_the_other_school_form_is_refused(tmp_path, form, table, known):
    made = whole(gymby())
    folder = write_instance(made, tmp_path / "gymby")
    head = folder / "instance.yaml"
    text = head.read_text().replace("school_form: upper_secondary", f"school_form: {form}")
    lines = [line for line in text.splitlines() if not line.startswith(("transport_limits", "  low", "  middle", "  high"))]  # fmt: skip
    head.write_text("\n".join([*lines, f"school_transport: {table}"]) + "\n")
    found = [fault for fault in check_instance(folder)[1] if fault.rule == "transport_kind"]
    assert len(found) == 1
    assert known in found[0].message


def test_six_kilometres_give_a_card_at_whatever_unit():
    limits = transport_table("upper_secondary")
    found = run(gymby().replace(transport=limits)).problem
    assert not found.entitled().any()
    far = gymby(v1={"x": WEST - 6_000}, v2={"x": WEST - 3_615.3})
    problem = run(far.replace(transport=limits)).problem
    told = {
        (problem.parties.ids[party], problem.offerings.ids[offering]): entitled
        for party, offering, entitled in zip(
            problem.options.party, problem.options.offering, problem.entitled(), strict=True
        )
    }
    assert told["v1", "A-IMV-BA"]
    assert told["v2", "B-IMV-EE"]  # 4,615.3 m in the air are 6,000 m of way: exactly is enough
    assert not told["y1", "A-IMY-BA"]


def test_facts_of_a_run_are_read_back_as_they_were():
    problem = run().problem
    frames = introduction_frames(problem.introduction)
    assert tuple(frames) == INTRODUCTION_PARTS
    back = introduction_from(frames, units=4, parties=6)
    for name in ("national", "runs", "programme", "towards", "hours", "resident", "turns_20"):
        np.testing.assert_array_equal(getattr(back, name), getattr(problem.introduction, name))
    assert back.start == (2026, 8)
    assert introduction_frames(None) == {}
    assert introduction_from({}, units=4, parties=6) is None


@pytest.mark.parametrize(
    "broken", [("introduction_hosts", "programme", 4), ("introduction_hosts", "towards", 99)]
)
def test_facts_that_point_outside_their_tables_are_refused(broken):
    part, column, value = broken
    frames = introduction_frames(run().problem.introduction)
    frames[part] = frames[part].assign(**{column: value})
    with pytest.raises(ValueError, match="do not fit"):
        introduction_from(frames, units=4, parties=6)
    with pytest.raises(ValueError, match="do not fit"):
        introduction_from(introduction_frames(run().problem.introduction), units=4, parties=5)


def test_a_policy_that_places_others_must_not_speak_of_introduction_programmes(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text("mechanism: optimal\nintroduction: {orientations: 3}\n")
    _policy, found = check_policy(path)
    assert [(fault.rule, fault.row) for fault in found] == [("introduction", 2)]


def test_a_listed_unit_without_introduction_programmes_is_told():
    made, asked = gymby(), introduction_policy(units="listed", listed=("A", "E"))
    found = list(listed_unit_faults(asked, made, "p.yaml"))
    assert [fault.value for fault in found] == ["E"]
    assert list(listed_unit_faults(asked.replace(places="pupils"), made, "p.yaml")) == []


@pytest.mark.parametrize("lacks", ["a cell", "the column"])
def test_programmes_without_their_code_are_a_fault_and_no_crash(tmp_path, lacks):
    def bare(table):
        if lacks == "the column":
            return table.drop(columns="programme")
        return table.assign(programme=[None, *table["programme"].tolist()[1:]])

    found = faults(tmp_path, programmes=bare, pupils=pupil(orientation="XX"))
    assert {fault.file for fault in found if fault.level == "error"} == {"programmes.csv"}
    assert all("programme" in fault.column for fault in found if fault.level == "error")
