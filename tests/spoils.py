"""Seeded bugs: what a careless author does to one call of `post`, or to `breaches`."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args, get_origin

import numpy as np
from pydantic import ValidationError

from faces import Columns, Lazy, Rows
from skolval.solver.model import NO_BOUND


def one_more(call, n, party):
    return replace(call, upper=np.where(call.upper < NO_BOUND, call.upper + 1, call.upper))


def one_less(call, n, party):
    return replace(call, upper=np.where(call.upper < NO_BOUND, call.upper - 1, call.upper))


def first_term_forgotten(call, n, party):
    return _entries(call, np.arange(len(call.row)) > 0)


def last_term_forgotten(call, n, party):
    return _entries(call, np.arange(len(call.row)) < len(call.row) - 1)


def size_forgotten(call, n, party):
    return replace(call, coefficient=np.sign(call.coefficient))


def signs_turned(call, n, party):
    return replace(call, coefficient=-call.coefficient)


def last_sign_turned(call, n, party):
    value = call.coefficient.copy()
    value[-1:] *= -1
    return replace(call, coefficient=value)


def first_coefficient_one_more(call, n, party):
    value = call.coefficient.copy()
    value[:1] += 1
    return replace(call, coefficient=value)


def last_coefficient_one_less(call, n, party):
    value = call.coefficient.copy()
    value[-1:] -= 1
    return replace(call, coefficient=value)


def other_price(call, n, party):
    return call if call.price is None else replace(call, price=call.price + 1)


def price_dropped(call, n, party):
    return replace(call, price=None)


def hardness_forgotten(call, n, party):
    return replace(call, price=1) if call.price is None and _no_lower(call) else call


def next_column(call, n, party):
    """The first entry about an option is written on the next option."""
    column = call.column.copy()
    first = np.flatnonzero(column < n)[:1]
    column[first] = (column[first] + 1) % max(n, 1)
    return replace(call, column=column)


def next_row(call, n, party):
    """The first entry is written in the next row."""
    row = call.row.copy()
    row[:1] = (row[:1] + 1) % max(len(call.upper), 1)
    return replace(call, row=row)


def bound_swapped(call, n, party):
    """At least instead of at most."""
    if not _no_lower(call):
        return replace(call, lower=np.full_like(call.lower, -NO_BOUND))
    return replace(call, lower=call.upper, upper=np.full_like(call.upper, NO_BOUND), price=None)


def party_forgotten(call, n, party):
    """The first party spoken of is left out."""
    first = np.flatnonzero(call.column < n)[:1]
    if not len(first):
        return call
    of = np.where(call.column < n, party[np.minimum(call.column, n - 1)], -1)
    return _entries(call, of != of[first])


def last_row_forgotten(call, n, party):
    return _entries(_unbound(call, -1), call.row != len(call.upper) - 1)


def first_row_forgotten(call, n, party):
    return _entries(_unbound(call, 0), call.row != 0)


def call_forgotten(call, n, party):
    return replace(_entries(call, call.row < 0), lower=call.lower[:0], upper=call.upper[:0])


def switch_stuck(call, n, party):
    return replace(call, upper=call.lower)


def column_too_small(call, n, party):
    return replace(call, upper=np.maximum(call.upper - 1, call.lower))


def never_separated(call, n, party):
    return Lazy(lambda values: [])


def cut_one_more(call, n, party):
    return _cuts(call, lambda columns, values, upper: (columns, values, upper + 1))


def cut_one_less(call, n, party):
    """A cut too strict shows only where it is written: all cuts of a town with nobody placed."""
    return _cuts(call, lambda columns, values, upper: (columns, values, upper - 1))


def cut_term_forgotten(call, n, party):
    return _cuts(call, lambda columns, values, upper: (columns[1:], values[1:], upper))


def cut_signs_turned(call, n, party):
    return _cuts(call, lambda columns, values, upper: (columns, -np.asarray(values), upper))


OF_ROWS = (
    one_more, one_less, first_term_forgotten, last_term_forgotten, size_forgotten, signs_turned,
    last_sign_turned, first_coefficient_one_more, last_coefficient_one_less, other_price,
    price_dropped, hardness_forgotten, next_column, next_row, bound_swapped, party_forgotten,
    last_row_forgotten, first_row_forgotten, call_forgotten,
)  # fmt: skip
OF_COLUMNS = (switch_stuck, column_too_small)
OF_LAZY = (never_separated, cut_one_more, cut_term_forgotten, cut_signs_turned)
SPOILS = (*OF_ROWS, *OF_COLUMNS, *OF_LAZY)
_KIND = {
    **dict.fromkeys(OF_ROWS, Rows),
    **dict.fromkeys(OF_COLUMNS, Columns),
    **dict.fromkeys(OF_LAZY, Lazy),
}


def kind_of(spoil):
    """Return the kind of call that a spoil is for."""
    return _KIND[spoil]


def spoiled(spoil, number, calls, problem):
    """Return `calls` with the bug in the call of that number among those of the spoil's kind."""
    mine = [k for k, call in enumerate(calls) if isinstance(call, kind_of(spoil))]
    if number >= len(mine):
        return calls
    k = mine[number]
    return [
        *calls[:k],
        spoil(calls[k], len(problem.options), problem.options.party),
        *calls[k + 1 :],
    ]


