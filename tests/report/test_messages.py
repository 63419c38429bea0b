"""The Swedish catalogue is whole, in step with the code, and its placeholders survive."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages.mofile import read_mo, write_mo

from skolval.domain.language import translator
from skolval.locale import messages

pytestmark = pytest.mark.filterwarnings("ignore")

PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)s")


@pytest.fixture(scope="module")
def catalogue():
    return messages.read_catalogue()


def test_no_text_of_the_program_lacks_a_swedish_translation():
    missing = messages.untranslated(messages.brought_up_to_date())
    assert missing == [], "run `python -m skolval.locale.messages` and translate what it lists"


def test_no_translation_is_marked_as_uncertain(catalogue):
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_the_binary_catalogue_says_what_the_text_says(catalogue):
    written = io.BytesIO()
    write_mo(written, catalogue)
    assert messages.CATALOGUE.with_suffix(".mo").read_bytes() == written.getvalue()
    assert len(read_mo(io.BytesIO(written.getvalue()))) == len(catalogue)


def test_every_placeholder_survives_translation(catalogue):
    lost = []
    for message in catalogue:
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        targets = message.string if isinstance(message.string, tuple) else (message.string,)
        allowed = set().union(*(PLACEHOLDER.findall(text) for text in sources))
        for target in targets:
            if message.id and not set(PLACEHOLDER.findall(target)) <= allowed:
                lost.append(message.id)
        if message.id and set(PLACEHOLDER.findall(targets[-1])) != set(
            PLACEHOLDER.findall(sources[-1])
        ):
            lost.append(message.id)
    assert lost == []


def test_a_translated_text_keeps_its_line_breaks_at_the_ends(catalogue):
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            assert message.id.endswith("\n") == message.string.endswith("\n"), message.id


def test_swedish_is_found_and_english_is_itself():
    assert translator("sv")("Summary") == "Sammanfattning"
    assert translator("en")("Summary") == "Summary"


def test_bringing_up_to_date_keeps_translations_and_tells_what_is_missing(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "sv" / "skolval.po")
    assert messages.main() == 1
    assert "without a Swedish translation" in capsys.readouterr().out
    assert (tmp_path / "sv" / "skolval.mo").exists()


def test_a_whole_catalogue_ends_well(tmp_path, monkeypatch):
    copy = tmp_path / "skolval.po"
    copy.write_bytes(messages.CATALOGUE.read_bytes())
    monkeypatch.setattr(messages, "CATALOGUE", copy)
    assert messages.main() == 0
    assert messages.read_catalogue().get("Summary").string == "Sammanfattning"


def test_marked_texts_are_found_inside_f_strings_and_plurals(tmp_path):
    (tmp_path / "code.py").write_text(
        "f'{_(\"inside\")}'\nngettext('one', 'many', n)\nLegal('lawful', 'why')\n_(name)\n"
    )
    found = [message for _place, message in messages._marked(tmp_path, "x")]
    assert sorted(found, key=str) == sorted(["inside", ("one", "many"), "why"], key=str)
