"""A municipality among the others (kommunen bland de andra): the table and whom it is about.

The table is reckoned from Skolverket's file of all units, or read back as `skolval national --csv`
wrote it; the first takes a minute or so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from skolval.domain.language import N_, _
from skolval.errors import Fault, UsageError
from skolval.measure.national import NATIONAL_COLUMNS, WHOLE, municipalities, one_of
from skolval.report.words import Words
from skolval.sources.national_units import NATIONAL_GROUPS, read_national_units

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["NATIONAL_SOURCE", "Among", "read_among"]

NATIONAL_SOURCE = "Skolverket, Underlag för analys; Skolenhetsregistret"
_NAMES = {
    "foreign_background": N_("foreign background"),
    "low_education": N_("parents without post-secondary education"),
}


@dataclass(frozen=True, slots=True)
class Among:
    """All municipalities, the most segregated first, and the one that a report is about.

    Parameters
    ----------
    table : as `skolval.measure.national.municipalities` gives. municipality : its name there.
    group : key of `NATIONAL_GROUPS`. source : where the figures come from.
    """

    table: pd.DataFrame
    municipality: str
    group: str
    source: str = NATIONAL_SOURCE

    @property
    def ours(self) -> Mapping[Any, Any]:
        """The row of the municipality."""
        return one_of(self.table, self.municipality)

    def group_name(self, words: Words) -> str:
        """Return what the reader calls the group."""
        return words.gettext(_NAMES[self.group])


def read_among(
    place: Path,
    run: Run,
    *,
    municipality: str = "",
    progress: Callable[[str], None] | None = None,
) -> Among:
    """Return the municipality of `run` among all in the file or folder `place`.

    Parameters
    ----------
    municipality : its name in the file, where the instance is called something else.

    Raises
    ------
    InputError, UsageError
        If `place` holds no such figures, or the municipality is not among them.
    """
    balanced = run.problem.balance_group
    group = balanced if balanced in NATIONAL_GROUPS else "foreign_background"
    table = _kept(place)
    if table is None:
        units = read_national_units(place, group)
        named = _named(units, run, municipality)
        table = municipalities(units, group, progress=progress)
    else:
        named = _named(table, run, municipality)
        group = str(table["group"].iloc[0])
    return Among(table, str(one_of(table, named)["municipality"]), group)


def _kept(place: Path) -> pd.DataFrame | None:
    """Return the table where `place` is what `skolval national --csv` wrote, else None."""
    if not place.is_file():
        return None
    try:
        table = pd.read_csv(place, dtype={"municipality": str}, keep_default_na=True)
    except (UnicodeDecodeError, ValueError):
        return None
    if not set(NATIONAL_COLUMNS) <= set(table) or not set(table["group"]) <= set(_NAMES):
        return None
    known = table.assign(municipality=table["municipality"].fillna(WHOLE))
    # those with too few units stand last in the file, without rank
    return known[(known["municipality"] == WHOLE) | known["rank"].notna()].reset_index(drop=True)


def _named(table: pd.DataFrame, run: Run, municipality: str) -> str:
    """Return the name of the municipality, before the long work begins."""
    if municipality:
        return str(one_of(table[["municipality"]].drop_duplicates(), municipality)["municipality"])
    known = {str(name).casefold(): str(name) for name in table["municipality"] if name != WHOLE}
    for title in (run.title.get("sv", ""), run.title.get("en", ""), run.name):
        first = title.partition("(")[0].strip().casefold()
        for text in (first, first.split(" ")[0], first.split("_")[0]):
            if text in known:
                return known[text]
    raise UsageError(
        Fault(
            _("The instance {name} is called like no municipality of the file.").format(
                name=run.name
            ),
            value=run.name,
            rule="municipality",
            remedy=_("Say which one it is with --municipality."),
        )
    )
