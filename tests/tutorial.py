"""Tutorials (handledningar) walked as a reader walks them: files, commands and what they print.

A block ```` ```yaml NAME ```` is a file to write, ```` ```sh ```` holds commands, ```` ```python ```` a cell of
a notebook, and the block ```` ```text ```` after it is what they show. Only what is shown as … is left
out: a line … stands for any lines, … within a line for any text in it.
"""

from __future__ import annotations

import ast
import contextlib
import html
import io
import re
import shlex
from pathlib import Path
from unittest import mock

import pandas as pd

from commands import run

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "tutorials"
_STEP = re.compile(r"```(yaml|sh|python) ?(\S*)\n(.*?)```(?:\n+```text\n(.*?)```)?", re.DOTALL)


def walked(page: str, folder: Path, *, lang: str) -> list[tuple[str, str, str]]:
    """Do every step of a page in the empty folder: (commands, what is shown, what was printed)."""
    told = []
    names: dict[str, object] = {}
    with mock.patch.dict("os.environ", {"SKOLVAL_LANG": lang}), contextlib.chdir(folder):
        for kind, name, text, shown in _STEP.findall((FOLDER / page).read_text("utf-8")):
            if kind == "yaml":
                (folder / name).write_text(text, encoding="utf-8")
                continue
            lines = text.strip().splitlines()
            printed = _cell(text, names) if kind == "python" else "".join(map(_done, lines))
            told.append((text, shown, printed))
    return told


def _cell(code: str, names: dict[str, object]) -> str:
    """Run a cell as a notebook does, and return what it prints and shows."""
    *first, last = ast.parse(code).body
    shows = isinstance(last, ast.Expr)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        body = ast.Module(first if shows else [*first, last], type_ignores=[])
        exec(compile(body, "cell", "exec"), names)
        if shows:
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            print(_shown(value), end="")
    return out.getvalue()


def _shown(value: object) -> str:
    """Return what a notebook shows of a value, as text."""
    if value is None:
        return ""
    if isinstance(value, pd.DataFrame):
        return value.to_string() + "\n"
    if not hasattr(value, "_repr_html_"):
        return f"{value!r}\n"
    told = value._repr_html_()
    if "<iframe" in told:
        assert 'srcdoc="&lt;!' in told
        return "A page in a frame of its own\n"
    rows = re.sub(r"</t[hd]><t[hd][^>]*>", ": ", told)
    text = re.sub(r"<[^>]+>", "", re.sub(r"</(caption|tr|li)>", "\n", rows))
    return html.unescape(text)


def _done(line: str) -> str:
    word, *words = shlex.split(line)
    assert word == "skolval", line
    done = run(*words)
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def is_shown(shown: str, printed: str) -> bool:
    """Whether what a page shows is what was printed, but for what stands as …."""
    lines = [r"(?:.*\n)*?" if line == "…" else _line(line) for line in shown.splitlines()]
    return re.fullmatch("".join(lines), _plain(printed)) is not None


def _plain(printed: str) -> str:
    """Numbers are printed with spaces that nobody can type."""
    return printed.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _line(line: str) -> str:
    return ".*?".join(re.escape(part) for part in line.split("…")) + r"[ \t]*\n"
