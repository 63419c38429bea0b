"""Whether a policy meets the condition of a lever that is lawful on a condition."""

from __future__ import annotations

from collections.abc import Callable

from skolval.domain.policy import Policy

__all__ = ["MET", "met", "sure_of_near_home"]

MET: tuple[str, ...] = ("yes", "no", "certificate", "outside")
"""Met by the policy itself; not met; shown by each run's certificate; nothing here can show it."""


_NEAR = {"near_home", "only_near_school", "attendance_area"}


def sure_of_near_home(policy: Policy, before: str = "") -> bool:
    """Return whether everybody is sure of a unit near home under `policy`.

    By a secured guarantee school, or because the own attendance area or the right to a unit
    near home is tried before the criterion `before`.
    """
    names = [step.name for step in policy.criteria]
    earlier = names[: names.index(before)] if before in names else names
    return policy.secured == "guarantee" or bool(_NEAR & set(earlier))


def _queue_time(policy: Policy) -> str:
    return "yes" if sure_of_near_home(policy, "queue_time") else "no"


def _absolute_proximity(policy: Policy) -> str:
    names = [step.name for step in policy.criteria]
    before = (
        set(names[: names.index("absolute_proximity")]) if "absolute_proximity" in names else ()
    )
    return "yes" if before or policy.secured == "guarantee" else "no"


def _profile_test(policy: Policy) -> str:  # noqa: ARG001 - the criterion itself sees to it
    return "yes"


def _active_choice(policy: Policy) -> str:
    return "yes" if sure_of_near_home(policy, "active_choice") else "certificate"


def _guaranteed(policy: Policy) -> str:
    return "yes" if policy.secured == "guarantee" else "certificate"


_CONDITIONS: dict[str, Callable[[Policy], str]] = {
    "queue_time": _queue_time,
    "absolute_proximity": _absolute_proximity,
    "profile_test": _profile_test,
    "active_choice": _active_choice,
    "sibling": _guaranteed,
    "siblings_together": _guaranteed,
    "operational_connection": _guaranteed,
    "serial_dictatorship": _guaranteed,
}


def met(name: str, policy: Policy) -> str:
    """Return one of `MET`: whether `policy` meets the condition of the lever `name`."""
    judge = _CONDITIONS.get(name)
    return judge(policy) if judge else "outside"
