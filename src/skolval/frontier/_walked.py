"""What the terms of every front have in common: they are refused whole, and tell when to stop."""

from __future__ import annotations

from skolval.domain.language import _
from skolval.domain.surfaces import Cancel
from skolval.errors import Fault, UsageError
from skolval.solver.system import Limits

__all__ = ["WalkedTerms", "Wrong"]

Wrong = tuple[bool, str, object, str]
"""Whether a term is wrong, what is, its value, and the remedy."""


class WalkedTerms:
    """Terms of a walk; those who inherit are dataclasses with these fields and more.

    Raises
    ------
    UsageError
        With every term that is wrong.
    """

    __slots__ = ()

    points: int
    gap: float
    nodes: int
    seconds: float
    cancel: Cancel | None

    def __post_init__(self) -> None:
        faults = [
            Fault(message, value=str(value), rule="terms", remedy=remedy)
            for wrong, message, value, remedy in (*self._wrong_anywhere(), *self._wrong())
            if wrong
        ]
        faults += self._unknown()
        if faults:
            raise UsageError(faults)

    def _wrong_anywhere(self) -> list[Wrong]:
        return [
            (self.points < 2, _("A front has at least two points."), self.points,
             _("Give --points 2 or more.")),
            (not 0 <= self.gap < 1, _("The gap is no share."), self.gap,
             _("Give --gap as a share, e.g. 0.004.")),
        ]  # fmt: skip

    def _wrong(self) -> list[Wrong]:
        return []

    def _unknown(self) -> list[Fault]:
        return []

    @property
    def limits(self) -> Limits:
        """How far each search goes."""
        return Limits(gap=self.gap, nodes=self.nodes, seconds=self.seconds, cancel=self.cancel)

    @property
    def stopped(self) -> bool:
        """Whether somebody wishes to stop."""
        return self.cancel is not None and self.cancel.is_set()
