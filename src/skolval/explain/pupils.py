"""Why a pupil is placed there: every wish in order, the rule that decided, the margin.

Facts first (`explain_pupil`), words after (`skolval.explain.paragraphs`). Nobody else is ever
named: of other pupils only the last admitted applicant's score is told.

Source: Förvaltningslagen (2017:900) 32 § (a decision gives its reasons); ÖKN 2017:533.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.entitlement import limit_of_party
from skolval.domain.language import _
from skolval.domain.policy import NearHome
from skolval.domain.preferences import claims
from skolval.errors import Fault, UsageError
from skolval.explain._grouped import Groups
from skolval.explain._offered import offered_seat, own_metres
from skolval.explain._refusal import Refusals
from skolval.explain._standing import Standing
from skolval.explain._transport import judging
from skolval.explain.facts import (
    JudgedTransport,
    NearHomeFacts,
    NearUnit,
    PupilExplanation,
    Transport,
    Wish,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from skolval.domain.problem import BoolArray, IntArray
    from skolval.explain.group_facts import GroupPlace
    from skolval.io.run import Run

__all__ = ["Explainer", "explain_pupil"]


def explain_pupil(run: Run, pupil: str) -> PupilExplanation:
    """Return why `pupil` is placed where the run says.

    Raises
    ------
    UsageError
        If no such pupil takes part; no other pupil's id is suggested.
    """
    return Explainer(run).pupil(pupil)


class Explainer:
    """Explains the pupils of one run; what they share is computed once.

    Parameters
    ----------
    run : the run whose placement is explained.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.problem = run.problem
        self.chosen = run.placement.chosen
        self.standing = Standing(run)
        self.refusals = Refusals(run, self.standing)

    def pupil(self, pupil: str) -> PupilExplanation:
        """Return why `pupil` is placed where the run says.

        Raises
        ------
        UsageError
            If no such pupil takes part; no other pupil's id is suggested.
        """
        found = np.flatnonzero(self.problem.parties.ids == pupil)
        if len(found):
            return self.party(int(found[0]))
        raise UsageError(
            Fault(
                _("No pupil {pupil!r} takes part in this run.").format(pupil=pupil),
                value=pupil,
                rule="known_pupil",
                remedy=_("Write the pupil_id as it stands in placement.csv."),
            )
        )

    def party(self, party: int) -> PupilExplanation:
        """Return why party number `party` is placed where the run says."""
        problem, placement = self.problem, self.run.placement
        head = PupilExplanation(
            pupil=str(problem.parties.ids[party]),
            grade=problem.grades.codes[problem.parties.grade[party]],
            mechanism=placement.mechanism,
            status=str(placement.status),
            protected=bool(problem.parties.protected[party]),
            ordered=self.standing.ordered,
        )
        return head if head.protected else self._told(head, party)

    def _told(self, head: PupilExplanation, party: int) -> PupilExplanation:
        options, row = self.problem.options, int(self.chosen[party])
        mine = self._rows(party, row)
        own = np.array([own_metres(self.problem, int(i)) for i in mine], np.int64)
        nearest = int(mine[np.argmin(own)])
        transport = self._transport(party, row, nearest)
        return PupilExplanation(
            pupil=head.pupil,
            grade=head.grade,
            mechanism=head.mechanism,
            status=head.status,
            protected=False,
            ordered=head.ordered,
            placed_unit=self.refusals.unit(row) if row >= 0 else "",
            placed_metres=own_metres(self.problem, row) if row >= 0 else -1,
            placed_rank=int(options.rank[row]) if row >= 0 else -1,
            nearest_unit=self.refusals.unit(nearest),
            nearest_metres=int(own.min()),
            wishes=self._wishes(mine, row),
            rules=tuple(step.name for step in self.problem.policy.rules),
            entitled=transport is not None and transport.entitled,
            order=tuple(step.name for step in self.problem.policy.criteria),
            chose=bool((options.rank[mine] > 0).any()),
            near_home=self._near_home(mine, row),
            transport=transport,
            seat=offered_seat(self.problem, row, self.refusals.unit),
            group=self._group(party, row),
        )

    def _group(self, party: int, row: int) -> GroupPlace | None:
        return None if self._groups is None or row < 0 else self._groups.place(party, row)

    @cached_property
    def _groups(self) -> Groups | None:
        hosting = self.problem.hosting
        return None if hosting is None else Groups(self.run, hosting, self.refusals.unit)

    def _rows(self, party: int, row: int) -> IntArray:
        """Return the pupil's options, one for each unit: that of the place where it is a ride."""
        options = self.problem.options
        mine = np.arange(options.start[party], options.start[party + 1])
        ridden = options.mode[mine] > 0
        if row >= 0 and options.mode[row] > 0:
            ridden |= (options.offering[mine] == options.offering[row]) & (mine != row)
            ridden &= mine != row
        return mine[~ridden]

    def _wishes(self, mine: IntArray, row: int) -> tuple[Wish, ...]:
        """Return the wishes and the options tried before the own place, in order, and the place."""
        rows = mine[np.argsort(self.standing.listed[mine])]
        place = np.flatnonzero(rows == row)
        end = int(place[0]) if len(place) else len(rows)
        tried = (np.arange(len(rows)) <= end) if self.standing.ordered else rows == row
        kept = np.flatnonzero(tried | (self.problem.options.rank[rows] > 0))
        return tuple(
            self.refusals.wish(
                int(rows[i]),
                outcome="refused" if i < end else "placed" if i == end else "not_tried",
                claimed=bool(self._claims[rows[i]]),
            )
            for i in kept
        )

    @cached_property
    def _stage(self) -> IntArray:
        return self.problem.stage_of_party()

    @cached_property
    def _claims(self) -> BoolArray:
        return claims(self.problem)

    def _near_home(self, mine: IntArray, row: int) -> NearHomeFacts:
        rule = self.problem.policy.near_home
        party = int(self.problem.options.party[mine[0]])
        stage = int(self._stage[party])
        near = mine[self.refusals.near[mine]]
        near = near[np.argsort(self.problem.options.metres[near], kind="stable")]
        limits = rule or NearHome()
        return NearHomeFacts(
            defined=rule is not None,
            metres=limits.metres[stage] if limits.metres else None,
            nearest=limits.nearest[stage] if limits.nearest else None,
            always=limits.always,
            units=tuple(
                NearUnit(self.refusals.unit(int(r)), int(self.problem.options.metres[r]))
                for r in near
            ),
            placed=bool(row >= 0 and self.refusals.near[row]),
        )

    def _transport(self, party: int, row: int, nearest: int) -> Transport | None:
        if row < 0 or self.problem.options.mode[row] > 0:
            return None
        return Transport(
            entitled=bool(self._entitled[row]),
            limit=int(self._limits[party]),
            own_choice=bool(self.problem.options.rank[row] > 0 and row != nearest),
            judged=self._judging(row),
        )

    @cached_property
    def _limits(self) -> IntArray:
        return limit_of_party(self.problem)

    @cached_property
    def _judging(self) -> Callable[[int], JudgedTransport | None]:
        return judging(self.problem, self.run.units["name"].tolist())

    @cached_property
    def _entitled(self) -> BoolArray:
        return self.problem.entitled()
