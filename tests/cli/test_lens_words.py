"""What the terminal calls the tables and columns of a lens."""

from __future__ import annotations

import pytest

from skolval.cli.lens_words import word
from skolval.lenses import take_up


def test_a_column_is_told_in_words_and_what_is_unknown_stays():
    assert word("first_always") == "first wish in every lottery"
    assert word("E12-F") == "E12-F"


@pytest.mark.parametrize("what", take_up._NUMBERS)
@pytest.mark.parametrize("bound", ["", "_low", "_high"])
def test_every_number_of_take_up_is_told_in_words(what, bound):
    code = f"{what}{bound}"
    assert word(code) != code or code == "kronor"


@pytest.mark.parametrize("code", ["take_up", "factor", "low", "middle", "high", "over_share"])
def test_how_much_take_up_is_looked_at_is_told_in_words(code):
    assert word(code) != code
