"""The tables of a front: points, further placements, rules, levers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from skolval.registry import term
from skolval.report.blocks import Column, Table
from skolval.report.front_words import IMPOSSIBLE
from skolval.report.words import DASH, N_, Words

if TYPE_CHECKING:
    from skolval.report.front_told import FrontTold

__all__ = [
    "levers_table",
    "plans_table",
    "points_table",
    "prices_table",
    "rule_named",
    "status_words",
]

_STATUS = IMPOSSIBLE | {
    "unknown": N_("not known"),
    "found": N_("found"),
}


def status_words(status: str, words: Words) -> str:
    """Return what came of a rule taken away or a lever pulled, in words."""
    return words.gettext(_STATUS[status])


def points_table(found: FrontTold, words: Words) -> Table:
    """Return one row per point, tightest ceiling first."""
    _ = words.gettext
    against = not found.of_d
    today = any(not _nan(row["moved_from_today"]) for row in found.points)
    heads = [
        *([_("Value")] if against else []), "D", _("D by lot"), _("Longer than the least"),
        _("Metres in all"), _("Proven at least"), _("Gap"), _("Mean, m"),
        _("Nine in ten at most, m"), _("First wish"), _("Elsewhere than at least travel"),
        *([_("Leave today's unit")] if today else []), _("A hundredth less of D adds, m"),
    ]  # fmt: skip
    rows = [
        [
            _at(row["at"], words, whole=against),
            *([words.whole(row["value"])] if against else []),
            words.decimal(row["d"]), words.decimal(row["d_by_lot"]),
            words.percent(row["longer"], 1), words.whole(row["travel"]),
            words.whole(row["bound"]), words.percent(row["gap"], 2),
            words.whole(row["metres_mean"]), words.whole(row["metres_p90"]),
            words.percent(row["first_wish"], 1), words.whole(row["moved_from_least"]),
            *([words.whole(row["moved_from_today"])] if today else []),
            words.whole(row["price_of_a_hundredth"]),
        ]
        for row in found.points
    ]  # fmt: skip
    note = _(
        "“Proven at least”: no placement within the rules and under the ceiling has fewer metres. "
        "“D by lot” is the mean if the same pupils were drawn to the same units. The last column "
        "is the price at that point: what a slightly lower ceiling would add."
    )
    first = Column(_("At most"), numeric=False)
    columns = [first, *(Column(head) for head in heads)]
    return Table(_("The points of the front"), columns, rows, note=note, wide=True)


def plans_table(found: FrontTold, words: Words) -> Table:
    """Return one row per near-optimal placement, the shortest first."""
    _ = words.gettext
    rows = [
        [
            _("the shortest") if row["plan"] == 0 else words.whole(row["plan"]),
            words.percent(row["travel"] / max(1, found.base_travel) - 1, 1),
            words.decimal(row["d"]),
            words.whole(row["moved_from_first"]),
            words.whole(row["moved_from_nearest"]),
            words.whole(row["metres_mean"]),
            words.whole(row["metres_p90"]),
            words.percent(row["first_wish"], 1),
        ]
        for row in found.plans
    ]
    heads = (
        _("Longer"), "D", _("Elsewhere than the shortest"), _("Elsewhere than the most like"),
        _("Mean, m"), _("Nine in ten at most, m"), _("First wish"),
    )  # fmt: skip
    note = _("“Elsewhere” counts pupils with another unit.")
    return _table(_("Placements nearly as good"), _("Placement"), heads, rows, note)


def prices_table(found: FrontTold, words: Words) -> Table:
    """Return one row per rule."""
    _ = words.gettext
    rows = [
        [rule_named(row["rule"], row["parameters"], words), *_change(found, row, words)]
        for row in found.prices
    ]
    note = _(
        "“Costs” is what all metres together would fall by without the rule: found, and the "
        "interval that is proven. “{what} could be” is with today's metres: found, and proven at "
        "least."
    ).format(what=_what(found))
    return _table(_("What each rule costs"), _("Rule"), _heads(found, words, _("Costs, m")),
                  rows, note)  # fmt: skip


def levers_table(found: FrontTold, words: Words) -> Table:
    """Return one row per lever, in the order tried."""
    _ = words.gettext
    rows = [[row["lever"], *_change(found, row, words)] for row in found.levers]
    note = _(
        "“Saves” is what all metres together would fall by: found, and the interval that is "
        "proven. “{what} could be” is with today's metres: found, and proven at least."
    ).format(what=_what(found))
    return _table(_("What levers give"), _("Structural lever"), _heads(found, words, _("Saves, m")),
                  rows, note)  # fmt: skip


def _heads(found: FrontTold, words: Words, first: str) -> tuple[str, ...]:
    _ = words.gettext
    return (
        first, _("Proven between"), _("Of all metres"),
        _("{what} could be").format(what=_what(found)), _("Proven at least"),
        _("Placed elsewhere"), _("Status"),
    )  # fmt: skip


def _change(found: FrontTold, row: Mapping[str, Any], words: Words) -> list[str]:
    decimals = 3 if found.of_d else 0
    saved = row["saved_found"]
    return [
        _signed(saved, words),
        _span(row["saved_least"], row["saved_most"], words),
        DASH if _nan(saved) else words.percent(saved / max(1, found.base_travel), 1),
        words.decimal(row["value"], decimals),
        words.decimal(row["value_bound"], decimals),
        words.whole(row["moved"]),
        status_words(row["status"], words),
    ]


def _table(
    caption: str, first: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], note: str
) -> Table:
    columns = [Column(first, numeric=False), *(Column(head) for head in heads)]
    return Table(caption, columns, rows, note=note, wide=True)


def rule_named(rule: str, parameters: str, words: Words) -> str:
    """Return what a rule is called, with its parameters where they are not those of every town."""
    name = term("rule", rule)
    told = ", ".join(_parameter(one, words) for one in parameters.split(", ") if one)
    return f"{name} ({told})" if told else name


def _parameter(told: str, words: Words) -> str:
    name, _space, value = told.partition(" ")
    known = words.gettext(name.replace("_", " "))
    try:
        amount = float(value)
    except ValueError:
        return f"{known}: {value}"
    whole = amount.is_integer()
    return f"{known}: {words.whole(amount) if whole else words.decimal(amount, 2)}"


def _what(found: FrontTold) -> str:
    return "D" if found.of_d else found.against


def _at(at: float, words: Words, *, whole: bool) -> str:
    return words.whole(at) if whole else words.decimal(at, 4)


def _span(low: float, high: float, words: Words) -> str:
    if _nan(low) or _nan(high):
        return DASH
    return f"{_signed(low, words)} – {_signed(high, words)}"


def _signed(value: float, words: Words) -> str:
    return DASH if _nan(value) else words.signed(value).lstrip("+")


def _nan(value: float) -> bool:
    return math.isnan(value)
