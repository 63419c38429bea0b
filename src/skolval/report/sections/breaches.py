"""Breaches: every broken rule with what it demands and the audit's own words about the worst."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.domain.naming import called as pupil_called
from skolval.domain.retelling import retold
from skolval.registry import called, names
from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.facts import first_sentence
from skolval.report.words import DASH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skolval.domain.breach import Breach
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 72
_LOOKED_AT = 50
"""Breaches of a rule among which an example is looked for that names no pupil."""


def render(context: Context) -> Section | None:
    """Return a table of broken rules for each policy; None where none is broken."""
    broken = [case for case in context.cases if case.outcome.breaches]
    if not broken:
        return None
    _ = context.words.gettext
    intro = _(
        "The audit looks at the finished placement without knowing how it was made, and finds "
        "every way in which it breaks a rule. A breach is no judgement of anybody: a rule with a "
        "price may be broken when that costs less than keeping it."
    )
    whole = ", ".join(case.title for case in context.cases if case not in broken)
    none = _("No breaches: {policies}.").format(policies=whole) if whole else ""
    body = prose(intro, none)
    body += Markup("").join(render_table(_table(case, context)) for case in broken)
    return Section("breaches", _("Breaches, rule by rule"), body)


def _table(case: Case, context: Context) -> Table:
    _, words = context.words.gettext, context.words
    public = context.shown.public
    rows = []
    for rule, count in sorted(case.outcome.breaches.items()):
        found = [breach for breach in case.breaches if breach.rule == rule]
        row = [called(rule), context.shown.breaches(count), _demand(rule, context)]
        if not public:
            row += [_worst(found, context), _example(found, case, context) or DASH]
        rows.append([*row, _kind(rule, case, context)])
    checked = _("The audit checked {count} claims about this placement.").format(
        count=words.whole(len(case.certificate["claims"]))
    )
    note = (
        _("What the audit says of single cases is not told to the public.")
        if public
        else _("An example is told only where it names no pupil; the run’s breaches.csv has all.")
    )
    columns = [
        Column(_("Rule"), numeric=False), Column(_("Breaches")),
        Column(_("What it demands"), numeric=False),
        *([] if public else [Column(_("Worst, by"), numeric=False),
                             Column(_("The audit’s words"), numeric=False)]),
        Column(_("Meant to hold"), numeric=False),
    ]  # fmt: skip
    caption = _("Breaches under {policy}").format(policy=case.title)
    return Table(caption, columns, rows, note=f"{checked} {note}", wide=True)


def _demand(rule: str, context: Context) -> str:
    """Return what a rule or criterion demands: its own definition."""
    for room in ("rule", "criterion"):
        if rule in names(room):
            return context.words.gettext(first_sentence(room, rule))
    return context.words.gettext("The certificate of the placement, not a rule of the policy.")


def _kind(rule: str, case: Case, context: Context) -> str:
    """Return whether the policy asks for the rule at any price."""
    _ = context.words.gettext
    steps = [step for step in case.run.problem.policy.rules if step.name == rule]
    if not steps:
        return _("always")
    priced = all(getattr(step.params, "price", None) is not None for step in steps)
    return _("at a price") if priced else _("always")


def _worst(found: Sequence[Breach], context: Context) -> str:
    """Return how much too much the worst breach is, with its unit."""
    if not found:
        return DASH
    worst = max(found, key=lambda breach: breach.excess)
    unit = context.words.gettext(worst.unit)
    return f"{context.words.whole(worst.excess)}\N{NO-BREAK SPACE}{unit}"


def _example(found: Sequence[Breach], case: Case, context: Context) -> str:
    """Return the audit's words about the worst breach that names no pupil."""
    problem = case.run.problem
    ids = {str(pupil) for pupil in problem.parties.ids}
    worst = sorted(found, key=lambda breach: -breach.excess)[:_LOOKED_AT]
    for breach in worst:
        spoken = breach.message.casefold()
        named = any(pupil_called(problem, party) in spoken for party in breach.parties[:_LOOKED_AT])
        told = ids & set(re.findall(r"[^\s,.;:()]+", breach.message))
        if not named and not told and "protected identity" not in spoken:
            return retold(breach.message, context.words.lang)
    return ""
