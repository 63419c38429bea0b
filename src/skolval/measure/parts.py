"""Rows of a nested decomposition: between the parts, within them, and part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from skolval import registry
from skolval.decomposition.nested import ADDITIVE, NOT_ADDITIVE, Split, split
from skolval.domain.counts import Counts
from skolval.domain.problem import IntArray
from skolval.measure.asked import Options
from skolval.measure.columns import Columns, labels_of
from skolval.measure.frames import counts_of
from skolval.measure.index_rows import first_sentence

__all__ = ["part_rows"]

_NAN = float("nan")


def part_rows(frame: pd.DataFrame, columns: Columns, options: Options) -> Iterator[dict[str, Any]]:
    """Yield, per index, its value, the part between, the part within, and every part.

    A unit that lies in several parts (an area's pupils at a school, say) is one unit in each.
    With `options.indices` only those; local and other indices have no such split.
    """
    counts, part, names = _cells(frame, columns, options)
    asked = {name.casefold() for name in options.indices}
    for name in (*ADDITIVE, *NOT_ADDITIVE):
        module = registry.load("index", name)
        if asked and not asked & {name.casefold(), module.SYMBOL.casefold()}:
            continue
        common = {
            "index": name, "symbol": module.SYMBOL, "family": "parts", "variant": "", "of": "",
            "to": "", "unit": "", "expected": _NAN, "corrected": _NAN, "share": _NAN,
            "n_pupils": float(counts.matrix.sum()), "n_units": len(counts.units),
            "n_groups": int((counts.matrix.sum(axis=0) > 0).sum()),
            "dropped_units": counts.dropped, "dropped_groups": 0, "reason": "", "flag": "",
            "definition": first_sentence(module),
        }  # fmt: skip
        for row in _rows(split(counts.matrix, part, name), names):
            yield common | row


def _cells(
    frame: pd.DataFrame, columns: Columns, options: Options
) -> tuple[Counts, IntArray, list[str]]:
    """Return counts of unit within part, the part of each row, and the parts' names."""
    inside = replace(columns, unit=(*options.within, *columns.unit))
    counts = counts_of(frame, inside)
    table = pd.DataFrame(
        {"cell": labels_of(frame, inside.unit), "part": labels_of(frame, options.within)}
    )
    part_of = table.drop_duplicates("cell").set_index("cell")["part"]
    codes, names = pd.factorize(part_of.reindex(list(counts.units)), sort=True)
    return counts, np.asarray(codes, np.int64), [str(name) for name in names]


def _rows(found: Split, names: list[str]) -> Iterator[dict[str, Any]]:
    left = "within" if found.additive else "remainder"
    yield {"scope": "total", "value": found.total}
    yield {"scope": "between", "value": found.between}
    yield {"scope": left, "value": found.within}
    for part in found.parts:
        yield {
            "scope": "part",
            "part": names[part.part],
            "value": part.value,
            "weight": part.weight,
            "pupils_share": part.pupils_share,
            "entropy_ratio": part.entropy_ratio,
        }
