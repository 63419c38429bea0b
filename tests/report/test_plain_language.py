"""Plain language: no word without its explanation, no code and no option shown to a reader."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from skolval.indices._families import reported
from skolval.registry import load
from skolval.report.blocks import plain_text
from skolval.report.page import made_page
from skolval.report.wanted import Wanted

sys.path.append(str(Path(__file__).parents[1] / "pages"))

from page_kinds import FACTS, judged

EXPLAINED = {
    "D": "the share of the group who would have to change unit",
    "DeSO": "small statistical areas such as DeSO",
    "SHA-256": "is a fingerprint",
    "p": "p is how often chance alone gives",
    "q": "q is the share of false finds",
    "L": "L is its own segregation",
    "M": "mutual information",
    "median": "half of the pupils have at most so far",
    "group-blind": "each pupil counts as the mean of the home area",
    "composition": "Composition is the mean share",
    "utilisation": "Utilisation is pupils placed as a share of the seats",
    "excess": "“Excess” is as placed minus homes alone",
    "corrected": "“Corrected” is 0 at",
}
"""Short words and signs of the report, and the beginning of what explains each of them."""
CODES_ALLOWED = frozenset({"provenance", "sources"})
"""Sections that name files and programs as they are called."""


@pytest.fixture(scope="module")
def pages(runs):
    """The whole report, with scenarios and judged transport, in both languages."""
    told = [replace(run, provenance=FACTS) for run in (judged(runs[1]), *runs)]
    return {lang: made_page(told, Wanted(lang=lang, scenarios=3)).sections for lang in ("sv", "en")}


@pytest.fixture(scope="module")
def texts(pages):
    return {
        lang: {one.id: " ".join(plain_text(one).split()) for one in sections}
        for lang, sections in pages.items()
    }


@pytest.mark.parametrize("word", EXPLAINED)
def test_every_short_word_is_explained_where_it_is_used(texts, word):
    whole = " ".join(texts["en"].values())
    assert EXPLAINED[word] in whole, f"nothing explains {word}"


def test_d_is_explained_before_any_table_tells_it(texts):
    summary = texts["en"]["summary"]
    assert summary.index(EXPLAINED["D"]) < summary.index("Key figures by policy")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_index_that_is_told_has_its_definition_on_the_page(texts, pages, lang):
    method = next(one for one in pages[lang] if one.id == "method").body
    for name in reported():
        assert f"<dt>{load('index', name).SYMBOL}</dt>" in method, name


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_code_and_no_option_is_shown_to_a_reader(texts, lang):
    for section, text in texts[lang].items():
        assert "--" not in text, section
        if section in CODES_ALLOWED:
            continue
        told = set(re.findall(r"\b[a-z]+_[a-z_]+\b(?!\.csv)", text))
        assert not told, (section, told)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_abbreviation_of_capitals_is_known(texts, lang):
    known = {"CC0", "SHA", "HFD", "ÖKN", "DeSO", "EPSG", "OR", "F", "PISA", "ÅBY"}
    found = set()
    for section, text in texts[lang].items():
        if section not in CODES_ALLOWED | {"law", "method"}:
            found |= set(re.findall(r"\b[A-ZÅÄÖ]{2,}\b", text))
    assert found <= known, found - known
