"""The front as a page: what each level of segregation costs in travel, and what is proven."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from skolval import __version__
from skolval.frontier.point import run_at
from skolval.law import banner
from skolval.report.blocks import (
    Column,
    Section,
    Table,
    environment,
    facts_list,
    figure,
    on_paper,
    prose,
    render_table,
)
from skolval.report.chart_style import drawn
from skolval.report.context import speaking
from skolval.report.front_chart import front_chart
from skolval.report.front_tables import levers_table, plans_table, points_table, prices_table
from skolval.report.map import content_policy
from skolval.report.words import Words

if TYPE_CHECKING:
    from skolval.frontier import Frontier

from skolval.report.front_words import front_sentences, told_level, what_is_levelled

__all__ = ["front_sentences", "frontier_page", "write_page"]

_CSS = Path(__file__).parent / "templates" / "page.css"
_STEPS = 60


def write_page(found: Frontier, path: Path, *, lang: str = "sv") -> Path:
    """Write the page about `found` as one HTML file that loads nothing, and return its path."""
    path.write_text(frontier_page(found, lang=lang), encoding="utf-8")
    return path


def frontier_page(found: Frontier, *, lang: str = "sv") -> str:
    """Return the page about `found` as the text of one HTML file."""
    words = Words(lang)
    with speaking(lang):
        sections = [
            Section("summary", words.gettext("Summary"), facts_list(front_sentences(found, words))),
            _front(found, words),
            *_beside(found, words),
            _method(found, words),
        ]
        warning = banner([run_at(found.question, found.base)], lang=lang)
    _ = words.gettext
    question = found.question
    place = question.instance.label(lang)
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            lang=lang,
            policy=content_policy(()),
            version=__version__,
            title=_("Travel against segregation: {place}").format(place=place),
            css=_CSS.read_text("utf-8") + on_paper(warning),
            banner=warning,
            sections=sections,
            text={
                "banner": _("Warning"),
                "skip": _("Skip to the content"),
                "contents": _("Contents"),
                "kicker": _(
                    "Decision support: it proposes, proves and explains; a person decides."
                ),
                "lead": _lead(found, words),
                "footer": _(
                    "Made with skolval {version}. Nothing in this file is fetched from a network, "
                    "and it names no pupil and no home."
                ).format(version=__version__),
            },
        )
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
        what=what_is_levelled(found, words),
        group=question.instance.group(question.group).label(words.lang),
    )


def _front(found: Frontier, words: Words) -> Section:
    _ = words.gettext
    what = what_is_levelled(found, words)
    chart = front_chart(
        [(row["longer"], row["d" if found.question.away is not None else "value"])
         for row in found.points],
        _below(found),
        base=found.base.at,
        lot=None if found.question.away is None else found.points[-1]["d_by_lot"],
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
    picture = figure(
        drawn(chart, name="front", lang=words.lang),
        caption=caption,
        spoken=caption,
        table=points_table(found, words),
    )
    return Section("front", _("The front"), picture)


def _below(found: Frontier) -> list[tuple[float, float]]:
    """Return (how much longer at least, level) pairs from the tightest level to the loosest."""
    least = max(1, found.points[-1]["travel"])
    first, last = found.front.points[0].at, found.front.points[-1].at
    low = min(first, found.front.least)
    places = [low + (last - low) * n / _STEPS for n in range(_STEPS + 1)]
    return [(max(0.0, found.front.below(at) / least - 1), at) for at in places]


def _beside(found: Frontier, words: Words) -> list[Section]:
    _ = words.gettext
    given = {
        "at": told_level(found, found.base.at, words),
        "what": what_is_levelled(found, words),
        "slack": words.percent(found.question.terms.slack / 100, 1),
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
            [_("Policy"), question.asked.name],
            [_("Seed"), question.policy.seed],
            [_("Gap asked for"), words.percent(question.terms.gap, 2)],
            [_("Search nodes for each point"), words.whole(question.terms.nodes)],
            [_("Distances"), _(question.problem.distance_kind)],
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
