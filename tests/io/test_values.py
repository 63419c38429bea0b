"""Cells to values, a column at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skolval.domain.grades import grade_system
from skolval.io.dictionary import Field
from skolval.io.identity import is_personal_number, masked
from skolval.io.suppression import count_bounds, parsed_share
from skolval.io.values import among, missing_column, parsed

GRADES = grade_system("2026/27")


def read(kind: str, *cells: object):
    column = parsed(pd.Series(list(cells), dtype="str"), Field("c", kind, "", ""), GRADES)
    wrong = sorted({int(i) for _c, bad in column.wrong for i in np.flatnonzero(bad)})
    return column.series.tolist(), wrong


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("3,5", 3.5), ("3.5", 3.5), ("1 234,5", 1234.5), ("1\N{NO-BREAK SPACE}234", 1234),
     ("-2", -2), ("+2", 2), (",5", 0.5), ("1e3", 1000), (" 7 ", 7)],
)  # fmt: skip
def test_numbers_as_swedes_and_machines_write_them(text, number):
    assert read("number", text) == ([number], [])


@pytest.mark.parametrize("text", ["1.234,5", "1,234.5", "12a", "--3", "nan", "inf", "."])
def test_other_texts_are_not_numbers(text):
    assert read("number", text)[1] == [0]


@pytest.mark.parametrize(
    ("text", "whole"), [("25", 25), ("25,0", 25), ("25.00", 25), ("1 250", 1250)]
)
def test_whole_numbers(text, whole):
    assert read("whole", text) == ([whole], [])


@pytest.mark.parametrize("text", ["25,5", "1.250,0", "x", "1e3", "9" * 20])
def test_other_texts_are_not_whole(text):
    assert read("whole", text)[1] == [0]


@given(st.lists(st.one_of(st.none(), st.integers(-(10**12), 10**12)), min_size=1, max_size=8))
def test_whole_numbers_survive_being_written(numbers):
    cells = [None if number is None else str(number) for number in numbers]
    values, wrong = read("whole", *cells)
    assert [None if value is pd.NA else value for value in values] == numbers
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("F", "F"), ("f", "F"), ("Förskoleklass", "F"), ("F-klass", "F"), ("åk 4", "4"), ("Åk4", "4"),
     ("årskurs 9", "9"), ("grade 1", "1"), ("4", "4")],
)  # fmt: skip
def test_grades_as_people_write_them(text, code):
    assert read("grade", text) == ([code], [])


@pytest.mark.parametrize("text", ["10", "0", "G", "åk", "4-6"])
def test_other_texts_are_not_grades(text):
    assert read("grade", text)[1] == [0]


@pytest.mark.parametrize(("text", "truth"), [("ja", True), ("NEJ", False), ("1", True), ("sant", True),
                                             ("no", False), ("x", True)])  # fmt: skip
def test_yes_and_no(text, truth):
    assert read("bool", text) == ([truth], [])


def test_lists_are_separated_by_space_semicolon_or_comma():
    assert read("list", "ar so", "ar; so", "ar,so ") == (["ar so"] * 3, [])


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [("whole", "Int64"), ("member", "Int64"), ("bool", "boolean"), ("number", "float64"),
     ("x", "float64"), ("code", "str"), ("grade", "str")],
)  # fmt: skip
def test_missing_columns_have_the_type_of_their_kind(kind, dtype):
    column = missing_column(kind, 2)
    assert column.dtype == dtype
    assert column.isna().all()


def test_among_finds_texts_and_never_a_missing_one():
    cells = pd.Series(["a", None, "c"], dtype="str")
    assert among(cells, pd.Series(["a", "b", None], dtype="str")).tolist() == [True, False, False]
    assert among(cells, pd.Series([], dtype="str")).tolist() == [False, False, False]


@pytest.mark.parametrize(
    ("cells", "shares"),
    [(["0,2", "0.4"], [0.2, 0.4]), (["14,9", "30"], [0.149, 0.3]), (["20 %", "0.3"], [0.2, 0.3]),
     (["0", "1"], [0, 1]), (["14.9", "0.5", "33"], [0.149, 0.005, 0.33])],
)  # fmt: skip
def test_shares_are_read_as_shares_or_per_cent_by_whole_column(cells, shares):
    column, _mark = parsed_share(pd.Series(cells, dtype="str"))
    assert column.series.tolist() == pytest.approx(shares)
    assert not any(bad.any() for _c, bad in column.wrong)


@pytest.mark.parametrize(
    ("cells", "bad"), [(["0.2", "0.3", "1.2"], [2]), (["50", "60", "101"], [2]), (["-1"], [0])]
)
def test_shares_out_of_range_are_faults(cells, bad):
    column, _mark = parsed_share(pd.Series(cells, dtype="str"))
    assert [int(i) for _c, wrong in column.wrong for i in np.flatnonzero(wrong)] == bad


@pytest.mark.parametrize(
    ("mark", "pupils", "low", "high"),
    [(".", 61, 0, 61), ("-", 61, 0, 61), ("..", 33, 0, 4), ("..", 90, 0, 9), ("..", 3, 0, 3),
     ("...", 90, 81, 90), ("...", 33, 29, 33)],
)  # fmt: skip
def test_marks_bound_the_count(mark, pupils, low, high):
    bounds = count_bounds(np.array([np.nan]), pd.Series([mark]), np.array([float(pupils)]))
    assert [bound.item() for bound in bounds] == [low, high]


@pytest.mark.shared
def test_d_of_uppsala_over_suppressed_units_lies_in_the_published_interval(shared):
    """D is greatest and least at corners: it is convex in the counts only by pieces, so all are tried."""
    table = pd.read_csv(
        shared / "data/uppsala/uppsala-schools/uppsala_grundskolor_2024_25.csv", dtype="str"
    )
    flag = {
        "suppressed_few": "..",
        "suppressed_majority": "...",
        "missing": ".",
        "not_reported": "-",
    }
    marks = table["pct_foreign_background_flag"].map(flag)
    column, mark = parsed_share(table["pct_foreign_background"].fillna(marks))
    pupils = table["pupils"].astype(float).to_numpy()
    low, high = count_bounds(column.series.to_numpy(), mark, pupils)

    def dissimilarity(members: np.ndarray) -> float:
        others = pupils - members
        return float(np.abs(members / members.sum() - others / others.sum()).sum() / 2)

    hidden = np.flatnonzero(mark.notna())
    assert (len(hidden), pupils[hidden].sum()) == (4, 259)
    values = []
    for choice in np.ndindex(*[2] * len(hidden)):
        members = low.copy()
        members[hidden] = np.where(choice, high, low)[hidden] if False else [
            high[unit] if pick else low[unit] for unit, pick in zip(hidden, choice, strict=True)
        ]  # fmt: skip
        values.append(dissimilarity(members))
    assert round(min(values), 4) == 0.4025
    assert round(max(values), 4) == 0.4057


@pytest.mark.parametrize(
    ("text", "personal"),
    [("20190312-1234", True), ("190312-1234", True), ("190312+1234", True), ("201903121234", True),
     ("20190372-1234", True), ("20191332-1234", False), ("e20190312-1234", False),
     ("8112189876", True), ("8112189875", False), ("1000000001", False), ("20190231-1234", False)],
)  # fmt: skip
def test_personal_identity_numbers_are_told_from_pseudonyms(text, personal):
    assert is_personal_number(text) is personal


def test_personal_identity_numbers_are_struck_out_of_texts():
    assert masked("pupil 20190312-1234, 648000") == "pupil ********-****, 648000"
    assert masked("no 648000-1234") == "no 648000-1234"
