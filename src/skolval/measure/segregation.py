"""segregation: every index of any table of pupils, on a pandas frame, in one call.

What a researcher needs without an instance folder: name the columns, get a tidy frame in
which every value stands beside its random level, its corrected value, the numbers of pupils
and units it was computed from, and the reason where it is undefined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skolval import registry
from skolval.domain.counts import Counts
from skolval.domain.language import _
from skolval.domain.surfaces import IndexValue
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.indices._families import family
from skolval.indices._values import PupilValues
from skolval.measure.frames import Columns, counts_of, values_of

__all__ = ["RESULT_COLUMNS", "Options", "index_rows", "segregation", "value_rows"]

RESULT_COLUMNS = (
    "index", "symbol", "family", "variant", "of", "to", "unit", "value", "expected", "corrected",
    "share", "n_pupils", "n_units", "n_groups", "dropped_units", "dropped_groups", "reason", "flag",
    "definition",
)  # fmt: skip
"""Columns of `segregation`. `of` and `to` name groups; `unit` a unit, for local indices."""

_NAN = float("nan")
_LINEAR = frozenset(
    {"variance_ratio", "relative_diversity", "normalised_exposure", "squared_coefficient",
     "eta_squared", "rank_order_r", "rank_order_h"}
)  # fmt: skip
"""Indices with the adjustment 1 - (1 - value) / (1 - E0) on both sides of the random level."""
_UNCORRECTED = frozenset({"exposure", "exposure_matrix", "simpson", "entropy", "intraclass"})
_FAMILIES = ("two_group", "multigroup", "matrix", "local", "ordinal")


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of the counts.

    Parameters
    ----------
    indices : names, symbols or none for all but the ordinal (which need `order`).
    focus : only of this group. against : compare `focus` with this group, dropping the others.
    order : the groups in rising order, for ordinal indices. atkinson : the weight b.
    """

    indices: Sequence[str] = ()
    focus: str = ""
    against: str = ""
    order: Sequence[str] = ()
    atkinson: float = 0.5


def segregation(
    frame: pd.DataFrame,
    *,
    unit: str | Sequence[str],
    group: str | Sequence[str] = (),
    value: str = "",
    weight: str = "",
    **more: Any,
) -> pd.DataFrame:
    """Return every index of `frame` as a tidy frame with columns `RESULT_COLUMNS`.

    Parameters
    ----------
    frame : one row per pupil, or per unit and group with `weight`, or per unit (`wide`, or
        `members` and `total`).
    unit : column, or columns that together name a unit. group : column or columns of the group.
    value : instead of a group: a column with a continuous value (education index).
    weight : column with pupils per row.
    more : ``wide`` (columns of counts, one per group), ``members`` and ``total`` (columns of
        counts), and the fields of `Options`: ``indices``, ``focus``, ``against``, ``order``,
        ``atkinson``; ``file`` is what error messages call the table.

    Returns
    -------
    Two-group indices once per group (that group against the rest), many-group indices once,
    the exposure matrix by pair, local indices by unit; undefined values are NaN with `reason`.

    Raises
    ------
    InputError
        With every fault of the table. UsageError : for an unknown index, group or option.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"school": ["A", "B"], "poor": [10, 30], "other": [30, 10]})
    >>> found = segregation(table, unit="school", wide=["poor", "other"], indices=["D"])
    >>> float(found["value"].iloc[0])
    0.5
    """
    columns, options = _asked(unit, group, weight, more)
    if value:
        rows = value_rows(values_of(frame, columns, value), options)
    else:
        rows = index_rows(counts_of(frame, columns), options)
    return pd.DataFrame(list(rows), columns=list(RESULT_COLUMNS))


def _asked(
    unit: str | Sequence[str], group: str | Sequence[str], weight: str, more: dict[str, Any]
) -> tuple[Columns, Options]:
    of_columns = ("wide", "members", "total", "file")
    known = (*of_columns, *Options.__dataclass_fields__)
    unknown = [name for name in more if name not in known]
    if unknown:
        raise UsageError(
            Fault(
                _("There is no option {name!r}.").format(name=name),
                value=name,
                rule="known_option",
                suggestion=did_you_mean(name, known),
                remedy=_("Known: {known}.").format(known=", ".join(known)),
            )
            for name in unknown
        )
    columns = Columns(
        unit=_names(unit),
        group=_names(group),
        weight=weight,
        wide=_names(more.get("wide", ())),
        **{name: more[name] for name in ("members", "total", "file") if name in more},
    )
    fields = {name: more[name] for name in Options.__dataclass_fields__ if name in more}
    for name in ("indices", "order"):
        if name in fields:
            fields[name] = _names(fields[name])
    return columns, Options(**fields)


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value)


