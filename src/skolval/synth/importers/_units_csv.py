"""Interim: the national table of units as one CSV file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from skolval.io.faults import Ledger
from skolval.sources.strict_csv import Columns, read_strict_csv, to_sweref

_SHARES = {
    "foreign_background": "pct_foreign_background",
    "low_education": "pct_parents_post_secondary",
}
_MARK = {"suppressed_few": "..", "suppressed_majority": "...", "missing": ".", "not_reported": "-"}
_REST = {"..": "...", "...": ".."}


def read_units_csv(path: Path, ledger: Ledger) -> pd.DataFrame | None:
    texts = (
        "name",
        "owner_type",
        "kommun_kod",
        "pupils",
        "lat",
        "lon",
        "has_y1",
        "has_y9",
        *(c for n in _SHARES.values() for c in (n, f"{n}_flag")),
    )
    raw = read_strict_csv(path, Columns("school_code", texts=texts, unique=False), ledger)
    if raw is None:
        return None
    raw = raw.loc[np.lexsort((np.arange(len(raw)), raw["pupils"] == ""))].drop_duplicates(
        "school_code"
    )
    num = {c: pd.to_numeric(raw[c], errors="coerce") for c in ("lat", "lon", "pupils")}
    x, y = to_sweref(num["lat"].to_numpy(float), num["lon"].to_numpy(float))
    made = {
        "unit_id": raw["school_code"],
        "name": raw["name"],
        "provider": raw["owner_type"].map({"Kommunal": "municipal", "Enskild": "independent"}),
        "municipality_code": raw["kommun_kod"],
        "x": np.where(np.isfinite(x), x, np.nan),
        "y": np.where(np.isfinite(y), y, np.nan),
        "pupils": num["pupils"],
        "has_y1": raw["has_y1"],
        "has_y9": raw["has_y9"],
    }
    for group, column in _SHARES.items():
        share = pd.to_numeric(raw[column], errors="coerce") / 100
        mark = raw[f"{column}_flag"].map(_MARK)
        low = group == "low_education"
        made[f"share_{group}"] = (1 - share if low else share).round(6)
        made[f"mark_{group}"] = mark.replace(_REST) if low else mark
    return pd.DataFrame(made).sort_index().reset_index(drop=True)
