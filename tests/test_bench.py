"""The benchmark registry starts and its quickest case gives figures."""

from __future__ import annotations

import bench.cases  # noqa: F401 - registers the cases
from bench.registry import CASES, Report, median_seconds, peak_mebibytes


def test_every_case_has_a_sentence_and_a_name():
    assert {"deferred_acceptance_kernel", "exempelstad", "generate_a_million"} <= set(CASES)
    assert all(function.__doc__ for function in CASES.values())


def test_figures_are_gathered():
    report = Report("x")
    report.add("a", "1 s")
    assert report.rows == [("a", "1 s")]
    assert median_seconds(lambda: None, 1) >= 0
    assert peak_mebibytes() > 1
