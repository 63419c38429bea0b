"""README is true: its commands and its Python run, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from commands import run

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.mark.slow
def test_the_first_placement_runs_as_written(tmp_path):
    for line in "\n".join(blocks("console")).splitlines():
        words = shlex.split(line.removeprefix("$ "))
        assert words[0] == "skolval"
        done = run(*words[1:], cwd=tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip(), line


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_runs_as_written(code, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "placed" in done.stdout


@pytest.mark.parametrize("code", blocks("yaml"))
def test_the_policy_is_valid_as_written(code, tmp_path):
    from skolval import read_policy

    path = tmp_path / "my_rules.yaml"
    path.write_text(code, encoding="utf-8")
    assert read_policy(path).name == "my_rules"


def test_every_link_leads_to_a_file():
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        assert (ROOT / target).exists(), target


def test_every_command_is_in_the_table():
    import click

    from skolval.cli import skolval

    for name in skolval.list_commands(click.Context(skolval)):
        assert f"skolval {name}" in TEXT, name


def test_every_template_is_named():
    from skolval.io.policy import policy_templates

    for name in policy_templates():
        assert f"`{name}`" in TEXT, name
