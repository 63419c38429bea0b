"""Compulsory-school units (skolenheter) with the National Agency's figures, marks kept.

Source: Skolverket, Underlag för analys, and Skolenhetsregistret. Suppressed shares are
never filled in: they become intervals, see `skolval.io.suppression`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.io.suppression import count_bounds
from skolval.sources.marks import MARK_OF, mark_of_rest
from skolval.sources.strict_csv import Columns, read_strict_csv, to_sweref

__all__ = ["enrolment_of", "first_and_last_grade", "read_units"]

_SHARES = {
    "foreign_background": "pct_foreign_background",
    "low_education": "pct_parents_post_secondary",
}
_PROVIDERS = {"Kommunal": "municipal", "Enskild": "independent"}
_COMPLEMENT = frozenset({"low_education"})
"""Published is the share of the rest: parents with post-secondary education."""
_COLUMNS = Columns(
    key="school_code",
    numbers=("lat", "lon", "pupils"),
    texts=(
        "name",
        "owner_type",
        "deso",
        "grades_inferred",
        *(column for name in _SHARES.values() for column in (name, f"{name}_flag")),
    ),
)


def read_units(path: Path, ledger: Ledger) -> pd.DataFrame | None:
    """Return one row per unit, or None where the file is faulty.

    Returns
    -------
    pandas.DataFrame
        unit_id, name, provider, x, y (EPSG:3006), area_id, grades (as ``F-6``), pupils,
        and for each group share_<group> (0-1, missing where suppressed) and mark_<group>.
    """
    raw = read_strict_csv(path, _COLUMNS, ledger)
    if raw is None:
        return None
    raw = raw.sort_values("school_code", ignore_index=True)
    good = _known(raw, path, ledger, column="owner_type", known=tuple(_PROVIDERS))
    good &= _spans_are_good(raw, path, ledger)
    shares = {group: _share(raw, path, ledger, group=group) for group in _SHARES}
    if not good or any(share is None for share in shares.values()):
        return None
    x, y = to_sweref(raw["lat"].to_numpy(np.float64), raw["lon"].to_numpy(np.float64))
    columns: dict[str, object] = {
        "unit_id": raw["school_code"],
        "name": raw["name"],
        "provider": raw["owner_type"].map(_PROVIDERS),
        "x": x,
        "y": y,
        "area_id": raw["deso"],
        "grades": raw["grades_inferred"],
        "pupils": raw["pupils"].astype(np.int64),
    }
    for group in _SHARES:
        columns[f"share_{group}"] = shares[group]
        mark = raw[f"{_SHARES[group]}_flag"].map(MARK_OF)
        columns[f"mark_{group}"] = mark_of_rest(mark) if group in _COMPLEMENT else mark
    return pd.DataFrame(columns)


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


def _known(
    raw: pd.DataFrame, path: Path, ledger: Ledger, *, column: str, known: tuple[str, ...]
) -> bool:
    bad = np.flatnonzero(~raw[column].isin(known))
    for row in bad:
        message = _("The {column} is unknown.").format(column=column)
        words = ", ".join(word or _("nothing") for word in known)
        remedy = _("Known: {known}.").format(known=words)
        ledger.add(_fault(path, raw, int(row), column, message, remedy))
    return not len(bad)


def _spans_are_good(raw: pd.DataFrame, path: Path, ledger: Ledger) -> bool:
    pattern = raw["grades_inferred"].str.fullmatch(r"(F|[1-9])(-[1-9])?")
    bad = np.flatnonzero(~pattern.to_numpy(bool))
    for row in bad:
        ledger.add(
            _fault(path, raw, int(row), "grades_inferred", _("This is not a span of grades."),
                   _("Write the first and the last grade as F-6."))
        )  # fmt: skip
    return not len(bad)


def _share(raw: pd.DataFrame, path: Path, ledger: Ledger, *, group: str) -> pd.Series | None:
    """Return the group's share 0-1; a cell is a percentage, or empty with a mark beside it."""
    column = _SHARES[group]
    if not _known(raw, path, ledger, column=f"{column}_flag", known=("", *MARK_OF)):
        return None
    per_cent = pd.to_numeric(raw[column].str.strip(), errors="coerce")
    published = raw[f"{column}_flag"] == ""
    bad = np.flatnonzero((published != per_cent.between(0, 100)).to_numpy())
    for row in bad:
        message = _("This is no percentage, and has no mark beside it that says why.")
        remedy = _("Give the file as it was published.")
        ledger.add(_fault(path, raw, int(row), column, message, remedy))
    if len(bad):
        return None
    share = per_cent / 100
    return (1 - share if group in _COMPLEMENT else share).round(6)


def _fault(
    path: Path, raw: pd.DataFrame, row: int, column: str, message: str, remedy: str
) -> Fault:
    return Fault(
        message,
        file=f"{path.parent.name}/{path.name}",
        row=row + 2,
        column=column,
        value=str(raw[column].iloc[row]),
        rule="value",
        remedy=remedy,
    )
