"""An easing in words (lättnad i ord): what was asked, what is needed, what would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skolval.domain.language import N_, _, current, number
from skolval.domain.problem import Problem
from skolval.registry import term
from skolval.solver.conflicts.crowd_words import listed
from skolval.solver.conflicts.easing import Easing, Seats

__all__ = ["easing_fields", "needed_sentence", "remedy_sentence"]

_NAMED = 3
"""Offerings named at most."""
_ASKED = {
    ("balance", "at_most"): N_(
        "D at most {asked} is asked; with the other rules at least {needed} is needed."
    ),
    ("travel_limit", "metres"): N_(
        "A travel limit of {asked} m is asked; with the other rules at least {needed} m is needed."
    ),
    ("travel_limit", "minutes"): N_(
        "A travel limit of {asked} minutes is asked; with the other rules at least {needed} "
        "minutes are needed."
    ),
    ("composition_band", "points"): N_(
        "At most {asked} points from the municipality are asked; with the other rules at least "
        "{needed} points are needed."
    ),
    ("move_budget", "at_most"): N_(
        "At most {asked} pupils may be moved; with the other rules at least {needed} must move."
    ),
    ("travel_budget", "percent"): N_(
        "Travel at most {asked} per cent longer is asked; with the other rules at least {needed} "
        "per cent is needed."
    ),
    ("travel_budget", "metres"): N_(
        "A travel budget of {asked} m is set; with the other rules at least {needed} m is needed."
    ),
    ("unit_size", "minimum"): N_(
        "At least {asked} pupils at a unit are asked; with the other rules at most {needed} can "
        "be had."
    ),
    ("unit_size", "maximum"): N_(
        "At most {asked} pupils at a unit are asked; with the other rules at least {needed} is "
        "needed."
    ),
}
_BROKEN = {
    "everyone_placed": (
        N_("One pupil would have no place."),
        N_("{needed} pupils would have no place."),
    ),
    "capacity": (N_("One more seat is needed."), N_("{needed} more seats are needed.")),
    "siblings_together": (
        N_("One pair of siblings must be parted."),
        N_("{needed} pairs of siblings must be parted."),
    ),
    "keep_place": (
        N_("One pupil must leave the current unit."),
        N_("{needed} pupils must leave their current units."),
    ),
    "near_home_right": (
        N_("One pupil must lose the units near home."),
        N_("{needed} pupils must lose the units near home."),
    ),
}


def needed_sentence(easing: Easing) -> str:
    """Return what was asked and the least that is proven to be needed."""
    told = _needed(easing)
    if not easing.alone:
        told += " " + _("Other rules may clash as well; they are not counted in this.")
    return told


def _needed(easing: Easing) -> str:
    lang = current()
    if easing.parameter:
        rule = term("rule", easing.step.name)
        text = _ASKED.get((easing.step.name, easing.parameter))
        return (
            _(text)
            if text
            else _("{rule} asks for {parameter} {asked}; with the other rules {needed} is needed.")
        ).format(
            rule=rule,
            parameter=easing.parameter,
            asked=_values(easing, easing.asked),
            needed=_values(easing, easing.needed),
        )
    least = number(easing.needed[0], lang)
    one, many = _BROKEN.get(easing.step.name, ("", ""))
    if easing.step.name == "capacity" and not easing.seats:
        one = ""  # too few for a minimum size, or a municipality too large to say where
    if one:
        return _(one) if easing.needed[0] == 1 else _(many).format(needed=least)
    return _("{rule} must be broken by at least {needed} {unit}.").format(
        rule=term("rule", easing.step.name), needed=least, unit=_(easing.unit)
    )


def remedy_sentence(problem: Problem, easing: Easing) -> str:
    """Return what would do, as concretely as it was proven; the rule alone is changed."""
    lang, rule = current(), term("rule", easing.step.name)
    if easing.seats:
        return _("Add {places}.").format(places=_places(problem, easing.seats))
    if easing.step.name == "everyone_placed":
        return _("Every pupil must be offered a place, so let another of these rules give way.")
    if easing.enough is None:
        return _("Ease {name}, or give it a price.").format(name=rule)
    if easing.parameter:
        return _("Set {parameter} of {rule} to {enough}.").format(
            parameter=easing.parameter, rule=rule, enough=_values(easing, easing.enough, whole=True)
        )
    if easing.exact:
        return _("Ease {name}, or give it a price.").format(name=rule)
    text = _(
        "Ease {rule}, or give it a price; a placement that breaks it by {enough} {unit} exists."
    )
    return text.format(rule=rule, enough=number(easing.enough[0], lang), unit=_(easing.unit))


def easing_fields(problem: Problem, easing: Easing) -> dict[str, Any]:
    """Return the easing as plain values."""
    return {
        "rule": easing.step.name,
        "line": easing.step.line,
        "parameter": easing.parameter or None,
        "asked": _plain(easing.asked) if easing.parameter else None,
        "needed": _plain(easing.needed),
        "enough": None if easing.enough is None else _plain(easing.enough),
        "exact": easing.exact,
        "unit": easing.unit or None,
        "all_other_rules_kept": easing.alone,
        "seats": [
            {"offering_id": str(problem.offerings.ids[s.offering]), "more": s.count}
            for s in easing.seats
        ],
    }


def _plain(values: tuple[float, ...]) -> Any:
    whole = [int(value) if value == int(value) else value for value in values]
    return whole[0] if len(whole) == 1 else whole


def _values(easing: Easing, values: tuple[float, ...], *, whole: bool = False) -> str:
    """Return the values that change, or all of them."""
    changed = [
        value
        for value, asked, needed in zip(values, easing.asked, easing.needed, strict=True)
        if whole or asked != needed
    ]
    return " / ".join(_value(value) for value in (changed or values))


def _value(value: float) -> str:
    decimals = next(d for d in (0, 1, 2, 3) if d == 3 or round(value, d) == value)
    return number(value, current(), decimals=decimals)


def _places(problem: Problem, seats: Sequence[Seats]) -> str:
    named = [_place(problem, place) for place in seats[:_NAMED]]
    rest = seats[_NAMED:]
    if rest:
        more = _("{count} seats at {places} further offerings")
        total = sum(place.count for place in rest)
        lang = current()
        named.append(more.format(count=number(total, lang), places=number(len(rest), lang)))
    return listed(named)


def _place(problem: Problem, place: Seats) -> str:
    offerings = problem.offerings
    unit = str(problem.unit_ids[offerings.unit[place.offering]])
    grade = problem.grades.codes[int(offerings.grade[place.offering])]
    if place.count == 1:
        return _("one seat in grade {grade} at {unit}").format(grade=grade, unit=unit)
    return _("{count} seats in grade {grade} at {unit}").format(
        count=number(place.count, current()), grade=grade, unit=unit
    )
