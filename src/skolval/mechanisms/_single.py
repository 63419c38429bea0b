"""What every selection mechanism demands of its parties."""

from __future__ import annotations

from skolval.domain.language import _
from skolval.domain.problem import Problem
from skolval.errors import Fault, UsageError

__all__ = ["refuse_larger_parties"]


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
