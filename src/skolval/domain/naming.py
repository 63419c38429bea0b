"""How messages name a pupil (elev): by id, but never one with a protected identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skolval.domain.problem import Problem

__all__ = ["called", "upper_first", "where_of"]


def called(problem: Problem, party: int) -> str:
    """Return how a message names a pupil: never one with a protected identity."""
    if problem.parties.protected[party]:
        return "a pupil with protected identity"
    return f"pupil {problem.parties.ids[party]}"


def where_of(problem: Problem, party: int) -> str:
    """Return a pupil's id for a table of breaches, ``protected`` for a protected identity."""
    return "protected" if problem.parties.protected[party] else str(problem.parties.ids[party])


def upper_first(text: str) -> str:
    """Return `text` with a capital first letter and the rest as it stands."""
    return text[:1].upper() + text[1:]
