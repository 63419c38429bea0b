"""Mapping files: proposed from names, written to be edited, and read as strictly as a policy."""

from __future__ import annotations

import json

import pytest

from applications import number
from skolval.io.faults import Ledger
from skolval.sources.application_roles import wish_number
from skolval.sources.headings import plain
from skolval.sources.mapping import (
    ReadMapping,
    known_name,
    mapping_schema,
    missing_columns,
    proposed,
    read_mapping,
)
from skolval.sources.mapping_text import mapping_text

EXPORT = ("Ärendenr", "Elevens personnummer", "Förnamn", "Efternamn", "Söker till årskurs",
          "Folkbokföringsadress", "Postnr", "Ort", "Nuvarande skola", "Förstahandsval",
          "Andrahandsval", "Tredjehandsval", "Syskons personnr", "Syskon 1 skola",
          "Sekretessmarkering", "VH1 E-post", "VH1 Mobil", "Motivering", "Inkom datum",
          "Växelvis boende adress", "Växelvis boende postnr")  # fmt: skip


def write(tmp_path, text):
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_are_proposed_from_their_names_alone():
    columns = proposed(EXPORT).columns.model_dump(exclude_defaults=True)
    assert columns == {
        "pupil": "Elevens personnummer", "grade": "Söker till årskurs",
        "wishes": ("Förstahandsval", "Andrahandsval", "Tredjehandsval"),
        "current_unit": "Nuvarande skola", "sibling": "Syskons personnr",
        "sibling_unit": "Syskon 1 skola", "protected": "Sekretessmarkering",
        "address": "Folkbokföringsadress", "postcode": "Postnr", "applied": "Inkom datum",
        "second_address": "Växelvis boende adress", "second_postcode": "Växelvis boende postnr",
    }  # fmt: skip
    assert set(proposed(EXPORT).left_out) == {
        "Ärendenr", "Förnamn", "Efternamn", "Ort", "VH1 E-post", "VH1 Mobil", "Motivering",
    }  # fmt: skip


def test_a_row_per_wish_is_proposed_where_there_is_a_rank():
    columns = proposed(("Personnummer", "Årskurs", "Rangordning", "Skola")).columns
    assert (columns.wish, columns.rank, columns.current_unit) == ("Skola", "Rangordning", "")
    columns = proposed(("Personnummer", "Årskurs", "Skola", "Val 2", "Val 1")).columns
    assert (columns.wishes, columns.current_unit) == (("Val 1", "Val 2"), "Skola")


@pytest.mark.parametrize(
    ("name", "wish"),
    [("Val 1", 1), ("VAL2", 2), ("Önskemål nr 3", 3), ("1:a val", 1), ("2:a hands val", 2),
     ("3:e valet", 3), ("Förstahandsval", 1), ("Andra val", 2), ("Prio 1 skola", 1),
     ("Skolval 4", 4), ("Val", 0), ("Valnummer", 0), ("1", 0)],
)  # fmt: skip
def test_wishes_are_numbered_by_their_names(name, wish):
    assert wish_number(plain(name)) == wish


def test_what_is_proposed_is_written_read_back_and_says_what_every_role_means(tmp_path):
    mapping = proposed(EXPORT)
    text = mapping_text(mapping, ("export.xlsx", "Svar"), {"Okända skolan": ""})
    for name in ("household", "second_x", "arrived"):
        assert f'# {name}: ""  # ' in text
    ledger = Ledger()
    read = read_mapping(write(tmp_path, text), ledger)
    assert ledger.faults == ()
    assert read is not None
    assert read.mapping.columns == mapping.columns
    assert set(read.mapping.left_out) == set(mapping.left_out)
    assert read.mapping.units == {"Okända skolan": ""}
    assert text.index("Förnamn") < text.index("Ärendenr")  # persons first among what is left out


@pytest.mark.parametrize(
    ("text", "suggestion", "line"),
    [
        ("columns:\n  pupl: Personnummer\n", "pupil", 2),
        ("colums:\n  pupil: P\n", "columns", 1),
        ("columns:\n  wishes: Val 1\n", "", 2),
        ("repeated: newest\n", "", 1),
        ("heading_row: 0\n", "", 1),
        ("grounds:\n  - ground: queue_days\n    kolumn: Ködagar\n", "column", 2),
    ],
)
def test_unknown_keys_and_values_are_faults_with_the_nearest(tmp_path, text, suggestion, line):
    ledger = Ledger()
    assert read_mapping(write(tmp_path, text), ledger) is None
    assert ledger.faults[0].row == line
    assert suggestion in {fault.suggestion for fault in ledger.faults}


def test_a_mapping_that_is_no_yaml_is_told(tmp_path):
    ledger = Ledger()
    assert read_mapping(write(tmp_path, "a: [1\n"), ledger) is None
    assert read_mapping(tmp_path / "none.yaml", ledger) is None
    assert len(ledger.faults) == 2


def test_columns_that_the_file_lacks_are_told_with_line_and_nearest(tmp_path):
    ledger = Ledger()
    text = ("columns:\n  pupil: Personnumer\n  wishes: [Val 1]\ngroups:\n  low: Utb\n"
            "grounds:\n  - {ground: listed, column: Lista, at: Skolan}\n")  # fmt: skip
    read = read_mapping(write(tmp_path, text), ledger)
    assert read is not None
    faults = list(missing_columns(read, ("Personnummer", "val 1"), "a.xlsx"))
    assert [fault.value for fault in faults] == ["Personnumer", "Utb", "Lista", "Skolan"]
    assert (faults[0].row, faults[0].suggestion) == (2, "Personnummer")
    assert (faults[1].row, faults[1].column) == (5, "groups.low")
    assert not list(missing_columns(ReadMapping(proposed(EXPORT)), EXPORT, "a.xlsx"))
    known = known_name(read.mapping)
    assert known("skolan")
    assert known("personnummer")
    assert not known("namn")


def test_the_schema_for_editors_is_that_of_the_program(request):
    path = request.config.rootpath / "docs" / "applications-mapping.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == mapping_schema()


def test_numbers_in_headings_and_names_of_sheets_are_not_written():
    full = number("20190131")
    text = mapping_text(proposed((*EXPORT, f"Skäl {full}")), (f"{full}.xlsx", f"Elev {full}"), {})
    assert full[-4:] not in text
    assert "********-****" in text
