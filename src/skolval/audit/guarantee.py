"""The guarantee schools (garantiskolor) proved again: within the seats, and no shorter way in all.

A set of places has the least total way exactly when no circle of changes shortens it. Arrows
go from an offering to another for the pupil to whom the change costs least; a free seat ends
a chain. A circle of negative length would be a shorter set, so its absence is the proof, and
no optimiser is needed. Ways are compared first by metres, then by squared metres, which is
how equal totals are told apart.

Source: Klein (1967), negative cycles; the rule: Öppet skolval, "relativ närhet på rätt sätt".
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numba import njit

from skolval.audit.claims import Claim, called, offering_called
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import IntArray, Problem

__all__ = ["check_guarantee", "shorter_circle"]

_NOWHERE = 10**12
"""Metres of having no guarantee school: more than all ways together."""


@njit(cache=True)
def _cheapest(source, target, metres, square, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the least change of metres and of squares, and its row, by pair of offerings."""
    first = np.full((size, size), 1 << 60, np.int64)
    second = np.zeros((size, size), np.int64)
    row = np.full((size, size), -1, np.int64)
    for k in range(len(source)):
        u, v = source[k], target[k]
        less = metres[k] < first[u, v]
        if less or (metres[k] == first[u, v] and square[k] < second[u, v]):
            first[u, v], second[u, v], row[u, v] = metres[k], square[k], k
    return first, second, row


@njit(cache=True)
def _shorten(first, second, d1, d2, before):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Shorten the ways by one arrow more; return an offering whose way became shorter, or -1."""
    moved = -1
    for u in range(len(first)):
        for v in range(len(first)):
            if first[u, v] >= 1 << 60:
                continue
            a, b = d1[u] + first[u, v], d2[u] + second[u, v]
            if a < d1[v] or (a == d1[v] and b < d2[v]):
                d1[v], d2[v], before[v] = a, b, u
                moved = v
    return moved


def _circle(first: IntArray, second: IntArray) -> list[int]:
    """Return the offerings of a circle of negative length, none if there is no such circle.

    Source: Bellman (1958), Ford (1956): what still becomes shorter after as many rounds as
    there are offerings has a circle behind it.
    """
    size = len(first)
    d1, d2, before = np.zeros((3, size), np.int64)
    before -= 1
    for _round in range(size):
        moved = int(_shorten(first, second, d1, d2, before))
        if moved < 0:
            return []
    for _step in range(size):
        moved = int(before[moved])
    found = [moved]
    while int(before[found[-1]]) != moved:
        found.append(int(before[found[-1]]))
    return found[::-1]


def shorter_circle(problem: Problem, held: IntArray, grade: int) -> IntArray:
    """Return option rows that some pupils of a grade could change to and shorten the ways in all.

    Parameters
    ----------
    held : (n_parties,) option row of each guarantee school, -1 none.
    """
    options, offerings = problem.options, np.flatnonzero(problem.offerings.grade == grade)
    nowhere, free = len(offerings), len(offerings) + 1
    local = np.full(len(problem.offerings) + 1, nowhere, np.int64)
    local[offerings] = np.arange(nowhere)
    at = np.where(held >= 0, options.offering[np.maximum(held, 0)], -1)
    way = np.where(held >= 0, options.metres[np.maximum(held, 0)], _NOWHERE)
    square = np.where(held >= 0, options.metres[np.maximum(held, 0)] ** 2, 0)
    rows = np.flatnonzero(problem.parties.grade[options.party] == grade)
    rows = rows[rows != held[options.party[rows]]]
    party = options.party[rows]
    first, second, best = _cheapest(
        local[at[party]],
        local[options.offering[rows]],
        options.metres[rows] - way[party],
        options.metres[rows] ** 2 - square[party],
        free + 1,
    )
    taken = np.bincount(local[at[(at >= 0) & (problem.parties.grade == grade)]], minlength=nowhere)
    room = np.append(problem.offerings.seats[offerings] > taken[:nowhere], values=True)
    first[np.flatnonzero(room), free] = 0
    first[free, : nowhere + 1] = 0
    ring = _circle(first, second)
    steps = zip(ring, np.roll(ring, -1), strict=True)
    used = [best[u, v] for u, v in steps if best[u, v] >= 0]
    return np.asarray(rows[np.array(used, np.int64)], np.int64)


def check_guarantee(problem: Problem) -> Iterator[Claim]:
    """Yield whether the guarantee schools are own options within the seats, and of least way."""
    held = problem.guarantee
    if held is None:
        return
    yield _fits(problem, held)
    found = [
        breach
        for grade in np.unique(problem.parties.grade)
        for breach in _shorter(problem, held, int(grade))
    ]
    text = _("No other guarantee schools within the seats make the ways shorter in all.")
    yield Claim("least_way", text, len(problem.options), tuple(found))


def _fits(problem: Problem, held: IntArray) -> Claim:
    options, parties = problem.options, problem.parties
    text = _("Every guarantee school is an own option, and there are seats for all who have it.")
    has = np.flatnonzero(held >= 0)
    alien = has[options.party[held[has]] != has]
    found = [
        Breach("guarantee_seats", str(parties.ids[i]), 1, "pupils",
               N_("The guarantee school of {pupil} is no option of that pupil.").format(
                   pupil=called(problem, int(i))), (int(i),))
        for i in alien
    ]  # fmt: skip
    taken = np.bincount(options.offering[held[has]], parties.size[has], len(problem.offerings))
    seats = problem.offerings.seats
    for o in np.flatnonzero(taken > seats):
        name = offering_called(problem, int(o))
        message = N_("{count} pupils have the guarantee school {name}, which has {seats}.").format(
            count=int(taken[o]), name=name, seats=f"{seats[o]} seats"
        )
        found.append(Breach("guarantee_seats", name, int(taken[o] - seats[o]), "pupils", message))
    return Claim("guarantee_seats", text, len(has), tuple(found))


def _shorter(problem: Problem, held: IntArray, grade: int) -> Iterator[Breach]:
    rows = shorter_circle(problem, held, grade)
    if not len(rows):
        return
    party = problem.options.party[rows]
    who = ", ".join(called(problem, int(i)) for i in party)
    before = problem.options.metres[held[party][held[party] >= 0]]
    after = problem.options.metres[rows]
    message = N_(
        "{pupils} could have other guarantee schools within the seats: {after} metres in all, "
        "not {before} (with equal metres the more even ways go first)."
    ).format(pupils=who, after=int(after.sum()), before=int(before.sum()))
    where = offering_called(problem, int(problem.options.offering[rows[0]]))
    yield Breach("least_way", where, 1, "changes", message, tuple(int(i) for i in party))
