"""What a call of a study names: columns as `segregation` takes them, and few options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from skolval import registry
from skolval.domain.counts import Counts, FloatArray
from skolval.domain.language import _
from skolval.errors import Fault, UsageError
from skolval.indices._families import family
from skolval.measure.asked import Options, asked, refuse_options, refuse_unknown, wanted
from skolval.measure.columns import Columns

__all__ = ["function_of", "refuse_number", "study"]

_COLUMNS = ("wide", "members", "total", "file")


def study(
    unit: str | Sequence[str],
    group: str | Sequence[str],
    weight: str,
    more: dict[str, Any],
    options: Sequence[str] = (),
) -> tuple[Columns, Options]:
    """Return the columns and options that a study was called with.

    Parameters
    ----------
    options : fields of `Options` that mean something to this study.

    Raises
    ------
    UsageError
        For every other option.
    """
    refuse_options(more, (*_COLUMNS, *options))
    return asked(unit, group, weight, more)


def refuse_number(name: str, value: float, least: float, most: float) -> None:
    """Refuse a number outside its range, the ends not among it.

    Raises
    ------
    UsageError
        With the value and the range.
    """
    if not least < value < most:
        raise UsageError(
            Fault(
                _("{name} cannot be {value:g}.").format(name=name, value=value),
                value=f"{value:g}",
                rule="range",
                remedy=_("It lies between {least:g} and {most:g}.").format(least=least, most=most),
            )
        )


def function_of(
    options: Options, counts: Counts
) -> dict[tuple[str, str], Callable[[FloatArray], FloatArray]]:
    """Return every index asked for, by name and group, as a function of one table (U, K).

    Raises
    ------
    UsageError
        For an unknown index or group.
    """
    refuse_unknown(
        [g for g in (options.focus,) if g and g not in counts.groups], counts.groups, "group"
    )
    found: dict[tuple[str, str], Callable[[FloatArray], FloatArray]] = {}
    groups = (options.focus,) if options.focus else counts.groups
    for name in wanted(options, ("two_group", "multigroup")):
        if name in family("multigroup"):
            found[name, ""] = registry.load("index", name).value
        else:
            for group in groups:
                found[name, group] = _two_group(name, counts.groups.index(group))
    return found


def _two_group(name: str, column: int) -> Callable[[FloatArray], FloatArray]:
    kernel = registry.load("index", name).KERNEL

    def value(n: FloatArray) -> FloatArray:
        size = n.sum(axis=-1)
        filled = size > 0
        result: FloatArray = np.asarray(kernel.value(n[filled, column], size[filled]))
        return result

    return value
