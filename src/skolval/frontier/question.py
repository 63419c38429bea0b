"""Question (fråga): an instance under a policy, and what its travel is weighed against.

The policy's own ceiling on the same segregation is left out, since it is what the front
varies; every other rule is kept. Criteria, seat classes and wishes play no part: the front
shows what *any* placement under the rules can reach.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from ruamel.yaml import YAML

from skolval.domain.deviation import SCALE, Deviation, deviation
from skolval.domain.language import _
from skolval.domain.policy import Policy, Step
from skolval.domain.problem import IntArray, Problem
from skolval.domain.service_rules import service_rules
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.frontier.terms import Terms
from skolval.io.policy import read_policy
from skolval.law import refuse_unlawful
from skolval.place import problem_of
from skolval.registry import load, names

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.travel import TravelTable

__all__ = [
    "BALANCE",
    "Question",
    "moved",
    "policy_at",
    "question_of",
    "rewritten",
    "rules_of",
]

BALANCE = "imbalance"
"""The goal whose value over its value at complete segregation is D."""
_ALWAYS = ("everyone_placed", "capacity")
_NO_PART = ("criteria", "seat_classes", "bounds", "secured", "max_wishes", "non_choosers",
            "near_home", "measuring_point")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What the front is asked about.

    Parameters
    ----------
    instance, policy : the policy without its own ceiling on what the front varies.
    asked : the policy as it was given. problem : what they make.
    rules : hard and priced, those that always hold first. against : the goal travel is
        weighed against. terms : see there. away : deviations, where `against` is D's.
    """

    instance: Instance
    policy: Policy
    asked: Policy
    problem: Problem
    rules: tuple[Step, ...]
    against: Step
    terms: Terms
    away: Deviation | None

    @property
    def group(self) -> str:
        """Whose segregation is measured."""
        return self.terms.group or self.problem.balance_group

    def axis(self, value: float) -> float:
        """Return what the front's axis says of a value of `against`: D, or the value itself."""
        return value if self.away is None else value * SCALE / max(self.away.total, 1)

    def ceiling(self, at: float) -> int:
        """Return the largest whole value of `against` that is at most `at` on the axis."""
        return math.floor(at) if self.away is None else self.away.ceiling(at)

    def above(self, value: float) -> float:
        """Return the least 1/100,000 of D whose ceiling allows `value`."""
        if self.away is None:
            return float(math.ceil(value))
        at = math.ceil(round(self.axis(value) * SCALE, 6)) / SCALE
        return at if self.ceiling(at) >= value else at + 1 / SCALE

    def goals(self) -> tuple[Step, Step]:
        """Return travel and what it is weighed against."""
        return _step("goal", "travel"), self.against


def question_of(
    instance: Instance,
    policy: Policy,
    terms: Terms,
    *,
    travel: TravelTable | None = None,
    simulate_unlawful: bool = False,
) -> Question:
    """Return the question that `policy` and `terms` ask of `instance`.

    Raises
    ------
    UsageError
        For an unknown group or goal.
    UnlawfulError
        If a placement on the front would be forbidden, and no simulation was asked for.
    """
    _refuse_unknown(instance, terms)
    group = terms.group or instance.balance_group
    against = _against(terms, group)
    bare = rewritten(policy, _without_ceiling(group, terms), policy.name)
    if not simulate_unlawful:
        told = policy_at(bare, against, 1.0) if terms.against == BALANCE else bare
        refuse_unlawful(told, groups=instance.groups)
    problem = problem_of(instance, bare, travel=travel)
    balance = terms.against == BALANCE
    return Question(
        instance=instance,
        policy=bare,
        asked=policy,
        problem=problem,
        rules=rules_of(problem, bare),
        against=against,
        terms=terms,
        away=deviation(problem, group, terms.basis) if balance else None,
    )


def policy_at(policy: Policy, against: Step, at: float) -> Policy:
    """Return the policy whose ceiling on D is `at`: what `skolval place` would be given."""
    params = against.params

    def capped(document: dict[str, Any]) -> None:
        rule = {"at_most": round(at, 5), "group": params.group, "basis": params.basis}
        document["rules"] = [*(document.get("rules") or []), {"balance": rule}]

    return rewritten(policy, capped, f"{policy.name}_d{round(at * SCALE):05d}")


def rules_of(problem: Problem, policy: Policy) -> tuple[Step, ...]:
    """Return the policy's rules, after those that always hold and that it does not name."""
    named = {step.name for step in policy.rules}
    wanted = (*((name, {}) for name in _ALWAYS), *service_rules(problem))
    always = tuple(_step("rule", name, **told) for name, told in wanted if name not in named)
    return (*always, *policy.rules)


def _step(room: str, name: str, **params: Any) -> Step:
    return Step(name, load(room, name).Params(**params))


def _against(terms: Terms, group: str) -> Step:
    fields = load("goal", terms.against).Params.model_fields
    asked = {"group": group, "basis": terms.basis}
    return _step("goal", terms.against, **{k: v for k, v in asked.items() if k in fields})


def _refuse_unknown(instance: Instance, terms: Terms) -> None:
    known = [group.id for group in instance.groups]
    faults = []
    if terms.group and terms.group not in known:
        faults.append(_unknown("group", terms.group, known))
    goals = [name for name in names("goal") if name != "travel"]
    if terms.against not in goals:
        faults.append(_unknown("goal", terms.against, goals))
    if faults:
        raise UsageError(faults)


def _unknown(room: str, name: str, known: list[str]) -> Fault:
    return Fault(
        _("There is no {room} called {name!r}.").format(room=_(room), name=name),
        value=name,
        rule="known_name",
        suggestion=did_you_mean(name, known),
        remedy=_("Known: {known}.").format(known=", ".join(known)),
    )


def _without_ceiling(group: str, terms: Terms) -> Any:
    """Return the change that takes away what plays no part, and the ceiling that is varied."""

    def changed(document: dict[str, Any]) -> None:
        for key in _NO_PART:
            document.pop(key, None)
        document["mechanism"] = "optimal"
        document["goals"] = ["travel"]
        rules = document.get("rules") or []
        document["rules"] = [rule for rule in rules if not _is_ceiling(rule, group, terms)]

    return changed


def _is_ceiling(rule: Any, group: str, terms: Terms) -> bool:
    if terms.against != BALANCE or not isinstance(rule, dict) or "balance" not in rule:
        return False
    params = rule["balance"] or {}
    return (params.get("group") or group) == group and params.get("basis", "area") == terms.basis


def rewritten(policy: Policy, change: Any, name: str) -> Policy:
    """Return the policy that its file would be after `change`, read and checked as from a file."""
    yaml = YAML(typ="safe", pure=True)
    document = yaml.load(policy.text)
    change(document)
    document["policy"] = name
    text = io.StringIO()
    yaml.dump(document, text)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_text(text.getvalue(), encoding="utf-8")
        return read_policy(path)


def moved(problem: Problem, one: IntArray, other: IntArray) -> int:
    """Return how many pupils have another unit by `one` than by `other`."""
    unit = problem.unit_of_option()
    there, here = (np.where(rows >= 0, unit[np.maximum(rows, 0)], -1) for rows in (one, other))
    return int(problem.parties.size[there != here].sum())
