"""The page on school buses is true: its example runs, and what it names exists."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from bench.registry import load_cases
from bench.school_buses import PUPIL, SEATS, STOP, UNLOAD

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "school-buses.md").read_text("utf-8")


def test_the_example_orders_the_stops_along_the_road():
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(compile(code, "school-buses.md", "exec"), {})
    assert told.getvalue().startswith("[(0, ")
    assert told.getvalue().strip().endswith("(3, 28800)]")


def test_the_figures_of_the_page_are_those_of_the_benchmark():
    for figure in (f"{SEATS} pupils", f"{STOP:.0f} s at a stop", f"{PUPIL} s per", f"{UNLOAD} s"):
        assert figure in TEXT
    assert "school_bus_benchmark" in load_cases()
