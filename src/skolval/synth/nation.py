"""A nation (riket): as many synthetic municipalities, of as many sizes, as Sweden has.

Sizes follow the quantiles of the pupils of Sweden's 290 municipalities, rounded and laid down
here; or a table of real schools gives the number of pupils of each municipality. Whatever
they are called, homes, schools and pupils are drawn by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.io.any_table import read_any_table
from skolval.synth.profiles import Profile, profile

__all__ = ["MUNICIPALITIES", "nation_plans", "nation_sizes", "sizes_from", "spread"]

MUNICIPALITIES: Final = 290

_QUANTILES: Final = (
    (0.0, 210), (0.10, 580), (0.25, 990), (0.50, 1_700), (0.75, 4_100), (0.90, 7_900),
    (0.95, 12_400), (0.975, 16_300), (0.99, 25_600), (0.9945, 40_000), (0.9975, 60_000),
    (1.0, 97_000),
)  # fmt: skip
"""Share of the municipalities below a number of pupils in compulsory school, rounded.

Source: Skolverket and SCB, published counts by municipality, school year 2024/25.
"""
_LEAST = 200
_BASES: Final = ((900, "lillstad"), (9_000, "smastad"), (60_000, "exempelstad"))
_COUNTS: Final = ("pupils", "elever")
_NAMES: Final = ("municipality", "kommun")


def nation_sizes(count: int = MUNICIPALITIES) -> list[tuple[str, int]]:
    """Return name and number of pupils of `count` municipalities, the smallest first.

    Between two quantiles sizes grow by a constant factor from one to the next.
    """
    shares, sizes = zip(*_QUANTILES, strict=True)
    at = np.linspace(0, 1, count) if count > 1 else np.array([0.5])
    pupils = np.exp(np.interp(at, shares, np.log(sizes)))
    return [(f"kommun-{n:03d}", round(size)) for n, size in enumerate(pupils, start=1)]


def sizes_from(path: Path) -> list[tuple[str, int]]:
    """Return name and number of pupils of each municipality in a table of schools.

    Parameters
    ----------
    path : a table with a column ``municipality`` (kommun) and a column ``pupils`` (elever);
        rows of one municipality are added, rows without a number are left out.

    Raises
    ------
    InputError
        If the file cannot be read or a column is missing.
    """
    table = read_any_table(path)
    name, pupils = (_column(table, words, path) for words in (_NAMES, _COUNTS))
    counts = pd.to_numeric(table[pupils], errors="coerce")
    known = counts.notna() & table[name].notna() & (table[name].astype(str).str.strip() != "")
    sums = counts[known].groupby(table[name][known].astype(str)).sum()
    found = [(str(key), max(_LEAST, round(float(value)))) for key, value in sums.items()]
    return sorted(found, key=lambda row: (row[1], row[0]))


def nation_plans(sizes: Sequence[tuple[str, int]]) -> list[Profile]:
    """Return the profile of each municipality: the shipped one nearest in kind, scaled."""
    return [
        profile(_base(pupils))
        .scaled(pupils)
        .replace(name=name, title_sv=name, title_en=name, code=str(5000 + number))
        for number, (name, pupils) in enumerate(sizes, start=1)
    ]


def spread(plans: Sequence[Profile], count: int) -> list[Profile]:
    """Return `count` of the plans, evenly spread by size: the smallest, the largest and between."""
    order = sorted(range(len(plans)), key=lambda row: (plans[row].pupils, row))
    picked = np.unique(np.rint(np.linspace(0, len(order) - 1, count)).astype(int))
    return [plans[order[row]] for row in picked]


def _base(pupils: int) -> str:
    return next((name for most, name in _BASES if pupils <= most), "storstad")


def _column(table: pd.DataFrame, words: Sequence[str], path: Path) -> str:
    for column in table.columns:
        if str(column).strip().casefold() in words:
            return str(column)
    raise InputError(
        Fault(
            _("The table has no column {name!r}.").format(name=words[0]),
            file=path.name,
            column=words[0],
            rule="column",
            remedy=_("It has: {columns}.").format(columns=", ".join(map(str, table.columns))),
        )
    )
