"""One row per index of one basis: value, baseline, correction, interval, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from skolval import registry
from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._families import reported
from skolval.indices._kernel import xlogx
from skolval.measure.bases import Basis, Shares
from skolval.measure.index_rows import corrected
from skolval.measure.sureness import UNSURE, sureness, sureness_of_parts

__all__ = ["COLUMNS", "plain_rows", "rows_of"]

COLUMNS = (
    "subject", "basis", "scope", "group", "index", "symbol", "value", "expected", "corrected",
    "low", "high", "se", "underlying", "low_95", "high_95", "share", "n_pupils", "n_units",
    "dropped", "suppressed", "reason", "flag",
)  # fmt: skip
"""Columns of `measure`, in order. `low` and `high` bound what suppressed cells allow; `se` is the
delta method's standard error; `underlying`, `low_95` and `high_95` are the underlying D and its
95 per cent interval, for D of whole pupils; `share` is the group's overall share; `suppressed` the
number of units whose share is suppressed; `dropped` units left out for want of pupils."""

_GROUPS = ("group", "rest")
_NAN = float("nan")
_DRAWN_PUPILS = 2_000_000
_SEED = 1977
_SLACK = 1e-9
_EVEN = "more_even_than_by_lot"
"""Below its mean by lot: an optimiser can make units more even than chance would."""


def rows_of(basis: Basis, suppressed: float | None) -> list[dict[str, Any]]:
    """Return one row per index of `basis`, with how sure it is where pupils are whole."""
    rows = plain_rows(basis, suppressed)
    if not basis.whole:
        return rows
    return [row if np.isnan(row["value"]) else row | _sure(row, basis, suppressed) for row in rows]


def _sure(row: dict[str, Any], basis: Basis, suppressed: float | None) -> dict[str, float]:
    if basis.within:
        return sureness_of_parts(row["index"], [(part.x, part.t) for part in basis.within])
    x, _flag = _points(basis, suppressed)
    used = ~np.isnan(x) & (basis.t > 0)
    return sureness(row["index"], x[used], basis.t[used])


def plain_rows(basis: Basis, suppressed: float | None = None) -> list[dict[str, Any]]:
    """Return one row per index of `basis`, with no interval of the underlying value."""
    if basis.within:
        return _pooled(basis, suppressed)
    x, flag = _points(basis, suppressed)
    used = ~np.isnan(x)
    counts = Counts.of(np.c_[x[used], basis.t[used] - x[used]], groups=_GROUPS)
    pupils = float(counts.matrix.sum())
    common = {
        "basis": basis.basis,
        "scope": "all",
        "group": basis.group,
        "share": float(counts.matrix[:, 0].sum()) / pupils if pupils else _NAN,
        "n_pupils": round(pupils),
        "n_units": len(counts.units),
        "dropped": counts.dropped,
        "suppressed": int((np.isnan(basis.x) & (basis.t > 0)).sum()),
    }
    return [common | _row(basis, counts, name, flag) for name in reported()]


def _points(basis: Basis, suppressed: float | None) -> tuple[FloatArray, str]:
    hidden = np.isnan(basis.x) & (basis.t > 0)
    if not hidden.any():
        return np.where(basis.t > 0, basis.x, 0.0), ""
    if suppressed is None:
        return np.where(basis.t > 0, basis.x, 0.0), "suppressed_left_out"
    filled = np.where(np.isnan(basis.x), np.rint(basis.t * suppressed), basis.x)
    return filled, f"suppressed_set_to_{suppressed:g}"


def _row(basis: Basis, counts: Counts, name: str, flag: str) -> dict[str, Any]:
    module = registry.load("index", name)
    found = _found(name, counts.matrix.tobytes())
    reason, flags = found.reason, [text for text in (found.flag, flag) if text]
    expected = found.expected
    if basis.shares is not None and reason == "fractional_counts":
        expected, reason = _by_lot(basis.shares, basis.t)[name], ""
        flags.append("baseline_by_draws")
    if module.KERNEL.evenness and found.value < expected - _SLACK:
        flags.append(_EVEN)
    low, high = _interval(basis, module.KERNEL)
    return {
        "index": name,
        "symbol": module.SYMBOL,
        "value": found.value,
        "expected": expected,
        "corrected": corrected(name, replace(found, expected=expected)),
        "low": low,
        "high": high,
        **UNSURE,
        "reason": basis.reason or reason,
        "flag": " ".join(flags),
    }


@lru_cache(maxsize=2048)
def _found(name: str, packed: bytes) -> IndexValue:
    """Return index `name` of a table of two groups; kept, for audit and report ask for the same."""
    table = Counts.of(np.frombuffer(packed).reshape(-1, len(_GROUPS)), groups=_GROUPS)
    found: IndexValue = registry.load("index", name).index(table, "group")
    return found


def _interval(basis: Basis, kernel: Any) -> tuple[float, float]:
    filled = basis.t > 0
    low, high = basis.low[filled], basis.high[filled]
    if not (high > low).any():
        return _NAN, _NAN
    bounds: tuple[float, float] = kernel.bounds(low, high, basis.t[filled])
    return bounds


def _by_lot(pupils: Shares, t: FloatArray) -> Mapping[str, float]:
    """Return the mean of every index when the same group-blind pupils are placed by lot."""
    return _means_by_lot(pupils.share.tobytes(), t[t > 0].astype(np.int64).tobytes())


@lru_cache(maxsize=64)
def _means_by_lot(packed_shares: bytes, packed_sizes: bytes) -> Mapping[str, float]:
    """As above; kept, for every index of a table, and the audit of a run and its report."""
    tables = _tables_by_lot(packed_shares, packed_sizes)
    t = np.frombuffer(packed_sizes, np.int64).astype(np.float64)
    return MappingProxyType(
        {
            name: float(np.mean(registry.load("index", name).KERNEL.value(tables, t)))
            for name in reported()
        }
    )


def _tables_by_lot(packed_shares: bytes, packed_sizes: bytes) -> FloatArray:
    """Return (draws, U) sums of shares when the pupils are dealt to units of these sizes.

    Seeded, so that the same run always has the same baseline.
    """
    share, sizes = np.frombuffer(packed_shares).copy(), np.frombuffer(packed_sizes, np.int64)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    draws = int(np.clip(_DRAWN_PUPILS // max(len(share), 1), 20, 200))
    rng = np.random.default_rng(_SEED)
    tables = np.empty((draws, len(sizes)))
    for draw in range(draws):
        rng.shuffle(share)
        tables[draw] = np.add.reduceat(share, first)
    return tables


def _weight(row: dict[str, Any]) -> float:
    """Return the denominator of an index in one grade: pooling is then of sums, not of ratios.

    So the pooled D is the one that the rule `balance` bounds, and V and H are the
    within-grade parts of their decompositions.
    """
    share, pupils = float(row["share"]), float(row["n_pupils"])
    if row["index"] in {"isolation", "exposure"}:
        return pupils * share
    if row["index"] == "theil_h":
        return -pupils * float(xlogx(np.asarray(share)) + xlogx(np.asarray(1 - share)))
    return pupils * share * (1 - share)


def _pooled(basis: Basis, suppressed: float | None) -> list[dict[str, Any]]:
    """Return every index pooled over the grades in which it is defined."""
    parts = [plain_rows(part, suppressed) for part in basis.within]
    rows = []
    for position, name in enumerate(reported()):
        mine = [part[position] for part in parts]
        usable = [row for row in mine if not np.isnan(row["value"])]
        row = dict(mine[0]) | {"scope": "within_grade", "index": name}
        weights = np.array([_weight(part) for part in usable], float)
        for column in ("value", "expected"):
            row[column] = _mean([part[column] for part in usable], weights)
        row["corrected"] = corrected(name, IndexValue(row["value"], row["expected"]))
        row |= _sums(basis, usable, mine)
        if registry.load("index", name).KERNEL.evenness and row["value"] < row["expected"] - _SLACK:
            row["flag"] = f"{row['flag']} {_EVEN}".strip()
        rows.append(row)
    return rows


def _mean(values: list[float], weights: FloatArray) -> float:
    return float(np.average(values, weights=weights)) if values else _NAN


def _sums(basis: Basis, usable: list[dict[str, Any]], mine: list[dict[str, Any]]) -> dict[str, Any]:
    skipped = len(mine) - len(usable)
    return {
        "share": float(basis.x.sum() / basis.t.sum()) if basis.t.sum() else _NAN,
        "n_pupils": sum(row["n_pupils"] for row in usable),
        "n_units": int((basis.t > 0).sum()),
        "dropped": int((basis.t <= 0).sum()),
        "reason": "" if usable else mine[0]["reason"],
        "flag": f"grades_left_out_{skipped}" if skipped else "",
    }
