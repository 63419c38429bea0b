"""What every selection mechanism demands of its parties and of the policy."""

from __future__ import annotations

from skolval.domain.language import _
from skolval.domain.problem import Problem
from skolval.errors import Fault, UsageError

__all__ = ["BY_CLASSES", "SECURES", "refuse_larger_parties", "refuse_unsupported"]

BY_CLASSES: frozenset[str] = frozenset({"seat_classes", "bounds"})
"""Parts of a policy that only a mechanism which fills seat by seat can honour."""
SECURES: frozenset[str] = frozenset({"secured", "honour"})
"""Parts that every mechanism honours which never leaves a justified claim unmet."""


def refuse_larger_parties(problem: Problem) -> None:
    """Refuse parties of more than one pupil.

    Raises
    ------
    UsageError
        Selection mechanisms admit pupils one by one; areas and classes need `optimal`.
    """
    if (problem.parties.size != 1).any():
        raise UsageError(
            Fault(
                _("A selection mechanism places single pupils, and some parties are larger."),
                rule="party_size",
                remedy=_("Use the mechanism optimal for areas and classes."),
            )
        )


def refuse_unsupported(problem: Problem, supports: frozenset[str] = frozenset()) -> None:
    """Refuse a policy that asks for what the mechanism does not do, rather than pass it over.

    Parameters
    ----------
    supports : what the mechanism does, of `BY_CLASSES` and `SECURES`.

    Raises
    ------
    UsageError
        One error with every part that is not supported.
    """
    policy = problem.policy
    asked = {
        "seat_classes": bool(policy.seat_classes),
        "bounds": bool(policy.bounds),
        "secured": bool(policy.secured) or _notes_secured(problem),
        "honour": problem.honour is not None,
        "services": problem.services is not None,
    }
    lacking = [part for part, there in asked.items() if there and part not in supports]
    if lacking:
        raise UsageError(_unsupported(policy.mechanism.name, part) for part in lacking)


def _notes_secured(problem: Problem) -> bool:
    return "secured" in problem.grounds and bool((problem.grounds["secured"] > 0).any())


def _unsupported(mechanism: str, part: str) -> Fault:
    what = {
        "seat_classes": _("classes of seats"),
        "bounds": _("bounds on kinds of pupils"),
        "secured": _("secured seats"),
        "honour": _("published places that may only get better"),
        "services": _("seats on services outwards"),
    }
    return Fault(
        _("The mechanism {mechanism} knows nothing of {part}.").format(
            mechanism=mechanism, part=what[part]
        ),
        value=part,
        rule="supported",
        remedy=_("Use the mechanism optimal, or take the part away.")
        if part == "services"
        else _("Use the mechanism deferred_acceptance, or take the part away."),
    )
