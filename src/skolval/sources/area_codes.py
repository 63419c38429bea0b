"""Codes of statistical areas (DeSO, RegSO) as tables write them.

``0380C0010``, ``0380C0010_DeSO2025``, ``0380C0010 (Gottsunda norra)``, ``0380R001`` and, where a
spreadsheet or a person dropped the first zero, ``380C0010``. The version of the areas is part of
their meaning: a code of 2018 and the same code of 2025 may be different ground.

Source: Statistics Sweden, MIS 2018:1 (DeSO) and MIS 2020:1 (RegSO); versions 2018/2020 up to
reference year 2023, 2025 from reference year 2024.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

__all__ = ["AreaCode", "area_code", "is_wider_region"]

_CODE = re.compile(
    r"(?P<municipality>\d{3,4})(?P<kind>[ABCR])(?P<number>\d{3,4})"
    r"(?:_(?P<version>(?:DeSO|RegSO)\d{4}))?(?P<name>(?:[\s,;:(/-].*)?)",
    re.IGNORECASE,
)
_WIDER = re.compile(r"(?:\d{2}|\d{4})(?:\s+\D.*)?|riket|hela riket|sweden|sverige", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AreaCode:
    """A code of an area, taken apart.

    Parameters
    ----------
    code : as Statistics Sweden writes it. level : ``DeSO`` or ``RegSO``.
    version : e.g. ``DeSO2025``, empty where the code does not say.
    name : what stood beside the code. padded : whether a lost first zero was put back.
    """

    code: str
    level: str
    version: str
    name: str
    padded: bool


@cache
def area_code(text: str) -> AreaCode | None:
    """Return the area whose code begins the text, or None where there is none."""
    found = _CODE.fullmatch(text.strip())
    if not found:
        return None
    kind = found["kind"].upper()
    level = "RegSO" if kind == "R" else "DeSO"
    if len(found["number"]) != (3 if level == "RegSO" else 4):
        return None
    code = f"{found['municipality']:0>4}{kind}{found['number']}"
    name = found["name"].strip(" \t,;:(/-)\N{NO-BREAK SPACE}")
    version = found["version"] or ""
    return AreaCode(code, level, version, name, len(found["municipality"]) == 3)


def is_wider_region(text: str) -> bool:
    """Return whether a text names a municipality, county or the country, not an area."""
    return bool(_WIDER.fullmatch(text.strip()))
