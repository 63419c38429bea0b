"""Where segregation lies: level by level, and which of two classifications tells more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skolval import registry
from skolval.decomposition.crossed import chain
from skolval.decomposition.nested import ADDITIVE
from skolval.decomposition.nested import levels as levels_of
from skolval.domain.problem import IntArray
from skolval.measure.asked import Options, refuse_unknown
from skolval.measure.asked_study import study
from skolval.measure.columns import Columns, blank, labels_of, refuse, refuse_columns, weights
from skolval.measure.frames import counts_of

__all__ = ["segregation_chain", "segregation_levels"]


def segregation_levels(
    frame: pd.DataFrame,
    *,
    levels: Sequence[str],
    group: str | Sequence[str],
    weight: str = "",
    indices: Sequence[str] = (),
    file: str = "",
) -> pd.DataFrame:
    """Return what each level of a nesting adds to the additive indices (M, H, R, Atkinson).

    Parameters
    ----------
    levels : columns from the coarsest level to the finest, such as provider, school, grade.
        A level is named by its column together with those before it, so that grade 4 of two
        schools are two. group, weight : as in `segregation`. indices : names or symbols.

    Returns
    -------
    One row per index and level: value (what the level adds), cumulative, and part (of the total).

    Raises
    ------
    InputError
        With every fault of the table. UsageError : for an index that is not additive.
    """
    columns, options = study(
        levels, group, weight, {"indices": indices, "file": file}, ("indices",)
    )
    counts = counts_of(frame, columns)
    codes = _codes(frame, columns, counts.units)
    rows = []
    for name in _additive(options):
        found = levels_of(counts.matrix, list(zip(levels, codes, strict=True)), name)
        total = found[-1].cumulative
        rows += [
            {
                "index": name, "symbol": registry.load("index", name).SYMBOL, "level": level.name,
                "value": level.value, "cumulative": level.cumulative,
                "part": level.value / total if total else float("nan"),
            }
            for level in found
        ]  # fmt: skip
    return pd.DataFrame(rows)


def _codes(frame: pd.DataFrame, columns: Columns, cells: Sequence[str]) -> list[IntArray]:
    """Return, per level, the code of every cell's unit at that level."""
    names = list(columns.unit)
    table = pd.DataFrame({"cell": labels_of(frame, names)})
    for depth in range(len(names)):
        table[str(depth)] = labels_of(frame, names[: depth + 1])
    first = table.drop_duplicates("cell").set_index("cell").reindex(list(cells))
    return [
        np.asarray(pd.factorize(first[str(depth)], sort=True)[0], np.int64)
        for depth in range(len(names))
    ]


def _additive(options: Options) -> list[str]:
    symbols = {registry.load("index", name).SYMBOL.casefold(): name for name in ADDITIVE}
    asked = options.indices or tuple(ADDITIVE)
    found = {word: symbols.get(word.casefold(), word.casefold()) for word in asked}
    refuse_unknown(
        [w for w, name in found.items() if name not in ADDITIVE], list(ADDITIVE), "index"
    )
    return list(found.values())


def segregation_chain(
    frame: pd.DataFrame,
    *,
    first: str | Sequence[str],
    second: str | Sequence[str],
    group: str | Sequence[str],
    weight: str = "",
    file: str = "",
) -> pd.DataFrame:
    """Return what `second` tells about the group beyond `first`, and the reverse, in nats.

    Home area against school: M(both) = M(first) + M(second | first). The cells of both are tiny,
    so that most of what is added is chance: its exact mean by lot is told and taken off.

    Parameters
    ----------
    first, second : column or columns of the two classifications of the same pupils.

    Returns
    -------
    Rows first, second, both, second_given_first, first_given_second, entropy; columns term,
    value, expected (by lot; NaN for fractional weights), corrected (value minus expected), cells.

    Raises
    ------
    InputError
        With every fault of the table.
    """
    columns, _options = study(first, group, weight, {"file": file})
    other, _none = study(second, group, weight, {"file": file})
    names = [*columns.unit, *other.unit, *columns.group]
    refuse_columns(frame, [*names, *([weight] if weight else [])], file)
    pupils, faults = weights(frame, columns)
    refuse([*blank(frame, names, file), *faults])
    codes = [
        np.asarray(pd.factorize(labels_of(frame, part), sort=True)[0], np.int64)
        for part in (columns.unit, other.unit, columns.group)
    ]
    found = chain(codes[0], codes[1], codes[2], pupils)
    nan = float("nan")
    told = [
        ("first", found.first, nan), ("second", found.second, nan), ("both", found.both, nan),
        ("second_given_first", found.second_given_first, found.second_given_first_level),
        ("first_given_second", found.first_given_second, found.first_given_second_level),
        ("entropy", found.entropy, nan),
    ]  # fmt: skip
    return pd.DataFrame(
        {"term": term, "value": value, "expected": level, "corrected": value - level,
         "cells": found.cells}
        for term, value, level in told
    )  # fmt: skip
