"""Public-transport stops (hållplatser) from the national timetable data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from skolval.io.faults import Ledger
from skolval.sources.strict_csv import Columns, read_strict_csv, to_sweref

__all__ = ["read_stops"]

_COLUMNS = Columns(key="stop_id", numbers=("lat", "lon"), texts=("name",))


def read_stops(path: Path, ledger: Ledger) -> pd.DataFrame | None:
    """Return stop_id, name, x and y (EPSG:3006), or None where the file is faulty."""
    raw = read_strict_csv(path, _COLUMNS, ledger)
    if raw is None:
        return None
    x, y = to_sweref(raw["lat"].to_numpy(np.float64), raw["lon"].to_numpy(np.float64))
    return pd.DataFrame({"stop_id": raw["stop_id"], "name": raw["name"], "x": x, "y": y})
