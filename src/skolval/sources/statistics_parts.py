"""What is asked of area statistics, and what comes back (fråga och svar)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from skolval.domain.provenance import Fact
from skolval.sources.text_grids import TextGrid

__all__ = ["Asked", "StatisticsRead", "Table"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user says that the files do not.

    Parameters
    ----------
    vintage : day or year of the figures of files that tell none, e.g. ``2022-12-31``.
    year : which of several years to take; the latest unless said.
    means : heading, or cell that says what is counted, to the canonical column it holds.
    source : who published files that do not say.
    """

    vintage: str = ""
    year: str = ""
    means: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class StatisticsRead:
    """Area statistics with their provenance.

    Parameters
    ----------
    frame : area_id, area_name, municipality_code (of coded areas), municipality and regso
        (where told), and the canonical columns that were found; counts are floats, missing where
        not published.
    facts : one per column. notes : what was repaired, chosen or left out, one sentence each.
    version : version of the areas where the codes or the file say, e.g. ``DeSO2018``.
    """

    frame: pd.DataFrame
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    version: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table understood: its figures, and where they come from."""

    grid: TextGrid
    margins: pd.DataFrame
    attributes: pd.DataFrame
    notes: tuple[str, ...]
    source: str
    version: str
