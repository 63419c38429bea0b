"""What stands beside a value when it is asked for: interval, corrections, standard error, test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from skolval import registry
from skolval.domain.counts import Counts, FloatArray
from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.inference.corrections import (
    allen,
    beta_fit,
    binomial_level,
    carrington_troske,
    density_corrected,
)
from skolval.inference.inversion import dissimilarity_interval
from skolval.inference.permutation import Test, permutation_tests
from skolval.inference.standard_error import KNOWN, delta_standard_error
from skolval.measure.asked import Options
from skolval.measure.columns import Columns, labels_of
from skolval.measure.frames import counts_of
from skolval.measure.index_rows import kept

__all__ = ["correction_rows", "refuse_fractions", "with_interval", "with_permutations"]

_NAN = float("nan")


def refuse_fractions(counts: Counts, columns: Columns) -> None:
    """Refuse fractional counts, which no draw of pupils makes.

    Raises
    ------
    InputError
        With the first such count.
    """
    apart = np.abs(counts.matrix - np.rint(counts.matrix))
    if apart.max(initial=0.0) > 1e-9:
        u, g = np.unravel_index(int(apart.argmax()), apart.shape)
        raise InputError(
            Fault(
                _("A draw of pupils needs whole counts."),
                file=columns.file,
                column=counts.groups[int(g)],
                value=f"{counts.matrix[u, g]:g}",
                rule="whole",
                remedy=_("Leave out interval and permutations, or count whole pupils."),
            )
        )


def with_interval(rows: list[dict[str, Any]], counts: Counts) -> list[dict[str, Any]]:
    """Return the rows with standard errors, and for D the interval of the underlying value."""
    return [row | _interval(row, counts) for row in rows]


def _interval(row: dict[str, Any], counts: Counts) -> dict[str, Any]:
    table = _table(counts, row)
    if table is None or np.isnan(row["value"]):
        return {}
    added = {}
    if row["index"] in KNOWN:
        added["se"] = delta_standard_error(row["index"], table)
    if row["index"] == "dissimilarity":
        found = dissimilarity_interval(table[:, 0], table.sum(axis=1))
        added |= {"underlying": found.point, "low": found.low, "high": found.high}
    return added


def _table(counts: Counts, row: dict[str, Any]) -> FloatArray | None:
    """Return the table a row was computed from: the group and the rest, or all groups."""
    if row["family"] == "multigroup":
        return counts.matrix
    if row["family"] != "two_group":
        return None
    x, t = counts.two_groups(row["of"])
    table: FloatArray = np.stack([x, t - x], axis=1)
    return table


def correction_rows(rows: Sequence[dict[str, Any]], counts: Counts) -> Iterator[dict[str, Any]]:
    """Yield the other corrections of every D among `rows`, each named by its variant."""
    for row in rows:
        if row["index"] != "dissimilarity" or np.isnan(row["value"]) or row["flag"]:
            continue
        x, t = counts.two_groups(row["of"])
        found = {
            "carrington_troske_binomial": carrington_troske(row["value"], binomial_level(x, t)),
            "allen": allen(x, t),
            "density_corrected": density_corrected(x, t),
            "beta_fit": beta_fit(x, t)[0],
        }
        for variant, value in found.items():
            yield row | {
                "family": "correction", "variant": variant, "value": value,
                "expected": _NAN, "corrected": _NAN,
            }  # fmt: skip


def with_permutations(
    rows: list[dict[str, Any]], frame: pd.DataFrame, columns: Columns, options: Options
) -> list[dict[str, Any]]:
    """Return the rows with the test by lot, pupils dealt within `options.strata`."""
    strata = _strata(frame, columns, options)
    tests: dict[int, Callable[[FloatArray], FloatArray]] = {
        i: index for i, row in enumerate(rows) if (index := _function(row, strata[0])) is not None
    }
    named = {str(i): index for i, index in tests.items()}
    tables = [counts.matrix for counts in strata]
    found = permutation_tests(tables, named, draws=options.permutations, seed=options.seed)
    return [row | _tested(found.get(str(i))) for i, row in enumerate(rows)]


def _tested(test: Test | None) -> dict[str, Any]:
    if test is None:
        return {}
    return {
        "drawn_mean": test.mean, "drawn_sd": test.sd, "p_more": test.p_more,
        "p_less": test.p_less, "draws": test.draws,
    }  # fmt: skip


def _function(row: dict[str, Any], counts: Counts) -> Callable[[FloatArray], FloatArray] | None:
    if np.isnan(row["value"]) or row["family"] not in {"two_group", "multigroup"}:
        return None
    module = registry.load("index", row["index"])
    if row["family"] == "multigroup":
        multigroup: Callable[[FloatArray], FloatArray] = module.value
        return multigroup
    column = counts.groups.index(row["of"])

    def two_group(n: FloatArray) -> FloatArray:
        # Unit sizes are the same in every draw, so that one vector serves the whole batch.
        size = n.sum(axis=-1)
        value: FloatArray = module.KERNEL.value(n[..., column], size.reshape(-1, size.shape[-1])[0])
        return value

    return two_group


def _strata(frame: pd.DataFrame, columns: Columns, options: Options) -> list[Counts]:
    """Return the counts of every stratum, all with the units and groups of the whole table."""
    whole = kept(counts_of(frame, columns), options)
    if not options.strata:
        return [whole]
    label = labels_of(frame, options.strata).to_numpy()
    position = {unit: i for i, unit in enumerate(whole.units)}
    found = []
    for stratum in sorted(set(label.tolist())):
        part = counts_of(frame[label == stratum], columns)
        matrix = np.zeros_like(whole.matrix)
        rows = [position[unit] for unit in part.units if unit in position]
        take = [i for i, unit in enumerate(part.units) if unit in position]
        for g, group in enumerate(part.groups):
            if group in whole.groups:
                matrix[rows, whole.groups.index(group)] = part.matrix[take, g]
        found.append(Counts(matrix, whole.units, whole.groups))
    return found
