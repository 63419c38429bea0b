"""Tutorials (handledningar) walked as a reader walks them: files, commands and what they print.

A block ```` ```yaml NAME ```` is a file to write, ```` ```sh ```` holds commands, and the block
```` ```text ```` after it is what they print. Only what is shown as … is left out: a line … stands for
any lines, … within a line for any text in it.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from unittest import mock

from commands import run

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "tutorials"
_STEP = re.compile(r"```(yaml|sh) ?(\S*)\n(.*?)```(?:\n+```text\n(.*?)```)?", re.DOTALL)


def walked(page: str, folder: Path, *, lang: str) -> list[tuple[str, str, str]]:
    """Do every step of a page in the empty folder: (commands, what is shown, what was printed)."""
    told = []
    with mock.patch.dict("os.environ", {"SKOLVAL_LANG": lang}):
        for kind, name, text, shown in _STEP.findall((FOLDER / page).read_text("utf-8")):
            if kind == "yaml":
                (folder / name).write_text(text, encoding="utf-8")
                continue
            printed = "".join(_done(line, folder) for line in text.strip().splitlines())
            told.append((text, shown, printed))
    return told


def _done(line: str, folder: Path) -> str:
    word, *words = shlex.split(line)
    assert word == "skolval", line
    done = run(*words, cwd=folder)
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
