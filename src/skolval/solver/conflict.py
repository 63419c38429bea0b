"""Why nothing meets the rules: a smallest set that clashes, by how much, and what would do.

The rules are looked at together (`conflicts.oracle`), a smallest clash is found
(`conflicts.smallest`), and each of its rules is told how far it would have to give way
(`conflicts.easing`). Every number is proven; nothing is called a clash without proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from skolval.domain.language import _
from skolval.domain.policy import Step
from skolval.domain.problem import Problem
from skolval.errors import Fault, InfeasibleError, NumbersTooLargeError, TimeRanOutError
from skolval.registry import term
from skolval.solver.conflicts.crowd_words import crowd_fields, crowd_sentence, listed
from skolval.solver.conflicts.easing import eased_alone
from skolval.solver.conflicts.easing_words import easing_fields, needed_sentence, remedy_sentence
from skolval.solver.conflicts.joint import Joint, cheapest
from skolval.solver.conflicts.joint_words import joint_fault, joint_fields
from skolval.solver.conflicts.oracle import Attempt, Oracle, key_of
from skolval.solver.conflicts.smallest import Smallest, smallest
from skolval.solver.search import Effort
from skolval.solver.system import Limits
from skolval.solver.telling import silent

__all__ = ["infeasible", "seats_too_few"]

_CROWDS = 3
"""Crowds told in words."""
_LARGE = 20_000
"""Option rows above which the solver is asked for less than a proven optimum."""
_ROUGH_GAP = 0.02


def infeasible(
    problem: Problem,
    rules: Sequence[Step],
    effort: Effort,
    attempt: Attempt,
    *,
    weights: Mapping[str, float] | None = None,
) -> InfeasibleError:
    """Return the error that names the clashing rules, for rules proven to clash.

    Parameters
    ----------
    attempt : the solver itself, for some of the rules and for relaxed ones.
    weights : by rule, how many times as much it counts that it gives way.

    Raises
    ------
    NumbersTooLargeError
        If a placement is found that meets what was called impossible.
    """
    hard = _hard(rules)
    oracle = Oracle(problem, _measured(problem, effort), attempt)
    if not hard or oracle.can(hard):
        # what was called impossible has just been found: infeasible would be a false word
        raise NumbersTooLargeError(_too_large())
    if oracle.clash(hard) is None:
        oracle.clashes.append(frozenset(key_of(step) for step in hard))
    found = smallest(oracle, hard)
    # each look at all the rules is dear in a large problem: there those that clash are eased
    eased = hard if len(problem.options) <= _LARGE else list(found.rules)
    joint = cheapest(oracle, eased, oracle.effort, weights or {})
    return _told(oracle, hard, found, joint, weights or {})


def seats_too_few(problem: Problem, rules: Sequence[Step]) -> InfeasibleError | None:
    """Return the error for what seats, limits and bans alone make impossible, None if nothing.

    No solver is asked: this is the quick look before a placement is tried.
    """
    hard = _hard(rules)
    oracle = Oracle(problem, Effort(Limits(), "auto", silent), _nobody_asked)
    if not hard or oracle.can(hard, search=False) is not False:
        return None
    return _told(oracle, hard, smallest(oracle, hard))


def _told(
    oracle: Oracle,
    hard: Sequence[Step],
    found: Smallest,
    joint: Joint | None = None,
    weights: Mapping[str, float] | None = None,
) -> InfeasibleError:
    easings = [eased_alone(oracle, step, found.rules, hard) for step in found.rules]
    seated = oracle.seated(found.rules)
    crowds = oracle.crowds(found.rules, seated) if seated.short else []
    problem = oracle.problem
    names = listed([term("rule", step.name) for step in found.rules])
    told = [_headline(names, alone=len(found.rules) == 1)]
    told += [crowd_sentence(problem, crowd, found.rules) for crowd in crowds[:_CROWDS]]
    faults = [
        Fault(
            " ".join([*(told if number == 0 else ()), needed_sentence(problem, easing)]),
            row=easing.step.line,
            rule=easing.step.name,
            remedy=remedy_sentence(problem, easing),
        )
        for number, easing in enumerate(easings)
    ]
    clash: dict[str, Any] = {
        "proven": found.proven,
        "rules": [
            {"rule": s.name, "line": s.line, "parameters": s.params.model_dump(mode="json")}
            for s in found.rules
        ],
        "crowds": [crowd_fields(problem, crowd, found.rules) for crowd in crowds],
        "easings": [easing_fields(problem, easing) for easing in easings],
    }
    if joint is not None:
        faults.append(joint_fault(problem, joint, weights or {}))
        clash["cheapest"] = joint_fields(problem, joint)
    return InfeasibleError(faults, clash=clash)


def _headline(names: str, *, alone: bool) -> str:
    text = _("No placement meets {names}.") if alone else _("No placement meets {names} together.")
    return text.format(names=names)


def _hard(rules: Sequence[Step]) -> list[Step]:
    """Return the rules that may not be broken, each once."""
    hard = {key_of(step): step for step in rules if step.params.price is None}
    return list(hard.values())


def _measured(problem: Problem, effort: Effort) -> Effort:
    """Return the effort of one question: exact in a small problem, quick in a large one."""
    limits = effort.limits
    if len(problem.options) > _LARGE:
        rough = replace(limits, gap=max(limits.gap, _ROUGH_GAP), nodes=min(limits.nodes, 50))
        return replace(effort, limits=rough)
    return replace(effort, limits=replace(limits, gap=0.0))


def _nobody_asked(*_asked: object) -> Any:
    raise TimeRanOutError(Fault("not asked"))


def _too_large() -> Fault:
    return Fault(
        _("The solver contradicts itself: what it called impossible is possible."),
        rule="numbers",
        remedy=_(
            "Prices or limits in the policy are too large to be reckoned with exactly; "
            "use smaller ones."
        ),
    )
