"""The price of each rule (vad varje villkor kostar): the optimum without it, bounds on both.

The rule is taken away and everything else kept, the ceiling of the front too.
"""

from __future__ import annotations

from typing import Any

from skolval.domain.language import _
from skolval.domain.policy import Step
from skolval.domain.surfaces import Progress
from skolval.frontier.changes import change_row, changed
from skolval.frontier.point import Point
from skolval.frontier.question import Question, moved
from skolval.frontier.store import Store
from skolval.registry import term
from skolval.solver.chain import Chain

__all__ = ["prices"]

_NEVER = frozenset({"everyone_placed"})
"""Without this rule the least travel is that of nobody."""


def prices(question: Question, base: Point, store: Store, tell: Progress) -> list[dict[str, Any]]:
    """Return one row per rule of the policy, in its order."""
    problem, found = question.problem, []
    for number, step in enumerate(question.rules):
        if step.name in _NEVER or question.terms.stopped:
            continue
        tell(_("without the rule {rule}").format(rule=term("rule", step.name)))
        rest = tuple(one for one in question.rules if one is not step)
        chain = Chain(problem, rest, question.goals(), question.terms.limits, _silent)
        name = f"rule-{number}-{step.name}"
        without = changed(question, chain, base, start=base.chosen, store=store, name=name)
        row = change_row(question, base, without, lambda rows: moved(problem, rows, base.chosen))
        found.append({"rule": step.name, "parameters": _parameters(step), **row})
    return found


def _parameters(step: Step) -> str:
    fields = step.params.model_dump(exclude_defaults=True)
    return ", ".join(f"{name} {value}" for name, value in fields.items())


def _silent(_text: str) -> None:
    return
