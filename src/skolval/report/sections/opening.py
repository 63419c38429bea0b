"""The opening: what a board must know, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, environment, prose, render_table
from skolval.report.facts import measured_along
from skolval.report.hosting_named import of_programmes
from skolval.report.sections._hosting import hosted_finding
from skolval.report.sections._phrases import (
    ABOUT_EQUAL,
    breach_sentence,
    comparable,
    gap_sentence,
    hosting_sentence,
    moved_sentence,
    outward_sentence,
    placed_sentence,
    segregation_sentence,
    status_label,
    way_sentence,
)

if TYPE_CHECKING:
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 10


def render(context: Context) -> Section:
    """Return the opening page."""
    _ = context.words.gettext
    body = Markup('<div class="lead">{}</div>').format(prose(*_lead(context)))
    body += _policies(context) + render_table(_key_figures(context))
    return Section("summary", _("Summary"), body)


def _lead(context: Context) -> list[str]:
    _, words = context.words.gettext, context.words
    several = len(context.cases) > 1
    compared = (
        _(
            "The same pupils, schools and seats are placed under {count} policies: {policies}. A "
            "policy is what the municipality decides before anybody is placed. The others are "
            "compared with the first."
        ).format(
            count=words.whole(len(context.cases)),
            policies=words.listed([case.named for case in context.cases]),
        )
        if several
        else _(
            "The pupils are placed under the policy {policy}. A policy is what the municipality "
            "decides before anybody is placed."
        ).format(policy=context.first.named)
    )
    measured = _(
        "How unevenly the pupils are spread is told by the dissimilarity index D for the group "
        "“{group}”: the share of the group who would have to change unit for every unit to "
        "have the same share. 0 is perfectly even. D is counted group-blind here: each pupil "
        "counts as the mean of the home area, and no pupil’s own background is used. D is taken "
        "within each grade and pooled."
    ).format(group=context.group_label)
    baseline = _(
        "Small units differ by chance alone. D is therefore always shown beside the value it "
        "would have on average if the same places were drawn by lot, the random baseline."
    )
    if context.hosted:
        return [*hosted_finding(context), compared]
    return [_finding(context), compared, f"{measured} {baseline}", context.together]


def _finding(context: Context) -> str:
    """Return the one paragraph that a reader in a hurry needs; empty for a single run."""
    cases = comparable(context)
    if len(cases) < 2:
        return ""
    known = not any(math.isnan(case.index("dissimilarity")) for case in cases)
    even = min(cases, key=lambda case: case.index("dissimilarity"))
    spread = _spread(cases, even, context) if known else ""
    return " ".join(text for text in (spread, _wished(cases, context)) if text)


def _spread(cases: list[Case], even: Case, context: Context) -> str:
    """Return which policy spreads the pupils most evenly, where the difference is any."""
    _, words = context.words.gettext, context.words
    most = max(case.index("dissimilarity") for case in cases)
    if most - even.index("dissimilarity") >= ABOUT_EQUAL:
        return f"{_evenest(even, context)} {_caution(even, context)}".strip()
    return _(
        "The policies spread the pupils about equally evenly: segregation D {low} to {high} "
        "(by lot {lot})."
    ).format(
        low=words.decimal(even.index("dissimilarity")),
        high=words.decimal(most),
        lot=words.decimal(even.index("dissimilarity", column="expected")),
    )


def _evenest(even: Case, context: Context) -> str:
    _, words, first = context.words.gettext, context.words, context.first
    lot = words.decimal(even.index("dissimilarity", column="expected"))
    if even is first:
        text = _("{even} spreads the pupils most evenly: segregation D {even_d}, by lot {lot}.")
        return text.format(
            even=even.title, even_d=words.decimal(even.index("dissimilarity")), lot=lot
        )
    return _(
        "{even} spreads the pupils more evenly than {first}: segregation D {even_d} against "
        "{first_d} (by lot {lot}), with a way to school of {even_way} on average against "
        "{first_way}."
    ).format(
        even=even.title,
        first=first.title,
        even_d=words.decimal(even.index("dissimilarity")),
        first_d=words.decimal(first.index("dissimilarity")),
        lot=lot,
        even_way=words.metres(context.shown.way(even.outcome.metres_mean)),
        first_way=words.metres(context.shown.way(first.outcome.metres_mean)),
    )


def _caution(even: Case, context: Context) -> str:
    """Say at once when the evenest policy is one that the law does not support."""
    if even.legal.worst != "what_if":
        return ""
    return context.words.gettext(
        "It has no support in the law today and only shows what is possible."
    )


def _wished(cases: list[Case], context: Context) -> str:
    _ = context.words.gettext
    wished = max(cases, key=lambda case: case.outcome.first_wish)
    share = context.shown.of_choosers(wished, "first")
    if math.isnan(wished.outcome.first_wish) or share == HIDDEN:
        return ""
    return _("Most get their first choice under {wished}: {share}.").format(
        wished=wished.title, share=share
    )


def _policies(context: Context) -> Markup:
    template = environment().get_template("policies.html.j2")
    shown = [_card(case, context) for case in context.cases]
    return Markup(template.render(policies=shown))  # noqa: S704 - our template escapes


def _card(case: Case, context: Context) -> dict[str, object]:
    words = context.words
    sentences = [
        breach_sentence(case, context.shown),
        placed_sentence(case, context.shown),
        way_sentence(case, context.shown),
        hosting_sentence(case, context) if context.hosted else segregation_sentence(case, context),
        outward_sentence(case, context),
        moved_sentence(case, context),
        gap_sentence(case, words),
    ]
    return {
        "title": case.title,
        "tone": case.tone,
        "status": case.legal.worst,
        "status_label": status_label(case.legal.worst, words),
        "description": case.description,
        "sentences": [context.shown.in_words(sentence) for sentence in sentences if sentence],
    }


def _key_figures(context: Context) -> Table:
    _, words, cases = context.words.gettext, context.words, context.cases
    stage_limits = words.listed([words.metres(m) for m in context.run.problem.transport_limits])
    text = _(
        "A pupil is entitled to school transport when the way is longer than {limits} in the "
        "low, middle and high stage. Distances: {distances}. Pupils with a protected identity "
        "have a place and a seat but no distance."
    )
    if of_programmes(context.run):
        stage_limits = words.metres(max(context.run.problem.transport_limits))
        text = _(
            "In upper secondary school the home municipality answers for the daily journeys "
            "(elevresor) when the way is at least {limits}, counted here as entitled to school "
            "transport. Distances: {distances}. Pupils with a protected identity have a place and "
            "a seat but no distance."
        )
    note = text.format(
        limits=stage_limits, distances=measured_along(context.run.problem.distance_kind, words)
    )
    if any(case.run.problem.policy.school_transport is not None for case in cases):
        note += " " + _(
            "Where the policy judges school transport, a family's own choice of unit and other "
            "grounds than the distance count too; see School transport."
        )
    return Table(
        _("Key figures by policy"),
        [Column(_("Figure"), numeric=False), *(Column(case.title) for case in cases)],
        [[name, *(told(case) for case in cases)] for name, told in _figures(context)],
        note=note,
    )


def _figures(context: Context) -> list[tuple[str, Callable[[Case], str]]]:
    """Return the name of every key figure and how it is told of a case."""
    _, words, shown = context.words.gettext, context.words, context.shown
    moved = _("Placed elsewhere than under the first policy, pupils")
    wishes: list[tuple[str, Callable[[Case], str]]] = [
        (_("First choice, of those who chose"), lambda c: shown.of_choosers(c, "first")),
        (_("One of the choices, of those who chose"), lambda c: shown.of_choosers(c, "any")),
    ]
    spread: list[tuple[str, Callable[[Case], str]]] = [
        (_("D by home area (group-blind)"), lambda c: words.decimal(c.index("dissimilarity"))),
        (_("D if the places were drawn by lot"),
         lambda c: words.decimal(c.index("dissimilarity", column="expected"))),
    ]  # fmt: skip
    return [
        (_("Pupils with a place"),
         lambda c: shown.unless("placed" in c.told.choices, c.outcome.placed)),
        *(wishes if context.chosen_by_any or not context.hosted else []),
        (_("Mean way to school, metres"),
         lambda c: words.whole(shown.way(c.outcome.metres_mean))),
        (_("Nine in ten have at most, metres"),
         lambda c: words.whole(shown.way(c.outcome.metres_p90))),
        (_("Entitled to school transport, pupils"),
         lambda c: shown.unless(c.told.entitled, c.outcome.entitled)),
        *([] if context.hosted else spread),
        *([(moved, lambda c: shown.unless("moved" in c.told.movers, c.outcome.moved))]
          if len(context.cases) > 1 else []),
        (_("Breaches of the policy’s own rules"),
         lambda c: shown.breaches(sum(c.outcome.breaches.values()))),
    ]  # fmt: skip
