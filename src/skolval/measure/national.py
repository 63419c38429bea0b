"""One municipality among all (kommunen bland alla kommuner): D, isolation and V side by side.

Units of different sizes and municipalities with few units are compared only with what chance
alone gives and with the interval of the underlying D; suppressed shares are intervals too. The
rank is by underlying D; how many municipalities have an interval wholly above or wholly below is
what can be said for certain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.measure.bases import Basis, suppressible
from skolval.measure.rows import plain_rows, rows_of

__all__ = ["FEWEST_UNITS", "NATIONAL_COLUMNS", "WHOLE", "municipalities", "one_of"]

FEWEST_UNITS = 5
"""Municipalities with fewer units of known share are left out: they have hardly a spread."""
WHOLE = ""
"""Municipality name of the row about the whole country."""
_COUNTED = {"dissimilarity": "d", "isolation": "isolation", "variance_ratio": "v"}
NATIONAL_COLUMNS = (
    "municipality", "group", "units", "suppressed", "without_figures", "pupils", "share",
    *(f"{short}{end}" for short in _COUNTED.values()
      for end in ("", "_by_lot", "_corrected", "_low", "_high")),
    "underlying", "low_95", "high_95", "rank", "above", "below", "of",
)  # fmt: skip
"""Columns of `municipalities`. ``_low`` and ``_high`` bound what suppressed cells allow, NaN where
nothing is suppressed; rank 1 is the most segregated, of `of` municipalities; `above` and `below`
of them have an interval wholly above or below this one's."""


def municipalities(
    units: pd.DataFrame, group: str, *, progress: Callable[[str], None] | None = None
) -> pd.DataFrame:
    """Return the whole country first, then every municipality from the most segregated.

    Parameters
    ----------
    units : as `skolval.sources.national_units.read_national_units` gives.
    group : its label in rows.
    progress : called now and then with a line of text.
    """
    rows = []
    known = units[units["municipality"] != WHOLE]
    parts = list(known.groupby("municipality", sort=True))
    for done, (name, part) in enumerate(parts):
        if progress and done % 25 == 0:
            text = _("Municipality {done} of {all} ...")
            progress(text.format(done=done + 1, all=len(parts)))
        if int((part["share"].notna() & (part["pupils"] > 0)).sum()) >= FEWEST_UNITS:
            rows.append(_row(str(name), group, part, sure=True))
    found = _ranked(pd.DataFrame(rows, columns=list(NATIONAL_COLUMNS)))
    whole = pd.DataFrame([_row(WHOLE, group, units, sure=False)], columns=list(NATIONAL_COLUMNS))
    return pd.concat([whole, found], ignore_index=True) if len(found) else whole


def _row(name: str, group: str, part: pd.DataFrame, *, sure: bool) -> dict[str, Any]:
    counted = part[part["pupils"] > 0]
    basis = _basis(counted, group)
    rows = {r["index"]: r for r in (rows_of(basis, None) if sure else plain_rows(basis))}
    d = rows["dissimilarity"]
    found = {
        "municipality": name, "group": group, "units": d["n_units"],
        "suppressed": d["suppressed"], "without_figures": len(part) - len(counted),
        "pupils": d["n_pupils"], "share": d["share"],
        **{column: d[column] for column in ("underlying", "low_95", "high_95")},
    }  # fmt: skip
    for index, short in _COUNTED.items():
        row = rows[index]
        found |= {
            short: row["value"], f"{short}_by_lot": row["expected"],
            f"{short}_corrected": row["corrected"], f"{short}_low": row["low"],
            f"{short}_high": row["high"],
        }  # fmt: skip
    return found


def _basis(units: pd.DataFrame, group: str) -> Basis:
    columns = (units[name].to_numpy(np.float64) for name in ("share", "low", "high"))
    share, low, high = columns
    return suppressible(
        "enrolment", group, units["pupils"].to_numpy(np.float64), (share, low, high)
    )


def _ranked(found: pd.DataFrame) -> pd.DataFrame:
    """Return the municipalities in order, and how many lie wholly above and below each."""
    by = found.sort_values(["underlying", "d", "municipality"], ascending=[False, False, True])
    ordered = by[by["underlying"].notna()].reset_index(drop=True)
    low, high = ordered["low_95"].to_numpy(np.float64), ordered["high_95"].to_numpy(np.float64)
    ordered["rank"] = np.arange(1, len(ordered) + 1)
    ordered["above"] = [int((low > end).sum()) for end in high]
    ordered["below"] = [int((high < start).sum()) for start in low]
    ordered["of"] = len(ordered)
    return ordered


def one_of(table: pd.DataFrame, name: str) -> dict[Any, Any]:
    """Return the row of the municipality called `name`.

    Raises
    ------
    UsageError
        If it is not among them; the message names the nearest one.
    """
    names = [str(known) for known in table["municipality"] if known != WHOLE]
    match = [known for known in names if known.casefold() == name.strip().casefold()]
    if not match or not name.strip():
        raise UsageError(
            Fault(
                _("There is no municipality {name!r} with at least {count} units.").format(
                    name=name, count=FEWEST_UNITS
                ),
                value=name,
                rule="known_name",
                suggestion=did_you_mean(name, names),
                remedy=_("Write the name as the file does, e.g. {name}.").format(
                    name=names[0] if names else "Uppsala"
                ),
            )
        )
    return table[table["municipality"] == match[0]].to_dict("records")[0]
