"""Columns of the placement about school transport, where the policy judges it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.entitlement import NO_SECOND_HOME, NOT_TOLD, assess
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.school_transport import OUTCOMES

__all__ = ["TRANSPORT_COLUMNS", "transport_columns"]

TRANSPORT_COLUMNS: tuple[str, ...] = (
    "transport", "transport_grounds", "transport_margin", "otherwise_unit", "transport_second",
)  # fmt: skip


def transport_columns(problem: Problem, row: IntArray, known: BoolArray) -> dict[str, pd.Series]:
    """Return the columns of the pupils who stand at the option rows `row`.

    transport (one of `OUTCOMES`), transport_grounds (distance, traffic, special; by spaces),
    transport_margin (metres beyond the limit), otherwise_unit (where the municipality otherwise
    would have placed the pupil) and transport_second (from a second home). Empty if the policy
    does not judge school transport.

    Parameters
    ----------
    known : pupils with a place and a known home; the others have missing values.
    """
    if problem.policy.school_transport is None:
        return {}
    found = assess(problem)
    grounds = np.array(
        [
            " ".join(name for name, is_one in zip(_GROUNDS, each, strict=True) if is_one)
            for each in np.column_stack([getattr(found, name)[row] for name in _GROUNDS])
        ],
        dtype=str,
    )
    names = np.array(OUTCOMES)
    unit, second, margin = found.otherwise[row], found.second[row], found.margin[row]
    return {
        "transport": _text(names[found.outcome[row]], known),
        "transport_grounds": _text(grounds, known),
        "transport_margin": pd.Series(np.where(margin == NOT_TOLD, 0, margin), dtype="Int64").where(
            known & (margin != NOT_TOLD)
        ),
        "otherwise_unit": _text(problem.unit_ids[np.maximum(unit, 0)], known & (unit >= 0)),
        "transport_second": _text(names[np.maximum(second, 0)], known & (second != NO_SECOND_HOME)),
    }


_GROUNDS = ("distance", "traffic", "special")


def _text(values: Any, known: BoolArray) -> pd.Series:
    return pd.Series(values, dtype="str").where(known)
