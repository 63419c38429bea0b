"""Which rules services outwards always bring with them (villkor för omvänd skolskjuts)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skolval.domain.policy import Policy
    from skolval.domain.problem import Problem

__all__ = ["service_rules"]


def service_rules(problem: Problem) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return names and parameters of the rules that a search adds where pupils may ride.

    Seats always; budget and number of services where the policy tells them; room for those who
    decline where seats are voluntary, on the same terms as the policy's own rule on seats.
    """
    rule = problem.policy.reversed_transport
    if rule is None or problem.services is None:
        return ()
    found: list[tuple[str, dict[str, Any]]] = [("service_seats", {})]
    if rule.budget is not None or rule.services_most is not None:
        told = {"at_most": rule.budget, "services": rule.services_most}
        found.append(("service_budget", told))
    if rule.participation == "voluntary":
        found.append(("declined_seats", {"hold": rule.hold, **_terms(problem.policy)}))
    return tuple(found)


def _terms(policy: Policy) -> dict[str, Any]:
    """Return what the policy's rule on seats says of more pupils than seats."""
    for step in policy.rules:
        if step.name == "capacity" and step.params.base == "seats":
            return {name: getattr(step.params, name) for name in ("over", "over_in", "price")}
    return {}
