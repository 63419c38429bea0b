"""Why a pupil was refused: the order at the school, the last admitted, one more seat."""

from __future__ import annotations

from typing import Any

import numpy as np

from skolval.domain.problem import IntArray
from skolval.matching._asked import Asked, Queue
from skolval.matching._run import run

__all__ = ["explained"]


def explained(asked: Asked, taken: IntArray, pupil: int) -> dict[str, Any]:
    """Return what `Matching.explain` tells."""
    table, queue = asked.table, asked.queue()
    names = [*table.schools, None]
    school = np.append(asked.market.school, -1)[taken]
    preferred = _preferred(asked, int(taken[pupil]), pupil)
    rejected = [_rejection(asked, queue, school, (pupil, s)) for s in preferred]
    more = {}
    for s in preferred:
        entry = run(asked.one_more_seat(s))[0][pupil]
        more[f"{table.schools[s]}+1"] = names[asked.market.school[entry]] if entry >= 0 else None
    return {
        "pupil": table.pupils[pupil],
        "placed": names[school[pupil]],
        "rejected": rejected,
        "would_be_admitted_with_extra_seats": more,
    }


def _preferred(asked: Asked, entry: int, pupil: int) -> list[int]:
    """Return the schools of the pupil's list above the own place, refused ones too."""
    wish = asked.table.wish[asked.table.wish[:, 0] == pupil]
    end = asked.place[entry] if entry >= 0 else len(wish) + 1
    above: list[int] = wish[wish[:, 2] < end, 1].tolist()
    return above


def _rejection(
    asked: Asked, queue: Queue, school: IntArray, pair: tuple[int, int]
) -> dict[str, Any]:
    pupil, s = pair
    waiting, places = _places(queue, s)
    admitted = [i for i in waiting if school[i] == s]
    last = admitted[-1] if admitted else None
    return {
        "school": asked.table.schools[s],
        "rank_of_pupil": places.get(pupil),
        "seats": int(asked.table.seats[s]),
        "worst_admitted": None if last is None else asked.table.pupils[last],
        "worst_admitted_rank": None if last is None else places[last],
    }


def _places(queue: Queue, school: int) -> tuple[list[int], dict[int, int]]:
    """Return the pupils first to last, and the place of each; equals share a place."""
    here = slice(queue.start[school], queue.start[school + 1])
    waiting = queue.pupil[here].tolist()
    orders = zip(queue.level[here].tolist(), queue.lot[here].tolist(), strict=True)
    places, place, before = {}, 0, None
    for number, (i, order) in enumerate(zip(waiting, orders, strict=True), start=1):
        place, before = (place if order == before else number), order
        places[i] = place
    return waiting, places