def alike(one, other):
    """Return whether two lists of calls write the same."""
    return all(a is b or _same(a, b) for a, b in zip(one, other, strict=True))


def _same(one, other):
    if isinstance(one, Lazy):
        return False
    return all(
        np.array_equal(a, b) for a, b in zip(vars(one).values(), vars(other).values(), strict=True)
    )


def _entries(call, kept):
    return replace(
        call, row=call.row[kept], column=call.column[kept], coefficient=call.coefficient[kept]
    )


def _unbound(call, row):
    lower, upper = call.lower.copy(), call.upper.copy()
    if len(upper):
        lower[row], upper[row] = -NO_BOUND, NO_BOUND
    return replace(call, lower=lower, upper=upper)


def _no_lower(call):
    return bool((call.lower == -NO_BOUND).all())


def _cuts(call, change):
    return Lazy(lambda values: [change(*cut) for cut in call.separate(values)])


def last_breach_forgotten(rule, problem, chosen, params):
    return rule.breaches(problem, chosen, params)[:-1]


def excess_one_more(rule, problem, chosen, params):
    found = rule.breaches(problem, chosen, params)
    return [replace(breach, excess=breach.excess + 1) for breach in found[:1]] + found[1:]


def last_placed_not_seen(rule, problem, chosen, params):
    placed = np.flatnonzero(chosen >= 0)[-1:]
    other = chosen.copy()
    other[placed] = -1
    return rule.breaches(problem, other, params)


def first_placed_seen_elsewhere(rule, problem, chosen, params):
    start, other = problem.options.start, chosen.copy()
    for party in np.flatnonzero(chosen >= 0)[:1]:
        width = start[party + 1] - start[party]
        other[party] = start[party] + (chosen[party] - start[party] + 1) % width
    return rule.breaches(problem, other, params)


def unplaced_seen_placed(rule, problem, chosen, params):
    start, other = problem.options.start, chosen.copy()
    for party in np.flatnonzero((chosen < 0) & (np.diff(start) > 0))[:1]:
        other[party] = start[party]
    return rule.breaches(problem, other, params)


OF_BREACHES = (
    last_breach_forgotten, excess_one_more, last_placed_not_seen, first_placed_seen_elsewhere,
    unplaced_seen_placed,
)  # fmt: skip


def other_params(params):
    """Yield (what, params) that differ in one setting: ignored, or wrong by one."""
    for name, field in type(params).model_fields.items():
        for value in _others(getattr(params, name), field):
            try:
                changed = type(params)(**{**params.model_dump(), name: value})
            except ValidationError:
                continue
            yield name, changed


def _others(value, field):
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, 0, 10 * value + 7)
    elif isinstance(value, float):
        yield from (value + 0.3, value * 3, value - 0.3)
    elif isinstance(value, str):
        yield from (word for word in _literals(field.annotation) if word != value)
    elif value:
        yield field.get_default(call_default_factory=True)


def _literals(annotation):
    return (
        [word for word in get_args(annotation) if isinstance(word, str)]
        if get_origin(annotation)
        else []
    )
