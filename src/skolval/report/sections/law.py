"""Rules and law: every lever of every policy with its legal status today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.law import condition_words, lever_words
from skolval.registry import called
from skolval.report.blocks import Column, Section, Table, facts_list, prose, render_table
from skolval.report.facts import label, span
from skolval.report.sections._phrases import status_label

if TYPE_CHECKING:
    from skolval.law import LegalLine
    from skolval.report.context import Case, Context
    from skolval.report.words import Words

__all__ = ["ORDER", "render"]

ORDER = 70


def render(context: Context) -> Section:
    """Return a table of levers for each policy, and the breaches found."""
    _ = context.words.gettext
    intro = _(
        "A lever is something the policy decides: how places are handed out, who goes first, what "
        "must hold, what is made small. Each has a legal status today, and the policy has the "
        "worst of its levers’. This is no legal advice."
    )
    body = prose(intro)
    for case in context.cases:
        body += render_table(_levers(case, context)) + _breaches(case, context)
    return Section("law", _("Rules and law"), body)


def _kinds(context: Context) -> dict[str, str]:
    _ = context.words.gettext
    return {
        "mechanism": _("How places are handed out"),
        "criterion": _("Who goes first"),
        "rule": _("What must hold"),
        "goal": _("What is made small"),
        "policy": _("The order as a whole"),
    }


def _levers(case: Case, context: Context) -> Table:
    _, words = context.words.gettext, context.words
    kinds, policy = _kinds(context), case.run.problem.policy
    said = {(line.kind, line.name): line for line in case.legal.lines}
    steps = [("mechanism", policy.mechanism.name)]
    steps += [("criterion", step.name) for step in policy.criteria]
    steps += [("rule", step.name) for step in policy.rules]
    steps += [("goal", step.name) for step in policy.goals]
    asked = [(kind, name, said.get((kind, name))) for kind, name in steps]
    asked += [("policy", line.name, line) for line in case.legal.lines if line.kind == "policy"]
    rows = [
        [
            lever_words(line) if line and kind == "policy" else label(kind, name, words),
            kinds[kind],
            status_label(line.status, words) if line else _("No legal question"),
            _why(line, words) if line else "",
            condition_words(line, _, case.certificate) if line else "",
            line.citation if line else "",
        ]
        for kind, name, line in asked
    ]
    heads = (
        _("Lever"),
        _("What it decides"),
        _("Status today"),
        _("Why"),
        _("Condition"),
        _("Source"),
    )
    origin = (
        [_("Source of the policy: {source}.").format(source=policy.cited(words.lang).rstrip("."))]
        if policy.source
        else []
    )
    if policy.valid_from or policy.valid_to:
        told = span(policy.valid_from, policy.valid_to)
        origin.append(_("In force: {span}.").format(span=told))
    return Table(
        _("Levers of {policy}").format(policy=case.title),
        [Column(head, numeric=False) for head in heads],
        rows,
        note=" ".join(origin),
        wide=True,
    )


def _why(line: LegalLine, words: Words) -> str:
    """Return the reason, and what was otherwise when the policy's rules applied."""
    told = [words.gettext(text) for text in (line.reason, line.history) if text]
    return " ".join(told)


def _breaches(case: Case, context: Context) -> Markup:
    _, words, found = context.words.gettext, context.words, case.outcome.breaches
    checked = words.whole(len(case.certificate["claims"]))
    if not found:
        return prose(
            _(
                "The audit checked {count} claims about this placement without using what made it, "
                "and all of them hold."
            ).format(count=checked)
        )
    rows = [
        _("{rule}: {count} breaches").format(
            rule=called(rule),
            count=context.shown.breaches(count),
        )
        for rule, count in sorted(found.items())
    ]
    told = _("The audit checked {count} claims and found breaches:").format(count=checked)
    return prose(told) + facts_list(rows)
