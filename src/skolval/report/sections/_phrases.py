"""Sentences that more than one section uses, each number with its unit and company."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from skolval.domain.placement import Status
from skolval.measure.reversed_sentences import reversed_sentences
from skolval.measure.reversed_transport import reversed_numbers
from skolval.report.audience import HIDDEN
from skolval.report.reversed_told import coarse

if TYPE_CHECKING:
    from skolval.report.audience import Shown
    from skolval.report.context import Case, Context
    from skolval.report.words import Words

__all__ = [
    "ABOUT_EQUAL",
    "breach_sentence",
    "comparable",
    "gap_sentence",
    "hosting_sentence",
    "moved_sentence",
    "outward_sentence",
    "placed_sentence",
    "segregation_sentence",
    "status_label",
    "way_sentence",
]


def status_label(status: str, words: Words) -> str:
    """Return the legal status in words."""
    _ = words.gettext
    return {
        "lawful": _("Lawful today"),
        "conditional": _("Lawful on conditions"),
        "what_if": _("Only a what-if: no support in the law today"),
        "forbidden": _("Forbidden: only simulated"),
    }[status]


ABOUT_EQUAL = 0.005
"""Difference in D that is not worth a sentence: less than what a new lottery can give."""


def comparable(context: Context) -> list[Case]:
    """Return the cases whose spread is known and that may be weighed against each other.

    A forbidden policy is shown, but is no alternative that anybody could choose.
    """
    return [
        case
        for case in context.cases
        if case.legal.worst != "forbidden" and not math.isnan(case.index("dissimilarity"))
    ]


def breach_sentence(case: Case, shown: Shown) -> str:
    """Return what the audit found against the placement, or nothing."""
    count = sum(case.outcome.breaches.values())
    if not count:
        return ""
    return shown.words.ngettext(
        "The audit found {count} breach of the policy’s rules, or of the conditions on which "
        "they are lawful: see “Rules and law”.",
        "The audit found {count} breaches of the policy’s rules, or of the conditions on which "
        "they are lawful: see “Rules and law”.",
        2 if shown.public else count,
    ).format(count=shown.breaches(count))


def placed_sentence(case: Case, shown: Shown) -> str:
    """Return how many have a place and how many got what they wished for."""
    words, outcome = shown.words, case.outcome
    _ = words.gettext
    text = _("{placed} of {all} pupils have a place.").format(
        placed=shown.unless("placed" in case.told.choices, outcome.placed),
        all=words.whole(outcome.pupils),
    )
    if not outcome.choosers:
        return text
    return f"{text} " + _(
        "Of the {choosers} who chose, {first} got their first choice and {any} one of their "
        "choices."
    ).format(
        choosers=shown.unless("choosers" in case.told.choices, outcome.choosers),
        first=shown.of_choosers(case, "first"),
        any=shown.of_choosers(case, "any"),
    )


def way_sentence(case: Case, shown: Shown) -> str:
    """Return how long the ways to school are and who is entitled to transport."""
    words, outcome = shown.words, case.outcome
    _ = words.gettext
    return _(
        "The way to school is {mean} on average, and nine pupils in ten have at most {p90}. "
        "Pupils entitled to school transport by distance: {entitled}."
    ).format(
        mean=words.metres(shown.way(outcome.metres_mean)),
        p90=words.metres(shown.way(outcome.metres_p90)),
        entitled=shown.unless(case.told.entitled, outcome.entitled),
    )


def segregation_sentence(case: Case, context: Context) -> str:
    """Return D with its random baseline."""
    words = context.words
    _, value = words.gettext, case.index("dissimilarity")
    if math.isnan(value) and case.pooled.area is None:
        return _(
            "Segregation is not told: too many of the pupils go to units whose numbers are hidden."
        )
    if math.isnan(value):
        return _("Segregation cannot be computed: the composition of the home areas is not known.")
    expected = case.index("dissimilarity", column="expected")
    text = _("Segregation by home area (D, group-blind): {value}.").format(
        value=words.decimal(value)
    )
    if math.isnan(expected):
        return text
    return f"{text} " + _("With the places drawn by lot it would be {expected}.").format(
        expected=words.decimal(expected)
    )


def hosting_sentence(case: Case, context: Context) -> str:
    """Return where the groups are and what they cost; empty where there are none."""
    words, held = context.words, case.hosting
    if held is None:
        return ""
    return words.ngettext(
        "Groups: {groups}, at {units} unit, for {kronor} kronor a year. The {top} units with most "
        "pupils in groups hold {share} of them.",
        "Groups: {groups}, at {units} units, for {kronor} kronor a year. The {top} units with most "
        "pupils in groups hold {share} of them.",
        held.numbers.hosting_units,
    ).format(
        groups=words.whole(held.numbers.groups.sum()),
        units=words.whole(held.numbers.hosting_units),
        kronor=words.whole(held.numbers.kronor),
        top=words.whole(held.spread.top),
        share=words.percent(held.spread.top_share),
    )


def outward_sentence(case: Case, context: Context) -> str:
    """Return who is offered a seat outwards; empty without reversed transport."""
    found = reversed_numbers(case.run)
    if found is None:
        return ""
    told = coarse(found) if context.shown.public else found
    return reversed_sentences(told, context.group_label)[0]


def moved_sentence(case: Case, context: Context) -> str:
    """Return how many are placed elsewhere than under the first policy."""
    words, moved = context.words, case.outcome.moved
    if moved is None:
        return ""
    hide = "moved" in case.told.movers
    return words.gettext(
        "{moved} of {all} pupils ({share}) are placed elsewhere than under {first}."
    ).format(
        moved=context.shown.unless(hide, moved),
        all=words.whole(case.outcome.pupils),
        share=HIDDEN if hide else words.percent(moved / max(case.outcome.pupils, 1), 1),
        first=context.first.title,
    )


def gap_sentence(case: Case, words: Words) -> str:
    """Return what was proven about the placement, in words."""
    _, placement = words.gettext, case.run.placement
    if placement.status is Status.OPTIMAL:
        return _(
            "Proven: under the same rules no placement does better on the first goal of the policy."
        )
    if placement.status is Status.FEASIBLE and placement.gap is not None:
        stopped = _("The search was cancelled by the user; this is the best it had found.")
        proven = _(
            "Proven: no placement under the same rules can be more than {gap} better on the "
            "first goal of the policy."
        ).format(gap=words.percent(placement.gap, 2))
        return f"{stopped} {proven}" if placement.details.get("cancelled") else proven
    if placement.status is Status.MECHANISM:
        return _(
            "The places follow from the selection rules step by step; nothing is optimised, so "
            "there is no gap to prove."
        )
    return _("The computation gave a placement but no proof of how good it is.")
