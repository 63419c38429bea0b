"""Plain words for the keys of reversed school transport (omvänd skolskjuts)."""

from __future__ import annotations

from skolval.domain.language import N_

__all__ = ["SERVICE_KEYS", "SERVICE_NOTHING", "SERVICE_VALUES"]

_KEY = "reversed_transport"

SERVICE_KEYS: dict[str, str] = {
    f"{_KEY}.participation": N_("Whether a seat on a service outwards may be declined"),
    f"{_KEY}.kinds": N_("Which services outwards may be run"),
    f"{_KEY}.budget": N_("The kronor that services outwards may cost in a school year"),
    f"{_KEY}.services_most": N_("The most services outwards beside those that go anyway"),
    f"{_KEY}.walk_metres": N_("The longest way on foot to a stop of a service outwards"),
    f"{_KEY}.minutes_most": N_("The longest journey by a service outwards, minutes"),
    f"{_KEY}.wait_minutes": N_("The longest wait at the unit with a service outwards, minutes"),
    f"{_KEY}.grades": N_("The grades that may be offered a seat outwards"),
    f"{_KEY}.units": N_("The units that services outwards may go to"),
    f"{_KEY}.hold": N_("For whom a place is kept in case a seat outwards is declined"),
    f"{_KEY}.take_up.share": N_("Take-up at no distance, per mille"),
    f"{_KEY}.take_up.per_minute": N_("What each minute takes from take-up, per mille"),
    f"{_KEY}.take_up.per_point": N_("What a point of difference takes from take-up, per mille"),
    f"{_KEY}.take_up.least": N_("The least take-up, per mille"),
    f"{_KEY}.take_up.most": N_("The most take-up, per mille"),
    f"{_KEY}.take_up.factor": N_("What take-up is multiplied by, per mille"),
}
"""Keys of reversed transport, in the order in which they are told."""

SERVICE_NOTHING: dict[str, str] = {
    f"{_KEY}.budget": N_("no limit"),
    f"{_KEY}.services_most": N_("no limit"),
    f"{_KEY}.grades": N_("all grades"),
    f"{_KEY}.units": N_("all units"),
}

SERVICE_VALUES: dict[str, dict[str, str]] = {
    f"{_KEY}.participation": {
        "voluntary": N_("yes"),
        "what_if": N_("no, everybody is taken to ride"),
    },
    f"{_KEY}.kinds": {
        "reverse_leg": N_("empty legs"),
        "chartered": N_("chartered runs"),
        "ordinary": N_("ordinary lines"),
    },
    f"{_KEY}.hold": {
        "expected": N_("those who are expected to decline"),
        "all": N_("everybody who is offered one"),
    },
}
