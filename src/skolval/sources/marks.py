"""Marks that stand where a figure is not published (sekretessprickar), by who publishes.

The same sign means different things: Skolverket's ``-`` says that the survey had too few answers,
Statistics Sweden's ``-`` says that there is exactly nobody. No mark is ever a number by itself;
which counts a mark of Skolverket may hide is told by `skolval.io.suppression`.

Source: OSL (2009:400) 24 kap. 8 §; Skolverket, Underlag för analys (., .., ..., -); Statistics
Sweden, signs in tables (teckenförklaring: –, .., ., 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from skolval.io.dictionary import SUPPRESSION_MARKS

__all__ = [
    "COMPLEMENT",
    "MARK_OF",
    "mark_of_rest",
    "plain_mark",
]

MARK_OF: Mapping[str, str] = MappingProxyType(
    {meaning: mark for mark, meaning in SUPPRESSION_MARKS.items()}
)
"""Word of a ``*_flag`` column (``suppressed_few`` ...) to the mark it stands for."""

COMPLEMENT: Mapping[str, str] = MappingProxyType({"..": "...", "...": ".."})
"""Mark of a share to the mark of everybody else's share."""

_DASHES = "\N{HYPHEN-MINUS}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}\N{NON-BREAKING HYPHEN}"
_ELLIPSES = {"\N{HORIZONTAL ELLIPSIS}": "...", "\N{TWO DOT LEADER}": ".."}


def plain_mark(text: str) -> str:
    """Return the mark that a cell holds as ``.``, ``..``, ``...`` or ``-``, or an empty text.

    Word processors turn three points into one sign and a hyphen into a dash; spaces (also
    unbreakable ones) come along.
    """
    if not text or text[-1].isalnum():
        return ""
    bare = "".join(_ELLIPSES.get(sign, sign) for sign in text if not sign.isspace())
    if len(bare) == 1 and bare in _DASHES:
        return "-"
    return bare if bare in SUPPRESSION_MARKS else ""


def mark_of_rest(marks: pd.Series) -> pd.Series:
    """Return the marks of everybody else's share: few of one group is most of the other."""
    return marks.replace(dict(COMPLEMENT))
