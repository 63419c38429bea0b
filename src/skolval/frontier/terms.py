"""On what terms a front is walked: how many points, how far, against what, how exact."""

from __future__ import annotations

from dataclasses import dataclass, field

from skolval.domain.language import _
from skolval.domain.surfaces import Cancel
from skolval.frontier._walked import WalkedTerms, Wrong

__all__ = ["Terms"]


@dataclass(frozen=True, slots=True)
class Terms(WalkedTerms):
    """How the front is walked and what is asked beside it.

    Parameters
    ----------
    points : placements on the front, the two ends among them.
    group : whose segregation; the group that the instance balances when empty.
    basis : ``area`` never looks at the pupil; ``pupil`` does and is a labelled upper bound.
    against : name of the goal that travel is weighed against.
    spacing : ``even`` in D (or the goal), or ``bend``: where the curve bends most.
    longer : per cent by which the way may be longer than the least, for the other end.
    gap : relative gap at which a point is good enough.
    nodes, seconds : see `skolval.solver.system.Limits`.
    at : the D (or goal's value) at which plans, prices and levers are asked for; None: the middle.
    plans : further placements that really differ. slack : per cent they may be dearer.
    prices : whether the price of each rule is asked for. seats : seats that are added at each
        of the units where a seat is worth most, 0 for none. best : how many of those units.
    """

    points: int = 20
    group: str = ""
    basis: str = "area"
    against: str = "imbalance"
    spacing: str = "even"
    longer: float = 25.0
    gap: float = 0.004
    nodes: int = 5
    seconds: float = 120.0
    at: float | None = None
    plans: int = 3
    slack: float = 2.0
    prices: bool = True
    seats: int = 25
    best: int = 3
    cancel: Cancel | None = field(default=None, compare=False)

    def _wrong(self) -> list[Wrong]:
        return [
            (not 0 <= self.longer <= 1000, _("The longest way is no share of the least."),
             self.longer, _("Give --longer as per cent, e.g. 25.")),
            (not 0 <= self.slack <= 100, _("The slack of near-optimal plans is no per cent."),
             self.slack, _("Give --slack as per cent, e.g. 2.")),
            (self.at is not None and not 0 <= self.at < float("inf"),
             _("Nothing can be asked for at that value."), self.at,
             _("Give --at a number of at least 0, e.g. 0.12.")),
        ]  # fmt: skip
