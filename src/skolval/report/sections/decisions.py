"""What the board must decide, drawn from the numbers and the law."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.law import unmet
from skolval.report.blocks import Section, facts_list, prose
from skolval.report.facts import label
from skolval.report.sections._hosting import hosts_asked
from skolval.report.sections._hosting_decided import groups_decided
from skolval.report.sections._phrases import ABOUT_EQUAL, comparable

if TYPE_CHECKING:
    from skolval.domain.policy import Policy, Step
    from skolval.report.context import Case, Context
    from skolval.report.words import Words

__all__ = ["ORDER", "decided", "render"]

ORDER = 20
_MANY = 2
"""Grammatical number of a count that is hidden."""


def render(context: Context) -> Section:
    """Return the decisions to take."""
    _ = context.words.gettext
    sentences = [
        *_choice(context),
        *_unlawful(context),
        *_conditional(context),
        *_without_place(context),
        *_broken(context),
        *_transport(context),
        *_moving(context),
        *_areas(context),
        *_seed(context),
        _person(context),
    ]
    intro = _("The program decides nothing. These questions remain for the board:")
    return Section(
        "decisions",
        _("What the board must decide"),
        prose(intro) + facts_list(sentences, ordered=True) + _taken(context),
    )


def _taken(context: Context) -> Markup:
    """Return what the board decides by adopting each policy."""
    _ = context.words.gettext
    heading = Markup("<h3>{}</h3>").format(_("What each policy decides"))
    intro = _(
        "To adopt a policy is to decide all of this at once. Every word is explained under "
        "“Method and definitions”, and its legal status under “Rules and law”."
    )
    told = [
        f"{case.named}: {' '.join(decided(case.run.problem.policy, context.words))}"
        for case in context.cases
    ]
    return heading + prose(intro) + facts_list(told)


def decided(policy: Policy, words: Words) -> list[str]:
    """Return what `policy` decides, one plain sentence for each kind of lever."""
    _ = words.gettext

    def named(room: str, steps: Sequence[Step]) -> str:
        return ", ".join(dict.fromkeys(label(room, step.name, words) for step in steps))

    hard = [step for step in policy.rules if getattr(step.params, "price", None) is None]
    priced = [step for step in policy.rules if step not in hard]
    grouped = policy.places != "pupils"
    parts = (
        (_("Places are handed out by {named}."),
         "" if grouped else named("mechanism", [policy.mechanism])),
        (_("Where seats are too few, this decides who goes first, in this order: {named}."),
         named("criterion", policy.criteria)),
        (_("This must always hold: {named}."), named("rule", hard)),
        (_("This should hold, but may be broken at a price: {named}."), named("rule", priced)),
        (_("This is made as small as possible, in this order: {named}."),
         named("goal", policy.goals)),
    )  # fmt: skip
    told = groups_decided(policy, words) if grouped else []
    told += [text.format(named=names) for text, names in parts if names]
    if policy.parties == "areas":
        told.append(_("Whole areas are placed, so that all pupils of an area have one school."))
    if policy.school_transport is not None:
        told.append(_("It judges who has a right to school transport."))
    return told


def _choice(context: Context) -> list[str]:
    """Put the longest way against the most even spread, if they are not the same policy."""
    if context.hosted:
        return hosts_asked(context)
    cases = comparable(context)
    if len(cases) < 2 or any(math.isnan(case.index("dissimilarity")) for case in cases):
        return []
    _, words = context.words.gettext, context.words
    near = min(cases, key=lambda case: case.outcome.metres_mean)
    even = min(cases, key=lambda case: case.index("dissimilarity"))
    if near is even:
        return [
            _(
                "{policy} has both the shortest ways to school and the most even spread. What "
                "speaks for deciding otherwise?"
            ).format(policy=near.title)
        ]
    if near.index("dissimilarity") - even.index("dissimilarity") < ABOUT_EQUAL:
        return []
    return [
        _(
            "How much longer ways to school is a more even spread worth? {even} has D {even_d} and "
            "{even_way} on average; {near} has the shortest ways, {near_way}, and D {near_d}."
        ).format(
            even=even.title,
            even_d=words.decimal(even.index("dissimilarity")),
            even_way=words.metres(context.shown.way(even.outcome.metres_mean)),
            near=near.title,
            near_d=words.decimal(near.index("dissimilarity")),
            near_way=words.metres(context.shown.way(near.outcome.metres_mean)),
        )
    ]


def _titles(context: Context, status: str) -> list[Case]:
    return [case for case in context.cases if case.legal.worst == status]


def _unlawful(context: Context) -> list[str]:
    _, words = context.words.gettext, context.words
    sentences = []
    what_if = [case.title for case in _titles(context, "what_if")]
    if what_if:
        sentences.append(
            _(
                "{policies}: contains a condition without support in the law today. It shows what "
                "is possible; it cannot be used to refuse a wish. Should the municipality seek the "
                "same effect by lawful means, such as where seats and school transport are offered?"
            ).format(policies=words.listed(what_if))
        )
    forbidden = [case.title for case in _titles(context, "forbidden")]
    if forbidden:
        sentences.append(
            _(
                "{policies}: struck down by court or board of appeal; shown for comparison only. "
                "By which lawful policy can the same need be met?"
            ).format(policies=words.listed(forbidden))
        )
    return sentences


def _conditional(context: Context) -> list[str]:
    _, words = context.words.gettext, context.words
    cases = _titles(context, "conditional")
    failed = [case.title for case in cases if unmet(case.legal.lines, case.certificate)]
    found = [case.title for case in cases if case.title not in failed]
    sentences = []
    if failed:
        sentences.append(
            _(
                "{policies}: a condition for being lawful is not met in this placement (see “Rules "
                "and law”). It cannot be decided as it stands. Should the rules be changed, or "
                "seats be added where the pupils concerned live?"
            ).format(policies=words.listed(failed))
        )
    if not found:
        return sentences
    return [
        *sentences,
        _(
            "{policies}: lawful only if the conditions under “Rules and law” are met. Who makes "
            "sure of it, and how is it documented?"
        ).format(policies=words.listed(found)),
    ]


def _without_place(context: Context) -> list[str]:
    told = []
    for case in context.cases:
        count = case.outcome.pupils - case.outcome.placed
        hide = "unplaced" in case.told.choices
        text = context.words.ngettext(
            "Under {policy}, {count} pupil has no place. Where are seats to be added?",
            "Under {policy}, {count} pupils have no place. Where are seats to be added?",
            _MANY if hide else count,
        )
        if count:
            told.append(text.format(policy=case.title, count=context.shown.unless(hide, count)))
    return told


def _broken(context: Context) -> list[str]:
    return [
        context.words.ngettext(
            "Under {policy} the audit found {count} breach of its own rules. Is it accepted, is a "
            "rule changed, or are seats added?",
            "Under {policy} the audit found {count} breaches of its own rules. Are they accepted, "
            "is a rule changed, or are seats added?",
            _MANY if context.shown.public else count,
        ).format(policy=case.title, count=context.shown.breaches(count))
        for case in context.cases
        if (count := sum(case.outcome.breaches.values()))
    ]


def _transport(context: Context) -> list[str]:
    """Ask for the money where the policies differ in who is entitled to school transport."""
    _ = context.words.gettext
    told = [case for case in context.cases if not case.told.entitled]
    counts = [case.outcome.entitled for case in told]
    if len(counts) < 2 or max(counts) == min(counts):
        return []
    fewest, most = (pick(told, key=lambda case: case.outcome.entitled) for pick in (min, max))
    return [
        _(
            "Pupils entitled to school transport by distance: from {low} ({fewest}) to {high} "
            "({most}). Which cost does the municipality accept, and for what?"
        ).format(
            low=context.words.whole(min(counts)),
            high=context.words.whole(max(counts)),
            fewest=fewest.title,
            most=most.title,
        )
    ]


def _moving(context: Context) -> list[str]:
    """Ask from when new rules apply where they send pupils to other units."""
    _ = context.words.gettext
    moved = [
        case.title
        for case in context.cases[1:]
        if case.outcome.moved and "moved" not in case.told.movers
    ]
    if not moved:
        return []
    return [
        _(
            "Under {policies} pupils are placed elsewhere than under {first}. From which school "
            "year and grade do new rules apply, and does a pupil who already goes to a unit stay?"
        ).format(policies=context.words.listed(moved), first=context.first.title)
    ]


def _areas(context: Context) -> list[str]:
    _ = context.words.gettext
    whole = [case.title for case in context.cases if case.run.problem.policy.parties == "areas"]
    if not whole:
        return []
    return [
        _(
            "{policies}: whole areas belong to a unit. Which areas belong to which unit, from "
            "when, and how are the families told before they choose?"
        ).format(policies=context.words.listed(whole))
    ]


def _seed(context: Context) -> list[str]:
    _ = context.words.gettext
    drawn = [
        case
        for case in context.cases
        if any(step.name == "lottery" for step in case.run.problem.policy.criteria)
    ]
    if not drawn:
        return []
    return [
        _(
            "Ties are broken by a lottery whose outcome anybody can recompute from a published "
            "seed. When and how is the seed drawn and published, before the applications are known?"
        )
    ]


def _person(context: Context) -> str:
    return context.words.gettext(
        "Who takes and signs each placement decision? It must be reasoned and can be appealed; "
        "most may not be left to an automated function (Kommunallagen 6 kap. 38 §, "
        "Förvaltningslagen 32 §)."
    )
