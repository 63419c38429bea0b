"""Pupils by group: tables in which few are hidden, and areas' expected members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.disclosure.protect import protected, table
from skolval.domain.disclosure import SMALLEST
from skolval.domain.language import _, current
from skolval.domain.problem import BoolArray, IntArray

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["EVERYBODY", "by_area", "by_group", "group_label", "open_pupils", "share"]

EVERYBODY = "all"

Categories = Mapping[str, BoolArray]


def group_label(run: Run, group: str) -> str:
    """Return what a reader calls the group."""
    for known in run.groups:
        if known.id == group:
            return known.label(current())
    return _("all pupils") if group == EVERYBODY else group


def open_pupils(run: Run, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row per pupil with its id, without any protected identity."""
    kept = ~run.problem.parties.protected
    frame = pd.DataFrame({"pupil_id": run.problem.parties.ids, **columns})
    return frame[kept].reset_index(drop=True)


def by_group(run: Run, categories: Categories) -> pd.DataFrame:
    """Return how many pupils of each group fall in each category.

    Parameters
    ----------
    categories : by name, (n_parties,) masks; every pupil is in exactly one.

    Returns
    -------
    Columns basis (``pupil``), group, part (``all``, ``members``, ``others``), pupils, then the
    categories: whole, missing where one to four pupils would be told or could be worked out.
    """
    parties = run.problem.parties
    masks = np.array(list(categories.values()), bool).reshape(len(categories), -1)
    rows = [_row(EVERYBODY, EVERYBODY, masks.sum(axis=1), np.zeros(len(masks), bool))]
    for column, group in enumerate(run.problem.groups):
        parts = [parties.member[:, column] > 0, parties.member[:, column] == 0]
        counts = np.array([(masks & part).sum(axis=1) for part in parts], np.int64)
        hidden = _hidden(counts)
        for name, row, hide in zip(("members", "others"), counts, hidden, strict=True):
            rows.append(_row(group, name, row, hide))
    columns = ["basis", "group", "part", "pupils", *categories]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[3:], "Int64"))


def _hidden(counts: IntArray) -> BoolArray:
    """Return what is hidden of the members and the others in each category."""
    if not counts.sum(axis=1).all():
        # The row of all pupils tells just this already.
        return np.zeros(counts.shape, np.bool_)
    cells, places = table(counts)
    hidden = protected(cells)[places]
    # Where a total may not be known, nothing is shown, since the row of all pupils tells it.
    whole: BoolArray = hidden[:-1, :-1] | hidden[:, -1].any() | hidden[-1].any()
    return whole


def _row(group: str, part: str, counts: Any, hide: BoolArray) -> tuple[Any, ...]:
    cells = [None if h else int(c) for c, h in zip(counts, hide, strict=True)]
    total = None if hide.size and hide.all() else int(counts.sum())
    return ("pupil", group, part, total, *cells)


def by_area(run: Run, categories: Categories) -> pd.DataFrame:
    """Return the expected members of each group in each category, by the home areas' shares.

    Group-blind: each pupil counts as the share of the group among the residents of the home
    area. Columns as in `by_group`, with fractions, and basis ``area``.
    """
    rows = []
    for column, group in enumerate(run.problem.groups):
        if (run.problem.parties.area_share[:, column] < 0).all():
            continue
        inside = run.problem.composition(group, "area") / 1000
        for part, weight in (("members", inside), ("others", run.problem.parties.size - inside)):
            total = float(weight.sum())
            cells = [float(weight[mask].sum()) for mask in categories.values()]
            known = total >= SMALLEST
            rows.append(("area", group, part, *([total, *cells] if known else [np.nan] * (1 + len(cells)))))  # fmt: skip  # noqa: E501
    return pd.DataFrame(rows, columns=["basis", "group", "part", "pupils", *categories])


def share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return part / whole, missing where either is, or where the whole is nobody."""
    upper, lower = part.astype("Float64"), whole.astype("Float64")
    return (upper / lower.where(lower > 0)).astype("Float64")
