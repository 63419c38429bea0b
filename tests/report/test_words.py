"""Numbers and lists as each language writes them."""

from __future__ import annotations

import pytest

from skolval.report.words import Words


@pytest.mark.parametrize(
    ("lang", "whole", "share", "points"),
    [
        ("sv", "12\N{NO-BREAK SPACE}345", "12,5\N{NO-BREAK SPACE}%", "+1,5"),
        ("en", "12,345", "12.5%", "+1.5"),
    ],
)
def test_numbers_follow_the_language(lang, whole, share, points):
    words = Words(lang)
    assert words.whole(12345) == whole
    assert words.percent(0.125, 1) == share
    assert words.points(0.015) == points


def test_unknown_numbers_are_a_dash():
    words = Words("sv")
    nan = float("nan")
    shown = {words.whole(nan), words.decimal(None), words.percent(nan), words.points(nan),
             words.metres(None), words.signed(nan)}  # fmt: skip
    assert shown == {"–"}


def test_changes_carry_their_sign_and_nothing_is_plus_nothing():
    words = Words("en")
    assert words.signed(-1200) == "−1,200"
    assert words.signed(3.4) == "+3"
    assert words.points(-0.0001) == "0.0"
    assert words.signed(0) == "0"


def test_a_list_ends_with_and_in_the_readers_language():
    assert Words("sv").listed(["F", "4", "7"]) == "F, 4 och 7"
    assert Words("en").listed(["F", "7"]) == "F and 7"
    assert Words("en").listed(["F"]) == "F"
    assert Words("en").listed([]) == ""


def test_names_follow_the_alphabet_of_the_language():
    names = ["Örskolan", "Ärlan", "Åby", "Zinken", "alen", "Alen"]
    assert [names[i] for i in Words("sv").alphabetical(names)] == [
        "Alen", "alen", "Zinken", "Åby", "Ärlan", "Örskolan",
    ]  # fmt: skip
    assert Words("sv").alphabetical([]) == []
    assert Words("en").alphabetical(["b", "a", "a"]) == [1, 2, 0]


def test_a_span_of_shares_has_one_sign_of_per_cent():
    assert Words("sv").percents(0.1, 0.255) == "10–26\N{NO-BREAK SPACE}%"
    assert Words("en").percents(0.1, 0.2) == "10–20%"
