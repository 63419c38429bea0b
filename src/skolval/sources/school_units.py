"""What units publish, as an instance has it: spans of grades, enrolment with bounds (elevtal).

Suppressed shares are never filled in: they become intervals, see `skolval.io.suppression`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.io.suppression import count_bounds

__all__ = ["enrolment_of", "first_and_last_grade"]


def first_and_last_grade(span: str) -> tuple[str, str]:
    """Return the ends of a span of grades as the register writes it, e.g. ``F-6``."""
    first, _dash, last = span.partition("-")
    return first, last or first


def enrolment_of(units: pd.DataFrame, groups: tuple[str, ...]) -> pd.DataFrame:
    """Return actual enrolment by unit and group with the bounds of suppressed cells.

    Returns
    -------
    pandas.DataFrame
        unit_id, group, pupils, share (missing where suppressed), mark (``..`` and so on,
        missing where published), count_low and count_high (pupils of the group).
    """
    parts = []
    for group in groups:
        share = units[f"share_{group}"].to_numpy(np.float64)
        pupils = units["pupils"].to_numpy(np.float64)
        low, high = count_bounds(share, units[f"mark_{group}"], pupils)
        parts.append(
            pd.DataFrame(
                {
                    "unit_id": units["unit_id"],
                    "group": group,
                    "pupils": units["pupils"],
                    "share": share,
                    "mark": units[f"mark_{group}"],
                    "count_low": low,
                    "count_high": high,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
