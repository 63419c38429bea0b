"""The front of concentration as a page: what it costs that groups are at more units."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from skolval.frontier.groups.rows import group_run
from skolval.law import banner
from skolval.registry import load
from skolval.report.blocks import (
    Column,
    Section,
    Table,
    facts_list,
    figure,
    plain_text,
    prose,
    render_table,
)
from skolval.report.chart_style import drawn
from skolval.report.context import speaking
from skolval.report.facts import measured_along
from skolval.report.group_front_chart import group_front_chart
from skolval.report.group_front_table import group_points_table
from skolval.report.group_front_told import told_to
from skolval.report.group_front_words import group_front_sentences
from skolval.report.html_page import Page, page_words
from skolval.report.words import Words

if TYPE_CHECKING:
    from skolval.frontier.groups import GroupFrontier
    from skolval.report.group_front_told import GroupFrontTold

__all__ = ["group_front_page", "write_group_page"]


def write_group_page(
    found: GroupFrontier, path: Path, *, lang: str = "sv", audience: str = "internal"
) -> Path:
    """Write the page about `found` as one HTML file that loads nothing, and return its path."""
    path.write_text(group_front_page(found, lang=lang, audience=audience), encoding="utf-8")
    return path


def group_front_page(found: GroupFrontier, *, lang: str = "sv", audience: str = "internal") -> str:
    """Return the page about `found` as the text of one HTML file.

    Parameters
    ----------
    audience : ``internal``, or ``public`` for what anybody may read.
    """
    words = Words(lang)
    with speaking(lang):
        told = told_to(found, words, audience)
        sections = [_summary(told), _front(told), _method(found, told)]
        text = " ".join(plain_text(section) for section in sections)
        sections.append(load("section", "glossary").explained(text, words))
        warning = banner([group_run(found.question, found.front.points[0])], lang=lang)
    title = words.gettext("Concentration of groups against its price: {place}")
    return Page(
        lang=lang,
        title=title.format(place=found.question.instance.label(lang)),
        lead=_lead(found, told),
        banner=warning,
        sections=tuple(sections),
        text=page_words(words),
    ).html()


def _lead(found: GroupFrontier, told: GroupFrontTold) -> str:
    question = found.question
    lead = told.words.gettext(
        "{pupils} pupils, school year {year}, under the rules of {policy}: the least of {price} at "
        "each ceiling on what share the {top} units with most pupils in groups may have."
    )
    return lead.format(
        pupils=_counted(told),
        year=question.instance.school_year,
        policy=question.asked.label(told.words.lang),
        price=told.price,
        top=told.top,
    )


def _counted(told: GroupFrontTold) -> str:
    pupils = told.points[-1]["pupils_in_groups"]
    return told.shown.few(pupils) if told.public else told.words.whole(pupils)


def _summary(told: GroupFrontTold) -> Section:
    _ = told.words.gettext
    inside = _(
        "This page is for the office: it counts every pupil, those with a protected identity too, "
        "and tells sums to the metre. For anybody else there is its public edition; the tables "
        "beside it are for the office in any case."
    )
    body = prose("" if told.public else inside) + facts_list(group_front_sentences(told))
    return Section("summary", _("Summary"), body)


def _front(told: GroupFrontTold) -> Section:
    _ = told.words.gettext
    title, table = _("The front"), group_points_table(told)
    if not told.charted:
        return Section("front", title, render_table(table))
    chart = group_front_chart(
        [told.drawn(row) for row in told.points],
        told.below(),
        None if told.today is None else told.drawn(told.today),
        {
            "x": _("{price}, more than the least").format(price=_first_large(told.price)),
            "y": _("Share at the {top} units with most").format(top=told.top),
            "impossible": _("proven impossible"),
            "today": _("today's units"),
        },
    )
    parts = [
        _(
            "Each mark is a placement: how much more than the least it takes (across), and what "
            "share of the pupils in groups is at the {top} units with most (up). In the grey field "
            "nothing can lie: that is proven."
        ).format(top=told.top),
        _("The red diamond is today's units.") if told.today is not None else "",
    ]
    caption = " ".join(part for part in parts if part)
    picture = drawn(chart, name="front", lang=told.words.lang)
    return Section("front", title, figure(picture, caption=caption, spoken=caption, table=table))


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _method(found: GroupFrontier, told: GroupFrontTold) -> Section:
    _, words, question = told.words.gettext, told.words, found.question
    terms = question.terms
    rows = [
        [_("Instance"), question.instance.name],
        [_("Policy"), question.asked.label(words.lang)],
        [_("Seed"), question.policy.seed],
        [_("Gap asked for"), words.percent(terms.gap, 2)],
        [_("Given away for the other goals, at most"), words.percent(terms.slack / 100, 1)],
        [_("Search nodes for each point"), words.whole(terms.nodes)],
        [_("Distances"), measured_along(question.problem.distance_kind, words)],
    ]
    columns = [Column(_("What"), numeric=False), Column(_("Value"), numeric=False)]
    how = _(
        "At each ceiling {price} is made as small as possible under all rules of the policy, but "
        "for its own ceiling on concentration; then its other goals, as far as may be given away. "
        "Shares, ways and kronor are counted from the placement itself. A bound that is proven at "
        "a looser ceiling holds at a tighter one too."
    ).format(price=told.price)
    why = _(
        "Where groups are is the municipality's own organisation; a pupil's own place is decided "
        "for that pupil. The front shows what is possible, and decides nobody's place."
    )
    table = render_table(Table(_("How it was made"), columns, rows))
    return Section("method", _("How it is reckoned"), prose(how, why) + table)
