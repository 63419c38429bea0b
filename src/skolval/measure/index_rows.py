"""One row per index of a table of counts or of pupils' values, with its random level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from skolval import registry
from skolval.domain.counts import Counts
from skolval.domain.language import _
from skolval.domain.surfaces import IndexValue
from skolval.indices._values import PupilValues
from skolval.inference.corrections import carrington_troske
from skolval.measure.asked import Options, refuse_unknown, wanted

__all__ = ["corrected", "first_sentence", "index_rows", "kept", "told", "value_rows"]

_NAN = float("nan")
_LINEAR = frozenset(
    {"variance_ratio", "relative_diversity", "normalised_exposure", "squared_coefficient",
     "eta_squared", "rank_order_r", "rank_order_h"}
)  # fmt: skip
"""Indices with the adjustment 1 - (1 - value) / (1 - E0) on both sides of the random level."""
_UNCORRECTED = frozenset({"exposure", "exposure_matrix", "simpson", "entropy", "intraclass"})
_FAMILIES = ("two_group", "multigroup", "matrix", "local", "ordinal")


def index_rows(counts: Counts, options: Options) -> Iterator[dict[str, Any]]:
    """Yield one row per index (and group, pair or unit) of `counts`."""
    asked = [g for g in (options.focus, options.against, *options.order) if g]
    refuse_unknown([g for g in asked if g not in counts.groups], counts.groups, "group")
    used = kept(counts, options)
    rows = _Rows(used, options)
    for name in wanted(options, _FAMILIES):
        yield from rows.of(name)


def kept(counts: Counts, options: Options) -> Counts:
    """Return the counts of `focus` and `against` alone, when the two are compared."""
    if not options.against:
        return counts
    columns = [counts.groups.index(group) for group in (options.focus, options.against)]
    pair = Counts.of(
        counts.matrix[:, columns], units=counts.units, groups=(options.focus, options.against)
    )
    return Counts(pair.matrix, pair.units, pair.groups, pair.dropped + counts.dropped)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Makes the rows of one table of counts."""

    counts: Counts
    options: Options

    def of(self, name: str) -> Iterator[dict[str, Any]]:
        module = registry.load("index", name)
        rows: Iterator[dict[str, Any]] = getattr(self, f"_{module.FAMILY}")(name, module)
        common = self._common(name, module)
        for row in rows:
            yield common | row

    def _common(self, name: str, module: Any) -> dict[str, Any]:
        matrix = self.counts.matrix
        groups = int((matrix.sum(axis=0) > 0).sum()) if matrix.size else 0
        return {
            "index": name, "symbol": module.SYMBOL, "family": module.FAMILY, "variant": "",
            "of": "", "to": "", "unit": "", "expected": _NAN, "corrected": _NAN, "share": _NAN,
            "n_pupils": float(matrix.sum()), "n_units": len(self.counts.units),
            "n_groups": groups, "dropped_units": self.counts.dropped,
            "dropped_groups": len(self.counts.groups) - groups, "reason": "", "flag": "",
            "definition": first_sentence(module),
        }  # fmt: skip

    def _two_group(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        groups = (self.options.focus,) if self.options.focus else self.counts.groups
        total = float(self.counts.matrix.sum())
        b = {"b": self.options.atkinson} if name == "atkinson" else {}
        for group in groups:
            found: IndexValue = module.index(self.counts, group, **b)
            members = float(self.counts.matrix[:, self.counts.groups.index(group)].sum())
            yield told(name, found) | {
                "of": group,
                "to": self.options.against or _("the rest"),
                "share": members / total if total else _NAN,
                "variant": f"b={self.options.atkinson:g}" if b else "",
            }

    def _multigroup(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        yield told(name, module.index(self.counts))

    def _ordinal(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        order = self.options.order or self.counts.groups
        columns = [self.counts.groups.index(group) for group in order]
        sorted_ = Counts.of(
            self.counts.matrix[:, columns], units=self.counts.units, groups=tuple(order)
        )
        for kind in module.KINDS:
            yield told(name, module.index(sorted_, kind)) | {"variant": kind}

    def _matrix(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        if not self.counts.matrix.size:
            return
        value, level = module.value(self.counts.matrix), module.expected(self.counts.matrix)
        for a, of in enumerate(self.counts.groups):
            for b, to in enumerate(self.counts.groups):
                reason = "group_empty" if np.isnan(value[a, b]) else ""
                found = IndexValue(float(value[a, b]), float(level[a, b]), reason)
                yield told(name, found) | {"of": of, "to": to}

    def _local(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        if not self.counts.matrix.size:
            return
        value = module.value(self.counts.matrix)
        if value.ndim == 1:
            level = module.expected(self.counts.matrix) if _whole(self.counts) else None
            for u, unit in enumerate(self.counts.units):
                expected = _NAN if level is None else float(level[u])
                yield told(name, IndexValue(float(value[u]), expected)) | {"unit": unit}
            return
        for u, unit in enumerate(self.counts.units):
            for g, group in enumerate(self.counts.groups):
                if self.options.focus in {"", group}:
                    found = IndexValue(float(value[u, g]))
                    yield told(name, found) | {"unit": unit, "of": group}


def _whole(counts: Counts) -> bool:
    return bool(np.abs(counts.matrix - np.rint(counts.matrix)).max() <= 1e-9)


def value_rows(values: PupilValues, options: Options) -> Iterator[dict[str, Any]]:
    """Yield one row per index of a continuous value, the intraclass by every estimator."""
    for name in wanted(options, ("continuous",)):
        module = registry.load("index", name)
        for variant in getattr(module, "METHODS", ("",)):
            found = module.index(values, variant) if variant else module.index(values)
            yield {
                "index": name, "symbol": module.SYMBOL, "family": module.FAMILY,
                "variant": variant, "of": "", "to": "", "unit": "", "share": _NAN,
                "n_pupils": float(values.weight.sum()), "n_units": values.units, "n_groups": 0,
                "dropped_units": 0, "dropped_groups": 0, "definition": first_sentence(module),
            } | told(name, found)  # fmt: skip


def told(name: str, found: IndexValue) -> dict[str, Any]:
    """Return the columns that tell a value of index `name`."""
    return {
        "value": found.value,
        "expected": found.expected,
        "corrected": corrected(name, found),
        "reason": found.reason,
        "flag": found.flag,
    }


def corrected(name: str, found: IndexValue) -> float:
    """Return the value on a scale where 0 is as by lot and 1 complete, NaN where none is defined.

    Source: Carrington & Troske (1997); for variance ratios the usual adjustment.
    """
    if name in _UNCORRECTED or found.flag == "one_unit":
        return _NAN
    return carrington_troske(found.value, found.expected, linear=name in _LINEAR)


def first_sentence(module: Any) -> str:
    """Return the first paragraph of a module's page, as one line."""
    return " ".join((module.__doc__ or "").strip().split("\n\n")[0].split())
