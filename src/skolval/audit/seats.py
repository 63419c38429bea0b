"""Seat classes and bounds: everybody sits in a seat of their own, no reserve is lost, no
ceiling passed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.audit.choices import Standing, seats_left
from skolval.audit.claims import Claim, called, offering_called, upper_first
from skolval.audit.kinds import below_floor, crowd, past_ceiling
from skolval.audit.seating import Seating, seated
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.seat_classes import ClassTable, bound_table, class_table

__all__ = ["check_seats"]


def check_seats(problem: Problem, standing: Standing) -> Iterator[Claim]:
    """Yield the claims about classes or bounds, none for a policy without them."""
    if problem.policy.seat_classes:
        table = class_table(problem)
        seating = seated(table, **standing.part(admitted=True))
        yield _seats(problem, standing, seating)
        yield _reserves(problem, standing, (table, seating))
    if problem.policy.bounds:
        yield from _bounds(problem, standing)


def _seats(problem: Problem, standing: Standing, seating: Seating) -> Claim:
    held = standing.part(admitted=True)
    found = tuple(
        Breach(
            "seat_class", name := offering_called(problem, int(held["offering"][k])), 1, "pupils",
            N_("{pupil} is placed at {name}, where no class of seats has a seat for them.").format(
                pupil=upper_first(called(problem, int(held["party"][k]))), name=name
            ),
            (int(held["party"][k]),),
        )
        for k in np.flatnonzero(seating.seat_class < 0)
    )  # fmt: skip
    text = _("Everybody sits in a class of seats that takes them, within its seats.")
    return Claim("seat_class", text, len(held["party"]), found)


def _reserves(problem: Problem, standing: Standing, seats: tuple[ClassTable, Seating]) -> Claim:
    """Return whether a seat meant for some is another's, or empty, while one of them wanted it."""
    table, seating = seats
    wanted = standing.part(admitted=False)
    meant = np.flatnonzero(table.kind >= 0)
    at = np.repeat(np.arange(len(problem.offerings)), np.diff(table.start))
    lacking = _not_theirs(table, seating, standing.part(admitted=True)) + seating.free
    lost = tuple(
        _lost(problem, int(party), int(at[c]), int(table.step[c]))
        for c in meant[lacking[meant] > 0]
        for party in wanted["party"][wanted["offering"] == at[c]]
        if table.member[party, table.kind[c]]
    )
    text = _("No reserved seat stands empty or went to another while somebody it is for wanted it.")
    return Claim("reserve", text, int(table.seats[meant].sum()), lost)


def _not_theirs(table: ClassTable, seating: Seating, held: dict[str, IntArray]) -> IntArray:
    """Return by class how many sit there whom it is not for."""
    count = np.zeros(len(table.seats), np.int64)
    sits = seating.seat_class >= 0
    seat_class, party = seating.seat_class[sits], held["party"][sits]
    kind = table.kind[seat_class]
    other: BoolArray = kind >= 0
    other[other] = ~table.member[party[other], kind[other]]
    np.add.at(count, seat_class[other], 1)
    return count


def _lost(problem: Problem, party: int, offering: int, step: int) -> Breach:
    name = offering_called(problem, offering)
    text = N_("{pupil} wanted a seat at {name} that is kept for such pupils ({seats}).").format(
        pupil=upper_first(called(problem, party)), name=name,
        seats=problem.policy.seat_classes[step].name,
    )  # fmt: skip
    return Breach("reserve", name, 1, "pupils", text, (party,))


def _bounds(problem: Problem, standing: Standing) -> Iterator[Claim]:
    table = bound_table(problem)
    found = crowd(table, **standing.part(admitted=True))
    offering, kind = past_ceiling(found)
    groups = list(dict.fromkeys(bound.who for bound in problem.policy.bounds))
    breaches = tuple(
        Breach(
            "ceiling", name := offering_called(problem, int(o)),
            int(found.count[o, k] - found.ceiling[o, k]), "pupils",
            N_(
                "Offering {name} has {count} pupils of {group}, above the ceiling of {ceiling}."
            ).format(name=name, count=found.count[o, k], group=groups[k].group,
                     ceiling=found.ceiling[o, k]),
        )
        for o, k in zip(offering, kind, strict=True)
    )  # fmt: skip
    text = _("No offering has more pupils of a kind than its ceiling.")
    if table.hard:
        yield Claim("ceiling", text, table.ceiling.size, breaches)
    else:
        note = _("The ceilings are soft, and {count} are passed.").format(count=len(breaches))
        yield Claim("ceiling", text, 0, note=note)
    yield _floors(problem, standing)


def _floors(problem: Problem, standing: Standing) -> Claim:
    """Return whether anybody of a kind below its floor was refused while others got in."""
    table = bound_table(problem)
    found = crowd(table, **standing.part(admitted=True))
    wanted = standing.part(admitted=False)
    free = seats_left(problem, standing) > 0
    below = below_floor(table, found, offering=wanted["offering"], party=wanted["party"], free=free)
    breaches = tuple(
        Breach(
            "floor", name := offering_called(problem, int(wanted["offering"][i])), 1, "pupils",
            N_("{pupil} wanted a seat at {name}, which is below its floor for such pupils.").format(
                pupil=upper_first(called(problem, int(wanted["party"][i]))), name=name
            ),
            (int(wanted["party"][i]),),
        )
        for i in np.flatnonzero(below)
    )  # fmt: skip
    text = _("Nobody of a kind below its floor is refused.")
    return Claim("floor", text, int((table.floor > 0).sum()), breaches)
