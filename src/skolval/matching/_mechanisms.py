"""The mechanisms' names, the literature's names for them, and what each may be told."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from skolval.domain.language import _
from skolval.matching._frames import Name
from skolval.matching._ledger import Ledger

__all__ = ["ALIASES", "MECHANISMS", "MatchOptions", "read_mechanism"]


class MatchOptions(TypedDict, total=False):
    """What `match` can be told besides wishes, priorities, quotas and mechanism.

    Parameters
    ----------
    ties : what decides between pupils of equal priority. ``single-lottery``: one order for
        all schools; ``multiple-lottery``: one per school; ``reject-group`` and
        ``admit-group``: equals who do not all fit are all refused, or all admitted.
    lottery : pupils in the order drawn, or for each school such a list. seed : published text;
        pupils go in the order of SHA-256 of ``seed|pupil``, or ``seed|school|pupil``.
    types : the types of each pupil, such as ``minority``.
    type_ceiling : school -> type -> most pupils, never passed.
    reserve : school -> type -> seats where pupils of the type go first; others may have what
        they leave. reserve_order : whether reserved seats are filled ``first`` or ``last``.
    soft_floor, soft_ceiling : school -> type -> pupils. Types under their floor go first, then
        those under their ceiling, then the rest.
    slots : school -> ``[kind, seats]`` in precedence order, kind ``open``, ``first:<type>`` or
        ``only:<type>``. Seats not named are open and come last.
    secured : pupil -> school where the pupil goes before all others, added last to the list
        when it is not there.
    consent : who lets efficiency-adjusted deferred acceptance pass over claims that gain them
        nothing: ``all``, ``none``, a list, or ``{"not": [...]}``.
    permanency : how many choices before seats are final; None for no end.
    order : pupils in the order they choose (serial dictatorship).
    distance_m : pupil -> school -> metres. priority_rule : what they mean for the priorities:
        ``absolute-proximity``, ``relative-proximity``, ``relative-proximity-seats`` or
        ``guarantee-school``; `priorities` decide between equals.
    work : deterministic seconds of a search (max_stable).
    """

    ties: Literal["single-lottery", "multiple-lottery", "reject-group", "admit-group"]
    lottery: list[Name] | dict[Name, list[Name]]
    seed: str
    types: dict[Name, list[str]]
    type_ceiling: dict[Name, dict[str, int]]
    reserve: dict[Name, dict[str, int]]
    reserve_order: Literal["first", "last"]
    soft_floor: dict[Name, dict[str, int]]
    soft_ceiling: dict[Name, dict[str, int]]
    slots: dict[Name, list[tuple[str, int]]]
    secured: dict[Name, Name]
    consent: str | list[Name] | dict[str, list[Name]]
    permanency: int | None
    order: list[Name]
    distance_m: dict[Name, dict[Name, int]]
    priority_rule: str
    work: float


_LOTTERY = {"ties", "lottery", "seed"}
_ORDER = _LOTTERY | {"types", "secured", "distance_m", "priority_rule"}
_SEATS = {"type_ceiling", "reserve", "reserve_order", "soft_floor", "soft_ceiling", "slots"}

MECHANISMS: dict[str, set[str]] = {
    "deferred_acceptance": _ORDER | _SEATS,
    "school_proposing": _ORDER,
    "efficiency_adjusted": _ORDER | {"consent"},
    "stable_improvement_cycles": _ORDER,
    "max_stable": _ORDER | {"work"},
    "top_trading_cycles": _ORDER,
    "serial_dictatorship": {"order", "lottery", "seed", "types"},
    "parallel_acceptance": _ORDER | {"permanency"},
    "immediate_acceptance": _ORDER,
    "random_places": {"seed", "types"},
    "guarantee_school": {"distance_m", "lottery", "seed", "types"},
}

ALIASES: dict[str, str] = {
    "da": "deferred_acceptance",
    "student-da": "deferred_acceptance",
    "gale-shapley": "deferred_acceptance",
    "school-da": "school_proposing",
    "eada": "efficiency_adjusted",
    "eadam": "efficiency_adjusted",
    "da+sic": "stable_improvement_cycles",
    "sic": "stable_improvement_cycles",
    "ttc": "top_trading_cycles",
    "sd": "serial_dictatorship",
    "rsd": "serial_dictatorship",
    "parallel": "parallel_acceptance",
    "application-rejection": "parallel_acceptance",
    "ia": "immediate_acceptance",
    "boston": "immediate_acceptance",
    "random": "random_places",
    "guarantee": "guarantee_school",
}


def read_mechanism(mechanism: str, options: dict[str, Any], ledger: Ledger) -> str:
    """Return the mechanism's own name; unknown names and options go to the ledger."""
    asked = str(mechanism).strip().casefold()
    name = ALIASES.get(asked, asked.replace("-", "_"))
    known = MECHANISMS.get(name)
    if known is None:
        message = _("There is no mechanism {value}.")
        names = [*MECHANISMS, *ALIASES]
        ledger.add("mechanism", "reference", message, value=mechanism, choices=names)
        known = set(MatchOptions.__annotations__)
    for option in options:
        if option not in MatchOptions.__annotations__:
            message = _("There is no option {value}.")
            ledger.add("options", "reference", message, value=option, choices=sorted(known))
        elif option not in known:
            message = _("The mechanism {mechanism} has no use for the option {value}.")
            ledger.add("options", "unused", message, value=option, mechanism=name)
    return name
