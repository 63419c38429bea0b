"""Published shares with suppression marks: the value of what is known, bounds over what is not.

A unit whose share is suppressed is left out of the value, or set to a share that the caller
chooses; the bounds always cover every count that its mark allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skolval import registry
from skolval.domain.counts import Counts, FloatArray
from skolval.domain.language import _
from skolval.domain.problem import BoolArray
from skolval.errors import Fault
from skolval.io.dictionary import SUPPRESSION_MARKS
from skolval.io.suppression import count_bounds, parsed_share
from skolval.measure.columns import MOST_FAULTS, Columns, blank, labels_of, numbers, refuse

__all__ = ["BOUND_COLUMNS", "Published", "published", "with_bounds"]

BOUND_COLUMNS = ("bound_low", "bound_high", "suppressed")
"""Columns of suppressed input: lowest and highest value over every feasible count, and how many
units' shares are suppressed. NaN where there is no bound or nothing is suppressed."""
_WORDS = {word: mark for mark, word in SUPPRESSION_MARKS.items()}


@dataclass(frozen=True, slots=True)
class Published:
    """One group's members by unit, as far as they are published.

    Parameters
    ----------
    counts : group and rest in the units that are known or set. t : (U,) pupils of all units.
    low, high : (U,) whole counts between which the members lie. suppressed : units hidden.
    totals_unknown : units left out because even their pupils are not published.
    """

    counts: Counts
    t: FloatArray
    low: FloatArray
    high: FloatArray
    suppressed: int
    totals_unknown: int
    flag: str


def published(frame: pd.DataFrame, columns: Columns) -> Published:
    """Return the published members by unit; shares are rounded back to whole pupils.

    Raises
    ------
    InputError
        With every share that is neither a share nor a mark, and every faulty total.
    """
    share, mark, wrong = _shares(frame, columns)
    total, told, faulty = _totals(frame, columns)
    refuse([*blank(frame, columns.unit, columns.file), *wrong, *faulty])
    low, high = count_bounds(share, mark, total)
    known = ~np.isnan(share)
    point = np.rint(share * total)
    table = pd.DataFrame(
        {
            "x": np.where(known | (total == 0), np.where(known, point, 0.0), np.nan),
            "t": total,
            "low": np.where(known, point, np.ceil(low)),
            "high": np.where(known, point, np.floor(high)),
        }
    )
    # A unit with one hidden row is hidden; a unit with no published total is not there.
    grouped = table[told].groupby(labels_of(frame, columns.unit)[told], sort=True)
    by_unit = grouped.sum(min_count=1).assign(hidden=grouped["x"].agg(lambda x: x.isna().any()))
    units = by_unit[by_unit["t"] > 0]
    left_out = labels_of(frame, columns.unit)[~told].nunique()
    return _published(units, columns, int(left_out))


def _published(units: pd.DataFrame, columns: Columns, left_out: int) -> Published:
    hidden = units["hidden"].to_numpy(bool)
    t = units["t"].to_numpy(np.float64)
    x = units["x"].to_numpy(np.float64)
    flag, used = "", ~hidden
    if hidden.any():
        flag = "suppressed_left_out"
        if columns.suppressed is not None:
            flag = f"suppressed_set_to_{columns.suppressed:g}"
            x, used = np.where(hidden, np.rint(columns.suppressed * t), x), np.ones(len(t), bool)
    counts = Counts.of(
        np.c_[x[used], t[used] - x[used]],
        units=tuple(str(name) for name in units.index[used]),
        groups=(columns.share, _("the rest")),
    )
    low, high = (units[end].to_numpy(np.float64) for end in ("low", "high"))
    dropped = Counts(counts.matrix, counts.units, counts.groups, left_out)
    return Published(dropped, t, low, high, int(hidden.sum()), left_out, flag)


def _shares(frame: pd.DataFrame, columns: Columns) -> tuple[FloatArray, pd.Series, list[Fault]]:
    """Return shares 0-1, NaN where suppressed or empty, the mark of each row, and faults."""
    raw = frame[columns.share].reset_index(drop=True)
    column, mark = parsed_share(raw)
    if columns.mark:
        said = frame[columns.mark].reset_index(drop=True).astype("str").str.strip()
        mark = mark.where(mark.notna(), said.replace(_WORDS))
    faults = [
        Fault(
            _(complaint.message).replace("{value}", repr(str(raw.iloc[row]))),
            file=columns.file,
            row=int(row) + 2,
            column=columns.share,
            value=str(raw.iloc[row]),
            rule=complaint.rule,
            remedy=_(complaint.remedy),
        )
        for complaint, bad in column.wrong
        for row in np.flatnonzero(bad)[:MOST_FAULTS]
    ]
    return column.series.to_numpy(np.float64), mark, faults


def _totals(frame: pd.DataFrame, columns: Columns) -> tuple[FloatArray, BoolArray, list[Fault]]:
    """Return pupils by row, which rows have them published, and faults of those."""
    text = frame[columns.total].reset_index(drop=True)
    said = text.astype("str").str.strip()
    told = (text.notna() & ~said.isin(list(SUPPRESSION_MARKS)) & (said != "")).to_numpy(bool)
    filled = frame.reset_index(drop=True).assign(**{columns.total: text.where(told, 0)})
    total, faults = numbers(filled, columns.total, columns.file, least=0.0)
    return total, told, faults


def with_bounds(
    rows: list[dict[str, Any]], found: Published, atkinson: float
) -> Iterator[dict[str, Any]]:
    """Yield the rows with the bounds of every two-group index over the suppressed counts."""
    for row in rows:
        flags = [row["flag"], found.flag]
        low = high = float("nan")
        if found.totals_unknown:
            flags.append(f"totals_unknown_{found.totals_unknown}")
        if row["family"] == "two_group" and found.suppressed:
            low, high = _bounds(row, found, atkinson)
            if np.isnan(low):
                flags.append("too_many_suppressed_for_bounds")
        yield row | {
            "suppressed": found.suppressed, "bound_low": low, "bound_high": high,
            "flag": " ".join(one for one in flags if one),
        }  # fmt: skip


def _bounds(row: Mapping[str, Any], found: Published, atkinson: float) -> tuple[float, float]:
    module = registry.load("index", row["index"])
    kernel = module.kernel(atkinson) if row["index"] == "atkinson" else module.KERNEL
    low, high = found.low, found.high
    if row["of"] != found.counts.groups[0]:
        low, high = found.t - found.high, found.t - found.low
    bounds: tuple[float, float] = kernel.bounds(low, high, found.t)
    return bounds
