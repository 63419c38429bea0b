"""All services that reversed school transport may use (kandidatlinjer): told, found, thought out.

What an instance tells in its table `services` stands instead of what would be found: a kind that
is told is not looked for, since the same bus could be both. A service whose price nobody tells is
no candidate, except what goes anyway and costs nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.school_transport import TransportCosts
from skolval.domain.services import ReversedTransport, Services
from skolval.travel.candidates import Candidate, as_services, no_stops
from skolval.travel.chartered_services import chartered_services
from skolval.travel.empty_services import empty_services
from skolval.travel.ordinary_services import ordinary_services
from skolval.travel.told_services import told_services

__all__ = ["Candidates", "candidate_services"]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Services as arrays, and where their stops lie.

    Parameters
    ----------
    services : without rides. stops : stop_id, name, x, y of every stop, in the order of
        `services.stop_ids`; stops of chartered runs are new and stand in no table.
    each : the services one by one, with the source and the lowest of their costs.
    told : how many of them, the first, stand in the instance's own table.
    """

    services: Services
    stops: pd.DataFrame
    each: tuple[Candidate, ...]
    told: int = 0


def candidate_services(
    instance: Instance, rule: ReversedTransport, *, prices: TransportCosts | None = None
) -> Candidates:
    """Return every service of the kinds that `rule` allows, told ones first (kandidatlinjer).

    Parameters
    ----------
    prices : what each way to travel costs; the instance's own when None.

    Raises
    ------
    InputError
        If a run's line or stop is unknown.
    """
    costs = prices or instance.transport_costs or TransportCosts()
    told = [one for one in told_services(instance) if one.kind in rule.kinds]
    wanted = set(rule.kinds) - {one.kind for one in told}
    new, found = no_stops(), []
    if "reverse_leg" in wanted:
        found += empty_services(instance, costs)
    if "ordinary" in wanted:
        found += ordinary_services(instance, costs)
    if "chartered" in wanted:
        chartered, new = chartered_services(instance, rule, costs)
        found += chartered
    names = {one.id for one in told}
    each = (*told, *(one for one in found if one.id not in names))
    services = as_services(each)
    known = pd.concat([instance.stops[list(new.columns)], new]).set_index("stop_id")
    stops = known.loc[list(services.stop_ids)].rename_axis("stop_id").reset_index()
    return Candidates(services, stops, each, len(told))
