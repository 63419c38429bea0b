"""The page on rezoning is true: its tables are imported and placed by its own commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from skolval.cli import skolval
from skolval.io.policy import policy_templates

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "rezoning.md").read_text("utf-8")


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """The page's CSV blocks as files in the folder tables."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tables").mkdir()
    for name, text in re.findall(r"```csv (\S+)\n(.*?)```", TEXT, flags=re.DOTALL):
        (tmp_path / "tables" / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_two_commands_give_what_the_page_promises(tables):
    commands = re.search(r"```sh\n(.*?)```", TEXT, flags=re.DOTALL)[1].strip().splitlines()
    outputs = []
    for line in commands:
        result = CliRunner().invoke(skolval, shlex.split(line)[1:])
        assert result.exit_code == 0, result.output
        outputs.append(result.output)
    for promised in re.search(r"```text\n(.*?)```", TEXT, flags=re.DOTALL)[1].strip().splitlines():
        assert promised in outputs[-1]
    areas = pd.read_csv(tables / "run" / "attendance_areas.csv")
    assert list(areas["area_id"]) == ["a1", "a2", "a3", "b1", "b2", "b3", "lake"]
    assert areas["moved"].any()
    again = CliRunner().invoke(skolval, ["audit", "run", "--instance", "town"])
    assert again.exit_code == 0, again.output


def test_every_policy_of_the_page_is_shipped():
    named = re.findall(r"^\| `(rezoning\w*)` \|", TEXT, flags=re.MULTILINE)
    assert sorted(named) == sorted(n for n in policy_templates() if n.startswith("rezoning"))
