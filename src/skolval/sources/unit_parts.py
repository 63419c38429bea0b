"""Units of one source, and which source is believed first (källor i ordning)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

__all__ = ["PRECEDENCE", "Part"]

PRECEDENCE: Mapping[str, tuple[str, ...]] = {
    "who": ("register", "planned", "analysis", "table", "year_nine"),
    "figures": ("analysis", "table", "year_nine", "planned", "register"),
    "year_nine": ("year_nine", "analysis", "table", "planned", "register"),
}
"""Kinds of sources in the order in which they are believed, for names, places and grades, for
pupils and their composition, and for final grades."""


@dataclass(frozen=True, slots=True)
class Part:
    """Units of one source.

    Parameters
    ----------
    kind : register, planned, analysis, table or year_nine. source : publisher and table.
    inferred : its grades were worked out from other figures, not told by a register.
    """

    kind: str
    frame: pd.DataFrame
    file: str
    digest: str
    vintage: str
    source: str
    inferred: bool = False
