"""Why nobody can be placed in groups: what is too little, counted; else which rules clash.

First what can be counted: pupils without any option, group seats by kind and language, regular
seats by grade, groups and hosts at most. Where counting finds nothing, the rules are let go one
at a time, and those without which there is a placement are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from skolval.domain.hosting import HostingRule
from skolval.domain.language import _
from skolval.domain.problem import Problem
from skolval.errors import Fault, InfeasibleError
from skolval.registry import called
from skolval.solver.hosting.lacking import lacking
from skolval.solver.search import Effort
from skolval.solver.system import Limits
from skolval.solver.telling import silent

if TYPE_CHECKING:
    from skolval.domain.policy import Step
    from skolval.solver.hosting.solve import Asked

__all__ = ["clashing"]

_SECONDS, _NODES = 20.0, 100
_GIVEN = ("everyone_placed", "capacity")
"""Rules whose breaking is counted above, or that are no choice of the policy."""
Can = Callable[[Problem, "Asked", Effort], bool | None]


def clashing(problem: Problem, asked: Asked, can: Can) -> InfeasibleError:
    """Return the error that tells why no placement meets the rules, for rules proven to clash.

    Parameters
    ----------
    can : the solver itself: whether any placement meets rules, None if it cannot tell.
    """
    faults = list(lacking(problem, asked.hosting, asked.rule))
    if not faults:
        faults = [
            _fault(name, value)
            for name, value, eased in _eased(asked)
            if can(problem, eased, _effort())
        ]
    if not faults:
        faults = [
            _fault_of_rule(step)
            for step in asked.rules
            if step.name not in _GIVEN and can(problem, _without(asked, step), _effort())
        ]
    if not faults:
        faults = [
            Fault(
                _("No placement in groups meets the rules, and no rule of groups alone decides."),
                rule="hosting",
                remedy=_("Ease the rules of groups, or give units more seats or rooms."),
            )
        ]
    return InfeasibleError(faults, clash={"proven": True, "rules": [f.rule for f in faults]})


def _eased(asked: Asked) -> Iterator[tuple[str, object, Asked]]:
    """Yield what was asked without one rule of groups at a time: its name and its value."""
    without = HostingRule()
    for name in ("min_hosts", "groups_most", "top_share", "recent_share"):
        value = getattr(asked.rule, name)
        if value != getattr(without, name):
            rule = replace(asked.rule, **{name: getattr(without, name)})
            yield name, value, replace(asked, rule=rule)
    if (asked.hosting.least_size > 0).any():
        small = asked.hosting.replace(least_size=asked.hosting.least_size * 0)
        value = int(asked.hosting.least_size.max())
        yield "least_size", value, replace(asked, hosting=small)


def _without(asked: Asked, rule: Step) -> Asked:
    return replace(asked, rules=[step for step in asked.rules if step is not rule])


def _fault_of_rule(step: Step) -> Fault:
    return Fault(
        _("No placement meets all rules, but there is one without this.")
        + " "
        + _("The rule {rule} asks for too much beside the others.").format(rule=called(step.name)),
        column=step.name,
        value=repr(step.params),
        rule=step.name,
        remedy=_("Ease `{name}` among the policy's rules, or give it a price.").format(
            name=step.name
        ),
    )


def _fault(name: str, value: object) -> Fault:
    told = {
        "min_hosts": _("So many units cannot run groups at the same time."),
        "groups_most": _("So few groups cannot hold everybody."),
        "top_share": _("The units with most pupils in groups cannot have so small a share."),
        "recent_share": _("So small a share of newly arrived pupils cannot be held everywhere."),
        "least_size": _("The groups cannot all reach their least size."),
    }
    return Fault(
        _("No placement meets all rules, but there is one without this.") + " " + told[name],
        column=name,
        value=str(value),
        rule="hosting",
        remedy=_("Ease `{name}` in the policy's block `hosting`.").format(name=name)
        if name != "least_size"
        else _("Ease `least_size` in the policy's block `hosting`, or size_least in the table."),
    )


def _effort() -> Effort:
    return Effort(Limits(gap=0.5, nodes=_NODES, seconds=_SECONDS), "auto", silent)
