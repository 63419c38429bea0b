"""One bus on one run: whether it can take its stops to one or two units before the bells.

OR-Tools routing searches an order, CP-SAT improves it and proves it, or proves that there is none.
Every order is held against `broken_limits`, which knows no solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.language import N_, _
from skolval.solver.routing_proof import EFFORT, proved_order
from skolval.solver.routing_search import searched_order
from skolval.solver.routing_times import Call, ServiceAsked, broken_limits, order_times

__all__ = ["Refusal", "Routed", "routed_service"]

_PROVED = 16
"""Places up to which CP-SAT is asked."""

_TEXTS = {
    "capacity": N_("{found} pupils are aboard at once; the bus holds {most}."),
    "ride": N_("A pupil rides {found} seconds; at most {most} are allowed."),
    "bell": N_("The bus comes {found} seconds too late for a bell."),
    "not_found": N_("No order of the stops was found; the search does not prove there is none."),
    "none": N_("No order of the stops keeps the seats and the times between the bells."),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no run: the limit that had to give way, and by how much.

    Parameters
    ----------
    kind : ``capacity``, ``ride``, ``bell``, ``none`` or ``not_found``.
    found, most : the best that was found and what is allowed (pupils or seconds).
    proven : no order of the stops can do it.
    """

    kind: str
    found: int = 0
    most: int = 0
    proven: bool = False

    @property
    def text(self) -> str:
        """The reason in a sentence."""
        return _(_TEXTS[self.kind]).format(found=self.found, most=self.most)


@dataclass(frozen=True, slots=True)
class Routed:
    """A run found, or why none was.

    Parameters
    ----------
    calls : stops and units in order with their times; None where no run was found.
    refusal : None where a run was found. proven : no run is shorter.
    """

    calls: tuple[Call, ...] | None
    refusal: Refusal | None = None
    proven: bool = False

    @property
    def seconds(self) -> int:
        """From the first call to the last, standing there included."""
        return self.calls[-1].leaves - self.calls[0].reached if self.calls else 0


def routed_service(asked: ServiceAsked, *, effort: float = EFFORT) -> Routed:
    """Return the shortest run that takes every pupil in time (turens körordning).

    Parameters
    ----------
    asked : stops, units, bells, times and limits. effort : deterministic seconds for each proof.

    Returns
    -------
    The calls in order with times, or the reason: the limit without which there is a run. A
        reason is `proven` where no order keeps all limits; otherwise none was found, which is
        not the same.

    Raises
    ------
    ValueError
        If the arrays of `asked` do not fit each other.

    Source
    ------
    Pickup and delivery with time windows: Savelsbergh and Sol (1995), *Transportation Science* 29.
    """
    asked.checked()
    refusal = _by_arithmetic(asked)
    if refusal is not None:
        return Routed(None, refusal)
    order, proven = searched_order(asked), False
    if asked.stops + asked.units <= _PROVED:
        proof = proved_order(asked, hint=order, effort=effort)
        order, proven = proof.order or order, proof.proven
    if order is None:
        return Routed(None, _reason(asked, proven=proven, effort=effort))
    calls = order_times(asked, order)
    if broken_limits(asked, calls):
        return Routed(None, Refusal("not_found"))
    return Routed(calls, proven=proven)


def _by_arithmetic(asked: ServiceAsked) -> Refusal | None:
    """Return a limit that no order can keep."""
    least = asked.seconds.copy()
    for via in range(len(least)):
        least = np.minimum(least, least[:, via, None] + least[via])
    direct = least.T if asked.homeward else least
    for unit in range(asked.units):
        aboard = int(asked.pupils[:, unit].sum())
        if aboard > asked.capacity:
            # all who leave the bus at a unit are aboard just before it
            return Refusal("capacity", aboard, asked.capacity, proven=True)
        served = np.flatnonzero(asked.pupils[:, unit])
        ride = int(direct[served, asked.stops + unit].max(initial=0))
        if ride > asked.ride_most:
            return Refusal("ride", ride, asked.ride_most, proven=True)
    return None


def _reason(asked: ServiceAsked, *, proven: bool, effort: float) -> Refusal:
    """Return the limit without which there is a run."""
    if asked.stops + asked.units > _PROVED:
        return Refusal("not_found")
    ride = proved_order(asked, "ride", effort=effort)
    if ride.order is not None:
        return Refusal("ride", ride.value, asked.ride_most, proven)
    bell = proved_order(asked, "bell", effort=effort)
    if bell.order is not None:
        return Refusal("bell", bell.value, proven=proven)
    return Refusal("none" if proven else "not_found", proven=proven)
