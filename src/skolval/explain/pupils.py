"""Why a pupil is placed there: every wish in order, the rule that decided, the margin.

Facts first (`explain_pupil`), words after (`skolval.explain.paragraphs`). Nobody else is ever
named: of other pupils only the last admitted applicant's score is told.

Source: Förvaltningslagen (2017:900) 32 § (a decision gives its reasons); ÖKN 2017:533.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skolval.audit.order import applicant_keys, list_order, preferred, promises_order
from skolval.audit.rules import load_of
from skolval.domain.language import _
from skolval.errors import Fault, UsageError

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray, Problem
    from skolval.io.run import Run

__all__ = ["PupilExplanation", "Score", "Wish", "explain_pupil"]


@dataclass(frozen=True, slots=True)
class Score:
    """One key by which applicants are ordered; the larger goes first.

    Parameters
    ----------
    criterion : name of the criterion, or ``protected`` or ``claim``. own : this pupil's.
    last : the last admitted applicant's, None where nobody has been admitted.
    """

    criterion: str
    own: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Wish:
    """One option of the pupil, in the order in which it was tried.

    Parameters
    ----------
    rank : wish number, 0 when not wished for. metres : from home.
    reference_unit, reference_metres : the alternative of relative proximity, "" and -1 if none.
    seats, taken : of the offering. outcome : ``placed``, ``refused``, ``free`` (a seat is free)
        or ``not_tried``. scores : by criterion. decided : the criterion on which the pupil
        goes after the last admitted, empty where nothing decided.
    places_short : how many more seats here would have given this pupil a place, with all
        other placements as they are (the pupil's number on the list of those who want the place).
    """

    unit: str
    offering: str
    rank: int
    metres: int
    minutes: int
    reference_unit: str
    reference_metres: int
    seats: int
    taken: int
    outcome: str
    scores: tuple[Score, ...]
    decided: str = ""
    places_short: int = 0

    @property
    def margin(self) -> int | None:
        """Own score minus the last admitted one's, on the criterion that decided."""
        for score in self.scores:
            if score.criterion == self.decided and score.last is not None:
                return score.own - score.last
        return None


@dataclass(frozen=True, slots=True)
class PupilExplanation:
    """All that is told about one pupil.

    Parameters
    ----------
    protected : a protected identity; then no distance, unit or wish is told.
    ordered : whether the mechanism orders applicants, so that a refusal has a deciding
        criterion. placed_unit : name, or empty without a place. wishes : tried options.
    nearest_unit, nearest_metres : the pupil's nearest option. rules : names
        of the policy's rules. entitled : to school transport, by distance.
    """

    pupil: str
    grade: str
    mechanism: str
    status: str
    protected: bool
    ordered: bool
    placed_unit: str = ""
    placed_metres: int = -1
    placed_rank: int = -1
    nearest_unit: str = ""
    nearest_metres: int = -1
    wishes: tuple[Wish, ...] = ()
    rules: tuple[str, ...] = ()
    entitled: bool = False


def explain_pupil(run: Run, pupil: str) -> PupilExplanation:
    """Return why `pupil` is placed where the run says.

    Raises
    ------
    UsageError
        If no such pupil takes part; no other pupil's id is suggested.
    """
    party = _party(run, pupil)
    problem, placement = run.problem, run.placement
    grade = problem.grades.codes[problem.parties.grade[party]]
    ordered = promises_order(problem.policy.mechanism)
    if problem.parties.protected[party]:
        return PupilExplanation(
            pupil,
            grade,
            placement.mechanism,
            str(placement.status),
            protected=True,
            ordered=ordered,
        )
    rows = _tried(problem, placement.chosen, party)
    row = int(placement.chosen[party])
    mine = np.arange(problem.options.start[party], problem.options.start[party + 1])
    nearest = int(mine[np.argmin(problem.options.metres[mine])])
    return PupilExplanation(
        pupil=pupil,
        grade=grade,
        mechanism=placement.mechanism,
        status=str(placement.status),
        protected=False,
        ordered=ordered,
        placed_unit=_unit(run, row) if row >= 0 else "",
        placed_metres=int(problem.options.metres[row]) if row >= 0 else -1,
        placed_rank=int(problem.options.rank[row]) if row >= 0 else -1,
        nearest_unit=_unit(run, nearest),
        nearest_metres=int(problem.options.metres[nearest]),
        wishes=_Teller(run).wishes(rows),
        rules=tuple(step.name for step in problem.policy.rules),
        entitled=bool(row >= 0 and problem.entitled()[row]),
    )


def _party(run: Run, pupil: str) -> int:
    found = np.flatnonzero(run.problem.parties.ids == pupil)
    if len(found):
        return int(found[0])
    raise UsageError(
        Fault(
            _("No pupil {pupil!r} takes part in this run.").format(pupil=pupil),
            value=pupil,
            rule="known_pupil",
            remedy=_("Write the pupil_id as it stands in placement.csv."),
        )
    )


def _tried(problem: Problem, chosen: IntArray, party: int) -> IntArray:
    """Return the wishes and the options tried before the own place, in order, and the place."""
    start = problem.options.start
    rows = list_order(problem, np.arange(start[party], start[party + 1]))
    place = np.flatnonzero(rows == chosen[party])
    last = int(place[0]) if len(place) else len(rows) - 1
    kept = (np.arange(len(rows)) <= last) | (problem.options.rank[rows] > 0)
    if not promises_order(problem.policy.mechanism):
        kept = (problem.options.rank[rows] > 0) | (rows == chosen[party])
    tried: IntArray = rows[kept]
    return tried


def _unit(run: Run, row: int) -> str:
    unit = run.problem.offerings.unit[run.problem.options.offering[row]]
    return str(run.units["name"].iloc[int(unit)])


class _Teller:
    """Scores of one run, computed once and told wish by wish."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.problem = run.problem
        self.taken = load_of(run)
        self.ordered = promises_order(run.problem.policy.mechanism)
        keys = applicant_keys(run.problem) if self.ordered else ()
        self.names = tuple(name for name, _key in keys)
        self.keys = tuple(key for _name, key in keys)

    def wishes(self, rows: IntArray) -> tuple[Wish, ...]:
        chosen = self.run.placement.chosen
        place = np.flatnonzero(rows == chosen[self.problem.options.party[rows]])
        end = int(place[0]) if len(place) else len(rows)
        return tuple(self._wish(int(row), i, end) for i, row in enumerate(rows))

    def _wish(self, row: int, position: int, end: int) -> Wish:
        problem, options = self.problem, self.problem.options
        offering = int(options.offering[row])
        outcome = "placed" if position == end else "not_tried" if position > end else "refused"
        seats, taken = int(problem.offerings.seats[offering]), int(self.taken[offering])
        if outcome == "refused" and taken < seats:
            outcome = "free"
        refused = outcome == "refused" and self.ordered
        scores = self._cut_off(row, offering) if self.ordered else ()
        reference, metres = self._reference(row)
        return Wish(
            unit=_unit(self.run, row),
            offering=str(problem.offerings.ids[offering]),
            rank=int(options.rank[row]),
            metres=int(options.metres[row]),
            minutes=int(options.minutes[row]),
            reference_unit=reference,
            reference_metres=metres,
            seats=seats,
            taken=taken,
            outcome=outcome,
            scores=scores,
            decided=_deciding(scores) if refused else "",
            places_short=self._places_short(row, offering) if refused else 0,
        )

    def _cut_off(self, row: int, offering: int) -> tuple[Score, ...]:
        """Return own keys beside those of the last admitted applicant.

        A protected pupil's keys are never told: where only such are admitted there is no last.
        """
        chosen = self.run.placement.chosen
        admitted = chosen[(chosen >= 0) & ~self.problem.parties.protected]
        admitted = admitted[self.problem.options.offering[admitted] == offering]
        last = int(admitted[self._order(admitted)[-1]]) if len(admitted) else None
        return tuple(
            Score(name, int(key[row]), None if last is None else int(key[last]))
            for name, key in zip(self.names, self.keys, strict=True)
        )

    def _order(self, rows: IntArray) -> IntArray:
        party = self.problem.options.party[rows]
        order: IntArray = np.lexsort((party, *(-key[rows] for key in reversed(self.keys))))
        return order

    def _places_short(self, row: int, offering: int) -> int:
        """Return this pupil's number among those who want a place here more than their own."""
        problem, options = self.problem, self.problem.options
        chosen = self.run.placement.chosen
        here = np.flatnonzero(options.offering == offering)
        waiting = here[preferred(problem, here, chosen)]
        return int(np.flatnonzero(waiting[self._order(waiting)] == row)[0]) + 1

    def _reference(self, row: int) -> tuple[str, int]:
        """Return the unit that relative proximity measures against, and its metres."""
        problem = self.problem
        party = int(problem.options.party[row])
        units, metres = problem.reference_unit[party], problem.reference[party]
        own = int(problem.offerings.unit[problem.options.offering[row]])
        place = 1 if units[0] == own else 0
        if units[place] < 0:
            return "", -1
        return str(self.run.units["name"].iloc[int(units[place])]), int(metres[place])


def _deciding(scores: tuple[Score, ...]) -> str:
    for score in scores:
        if score.last is not None and score.own != score.last:
            return score.criterion if score.own < score.last else ""
    return ""
