"""The guarantee schools (garantiskolor) proved again, without an optimiser.

Everybody's is an own option with a seat for all who have it; no others would make fewer
pupils go without or the ways shorter in all, nor, with equal metres, more even; and what is
equally good is decided pupil by pupil in the order of the published lottery. Pupils with a
protected identity have no known home and come first, each at the first option with a seat.

Source: relativnarhet.se, "relativ närhet på rätt sätt"; `skolval.audit.least_way`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.audit.claims import Claim, called, offering_called
from skolval.audit.least_way import NOWHERE_METRES, Ways, luckier, shorter
from skolval.audit.lots import drawn
from skolval.audit.order import list_order
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["check_guarantee"]


def check_guarantee(problem: Problem) -> Iterator[Claim]:
    """Yield the claims about guarantee schools; none for a problem without them."""
    held = problem.guarantee
    if held is None:
        return
    fits = _fits(problem, held)
    yield fits
    if not fits.ok:
        return
    lot = drawn(f"{problem.policy.seed}|{name}" for name in problem.parties.ids.tolist())
    yield _hidden(problem, held, lot)
    shortest: list[Breach] = []
    lucky: list[Breach] = []
    for grade in np.unique(problem.parties.grade):
        open_to_all = (problem.parties.grade == grade) & ~problem.parties.protected
        members = np.flatnonzero(open_to_all)
        ways, rows = _ways(problem, held, open_to_all)
        circle, prices = shorter(ways)
        if len(circle):
            party = members[ways.pupil[circle]]
            shortest.append(_shorter(problem, held, party, rows[circle]))
            continue
        arrow, count = luckier(ways, prices, lot[members])
        if count:
            lucky.append(_luckier(problem, int(rows[arrow]), count))
    text = _("No other guarantee schools within the seats make the ways shorter in all.")
    yield Claim("least_way", text, len(problem.options), tuple(shortest))
    text = _("Between equally good guarantee schools the published lottery decides.")
    yield Claim("guarantee_lottery", text, len(problem.parties), tuple(lucky))


def _untested(problem: Problem) -> BoolArray:
    if problem.tested is None:
        return np.ones(len(problem.options), bool)
    untested: BoolArray = ~problem.tested[problem.options.offering]
    return untested


def _fits(problem: Problem, held: IntArray) -> Claim:
    options, parties = problem.options, problem.parties
    text = _("Every guarantee school is an own option, and there are seats for all who have it.")
    has = np.flatnonzero(held >= 0)
    alien = has[(options.party[held[has]] != has) | ~_untested(problem)[held[has]]]
    found = [
        Breach("guarantee_seats", str(i), 1, "pupils",
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


def _hidden(problem: Problem, held: IntArray, lot: IntArray) -> Claim:
    """Follow the protected pupils in the order of the lottery to the first option with a seat."""
    options, untested = problem.options, _untested(problem)
    seats = np.maximum(problem.offerings.seats, 0).copy()
    hidden = np.flatnonzero(problem.parties.protected)
    wrong = 0
    for party in hidden[np.argsort(lot[hidden])]:
        rows = list_order(problem, np.arange(options.start[party], options.start[party + 1]))
        open_to = rows[untested[rows] & (seats[options.offering[rows]] > 0)]
        row = int(open_to[0]) if len(open_to) else -1
        wrong += row != held[party]
        if row >= 0:
            seats[options.offering[row]] -= 1
    text = _("Pupils with a protected identity have the first own option with a seat.")
    message = N_("{count} pupils with protected identity have other guarantee schools.")
    found = (Breach("guarantee_protected", "protected", wrong, "pupils",
                    message.format(count=wrong)),) if wrong else ()  # fmt: skip
    return Claim("guarantee_protected", text, len(hidden), found)


def _ways(problem: Problem, held: IntArray, members: BoolArray) -> tuple[Ways, IntArray]:
    """Return where `members` are and could be, and the option row of each arrow, -1 nowhere."""
    options = problem.options
    usable = members[options.party] & _untested(problem)
    usable &= problem.offerings.seats[options.offering] > 0
    rows = np.flatnonzero(usable)
    offerings, local = np.unique(options.offering[rows], return_inverse=True)
    number = np.cumsum(members) - 1
    pupil, row = number[options.party[rows]], held[members]
    others = rows != row[pupil]
    # A guarantee school is among the rows, since all of them are own options with a seat.
    home = np.full(len(row), len(offerings), np.int64)
    home[pupil[~others]] = local.reshape(-1)[~others]
    taken = np.bincount(options.offering[held[held >= 0]], minlength=len(problem.offerings))
    placed = np.flatnonzero(row >= 0)
    nowhere = np.full(len(placed), -1, np.int64)
    ways = Ways(
        home=home,
        own=np.where(row >= 0, options.metres[np.maximum(row, 0)], NOWHERE_METRES),
        pupil=np.concatenate([pupil[others], placed]),
        offering=np.concatenate([local.reshape(-1)[others], nowhere + len(offerings) + 1]),
        metres=np.concatenate([options.metres[rows[others]], nowhere + NOWHERE_METRES + 1]),
        room=(problem.offerings.seats - taken)[offerings],
    )
    return ways, np.concatenate([rows[others], nowhere])


def _shorter(problem: Problem, held: IntArray, party: IntArray, rows: IntArray) -> Breach:
    who = ", ".join(called(problem, int(i)) for i in party)
    has, gets = held[party][held[party] >= 0], rows[rows >= 0]
    message = N_(
        "{pupils} could have other guarantee schools within the seats: {after} metres in all, "
        "not {before}; with equal metres the more even ways go first."
    ).format(pupils=who, after=int(problem.options.metres[gets].sum()),
             before=int(problem.options.metres[has].sum()))  # fmt: skip
    if len(gets) > len(has):
        message = N_("{pupils} could change guarantee schools so that one more has one.").format(
            pupils=who
        )
    where = offering_called(problem, int(problem.options.offering[gets[0]]))
    return Breach("least_way", where, 1, "changes", message, tuple(int(i) for i in party))


def _luckier(problem: Problem, row: int, count: int) -> Breach:
    party = int(problem.options.party[row])
    where = offering_called(problem, int(problem.options.offering[row]))
    message = N_(
        "The lottery of the seed {seed} lets {pupil} have the guarantee school {name}, with ways "
        "that are as short in all ({count} such pupils)."
    ).format(
        seed=repr(problem.policy.seed), pupil=called(problem, party), name=where, count=count
    )  # fmt: skip
    return Breach("guarantee_lottery", where, count, "pupils", message, (party,))
