"""Unit by unit: which differ by more than chance, with false alarms held down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from skolval.inference.local_null import local_null
from skolval.measure.asked import refuse_unknown
from skolval.measure.asked_study import refuse_number, study
from skolval.measure.company import refuse_fractions
from skolval.measure.frames import counts_of

__all__ = ["unit_nulls"]


def unit_nulls(
    frame: pd.DataFrame,
    *,
    unit: str | Sequence[str],
    group: str | Sequence[str] = (),
    weight: str = "",
    level: float = 0.05,
    **more: Any,
) -> pd.DataFrame:
    """Return what a draw by lot would give every unit, and which units lie outside it.

    Parameters
    ----------
    unit, group, weight, more : as in `segregation`; of `more` only ``wide``, ``members``,
        ``total``, ``file`` and ``focus``. level : false discovery rate among flagged units.

    Returns
    -------
    One row per group and unit: of, unit, n_pupils, share, overall, difference (percentage
    points), low and high (shares between which 95 per cent of the draws lie), p (two-sided), q
    (Benjamini and Hochberg), flagged (q at most `level`).

    Raises
    ------
    InputError
        With every fault of the table, or for fractional counts.
    """
    refuse_number("level", level, 0, 1)
    columns, options = study(unit, group, weight, more, ("focus",))
    counts = counts_of(frame, columns)
    refuse_fractions(counts, columns)
    refuse_unknown(
        [g for g in (options.focus,) if g and g not in counts.groups], counts.groups, "group"
    )
    parts = []
    for name in (options.focus,) if options.focus else counts.groups:
        x, t = counts.two_groups(name)
        found = local_null(x, t, level=level)
        overall = float(x.sum() / t.sum())
        told = {
            "of": name, "unit": counts.units, "n_pupils": t, "share": x / t, "overall": overall,
            "difference": 100 * (x / t - overall), "low": found.low, "high": found.high,
            "p": found.p, "q": found.q, "flagged": found.flagged,
        }  # fmt: skip
        parts.append(pd.DataFrame(told))
    return pd.concat(parts, ignore_index=True)
