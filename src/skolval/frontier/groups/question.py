"""Question (fråga): a policy of groups, and what their concentration is weighed against.

The policy's own ceiling on the share of the units with most is left out, since it is what the
front varies; its other rules are kept. Its goals are kept too, in their order, after the one that
concentration is weighed against; a goal of spread among them is what the ceilings say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.language import _
from skolval.domain.policy import Policy, Step
from skolval.domain.problem import IntArray, Problem
from skolval.errors import Fault, UsageError
from skolval.frontier.groups.terms import JOURNEYS, GroupTerms
from skolval.frontier.question import rewritten, rules_of
from skolval.law import refuse_unlawful
from skolval.measure.concentration import top_units
from skolval.place import problem_of
from skolval.registry import load

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["GroupQuestion", "group_question", "policy_at"]

PERMILLE = 1000
_SPREAD = "host_spread"


@dataclass(frozen=True, slots=True)
class GroupQuestion:
    """What the front is asked about.

    Parameters
    ----------
    instance, policy : the policy without its own ceiling, with the goals of every point.
    asked : the policy as it was given. problem : what they make. rules : those that always
        hold first. top : units with most pupils in groups that are looked at together.
    hindsight : whether the policy itself places month by month; the front knows the whole year.
    """

    instance: Instance
    policy: Policy
    asked: Policy
    problem: Problem
    rules: tuple[Step, ...]
    top: int
    terms: GroupTerms
    hindsight: bool = False

    @property
    def hosting(self) -> Hosting:
        """The groups."""
        return hosting_of(self.problem)

    @property
    def against(self) -> Step:
        """What concentration is weighed against: the first goal of every point."""
        return self.policy.goals[0]

    @property
    def journey(self) -> str:
        """The goal that says how long journeys are: minutes where the timetable counts."""
        return journey_of(self.policy)

    def rule_at(self, at: int | None) -> HostingRule:
        """Return the policy's rule of groups with the ceiling `at` (permille), None for none."""
        rule = self.policy.hosting or HostingRule()
        return replace(rule, top_units=0 if at is None else self.top, top_share=at)

    def spread_goals(self) -> tuple[Step, Step]:
        """Return the goals of the other end: as little concentrated as the longest way allows."""
        longest = _step(self.against.name, tolerance=self.terms.longer)
        return longest, _step(_SPREAD, top=self.top)

    def value(self, chosen: IntArray, goal: str = "") -> int:
        """Return the value of a goal; of the one that concentration is weighed against."""
        step = self.against if not goal else _step(goal)
        found: int = load("goal", step.name).value(self.problem, chosen, step.params)
        return found

    def at_top(self, chosen: IntArray) -> int:
        """Return the pupils in groups at the units that have most of them."""
        step = _step(_SPREAD, top=self.top)
        found: int = load("goal", _SPREAD).value(self.problem, chosen, step.params)
        return found

    def in_groups(self, chosen: IntArray) -> int:
        """Return all pupils in groups."""
        mine = chosen[chosen >= 0]
        grouped = mine[self.hosting.option_host[mine] >= 0]
        return int(self.problem.parties.size[self.problem.options.party[grouped]].sum())

    def ceiling(self, chosen: IntArray) -> int:
        """Return the least whole permille that `chosen` keeps."""
        everybody = self.in_groups(chosen)
        return -(-PERMILLE * self.at_top(chosen) // everybody) if everybody else 0


def group_question(
    instance: Instance, policy: Policy, terms: GroupTerms, *, simulate_unlawful: bool = False
) -> GroupQuestion:
    """Return the question that `policy` and `terms` ask of `instance`.

    Raises
    ------
    UsageError
        If the policy places nobody in groups, or so few units may have groups that nothing can
        be less concentrated.
    UnlawfulError
        If the policy is forbidden, and no simulation was asked for.
    """
    if policy.places == "pupils":
        raise UsageError(_nobody(policy))
    if not simulate_unlawful:
        refuse_unlawful(policy, groups=instance.groups)
    bare = rewritten(policy, _bare(policy, terms), policy.name)
    problem = problem_of(instance, bare)
    return GroupQuestion(
        instance=instance,
        policy=bare,
        asked=policy,
        problem=problem,
        rules=rules_of(problem, bare),
        top=_top(policy, terms, problem),
        terms=terms,
        hindsight=policy.mechanism.params.order == "month_by_month",
    )


def hosting_of(problem: Problem) -> Hosting:
    """Return the groups of a problem that has them.

    Raises
    ------
    UsageError
        If it has none.
    """
    if problem.hosting is None:
        raise UsageError(_nobody(problem.policy))
    return problem.hosting


def policy_at(question: GroupQuestion, at: int) -> Policy:
    """Return the policy whose ceiling is `at` permille: what `skolval place` would be given."""

    def capped(document: dict[str, Any]) -> None:
        own = document.get("hosting") or {}
        document["hosting"] = own | {"top_units": question.top, "top_share": at / PERMILLE}

    return rewritten(question.policy, capped, f"{question.policy.name}_top{at:04d}")


def journey_of(policy: Policy) -> str:
    """Return the policy's first goal of journeys, else minutes where the timetable counts."""
    named = next((step.name for step in policy.goals if step.name in JOURNEYS), "")
    return named or ("travel" if policy.minutes == "walking" else "travel_minutes")


def _step(name: str, **params: Any) -> Step:
    return Step(name, load("goal", name).Params(**params))


def _bare(policy: Policy, terms: GroupTerms) -> Any:
    """Return the change that takes the ceiling away and says limits and goals of every point."""
    goals = _goals(policy, terms)
    told = policy.mechanism.params.model_dump()
    limits = {"order": "together", "gap": terms.gap, "nodes": terms.nodes, "seconds": terms.seconds}

    def changed(document: dict[str, Any]) -> None:
        hosting = dict(document.get("hosting") or {})
        for key in ("top_units", "top_share"):
            hosting.pop(key, None)
        document["hosting"] = hosting
        document["mechanism"] = {"hosted": told | limits}
        document["goals"] = [
            {step.name: step.params.model_dump(exclude_defaults=True)} for step in goals
        ]

    return changed


def _goals(policy: Policy, terms: GroupTerms) -> Sequence[Step]:
    """Return what is made small at every point: the price, then what the policy wants beside it."""
    against = terms.against or journey_of(policy)
    others = [step for step in policy.goals if step.name not in {against, _SPREAD}]
    if not others:
        others = [_step("travel" if against == "hosting_cost" else "hosting_cost")]
    return [_step(against, tolerance=terms.slack), *others]


def _top(policy: Policy, terms: GroupTerms, problem: Problem) -> int:
    """Return how many units are looked at: asked for, else the policy's, else the measures'.

    Raises
    ------
    UsageError
        If so few units may have groups that those with most always have all of them.
    """
    rows = np.flatnonzero(hosting_of(problem).option_host >= 0)
    units = len(np.unique(problem.unit_of_option()[rows]))
    own = policy.hosting.top_units if policy.hosting is not None else 0
    wanted = next((step.params.top for step in policy.goals if step.name == _SPREAD), 0)
    told = [top for top in (own, wanted) if 0 < top < units]
    top = terms.top or next(iter(told), top_units(len(problem.unit_ids)))
    if units > top:
        return top
    raise UsageError(
        Fault(
            _(
                "Pupils can be in groups at {units} units only, so the {top} units with most "
                "always have all of them."
            ).format(units=units, top=top),
            value=str(top),
            rule="top",
            remedy=_("Give a smaller --top, or let more units have groups (`hosting: units`)."),
        )
    )


def _nobody(policy: Policy) -> Fault:
    return Fault(
        _("The policy {policy} places nobody in groups.").format(policy=policy.name),
        value=policy.places,
        rule="places",
        remedy=_("Write `places: newly_arrived` or `places: introduction` in the policy."),
    )
