"""docs/mechanisms.md is true: its Python runs, and it names every mechanism and option."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

from skolval.matching._mechanisms import ALIASES, MECHANISMS, MatchOptions
from skolval.matching.result import Matching

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "mechanisms.md").read_text(encoding="utf-8")


def test_the_python_runs_as_written():
    names = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) >= 8
    for block in blocks:
        exec(block, names)


@pytest.mark.parametrize("name", [*MECHANISMS, *MatchOptions.__annotations__])
def test_every_mechanism_and_option_is_on_the_page(name):
    assert f"`{name}`" in PAGE or f"`{name}=" in PAGE


def test_every_short_name_leads_to_a_mechanism():
    assert set(ALIASES.values()) <= set(MECHANISMS)


@pytest.mark.parametrize(
    "name", [n for n in vars(Matching) if not n.startswith("_") and n != "taken"]
)
def test_everything_a_matching_can_tell_is_on_the_page(name):
    assert f"`{name}`" in PAGE or f"`{name}(" in PAGE


@pytest.mark.parametrize("module", ["api", "proximity", "_lots"])
def test_the_examples_in_the_docstrings_run(module):
    found = doctest.testmod(importlib.import_module(f"skolval.matching.{module}"))
    assert found.attempted > 0
    assert found.failed == 0


def test_every_option_is_told_in_its_docstring():
    text = MatchOptions.__doc__
    assert [
        name for name in MatchOptions.__annotations__ if not re.search(rf"\b{name}\b", text)
    ] == []
