"""What an import would write is searched as what is read: no personal identity number gets in."""

from __future__ import annotations

import pandas as pd
import pytest

from skolval.domain.provenance import Fact, provenance_frame
from skolval.errors import InputError
from skolval.io.secrets import refuse_secrets_in
from towns import town

# made up, with a right check digit
NUMBER = "19811218-9876"


@pytest.fixture
def clean():
    units = [{"unit_id": "u1", "name": "Ekskolan"}]
    offerings = [{"offering_id": "u1-F", "unit_id": "u1", "grade": "F", "seats": 5}]
    pupils = [{"pupil_id": "e1", "grade": "F"}]
    return town(units, offerings, pupils, [])


def test_a_clean_instance_passes(clean):
    refuse_secrets_in(clean)


def test_every_table_and_column_is_told_at_once_and_no_number(clean):
    units = clean.units.assign(name=f"Ekskolan {NUMBER}")
    pupils = clean.pupils.assign(pupil_id=NUMBER)
    facts = provenance_frame([Fact("units", "name", file=f"{NUMBER}.xlsx")])
    stops = pd.DataFrame(
        {"stop_id": ["9021003700002000"], "name": [NUMBER], "x": [1.0], "y": [1.0]}
    )
    with pytest.raises(InputError) as refused:
        refuse_secrets_in(clean.replace(units=units, pupils=pupils, provenance=facts, stops=stops))
    told = {(fault.file, fault.column) for fault in refused.value.faults}
    assert {("units", "name"), ("pupils", "pupil_id"), ("stops", "name")} <= told
    assert ("provenance", "file") in told
    assert not any("9876" in str(fault) for fault in refused.value.faults)


def test_codes_of_stops_are_no_secrets(clean):
    stops = pd.DataFrame(
        {"stop_id": ["9021003700002000"], "name": ["Torget"], "x": [1.0], "y": [1.0]}
    )
    refuse_secrets_in(clean.replace(stops=stops))
