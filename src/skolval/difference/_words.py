"""Plain words for the keys and values of a policy."""

from __future__ import annotations

from typing import Any

from skolval.difference._group_words import (
    GROUP_KEYS,
    GROUP_NOTHING,
    GROUP_VALUES,
    group_share,
)
from skolval.difference._service_words import SERVICE_KEYS, SERVICE_NOTHING, SERVICE_VALUES
from skolval.domain.language import N_, _, current, number, percent
from skolval.domain.policy import Who
from skolval.domain.school_transport import ModeCost

__all__ = ["KEYS", "key_words", "kind_words", "parameter_words", "value_words"]

KEYS: dict[str, str] = {
    "parties": N_("What is placed"),
    "max_wishes": N_("The number of wishes that count"),
    "secured": N_("What everybody has a secured place at"),
    "near_home.metres": N_("The distance within which a unit is near home"),
    "near_home.nearest": N_("How many of the nearest units are near home"),
    "near_home.always": N_("Whether the nearest unit is always near home"),
    "non_choosers.nearest": N_("How many nearest units a pupil without a granted wish is tried at"),
    "non_choosers.first": N_("Where a pupil without a granted wish is tried first"),
    "non_choosers.order": N_("When pupils who made no choice are tried"),
    "options.nearest": N_("How many nearest units a pupil can be placed at"),
    "distance": N_("Which distances are accepted"),
    "minutes": N_("Which minutes of travel count"),
    "measuring_point": N_("The point that distances are measured to"),
    "school_transport.otherwise": N_(
        "How the unit is found where the municipality otherwise would have placed a pupil"
    ),
    "school_transport.counts": N_("What counts as school transport"),
    "school_transport.unsafe_metres": N_("The metres of unsafe road that give a right"),
    "transport_costs.spare_seat": N_("The cost of a spare seat"),
    "transport_costs.card": N_("The cost of a travel card"),
    "transport_costs.run": N_("The cost of a chartered run"),
    "transport_costs.taxi": N_("The cost of a taxi by kilometre"),
    "transport_costs.modes": N_("By what pupils with a right to school transport may go"),
    **SERVICE_KEYS,
    **GROUP_KEYS,
    "seed": N_("The published seed of every lottery"),
}
"""Keys of a policy that are no lists, in the order in which they are told."""

