"""What every importer says of itself, read from its docstring without importing it.

The docstring is the page: its first line tells what is made; under ``Files`` stands one
line ``name : what it holds`` per file that is looked for, and under ``Example`` a command.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from skolval.registry import ROOMS

__all__ = ["ImporterPage", "importer_page", "importer_pages"]

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOM = _PACKAGE.joinpath(*ROOMS["importer"].split(".")[1:])
"""The folder of the importers; importing their package would import what they lean on."""
_HEADING = re.compile(r"^(Files|Example)\n-{3,}\n", re.MULTILINE)
_FILE = re.compile(r"^(\S.*?) : (.*(?:\n[ \t]+.*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ImporterPage:
    """One importer as it is listed.

    Parameters
    ----------
    name : as it is written on the command line. what : one line. about : paragraphs.
    files : (name, what it holds). example : a command line.
    """

    name: str
    what: str
    about: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    example: str


def importer_pages() -> tuple[ImporterPage, ...]:
    """Return the page of every importer in the room, sorted by name."""
    found = sorted(path.stem for path in _ROOM.glob("*.py"))
    return tuple(importer_page(member) for member in found if not member.startswith("_"))


def importer_page(member: str) -> ImporterPage:
    """Return the page of the importer in the file `member`."""
    module = ast.parse((_ROOM / f"{member}.py").read_text(encoding="utf-8"))
    head, *rest = _HEADING.split(ast.get_docstring(module) or "")
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    first, *about = [part.strip() for part in head.split("\n\n")]
    what, _newline, more = first.partition("\n")
    name = member.replace("_", "-")
    return ImporterPage(
        name,
        what,
        tuple(part for part in (more, *about) if part),
        _files(sections.get("Files", "")),
        " ".join(sections.get("Example", f"skolval import {name} SOURCE OUT").split()),
    )


def _files(section: str) -> tuple[tuple[str, str], ...]:
    return tuple((file, " ".join(text.split())) for file, text in _FILE.findall(section))
