"""What an importer of public files works on: frames with canonical columns, facts and notes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from skolval.domain.provenance import Fact
from skolval.sources.overpass import Streets

__all__ = ["GROUP_IDS", "HIDING_MARKS", "PublicFiles"]

GROUP_IDS: tuple[str, ...] = ("low_education", "foreign_background")
"""Groups that both areas and units are published for; the first is balanced by default."""

HIDING_MARKS = ("..", "...")
"""A mark that says something of the share: hardly anybody, or nearly everybody."""


@dataclass(frozen=True, slots=True)
class PublicFiles:
    """A municipality as public files tell it.

    Parameters
    ----------
    areas : area_id, name, x, y (NaN where unknown), population, geometry (None where
        unknown), region (the larger area, empty where unknown), the residents' share_<group> and
        residents by age where told.
    units : unit_id, name, provider, x, y (NaN where unknown), area_id, grades (``F-6``), pupils
        (NaN where not published), share_<group> and mark_<group>.
    streets, stops : or None. adjacency : pairs of neighbouring areas, or None.
    counted : the residents are those of 31 December of this year.
    facts : where the values come from. notes : what was repaired or left out.
    """

    areas: pd.DataFrame
    units: pd.DataFrame
    counted: int
    streets: Streets | None = None
    stops: pd.DataFrame | None = None
    adjacency: pd.DataFrame | None = None
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def placed_areas(self) -> bool:
        """Whether it is known where the areas lie."""
        return len(self.areas) > 0 and bool(self.areas["x"].notna().all())
