"""Front: how little travel each level of segregation needs, and what each rule costs."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.report.blocks import Column, Section, Table, facts_list, prose, render_table
from skolval.report.front_body import beside_sections, front_figure
from skolval.report.front_tables import points_table, rule_named, status_words
from skolval.report.front_words import front_sentences, told_level, what_is_levelled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from skolval.report.context import Context
    from skolval.report.front_told import FrontTold
    from skolval.report.words import Words

__all__ = ["ORDER", "render", "told_publicly"]

ORDER = 58


def render(context: Context) -> Section | None:
    """Return chart, table and prices of the front; None where none was given."""
    found, words = context.front, context.words
    if found is None:
        return None
    _ = words.gettext
    intro = _(
        "Every policy is one point. The front shows what is possible at all under the rules of "
        "{policy}: at each ceiling on {what} the least travel, with a proof of how much less "
        "travel could still exist. It decides nobody’s place."
    ).format(
        policy=found.record["policy"]["title"].get(words.lang, found.record["policy"]["name"]),
        what=what_is_levelled(found, words),
    )
    body = prose(intro)
    if context.shown.public:
        body += told_publicly(found, words)
    else:
        body += facts_list(front_sentences(found, words))
        body += front_figure(found, words, points_table(found, words))
        body += _prices(found, words) + _beside(found, words)
    return Section("front", _("Travel against segregation: the front"), body)


def told_publicly(found: FrontTold, words: Words) -> Markup:
    """Return chart, table and prices as anybody may read them."""
    rounded = replace(found, points=tuple(_rounded(row) for row in found.points))
    return front_figure(rounded, words, _coarse(rounded, words)) + _prices(found, words)


def _rounded(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a point so coarse that a chart of it tells of no single pupil either."""
    told = {
        name: round(row[name], 2) for name in ("longer", "d", "d_by_lot") if row[name] == row[name]
    }
    return {**row, **told, "moved_from_least": 5 * round(row["moved_from_least"] / 5)}


def _beside(found: FrontTold, words: Words) -> Markup:
    """Return the other parts of the front's own page, each under a heading."""
    heading = Markup("<h3>{}</h3>{}")
    return Markup("").join(
        heading.format(one.title, one.body)
        for one in beside_sections(found, words)
        if one.id != "prices"
    )


def _coarse(found: FrontTold, words: Words) -> Table:
    """Return the points as anybody may read them: shares and means, no counts and no sums."""
    _ = words.gettext
    whole = max(1, found.pupils)
    rows = [
        [
            told_level(found, row["at"], words) if not found.of_d else words.decimal(row["at"], 2),
            words.decimal(row["d"], 2),
            words.decimal(row["d_by_lot"], 2),
            words.percent(row["longer"]),
            words.percent(row["gap"], 1),
            words.metres(round(row["metres_mean"], -1)),
            words.percent(row["moved_from_least"] / whole),
        ]
        for row in found.points
    ]
    heads = [
        "D", _("D by lot"), _("Longer than the least"), _("Gap"), _("Mean way, metres"),
        _("Elsewhere than at least travel"),
    ]  # fmt: skip
    columns = [Column(_("At most"), numeric=False), *(Column(head) for head in heads)]
    note = _(
        "“Gap” is how much less travel there could be than was found, which is proven. Values are "
        "rounded so that they tell of no single pupil."
    )
    return Table(_("The points of the front"), columns, rows, note=note, wide=True)


def _prices(found: FrontTold, words: Words) -> Markup:
    """Return what each rule costs as an interval, as a share of all metres."""
    if not found.prices:
        return Markup()
    _ = words.gettext
    intro = _(
        "What does each rule cost? It is taken away, all others are kept, and the least travel is "
        "sought again at {what} at most {at}. The price is what the way of all pupils together "
        "would fall by, as a share of it."
    ).format(at=told_level(found, found.base_at, words), what=what_is_levelled(found, words))
    rows = [_price(found, row, words) for row in found.prices]
    columns = [
        Column(_("Rule"), numeric=False), Column(_("Price found")), Column(_("Proven at least")),
        Column(_("Proven at most")), Column(_("Status"), numeric=False),
    ]  # fmt: skip
    note = _(
        "The price of a rule lies between “proven at least” and “proven at most”. 0 at least and "
        "at most: the rule costs nothing here."
    )
    return prose(intro) + render_table(
        Table(_("Price of each rule, per cent of all metres"), columns, rows, note=note)
    )


def _price(found: FrontTold, row: Mapping[str, Any], words: Words) -> list[str]:
    told = [row[key] for key in ("saved_found", "saved_least", "saved_most")]
    # a rule that is taken away never makes the way longer
    least = [metres if math.isnan(metres) else max(0.0, metres) for metres in told]
    return [
        rule_named(str(row["rule"]), str(row["parameters"]), words),
        *(words.percent(metres / max(1, found.base_travel), 1) for metres in least),
        status_words(str(row["status"]), words),
    ]
