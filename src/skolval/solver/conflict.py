"""Why nothing meets the rules: which of them clash, and by how much, in words.

Rules are taken away one at a time for as long as nothing meets the rest; those that remain
clash, and none of them can be spared. Each is then given a price and the others kept: what
it would have to give way to. A rule is named only when its absence was proven to help.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from skolval.domain.language import _
from skolval.domain.policy import Step
from skolval.domain.problem import Problem
from skolval.domain.retelling import retold
from skolval.errors import Fault, InfeasibleError, NumbersTooLargeError, TimeRanOutError
from skolval.registry import load, term
from skolval.solver.search import Effort

__all__ = ["infeasible"]


def infeasible(
    problem: Problem, rules: Sequence[Step], effort: Effort, attempt: Callable[..., Any]
) -> InfeasibleError:
    """Return the error that names the clashing rules.

    Parameters
    ----------
    attempt : the solver itself, for the relaxed problems.
    """
    hard = [step for step in rules if step.params.price is None]
    clash = list(hard)
    for step in hard:
        rest = [other for other in clash if other is not step]
        if _none_meets(problem, rest, effort, attempt):
            clash = rest
    if not clash:
        # nothing binds, and still nothing was found: an error without words would be the outcome
        raise NumbersTooLargeError(_too_large(None))
    faults = [_fault(problem, step, clash, effort, attempt) for step in clash]
    return InfeasibleError(faults)


def _too_large(step: Step | None) -> Fault:
    return Fault(
        _("The solver contradicts itself: what it called impossible is possible."),
        row=None if step is None else step.line,
        rule="numbers",
        remedy=_(
            "Prices or limits in the policy are too large to be reckoned with exactly; "
            "use smaller ones."
        ),
    )


def _none_meets(
    problem: Problem, rules: Sequence[Step], effort: Effort, attempt: Callable[..., Any]
) -> bool:
    """Return whether it is proven that nothing meets `rules`."""
    try:
        attempt(problem, rules, (), effort)
    except InfeasibleError:
        return True
    except TimeRanOutError:
        return False
    return False


def _fault(
    problem: Problem,
    step: Step,
    clash: Sequence[Step],
    effort: Effort,
    attempt: Callable[..., Any],
) -> Fault:
    others = [other for other in clash if other is not step]
    eased = Step(step.name, step.params.model_copy(update={"price": 1}), step.line)
    names = ", ".join(term("rule", other.name) for other in others)
    told_rule = term("rule", step.name)
    alone = (
        _("No placement meets {rule} together with {names}.").format(rule=told_rule, names=names)
        if others
        else _("No placement meets {rule}.").format(rule=told_rule)
    )
    try:
        solved = attempt(problem, [*others, eased], (), effort)
    except (InfeasibleError, TimeRanOutError):
        return Fault(alone, row=step.line, rule=step.name, remedy=_("Ease one of these rules."))
    breaches = load("rule", step.name).breaches(problem, solved.chosen, step.params)
    if not breaches:
        # what was called impossible has just been found: infeasible would be a false word
        raise NumbersTooLargeError(_too_large(step))
    total = sum(breach.excess for breach in breaches)
    told = retold(breaches[0].message)
    more = (
        _(" ({count} such, {total} {unit} in all)").format(
            count=len(breaches), total=total, unit=_(breaches[0].unit)
        )
        if len(breaches) > 1
        else ""
    )
    return Fault(
        _("{alone} The nearest that was found: {told}{more}").format(
            alone=alone, told=told, more=more
        ),
        row=step.line,
        rule=step.name,
        remedy=_("Ease {name}, or give it a price.").format(name=told_rule),
    )
