"""One wish: what came of it, what decided, and what one more seat would have given."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from skolval.domain.near_home import near_home
from skolval.explain._again import Again
from skolval.explain._offered import own_metres
from skolval.explain._reference import Reference
from skolval.explain._seats import Ceilings, ClassSeats
from skolval.explain.facts import OneMoreSeat, Wish

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray
    from skolval.explain._standing import Standing
    from skolval.io.run import Run

__all__ = ["Refusals"]


class Refusals:
    """Tells the wishes of one run's pupils."""

    def __init__(self, run: Run, standing: Standing) -> None:
        self._names = run.units["name"].astype(str).tolist()
        self.problem = run.problem
        self.standing = standing
        self.reference = Reference(run)
        self.again = Again(run)
        policy = run.problem.policy
        self.classes = ClassSeats(standing) if policy.seat_classes else None
        self.ceilings = Ceilings(standing) if policy.bounds else None

    def unit(self, row: int) -> str:
        """Return the name of the unit of an option row."""
        unit = self.problem.offerings.unit[self.problem.options.offering[row]]
        return self._names[int(unit)]

    def wish(self, row: int, *, outcome: str, claimed: bool) -> Wish:
        """Return the wish of an option row.

        Parameters
        ----------
        outcome : ``placed``, ``refused`` or ``not_tried``. claimed : a wish or counted as one;
            only for these is it told what one more seat would give.
        """
        options, offering = self.problem.options, int(self.problem.options.offering[row])
        reference, reference_metres, variant = self.reference.of(row)
        wish = Wish(
            unit=self.unit(row),
            offering=str(self.problem.offerings.ids[offering]),
            rank=int(options.rank[row]),
            metres=own_metres(self.problem, row),
            minutes=int(options.minutes[row]),
            reference_unit=reference,
            reference_metres=reference_metres,
            seats=int(self.problem.offerings.seats[offering]),
            taken=int(self.standing.taken[offering]),
            outcome=outcome,
            scores=(),
            reference=variant,
            near=bool(self.near[row]),
        )
        if outcome != "refused":
            return wish
        told = self._refused(wish, row, offering)
        seat = self._one_more_seat(row, offering) if claimed else None
        return replace(told, one_more_seat=seat)

    def _refused(self, wish: Wish, row: int, offering: int) -> Wish:
        free = wish.taken < wish.seats
        wish = replace(wish, outcome="free" if free else "refused")
        if not self.standing.ordered:
            return replace(wish, cause="together")
        waiting, admitted = self.standing.waiting(offering), self.standing.admitted(offering)
        wish = replace(
            wish,
            places_short=self.standing.number(row, waiting),
            applicants=len(waiting) + len(admitted),
            place=self.standing.number(row, waiting) + self.standing.number(row, admitted) - 1,
            paragraph=self._paragraph(row, offering) if wish.rank else "",
        )
        if not wish.seats:
            return replace(wish, cause="no_seats")
        return self._decided(wish, row, offering, free=free)

    def _decided(self, wish: Wish, row: int, offering: int, *, free: bool) -> Wish:
        """Return the wish with what decided: a ceiling, the seat classes, or the criteria."""
        if self.ceilings and self.ceilings.reached(row, offering):
            return replace(wish, cause="ceiling")
        if self.classes:
            return replace(wish, cause="class", classes=self.classes.cuts(row, offering))
        step = self.problem.policy.mechanism
        if free:
            tied = getattr(step.params, "ties", "lottery") == "reject_group"
            return replace(wish, cause="tie" if tied else "mechanism")
        cause, decided, scores = self.standing.compared(row, self.standing.admitted(offering))
        if cause == "mechanism" and self.ceilings:
            cause = "bound"
        if not decided:
            return replace(wish, cause=cause, scores=scores)
        last = int(self.standing.open_rows(self.standing.admitted(offering))[-1])
        if decided == "relative_proximity" and self.reference.sure(last):
            return replace(wish, cause="guarantee")
        return replace(
            wish,
            cause=cause,
            decided=decided,
            scores=scores,
            last_place=self._last_place(last, offering),
            straight=self._straight(decided),
        )

    def _last_place(self, last: int, offering: int) -> int:
        waiting, admitted = self.standing.waiting(offering), self.standing.admitted(offering)
        return self.standing.number(last, waiting) + self.standing.number(last, admitted) - 1

    def _straight(self, decided: str) -> bool:
        """Return whether the deciding distance was measured as the crow flies."""
        steps = [s for s in self.problem.policy.criteria if s.name == decided]
        return any(getattr(step.params, "measure", "route") == "straight" for step in steps)

    def _paragraph(self, row: int, offering: int) -> str:
        """Return the paragraph of 10 kap. 30 § that refusing this wish would rest on.

        The first where the unit is not near this pupil's home but near that of the last
        admitted, whose justified claim the wish would set aside; else the second.
        """
        told = self.standing.open_rows(self.standing.admitted(offering))
        displaced = len(told) and bool(self.near[told[-1]])
        return "first" if displaced and not self.near[row] else "second"

    @cached_property
    def near(self) -> BoolArray:
        """(n_options,) which rows are near home by the policy's definition."""
        return near_home(self.problem)

    def _one_more_seat(self, row: int, offering: int) -> OneMoreSeat | None:
        if not self.again.possible:
            return None
        party = int(self.problem.options.party[row])
        then = int(self.again.with_seat(offering)[party])
        given, same = then == row, then == int(self.standing.chosen[party])
        if given or same or then < 0 or self._alone(then):
            return OneMoreSeat(given)
        options = self.problem.options
        return OneMoreSeat(
            given, self.unit(then), int(options.rank[then]), int(options.metres[then])
        )

    def _alone(self, row: int) -> bool:
        """Return whether a single child has a place there, whose wish a move would tell."""
        offering = int(self.problem.options.offering[row])
        told = self.standing.open_rows(self.standing.admitted(offering))
        return len(told) < 2
