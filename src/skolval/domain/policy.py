"""Policy (placeringsregler): what a municipality decides before anybody is placed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

from skolval.domain.hosting import HostingRule
from skolval.domain.introduction import IntroductionRule
from skolval.domain.language import Worded, worded
from skolval.domain.school_transport import SchoolTransport, TransportCosts
from skolval.domain.services import ReversedTransport

__all__ = [
    "LEGAL_STATUSES",
    "Bound",
    "Legal",
    "NearHome",
    "NonChoosers",
    "OptionRule",
    "Policy",
    "SeatClass",
    "Step",
    "Who",
]

LEGAL_STATUSES: tuple[str, ...] = ("lawful", "conditional", "what_if", "forbidden")
"""From best to worst; the status of a policy is the worst of its levers'."""


@dataclass(frozen=True, slots=True)
class Legal:
    """The legal status of one lever today.

    Parameters
    ----------
    status : one of `LEGAL_STATUSES`.
    reason : one English sentence (translated by the catalogue).
    citation : paragraph of law or number of the decision.
    """

    status: str
    reason: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a policy's list: the name of a file in a room and its validated parameters.

    `params` is the frozen pydantic model `Params` of that module. `line` is the
    line in the policy file, for messages.
    """

    name: str
    params: Any
    line: int | None = None


@dataclass(frozen=True, slots=True)
class NonChoosers:
    """What happens to a pupil without wishes, or whose wishes are all refused.

    `nearest` units are added, nearest first, as if they had been wished for; after
    them every other admissible offering follows by distance, so that a place is
    found wherever one exists.

    Parameters
    ----------
    first : ``nearest`` tries units by distance alone; ``attendance_area`` tries the unit of
        the pupil's own attendance area (skolskjutsområde) before them.
    order : ``with`` tries pupils who made no choice together with the others; ``last``
        gives them only what nobody who chose needs.
    """

    nearest: int = 3
    first: str = "nearest"
    order: str = "with"


@dataclass(frozen=True, slots=True)
class NearHome:
    """Which units are near home (nära hemmet), a municipal definition; the law gives none.

    A unit is near when it is within `metres` of the pupil's stage and, if `nearest` is given,
    among that many nearest; both by stage (low, middle, high). With `always` the
    nearest unit counts whatever its distance.

    Source: Skollagen 10 kap. 30 §; Lund 2/3/4 km; Göteborg 2021-2023 2/4/6 km and 4-5 nearest.
    """

    metres: tuple[int, int, int] | None = None
    nearest: tuple[int, int, int] | None = None
    always: bool = True


@dataclass(frozen=True, slots=True)
class Who:
    """Which pupils a seat class or bound is for.

    Parameters
    ----------
    group : a group of the instance. basis : ``area`` is group-blind (everybody whose home area
        has at least `at_least` of the group), ``pupil`` looks at the individual.
    at_least : share 0-1 of the group among the home area's residents, for ``area``.
    """

    group: str
    basis: str = "area"
    at_least: float = 0.5


@dataclass(frozen=True, slots=True)
class SeatClass:
    """Some of the seats of an offering (platsgrupp), tried in the order of the policy's list.

    Parameters
    ----------
    seats, share : whole seats or share 0-1 of the offering's (rounded down); neither: the rest.
    who : whom it is for, None for everybody. only : nobody else can take these seats (hard);
        otherwise `who` goes first and the others may have what is left.
    units : where it exists; empty for every unit.

    Source: Kominers & Sönmez (2016); Hafalir, Yenmez & Yildirim (2013).
    """

    name: str
    seats: int | None = None
    share: float | None = None
    who: Who | None = None
    only: bool = False
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """At least and at most so many pupils of a kind at an offering, as seats or as a share.

    Hard ceilings leave seats empty rather than pass them (Abdulkadiroğlu 2005); soft bounds
    only change who goes first (Ehlers, Hafalir, Yenmez & Yildirim 2014).
    """

    who: Who
    floor: float | None = None
    ceiling: float | None = None
    hard: bool = False
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionRule:
    """Which party-offering pairs are admissible: the `nearest` units by distance,
    everything wished for, the current unit, the attendance area's and secured places.

    With `nearest` 0 a pupil with none of these is placed nowhere.
    """

    nearest: int = 40


@dataclass(frozen=True, slots=True)
class Policy:
    """A validated policy.

    Parameters
    ----------
    name : file stem. title, description : by language.
    mechanism : step naming a file in `mechanisms/`.
    criteria : selection criteria (urvalsgrunder), first decides; the last must be total.
    rules : conditions a placement may break. goals : what to make small, first first.
    seed : text; published seed of every lottery and of the final tie-break.
    minutes : which minutes of travel count: ``walking``, ``public_transport`` (by the timetable)
        or the ``fastest`` of them. Metres are always those of the way on foot.
    distance : ``route`` refuses straight-line distances, ``any`` accepts them with a warning.
    max_wishes : wishes counted per pupil, or None for all.
    near_home : the municipality's definition of a unit near home, None when it has none.
    seat_classes : classes of seats in precedence order; bounds : on kinds of pupils.
    secured : ``current`` gives everybody absolute priority at the current unit, ``guarantee``
        at the guarantee school; empty for neither.
    measuring_point : from where to where distances must have been measured, empty for any.
    municipality : whose rules they are, empty for nobody's.
    valid_from, valid_to, source : when and where the rules applied.
    parties : what is placed as one: ``pupils`` one by one, or whole ``areas``, so that
        attendance areas (skolskjutsområden) are drawn.
    school_transport : how the right to school transport is judged; None: by distance alone.
    transport_costs : what each way to travel costs, instead of the instance's own.
    reversed_transport : which services may be run outwards and offered to whom; None for none.
    places : what the policy places, one of `hosting.PLACED_KINDS`.
    hosting : rules of the groups (förberedelseklasser, introduktionsprogram), None without.
    introduction : what is decided about introduction programmes, None for the usual.
    text : the policy file as read, kept in the run folder.
    """

    name: str
    mechanism: Step
    criteria: tuple[Step, ...] = ()
    rules: tuple[Step, ...] = ()
    goals: tuple[Step, ...] = ()
    seed: str = "skolval"
    title: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    distance: str = "any"
    minutes: str = "walking"
    max_wishes: int | None = None
    non_choosers: NonChoosers = NonChoosers()
    options: OptionRule = OptionRule()
    near_home: NearHome | None = None
    seat_classes: tuple[SeatClass, ...] = ()
    bounds: tuple[Bound, ...] = ()
    secured: str = ""
    measuring_point: str = ""
    municipality: str = ""
    valid_from: str = ""
    valid_to: str = ""
    source: Worded = ""
    parties: str = "pupils"
    school_transport: SchoolTransport | None = None
    transport_costs: TransportCosts | None = None
    reversed_transport: ReversedTransport | None = None
    places: str = "pupils"
    hosting: HostingRule | None = None
    introduction: IntroductionRule | None = None
    text: str = ""
    digest: str = ""

    def label(self, lang: str) -> str:
        """Return the title in `lang`, else the name."""
        return self.title.get(lang, self.name)

    def cited(self, lang: str) -> str:
        """Return where the rules are published, in `lang` where it is told so."""
        return worded(self.source, lang)

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)
