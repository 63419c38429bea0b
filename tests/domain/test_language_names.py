"""Codes and names of languages: which words mean the same one."""

from __future__ import annotations

import pytest

from skolval.domain.language_names import same_language


@pytest.mark.parametrize(
    ("one", "other"),
    [("ar", "arabiska"), ("Arabic", "AR"), ("Arabiska", "arabic"), ("ar", "AR"),
     ("persiska", "fa"), ("fa", "dari"), ("persian", "persiska"), ("ti", "tigrinska")],
)  # fmt: skip
def test_code_and_names_in_english_and_swedish_are_one_language(one, other):
    assert same_language(one, other)
    assert same_language(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("ar", "so"), ("dari", "persiska"), ("xx", "xx"), ("ar", ""), ("ar", "ara")]
)
def test_other_words_are_not_said_to_be_one_language(one, other):
    assert not same_language(one, other)
