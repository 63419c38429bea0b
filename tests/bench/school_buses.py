"""The school-bus instances of Park, Tae and Kim (2012): read, and plans checked on the raw numbers."""

from __future__ import annotations

import csv
import gzip
from itertools import pairwise
from pathlib import Path

import numpy as np

from skolval.solver.routing_case import BusCase, planar_case
from skolval.solver.routing_plan import BusPlan

NAMES = tuple(f"{kind}{number:02d}" for kind in ("RSRB", "CSCB") for number in range(1, 9))
SEATS, SPEED, STOP, PUPIL, UNLOAD = 66, 29.3333333, 19.0, 2.6, 154.4


def rows_of(folder: Path, table: str, name: str) -> list[dict[str, str]]:
    """The rows of an instance in a table."""
    with gzip.open(folder / f"{table}.csv.gz", "rt", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["instance"] == name]


def bell_of(school: dict[str, str]) -> float:
    """Seconds after midnight of 'HHMM' without leading zeros."""
    return int(school["AMEARLY"][:-2]) * 3600.0 + int(school["AMEARLY"][-2:]) * 60.0


def bus_case(folder: Path, name: str, longest: float) -> BusCase:
    """The instance with this longest ride in seconds."""
    schools, stops = rows_of(folder, "schools", name), rows_of(folder, "stops", name)
    number = {school["ID"]: row for row, school in enumerate(schools)}
    return planar_case(
        np.array([[float(s["X"]), float(s["Y"]), bell_of(s)] for s in schools]),
        np.array(
            [
                [float(s["X_COORD"]), float(s["Y_COORD"]), number[s["EP_ID"]],
                 float(s["STUDENT_COUNT"])]
                for s in stops
            ]
        ),
        limits=(SEATS, longest),
    )  # fmt: skip


def published_buses(folder: Path, longest: float) -> dict[str, dict[str, int]]:
    """Instance -> method -> buses."""
    with (folder / "published_buses_table_s1.csv").open(encoding="utf-8") as file:
        return {
            row["benchmark"]: {
                key.removeprefix("buses_"): int(float(value))
                for key, value in row.items()
                if key.startswith("buses_")
            }
            for row in csv.DictReader(file)
            if float(row["max_riding_time"]) == longest
        }


def raw_faults(folder: Path, name: str, longest: float, plan: BusPlan) -> list[str]:
    """What is wrong with the plan by the files' own feet and minutes; no array, no millisecond."""
    schools, faults, served = rows_of(folder, "schools", name), [], []
    rows = rows_of(folder, "stops", name)
    stops = [[row for row in rows if row["EP_ID"] == school["ID"]] for school in schools]
    for bus in plan.buses:
        for trip in bus:
            school = schools[trip.school]
            calls = [stops[trip.school][stop] for stop in trip.stops]
            served += [call["ID"] for call in calls]
            if sum(int(call["STUDENT_COUNT"]) for call in calls) > SEATS:
                faults.append("seats")
            if _drive(calls, school) - _stand(calls[0]) > longest:
                faults.append("ride")
        for before, trip in pairwise(bus):
            school = schools[trip.school]
            calls = [stops[trip.school][stop] for stop in trip.stops]
            reached = (
                bell_of(schools[before.school])
                + _way(_spot(schools[before.school]), _spot(calls[0]))
                + _drive(calls, school)
            )
            if reached + UNLOAD > bell_of(school):
                faults.append("bell")
    if sorted(served) != sorted(s["ID"] for school in stops for s in school):
        faults.append("stops")
    return faults


def _spot(row: dict[str, str]) -> tuple[float, float]:
    return float(row.get("X", row.get("X_COORD"))), float(row.get("Y", row.get("Y_COORD")))


def _way(one: tuple[float, float], two: tuple[float, float]) -> float:
    return (abs(one[0] - two[0]) + abs(one[1] - two[1])) / SPEED


def _stand(call: dict[str, str]) -> float:
    return STOP + PUPIL * int(call["STUDENT_COUNT"])


def _drive(calls: list[dict[str, str]], school: dict[str, str]) -> float:
    """Seconds from coming to the first stop until the school."""
    places = [_spot(call) for call in calls] + [_spot(school)]
    return sum(_stand(call) for call in calls) + sum(_way(a, b) for a, b in pairwise(places))
