"""What the board must decide, drawn from the numbers and the law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.law import unmet
from skolval.report.blocks import Section, facts_list, prose
from skolval.report.sections._phrases import ABOUT_EQUAL, comparable

if TYPE_CHECKING:
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 20


def render(context: Context) -> Section:
    """Return the decisions to take."""
    _ = context.words.gettext
    sentences = [
        *_choice(context),
        *_unlawful(context),
        *_conditional(context),
        *_without_place(context),
        *_seed(context),
        _person(context),
    ]
    intro = _("The program decides nothing. These questions remain for the board:")
    return Section(
        "decisions",
        _("What the board must decide"),
        prose(intro) + facts_list(sentences, ordered=True),
    )


def _choice(context: Context) -> list[str]:
    """Put the longest way against the most even spread, if they are not the same policy."""
    cases = comparable(context)
    if len(cases) < 2:
        return []
    _, words = context.words.gettext, context.words
    near = min(cases, key=lambda case: case.outcome.metres_mean)
    even = min(cases, key=lambda case: case.index("dissimilarity"))
    if near is even:
        return [
            _("{policy} has both the shortest ways to school and the most even spread.").format(
                policy=near.title
            )
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
                "{policies}: struck down by court or board of appeal; shown for comparison only."
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
    _ = context.words.gettext
    return [
        _("Under {policy}, {count} pupils have no place. Where are seats to be added?").format(
            policy=case.title,
            count=context.shown.unless(
                "unplaced" in case.told.choices, case.outcome.pupils - case.outcome.placed
            ),
        )
        for case in context.cases
        if case.outcome.placed < case.outcome.pupils
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
