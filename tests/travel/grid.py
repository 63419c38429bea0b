"""A large grid town, for timing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from tests.travel.streets import instance_of


def grid_instance(*, side: int, homes: int, units: int, seed: int):
    """side x side crossings 100 m apart with uneven blocks; homes and units anywhere."""
    rng = np.random.default_rng(seed)
    small = instance_of(
        {"A": (0.0, 0.0), "B": (1.0, 0.0)},
        [("A", "B", 1)],
        homes={"h": (0.0, 0.0)},
        units={"u": (0.0, 0.0)},
    )
    number = np.arange(side * side).reshape(side, side)
    x = (number % side) * 100.0 + rng.uniform(-20, 20, number.shape)
    y = (number // side) * 100.0 + rng.uniform(-20, 20, number.shape)
    start = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    end = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    fx, fy = x.ravel(), y.ravel()
    length = np.hypot(fx[start] - fx[end], fy[start] - fy[end])
    reach = side * 100.0
    nodes = pd.DataFrame({"node_id": number.ravel().astype(str), "x": fx, "y": fy})
    edges = pd.DataFrame(
        {
            "from_node": start.astype(str),
            "to_node": end.astype(str),
            "metres": length,
            "oneway": False,
        }
    )
    return small.replace(
        nodes=nodes,
        edges=edges,
        pupils=_spread(small.pupils, "pupil_id", homes, reach, rng),
        units=_spread(small.units, "unit_id", units, reach, rng),
    )


def _spread(table: pd.DataFrame, key: str, count: int, reach: float, rng) -> pd.DataFrame:
    many = table.iloc[[0] * count].reset_index(drop=True).copy()
    many[key] = [f"{key}{i}" for i in range(count)]
    many["x"], many["y"] = rng.uniform(0, reach, count), rng.uniform(0, reach, count)
    return many
