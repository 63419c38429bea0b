"""Rides on services (resor med omvänd skolskjuts): who can ride where, as further option rows.

A pupil can ride from a stop within walking distance of home to a stop near the unit, if the run is
there before the bell and the afternoon's run leaves after the last lesson. A service that was
found or thought out leads outwards alone: to units that do not lie in the town, or that the policy
names; one that the instance tells leads wherever it goes. In the morning the pupil boards where
home can be left last, in the afternoon alights where home is reached first; the unit is always
entered from its nearest stop in time. A ride that is no sooner than the own way on foot, or walks
farther than it, is none. Protected homes are unknown and ride nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.language import N_
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.ride_rows import with_ride_rows
from skolval.travel.bells import bells, known_doors
from skolval.travel.crowded import units_in_town
from skolval.travel.network import network_of
from skolval.travel.places import origins_of, rows_in_round
from skolval.travel.service_ways import service_ways
from skolval.travel.services import Candidates, candidate_services
from skolval.travel.transit_walks import Points, Walks, walks_within
from skolval.travel.walking import METRES_PER_HOUR

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.services import Calls, ReversedTransport, Services
    from skolval.domain.travel import TravelTable

__all__ = ["with_rides"]


def with_rides(instance: Instance, problem: Problem, travel: TravelTable) -> Problem:
    """Return the problem with its policy's services, and a row for every ride that is possible.

    Where seats may be declined a pupil without a guarantee school is offered none.

    Parameters
    ----------
    instance : as the policy's decision sees it, see `domain.placed_view`.
    problem : with guarantee schools where seats may be declined.

    Raises
    ------
    InputError
        If the instance tells no stops or runs that the policy's services need.
    """
    rule = problem.policy.reversed_transport
    if rule is None:
        return problem
    made = candidate_services(instance, rule, prices=problem.transport_costs)
    net = _Net.of(instance, made, rule)
    keys = ["home", "service", "unit"]
    found = _morning(net, rule).merge(_afternoon(net, rule), on=keys)
    if not rule.units:
        inwards = (found["service"] >= made.told) & units_in_town(instance)[found["unit"]]
        found = found[~inwards].reset_index(drop=True)
    rides = _of_parties(net, problem, found, rule)
    origin = travel.origin_of_pupil[net.rows][rides["party"]]
    way = travel.metres[origin, rides["unit"]].astype(np.int64)
    on_foot = way * 3600 // METRES_PER_HOUR["walk"]
    walked = (rides["home_metres"] + rides["unit_metres"]).to_numpy(np.int64)
    sooner = rides["taken"].to_numpy(np.int64) < on_foot
    worth = (way < 0) | ((walked < way) & sooner)
    fallback = np.full(len(problem.parties), -1, np.int64)
    if rule.participation == "voluntary" and problem.guarantee is not None:
        fallback = problem.guarantee
    if rule.participation == "voluntary":
        worth &= fallback[rides["party"]] >= 0
    if not worth.any():
        nobody = N_("The policy lets pupils ride outwards, but no service leads anybody to a unit.")
        problem = problem.replace(warnings=(*problem.warnings, nobody))
    services = _told(made, net).replace(ways=service_ways(instance, made))
    return with_ride_rows(problem, services, rides.assign(way=way)[worth], fallback)


def _told(made: Candidates, net: _Net) -> Services:
    """Return the services, with what their stops are called, where they lie, and the bells."""
    stops = made.stops
    return made.services.replace(
        stop_names=stops["name"].fillna("").to_numpy(str),
        stop_x=stops["x"].to_numpy(np.float64),
        stop_y=stops["y"].to_numpy(np.float64),
        starts=net.starts,
        ends=net.ends,
    )


@dataclass(frozen=True, slots=True)
class _Net:
    """What a ride needs: the services, ways on foot to their stops, and the units' bells.

    Parameters
    ----------
    rows : (n_parties,) rows of the pupils table. home : (n_parties,) distinct home of each party.
    access : from distinct homes to stops. egress : from units to stops.
    starts, ends : (U,) seconds by which the pupil is at the door, and when the last lesson ends.
    """

    services: Services
    rows: IntArray
    home: IntArray
    access: Walks
    egress: Walks
    starts: IntArray
    ends: IntArray

    @classmethod
    def of(cls, instance: Instance, made: Candidates, rule: ReversedTransport) -> _Net:
        rows = rows_in_round(instance, None)
        homes, doors = origins_of(instance, rows), known_doors(instance)
        stops = made.stops
        ways = walks_within(
            network_of(instance),
            Points(np.concatenate([homes.x, doors.x]), np.concatenate([homes.y, doors.y])),
            Points(stops["x"].to_numpy(np.float64), stops["y"].to_numpy(np.float64)),
            limit=rule.walk_metres,
            detour=instance.detour_factor,
        )
        n, doorless = len(homes.x), np.full(len(homes.x), -1, np.int64)
        own = np.r_[np.arange(n, dtype=np.int64), np.full(len(doors.x), -1, np.int64)]
        return cls(
            made.services,
            rows,
            homes.of_pupil[rows],
            ways.among(own, n, rule.walk_metres),
            ways.among(np.r_[doorless, doors.unit], len(instance.units), rule.walk_metres),
            bells(instance, "school") - instance.school_day.margin * 60,
            bells(instance, "home"),
        )


def _walks(walks: Walks, place: str) -> pd.DataFrame:
    """Return the ways as a frame: the place, then stop, metres and seconds."""
    return pd.DataFrame(
        {place: walks.place, "stop": walks.stop, f"{place}_metres": walks.metres,
         f"{place}_seconds": walks.seconds}
    )  # fmt: skip


def _calls(calls: Calls) -> pd.DataFrame:
    return pd.DataFrame(
        {"service": calls.service, "call": np.arange(len(calls.stop)), "stop": calls.stop,
         "reached": calls.reached, "left": calls.left}
    )  # fmt: skip


def _morning(net: _Net, rule: ReversedTransport) -> pd.DataFrame:
    """Return (home, service, unit) with the calls, the walks and the seconds of the way there."""
    calls = _calls(net.services.out)
    there = calls.merge(_walks(net.egress, "unit"), on="stop")
    spare = net.starts[there["unit"]] - there["reached"] - there["unit_seconds"]
    there = there[(spare >= 0) & (spare <= rule.wait_minutes * 60)]
    there = _first(there, ["service", "unit"], ["unit_metres", "reached", "call"])
    there = there[["service", "unit", "call", "unit_metres"]].rename(columns={"call": "alight"})
    ways = there.merge(calls[["service", "call", "stop", "left"]], on="service")
    ways = ways[ways["call"] < ways["alight"]].rename(columns={"call": "board"})
    ways = ways.merge(_walks(net.access, "home"), on="stop")
    taken = net.starts[ways["unit"]] - ways["left"] + ways["home_seconds"]
    walked = ways["home_metres"] + ways["unit_metres"]
    ways = ways.assign(taken=taken, walked=walked, late=-ways["board"])
    ways = ways[taken <= rule.minutes_most * 60]
    ways = _first(ways, ["home", "service", "unit"], ["taken", "walked", "late"])
    keys = ["home", "service", "unit", "board", "alight", "taken", "home_metres", "unit_metres"]
    return ways[keys]


def _afternoon(net: _Net, rule: ReversedTransport) -> pd.DataFrame:
    """Return (home, service, unit) with the calls of the way back."""
    calls = _calls(net.services.back)
    there = calls.merge(_walks(net.egress, "unit"), on="stop")
    spare = there["left"] - there["unit_seconds"] - net.ends[there["unit"]]
    there = there[(spare >= 0) & (spare <= rule.wait_minutes * 60)]
    there = _first(there, ["service", "unit"], ["unit_metres", "left", "call"])
    there = there[["service", "unit", "call", "unit_metres"]].rename(
        columns={"call": "back_board", "unit_metres": "back_unit_metres"}
    )
    ways = there.merge(calls[["service", "call", "stop", "reached"]], on="service")
    ways = ways[ways["call"] > ways["back_board"]].rename(columns={"call": "back_alight"})
    ways = ways.merge(_walks(net.access, "home"), on="stop")
    ways = ways.assign(taken=ways["reached"] + ways["home_seconds"] - net.ends[ways["unit"]])
    ways = ways[ways["taken"] <= rule.minutes_most * 60]
    ways = _first(ways, ["home", "service", "unit"], ["taken", "home_metres", "back_alight"])
    ways = ways.rename(columns={"home_metres": "back_home_metres"})
    back = ["back_board", "back_alight", "back_unit_metres", "back_home_metres"]
    return ways[["home", "service", "unit", *back]]


def _first(frame: pd.DataFrame, keys: list[str], order: list[str]) -> pd.DataFrame:
    """Return the first row of every group in the order given."""
    by = np.lexsort([frame[name].to_numpy(np.int64) for name in reversed([*keys, *order])])
    ordered = frame.iloc[by]
    return ordered[~ordered.duplicated(keys).to_numpy(bool)].reset_index(drop=True)


def _of_parties(
    net: _Net, problem: Problem, found: pd.DataFrame, rule: ReversedTransport
) -> pd.DataFrame:
    """Return one row per party, service and offering of its grade that the ride leads to."""
    parties, offerings = problem.parties, problem.offerings
    who = {"party": np.arange(len(parties)), "home": net.home, "grade": parties.grade}
    where = {"offering": np.arange(len(offerings)), "unit": offerings.unit,
             "grade": offerings.grade}  # fmt: skip
    riders = pd.DataFrame(who)[~parties.protected & _named(problem.grades.codes, rule.grades)[
        parties.grade]]  # fmt: skip
    places = pd.DataFrame(where)[_open_to(problem, rule)]
    rows = found.merge(riders, on="home").merge(places, on=["unit", "grade"])
    return rows.sort_values(["party", "service", "offering"], kind="stable", ignore_index=True)


def _named(names: npt.ArrayLike, wanted: tuple[str, ...]) -> BoolArray:
    """Return which names are wanted; all where none is."""
    known = np.asarray(names, dtype=np.str_)
    found: BoolArray = np.isin(known, wanted) if wanted else np.ones(len(known), np.bool_)
    return found


def _open_to(problem: Problem, rule: ReversedTransport) -> BoolArray:
    """Return the offerings where pupils may be taken: ordinary grades at the units named."""
    offerings = problem.offerings
    found = offerings.placeable & (offerings.grade >= 0)
    found = found & _named(problem.unit_ids, rule.units)[offerings.unit]
    if problem.tested is not None:
        found &= ~problem.tested
    if problem.offering_programme is not None:
        found &= problem.offering_programme == ""
    return found
