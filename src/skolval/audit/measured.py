"""indices.csv tells what the placement measures: every index is computed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from skolval.audit.claims import Claim
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.io.run import Run
from skolval.measure import measure

__all__ = ["check_indices"]

_SLACK = 1e-9
"""Relative; the last digits of a mean may differ between machines."""


def check_indices(run: Run, folder: Path) -> Iterator[Claim]:
    """Yield whether indices.csv, where there is one, holds what the audit computes."""
    path = folder / "indices.csv"
    text = _("indices.csv tells what the placement measures.")
    if not path.exists():
        yield Claim("indices", text, 0, note=_("There is no indices.csv."))
        return
    true = measure(run, within_grade=True).reset_index(drop=True)
    message = _difference(path, true)
    found = (Breach("indices", path.name, 1, "files", message),) if message else ()
    yield Claim("indices", text, len(true), found)


def _difference(path: Path, true: pd.DataFrame) -> str:
    try:
        told = pd.read_csv(path)
    except (OSError, ValueError) as error:
        return N_("{name} cannot be read: {reason}").format(name=path.name, reason=error)
    if list(told) != list(true) or len(told) != len(true):
        return N_("{name} has other rows or columns than a run writes.").format(name=path.name)
    for column in true:
        wrong = np.flatnonzero(~_same(told[column], true[column]))
        if len(wrong):
            row = int(wrong[0])
            text = N_("{name}, row {row}: {column} is {told}, but the placement gives {true}.")
            return text.format(
                name=path.name, row=row + 2, column=column,
                told=told[column].iloc[row], true=true[column].iloc[row],
            )  # fmt: skip
    return ""


def _same(told: pd.Series, true: pd.Series) -> BoolArray:
    if pd.api.types.is_numeric_dtype(true) and pd.api.types.is_numeric_dtype(told):
        a, b = told.to_numpy(np.float64), true.to_numpy(np.float64)
        return np.asarray(np.isclose(a, b, rtol=_SLACK, atol=_SLACK, equal_nan=True), bool)
    same: BoolArray = (told.astype("str").fillna("") == true.astype("str").fillna("")).to_numpy(
        bool
    )
    return np.asarray(same, bool)
