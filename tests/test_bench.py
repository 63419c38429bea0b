"""The benchmark registry starts and its quickest case gives figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bench import segregation_cases
from bench.markets import popular_market
from bench.matching_cases import _peer
from bench.registry import Report, load_cases, median_seconds, peak_mebibytes
from skolval import segregation
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.pairs import blocking_entries


def test_every_case_has_a_sentence_and_a_name():
    cases = load_cases()
    assert {"deferred_acceptance_kernel", "exempelstad", "generate_a_million"} <= set(cases)
    assert all(function.__doc__ for function in cases.values())


def test_figures_are_gathered():
    report = Report("x")
    report.add("a", "1 s")
    assert report.rows == [("a", "1 s")]
    assert median_seconds(lambda: None, 1) >= 0
    assert peak_mebibytes() > 1


def test_the_market_of_the_benchmarks_is_a_market_and_hard_enough():
    market = popular_market(2000)
    assert (np.diff(market.start) == 5).all()
    assert all(len(set(row)) == 5 for row in market.school.reshape(-1, 5))
    taken, proposals = deferred_acceptance(market)
    assert 1.5 < proposals / market.pupils < 2.5
    assert not len(blocking_entries(market, taken))


def test_another_package_is_told_when_it_is_not_installed(tmp_path):
    market = popular_market(60)
    np.savez(tmp_path / "m.npz", start=market.start, school=market.school, key=market.key,
             seats=market.seats)  # fmt: skip
    said = _peer(
        "algmatch", tmp_path / "m.npz", market.school[deferred_acceptance(market)[0]].tolist()
    )
    assert said == "not installed" or said.endswith("s, the same matching")


def test_the_indices_of_a_table_are_those_of_the_public_function():
    table = segregation_cases.segregated(12, 40, groups=3)
    frame = pd.DataFrame(table, columns=["g0", "g1", "g2"]).assign(school=range(12))
    found = segregation(frame, unit="school", wide=["g0", "g1", "g2"])
    wanted = {
        " ".join(filter(None, (row["symbol"], row["of"]))): row["value"]
        for row in found[found["family"].isin(["two_group", "multigroup"])].to_dict("records")
    }
    segregation_cases.forget()
    assert segregation_cases.values_of(table) == pytest.approx(wanted)


def test_the_other_package_is_told_when_it_is_not_there(monkeypatch):
    monkeypatch.setattr(segregation_cases, "PEER_PYTHON", "no-such-interpreter")
    segregation_cases.peer.cache_clear()
    assert segregation_cases.peer() == {"fault": "FileNotFoundError"}
    segregation_cases.peer.cache_clear()
