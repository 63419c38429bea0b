"""Languages: what is translated, and what is not."""

from __future__ import annotations

import pytest

from skolval.domain.language import LANGUAGES, translator


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_stays_no_text_and_is_not_the_header_of_the_catalogue(lang):
    assert translator(lang)("") == ""
