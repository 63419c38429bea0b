"""Names of units and addresses: alike where it can be said why, and never guessed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skolval.sources.addresses import address_of, register_of
from skolval.sources.unit_names import unit_names

UNITS = [("12345678", "Björkskolan"), ("22345678", "Östra Stenhagenskolan"),
         ("32345678", "Västra Stenhagenskolan"), ("42345678", "Gamla Uppsala skola"),
         ("52345678", "S:t Olofs skola"), ("62345678", "Alm och lind"), ("a1", "Norra skolan"),
         ("a2", "Norra")]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("Björkskolan", "12345678", "name"),
        (" BJÖRKSKOLAN ", "12345678", "name"),
        ("Björkskolan F-6", "12345678", "alike"),
        ("Björkskolan (åk F–9)", "12345678", "alike"),
        ("Björk-skolan", "12345678", "alike"),
        ("Björks skola", "12345678", "alike"),
        ("Björksk.", "12345678", "alike"),
        ("Bjorkskolan", "12345678", "alike"),
        ("12345678", "12345678", "code"),
        ("Björkskolan (12345678)", "12345678", "code"),
        ("Ö. Stenhagenskolan", "22345678", "alike"),
        ("Västra Stenhagen", "32345678", "alike"),
        ("G:la Uppsala skola", "42345678", "alike"),
        ("Sankt Olofs skola", "52345678", "alike"),
        ("Alm & Lind", "62345678", "alike"),
        ("Norra", "a2", "name"),
        ("Norra skolan", "a1", "name"),
        ("Nollan", "-", "alias"),
        ("Kära björk", "12345678", "alias"),
    ],
)
def test_names_are_matched_where_it_can_be_said_why(text, code, how):
    match = unit_names(UNITS, {"nollan": "-", "Kära  Björk": "12345678"}).match(text)
    assert (match.code, match.how) == (code, how)


@pytest.mark.parametrize(
    ("text", "how", "near"),
    [
        ("Stenhagenskolan", "unknown", ("Östra Stenhagenskolan",)),
        ("Börkskolan", "unknown", ("Björkskolan",)),
        ("Norra skola", "ambiguous", ("Norra", "Norra skolan")),
        ("Zzz", "unknown", ()),
        ("99999999", "unknown", ()),
        ("Skolan", "unknown", None),
    ],
)
def test_what_is_unknown_or_ambiguous_has_no_code(text, how, near):
    match = unit_names(UNITS, {}).match(text)
    assert (match.code, match.how) == ("", how)
    assert near is None or match.near == near or set(match.near) <= {n for _c, n in UNITS}
    assert near is None or bool(match.near) == bool(near)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Storgatan 12 B lgh 1101, 753 20 Uppsala", ("storgatan", "12", "b", "75320")),
        ("STORG. 12b", ("storgatan", "12", "b", "")),
        ("Norra Kyrkogatan 5-7", ("norrakyrkogatan", "5", "", "")),
        ("Kungs gatan 012", ("kungsgatan", "12", "", "")),
        ("5:e tvärgatan 3 A", ("5etvärgatan", "3", "a", "")),
        ("Knutby 112, 2 tr", ("knutby", "112", "", "")),
        ("Storgatan", ("", "", "", "")),
        ("", None),
    ],
)
def test_addresses_are_taken_apart(text, key):
    assert address_of(text) == key


def register():
    columns = {
        "street": ["Storgatan", "Storgatan", "Storgatan", "Byvägen", "Byvägen", "Ringv.", "X", ""],
        "number": ["1", "1", "2", "3", "3", "4", "x", "1"],
        "letter": ["A", "B", "", "", "", "", "", ""],
        "postcode": ["753 20", "75320", "75320", "75320", "70001", "", "", ""],
    }
    east = np.array([10.0, 20.0, 30.0, 0.0, 9000.0, 7.0, 1.0, np.nan])
    frame = {name: pd.Series(cells, dtype="str") for name, cells in columns.items()}
    return register_of(frame, east, np.zeros(8))


@pytest.mark.parametrize(
    ("address", "east", "how"),
    [
        (("Storgatan 1 A", "", "", "75320"), 10.0, "exact"),
        (("STORGATAN 1b", "", "", ""), 20.0, "exact"),
        (("Storgatan 2 C", "", "", "75320"), 30.0, "no_letter"),
        (("Storgatan 2", "", "", "99999"), 30.0, "no_postcode"),
        (("Byvägen 3", "", "", "70001"), 9000.0, "exact"),
        (("Byvägen 3", "", "", ""), np.nan, "several"),
        (("Byvägen", "3", "", "753 20"), 0.0, "exact"),
        (("Ringvägen", "4", "", "75320"), 7.0, "no_postcode"),
        (("Storgatan 1 C", "", "", "75320"), np.nan, "number"),
        (("Lillgatan 1", "", "", ""), np.nan, "street"),
        (("Box", "", "", ""), np.nan, "unread"),
        (("", "", "", ""), np.nan, "empty"),
    ],
)
def test_places_are_found_or_it_is_told_why_not(address, east, how):
    found = register().find([address_of(*address)])
    assert found.how == (how,)
    np.testing.assert_equal(found.x, [east])
