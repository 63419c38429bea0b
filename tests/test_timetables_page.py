"""The page on timetables is true: its Python runs, its keys are those of the program."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from ruamel.yaml import YAML

from skolval.domain.timetable import SchoolDay
from skolval.domain.travel import MINUTES, NO_JOURNEY

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "timetables.md").read_text("utf-8")


def test_the_python_of_the_page_runs():
    blocks = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    assert len(blocks) == 2
    exec("\n".join(blocks), {})


def test_the_page_tells_every_key_with_its_default():
    told = YAML(typ="safe").load(re.search(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)[1])
    assert told["school_day"] == {f.name: getattr(SchoolDay(), f.name) for f in fields(SchoolDay)}
    assert all(f"`{name}`" in TEXT or f" {name}`" in TEXT for name in MINUTES)
    assert f"{NO_JOURNEY:,} minutes" in TEXT
