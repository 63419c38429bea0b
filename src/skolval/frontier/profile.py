"""A profile (profil): some units are options for every pupil of the grade, however far."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.problem import UNWISHED, IntArray, Problem
from skolval.domain.travel import NO_JOURNEY

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.services import Services
    from skolval.domain.travel import TravelTable

__all__ = ["with_profile"]


def with_profile(
    problem: Problem, units: tuple[str, ...], instance: Instance, travel: TravelTable
) -> Problem:
    """Return `problem` with one option more for every pupil who lacked one at these units.

    Pupils whose way there is not known get none.
    """
    party, offering, metres, minutes = _missing(problem, units, instance, travel)
    if not len(party):
        return problem
    old = problem.options
    added = len(party)
    none = np.zeros(added, np.int64)
    columns = {
        "party": party, "offering": offering, "mode": none, "metres": metres,
        "minutes": minutes, "rank": none + UNWISHED, "cost": none,
    }  # fmt: skip
    joined = {name: np.r_[getattr(old, name), more] for name, more in columns.items()}
    last = int(joined["rank"].max(initial=0)) + 1
    first = np.where(joined["rank"] == UNWISHED, last, joined["rank"])
    rides = joined["mode"] > 0
    order = np.lexsort((joined["offering"], joined["metres"], first, rides, joined["party"]))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))

    def renumbered(rows: IntArray | None) -> IntArray | None:
        return None if rows is None else np.where(rows >= 0, place[np.maximum(rows, 0)], -1)

    def lengthened(noted: IntArray) -> IntArray:
        longer: IntArray = np.r_[noted, np.full(added, -1, np.int64)][order]
        return longer

    counts = np.bincount(joined["party"], minlength=len(problem.parties))
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    options = replace(old, **{name: part[order] for name, part in joined.items()}, start=start)
    return problem.replace(
        options=options,
        grounds={name: lengthened(noted) for name, noted in problem.grounds.items()},
        **{
            name: None if (noted := getattr(problem, name)) is None else lengthened(noted)
            for name in ("straight", "second_metres", "unsafe_metres")
        },
        guarantee=renumbered(problem.guarantee),
        honour=renumbered(problem.honour),
        services=_among(problem.services, added, order),
    )


def _among(services: Services | None, added: int, order: IntArray) -> Services | None:
    if services is None or services.rides is None:
        return services
    return services.replace(rides=services.rides.among(added, order))


def _missing(
    problem: Problem, units: tuple[str, ...], instance: Instance, travel: TravelTable
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    parties, offerings = problem.parties, problem.offerings
    wanted = {name: number for number, name in enumerate(problem.unit_ids.tolist())}
    mine = np.isin(offerings.unit, [wanted[name] for name in units]) & offerings.placeable
    there = np.flatnonzero(mine)
    party = np.repeat(np.arange(len(parties)), len(there))
    offering = np.tile(there, len(parties))
    alike = parties.grade[party] == offerings.grade[offering]
    party, offering = party[alike], offering[alike]
    own = problem.options.mode == 0
    have = (problem.options.party * len(offerings) + problem.options.offering)[own]
    lacking = ~np.isin(party * len(offerings) + offering, have)
    party, offering = party[lacking], offering[lacking]
    rows = np.flatnonzero(instance.pupils["in_round"].to_numpy(bool))
    origin = travel.origin_of_pupil[rows][party]
    unit = offerings.unit[offering]
    metres = np.where(origin >= 0, travel.metres[np.maximum(origin, 0), unit], -1).astype(np.int64)
    minutes = np.where(origin >= 0, travel.minutes[np.maximum(origin, 0), unit], 0)
    minutes = np.where(minutes < 0, NO_JOURNEY, minutes)
    known = metres >= 0
    return party[known], offering[known], metres[known], minutes.astype(np.int64)[known]
