"""A public report of reversed transport with and one without a protected pupil tells the same.

Busstad with forty pupils; the protected one holds the last seat of the town's unit, so that the
unit is full with that pupil and has room without. Everybody else has the same place and seat.
"""

from __future__ import annotations

import bus_pair
import pytest

from skolval.audit import audit
from skolval.report.files import write_comparison
from skolval.report.map import map_page
from skolval.report.page import made_page
from skolval.report.wanted import Wanted


@pytest.fixture(scope="module")
def pair():
    return bus_pair.pair()


def test_the_town_is_full_with_the_pupil_alone_and_many_ride(pair):
    with_it, without = (runs[1] for runs in pair)
    assert with_it.problem.parties.protected.sum() == 1
    assert not without.problem.parties.protected.any()
    assert bus_pair.free(with_it) == 0
    assert bus_pair.free(without) == 1
    assert bus_pair.riders(with_it) == bus_pair.riders(without) > 10


def test_nothing_in_the_public_report_tells_of_the_pupil(pair, monkeypatch):
    audits = {run.policy_name: audit(run) for run in pair[0]}
    monkeypatch.setattr("skolval.report.context.audit", lambda run: audits[run.policy_name])
    wanted = Wanted(lang="en", audience="public", scenarios=0)
    pages = [made_page(runs, wanted) for runs in pair]
    assert pages[0].lead == pages[1].lead
    mine, other = ({one.id: one.body for one in page.sections} for page in pages)
    assert "reversed_transport" in mine
    assert set(mine) == set(other)
    for name in set(mine) - {"provenance"}:  # digests of the files are those of other files
        assert mine[name] == other[name], name


def test_nor_does_the_map_or_any_file(pair, tmp_path, monkeypatch):
    audits = {run.policy_name: audit(run) for run in pair[0]}
    monkeypatch.setattr("skolval.report.tables.audit", lambda run: audits[run.policy_name])
    maps = [map_page(runs, lang="en", audience="public").html for runs in pair]
    assert "Services outwards, wider" in maps[0]
    assert maps[0] == maps[1]
    for name, runs in zip("ab", pair, strict=True):
        write_comparison(runs, tmp_path / name, audience="public")
    files = sorted(file.name for file in (tmp_path / "a").iterdir())
    assert "services.csv" in files
    assert not {"service_runs.csv", "service_calls.csv"} & set(files)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name
