"""The front as a page: what each level of segregation costs in travel, and what is proven."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval import __version__
from skolval.frontier.point import run_at
from skolval.law import banner
from skolval.registry import term
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
from skolval.report.charts import drawn
from skolval.report.context import speaking
from skolval.report.front_chart import front_chart
from skolval.report.front_tables import levers_table, plans_table, points_table, prices_table
from skolval.report.map import content_policy
from skolval.report.words import Words

if TYPE_CHECKING:
    from skolval.frontier import Frontier

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
        what=_what(found, words),
        group=question.instance.group(question.group).label(words.lang),
    )


def _what(found: Frontier, words: Words) -> str:
    _ = words.gettext
    against = found.question.against.name
    return "D" if found.question.away is not None else _(against.replace("_", " "))


def front_sentences(found: Frontier, words: Words) -> list[str]:
    """Return what the front says, one plain sentence each."""
    return [
        text
        for text in (
            *_trades(found, words),
            _sureness(found, words),
            _differing(found, words),
            _dearest(found, words),
            _best_lever(found, words),
            _unfinished(found, words),
        )
        if text
    ]


def _level(found: Frontier, value: float, words: Words) -> str:
    return words.decimal(value, 3 if found.question.away is not None else 0)


def _trades(found: Frontier, words: Words) -> list[str]:
    _ = words.gettext
    end = found.points[-1]
    key = "d" if found.question.away is not None else "value"
    wanted = [_nearest(found.points, share) for share in (0.02, 0.05, 0.10)]
    text = _(
        "For {longer} longer way in all, {what} falls from {start} to {now}: {mean} m on average "
        "instead of {least} m, and {moved} of {pupils} pupils go elsewhere than in the placement "
        "of least travel."
    )
    shown = []
    for row in wanted:
        if row is None or row in shown or row["longer"] <= 0:
            continue
        shown.append(row)
    told = [
        text.format(
            longer=words.percent(row["longer"], 1), what=_what(found, words),
            start=_level(found, end[key], words), now=_level(found, row[key], words),
            mean=words.whole(row["metres_mean"]), least=words.whole(end["metres_mean"]),
            moved=words.whole(row["moved_from_least"]),
            pupils=words.whole(int(found.question.problem.parties.size.sum())),
        )
        for row in shown
    ]  # fmt: skip
    if found.question.away is None or math.isnan(end["d_by_lot"]):
        return told
    lot = _("If the same pupils were drawn by lot to the same units, D would be {lot} on average.")
    return [*told, lot.format(lot=words.decimal(end["d_by_lot"]))]


def _nearest(rows: Sequence[Mapping[str, Any]], share: float) -> Mapping[str, Any] | None:
    """Return the row of the lowest ceiling whose way is at most `share` longer."""
    return next((row for row in rows if row["longer"] <= share), None)


def _sureness(found: Frontier, words: Words) -> str:
    _ = words.gettext
    return _(
        "At every one of the {count} points the least travel possible is at most {gap} shorter "
        "than what was found; no placement within the rules and at most {longer} longer has {what} "
        "below {least}."
    ).format(
        count=words.whole(len(found.points)),
        gap=words.percent(max(row["gap"] for row in found.points), 2),
        longer=words.percent(found.question.terms.longer / 100),
        what=_what(found, words),
        least=_level(found, found.front.least, words),
    )


def _differing(found: Frontier, words: Words) -> str:
    if len(found.plans) < 2:
        return ""
    _ = words.gettext
    row = found.plans[1]
    return _(
        "At {what} at most {at} another placement, {longer} longer, places {moved} of {pupils} "
        "pupils elsewhere: so much is open to other reasons."
    ).format(
        what=_what(found, words), at=_level(found, found.base.at, words),
        longer=words.percent(row["travel"] / max(1, found.base.travel) - 1, 1),
        moved=words.whole(row["moved_from_first"]),
        pupils=words.whole(int(found.question.problem.parties.size.sum())),
    )  # fmt: skip


def _dearest(found: Frontier, words: Words) -> str:
    known = [row for row in found.prices if not _nan(row["saved_found"])]
    if not known:
        return ""
    _ = words.gettext
    row = max(known, key=lambda one: one["saved_found"])
    return _(
        "The dearest rule is {rule}: without it the way would be {saved} of all metres shorter at "
        "the same {what}."
    ).format(
        rule=term("rule", row["rule"]),
        saved=words.percent(max(0.0, row["saved_found"]) / max(1, found.base.travel), 1),
        what=_what(found, words),
    )


def _best_lever(found: Frontier, words: Words) -> str:
    known = [row for row in found.levers if not _nan(row["saved_found"])]
    if not known:
        return ""
    _ = words.gettext
    row = max(known, key=lambda one: one["saved_found"])
    if row["saved_found"] <= 0:
        return ""
    return _(
        "Of the levers tried, “{lever}” gives most: {saved} of all metres at the same {what}."
    ).format(
        lever=row["lever"], what=_what(found, words),
        saved=words.percent(row["saved_found"] / max(1, found.base.travel), 1),
    )  # fmt: skip


def _unfinished(found: Frontier, words: Words) -> str:
    if found.complete:
        return ""
    return words.gettext("The walk was stopped; the same command goes on from here.")


def _front(found: Frontier, words: Words) -> Section:
    _ = words.gettext
    what = _what(found, words)
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
    at = _level(found, found.base.at, words)
    what = _what(found, words)
    sections = []
    if len(found.plans) > 1:
        text = _(
            "Each of these keeps {what} at most {at} and is at most {slack} longer than the "
            "shortest, and sends as few pupils as possible where a pupil like them went before."
        ).format(what=what, at=at, slack=words.percent(found.question.terms.slack / 100, 1))
        body = prose(text) + render_table(plans_table(found, words))
        sections.append(Section("plans", _("Placements nearly as good"), body))
    if found.prices:
        text = _(
            "Each rule in turn is taken away, all others are kept, and the optimum is sought again "
            "at {what} at most {at}. What a rule costs lies between two numbers that are proven."
        ).format(what=what, at=at)
        body = prose(text) + render_table(prices_table(found, words))
        sections.append(Section("prices", _("What each rule costs"), body))
    if found.levers:
        text = _(
            "Each lever in turn is pulled and the optimum sought again at {what} at most {at}. "
            "Units are those where one more seat is worth most, and what the list of levers names."
        ).format(what=what, at=at)
        body = prose(text) + render_table(levers_table(found, words))
        sections.append(Section("levers", _("What levers give"), body))
    return sections


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


def _nan(value: float) -> bool:
    return math.isnan(value)
