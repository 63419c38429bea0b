"""The cheapest joint relaxation in words (billigaste lättnad i ord): what changes, at what cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skolval.domain.language import N_, _, current, number
from skolval.domain.problem import Problem
from skolval.domain.retelling import retold
from skolval.errors import Fault
from skolval.registry import term
from skolval.solver.conflicts.broken_words import broken_phrase
from skolval.solver.conflicts.easing_words import easing_fields, places, values
from skolval.solver.conflicts.joint import PER_PUPIL, Joint, Part

__all__ = ["CHEAPEST", "joint_fault", "joint_fields"]

CHEAPEST = "cheapest_relaxation"
"""What stands for the rule in the fault that tells of all rules together."""
_BREACHES = 50
"""Breaches of one rule kept in the fields."""
_SET = {
    ("travel_limit", "metres"): N_("a travel limit of {enough} m"),
    ("travel_limit", "minutes"): N_("a travel limit of {enough} minutes"),
    ("travel_budget", "percent"): N_("a travel budget of {enough} per cent more"),
    ("travel_budget", "metres"): N_("a travel budget of {enough} m"),
    ("balance", "at_most"): N_("a ceiling on D of {enough}"),
    ("composition_band", "points"): N_("a band of {enough} points"),
    ("move_budget", "at_most"): N_("{enough} pupils who may be moved"),
    ("unit_size", "minimum"): N_("units of at least {enough} pupils"),
    ("unit_size", "maximum"): N_("units of at most {enough} pupils"),
}


def joint_fault(problem: Problem, joint: Joint, weights: Mapping[str, float]) -> Fault:
    """Return the sentence about all rules together, with the changes as its remedy."""
    text = (
        _("All rules together must give way by at least {total}, counted in pupils.")
        if joint.proven
        else _(
            "All rules together must give way by at least {least}, counted in pupils; {total} "
            "is known to do."
        )
    )
    told = text.format(total=_amount(joint.total), least=_amount(joint.least))
    told += "".join(" " + line for line in _scale(joint, weights))
    changes = "; ".join(_change(problem, part) for part in joint.parts)
    remedy = _("Cheapest: {changes}.").format(changes=changes) if changes else ""
    return Fault(told, rule=CHEAPEST, remedy=remedy)


def joint_fields(problem: Problem, joint: Joint) -> dict[str, Any]:
    """Return the same as plain values."""
    return {
        "total": joint.total,
        "least": joint.least,
        "proven": joint.proven,
        "one_pupil_counts_as": dict(PER_PUPIL),
        "parts": [
            easing_fields(problem, part.easing)
            | {
                "excess": sum(breach.excess for breach in part.breaches),
                "excess_unit": part.breaches[0].unit,
                "cost": part.cost,
                "breaches": [retold(breach.message) for breach in part.breaches[:_BREACHES]],
            }
            for part in joint.parts
        ],
    }


def _scale(joint: Joint, weights: Mapping[str, float]) -> list[str]:
    """Return what one pupil counts as much as, for the units that are told."""
    lang = current()
    units = sorted({part.breaches[0].unit for part in joint.parts} & set(PER_PUPIL))
    lines = [
        _("One pupil counts as much as {count} {unit}.").format(
            count=number(PER_PUPIL[unit], lang), unit=_(unit)
        )
        for unit in units
    ]
    for part in joint.parts:
        name = part.easing.step.name
        if name in weights:
            text = _("{rule} counts {times} times.")
            lines.append(text.format(rule=term("rule", name), times=_amount(weights[name])))
    return list(dict.fromkeys(lines))


def _change(problem: Problem, part: Part) -> str:
    easing = part.easing
    if easing.seats:
        return places(problem, easing.seats)
    rule = term("rule", easing.step.name)
    if easing.parameter:
        enough, asked = values(easing, easing.needed), values(easing, easing.asked)
        known = _SET.get((easing.step.name, easing.parameter))
        text = _(known) if known else _("{parameter} {enough} of {rule}")
        told = text.format(parameter=easing.parameter, enough=enough, rule=rule)
        return _("{change} instead of {asked}").format(change=told, asked=asked)
    return broken_phrase(problem, easing.step, part.breaches)


def _amount(value: float) -> str:
    decimals = 0 if value == int(value) else 1 if round(value, 1) == value else 2
    return number(value, current(), decimals=decimals)
