"""No offering is overfull, and every rule of the policy holds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.audit.claims import Claim, offering_called
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray
from skolval.io.run import Run
from skolval.registry import load, term

__all__ = ["check_capacity", "check_rules", "load_of", "price_of"]


def load_of(run: Run) -> IntArray:
    """Return the pupils placed at every offering."""
    problem, chosen = run.problem, run.placement.chosen
    placed = np.flatnonzero(chosen >= 0)
    taken = np.zeros(len(problem.offerings), np.int64)
    np.add.at(taken, problem.options.offering[chosen[placed]], problem.parties.size[placed])
    return taken


def price_of(step: Step) -> int | None:
    """Return what one unit of a breach costs, None when the rule is hard."""
    price: int | None = getattr(step.params, "price", None)
    return price


def check_capacity(run: Run) -> Claim:
    """Return whether seats suffice, always and whatever the policy lists.

    A policy that puts a price on seats lets them be exceeded; that is then only told.
    """
    problem, taken = run.problem, load_of(run)
    seats = problem.offerings.seats
    found = tuple(
        Breach(
            "capacity", name := offering_called(problem, int(o)), int(taken[o] - seats[o]),
            "pupils",
            N_("Offering {name} has {text} but {count} pupils are placed there.").format(
                name=name, text=f"{seats[o]} seats", count=taken[o]
            ),
        )
        for o in np.flatnonzero(taken > seats)
    )  # fmt: skip
    text = _("No offering has more pupils than seats.")
    priced = any(s.name == "capacity" and price_of(s) is not None for s in problem.policy.rules)
    if priced and found:
        note = _("The policy lets seats be exceeded at a price.")
        return Claim("capacity", text, len(seats), note=note)
    return Claim("capacity", text, len(seats), found)


def check_rules(run: Run) -> Iterator[Claim]:
    """Yield one claim per rule of the policy, looked at by the rule's own solver-free face."""
    for step in run.problem.policy.rules:
        found = load("rule", step.name).breaches(run.problem, run.placement.chosen, step.params)
        if step.name == "capacity":
            # Overfull offerings are already told by the claim that is always made.
            found = [b for b in found if "minimum" in b.message]
        yield _rule_claim(step, tuple(found), len(run.problem.parties))


def _rule_claim(step: Step, found: tuple[Breach, ...], parties: int) -> Claim:
    name = f"rule {step.name}"
    text = _("The policy's rule {rule} holds.").format(rule=term("rule", step.name))
    if price_of(step) is not None and found:
        note = _("The policy lets the rule be broken at a price.")
        return Claim(name, text, parties, note=note)
    return Claim(name, text, parties, found)
