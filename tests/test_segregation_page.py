"""docs/segregation.md is true: its Python runs, it names every index, column and study."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import skolval
from skolval import registry
from skolval.measure.segregation import (
    BOUND_COLUMNS,
    COMPANY,
    PART_COLUMNS,
    RESULT_COLUMNS,
)

DOCS = Path(__file__).resolve().parents[1] / "docs"
TEXT = (DOCS / "segregation.md").read_text(encoding="utf-8")


def test_the_python_runs_as_written():
    code = "\n".join(re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL))
    assert code.count("assert") > 12
    exec(compile(code, "segregation.md", "exec"), {})


@pytest.mark.parametrize("name", registry.names("index"))
def test_every_index_is_named_with_its_symbol(name):
    assert f"`{name}` ({registry.load('index', name).SYMBOL}" in TEXT


@pytest.mark.parametrize("column", [*RESULT_COLUMNS, *PART_COLUMNS, *COMPANY, *BOUND_COLUMNS])
def test_every_column_is_explained(column):
    assert f"`{column}`" in TEXT


def test_every_study_is_shown():
    homes = skolval._HOMES.items()
    for name in (n for n, home in homes if home.startswith("skolval.measure.")):
        assert callable(getattr(skolval, name))
        assert re.search(rf"\b{name}\(", TEXT), name
        assert inspect.getdoc(getattr(skolval, name))


def test_its_links_lead_to_files():
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        assert (DOCS / target).exists(), target
