"""The group: quick help, documented options, plain errors, exit codes."""

from __future__ import annotations

import subprocess
import sys
import time

import click
import pytest
from click.testing import CliRunner

from skolval import cli
from skolval.cli import main, skolval
from skolval.domain.language import current

COMMANDS = skolval.list_commands(click.Context(skolval))


def run(*words):
    """Run the whole command line in this process; return (exit code, out, err)."""
    process = subprocess.run(
        [sys.executable, "-m", "skolval", *words], capture_output=True, text=True, check=False
    )
    return process.returncode, process.stdout, process.stderr


def test_the_contract_of_commands_is_there():
    assert set(COMMANDS) >= {
        "demo", "new", "generate", "import", "check", "place", "audit", "measure", "compare",
        "explain", "report", "doctor",
    }  # fmt: skip


def test_help_lists_every_command_with_a_sentence():
    result = CliRunner().invoke(skolval, ["--help"])
    assert result.exit_code == 0
    for name in COMMANDS:
        assert name in result.output


def test_help_does_not_import_heavy_packages():
    code = (
        "import sys; from skolval.cli import skolval\n"
        "try: skolval(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'ortools', 'folium', 'geopandas', 'numba'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_documented_options(name):
    command = skolval.get_command(click.Context(skolval), name)
    assert "Example" in command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
    result = CliRunner().invoke(skolval, [name, "--help"])
    assert result.exit_code == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_does_not_import_heavy_packages(name):
    code = (
        "import sys; from skolval.cli import skolval\n"
        f"try: skolval([{name!r}, '--help'])\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'ortools', 'folium', 'geopandas', 'numba'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_command_is_wrong_usage():
    code, _out, err = run("plaec")
    assert code == 2
    assert "plaec" in err
    assert "Traceback" not in err


def test_an_unknown_instance_is_one_clear_error():
    code, _out, err = run("check", "lilstad")
    assert code == 1
    assert "Did you mean lillstad?" in err
    assert "Traceback" not in err


def test_help_is_quick():
    # a generous limit: the point is to notice an eager import, not to time the machine
    began = time.perf_counter()
    assert run("--help")[0] == 0
    assert time.perf_counter() - began < 5


def test_help_speaks_swedish_on_request():
    code, out, _err = run("--lang", "sv", "--help")
    assert code == 0
    assert "Kommandon" in out


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["--lang", "sv"], "sv"), (["place", "--lang=en"], "en"), (["--lang", "xx"], "en")],
)
def test_the_language_is_read_before_anything_is_printed(words, expected, monkeypatch):
    monkeypatch.setattr(cli, "default_language", lambda: "en")
    assert cli._language_of(words) == expected


def breaking_with(error):
    """Stand in for the group: fails with `error` when called."""

    def call(**_kw):
        raise error

    call.params = []
    return call


def test_a_fault_of_the_programs_own_is_confessed_without_a_traceback(monkeypatch, capsys):
    monkeypatch.setattr(cli, "skolval", breaking_with(ZeroDivisionError("by zero")))
    monkeypatch.setenv("LANGUAGE", "en")
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 70
    err = capsys.readouterr().err
    assert "ZeroDivisionError: by zero" in err
    assert "SKOLVAL_TRACEBACK=1" in err


def test_the_traceback_of_a_fault_of_ours_is_there_on_request(monkeypatch):
    monkeypatch.setattr(cli, "skolval", breaking_with(ZeroDivisionError("by zero")))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("SKOLVAL_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["--version"])


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), click.Abort()])
def test_a_stop_by_the_user_is_told(monkeypatch, capsys, stop):
    monkeypatch.setattr(cli, "skolval", breaking_with(stop))
    monkeypatch.setenv("LANGUAGE", "en")
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 130
    assert "Stopped" in capsys.readouterr().err
    assert current() == "en"
