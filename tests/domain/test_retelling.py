"""Stored English texts are told in Swedish with the values they hold."""

from __future__ import annotations

import pytest

from law_towns import towns
from skolval.domain.language import current, use
from skolval.domain.retelling import retold
from skolval.registry import load, names, term
from skolval.travel import travel_table
from towns import nantuna

TEXTS = [
    ("Pupil p1 has no place.", "Elev p1 har ingen plats."),
    ("A pupil with protected identity has no place.",
     "En elev med skyddade personuppgifter har ingen plats."),
    ("Offering 11-F has 30 seats but 31 pupils are placed there.",
     "Utbudspunkten 11-F har 30 platser men 31 elever är placerade där."),
    ("Offering 11-F has a minimum size of 8 but 3 pupils are placed there.",
     "Utbudspunkten 11-F har en minsta storlek på 8 men 3 elever är placerade där."),
    ("D of low_income between units is 0.412 but at most 0.2 is allowed.",
     "D för low_income mellan enheter är 0,412 men högst 0,2 är tillåtet."),
    ("Pupil p1 would rather be at 11-F, and goes before pupil p2 who is placed there.",
     "Elev p1 vill hellre vara vid 11-F, och går före elev p2 som är placerad där."),
    (("WARNING: all distances are straight lines times 1.3, because the instance has neither"
     " streets nor a travel table. Rivers, railways and motorways are not seen."),
     ("VARNING: alla avstånd är fågelvägen gånger 1,3, eftersom fallet varken har gator eller"
     " restabell. Vattendrag, järnvägar och motorvägar syns inte.")),
]  # fmt: skip


@pytest.mark.parametrize(("english", "swedish"), TEXTS)
def test_a_stored_text_is_told_in_swedish(english, swedish):
    assert retold(english, "sv") == swedish


@pytest.mark.parametrize("english", [text for text, _swedish in TEXTS])
def test_a_stored_text_stands_as_it_is_in_english(english):
    assert retold(english, "en") == english


@pytest.mark.parametrize("text", ["", "Something nobody ever wrote down.", "{}"])
def test_a_text_of_unknown_source_stands_as_it_is(text):
    assert retold(text, "sv") == text


@pytest.mark.parametrize("rule", names("rule"))
def test_every_breach_that_a_rule_tells_has_a_swedish_wording(rule):
    module = load("rule", rule)
    told = [
        breach.message
        for sample in module.SAMPLES
        for problem, chosen in towns(30, seed=1)
        for breach in module.breaches(problem, chosen, module.Params(**sample))
    ]
    assert told
    assert [text for text in told if retold(text, "sv") == text] == []


def test_a_run_is_stored_in_english_whatever_the_language():
    before = current()
    use("sv")
    try:
        swedish = travel_table(nantuna()).warnings
    finally:
        use(before)
    assert swedish == travel_table(nantuna()).warnings
    assert all(retold(warning, "sv") != warning for warning in swedish)


def test_members_are_called_by_their_swedish_terms_in_swedish_only():
    before = current()
    try:
        use("sv")
        assert term("criterion", "sibling") == "syskonförtur"
        assert term("rule", "everyone_placed") == "skolplikt"
        use("en")
        assert term("criterion", "sibling") == "sibling"
    finally:
        use(before)
