"""On what terms a front of concentration is walked: points, units looked at, against what."""

from __future__ import annotations

from dataclasses import dataclass, field

from skolval.domain.language import _
from skolval.domain.surfaces import Cancel
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.solver.system import Limits

__all__ = ["AGAINST", "JOURNEYS", "GroupTerms"]

JOURNEYS: tuple[str, ...] = ("travel", "travel_minutes")
"""Goals that are lengths of journeys: metres, and minutes."""
AGAINST: tuple[str, ...] = (*JOURNEYS, "hosting_cost")
"""Goals that concentration can be weighed against."""


@dataclass(frozen=True, slots=True)
class GroupTerms:
    """How the front is walked.

    Parameters
    ----------
    points : placements on the front, the two ends among them.
    top : how many units with most pupils in groups are looked at; None: as the policy does, else
        as the measures do.
    against : goal that concentration is weighed against, one of `AGAINST`; empty: the policy's
        goal of journeys, else minutes where its timetable counts, else metres.
    longer : per cent by which that goal may be above its least, for the other end.
    slack : per cent by which it may be worse at each point for the policy's other goals.
    gap : relative gap at which a search stops. nodes : of each search tree.
    seconds : emergency brake of each search; what it decides is told to be not reproducible.
    """

    points: int = 6
    top: int | None = None
    against: str = ""
    longer: float = 25.0
    slack: float = 1.0
    gap: float = 0.004
    nodes: int = 60
    seconds: float = 600.0
    cancel: Cancel | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        faults = [
            Fault(message, value=str(value), rule="terms", remedy=remedy)
            for wrong, message, value, remedy in self._wrong()
            if wrong
        ]
        if self.against and self.against not in AGAINST:
            faults.append(_no_price(self.against))
        if faults:
            raise UsageError(faults)

    def _wrong(self) -> list[tuple[bool, str, object, str]]:
        return [
            (self.points < 2, _("A front has at least two points."), self.points,
             _("Give --points 2 or more.")),
            (self.top is not None and self.top < 1, _("At least one unit is looked at."), self.top,
             _("Give --top 1 or more.")),
            (not 0 <= self.longer <= 1000, _("What may be added at most is no per cent."),
             self.longer, _("Give --longer as per cent, e.g. 25.")),
            (not 0 <= self.slack <= 100, _("The slack is no per cent."), self.slack,
             _("Give --slack as per cent, e.g. 1.")),
            (not 0 <= self.gap < 1, _("The gap is no share."), self.gap,
             _("Give --gap as a share, e.g. 0.004.")),
        ]  # fmt: skip

    @property
    def limits(self) -> Limits:
        """How far each search goes."""
        return Limits(gap=self.gap, nodes=self.nodes, seconds=self.seconds, cancel=self.cancel)

    @property
    def stopped(self) -> bool:
        """Whether somebody wishes to stop."""
        return self.cancel is not None and self.cancel.is_set()


def _no_price(name: str) -> Fault:
    return Fault(
        _("Concentration of groups cannot be weighed against {name!r}.").format(name=name),
        value=name,
        rule="known_name",
        suggestion=did_you_mean(name, AGAINST),
        remedy=_("Known: {known}.").format(known=", ".join(AGAINST)),
    )
