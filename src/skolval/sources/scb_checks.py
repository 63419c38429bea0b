"""What must hold between the columns of area statistics (kontrollsummor).

Every resident has one age, one background and one country of birth, so each of these sums to the
population; education is told for everybody of some ages. Everybody born abroad has foreign
background, so background is never the smaller one: columns interchanged are caught here.

Source: Statistics Sweden, MIS 2002:3; from reference year 2025 figures of small areas are changed
a little at random (cell key method), so sums hold only nearly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.statistics_columns import EDUCATION, band_of

__all__ = ["check", "complete_ages"]

_NOISY_FROM = "2025"
_NOISE = 5.0
"""Largest change of one figure by the cell key method that is let pass."""
_TOLD = 5


def complete_ages(columns: Sequence[str]) -> list[str]:
    """Return the age columns that cover every age once, or none."""
    bands = sorted((band, name) for name in columns if (band := band_of(name)))
    spans = [band for band, _name in bands]
    if not spans or spans[0][0] != 0 or spans[-1][1] != 999:
        return []
    if any(a[1] + 1 != b[0] for a, b in pairwise(spans)):
        return []
    return [name for _band, name in bands]


def check(
    frame: pd.DataFrame, vintages: Mapping[str, str], ages: Mapping[str, str], ledger: Ledger
) -> None:
    """Write down every sum that does not hold.

    Parameters
    ----------
    frame : area_id and canonical columns. vintages : column to its year.
    ages : column to the ages it is told for, as ``25_64``.
    """
    parts = (
        complete_ages([str(name) for name in frame]),
        ["swedish_background", "foreign_background"],
        ["born_sweden", "born_abroad"],
    )
    _are_counts(frame, ledger)
    for names in parts:
        _sum_holds(frame, names, ["pop"], vintages, ledger)
    _sum_holds(frame, list(EDUCATION.values()), _bands_within(frame, ages), vintages, ledger)
    _background_is_wider(frame, vintages, ledger)


def _bands_within(frame: pd.DataFrame, ages: Mapping[str, str]) -> list[str]:
    """Return the age columns that make up the ages of the education columns; none if unknown."""
    told = {ages.get(name, "") for name in EDUCATION.values()} - {""}
    low, high = 25, 64
    if len(told) == 1:
        scope = band_of(f"age_{told.pop()}")
        low, high = scope or (low, high)
    bands = {str(name): band for name in frame if (band := band_of(str(name)))}
    inside = {name: band for name, band in bands.items() if low <= band[0] and band[1] <= high}
    covered = sum(last - first + 1 for first, last in inside.values())
    return list(inside) if covered == high - low + 1 else []


def _sum_holds(
    frame: pd.DataFrame,
    names: list[str],
    whole: list[str],
    vintages: Mapping[str, str],
    ledger: Ledger,
) -> None:
    if not names or not whole or not {*names, *whole} <= set(frame):
        return
    years = {vintages.get(name, "") for name in (*names, *whole)}
    if len(years) > 1:
        ledger.add(_other_year(names, whole, years))
        return
    parts, everybody = (
        frame[names].sum(axis=1, skipna=False),
        frame[whole].sum(axis=1, skipna=False),
    )
    gap = (parts - everybody).abs()
    noisy = years.pop()[:4] >= _NOISY_FROM
    allowed = _NOISE * (len(names) + len(whole)) if noisy else 0.5
    bad = np.flatnonzero((gap > allowed).to_numpy(np.bool_))
    for row in bad[:_TOLD]:
        ledger.add(_unequal(frame, int(row), names, whole, parts=parts, everybody=everybody))
    if len(bad) > _TOLD:
        ledger.add(
            Fault(
                _("{rest} more areas have the same fault.").format(rest=len(bad) - _TOLD),
                column=f"{names[0]} ...",
                rule="sum",
            )
        )


def _are_counts(frame: pd.DataFrame, ledger: Ledger) -> None:
    """Refuse parts of people: a comma that marks thousands would be read as a decimal sign."""
    counts = [str(n) for n in frame.select_dtypes("number") if not str(n).endswith("_tkr")]
    for name in counts:
        known = frame[name].dropna()
        for row in known[(known < 0) | (known % 1 != 0)].index[:_TOLD]:
            ledger.add(
                Fault(
                    _("In {area}, {column} is {value}, which is no count.").format(
                        area=frame["area_id"].loc[row], column=name, value=f"{known.loc[row]:g}"
                    ),
                    column=name,
                    value=f"{known.loc[row]:g}",
                    rule="whole_number",
                    remedy=_("Is a sign of thousands read as a decimal sign? Save it without."),
                )
            )


def _other_year(names: list[str], whole: list[str], years: set[str]) -> Fault:
    return Fault(
        _("{columns} and {whole} are of different years ({years}), so the sum is not checked.")
        .format(columns=_span(names), whole=_span(whole), years=", ".join(sorted(years))),
        column=_span(names),
        rule="vintage",
        remedy=_("Give tables of the same year, or choose a year that all of them hold."),
        level="warning",
    )  # fmt: skip


def _unequal(
    frame: pd.DataFrame,
    row: int,
    names: list[str],
    whole: list[str],
    *,
    parts: pd.Series,
    everybody: pd.Series,
) -> Fault:
    return Fault(
        _("In {area}, {columns} sum to {parts}, but {whole} is {everybody}.").format(
            area=frame["area_id"].iloc[row],
            columns=_span(names),
            parts=f"{parts.iloc[row]:g}",
            whole=_span(whole),
            everybody=f"{everybody.iloc[row]:g}",
        ),
        column=_span(names),
        value=str(frame["area_id"].iloc[row]),
        rule="sum",
        remedy=_(
            "Check that the columns are what they are said to be, of the same year and of "
            "the same areas."
        ),
    )


def _span(names: list[str]) -> str:
    return " + ".join(names) if len(names) <= 2 else f"{names[0]} ... {names[-1]}"


def _background_is_wider(frame: pd.DataFrame, vintages: Mapping[str, str], ledger: Ledger) -> None:
    """Everybody born abroad has foreign background; equal in every area is one column twice."""
    wide, narrow = "foreign_background", "born_abroad"
    if not {wide, narrow} <= set(frame) or vintages.get(wide) != vintages.get(narrow):
        return
    both = frame[frame[wide].notna() & frame[narrow].notna()]
    smaller = both[both[wide] < both[narrow] - 0.5]
    for area in smaller["area_id"].head(_TOLD):
        ledger.add(
            Fault(
                _("In {area} fewer have foreign background than are born abroad.").format(
                    area=area
                ),
                column=wide,
                value=str(area),
                rule="background_or_birth",
                remedy=_("Everybody born abroad has foreign background: are the two exchanged?"),
            )
        )
    if len(both) > _TOLD and bool((both[wide] == both[narrow]).all()):
        ledger.add(
            Fault(
                _("Foreign background and born abroad are equal in all {count} areas.").format(
                    count=len(both)
                ),
                column=f"{wide}, {narrow}",
                rule="background_or_birth",
                remedy=_("One of the two holds the other's figures: say which (means)."),
            )
        )
