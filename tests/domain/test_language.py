"""Languages: what is translated, and what is not."""

from __future__ import annotations

import pytest

from skolval.domain.language import LANGUAGES, number, translator


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_stays_no_text_and_is_not_the_header_of_the_catalogue(lang):
    assert translator(lang)("") == ""


def test_what_is_rounded_to_nothing_has_no_sign():
    assert number(-0.0004, "sv", decimals=3) == "0,000"
    assert number(-0.4, "en") == "0"
    assert number(-0.0005001, "en", decimals=3) == "−0.001"
    assert number(-1000, "en") == "−1,000"
