"""Plain words for the keys of groups: whom a policy places, and by what rules (grupper)."""

from __future__ import annotations

from typing import Any

from skolval.domain.language import N_, current, percent

__all__ = ["GROUP_KEYS", "GROUP_NOTHING", "GROUP_VALUES", "group_share"]

GROUP_KEYS: dict[str, str] = {
    "places": N_("Whom the policy places"),
    "hosting.units": N_("Which units may run groups"),
    "hosting.listed": N_("The listed units that may run groups"),
    "hosting.min_hosts": N_("The least number of units that run groups"),
    "hosting.groups_most": N_("The most groups in all"),
    "hosting.top_units": N_("How many of the largest units the ceiling is about"),
    "hosting.top_share": N_("The most of the pupils in groups at the largest units"),
    "hosting.recent_share": N_("The most newly arrived pupils at a unit"),
    "hosting.languages": N_("Teachers of the pupil's language at the unit"),
    "hosting.least_size": N_("The smallest group"),
    "hosting.most_size": N_("The largest group"),
    "hosting.months_most": N_("The most months in a group"),
    "hosting.regular_within": N_("The months within which the regular class is decided"),
    "hosting.first_month": N_("The first month of the plan"),
    "hosting.months": N_("The months of the plan"),
    "hosting.keep": N_("Whether those who are placed already stay"),
    "introduction.orientations": N_("The national programmes towards which IMV is offered"),
    "introduction.independent": N_("Independent units that take IMY, IMA and IMS"),
    "introduction.hour_cost": N_("The kronor of a staffed hour"),
    "introduction.weeks": N_("The weeks of teaching in a year"),
    "introduction.coread_percent": N_("What an hour read with national programmes costs, per cent"),
}
"""Keys of groups and introduction programmes, in the order in which they are told."""

GROUP_NOTHING: dict[str, str] = {
    "hosting.groups_most": N_("as many as there are rooms"),
    "hosting.top_share": N_("no ceiling"),
    "hosting.recent_share": N_("no ceiling"),
    "hosting.least_size": N_("as the unit says"),
    "hosting.most_size": N_("as the unit says"),
    "hosting.first_month": N_("the month of the first arrival"),
}

GROUP_VALUES: dict[str, dict[str, str]] = {
    "places": {
        "pupils": N_("the pupils of the round"),
        "newly_arrived": N_("newly arrived pupils, in preparatory classes"),
        "introduction": N_("pupils of introduction programmes"),
    },
    "hosting.units": {
        "any": N_("all that can"),
        "today": N_("those that do today"),
        "reception": N_("the reception units"),
        "listed": N_("the listed ones"),
    },
    "hosting.languages": {
        "required": N_("required"),
        "preferred": N_("preferred"),
        "ignored": N_("not regarded"),
    },
    "introduction.independent": {
        "agreement": N_("where a price is agreed"),
        "all": N_("as if a price were agreed everywhere"),
        "none": N_("none"),
    },
}

_SHARES = frozenset({"hosting.top_share", "hosting.recent_share"})


def group_share(value: Any, key: str) -> str:
    """Return a share that is kept in permille as per cent, empty for every other value."""
    if key not in _SHARES or not isinstance(value, int):
        return ""
    return percent(value / 1000, current(), decimals=int(value % 10 > 0))
