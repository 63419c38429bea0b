"""Every pupil's guarantee school (garantiskola): the unit that everybody can have at once.

All pupils of a grade are placed under capacity with the least walking in all, whatever they
wish for; see `skolval.solver.least_walking` for the order in which what is left is decided, down
to the lottery of the published seed. With relative proximity measured to it, and the
pupil first there, nobody is refused both a wish and every unit near home.

Pupils with a protected identity have no known home: before the others, in lottery order,
each takes a seat at the first wish, else at the current unit, that has one. Where seats
are too few for all, as few pupils as possible have no guarantee school. Places that go by
a test are nobody's guarantee.

Source: relativnarhet.se, "relativ närhet på rätt sätt"; knowteqAB/oppetskolval.
"""

from __future__ import annotations

import numpy as np

from skolval.criteria._lots import lot_places
from skolval.domain.language import N_, _
from skolval.domain.policy import Policy
from skolval.domain.preferences import preference_order
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.errors import Fault, UsageError
from skolval.solver.least_walking import least_walking

__all__ = ["guarantee_rows", "needs_guarantee", "with_guarantee"]


def needs_guarantee(policy: Policy) -> bool:
    """Return whether the policy measures to guarantee schools, secures or otherwise means them."""
    asked = [getattr(step.params, "reference", "") for step in policy.criteria]
    if policy.school_transport is not None:
        asked += policy.school_transport.otherwise
    return policy.secured == "guarantee" or "guarantee" in asked or _may_decline(policy)


def _may_decline(policy: Policy) -> bool:
    """Return whether pupils are offered seats outwards: who declines has the guarantee school."""
    rule = policy.reversed_transport
    return rule is not None and rule.participation == "voluntary"


def with_guarantee(problem: Problem) -> Problem:
    """Return the problem with its guarantee schools, if its policy needs them.

    A warning tells how many pupils have none.
    """
    if not needs_guarantee(problem.policy):
        return problem
    rows = guarantee_rows(problem)
    without = int((rows < 0).sum())
    text = N_("{count} pupils have no guarantee school, because the seats are too few.")
    told = (text.format(count=without),) if without else ()
    return problem.replace(guarantee=rows, warnings=(*problem.warnings, *told))


def guarantee_rows(problem: Problem) -> IntArray:
    """Return (n_parties,) the option row of each pupil's guarantee school, -1 for none.

    Raises
    ------
    UsageError
        If some party is larger than one pupil.
    """
    if (problem.parties.size != 1).any():
        raise UsageError(
            Fault(
                _("Guarantee schools are for single pupils, and some parties are larger."),
                rule="party_size",
                remedy=_("Choose another reference in relative_proximity, or place pupils."),
            )
        )
    lot = lot_places(problem.policy.seed, problem.parties.ids.tolist())
    untested = np.ones(len(problem.options), bool)
    if problem.tested is not None:
        untested = ~problem.tested[problem.options.offering]
    found, seats = _protected(problem, lot, untested)
    for grade in np.unique(problem.parties.grade):
        members = np.flatnonzero((problem.parties.grade == grade) & ~problem.parties.protected)
        _fill(problem, found, members, (seats, lot, untested))
    return found


def _protected(problem: Problem, lot: IntArray, untested: BoolArray) -> tuple[IntArray, IntArray]:
    """Return the rows of the protected pupils, and the seats that are left."""
    options = problem.options
    seats = np.maximum(problem.offerings.seats, 0)
    found = np.full(len(problem.parties), -1, np.int64)
    hidden = np.flatnonzero(problem.parties.protected)
    listed = preference_order(problem) if len(hidden) else hidden
    for party in hidden[np.argsort(lot[hidden])]:
        rows = listed[options.start[party] : options.start[party + 1]]
        for row in rows[untested[rows]]:
            if seats[options.offering[row]] > 0:
                seats[options.offering[row]] -= 1
                found[party] = row
                break
    return found, seats


def _fill(
    problem: Problem,
    found: IntArray,
    members: IntArray,
    given: tuple[IntArray, IntArray, BoolArray],
) -> None:
    """Write the rows of the pupils `members` of one grade into `found`."""
    seats, lot, untested = given
    options = problem.options
    number = np.full(len(problem.parties), -1, np.int64)
    number[members] = np.arange(len(members))
    rows = np.flatnonzero((number[options.party] >= 0) & untested)
    offering = options.offering[rows]
    schools = np.flatnonzero(np.bincount(offering, minlength=len(seats)))
    counts = np.bincount(number[options.party[rows]], minlength=len(members))
    taken = least_walking(
        np.concatenate([[0], np.cumsum(counts)]),
        np.searchsorted(schools, offering),
        options.metres[rows],
        seats=seats[schools],
        lot=lot[members],
    )
    placed = taken >= 0
    found[members[placed]] = rows[taken[placed]]
