"""Personal identity numbers are found however they are written, and little else is taken for one."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import number
from skolval.errors import InputError
from skolval.io.any_table import read_any_table
from skolval.io.identity import (
    holds_number,
    identity_of,
    is_personal_number,
    masked,
    secret_numbers,
)
from skolval.io.instance import check_instance
from skolval.sources.pseudonyms import Pseudonyms

DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2025, 12, 31))
WAYS = ("{0}", "{1}-{2}", "{1}+{2}", "{3}", "{4}-{2}", "{1} {2}", "{4}\u2013{2}", "{1}\u00a0-\u00a0{2}",
        "{5}-{2}", " {0} ")  # fmt: skip


def ways(full: str) -> list[str]:
    day = f"{full[:4]}-{full[4:6]}-{full[6:8]}"
    parts = (full, full[:8], full[8:], full[2:], full[2:8], day)
    return [way.format(*parts) for way in WAYS]


@given(DAYS, st.integers(1, 999), st.booleans())
def test_every_way_to_write_a_number_is_found_and_struck_out(day, serial, coordination):
    full = number(day.strftime("%Y%m%d"), serial, coordination=coordination)
    for text in ways(full):
        found = identity_of(text)
        assert found is not None, text
        assert found.kind == ("coordination" if coordination else "personal")
        assert is_personal_number(text)
        for around in (text.strip(), f"elev {text.strip()}, F", f"({text.strip()})"):
            assert holds_number(around), around
            assert full[8:] not in masked(around), around
    column = pd.Series([*ways(full), "e0001", None])
    assert secret_numbers(column).tolist() == [True] * len(WAYS) + [False, False]


@given(DAYS.filter(lambda day: day.year > 1990), st.integers(1, 999), st.booleans())
def test_all_ways_to_write_a_number_have_one_pseudonym(day, serial, coordination):
    names = Pseudonyms(b"k" * 32, 2026)
    full = number(day.strftime("%Y%m%d"), serial, coordination=coordination)
    written = [text for text in ways(full) if "+" not in text]
    assert len({names.code(text) for text in written}) == 1
    assert full[2:] not in names.code(full)


@given(DAYS, st.integers(1, 999), st.integers(0, 9), st.integers(1, 9))
def test_a_slip_in_one_digit_is_no_identity(day, serial, place, step):
    full = number(day.strftime("%Y%m%d"), serial)
    slip = str((int(full[2 + place]) + step) % 10)
    assert identity_of(full[: 2 + place] + slip + full[3 + place :]) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (number("20190131", 980, letter="T"), "interim"),
        ("20190131-TF12", "reserve"),
        ("20190131T123", "reserve"),
        ("23190131-AB12", "reserve"),
        (number("20190100", 981, coordination=True), "coordination"),
    ],
)
def test_interim_and_reserve_numbers_are_identities(text, kind):
    found = identity_of(text)
    assert found is not None
    assert found.kind == kind
    assert text[-4:] not in masked(f"elev {text}")
    assert holds_number(text)


@pytest.mark.parametrize(
    "text",
    ["56446888", "212000-0001", "556677-8899", "658123,201210310012", "6581231.2345", "2026-02-01",
     "070-123 45 67", "+46701234567", "753 20", "e0001", "20190000-1234", "99999999", "",
     "2026-02-01 08:15", "1000000001", "20191301T123", "190131-0000"],
)  # fmt: skip
def test_other_numbers_are_no_identities(text):
    assert identity_of(text) is None
    assert text == "190131-0000" or not is_personal_number(text)


def share(texts: list[str], of: object) -> float:
    return float(np.mean([of(text) is not None and of(text) is not False for text in texts]))


def test_false_alarms_are_as_few_as_a_date_and_a_check_digit_allow(rng):
    """Measured on drawn codes: nothing is lost on unit codes, organisations and positions."""
    units = [f"{code:08d}" for code in rng.integers(10**7, 10**8, 20_000)]
    organisations = [f"{a}{b:07d}" for a, b in zip(
        rng.choice([212, 556, 559, 802, 969], 20_000), rng.integers(2 * 10**6, 10**7, 20_000),
        strict=True)]  # fmt: skip
    positions = [f"{v / 1000:.3f}" for v in rng.integers(6 * 10**9, 7 * 10**9, 20_000)]
    phones = [f"07{a}-{b:07d}" for a, b in zip(
        rng.integers(0, 10, 20_000), rng.integers(0, 10**7, 20_000), strict=True)]  # fmt: skip
    for texts in (units, organisations, positions, phones):
        assert share(texts, identity_of) == 0
        assert not secret_numbers(pd.Series(texts)).any()
    ten = [f"{v:010d}" for v in rng.integers(0, 10**10, 50_000)]
    twelve = [f"{v:012d}" for v in rng.integers(0, 10**12, 50_000)]
    assert share(ten, identity_of) < 0.009  # 12/100 months x 61/100 days x 1/10
    assert share(twelve, identity_of) < 0.0005
    start = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - days of a calendar, no zone
    stamps = [f"{start + dt.timedelta(minutes=int(m)):%Y%m%d%H%M}"
              for m in rng.integers(0, 500_000, 20_000)]  # fmt: skip
    assert 0.08 < share(stamps, identity_of) < 0.12  # one in ten: a time looks just like it


def test_numbers_are_refused_in_every_table_of_an_instance(instances, tmp_path):
    full = number("20190131")
    for table, find in (("units", "Mosippegärdets skola"), ("areas", "Citronfjärilåsen")):
        folder = tmp_path / table
        folder.mkdir()
        for file in (instances / "lillstad").iterdir():
            text = file.read_bytes()
            if file.stem == table and file.suffix == ".csv":
                text = text.replace(find.encode(), f"Elev {full[:8]}-{full[8:]}".encode())
            (folder / file.name).write_bytes(text)
        _instance, faults = check_instance(folder)
        told = [fault for fault in faults if fault.rule == "personal_number"]
        assert [fault.column for fault in told] == ["name"]
        assert full[8:] not in "".join(map(str, faults))


def test_numbers_are_refused_in_any_table(tmp_path):
    full = number("20190131")
    path = tmp_path / f"areas {full}.csv"
    path.write_text(f"area,note\na1,x\na2,{full}\n", encoding="utf-8")
    with pytest.raises(InputError, match="looks like a personal identity number") as caught:
        read_any_table(path)
    (fault,) = caught.value.faults
    assert (fault.row, fault.column) == (3, "note")
    assert full[8:] not in str(caught.value)


def test_codes_that_only_look_like_numbers_are_read_in_any_table(tmp_path):
    """Census codes of Iowa begin with 19; a tenth of them pass for somebody."""
    codes = [number(f"1900101{i}", 100 + i) for i in range(1, 4)]
    codes += [f"1900101{i:05d}" for i in range(60)]
    path = tmp_path / "areas.csv"
    path.write_text("area\n" + "\n".join(codes) + "\n", encoding="utf-8")
    assert len(read_any_table(path)) == 63
    path.write_text("area\n" + "\n".join(codes[:3]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="personal identity number"):
        read_any_table(path)
