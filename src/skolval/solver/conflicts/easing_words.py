"""An easing in words (lättnad i ord): what was asked, what is needed, what would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skolval.domain.language import N_, _, current, number
from skolval.domain.problem import Problem
from skolval.registry import term
from skolval.solver.conflicts.broken_words import broken_sentence, example_sentence
from skolval.solver.conflicts.crowd_words import listed
from skolval.solver.conflicts.easing_kinds import Easing, Seats

__all__ = ["easing_fields", "needed_sentence", "places", "remedy_sentence", "values"]

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
    ("travel_change", "metres"): N_(
        "Ways at most {asked} m longer than today's are asked; with the other rules at least "
        "{needed} m is needed."
    ),
    ("travel_change", "percent"): N_(
        "Ways at most {asked} per cent longer than today's are asked; with the other rules at "
        "least {needed} per cent is needed."
    ),
    ("travel_budget", "percent"): N_(
        "Travel at most {asked} per cent longer is asked; with the other rules at least {needed} "
        "per cent is needed."
    ),
    ("travel_budget", "metres"): N_(
        "A travel budget of {asked} m is set; with the other rules at least {needed} m is needed."
    ),
    ("transport_budget", "at_most"): N_(
        "A transport budget of {asked} kronor is set; with the other rules at least {needed} "
        "kronor is needed."
    ),
    ("transport_budget", "pupils"): N_(
        "At most {asked} pupils may be entitled to school transport; with the other rules at "
        "least {needed} are."
    ),
    ("composition_band", "points"): N_(
        "At most {asked} points from the municipality are asked; with the other rules at least "
        "{needed} points are needed."
    ),
    ("composition_ceiling", "at_most"): N_(
        "A share of at most {asked} in every unit is asked; with the other rules at least "
        "{needed} is needed."
    ),
    ("composition_floor", "at_least"): N_(
        "A share of at least {asked} in every unit is asked; with the other rules at most "
        "{needed} can be had."
    ),
    ("newly_arrived_share", "at_most"): N_(
        "A share of newly arrived of at most {asked} is asked; with the other rules at least "
        "{needed} is needed."
    ),
    ("feeder_continuity", "at_least"): N_(
        "That {asked} of every class go on together is asked; with the other rules at most "
        "{needed} can be had."
    ),
    ("neighbours_along", "percent"): N_(
        "That {asked} per cent of the neighbours go along is asked; with the other rules at most "
        "{needed} per cent can be had."
    ),
    ("compactness", "at_most"): N_(
        "At most {asked} divided borders are asked; with the other rules at least {needed} are "
        "needed."
    ),
    ("compactness", "over_today"): N_(
        "Divided borders at most {asked} per cent above today's are asked; with the other rules "
        "at least {needed} per cent is needed."
    ),
    ("move_budget", "at_most"): N_(
        "At most {asked} pupils may be moved; with the other rules at least {needed} must move."
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


def needed_sentence(problem: Problem, easing: Easing) -> str:
    """Return what was asked and the least that is proven to be needed."""
    told = _needed(problem, easing)
    if not easing.alone:
        told += " " + _("Other rules may clash as well; they are not counted in this.")
    return told


def _needed(problem: Problem, easing: Easing) -> str:
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
            asked=values(easing, easing.asked),
            needed=values(easing, easing.needed),
        )
    told = broken_sentence(
        easing.step, easing.needed[0], easing.unit, about_seats=bool(easing.seats)
    )
    example = "" if easing.seats else example_sentence(problem, easing.step, easing.breaches)
    return f"{told} {example}" if example else told


def remedy_sentence(problem: Problem, easing: Easing) -> str:
    """Return what would do, as concretely as it was proven; the rule alone is changed."""
    lang, rule = current(), term("rule", easing.step.name)
    if easing.seats:
        return _("Add {places}.").format(places=places(problem, easing.seats))
    if easing.step.name == "everyone_placed":
        return _("Every pupil must be offered a place, so let another of these rules give way.")
    if easing.enough is None:
        return _("Ease {name}, or give it a price.").format(name=rule)
    if easing.parameter:
        return _("Set {parameter} of {rule} to {enough}.").format(
            parameter=easing.parameter, rule=rule, enough=values(easing, easing.enough, whole=True)
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


def values(easing: Easing, given: tuple[float, ...], *, whole: bool = False) -> str:
    """Return the values that change, or all of them."""
    changed = [
        value
        for value, asked, needed in zip(given, easing.asked, easing.needed, strict=True)
        if whole or asked != needed
    ]
    return " / ".join(_value(value) for value in (changed or given))


def _value(value: float) -> str:
    decimals = next(d for d in (0, 1, 2, 3) if d == 3 or round(value, d) == value)
    return number(value, current(), decimals=decimals)


def places(problem: Problem, seats: Sequence[Seats]) -> str:
    """Return more seats in words, a few of them by name."""
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
