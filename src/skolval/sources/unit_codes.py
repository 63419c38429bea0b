"""Codes of school units (skolenhetskod): eight digits, kept as text."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["municipality_code", "unit_code", "unit_in"]

_BARE = re.compile(r"\d{1,8}(?:\.0)?")
_BESIDE = re.compile(r"\((\d{8})\)\s*$|(?:^|[-\s])(\d{8})(?=$|[\s,;:])")


@cache
def unit_code(text: str) -> tuple[str, bool]:
    """Return the code and whether lost first zeros were put back; ("", False) for no code.

    A spreadsheet reads ``01234567`` as the number 1234567 and may write it ``1234567.0``. Codes
    shorter than six digits are taken for something else.
    """
    bare = text.replace(" ", "").strip("'")
    if not _BARE.fullmatch(bare):
        return "", False
    digits = bare.removesuffix(".0")
    if len(digits) < 6:
        return "", False
    return digits.zfill(8), len(digits) < 8


@cache
def unit_in(text: str) -> tuple[str, str]:
    """Return the code within a text and the text without it; ("", text) where there is none.

    ``Storskolan (12345678)`` and ``2120003005-12345678 Storskolan``.
    """
    found = _BESIDE.search(text)
    if not found:
        return "", text
    rest = (text[: found.start()] + " " + text[found.end() :]).strip(" -,;:")
    rest = re.sub(r"^\d{10}\b[-\s]*", "", rest)
    return found[1] or found[2], rest


def municipality_code(text: str) -> str:
    """Return a municipality's code with four digits, or an empty text where it is none."""
    digits = text.strip().removesuffix(".0")
    return digits.zfill(4) if digits.isdigit() and len(digits) in {3, 4} else ""
