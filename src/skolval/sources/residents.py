"""Residents of a group by statistical area and municipality (boende), from area statistics."""

from __future__ import annotations

import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.municipalities import municipalities
from skolval.sources.statistics import StatisticsRead

__all__ = ["RESIDENT_GROUPS", "residents_of"]

RESIDENT_GROUPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "foreign_background": (("foreign_background",), ("swedish_background", "foreign_background")),
    "low_education": (
        ("edu_compulsory", "edu_upper_secondary"),
        ("edu_compulsory", "edu_upper_secondary", "edu_post_sec_lt3y", "edu_post_sec_ge3y"),
    ),
}
"""Group to the columns of its members, and of everybody who is counted."""


def residents_of(read: StatisticsRead, group: str, ledger: Ledger) -> pd.DataFrame | None:
    """Return area_id, municipality, group and all; None where the statistics lack them.

    Parameters
    ----------
    group : a key of `RESIDENT_GROUPS`.
    """
    members, everybody = RESIDENT_GROUPS[group]
    frame = read.frame
    wanted = [*everybody, "municipality_code"]
    lacking = [name for name in wanted if name not in frame]
    for name in lacking:
        ledger.add(
            Fault(
                _("The statistics by area lack {column}.").format(column=name),
                file=read.facts[0].file,
                column=name,
                rule="required_column",
                remedy=_("Give the table of the areas that holds it."),
            )
        )
    if lacking:
        return None
    names = {code: known.name for code, known in municipalities().items()}
    return pd.DataFrame(
        {
            "area_id": frame["area_id"],
            "municipality": frame["municipality_code"].map(names),
            "group": frame[list(members)].sum(axis=1, skipna=False),
            "all": frame[list(everybody)].sum(axis=1, skipna=False),
        }
    )
