"""The front as a page: what each level of segregation costs in travel, and what is proven."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from skolval.frontier.point import run_at
from skolval.law import banner
from skolval.registry import load
from skolval.report.blocks import (
    Column,
    Section,
    Table,
    facts_list,
    plain_text,
    prose,
    render_table,
)
from skolval.report.context import speaking
from skolval.report.facts import measured_along
from skolval.report.front_body import beside_sections, front_section
from skolval.report.front_now import told_of
from skolval.report.front_words import front_sentences, what_is_levelled
from skolval.report.html_page import Page, page_words
from skolval.report.words import Words

if TYPE_CHECKING:
    from skolval.frontier import Frontier
    from skolval.report.front_told import FrontTold

__all__ = ["frontier_page", "write_page"]


def write_page(
    found: Frontier, path: Path, *, lang: str = "sv", audience: str = "internal"
) -> Path:
    """Write the page about `found` as one HTML file that loads nothing, and return its path."""
    path.write_text(frontier_page(found, lang=lang, audience=audience), encoding="utf-8")
    return path


def frontier_page(found: Frontier, *, lang: str = "sv", audience: str = "internal") -> str:
    """Return the page about `found` as the text of one HTML file.

    Parameters
    ----------
    audience : ``internal``, or ``public`` for what anybody may read: rounded, no sums or counts.
    """
    words, told = Words(lang), told_of(found)
    with speaking(lang):
        sections = [*_told(told, words, audience), _method(found, words)]
        text = " ".join(plain_text(section) for section in sections)
        sections.append(load("section", "glossary").explained(text, words))
        warning = banner([run_at(found.question, found.base)], lang=lang)
    title = words.gettext("Travel against segregation: {place}")
    return Page(
        lang=lang,
        title=title.format(place=found.question.instance.label(lang)),
        lead=_lead(found, words),
        banner=warning,
        sections=tuple(sections),
        text=page_words(words),
    ).html()


def _told(told: FrontTold, words: Words, audience: str) -> list[Section]:
    """Return what is told of the front to an audience; the office reads to whom it may be given."""
    _ = words.gettext
    if audience != "internal":
        body = load("section", "front").told_publicly(told, words)
        return [Section("front", _("Travel against segregation: the front"), body)]
    inside = _(
        "This page is for the office: it counts every pupil, those with a protected identity too, "
        "and tells sums to the metre. For anybody else there is its public edition; the tables "
        "beside it are for the office in any case."
    )
    summary = prose(inside, _what_d_is(told, words)) + facts_list(front_sentences(told, words))
    return [
        Section("summary", _("Summary"), summary),
        front_section(told, words),
        *beside_sections(told, words),
    ]


def _what_d_is(told: FrontTold, words: Words) -> str:
    """Return what D is, before it is used; nothing where another goal has the ceiling."""
    if not told.of_d:
        return ""
    return words.gettext(
        "D, the dissimilarity index, is the share of the group who would have to change unit for "
        "every unit to have the same share: 0 is perfectly even. At every ceiling on D, the "
        "highest D allowed, the shortest ways to school are sought."
    )


def _lead(found: Frontier, words: Words) -> str:
    _ = words.gettext
    question = found.question
    text = _(
        "{pupils} pupils, school year {year}, under the rules of {policy}: the least travel at "
        "each ceiling on {what} of {group}."
    )
    return text.format(
        pupils=words.whole(len(question.problem.parties)),
        year=question.instance.school_year,
        policy=question.asked.label(words.lang),
        what=what_is_levelled(told_of(found), words),
        group=question.instance.group(question.group).label(words.lang),
    )


def _method(found: Frontier, words: Words) -> Section:
    _ = words.gettext
    question = found.question
    basis = (
        _("Composition is that of the home areas; no pupil's own background is looked at.")
        if question.terms.basis == "area"
        else _("Composition is that of the pupils themselves: an upper bound, for study only.")
    )
    law = (
        _(
            "No law lets a municipality place pupils by the composition of its units: this shows "
            "what is possible, and decides nobody's place."
        )
        if question.away is not None
        else ""
    )
    table = Table(
        _("How it was made"),
        [Column(_("What"), numeric=False), Column(_("Value"), numeric=False)],
        [
            [_("Instance"), question.instance.name],
            [_("Policy"), question.asked.label(words.lang)],
            [_("Seed"), question.policy.seed],
            [_("Gap asked for"), words.percent(question.terms.gap, 2)],
            [_("Search nodes for each point"), words.whole(question.terms.nodes)],
            [_("Distances"), measured_along(question.problem.distance_kind, words)],
        ],
    )
    return Section(
        "method",
        _("How it is reckoned"),
        prose(
            _(
                "At each ceiling the least travel is sought under all rules of the policy. Travel "
                "and D are counted from the placement itself. The bounds are those of linear "
                "programmes over all options, whose prices hold at every ceiling at once."
            ),
            basis,
            law,
        )
        + render_table(table),
    )
