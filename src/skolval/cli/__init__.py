"""The command line: a lazy group, nothing else.

Every file in `cli/commands/` is a command; its docstring's first line is the short help.
The group reads that line without importing the file, so that ``skolval --help`` is quick.
"""

from __future__ import annotations

import ast
import gettext
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from skolval import __version__
from skolval.cli.guard import guard
from skolval.cli.in_language import options_in_language, told_in_language
from skolval.domain.language import LANGUAGES, LOCALE_DIR, _, default_language, use
from skolval.errors import InfeasibleError, SkolvalError

__all__ = ["main"]

_OUR_FAULT = 70
_FILE_FAULT = 1
_DRIVER_ERRORS = ("DataSourceError", "FileCreateError")
"""What GDAL and the workbook writer raise when a file cannot be made; not imported here."""
_STOPPED = 130
_COMMANDS = Path(__file__).resolve().parent / "commands"
_ORDER = tuple(
    "demo new generate import check place audit publish measure national compare frontier lens"  # noqa: SIM905 - a sentence
    " diff study explain letters report doctor".split()
)


def _short_help(path: Path) -> str:
    module = ast.parse(path.read_text(encoding="utf-8"))
    return (ast.get_docstring(module) or "").partition("\n")[0]


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a user meets them."""
        del ctx
        stems = (path.stem for path in _COMMANDS.glob("*.py"))
        found = [stem.rstrip("_") for stem in stems if not stem.startswith("_")]
        return sorted(found, key=lambda name: (_ORDER.index(name) if name in _ORDER else 99, name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        from importlib import import_module

        stem = cmd_name if (_COMMANDS / f"{cmd_name}.py").exists() else f"{cmd_name}_"
        command: click.Command = import_module(f"skolval.cli.commands.{stem}").command
        guard(command)
        return told_in_language(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        rows = []
        for name in self.list_commands(ctx):
            stem = name if (_COMMANDS / f"{name}.py").exists() else f"{name}_"
            rows.append((name, _(_short_help(_COMMANDS / f"{stem}.py"))))
        if rows:
            with formatter.section(_("Commands")):
                formatter.write_dl(rows)


_HELP = """Place pupils in schools, prove the placement and measure segregation.

An instance (a municipality's tables) read under a policy (its rules) becomes a placement,
which is audited, measured, compared and reported. Nothing leaves this machine.

Example: skolval demo
"""


@click.group(cls=LazyGroup, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="skolval")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    help="Language of all output: sv or en (else SKOLVAL_LANG, else the locale).",
)
def skolval(lang: str | None) -> None:
    """Set the language chosen on the command line."""
    if lang:
        use(lang)


def _language_of(arguments: list[str]) -> str:
    """Find ``--lang`` before click does, so that help texts and errors follow it."""
    for position, word in enumerate(arguments):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and position + 1 < len(arguments):
            value = arguments[position + 1]
        if value in LANGUAGES:
            return value
    return default_language()


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    words = sys.argv[1:] if arguments is None else arguments
    _speak(_language_of(words))
    try:
        # without standalone mode click returns the code of `Exit` instead of raising it
        code = skolval(args=words, prog_name="skolval", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - no fault, not even ours, may end in a traceback
        code = _told(error, words)
    except KeyboardInterrupt:
        code = _told(click.Abort())
    sys.exit(code if isinstance(code, int) else 0)


def _speak(lang: str) -> None:
    """Let all texts, click's own too, be in `lang`."""
    use(lang)
    # click's own texts go through gettext's default domain, looked up by LANGUAGE
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain("skolval", LOCALE_DIR)
    gettext.textdomain("skolval")
    skolval.help = _(_HELP)
    skolval.params = options_in_language(_OPTIONS)


_OPTIONS = list(skolval.params)
"""The options as written, in English."""


def _reason(error: Exception) -> str:
    """Say which file, and why, in the system's words."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _emit_clash(error: InfeasibleError) -> None:
    """Print the clash in fields, for machines."""
    from dataclasses import asdict

    from skolval.cli.output import emit

    faults = [asdict(fault) for fault in error.faults]
    emit({"status": "infeasible", "clash": error.clash, "faults": faults})


def _told(error: Exception, words: Sequence[str] = ()) -> int:
    """Tell the user what stopped the command; return the exit code."""
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, click.Abort):
        click.echo(_("Stopped."), err=True)
        return _STOPPED
    if isinstance(error, SkolvalError):
        from skolval.cli.output import show_faults

        show_faults(error.faults)
        if isinstance(error, InfeasibleError) and "--json" in words:
            _emit_clash(error)
        return error.exit_code
    if os.environ.get("SKOLVAL_TRACEBACK"):
        raise error
    if isinstance(error, OSError) or type(error).__name__ in _DRIVER_ERRORS:
        click.echo(
            _("Error: a file could not be read or written: {error}.").format(error=_reason(error)),
            err=True,
        )
        return _FILE_FAULT
    kind = type(error).__name__
    told = _("Error: the program has a fault of its own ({kind}: {error}).")
    click.echo(told.format(kind=kind, error=error), err=True)
    click.echo(
        _("Your files are unchanged. Set SKOLVAL_TRACEBACK=1, run again and report what it says."),
        err=True,
    )
    return _OUR_FAULT
