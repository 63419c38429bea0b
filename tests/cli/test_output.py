"""What every command says, and how."""

from __future__ import annotations

import json

import click
import numpy as np
import pytest
from click.testing import CliRunner

from skolval.cli import output
from skolval.domain.language import use
from skolval.errors import Fault


def test_json_has_null_for_undefined_numbers(capsys):
    output.emit({"a": float("nan"), "b": [np.float64("inf"), np.int64(3)], "c": (True,)})
    assert json.loads(capsys.readouterr().out) == {"a": None, "b": [None, 3], "c": [True]}


def test_faults_are_listed_and_counted(capsys):
    output.show_faults([Fault("One."), Fault("Two."), Fault("Mind.", level="warning")])
    err = capsys.readouterr().err
    assert "Error: One." in err
    assert "Warning: Mind." in err
    assert "2 errors." in err


FAULT = Fault("Fel.", file="a.xlsx", sheet="b", row=4, column="c", suggestion="d", remedy="Gör så.")


@pytest.mark.parametrize("fault", [FAULT, Fault("One."), Fault("One.", row=2, remedy="Do.")])
def test_in_english_a_fault_is_told_as_it_reads(fault, capsys):
    output.show_faults([fault])
    assert capsys.readouterr().err == f"Error: {fault}\n"


def test_in_swedish_the_place_of_a_fault_is_swedish_too(capsys):
    use("sv")
    output.show_faults([FAULT])
    told = capsys.readouterr().err
    assert told == "Fel: a.xlsx [b], rad 4, kolumn c: Fel. Menade du d? Gör så.\n"


def test_progress_is_plain_lines_when_piped_and_nothing_when_quiet(capsys):
    output.progress_line()("half way")
    output.progress_line(quiet=True)("unseen")
    captured = capsys.readouterr()
    assert captured.err == "half way\n"


def test_progress_rewrites_its_line_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(output.sys.stderr, "isatty", lambda: True, raising=False)
    output.progress_line()("half way")
    assert capsys.readouterr().err.endswith("half way")


def test_a_table_is_tab_separated_when_piped(capsys):
    output.table("Units", ("unit", "pupils"), [("A", "3")])
    assert capsys.readouterr().out == "# Units\nunit\tpupils\nA\t3\n"


def test_a_table_is_ruled_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(output.sys.stdout, "isatty", lambda: True, raising=False)
    output.table("Units", ("unit", "pupils"), [("A", "3")])
    assert "Units" in capsys.readouterr().out


def test_lines_are_printed(capsys):
    output.say("hello")
    assert capsys.readouterr().out == "hello\n"


def test_every_command_can_speak_json_and_both_languages():
    @click.command()
    @output.common
    def command(*, as_json):
        click.echo(f"json={as_json}")

    result = CliRunner().invoke(command, ["--json", "--lang", "sv"])
    assert result.output == "json=True\n"
