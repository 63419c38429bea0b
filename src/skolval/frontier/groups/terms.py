"""On what terms a front of concentration is walked: points, units looked at, against what."""

from __future__ import annotations

from dataclasses import dataclass, field

from skolval.domain.language import _
from skolval.domain.surfaces import Cancel
from skolval.errors import Fault, did_you_mean
from skolval.frontier._walked import WalkedTerms, Wrong

__all__ = ["AGAINST", "JOURNEYS", "GroupTerms"]

JOURNEYS: tuple[str, ...] = ("travel", "travel_minutes")
"""Goals that are lengths of journeys: metres, and minutes."""
AGAINST: tuple[str, ...] = (*JOURNEYS, "hosting_cost")
"""Goals that concentration can be weighed against."""


@dataclass(frozen=True, slots=True)
class GroupTerms(WalkedTerms):
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

    def _wrong(self) -> list[Wrong]:
        return [
            (self.top is not None and self.top < 1, _("At least one unit is looked at."), self.top,
             _("Give --top 1 or more.")),
            (not 0 <= self.longer <= 1000, _("What may be added at most is no per cent."),
             self.longer, _("Give --longer as per cent, e.g. 25.")),
            (not 0 <= self.slack <= 100, _("The slack is no per cent."), self.slack,
             _("Give --slack as per cent, e.g. 1.")),
        ]  # fmt: skip

    def _unknown(self) -> list[Fault]:
        known = not self.against or self.against in AGAINST
        return [] if known else [_no_price(self.against)]


def _no_price(name: str) -> Fault:
    return Fault(
        _("Concentration of groups cannot be weighed against {name!r}.").format(name=name),
        value=name,
        rule="known_name",
        suggestion=did_you_mean(name, AGAINST),
        remedy=_("Known: {known}.").format(known=", ".join(AGAINST)),
    )
