"""What an introduction pupil reads about law: chapter 17 and the law on daily journeys."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from skolval.explain.legal_words import appeal_words, law_words, transport_words


def pupil(*, entitled=None, grade="Gy1"):
    way = None if entitled is None else SimpleNamespace(entitled=entitled, limit=6000)
    return SimpleNamespace(grade=grade, transport=way)


def test_the_place_rests_on_chapter_17_and_the_decision_tells_of_appeal():
    assert "17 kap. 16 §" in law_words(pupil())[0]
    assert "10 kap." not in " ".join([*law_words(pupil()), *appeal_words(pupil())])


@pytest.mark.parametrize(("entitled", "said"), [(True, "answers for"), (False, "does not have to")])
def test_six_kilometres_decide_who_answers_for_the_journeys(entitled, said):
    (text,) = transport_words(pupil(entitled=entitled))
    assert said in text
    assert "1991:1110" in text
    assert "6,000" in text


def test_a_protected_home_has_no_words_about_the_way():
    assert transport_words(pupil()) == []
