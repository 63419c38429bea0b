"""The gate: a forbidden policy is refused with the decision's number, unless it is simulated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from skolval.domain.language import _
from skolval.domain.policy import Policy
from skolval.errors import Fault, UnlawfulError
from skolval.law.report import LegalLine, legal_report

if TYPE_CHECKING:
    from skolval.domain.instance import Group

__all__ = ["refuse_unlawful", "unlawful_faults"]


def unlawful_faults(policy: Policy, *, groups: Iterable[Group] = ()) -> tuple[Fault, ...]:
    """Return a fault for every forbidden lever of `policy`, with the decision's number."""
    return tuple(_fault(line, policy) for line in legal_report(policy, groups=groups).forbidden)


def _fault(line: LegalLine, policy: Policy) -> Fault:
    return Fault(
        _("{policy} is forbidden: {lever}. {reason} ({citation})").format(
            policy=policy.name, lever=line.name, reason=_(line.reason), citation=line.citation
        ),
        file=f"{policy.name}.yaml",
        row=line.line,
        value=line.name,
        rule="forbidden",
        remedy=_("Take it away, or only simulate it: skolval place ... --simulate-unlawful."),
    )


def refuse_unlawful(policy: Policy, *, groups: Iterable[Group] = ()) -> None:
    """Refuse a policy with a forbidden lever.

    Raises
    ------
    UnlawfulError
        With every forbidden lever and the decision that says so.
    """
    faults = unlawful_faults(policy, groups=groups)
    if faults:
        raise UnlawfulError(faults)
