"""What the mechanism promised, looked at claim by claim: nobody passed over, no seat wasted, no
gain by changing places.

The criteria are scored again from the run folder and compared row by row; nothing of the
mechanism is used. Which claims there are is said by `skolval.audit.promises`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.audit.choices import Blocking, Standing, blocking_of
from skolval.audit.claims import Claim, called, offering_called, upper_first
from skolval.audit.gains import check_best, check_efficient
from skolval.audit.order import levels, list_place, preferred, promised_keys
from skolval.audit.promises import Promise, promised_by
from skolval.audit.seats import check_seats
from skolval.audit.siblings import check_near_home
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import Problem
from skolval.io.run import Run

__all__ = ["check_promise", "standing_of"]


def check_promise(run: Run) -> Iterator[Claim]:
    """Yield the claims that the run's mechanism makes, and first whether it is known at all."""
    step = run.problem.policy.mechanism
    promise = promised_by(step)
    yield _known(step.name, promise)
    if promise is None:
        return
    standing = standing_of(run, promise)
    yield from _stability(run, standing, promise)
    yield from check_near_home(run, standing, promise)


def _stability(run: Run, standing: Standing, promise: Promise) -> Iterator[Claim]:
    problem = run.problem
    found = blocking_of(problem, standing, group=promise.group)
    if promise.no_waste:
        yield _waste(run, standing, found, promise)
    if promise.order:
        yield from _ordered(problem, standing, found, promise)
    else:
        yield Claim("justified_envy", _envy_text(), 0, note=_not_promised(standing, found, promise))
    if promise.efficient:
        yield check_efficient(problem, standing)
    if promise.best and not problem.policy.seat_classes and not problem.policy.bounds:
        yield check_best(problem, standing)


def standing_of(run: Run, promise: Promise) -> Standing:
    """Return everybody who would rather be somewhere else, and everybody admitted."""
    problem, chosen = run.problem, run.placement.chosen
    wanted = np.flatnonzero(preferred(problem, np.arange(len(problem.options)), chosen))
    rows = np.concatenate([wanted, chosen[run.placement.placed]])
    offering, place = problem.options.offering[rows], list_place(problem, rows)
    keys = promised_keys(problem, promise, rows, place)
    return Standing(
        rows=rows,
        wanted=len(wanted),
        offering=offering,
        party=problem.options.party[rows],
        level=levels(offering, keys),
        place=place,
        names=tuple(name for name, _key in keys),
        keys=np.array([key for _name, key in keys]).reshape(len(keys), len(rows)),
    )


def _known(name: str, promise: Promise | None) -> Claim:
    text = _("The audit knows what the mechanism promises, and checks it.")
    if promise is not None:
        note = _("Promised: {promise}.").format(promise=_(promise.says))
        return Claim("promise", text, 1, note=note)
    message = N_(
        "The audit does not know what the mechanism {mechanism} promises, so only places, seats "
        "and rules were checked."
    ).format(mechanism=name)
    return Claim("promise", text, 1, (Breach("promise", name, 1, "mechanisms", message),))


def _not_promised(standing: Standing, found: Blocking, promise: Promise) -> str:
    if promise.consent:
        return _("Everybody consented to be passed over where it costs them nothing.")
    if not standing.names or not promise.efficient:
        return _("The mechanism promises no order between applicants.")
    return _("The mechanism promises no order between applicants; {count} are passed over.").format(
        count=len(np.unique(standing.party[: standing.wanted][found.envy]))
    )


def _envy_text() -> str:
    return _("Nobody goes before a pupil admitted where they would rather be (no justified envy).")


def _ordered(
    problem: Problem, standing: Standing, found: Blocking, promise: Promise
) -> Iterator[Claim]:
    if promise.order != "tied":
        yield _total(problem, standing)
    if "lottery" in standing.names:
        yield _lottery(problem, standing, found)
    yield from check_seats(problem, standing)
    rows = np.flatnonzero(found.envy)
    breaches = tuple(
        _passed_over(problem, standing, int(i), int(found.rival[i]), "justified_envy") for i in rows
    )
    yield Claim("justified_envy", _envy_text(), standing.wanted, breaches)


def _waste(run: Run, standing: Standing, found: Blocking, promise: Promise) -> Claim:
    problem, wasted = run.problem, found.waste
    text = _("No seat stands empty that somebody would rather have.")
    if promise.no_waste == "placeless":
        text = _("No seat stands empty that somebody without a place could have.")
        wasted = wasted & ~run.placement.placed[standing.party[: standing.wanted]]
    breaches = tuple(
        _rather(problem, int(standing.rows[i]), "waste", "which has a free seat")
        for i in np.flatnonzero(wasted)
    )
    return Claim("waste", text, standing.wanted, breaches)


def _rather(problem: Problem, row: int, rule: str, why: str) -> Breach:
    party = int(problem.options.party[row])
    name = offering_called(problem, int(problem.options.offering[row]))
    text = N_("{pupil} would rather be at {name}, {why}.").format(
        pupil=upper_first(called(problem, party)), name=name, why=why
    )
    return Breach(rule, name, 1, "pupils", text, (party,))


def _passed_over(problem: Problem, standing: Standing, i: int, rival: int, rule: str) -> Breach:
    other = called(problem, int(standing.party[rival]))
    why = f"and goes before {other} who is placed there"
    return _rather(problem, int(standing.rows[i]), rule, why)


def _total(problem: Problem, standing: Standing) -> Claim:
    level, first, counts = np.unique(standing.level, return_index=True, return_counts=True)
    breaches = tuple(
        Breach(
            "total_order",
            name := offering_called(problem, int(standing.offering[first[i]])),
            int(counts[i]) - 1, "pupils",
            N_("The criteria leave {count} applicants to {name} without an order.").format(
                count=counts[i], name=name
            ),
        )
        for i in np.flatnonzero(counts > 1)
    )  # fmt: skip
    text = _("The criteria put all applicants to an offering in one order.")
    return Claim("total_order", text, len(level), breaches)


def _lottery(problem: Problem, standing: Standing, found: Blocking) -> Claim:
    """Tell whom the published lottery would have let go before: the lots are drawn anew."""
    before = standing.names.index("lottery")
    level = levels(standing.offering, tuple((n, standing.keys[k]) for k, n in
                                            enumerate(standing.names[:before])))  # fmt: skip
    rows = np.flatnonzero(found.envy)
    rows = rows[level[rows] == level[found.rival[rows]]]
    breaches = tuple(_unlucky(problem, standing, int(i), int(found.rival[i])) for i in rows)
    text = _("Between equals the lottery drawn anew from the published seed decides.")
    return Claim("lottery", text, _drawn(problem, standing), breaches)


def _unlucky(problem: Problem, standing: Standing, i: int, rival: int) -> Breach:
    text = N_("The lottery of the seed {seed} lets {pupil} go before {other} at {name}.").format(
        seed=repr(problem.policy.seed),
        pupil=called(problem, int(standing.party[i])),
        other=called(problem, int(standing.party[rival])),
        name=offering_called(problem, int(standing.offering[i])),
    )
    return Breach("lottery", problem.policy.seed, 1, "places", text, (int(standing.party[i]),))


def _drawn(problem: Problem, standing: Standing) -> int:
    """Return how many lots were drawn: one each, or one for every unit looked at."""
    each = any(getattr(step.params, "each_unit", False) for step in problem.policy.criteria)
    return len(standing.rows) if each else len(problem.parties)
