"""What preparatory classes and introduction programmes tell alike: concentration and its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from skolval.inference.drawn_groups import drawn_groups
from skolval.measure.concentration import lorenz
from skolval.measure.hosting_sentences import (
    MORE_THAN_CHANCE,
    lot_sentence,
    price_sentence,
    spread_sentence,
    today_sentence,
)
from skolval.report.blocks import Column, Table, facts_list, figure, prose, render_table
from skolval.report.chart_style import drawn
from skolval.report.hosting_charts import held_by_units
from skolval.report.hosting_named import named
from skolval.report.sections._hosting_figures import figures_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skolval.domain.problem import IntArray
    from skolval.inference.drawn_groups import DrawnGroups
    from skolval.report.context import Case, Context
    from skolval.report.hosting_told import HostingTold

__all__ = ["Hosted", "body_of", "concerned", "hosted_finding", "hosts_asked"]

_TODAY = "#1a222b"
_AT = (1, 2, 5, 10, 20, 30, 50)

Hosted = list[tuple["Case", "HostingTold"]]


def concerned(context: Context, *places: str) -> Hosted:
    """Return the policies that place pupils in groups of these kinds, each with its groups."""
    return [
        (case, case.hosting)
        for case in context.cases
        if case.hosting is not None and case.run.problem.policy.places in places
    ]


def body_of(hosted: Hosted, context: Context) -> Markup:
    """Return sentences, the curve with its table, key figures and what chance gives."""
    body = Markup('<div class="lead">{}</div>').format(prose(*_first_words(hosted, context)))
    body += _curve(hosted, context) + render_table(figures_table(hosted, context))
    return body + _chance(hosted, context) + prose(_absent(context))


def hosted_finding(context: Context) -> list[str]:
    """Return the one paragraph that a reader in a hurry needs: the most spread policy's price."""
    known = [(case, case.hosting) for case in context.cases if case.hosting is not None]
    case, first = known[0]
    even, held = min(known, key=lambda one: (one[1].spread.top_share, one[1].spread.gini))
    if even is case:
        return [today_sentence(first.numbers) or spread_sentence(first.numbers, first.spread)]
    start = (case.title, first.numbers, first.spread)
    return [price_sentence(start, (even.title, held.numbers, held.spread))]


def _first_words(hosted: Hosted, context: Context) -> list[str]:
    """Return what a board must know: today, then the first policy, then what others cost."""
    _ = context.words.gettext
    case, first = hosted[0]
    told = _("{policy}: {text}").format(
        policy=case.title, text=spread_sentence(first.numbers, first.spread)
    )
    start = (case.title, first.numbers, first.spread)
    others = [
        price_sentence(start, (one.title, held.numbers, held.spread)) for one, held in hosted[1:]
    ]
    return [text for text in (today_sentence(first.numbers), told, *others) if text]


def _absent(context: Context) -> str:
    """Say why the page has no index of segregation, where all its policies are of groups."""
    if not context.hosted:
        return ""
    _ = context.words.gettext
    return named(
        context.run,
        _(
            "Indices of segregation are not told on this page: only the pupils of these groups are "
            "placed here, and an index is about all pupils of a unit. How many newly arrived each "
            "unit has among all its pupils stands unit by unit below."
        ),
        _(
            "Indices of segregation are not told on this page: only the pupils of these groups are "
            "placed here, and an index is about all pupils of a unit. What share of a unit's "
            "pupils goes to introduction programmes stands unit by unit below."
        ),
    )


def _chance(hosted: Hosted, context: Context) -> Markup:
    _ = context.words.gettext
    # the same rooms for all: against its own few units even a concentrated plan looks like chance
    widest = np.max([held.numbers.rooms for _case, held in hosted], axis=0)
    first = hosted[0][1].numbers
    told = [(_("Today"), lot_sentence(_drawn(first.lot_today, first.today, first.rooms, widest)))]
    told += [
        (case.title, lot_sentence(_drawn(made.lot, made.groups, made.rooms, widest)))
        for case, made in ((case, held.numbers) for case, held in hosted)
    ]
    shown = [_("{policy}: {text}").format(policy=who, text=text) for who, text in told if text]
    if not shown:
        return Markup()
    heading = Markup("<h3>{}</h3>").format(_("More concentrated than chance makes it?"))
    why = _(
        "Few groups cannot stand at many units: some concentration is chance alone. Here the same "
        "number of groups, each whole, is drawn to the rooms of all units that may have groups, "
        "and the chance of every outcome is counted. An outcome is as concentrated where as many "
        "pairs of groups, or more, are at one unit. How often that happens is called p: only a p "
        "of at most {limit} is more than chance."
    )
    limit = context.words.decimal(MORE_THAN_CHANCE, 2)
    return heading + prose(why.format(limit=limit)) + facts_list(shown)


