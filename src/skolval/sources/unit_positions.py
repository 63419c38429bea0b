"""Where school units lie, from which source, and whether that is sure (skolors lägen)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pyproj import Transformer

from skolval.domain.language import _
from skolval.sources.strict_csv import SWEREF99TM, to_sweref
from skolval.sources.unit_parts import PRECEDENCE, Part

__all__ = ["placed", "places_of", "unsure"]

_FAR = 1_000.0
"""Metres between two positions of a unit that are told as different places."""
_UNSURE = ("google", "year9", "year_9")
_TOLD = 3


def placed(frame: pd.DataFrame, parts: list[Part], notes: list[str]) -> pd.DataFrame:
    """Return the units with lat, lon, x, y, position_from and position_checked.

    Parameters
    ----------
    notes : positions that lie far from the one that is taken are told here.
    """
    columns = {"lat": np.nan, "lon": np.nan, "x": np.nan, "y": np.nan}
    found = pd.DataFrame(columns, index=frame["unit_id"])
    found = found.assign(position_from="", position_checked=0.0)
    for part in sorted(parts, key=lambda p: PRECEDENCE["who"].index(p.kind)):
        own = places_of(part)
        if own is None:
            continue
        own = own.reindex(found.index)
        notes += _far_apart(found, own, part)
        take = found["x"].isna() & own["x"].notna()
        found = found.assign(**{str(name): found[name].where(~take, own[name]) for name in found})
    found = found.reset_index(drop=True)
    return frame.assign(
        **{name: found[name].astype(np.float64) for name in columns},
        position_from=found["position_from"].astype("str"),
        position_checked=found["position_checked"].astype(np.bool_),
    )


def unsure(frame: pd.DataFrame) -> list[str]:
    """Tell how many positions were found by a search for the name and checked by nobody."""
    count = int((frame["x"].notna() & ~frame["position_checked"]).sum())
    if not count:
        return []
    return [
        _(
            "{count} positions come from a search by name and may be tens of kilometres off: "
            "check them against area and address."
        ).format(count=count)
    ]


def places_of(part: Part) -> pd.DataFrame | None:
    """Return positions by unit code in degrees and metres, None where the source tells none."""
    frame = part.frame.set_index("unit_id")
    if not {"lat", "lon"} <= set(frame) and not {"x", "y"} <= set(frame):
        return None
    place = pd.DataFrame({name: _numbers(frame, name) for name in ("lat", "lon", "x", "y")})
    degrees = (place["lat"].notna() & place["lon"].notna() & place["x"].isna()).to_numpy(np.bool_)
    lat, lon = (
        place["lat"].to_numpy(np.float64)[degrees],
        place["lon"].to_numpy(np.float64)[degrees],
    )
    place.loc[degrees, ["x", "y"]] = np.column_stack(to_sweref(lat, lon))
    metres = (place["x"].notna() & place["lat"].isna()).to_numpy(np.bool_)
    plane = place.loc[metres, ["x", "y"]].to_numpy(np.float64)
    back = Transformer.from_crs(SWEREF99TM, "EPSG:4326", always_xy=True)
    degrees_of = back.transform(plane[:, 0], plane[:, 1])
    place.loc[metres, ["lon", "lat"]] = np.round(np.column_stack(degrees_of), 7)
    return place.assign(
        position_from=part.kind, position_checked=_checked(frame, part).astype(np.float64)
    )


def _numbers(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of coordinates; text may have a decimal comma, and zero is no place."""
    if name not in frame:
        return pd.Series(np.nan, index=frame.index)
    texts = frame[name].astype("str").str.strip().str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    return numbers.where(numbers != 0)


def _checked(frame: pd.DataFrame, part: Part) -> pd.Series:
    """Return which positions are the publisher's own, not found by a search for the name."""
    if part.kind == "year_nine":
        return pd.Series(False, index=frame.index)
    if "coord_source" not in frame:
        return pd.Series(True, index=frame.index)
    words = frame["coord_source"].fillna("").str.casefold()
    return ~words.map(lambda word: any(name in word for name in _UNSURE))


def _far_apart(found: pd.DataFrame, own: pd.DataFrame, part: Part) -> list[str]:
    apart = ((found["x"] - own["x"]) ** 2 + (found["y"] - own["y"]) ** 2).pow(0.5)
    far = apart[apart > _FAR].sort_values(ascending=False, kind="stable")
    if not len(far):
        return []
    shown = "; ".join(f"{code} {metres / 1000:.1f} km" for code, metres in far.head(_TOLD).items())
    return [
        _(
            "The position of {count} units is more than {most} m away in {file}, which is not "
            "followed: {shown}"
        ).format(count=len(far), most=f"{_FAR:g}", file=part.file, shown=shown)
    ]
