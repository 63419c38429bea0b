"""Seat classes and ceilings, told from the placement: who took which seats, and what barred."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.seat_classes import bound_table, class_table
from skolval.explain._standing import FEW
from skolval.explain.facts import ClassCut

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.explain._standing import Standing

__all__ = ["Ceilings", "ClassSeats"]


class ClassSeats:
    """The classes of a run's offerings, filled with those who are admitted."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.table = class_table(standing.problem)

    def cuts(self, row: int, offering: int) -> tuple[ClassCut, ...]:
        """Return why `row` got no seat in each class of `offering` that has seats."""
        filled = self._filled(offering)
        return tuple(self._cut(row, c, rows) for c, rows in filled.items() if self.table.seats[c])

    def _filled(self, offering: int) -> dict[int, IntArray]:
        """Return the rows admitted to each class, in the order in which it takes them.

        Of those admitted every class chooses the same as of all applicants, so that the
        placement tells who sits where.
        """
        table, left = self.table, self.standing.admitted(offering)
        filled: dict[int, IntArray] = {}
        for c in range(int(table.start[offering]), int(table.start[offering + 1])):
            kin = self._kin(c, left)
            others = left[~kin] if not table.only[c] else left[:0]
            filled[c] = np.concatenate([left[kin], others])[: int(table.seats[c])]
            left = left[~np.isin(left, filled[c])]
        return filled

    def _kin(self, seat_class: int, rows: IntArray) -> BoolArray:
        """Return which rows are of the kind that the class is for."""
        kind = int(self.table.kind[seat_class])
        if kind < 0:
            return np.ones(len(rows), bool)
        kin: BoolArray = self.table.member[self.standing.problem.options.party[rows], kind]
        return kin

    def _cut(self, row: int, seat_class: int, rows: IntArray) -> ClassCut:
        table, step = self.table, int(self.table.step[seat_class])
        mine = bool(self._kin(seat_class, np.array([row]))[0])
        cut = ClassCut(
            name=self.standing.problem.policy.seat_classes[step].name if step >= 0 else "",
            seats=int(table.seats[seat_class]),
            member=mine if table.kind[seat_class] >= 0 else None,
            only=bool(table.only[seat_class]),
            cause="",
        )
        cause, decided, own, last = self._cause(row, seat_class, rows, cut)
        return ClassCut(cut.name, cut.seats, cut.member, cut.only, cause, decided, own, last)

    def _cause(
        self, row: int, seat_class: int, rows: IntArray, cut: ClassCut
    ) -> tuple[str, str, int | None, int | None]:
        if cut.only and not cut.member:
            return "barred", "", None, None
        if cut.member is not None and len(self.standing.open_rows(rows)) < FEW:
            return "few", "", None, None
        kin = self._kin(seat_class, rows)
        if cut.member is False and kin.all():
            return "kind", "", None, None
        like = rows if cut.member is None else rows[kin == cut.member]
        cause, decided, scores = self.standing.compared(row, like)
        score = next((s for s in scores if s.criterion == decided), None)
        return cause, decided, score.own if score else None, score.last if score else None


class Ceilings:
    """The hard ceilings of a run's offerings."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.table = bound_table(standing.problem)

    def reached(self, row: int, offering: int) -> bool:
        """Return whether the pupil's kind is as many at `offering` as a hard ceiling allows."""
        table, party = self.table, self.standing.problem.options.party
        kind = int(table.kind_of[party[row]])
        seats = int(self.standing.problem.offerings.seats[offering])
        if not table.hard or kind < 0 or table.ceiling[offering, kind] >= seats:
            return False
        admitted = party[self.standing.admitted(offering)]
        held = int((table.kind_of[admitted] == kind).sum())
        return held >= int(table.ceiling[offering, kind])
