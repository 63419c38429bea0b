"""The parts of a front that stand on its page and in a report alike: chart, rules, levers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.report.blocks import Section, figure, prose, render_table
from skolval.report.chart_style import drawn
from skolval.report.front_chart import front_chart
from skolval.report.front_tables import levers_table, plans_table, points_table, prices_table
from skolval.report.front_words import told_level, what_is_levelled

if TYPE_CHECKING:
    from markupsafe import Markup

    from skolval.report.blocks import Table
    from skolval.report.front_told import FrontTold
    from skolval.report.words import Words

__all__ = ["beside_sections", "front_figure", "front_section"]


def front_section(found: FrontTold, words: Words) -> Section:
    """Return the chart of the front and the table of its points."""
    table = points_table(found, words)
    return Section("front", words.gettext("The front"), front_figure(found, words, table))


def front_figure(found: FrontTold, words: Words, table: Table) -> Markup:
    """Return the chart of the front, followed by `table`."""
    _ = words.gettext
    what = what_is_levelled(found, words)
    chart = front_chart(
        [(row["longer"], row["d" if found.of_d else "value"]) for row in found.points],
        found.below(),
        base=found.base_at,
        lot=found.lot,
        texts={
            "x": _("Longer way than the least"),
            "y": what,
            "found": _("found"),
            "impossible": _("proven impossible"),
            "lot": _("by lot"),
        },
    )  # fmt: skip
    caption = _(
        "Each mark is a placement: how much longer the way of all is than the least (across) and "
        "{what} (up). In the grey field nothing can lie: that is proven. The line shows what all "
        "placements together reach."
    ).format(what=what)
    marked = _(
        "The red diamond is the placement beside which further placements, rules and levers are "
        "tried."
    )
    caption = f"{caption} {marked}"
    picture = drawn(chart, name="front", lang=words.lang)
    return figure(picture, caption=caption, spoken=caption, table=table)


def beside_sections(found: FrontTold, words: Words) -> list[Section]:
    """Return further placements, the price of each rule and what levers give, where asked."""
    _ = words.gettext
    given = {
        "at": told_level(found, found.base_at, words),
        "what": what_is_levelled(found, words),
        "slack": words.percent(found.terms["slack"] / 100, 1),
    }
    plans = _(
        "Each of these keeps {what} at most {at} and is at most {slack} longer than the "
        "shortest, and sends as few pupils as possible where a pupil like them went before."
    )
    prices = _(
        "Each rule in turn is taken away, all others are kept, and the optimum is sought again "
        "at {what} at most {at}. What a rule costs lies between two numbers that are proven."
    )
    levers = _(
        "Each lever in turn is pulled and the optimum sought again at {what} at most {at}. "
        "Units are those where one more seat is worth most, and what the list of levers names."
    )
    parts = (
        ("plans", _("Placements nearly as good"), plans, plans_table, len(found.plans) > 1),
        ("prices", _("What each rule costs"), prices, prices_table, bool(found.prices)),
        ("levers", _("What levers give"), levers, levers_table, bool(found.levers)),
    )
    return [
        Section(name, title, prose(text.format(**given)) + render_table(table(found, words)))
        for name, title, text, table, there in parts
        if there
    ]
