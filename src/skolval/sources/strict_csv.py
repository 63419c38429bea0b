"""Public Swedish files (öppna data): read strictly, every fault named, marks kept as they stand.

The readers of single kinds of files (areas, units, streets, stops) build on this. None of
them guesses: a missing file, column or number is a fault with its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger

__all__ = ["SWEREF99TM", "Columns", "present", "read_strict_csv", "to_sweref"]

SWEREF99TM = "EPSG:3006"
"""Sweden's national grid, metres east and north."""

_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns a file must have.

    Parameters
    ----------
    key : unique and filled in every row. numbers : filled with a number in every row.
    texts : present; a cell may be empty. unique : whether a key may stand only once.
    """

    key: str
    numbers: Sequence[str] = ()
    texts: Sequence[str] = ()
    unique: bool = True

    @property
    def all(self) -> tuple[str, ...]:
        """Every column that must be there."""
        return (self.key, *self.numbers, *self.texts)


def present(path: Path, ledger: Ledger) -> bool:
    """Return whether `path` is a file; if not, write down what is missing and from where."""
    if path.is_file():
        return True
    ledger.add(
        Fault(
            _("The file {folder}/{file} is missing.").format(
                folder=path.parent.name, file=path.name
            ),
            file=f"{path.parent.name}/{path.name}",
            rule="required_file",
            remedy=_("Give the folder that holds all folders of the public files."),
        )
    )
    return False


def read_strict_csv(path: Path, columns: Columns, ledger: Ledger) -> pd.DataFrame | None:
    """Return the wanted columns, texts as they stand and numbers as floats; None if faulty."""
    if not present(path, ledger):
        return None
    try:
        # the name tells nothing: what is called .zip is no table either
        raw = pd.read_csv(
            path, dtype=str, keep_default_na=False, encoding="utf-8", compression=None
        )
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = str(error).splitlines()[0]
        ledger.add(
            _fault(
                path,
                _("The file is no CSV table in UTF-8: {reason}.").format(reason=reason),
                "file",
            )
        )
        return None
    return _checked(raw, path, columns, ledger)


def to_sweref(
    lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return (x, y) in SWEREF 99 TM, metres rounded to centimetres, of WGS 84 degrees."""
    x, y = Transformer.from_crs("EPSG:4326", SWEREF99TM, always_xy=True).transform(lon, lat)
    return np.round(x, 2), np.round(y, 2)


def _checked(
    raw: pd.DataFrame, path: Path, columns: Columns, ledger: Ledger
) -> pd.DataFrame | None:
    missing = [name for name in columns.all if name not in raw.columns]
    for name in missing:
        near = did_you_mean(name, list(raw.columns))
        ledger.add(
            _fault(
                path,
                _("The column {name} is missing.").format(name=name),
                "required_column",
                suggestion=near,
            )
        )
    if missing:
        return None
    table = raw.loc[:, list(columns.all)].copy()
    good = _keys_are_good(table, path, columns, ledger)
    for name in columns.numbers:
        values = pd.to_numeric(table[name].str.strip(), errors="coerce")
        bad = np.flatnonzero(~np.isfinite(values.to_numpy(np.float64)))
        for row in bad[:_MOST_FAULTS]:
            ledger.add(_cell_fault(path, int(row), name, str(table[name].iloc[row])))
        good = good and not len(bad)
        table[name] = values.astype(np.float64)
    return table if good else None


def _keys_are_good(table: pd.DataFrame, path: Path, columns: Columns, ledger: Ledger) -> bool:
    key = columns.key
    if not len(table):
        ledger.add(_fault(path, _("The file has no rows."), "rows"))
        return False
    doubled = table[key].duplicated().to_numpy() & columns.unique
    bad = np.flatnonzero(doubled | (table[key] == "").to_numpy())
    for row in bad[:_MOST_FAULTS]:
        ledger.add(
            Fault(
                _("The code {code!r} is empty or stands twice.").format(code=table[key].iloc[row]),
                file=f"{path.parent.name}/{path.name}",
                row=int(row) + 2,
                column=key,
                value=str(table[key].iloc[row]),
                rule="unique",
                remedy=_("Every row needs a code of its own."),
            )
        )
    return not len(bad)


def _fault(path: Path, message: str, rule: str, *, suggestion: str = "") -> Fault:
    return Fault(
        message,
        file=f"{path.parent.name}/{path.name}",
        rule=rule,
        suggestion=suggestion,
        remedy=_("Give the file as it was published."),
    )


def _cell_fault(path: Path, row: int, column: str, value: str) -> Fault:
    return Fault(
        _("{value!r} is not a number.").format(value=value),
        file=f"{path.parent.name}/{path.name}",
        row=row + 2,
        column=column,
        value=value,
        rule="number",
        remedy=_("Give the file as it was published."),
    )
