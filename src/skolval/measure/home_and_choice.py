"""Home and choice (boende och val) of a run: what the homes already decide, and what is added.

Two answers, each with the part of chance taken off. *Excess*: the index of the units as they
are, minus the index had every pupil gone to the nearest unit that offers the grade, or to the
unit of the attendance area. *Information*: what the home area and the school each tell about a
pupil's group, and what one adds to the other.

Source: Böhlmark, A., Holmlund, H. and Lindahl, M. (2016). Parental choice, neighbourhood
segregation or cream skimming? Journal of Population Economics 29, 1155-1190; see also
`skolval.decomposition.crossed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.decomposition.crossed import Chain, chain
from skolval.domain.counts import FloatArray
from skolval.domain.problem import BoolArray, IntArray
from skolval.indices import mutual_information
from skolval.inference.corrections import carrington_troske
from skolval.measure.placed import Placed, basis_of, placed_pupils
from skolval.measure.rows import plain_rows

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["EXCESS_COLUMNS", "INDICES", "INFORMATION_COLUMNS", "area_and_unit", "home_and_choice"]

INDICES = ("dissimilarity", "theil_h", "variance_ratio")
EXCESS_COLUMNS = (
    "subject", "scope", "group", "index", "symbol", "counterfactual", "actual", "actual_expected",
    "home", "home_expected", "excess", "actual_corrected", "home_corrected", "excess_corrected",
    "home_share", "n_pupils", "n_units", "n_units_home", "left_out", "reason",
)  # fmt: skip
"""Columns of `home_and_choice`. `corrected` is (value - by lot) / (1 - by lot); `home_share` is
home_corrected / actual_corrected: the part of the segregation already there in the homes;
`left_out` pupils whose home or group is not known."""
INFORMATION_COLUMNS = (
    "subject", "scope", "group", "area", "unit", "area_expected", "unit_expected",
    "unit_given_area", "unit_given_area_expected", "area_given_unit", "area_given_unit_expected",
    "entropy", "shared", "shared_share", "cells", "n_pupils", "left_out",
)  # fmt: skip
"""Columns of `area_and_unit`, information in nats. `shared` is what the area already tells of what
the unit tells, chance removed; `shared_share` its part of what the unit tells."""
_NAN = float("nan")


SCOPES = ("all", "within_grade")
"""All grades together, and within each grade and pooled."""


def home_and_choice(
    run: Run, *, groups: Sequence[str] | None = None, scopes: Sequence[str] = SCOPES
) -> pd.DataFrame:
    """Return the excess over homes, by group (all when None), index, counterfactual and scope."""
    wanted = run.problem.groups if groups is None else groups
    rows = [row for group in wanted for row in _excesses(run, group, scopes)]
    frame = pd.DataFrame(rows, columns=list(EXCESS_COLUMNS))
    frame["subject"] = f"{run.name}/{run.policy_name}"
    return frame


def _excesses(run: Run, group: str, scopes: Sequence[str]) -> Iterator[dict[str, Any]]:
    everyone = placed_pupils(run, group)
    for name, units in (("nearest", everyone.nearest), ("assigned", everyone.assigned)):
        if units is None or not (units >= 0).any():
            continue
        pupils, home = everyone.of(units >= 0), units[units >= 0]
        left = int(run.placement.placed.sum()) - len(pupils)
        for scope in scopes:
            for row in _excess(pupils, home, group, within=scope == "within_grade"):
                yield row | {"counterfactual": name, "left_out": left}


def _excess(
    pupils: Placed, home: IntArray, group: str, *, within: bool
) -> Iterator[dict[str, Any]]:
    pairs = zip(
        plain_rows(basis_of(pupils, pupils.unit, group, within=within)),
        plain_rows(basis_of(pupils, home, group, within=within)),
        strict=True,
    )
    for ours, theirs in pairs:
        if ours["index"] not in INDICES:
            continue
        actual, at_home = _scaled(ours), _scaled(theirs)
        yield {
            **{name: ours[name] for name in ("scope", "group", "index", "symbol", "reason")},
            "actual": ours["value"], "actual_expected": ours["expected"],
            "home": theirs["value"], "home_expected": theirs["expected"],
            "excess": ours["value"] - theirs["value"],
            "actual_corrected": actual, "home_corrected": at_home,
            "excess_corrected": actual - at_home,
            "home_share": at_home / actual if actual > 0 else _NAN,
            "n_pupils": ours["n_pupils"], "n_units": ours["n_units"],
            "n_units_home": theirs["n_units"],
        }  # fmt: skip


def _scaled(row: dict[str, Any]) -> float:
    return carrington_troske(row["value"], row["expected"], linear=True)


def area_and_unit(
    run: Run, *, groups: Sequence[str] | None = None, scopes: Sequence[str] = SCOPES
) -> pd.DataFrame:
    """Return what home area and unit tell about each group, and what one adds to the other."""
    rows = []
    for group in run.problem.groups if groups is None else groups:
        everyone = placed_pupils(run, group)
        pupils = everyone.of(everyone.area >= 0)
        if not len(pupils):
            continue
        left = int(run.placement.placed.sum()) - len(pupils)
        for scope in scopes:
            parts = pupils.grades() if scope == "within_grade" else [np.ones(len(pupils), bool)]
            told = _information([pupils.of(rows) for rows in parts], len(pupils))
            rows.append(told | {"scope": scope, "group": group, "left_out": left})
    frame = pd.DataFrame(rows, columns=list(INFORMATION_COLUMNS))
    frame["subject"] = f"{run.name}/{run.policy_name}"
    return frame


def _information(parts: list[Placed], pupils: int) -> dict[str, Any]:
    """Return the chain, a mean over the parts weighted by pupils."""
    found: dict[str, float] = {}
    cells = 0
    for part in parts:
        one = chain(part.area, part.unit, part.member, np.ones(len(part)))
        cells += one.cells
        for name, value in _told(one, part).items():
            found[name] = found.get(name, 0.0) + value * len(part) / pupils
    unit = found["unit"] - found["unit_expected"]
    added = found["unit_given_area"] - found["unit_given_area_expected"]
    return found | {
        "shared": unit - added,
        "shared_share": (unit - added) / unit if unit > 1e-12 else _NAN,
        "cells": cells,
        "n_pupils": pupils,
    }


def _told(one: Chain, part: Placed) -> dict[str, float]:
    return {
        "area": one.first,
        "unit": one.second,
        "area_expected": _level(part.area, part.member),
        "unit_expected": _level(part.unit, part.member),
        "unit_given_area": one.second_given_first,
        "unit_given_area_expected": one.second_given_first_level,
        "area_given_unit": one.first_given_second,
        "area_given_unit_expected": one.first_given_second_level,
        "entropy": one.entropy,
    }


def _level(place: IntArray, member: IntArray) -> float:
    """Return the mean of M by lot."""
    _names, codes = np.unique(place, return_inverse=True)
    present = (member == 0, member == 1)
    table: FloatArray = np.stack([_count(codes, rows) for rows in present if rows.any()], axis=1)
    return mutual_information.expected(table) if table.shape[1] > 1 else 0.0


def _count(codes: IntArray, rows: BoolArray) -> FloatArray:
    return np.asarray(np.bincount(codes[rows], minlength=int(codes.max()) + 1), np.float64)
