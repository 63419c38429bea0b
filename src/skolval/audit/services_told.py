"""What services.csv tells is what the placement and the tables give (linjetabellen stämmer)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from skolval.audit.claims import Claim
from skolval.audit.ride_facts import Ride, in_order, legs_ridden, rides_of
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.services import Services
from skolval.io.run import Run
from skolval.io.run_services import SERVICES_FILE

__all__ = ["check_services_told"]

_NUMBERS = ("pupils", "expected", "vehicles", "cost", "pupil_cost")


def check_services_told(run: Run, folder: Path) -> Iterator[Claim]:
    """Yield whether pupils, vehicles and kronor of every service are counted rightly."""
    services, path = run.problem.services, folder / SERVICES_FILE
    if services is None or not path.exists():
        return
    table = pd.read_csv(path, dtype={"service_id": str})
    rides, found = rides_of(run), []
    for number, row in enumerate(table.to_dict("records")):
        mine = [ride for ride in rides if ride.service == number]
        true = _counted(services, number, mine)
        for name, value in zip(_NUMBERS, true, strict=True):
            if int(row[name]) != value:
                text = N_("{service} is told to have {what} {told}, but it is {true}.").format(
                    service=row["service_id"], what=name, told=row[name], true=value
                )
                found.append(Breach("services_told", row["service_id"], 1, "values", text))
    text = _("services.csv tells the pupils, vehicles and kronor of every service.")
    yield Claim("services_told", text, len(table), tuple(found))


def _counted(services: Services, number: int, rides: list[Ride]) -> tuple[int, ...]:
    """Return the numbers of one service, in the order of `_NUMBERS`."""
    pupils = sum(ride.pupils for ride in rides)
    expected = (sum(ride.pupils * ride.take_up for ride in rides) + 500) // 1000
    aboard: dict[tuple[int, int], int] = {}
    for ride in rides:
        for leg in legs_ridden(ride) if in_order(services, ride) else ():
            aboard[leg] = aboard.get(leg, 0) + ride.pupils
    need = 0
    for (back, call), count in aboard.items():
        seats = max(int((services.back if back else services.out).seats[call]), 1)
        need = max(need, -(-count // seats))
    vehicles = 0 if services.running[number] else need
    cost = vehicles * int(services.cost[number])
    return pupils, expected, vehicles, cost, pupils * int(services.pupil_cost[number])
