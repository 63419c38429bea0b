"""The same pupils under two placements: home and choice, or a plan and what it replaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.problem import IntArray
from skolval.inference.paired import paired_permutation
from skolval.measure.asked_study import function_of, refuse_number, study
from skolval.measure.columns import blank, labels_of, refuse, refuse_columns
from skolval.measure.frames import counts_of
from skolval.measure.segregation import segregation

__all__ = ["paired_segregation"]


def paired_segregation(
    frame: pd.DataFrame,
    *,
    first: str | Sequence[str],
    second: str | Sequence[str],
    group: str | Sequence[str],
    draws: int = 1000,
    **more: Any,
) -> pd.DataFrame:
    """Return every index under both placements, the difference, and whether chance explains it.

    With the nearest (or assigned) school as `first` and the actual one as `second` the
    difference is the *excess* that choice adds to what homes explain. Fewer and larger units are
    more even by chance alone: read the corrected difference too.

    Parameters
    ----------
    frame : one row per pupil. first, second : column or columns of the two units. group : column
        or columns of the group. draws : how often each pupil's two units are exchanged by lot.
    more : ``indices`` (names or symbols; D when none), ``focus``, ``seed``, ``file``.

    Returns
    -------
    One row per index (and group): first, second, difference (second minus first), corrected (the
    same between corrected values), low and high (95 per cent of the draws by lot), p (two-sided,
    (1 + b) / (1 + draws)), draws, n_pupils, units_first, units_second.

    Raises
    ------
    InputError
        With every fault of the table. UsageError : for an unknown index, group or option.
    """
    refuse_number("draws", draws, 0, 1_000_000)
    more = {"indices": ("D",)} | more
    columns, options = study(first, group, "", more, ("indices", "focus", "seed"))
    other, _options = study(second, group, "", more, ("indices", "focus", "seed"))
    names = [*columns.unit, *other.unit, *columns.group]
    refuse_columns(frame, names, columns.file)
    refuse(blank(frame, names, columns.file))
    counts = counts_of(frame, columns)
    units = (_codes(frame, columns.unit), _codes(frame, other.unit))
    member = np.array([counts.groups.index(g) for g in labels_of(frame, columns.group)], np.int64)
    asked: dict[str, Any] = {
        "group": list(columns.group),
        "indices": options.indices,
        "focus": options.focus,
    }
    values = [
        {
            (row["index"], row["of"]): row
            for row in segregation(frame, unit=list(unit), **asked).to_dict("records")
        }
        for unit in (columns.unit, other.unit)
    ]
    rows = []
    for (name, of), index in function_of(options, counts).items():
        found = paired_permutation(units, member, index, draws=draws, seed=options.seed)
        a, b = (value[name, of] for value in values)
        told = {
            "index": name, "symbol": a["symbol"], "of": of, "first": a["value"],
            "second": b["value"], "difference": found.value,
            "corrected": b["corrected"] - a["corrected"], "low": found.low, "high": found.high,
            "p": found.p, "draws": found.draws, "n_pupils": a["n_pupils"],
            "units_first": a["n_units"], "units_second": b["n_units"],
        }  # fmt: skip
        rows.append(told)
    return pd.DataFrame(rows)


def _codes(frame: pd.DataFrame, columns: Sequence[str]) -> IntArray:
    return np.asarray(pd.factorize(labels_of(frame, columns), sort=True)[0], np.int64)
