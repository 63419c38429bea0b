"""Every compulsory-school unit of the country (landets skolenheter) with published shares.

Source: Skolverket, Underlag för analys; municipality from Skolenhetsregistret. Marks are kept:
a suppressed share becomes the counts it may hide, see `skolval.io.suppression`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.io.faults import Ledger
from skolval.io.suppression import count_bounds
from skolval.sources.marks import MARK_OF, mark_of_rest
from skolval.sources.strict_csv import Columns, read_strict_csv

__all__ = ["NATIONAL_GROUPS", "read_national_units"]

NATIONAL_GROUPS: dict[str, str] = {
    "foreign_background": "pct_foreign_background",
    "low_education": "pct_parents_post_secondary",
}
"""Group to the column that tells its share, or the share of everybody else."""
_COMPLEMENT = frozenset({"low_education"})
"""Published is the share of the rest: parents with post-secondary education."""
_OWNERS = {"Kommunal": "municipal", "Enskild": "independent"}
_PATTERN = "*grundskolor*.csv"


def read_national_units(place: Path, group: str) -> pd.DataFrame:
    """Return one row per unit.

    Parameters
    ----------
    place : the file, or a folder that holds it (directly or one folder down).
    group : a key of `NATIONAL_GROUPS`.

    Returns
    -------
    Frame with unit_id, name, municipality (empty where unknown), owner (municipal or
    independent), pupils (NaN where not published), share (0-1, NaN where suppressed or
    missing), low and high (counts), mark (of the group's share; missing where published).

    Raises
    ------
    InputError
        If there is no such file, or it lacks columns or holds faulty cells.
    """
    path = _file(place)
    column = NATIONAL_GROUPS[group]
    ledger = Ledger()
    wanted = ("name", "kommun", "owner_type", "pupils", column, f"{column}_flag")
    raw = read_strict_csv(path, Columns("school_code", texts=wanted, unique=False), ledger)
    if raw is None:
        raise InputError(ledger.faults)
    raw = _once(raw, path)
    pupils, share = _number(raw["pupils"]), _number(raw[column]) / 100
    _refuse(raw, path, column, pupils, share)
    mark = raw[f"{column}_flag"].map(MARK_OF)
    if group in _COMPLEMENT:
        share, mark = (1 - share).round(6), mark_of_rest(mark)
    low, high = count_bounds(
        share.to_numpy(np.float64), mark, np.nan_to_num(pupils.to_numpy(np.float64))
    )
    table = pd.DataFrame(
        {
            "unit_id": raw["school_code"], "name": raw["name"], "municipality": raw["kommun"],
            "owner": raw["owner_type"].map(_OWNERS), "pupils": pupils, "share": share,
            "low": low, "high": high, "mark": mark,
        }
    )  # fmt: skip
    return table.reset_index(drop=True)


def _once(raw: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return one row per unit: a unit that changed owner stands twice, once with its figures.

    Raises
    ------
    InputError
        If two rows of a unit hold figures.
    """
    figures = raw["pupils"].str.strip() != ""
    again = raw["school_code"].where(figures).dropna().duplicated()
    doubled = np.flatnonzero(again.reindex(raw.index, fill_value=False).to_numpy(bool))
    if len(doubled):
        raise InputError(
            Fault(
                _("The code {code!r} stands twice with figures.").format(
                    code=raw["school_code"].iloc[row]
                ),
                file=f"{path.parent.name}/{path.name}",
                row=int(row) + 2,
                column="school_code",
                value=str(raw["school_code"].iloc[row]),
                rule="unique",
                remedy=_("Give the file as it was published."),
            )
            for row in doubled
        )
    order = np.lexsort((np.arange(len(raw)), ~figures.to_numpy(bool)))
    first = raw.iloc[order].drop_duplicates("school_code")
    return first.sort_index()


def _file(place: Path) -> Path:
    if place.is_file():
        return place
    found = sorted([*place.glob(_PATTERN), *place.glob(f"*/{_PATTERN}")])
    if len(found) == 1:
        return found[0]
    text = (
        _("{folder} holds no file called like {pattern}.")
        if not found
        else _("{folder} holds several files called like {pattern}.")
    )
    raise InputError(
        Fault(
            text.format(folder=place, pattern=_PATTERN),
            file=str(place),
            value=str(place),
            rule="required_file",
            remedy=_("Give the file with every school unit of the country."),
        )
    )


def _number(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts.str.strip(), errors="coerce")


def _refuse(
    raw: pd.DataFrame, path: Path, column: str, pupils: pd.Series, share: pd.Series
) -> None:
    """Refuse owners, counts and shares that are neither published figures nor marked."""
    flag = raw[f"{column}_flag"]
    wrong = {
        "owner_type": ~raw["owner_type"].isin(_OWNERS),
        "pupils": (raw["pupils"].str.strip() != "") & ~(pupils >= 0),
        column: (flag == "") != share.between(0, 1),
        f"{column}_flag": ~flag.isin(["", *MARK_OF]),
    }
    faults = [
        Fault(
            _("The cell is neither a published figure nor a mark."),
            file=f"{path.parent.name}/{path.name}",
            row=int(row) + 2,
            column=name,
            value=str(raw[name].iloc[row]),
            rule="value",
            remedy=_("Give the file as it was published."),
        )
        for name, bad in wrong.items()
        for row in np.flatnonzero(bad.to_numpy(bool))[:20]
    ]
    if faults:
        raise InputError(faults)
