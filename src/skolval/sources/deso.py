"""Statistical areas (DeSO) with Statistics Sweden's counts of residents.

Source: SCB, DeSO 2018 and population by age, background and education 31 December.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.areas import read_areas
from skolval.sources.strict_csv import Columns, present, read_strict_csv

__all__ = ["AGE_BANDS", "read_deso"]

AGE_BANDS: tuple[tuple[int, str], ...] = tuple(
    (low, f"age_{low}_{low + 4}") for low in range(0, 20, 5)
)
"""Lowest age and column of the five-year bands in which school children are."""

_EDUCATION = ("edu_compulsory", "edu_upper_secondary", "edu_post_sec_lt3y", "edu_post_sec_ge3y")
_COLUMNS = Columns(
    key="deso",
    numbers=(
        "pop",
        *(column for _low, column in AGE_BANDS),
        "swedish_background",
        "foreign_background",
        *_EDUCATION,
        "rep_e_3006",
        "rep_n_3006",
    ),
    texts=("regso",),
)


def read_deso(folder: Path, ledger: Ledger) -> pd.DataFrame | None:
    """Return one row per area, or None where the files are faulty.

    Parameters
    ----------
    folder : holds ``*_attributes.csv`` and the polygons ``*.geojson``.

    Returns
    -------
    pandas.DataFrame
        area_id, name, x, y (representative point), population, geometry (EPSG:3006),
        share_foreign_background (of all residents), share_low_education (residents 25-64
        without post-secondary education, of those whose education is known) and the
        residents of `AGE_BANDS`.
    """
    counts = read_strict_csv(folder / "uppsala_deso2018_attributes.csv", _COLUMNS, ledger)
    shapes = _polygons(folder / "uppsala_deso2018.geojson", ledger)
    if counts is None or shapes is None:
        return None
    counts = counts.sort_values("deso", ignore_index=True)
    lacking = sorted(set(counts["deso"]) ^ set(shapes))
    if lacking:
        ledger.add(_mismatch(lacking))
        return None
    known = counts[list(_EDUCATION)].sum(axis=1)
    without = counts["edu_compulsory"] + counts["edu_upper_secondary"]
    return pd.DataFrame(
        {
            "area_id": counts["deso"],
            "name": counts["regso"] + " " + counts["deso"].str[4:],
            "x": counts["rep_e_3006"],
            "y": counts["rep_n_3006"],
            "population": counts["pop"].astype(np.int64),
            "share_low_education": _share(without, known),
            "share_foreign_background": _share(counts["foreign_background"], counts["pop"]),
            "geometry": [shapes[code] for code in counts["deso"]],
            **{column: counts[column] for _low, column in AGE_BANDS},
        }
    )


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return part / whole, missing where nobody is counted."""
    return (part / whole.where(whole > 0)).round(6)


def _polygons(path: Path, ledger: Ledger) -> dict[str, shapely.Geometry] | None:
    if not present(path, ledger):
        return None
    read = read_areas(path, ledger=ledger, code="deso")
    if read is None:
        return None
    return dict(zip(read.frame["area_id"], read.frame["geometry"], strict=True))


def _mismatch(codes: list[str]) -> Fault:
    shown = ", ".join(codes[:5]) + (" ..." if len(codes) > 5 else "")
    return Fault(
        _("{count} areas are in only one of the two files of areas: {shown}.").format(
            count=len(codes), shown=shown
        ),
        file="uppsala-deso",
        column="deso",
        value=codes[0],
        rule="reference",
        remedy=_("Give the polygons and the statistics of the same areas."),
    )
