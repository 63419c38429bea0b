"""Whether seats are too few before anything is solved (snabbkoll): one maximum flow."""

from __future__ import annotations

from skolval.solver.conflicts.crowding import seating
from skolval.solver.conflicts.written import plain_seats
from skolval.solver.programme import Programme

__all__ = ["surely_too_few"]


def surely_too_few(found: Programme) -> bool:
    """Return whether those who must be placed have too few seats, whatever else is asked."""
    must = ~found.reduced.may_miss
    seats, _rows = plain_seats(found.problem, found.posted, found.reduced.shared)
    return bool(seating(found.problem, found.reduced.allowed, must, seats).short)
