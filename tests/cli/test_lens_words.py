"""What the terminal calls the tables and columns of a lens."""

from __future__ import annotations

from skolval.cli.lens_words import word


def test_a_column_is_told_in_words_and_what_is_unknown_stays():
    assert word("first_always") == "first wish in every lottery"
    assert word("E12-F") == "E12-F"