def wanted(options: Options, families: Sequence[str]) -> tuple[str, ...]:
    """Return the index names asked for, by name or symbol, among `families`.

    Raises
    ------
    UsageError
        For a name that is no index of these families.
    """
    known = [name for one in families for name in family(one)]
    if not options.indices:
        return tuple(n for n in known if n != "ordinal" or options.order)
    called = {name.casefold(): name for name in known}
    symbols = {registry.load("index", name).SYMBOL: name for name in known}
    found = {asked: symbols.get(asked) or called.get(_plain(asked)) for asked in options.indices}
    _refuse_unknown([asked for asked, name in found.items() if name is None], known, "index")
    return tuple(name for name in found.values() if name is not None)


def _plain(word: str) -> str:
    return word.strip().casefold().replace(" ", "_").replace("-", "_")


def _refuse_unknown(unknown: Sequence[str], known: Sequence[str], what: str) -> None:
    if unknown:
        raise UsageError(
            Fault(
                _("There is no {what} called {name!r}.").format(what=_(what), name=name),
                value=name,
                rule="known_name",
                suggestion=did_you_mean(name, known),
                remedy=_("Known: {known}.").format(known=", ".join(known)),
            )
            for name in unknown
        )


def index_rows(counts: Counts, options: Options) -> Iterator[dict[str, Any]]:
    """Yield one row per index (and group, pair or unit) of `counts`."""
    asked = [g for g in (options.focus, options.against, *options.order) if g]
    _refuse_unknown([g for g in asked if g not in counts.groups], counts.groups, "group")
    used = _kept(counts, options)
    rows = _Rows(used, options)
    for name in wanted(options, _FAMILIES):
        yield from rows.of(name)


def _kept(counts: Counts, options: Options) -> Counts:
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
            "definition": _first(module),
        }  # fmt: skip

    def _two_group(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        groups = (self.options.focus,) if self.options.focus else self.counts.groups
        total = float(self.counts.matrix.sum())
        b = {"b": self.options.atkinson} if name == "atkinson" else {}
        for group in groups:
            found: IndexValue = module.index(self.counts, group, **b)
            members = float(self.counts.matrix[:, self.counts.groups.index(group)].sum())
            yield _told(name, found) | {
                "of": group,
                "to": self.options.against or _("the rest"),
                "share": members / total if total else _NAN,
                "variant": f"b={self.options.atkinson:g}" if b else "",
            }

    def _multigroup(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        yield _told(name, module.index(self.counts))

    def _ordinal(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        order = self.options.order or self.counts.groups
        columns = [self.counts.groups.index(group) for group in order]
        sorted_ = Counts.of(
            self.counts.matrix[:, columns], units=self.counts.units, groups=tuple(order)
        )
        for kind in module.KINDS:
            yield _told(name, module.index(sorted_, kind)) | {"variant": kind}

    def _matrix(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        if not self.counts.matrix.size:
            return
        value, level = module.value(self.counts.matrix), module.expected(self.counts.matrix)
        for a, of in enumerate(self.counts.groups):
            for b, to in enumerate(self.counts.groups):
                reason = "group_empty" if np.isnan(value[a, b]) else ""
                found = IndexValue(float(value[a, b]), float(level[a, b]), reason)
                yield _told(name, found) | {"of": of, "to": to}

    def _local(self, name: str, module: Any) -> Iterator[dict[str, Any]]:
        if not self.counts.matrix.size:
            return
        value = module.value(self.counts.matrix)
        if value.ndim == 1:
            level = module.expected(self.counts.matrix) if _whole(self.counts) else None
            for u, unit in enumerate(self.counts.units):
                expected = _NAN if level is None else float(level[u])
                yield _told(name, IndexValue(float(value[u]), expected)) | {"unit": unit}
            return
        for u, unit in enumerate(self.counts.units):
            for g, group in enumerate(self.counts.groups):
                if self.options.focus in {"", group}:
                    found = IndexValue(float(value[u, g]))
                    yield _told(name, found) | {"unit": unit, "of": group}


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
                "dropped_units": 0, "dropped_groups": 0, "definition": _first(module),
            } | _told(name, found)  # fmt: skip


def _told(name: str, found: IndexValue) -> dict[str, Any]:
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
    value, level = found.value, found.expected
    if name in _UNCORRECTED or found.flag == "one_unit" or np.isnan(value) or np.isnan(level):
        return _NAN
    span = 1 - level if value >= level or name in _LINEAR else level
    return (value - level) / span if span > 1e-12 else _NAN


def _first(module: Any) -> str:
    return " ".join((module.__doc__ or "").strip().split("\n\n")[0].split())
