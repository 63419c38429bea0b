"""A rule that must be broken, in words (regel som måste brytas): how many, and which ones.

The number is the least that is proven; the names are of one placement that was found.
"""

from __future__ import annotations

from collections.abc import Sequence

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _, current, number
from skolval.domain.policy import Step
from skolval.domain.problem import Problem
from skolval.domain.retelling import retold
from skolval.registry import term
from skolval.solver.conflicts.crowd_words import listed

__all__ = ["broken_phrase", "broken_sentence", "example_sentence"]

_NAMED = 3
"""Places, pupils or households named at most."""
_BROKEN = {
    "accessibility": (
        N_("One pupil must stand at a unit without what the pupil needs."),
        N_("{needed} pupils must stand at units without what they need."),
    ),
    "area_together": (
        N_("One pair of parties in an area must be parted."),
        N_("{needed} pairs of parties in an area must be parted."),
    ),
    "balance": (
        N_("Uneven composition by one pupil beyond the ceiling is needed."),
        N_("Uneven composition by {needed} pupils beyond the ceiling is needed."),
    ),
    "capacity": (N_("One more seat is needed."), N_("{needed} more seats are needed.")),
    "compactness": (
        N_("One more border must be divided."),
        N_("{needed} more borders must be divided."),
    ),
    "composition_band": (
        N_("One pupil must be outside the band."),
        N_("{needed} pupils must be outside the band."),
    ),
    "composition_ceiling": (
        N_("One pupil must be above the ceiling on the share."),
        N_("{needed} pupils must be above the ceiling on the share."),
    ),
    "composition_floor": (
        N_("One pupil must be lacking to the floor of the share."),
        N_("{needed} pupils must be lacking to the floor of the share."),
    ),
    "contiguity": (
        N_("One pupil must be in an area that does not hang together with the unit's own."),
        N_("{needed} pupils must be in areas that do not hang together with the unit's own."),
    ),
    "everyone_placed": (
        N_("One pupil would have no place."),
        N_("{needed} pupils would have no place."),
    ),
    "feeder_continuity": (
        N_("One more pupil must go elsewhere than the class goes on to."),
        N_("{needed} more pupils must go elsewhere than their classes go on to."),
    ),
    "keep_place": (
        N_("One pupil must leave the current unit."),
        N_("{needed} pupils must leave their current units."),
    ),
    "move_budget": (
        N_("One more pupil must be moved."),
        N_("{needed} more pupils must be moved."),
    ),
    "near_home_right": (
        N_("One pupil must lose the units near home."),
        N_("{needed} pupils must lose the units near home."),
    ),
    "neighbours_along": (
        N_("One neighbour too few can go along."),
        N_("{needed} neighbours too few can go along."),
    ),
    "newly_arrived_share": (
        N_("One newly arrived pupil too many at a unit is needed."),
        N_("{needed} newly arrived pupils too many at units are needed."),
    ),
    "paired_units": (
        N_("One pupil must go to the other unit of the pair."),
        N_("{needed} pupils must go to the other unit of the pair."),
    ),
    "programme_match": (
        N_("One pupil must have another programme than the one applied for."),
        N_("{needed} pupils must have another programme than the one applied for."),
    ),
    "provider_fixed": (
        N_("One pupil must stand at an independent unit against the wish."),
        N_("{needed} pupils must stand at independent units against the wish."),
    ),
    "siblings_together": (
        N_("One pair of siblings must be parted."),
        N_("{needed} pairs of siblings must be parted."),
    ),
    "transport_budget": (
        N_("The transport budget must be exceeded by one krona or pupil."),
        N_("The transport budget must be exceeded by {needed} kronor or pupils."),
    ),
    "travel_budget": (
        N_("The travel budget must be exceeded by one metre."),
        N_("The travel budget must be exceeded by {needed} metres."),
    ),
    "travel_change": (
        N_("Ways must be one metre longer than allowed in all."),
        N_("Ways must be {needed} metres longer than allowed in all."),
    ),
}


def broken_sentence(step: Step, least: float, unit: str, *, about_seats: bool) -> str:
    """Return by how much a rule must be broken at least.

    Parameters
    ----------
    about_seats : of a limit on seats: seats are what is too few, not pupils for a minimum size.
    """
    one, many = _BROKEN.get(step.name, ("", ""))
    if not one or (step.name == "capacity" and not about_seats):
        return _("{rule} must be broken by at least {needed} {unit}.").format(
            rule=term("rule", step.name), needed=number(least, current()), unit=_(unit)
        )
    return _(one) if least == 1 else _(many).format(needed=number(least, current()))


def example_sentence(problem: Problem, step: Step, breaches: Sequence[Breach]) -> str:
    """Return which ones, in one placement that was found; empty where there is nobody to name."""
    if step.name == "siblings_together":
        return _("In one such placement it concerns {households}.").format(
            households=_households(problem, breaches)
        )
    named = [breach for breach in breaches if breach.where]
    if not named or step.name in ("everyone_placed", "balance"):
        return ""
    told = " ".join(retold(breach.message) for breach in named[:_NAMED])
    rest = len(named) - _NAMED
    if rest > 0:
        told += " " + _("{count} more like these.").format(count=number(rest, current()))
    return _("In one such placement: {breaches}").format(breaches=told)


def broken_phrase(problem: Problem, step: Step, breaches: Sequence[Breach]) -> str:
    """Return what a rule gives way in one placement, as part of a list."""
    lang, rule = current(), term("rule", step.name)
    if step.name == "siblings_together":
        return _("{households} parted").format(households=_households(problem, breaches))
    excess = sum(breach.excess for breach in breaches)
    where = list(dict.fromkeys(breach.where for breach in breaches if breach.where))
    one = excess == 1 and breaches[0].unit == "pupils"
    text = _("one pupil beyond {rule}") if one else _("{excess} {unit} beyond {rule}")
    told = text.format(excess=number(excess, lang), unit=_(breaches[0].unit), rule=rule)
    if where and len(where) <= _NAMED:
        return _("{change} ({where})").format(change=told, where=listed(where))
    return told


def _households(problem: Problem, breaches: Sequence[Breach]) -> str:
    """Return how many households the breaches are of; who has a sibling staying counts alone."""
    of = problem.parties.household
    known = {int(of[p]) if of[p] >= 0 else -2 - p for breach in breaches for p in breach.parties}
    if len(known) == 1:
        return _("one household")
    return _("{count} households").format(count=number(len(known), current()))
