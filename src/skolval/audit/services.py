"""Services outwards judged again, ride by ride and in plain steps (omvänd skolskjuts).

Every ride can be made: its stops come in order, it is there before the bell and leaves after the
last lesson, and neither the walk nor the time is longer than the policy lets it be. On no leg are
there more pupils than seats, only services that are run carry anybody, nothing is run for
nobody, the kronor stay within the budget, and whoever declines has a place to go to.

Source: Skollagen (2010:800) 10 kap. 30 and 32 §§.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from skolval.audit.claims import Claim, called, offering_called, upper_first
from skolval.audit.ride_facts import Ride, in_order, legs_ridden, refused, rides_of
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import Problem
from skolval.domain.services import ReversedTransport, Services
from skolval.io.run import Run

__all__ = ["check_services"]


def check_services(run: Run) -> Iterator[Claim]:
    """Yield the claims about services outwards; none where the policy has none."""
    problem, rule = run.problem, run.problem.policy.reversed_transport
    services = problem.services
    if rule is None:
        return
    if services is None or services.rides is None:
        text = _("The services that the policy lets run are told.")
        message = N_("The policy runs services outwards, but the run tells none.")
        breach = Breach("service_rides", "services", 1, "tables", message)
        yield Claim("service_rides", text, 0, (breach,))
        return
    rides = rides_of(run)
    yield _possible(problem, rides)
    yield _eased(problem, "service_seats", _seats(services, rides))
    yield _runs(run, services, rides)
    if rule.budget is not None or rule.services_most is not None:
        yield _eased(problem, "service_budget", _budget(services, rides, rule))
    if rule.participation == "voluntary":
        yield _eased(problem, "declined_seats", _declined(run, _hold(problem, rule), rides))


def _eased(problem: Problem, name: str, claim: Claim) -> Claim:
    """Return the claim, only told where the policy lets it be broken at a price."""
    priced = any(
        step.name == name and step.params.price is not None for step in problem.policy.rules
    )
    if claim.ok or not priced:
        return claim
    note = _("The policy lets the rule be broken at a price.")
    return Claim(claim.name, claim.text, claim.checked, note=note)


def _hold(problem: Problem, rule: ReversedTransport) -> str:
    """Return how many seats are kept for those who decline: the policy's own rule goes first."""
    told = [step.params.hold for step in problem.policy.rules if step.name == "declined_seats"]
    return str(told[0]) if told else rule.hold


def _possible(problem: Problem, rides: list[Ride]) -> Claim:
    found = []
    for ride in rides:
        for reason in refused(problem, ride):
            text = N_("{pupil} cannot ride on {service}: {reason}.").format(
                pupil=upper_first(called(problem, ride.party)), service=ride.name, reason=reason
            )
            found.append(Breach("service_rides", ride.name, 1, "pupils", text, (ride.party,)))
    text = _("Everybody who is offered a seat can ride there and back, in time and near home.")
    return Claim("service_rides", text, len(rides), tuple(found))


def _seats(services: Services, rides: list[Ride]) -> Claim:
    aboard: Counter[tuple[int, int]] = Counter()
    for ride in rides:
        for leg in legs_ridden(ride) if in_order(services, ride) else ():
            aboard[leg] += ride.pupils
    found = []
    for (back, call), count in sorted(aboard.items()):
        calls = services.back if back else services.out
        seats, stop = int(calls.seats[call]), str(services.stop_ids[calls.stop[call]])
        if count > seats:
            name = str(services.ids[calls.service[call]])
            text = _FULL[back].format(service=name, stop=stop, count=count, seats=seats)
            found.append(Breach("service_seats", name, count - seats, "pupils", text))
    text = _("No service carries more pupils than it has seats, on any leg.")
    return Claim("service_seats", text, len(aboard), tuple(found))


