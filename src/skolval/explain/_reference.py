"""The unit that relative proximity measures against, per option row and per variant."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from skolval.registry import load

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray
    from skolval.io.run import Run

__all__ = ["Reference"]


class Reference:
    """The alternatives of one run, as its relative proximity counts them."""

    def __init__(self, run: Run) -> None:
        self.problem = run.problem
        self.names = run.units["name"].astype(str).tolist()
        steps = run.problem.policy.criteria
        self.step = next((s for s in steps if s.name == "relative_proximity"), None)

    @cached_property
    def _known(self) -> tuple[IntArray, IntArray] | None:
        if self.step is None:
            return None
        module = load("criterion", "relative_proximity")
        units, metres = module.alternative(self.problem, self.step.params)
        return units, metres

    def of(self, row: int) -> tuple[str, int, str]:
        """Return name and metres of the alternative and the variant; "", -1 and "" if none."""
        known = self._known
        if known is None or known[0][row] < 0:
            return "", -1, ""
        unit = int(known[0][row])
        return self.names[unit], int(known[1][row]), self._variant(row, unit)

    def _variant(self, row: int, unit: int) -> str:
        """Return the policy's variant, or ``static`` for a pupil who has not what it needs."""
        asked = "" if self.step is None else str(self.step.params.reference)
        party = int(self.problem.options.party[row])
        own = -1
        if asked == "guarantee" and self.problem.guarantee is not None:
            place = int(self.problem.guarantee[party])
            own = int(self.problem.unit_of_option()[place]) if place >= 0 else -1
        elif asked == "attendance_area" and self.problem.attendance_unit is not None:
            own = int(self.problem.attendance_unit[party])
        else:
            return "static" if asked == "other" else asked
        return asked if own == unit else "static"

    def sure(self, row: int) -> bool:
        """Return whether the row is its pupil's guarantee school, where the pupil goes first."""
        guarantee = self.problem.guarantee
        if self.step is None or self.step.params.reference != "guarantee" or guarantee is None:
            return False
        return bool(guarantee[self.problem.options.party[row]] == row)