_PARAMETERS: dict[str, str] = {
    "radius_metres": N_("the radius in metres"),
    "grades": N_("the applicant's grades"),
    "sibling_grades": N_("the sibling's grades"),
    "reference": N_("the alternative"),
    "measure": N_("measured"),
    "each_unit": N_("one lottery for each unit"),
    "seed": N_("the seed"),
    "respect_seats": N_("respect for the number of seats"),
    "ties": N_("what happens to equals"),
    "seats": N_("seats"),
    "share": N_("the share of the seats"),
    "who": N_("whom it is for"),
    "only": N_("for nobody else"),
    "units": N_("the units"),
    "floor": N_("the least"),
    "ceiling": N_("the most"),
    "hard": N_("the ceiling is never passed"),
    "at_most": N_("at most"),
    "metres": N_("metres"),
    "group": N_("the group"),
    "basis": N_("the basis"),
}
_NOTHING: dict[str, str] = {
    "max_wishes": N_("unlimited"),
    "radius_metres": N_("no limit"),
    "units": N_("all units"),
    "grades": N_("all grades"),
    "sibling_grades": N_("all grades"),
    "who": N_("everybody"),
    "seed": N_("the policy's own"),
    **SERVICE_NOTHING,
    **GROUP_NOTHING,
}
_VALUES: dict[str, dict[str, str]] = {
    "parties": {
        "pupils": N_("each pupil"),
        "areas": N_("whole areas"),
    },
    "secured": {
        "current": N_("the current unit"),
        "guarantee": N_("the guarantee school"),
    },
    "non_choosers.first": {
        "nearest": N_("the nearest units"),
        "attendance_area": N_("the unit of the own attendance area"),
    },
    "non_choosers.order": {
        "with": N_("together with the others"),
        "last": N_("after the others"),
    },
    "distance": {
        "any": N_("all, straight lines too"),
        "route": N_("routes only"),
    },
    "measure": {
        "route": N_("along the streets"),
        "straight": N_("in a straight line"),
    },
    "reference": {
        "static": N_("the nearest other unit"),
        "seats": N_("the nearest other unit with seats"),
        "guarantee": N_("the guarantee school"),
        "attendance_area": N_("the unit of the own attendance area"),
    },
    "minutes": {
        "walking": N_("on foot"),
        "public_transport": N_("by public transport"),
        "fastest": N_("the fastest of on foot and by public transport"),
    },
    "measuring_point": {
        "main_entrance": N_("the main entrance"),
        "nearest_entrance": N_("the nearest entrance"),
        "plot_boundary": N_("the boundary of the plot"),
    },
    "school_transport.otherwise": {
        "attendance_area": N_("the unit of the own attendance area"),
        "guarantee": N_("the guarantee school"),
        "nearest": N_("the nearest unit"),
    },
    "school_transport.counts": {
        "right": N_("a right"),
        "card": N_("a travel card"),
        "arranged": N_("own choice that makes no difficulty"),
    },
    "transport_costs.modes": {
        "spare_seat": N_("spare seat"),
        "card": N_("travel card"),
        "run": N_("chartered run"),
        "taxi": N_("taxi"),
    },
    **SERVICE_VALUES,
    **GROUP_VALUES,
    "legal": {
        "lawful": N_("lawful"),
        "conditional": N_("conditional"),
        "what_if": N_("what-if only"),
        "forbidden": N_("forbidden"),
    },
}
_KINDS: dict[str, str] = {
    "mechanism": N_("mechanism"),
    "criterion": N_("criterion"),
    "rule": N_("rule"),
    "goal": N_("goal"),
    "seat class": N_("seat class"),
    "bound": N_("bound"),
}


def kind_words(kind: str) -> str:
    """Return what an entry of a list is called."""
    return _(_KINDS[kind])


def key_words(key: str) -> str:
    """Return what a key of a policy is called, as the beginning of a sentence."""
    return _(KEYS[key])


def parameter_words(name: str) -> str:
    """Return what a parameter is called."""
    return _(_PARAMETERS[name]) if name in _PARAMETERS else name.replace("_", " ")


def value_words(value: Any, key: str = "") -> str:
    """Return a value in plain words.

    Parameters
    ----------
    key : of which key or parameter; decides what nothing means there.
    """
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value in ("", (), []):
        return _(_NOTHING.get(key, N_("nothing")))
    if isinstance(value, Who | ModeCost):
        return _who(value) if isinstance(value, Who) else _cost(value)
    if isinstance(value, tuple | list):
        return ", ".join(value_words(part, key) for part in value)
    if isinstance(value, int | float):
        whole = isinstance(value, int) or float(value).is_integer()
        told = number(value, current(), decimals=0 if whole else 2)
        return group_share(value, key) or told
    text = str(value)
    return _(_VALUES.get(key, {}).get(text, text))


def _cost(cost: ModeCost) -> str:
    lang = current()
    text = _("{low} to {high} kronor").format(
        low=number(cost.low, lang), high=number(cost.high, lang)
    )
    if cost.seats:
        return _("{cost} for {seats} seats").format(cost=text, seats=cost.seats)
    if cost.days:
        return _("{cost} on {days} days, {legs} journeys a day").format(
            cost=text, days=cost.days, legs=cost.legs
        )
    return text


def _who(who: Who) -> str:
    if who.basis == "pupil":
        return _("pupils of the group {group}").format(group=who.group)
    return _("pupils from areas with at least {share} {group}").format(
        share=percent(who.at_least, current()), group=who.group
    )
