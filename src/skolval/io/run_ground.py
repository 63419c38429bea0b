"""The ground of a run as tables, and back: neighbours, where units stand, today's areas."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from skolval.domain.ground import Ground

__all__ = ["GROUND_PARTS", "ground_frames", "ground_from"]

GROUND_PARTS: tuple[str, ...] = ("neighbours", "unit_area", "area_today")
"""Tables that a run has only if its policy places whole areas."""


def ground_frames(ground: Ground | None) -> dict[str, pd.DataFrame]:
    """Return the tables of `ground`."""
    if ground is None:
        return {}
    pairs = pd.DataFrame(ground.pairs, columns=["area", "neighbour"])
    grades = [str(grade) for grade in range(ground.today.shape[1])]
    frames = (
        pairs,
        pd.DataFrame({"area": ground.unit_area}),
        pd.DataFrame(ground.today, columns=grades),
    )
    return dict(zip(GROUND_PARTS, frames, strict=True))


def ground_from(frames: Mapping[str, pd.DataFrame], n_areas: int, n_units: int) -> Ground | None:
    """Return the ground that `frames` hold, None if they hold none.

    Raises
    ------
    ValueError
        If a number points outside its table.
    """
    if not all(part in frames for part in GROUND_PARTS):
        return None
    pairs, unit_area, today = (frames[part].to_numpy(np.int64) for part in GROUND_PARTS)
    ground = Ground(pairs.reshape(-1, 2), unit_area.reshape(-1), today)
    columns = ((ground.pairs, 0, n_areas), (ground.unit_area, -1, n_areas), (today, -1, n_units))
    if len(ground.unit_area) != n_units or len(today) != n_areas:
        raise ValueError("the tables of the ground have other rows than units and areas")
    if any(len(c) and (c.min() < low or c.max() >= end) for c, low, end in columns):
        raise ValueError("a table of the ground points outside its table")
    return ground
