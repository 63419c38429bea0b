"""Schools with bells, stops with pupils, and the times between them: a school-bus problem.

What counts as feasible follows the published code of Bertsimas, Delarue and Martin (2019) to the
second, so that numbers of buses can be compared:

* a trip takes the pupils of one school only, calls at whole stops and ends at the school; a bus
  makes several trips one after the other, to different schools; where it begins and ends is free;
* a stop takes a fixed time and a time per pupil; a pupil rides from the moment the bus leaves the
  pupil's stop until it reaches the school, the other pupils' stops included, unloading not;
* unloading takes the same time at every school, and ends exactly at the bell: the bus leaves the
  school at its bell (the earliest time of the published window, at every school), drives empty to
  the first stop of its next trip and serves it, and must be there early enough to unload.

Later arrivals within the published windows would be allowed by Park, Tae and Kim (2012); a plan
that holds here keeps them too (all times moved by the unloading), so nothing is won by the
difference. All times are whole milliseconds, rounded against the bus.

Source
------
Park, J., Tae, H. and Kim, B.-I. (2012). A post-improvement procedure for the mixed load school
bus routing problem. *European Journal of Operational Research* 217.
Bertsimas, D., Delarue, A. and Martin, S. (2019). Optimizing schools' start time and bus routes.
*PNAS* 116, with the code it is published with (`load`, `scenarios`, `selection`, `tests`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from skolval.domain.problem import IntArray
from skolval.solver.system import FloatArray

__all__ = ["BusCase", "BusSchool", "Plane", "planar_case"]


@dataclass(frozen=True, slots=True)
class BusSchool:
    """One school and its stops; all times in milliseconds.

    Parameters
    ----------
    bell : when the buses leave the school, empty. unload : what they need for unloading.
    pupils, dwell : (n,) at each stop. between : (n, n) from stop to stop.
    home : (n,) from stop to school. reach : (S, n) from every school to the stop.
    """

    bell: int
    unload: int
    pupils: IntArray
    dwell: IntArray
    between: IntArray
    home: IntArray
    reach: IntArray

    def ride(self, stops: tuple[int, ...]) -> int:
        """Return how long the first stop's pupils ride when the stops are served in order."""
        legs = sum(int(self.between[a, b]) for a, b in pairwise(stops))
        return legs + int(self.dwell[list(stops[1:])].sum()) + int(self.home[stops[-1]])


@dataclass(frozen=True, slots=True)
class BusCase:
    """Schools, the seats of a bus and the longest ride in milliseconds.

    Ways must keep the triangle inequality: leaving out a stop never makes a trip longer.
    """

    schools: tuple[BusSchool, ...]
    capacity: int
    longest: int

    @property
    def first(self) -> IntArray:
        """(S + 1,) number of each school's first stop when all are counted through."""
        sizes = [len(school.pupils) for school in self.schools]
        return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def latest(self, school: int) -> tuple[IntArray, IntArray]:
        """Return from which schools a bus may come, and how long a trip may then ride.

        The second is (1 + k, n): by first stop, for a bus that has done nothing before and then
        for each of the k schools.
        """
        here = self.schools[school]
        bells = np.array([other.bell for other in self.schools], np.int64)
        budget = here.bell - here.unload - bells
        came = np.flatnonzero(budget > 0).astype(np.int64)
        late = budget[came, None] - here.reach[came] - here.dwell
        fresh = np.full((1, len(here.pupils)), self.longest, np.int64)
        return came, np.concatenate([fresh, np.minimum(late, self.longest)])

    def alone(self, school: int) -> BusCase:
        """Return the case of one school."""
        here = self.schools[school]
        one = BusSchool(
            here.bell, here.unload, here.pupils, here.dwell, here.between, here.home,
            here.reach[school : school + 1],
        )  # fmt: skip
        return BusCase((one,), self.capacity, self.longest)


@dataclass(frozen=True, slots=True)
class Plane:
    """How fast and along what a bus drives, and how long it stands: the benchmark's figures.

    Parameters
    ----------
    speed : length units of the coordinates per second. stop, pupil, unload : seconds.
    """

    speed: float = 29.3333333
    stop: float = 19.0
    pupil: float = 2.6
    unload: float = 154.4


def planar_case(
    schools: FloatArray, stops: FloatArray, *, plane: Plane | None = None, limits: tuple[int, float]
) -> BusCase:
    """Return the case of schools and stops on a plane with streets in two directions.

    Parameters
    ----------
    schools : (S, 3) x, y and bell in seconds after midnight.
    stops : (n, 4) x, y, row of the school, pupils; of one school in the order of the rows.
    limits : seats and longest ride in seconds.
    """
    plane = plane or Plane()

    def ways(one: FloatArray, two: FloatArray) -> IntArray:
        apart = np.abs(one[:, None, :2] - two[None, :, :2]).sum(2)
        return _up(apart / plane.speed)

    made = []
    for row, school in enumerate(schools):
        mine = stops[stops[:, 2] == row]
        pupils = mine[:, 3].astype(np.int64)
        made.append(
            BusSchool(
                bell=int(school[2] * 1000),
                unload=int(_up(np.array(plane.unload))),
                pupils=pupils,
                dwell=_up(plane.stop + plane.pupil * pupils),
                between=ways(mine, mine),
                home=ways(mine, school[None])[:, 0],
                reach=ways(schools, mine),
            )
        )
    return BusCase(tuple(made), limits[0], int(limits[1] * 1000))


def _up(seconds: FloatArray) -> IntArray:
    """Return whole milliseconds, rounded up but for what floating point adds."""
    found: IntArray = np.ceil(seconds * 1000 - 1e-6).astype(np.int64)
    return found
