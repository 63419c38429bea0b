"""Hidden rows and columns of a workbook: in the file all the same, and not seen by its owner."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import dataclass

from skolval.sources.zips import BROKEN_PACKING

__all__ = ["Hidden", "hidden_parts"]

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_MOST = 16_384
"""Columns that a sheet can have; `max` is that when the rest of a sheet is hidden."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Rows and columns not shown, counted from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def hidden_parts(octets: bytes) -> dict[str, Hidden]:
    """Return what is hidden in each sheet of an xlsx file; nothing for other kinds.

    Only attributes are needed, so the parts are searched and not built into a tree.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                return {}
            paths = _paths(archive, names)
            return {name: _hidden(archive.read(path)) for name, path in paths.items()}
    except (KeyError, *BROKEN_PACKING):
        return {}


def _paths(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Return the part of each sheet by its name."""
    relations = {}
    for match in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        told = _attributes(match[1])
        relations[told.get("Id", "")] = told.get("Target", "")
    paths = {}
    for match in _SHEET.finditer(archive.read("xl/workbook.xml")):
        told = _attributes(match[1])
        identity = next((v for k, v in told.items() if k.rpartition(":")[2] == "id"), "")
        target = relations.get(identity, "").lstrip("/")
        path = target if target.startswith("xl/") else f"xl/{target}"
        if path in names:
            paths[html.unescape(told.get("name", ""))] = path
    return paths


def _attributes(text: bytes) -> dict[str, str]:
    return {
        match[1].decode("utf-8", "replace"): match[2].decode("utf-8", "replace")
        for match in _ATTRIBUTE.finditer(text)
    }


def _hidden(part: bytes) -> Hidden:
    columns: set[int] = set()
    for match in _COLUMN.finditer(part):
        told = _attributes(match[1])
        if told.get("hidden") in {"1", "true"}:
            last = min(int(told.get("max", "0")), _MOST)
            columns |= set(range(int(told.get("min", "1")) - 1, last))
    rows = set()
    for match in _ROW.finditer(part):
        if b"hidden" in match[1]:
            told = _attributes(match[1])
            if told.get("hidden") in {"1", "true"} and "r" in told:
                rows.add(int(told["r"]) - 1)
    return Hidden(frozenset(rows), frozenset(columns))