def _runs(run: Run, services: Services, rides: list[Ride]) -> Claim:
    told, found = run.placement.runs, []
    carried = {ride.service for ride in rides}
    for number, name in enumerate(services.ids.tolist()):
        runs = told is not None and bool(told[number])
        if number in carried and not runs:
            text = N_("Pupils ride on {service}, which is not run.").format(service=name)
            found.append(Breach("service_runs", name, 1, "services", text))
        elif runs and number not in carried and not services.running[number]:
            text = N_("{service} is run for nobody.").format(service=name)
            found.append(Breach("service_runs", name, 1, "services", text))
        elif services.running[number] and not runs:
            text = N_("{service} goes anyway, but the run says that it does not.")
            found.append(Breach("service_runs", name, 1, "services", text.format(service=name)))
    text = _("Only services that are run carry pupils, and nothing is run for nobody.")
    return Claim("service_runs", text, len(services), tuple(found))


def _budget(services: Services, rides: list[Ride], rule: ReversedTransport) -> Claim:
    bought = sorted({ride.service for ride in rides if not services.running[ride.service]})
    cost = sum(int(services.cost[number]) for number in bought)
    cost += sum(int(services.pupil_cost[ride.service]) * ride.pupils for ride in rides)
    found = []
    if rule.budget is not None and cost > rule.budget:
        text = N_("The services cost {cost} kronor in a school year, but the budget is {most}.")
        told = text.format(cost=cost, most=rule.budget)
        found.append(Breach("service_budget", "cost", cost - rule.budget, "kronor", told))
    if rule.services_most is not None and len(bought) > rule.services_most:
        text = N_("{count} services are run outwards but at most {most} are allowed.")
        told = text.format(count=len(bought), most=rule.services_most)
        excess = len(bought) - rule.services_most
        found.append(Breach("service_budget", "services", excess, "services", told))
    text = _("The services that are run keep within the budget.")
    return Claim("service_budget", text, len(bought), tuple(found))


def _declined(run: Run, hold: str, rides: list[Ride]) -> Claim:
    """Return whether there is room for those who decline, in thousandths of pupils."""
    problem = run.problem
    if _over(problem):
        note = _("The policy lets seats be exceeded.")
        return Claim("declined_seats", _room(), len(rides), note=note)
    coming: Counter[int] = Counter()
    for ride in rides:
        back = int(problem.options.offering[ride.fallback])
        if ride.fallback >= 0 and back != ride.offering:
            part = 1000 - ride.take_up if hold == "expected" else 1000
            coming[back] += part * ride.pupils
    placed = np.flatnonzero(run.placement.chosen >= 0)
    at = problem.options.offering[run.placement.chosen[placed]]
    taken = np.bincount(at, problem.parties.size[placed], len(problem.offerings))
    found = []
    for offering in sorted(coming):
        count = int(taken[offering]) * 1000 + coming[offering]
        seats = int(problem.offerings.seats[offering])
        if count > 1000 * seats:
            name = offering_called(problem, offering)
            text = N_("{name} has {seats} seats, but {count} are placed there or may come.")
            told = text.format(name=name, seats=seats, count=f"{count / 1000:.1f}")
            found.append(
                Breach("declined_seats", name, -((1000 * seats - count) // 1000), "pupils", told)
            )
    return Claim("declined_seats", _room(), len(coming), tuple(found))


def _room() -> str:
    return _("Whoever declines a seat outwards has a place at the guarantee school.")


def _over(problem: Problem) -> bool:
    named = ("capacity", "declined_seats")
    told = [step.params.model_dump() for step in problem.policy.rules if step.name in named]
    return any(
        rule["over"] > 0 or rule.get("base", "seats") != "seats" or rule["price"] is not None
        for rule in told
    )


_FULL = (
    N_("In the morning {count} pupils ride on {service} from {stop}, where it has {seats} seats."),
    N_(
        "In the afternoon {count} pupils ride on {service} from {stop}, where it has {seats} seats."
    ),
)
