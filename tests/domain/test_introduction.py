"""Introduction programmes: the paragraphs, read once more by brute force."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skolval.domain.introduction import (
    INTRODUCTION,
    Merits,
    code_of,
    eligible_for_imv,
    may_start,
    open_programmes,
    parts_of,
    preparatory,
    vocational,
)


def merits(swedish: int, english: int, maths: int, others: int) -> Merits:
    flags = (np.array([bool(one)]) for one in (swedish, english, maths))
    return Merits(*flags, np.array([others]))


@pytest.mark.parametrize(
    ("passed", "others", "vocation", "college", "imv"),
    [
        ((1, 1, 1), 5, True, False, True),  # 16:30 exactly
        ((1, 1, 1), 4, False, False, True),
        ((1, 1, 1), 9, True, True, True),  # 16:31 exactly
        ((1, 1, 1), 8, True, False, True),
        ((0, 1, 1), 13, False, False, False),  # without Swedish nothing of it
        ((1, 0, 1), 13, False, False, True),
        ((1, 1, 0), 4, False, False, True),  # 17:10, one of the two and 4 more
        ((1, 1, 0), 3, False, False, False),
        ((1, 0, 1), 4, False, False, True),
        ((1, 0, 1), 3, False, False, False),
        ((1, 1, 1), 3, False, False, True),  # 17:10, both and 3 more
        ((1, 1, 1), 2, False, False, False),
        ((1, 0, 0), 13, False, False, False),
        ((0, 0, 0), 0, False, False, False),
    ],
)
def test_the_paragraphs_have_these_edges(passed, others, vocation, college, imv):
    one = merits(*passed, others)
    assert (vocational(one)[0], preparatory(one)[0], eligible_for_imv(one)[0]) == (
        vocation, college, imv,
    )  # fmt: skip


def _at_least(passed: frozenset[str], named: tuple[str, ...], more: int) -> bool:
    """`named` are passed, and `more` other subjects than those."""
    return set(named) <= passed and len(passed - set(named)) >= more


@given(st.frozensets(st.sampled_from(["sv", "en", "ma", *(f"s{i}" for i in range(13))])))
def test_grades_are_judged_as_the_paragraphs_read(passed):
    """17:10 counts mathematics among the further subjects of one who has English, and so on."""
    flags = ("sv" in passed, "en" in passed, "ma" in passed)
    one = merits(*flags, len(passed - {"sv", "en", "ma"}))
    core = ("sv", "en", "ma")
    assert vocational(one)[0] == _at_least(passed, core, 5)
    assert preparatory(one)[0] == _at_least(passed, core, 9)
    assert eligible_for_imv(one)[0] == (
        _at_least(passed, ("sv", "en"), 4)
        or _at_least(passed, ("sv", "ma"), 4)
        or _at_least(passed, core, 3)
    )


@pytest.mark.parametrize("new", [False, True])
def test_somebody_without_eligibility_always_has_a_programme_and_somebody_eligible_none(new):
    for swedish, english, maths, others in product((0, 1), (0, 1), (0, 1), range(14)):
        one = merits(swedish, english, maths, others)
        imv, imy, ima, ims = open_programmes(one, np.array([new]))[0]
        if vocational(one)[0]:
            assert not any((imv, imy, ima, ims))
        else:
            assert (imy, ima, ims) == (not new, not new, new)
            assert imv == eligible_for_imv(one)[0]


@pytest.mark.parametrize(
    ("turns_20", "start", "may"),
    [
        (2027, (2026, 8), True),
        (2026, (2026, 8), False),
        (2026, (2026, 6), True),  # before the first of July of that year
        (2026, (2026, 7), False),
        (2025, (2026, 1), False),
        (-1, (2026, 8), True),
    ],
)
def test_nobody_starts_after_june_of_the_year_of_turning_twenty(turns_20, start, may):
    assert may_start(np.array([turns_20]), start)[0] == may


def test_codes_say_programme_and_orientation():
    assert code_of("IMV", "BA") == "IMV-BA"
    assert code_of("IMA") == "IMA"
    assert [parts_of(code) for code in ("IMV-BA", "IMS", "BA")] == [
        ("IMV", "BA"), ("IMS", ""), ("", ""),
    ]  # fmt: skip
    assert {parts_of(name)[0] for name in INTRODUCTION} == set(INTRODUCTION)


def test_a_table_of_merits_has_a_length():
    assert len(merits(1, 1, 1, 5)) == 1
