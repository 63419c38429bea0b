"""School transport (skolskjuts) as a municipality decides it: limits, measuring, costs.

The law names no metres. What a municipality has not told is None or empty here, never a guess.

Source: Skollagen (2010:800) 9 kap. 15 b §, 10 kap. 32 and 40 §§; lag (1991:1110) om kommunernas
skyldighet att svara för vissa elevresor.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from skolval.domain.grades import GradeSystem, grade_system
from skolval.domain.language import Worded

__all__ = [
    "ENDS",
    "KINDS",
    "MODES",
    "OTHERWISE",
    "OUTCOMES",
    "WAYS",
    "GradeSpan",
    "ModeCost",
    "SchoolTransport",
    "TransportCosts",
    "TransportRules",
    "TravelCard",
]

KINDS: tuple[str, ...] = ("compulsory", "upper_secondary")
ENDS: tuple[str, ...] = ("main_entrance", "nearest_entrance", "plot_boundary")
WAYS: tuple[str, ...] = ("walk_or_cycle", "passable_road", "road_database")
"""Shortest walking or cycling way, passable road (farbar väg), national road database (NVDB)."""

OUTCOMES: tuple[str, ...] = ("none", "right", "card", "arranged", "unjudged")
"""What a pupil gets: nothing; school transport by right; a travel card (elevresa); transport if
it makes no organisational or economic difficulty; not to be told without knowing where the
municipality otherwise would have placed the pupil."""

OTHERWISE: tuple[str, ...] = ("attendance_area", "guarantee", "nearest")
"""How the unit is found where the municipality otherwise would have placed the pupil."""

MODES: tuple[str, ...] = ("spare_seat", "card", "run", "taxi")


@dataclass(frozen=True, slots=True)
class GradeSpan:
    """The limit of some grades.

    Parameters
    ----------
    first, last : grade codes, both included. metres : from home to unit, None if not told.
    to_stop : metres that a pupil may have to the stop, None if not told.
    """

    first: str
    last: str
    metres: int | None
    to_stop: int | None = None


@dataclass(frozen=True, slots=True)
class TravelCard:
    """A card for ordinary lines (elevresa) to another unit than the own one.

    Parameters
    ----------
    name : what the municipality calls it. units : where to, ``municipality`` is any municipal or
        independent unit within it.
    """

    name: str
    units: str = "municipality"


@dataclass(frozen=True, slots=True)
class TransportRules:
    """What one municipality says about school transport.

    Parameters
    ----------
    name : of the table; empty for an instance's own. municipality : whose rules they are.
    spans : limits, each of some grades; empty codes where grades do not matter.
    grades_as_of : school year whose grade codes the spans use; in other years the spans keep
        their place in the order of grades (SFS 2025:729: every grade is one number up).
    kind : one of `KINDS`. at_limit : whether exactly the limit is enough; None if not told.
    measured_from : ``registered_address`` or empty. measured_to : one of `ENDS`, or empty.
    way : one of `WAYS`, or empty.
    two_homes : ``both`` where transport may be granted from both homes of a child who lives by
        turns with each guardian, ``registered`` where only from the registered one, else empty.
    valid_from, valid_to : school years, empty if not told. note : by language.
    source : who says so; the same rules told by somebody else are the same rules.
    """

    name: str
    municipality: str
    spans: tuple[GradeSpan, ...]
    grades_as_of: str
    kind: str = "compulsory"
    at_limit: bool | None = None
    measured_from: str = ""
    measured_to: str = ""
    way: str = ""
    two_homes: str = ""
    card: TravelCard | None = None
    valid_from: str = ""
    valid_to: str = ""
    source: Worded = field(default="", compare=False)
    note_sv: str = ""
    note_en: str = ""

    def limits(self, system: GradeSystem) -> tuple[int | None, ...]:
        """Return the metres of every grade of `system`, None where they are not told."""
        return self._by_grade(system, "metres")

    def stop_limits(self, system: GradeSystem) -> tuple[int | None, ...]:
        """Return the metres to the stop for every grade of `system`, None where not told."""
        return self._by_grade(system, "to_stop")

    def by_stage(self, system: GradeSystem) -> tuple[int, int, int] | None:
        """Return the limit of each stage, of several the lowest; None if any is not told."""
        limits = self.limits(system)
        found: list[int] = []
        for stage in range(3):
            of_stage = [
                limit
                for code, limit in zip(system.codes, limits, strict=True)
                if system.stage(code) == stage
            ]
            told = [limit for limit in of_stage if limit is not None]
            if len(told) < len(of_stage):
                return None
            # a school form without the stage has no pupils there: any limit will do
            found.append(min(told, default=found[-1] if found else 0))
        return (found[0], found[1], found[2])

    def note(self, lang: str) -> str:
        """Return what else is to be known."""
        return self.note_sv if lang == "sv" else self.note_en

    def _by_grade(self, system: GradeSystem, field: str) -> tuple[int | None, ...]:
        own = grade_system(self.grades_as_of, self.kind)
        told: list[int | None] = [None] * len(system.codes)
        for span in self.spans:
            first = own.index(span.first) if span.first else 0
            last = own.index(span.last) if span.last else len(told) - 1
            told[first : last + 1] = [getattr(span, field)] * (last + 1 - first)
        return tuple(told)


@dataclass(frozen=True, slots=True)
class SchoolTransport:
    """How a policy judges who has a right to school transport.

    Parameters
    ----------
    otherwise : how the unit is found where the municipality otherwise would have placed the
        pupil; the first of `OTHERWISE` that tells one counts.
    counts : those of `OUTCOMES` that rules, goals and the number of entitled pupils count.
    unsafe_metres : more metres than this along unsafe roads give a right for traffic; None: not
        judged by metres.
    """

    otherwise: tuple[str, ...] = ("attendance_area", "nearest")
    counts: tuple[str, ...] = ("right", "card")
    unsafe_metres: int | None = None


@dataclass(frozen=True, slots=True)
class ModeCost:
    """What one way to travel costs, lowest and highest, in kronor and school year.

    Parameters
    ----------
    low, high : kronor per pupil (a spare seat, a card), per run (a chartered bus), or per
        kilometre (taxi). source : who says so; not part of what a price is compared by.
    seats : pupils in one run. days : school days of a year, and legs : paid journeys a day, both
        for taxi; 2 there and back, 4 where the empty returns are paid too.
    """

    low: int
    high: int
    source: Worded = field(compare=False)
    seats: int = 0
    days: int = 0
    legs: int = 2


@dataclass(frozen=True, slots=True)
class TransportCosts:
    """What school transport costs by mode; a mode that is None is not told.

    Parameters
    ----------
    modes : by which of the told modes pupils with a right may go; the range of the whole spans
        them, from the cheapest at its lowest to the dearest at its highest.
    """

    spare_seat: ModeCost | None = None
    card: ModeCost | None = None
    run: ModeCost | None = None
    taxi: ModeCost | None = None
    modes: tuple[str, ...] = ()

    def told(self) -> tuple[str, ...]:
        """Return the modes of pupils with a right that have a cost."""
        known = tuple(mode for mode in MODES if getattr(self, mode) is not None)
        return tuple(mode for mode in known if not self.modes or mode in self.modes)