def _drawn(
    lot: DrawnGroups | None, groups: IntArray, rooms: IntArray, widest: IntArray
) -> DrawnGroups | None:
    """Return `lot` as it is, or drawn anew where other policies let more rooms be used."""
    if lot is None or np.array_equal(rooms, widest):
        return lot
    return drawn_groups(groups, widest, top=lot.top)


def _curve(hosted: Hosted, context: Context) -> Markup:
    """Return how much the units with most hold, as a chart and as its table."""
    _, words, first = context.words.gettext, context.words, hosted[0][1].numbers
    titles = [case.title for case, _held in hosted]
    tones = [case.tone for case, _held in hosted]
    curves = [held.curve.tolist() for _case, held in hosted]
    today = bool(first.spread_today.total)
    if today:
        titles, tones = [_("Groups today"), *titles], [_TODAY, *tones]
        curves = [lorenz(first.today).tolist(), *curves]
    chart = held_by_units(
        titles,
        tones,
        curves,
        axes=(_("Units, those with most first"), _("Share of pupils in groups")),
        marked=(
            first.spread.top,
            _("{count} units").format(count=words.whole(first.spread.top)),
        ),
        even=_("all units alike"),
    )
    parts = [
        _(
            "How much of all pupils in groups the units with most hold. A curve that rises at once "
            "is concentrated; the dotted line is what it would be if all units held alike."
        ),
        _("The curve of today counts groups, not pupils.") if today else "",
        _("Units whose number is hidden are drawn with the mean of what they hold together.")
        if context.shown.public
        else "",
        _("Where the number of pupils in groups is hidden the curve counts groups.")
        if any("pupils" in held.hidden for _case, held in hosted)
        else "",
    ]
    caption = " ".join(part for part in parts if part)
    svg = drawn(chart, name="held", lang=words.lang)
    return figure(svg, caption=caption, spoken=caption, table=_held(titles, curves, context))


def _held(titles: Sequence[str], curves: Sequence[Sequence[float]], context: Context) -> Table:
    _, words = context.words.gettext, context.words
    units = len(curves[0]) - 1
    rows = [
        [
            words.whole(count),
            *(words.percent(curve[count], 1) for curve in curves),
            words.percent(count / units, 1),
        ]
        for count in _AT
        if count < units
    ]
    heads = [*titles, _("all units alike")]
    return Table(
        _("Share of all pupils in groups that the units with most hold"),
        [Column(_("Units, those with most first"), numeric=False), *(Column(one) for one in heads)],
        rows,
    )


def hosts_asked(context: Context) -> list[str]:
    """Ask which units, and put the most spread groups against those that cost least."""
    _, words = context.words.gettext, context.words
    known = [(case, case.hosting) for case in context.cases if case.hosting is not None]
    asked = [
        named(
            context.run,
            _(
                "Which units are to have groups, from when, and how do they get teachers of the "
                "languages, and rooms close to other teaching?"
            ),
            _(
                "Which units are to have which introduction programmes, from when, and which "
                "agreements with independent schools does it take?"
            ),
        )
    ]
    even = min(known, key=lambda one: (one[1].spread.top_share, one[1].spread.gini))
    cheap = min(known, key=lambda one: one[1].numbers.kronor)
    if even is cheap:
        return asked
    text = _(
        "How many kronor and metres is it worth that groups are at more units? Under {even} the "
        "{top} units with most pupils in groups hold {even_share}, for {even_kronor} kronor a year "
        "and a way of {even_way} on average; under {cheap} they hold {cheap_share}, for "
        "{cheap_kronor} kronor and {cheap_way}."
    )
    told = {
        f"{name}_{what}": value
        for name, (_case, held) in (("even", even), ("cheap", cheap))
        for what, value in (
            ("share", words.percent(held.spread.top_share)),
            ("kronor", words.whole(held.numbers.kronor)),
            ("way", words.metres(held.numbers.metres_mean)),
        )
    }
    top = words.whole(even[1].spread.top)
    return [text.format(even=even[0].title, cheap=cheap[0].title, top=top, **told), *asked]
