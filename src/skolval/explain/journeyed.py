"""Journeys by timetable (resor) of an explanation, where the policy counts minutes by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from skolval.domain.language import _
from skolval.domain.travel import NO_JOURNEY
from skolval.explain.certified import own_view, told_pairs
from skolval.explain.decisions import metres
from skolval.travel.journeys import Journey, Leg, journeys

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.explain.facts import PupilExplanation
    from skolval.io.run import Run

__all__ = ["TimedUnit", "journey_paragraphs", "journeyed"]


@dataclass(frozen=True, slots=True)
class TimedUnit:
    """How the pupil gets to one unit before the bell.

    Parameters
    ----------
    role, unit : as in `CertifiedUnit`. minutes : that the run counted, None for no journey.
    journey : by public transport, None where the timetable gives none.
    stops : name of each stop of the journey by its stop_id.
    """

    role: str
    unit: str
    minutes: int | None
    journey: Journey | None
    stops: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return plain texts, numbers, lists and dictionaries."""
        return asdict(self)


def journeyed(
    run: Run, instance: Instance, found: Sequence[PupilExplanation]
) -> list[tuple[TimedUnit, ...]]:
    """Return the journeys to every unit that each explanation tells of.

    Nothing where the policy counts minutes on foot, and nothing of a protected pupil.

    Raises
    ------
    InputError
        If the instance's files are not those of the run.
    """
    instance = own_view(run, instance)
    told: list[list[TimedUnit]] = [[] for _one in found]
    pairs = told_pairs(run, instance, found)
    if run.problem.policy.minutes != "walking" and pairs:
        ways = journeys(instance, [(pair.pupil_row, pair.unit_row) for pair in pairs])
        counted = run.problem.options.minutes
        for pair, way in zip(pairs, ways, strict=True):
            minutes = int(counted[pair.option])
            known = None if minutes == NO_JOURNEY else minutes
            names = _names(instance, way)
            told[pair.number].append(TimedUnit(pair.role, pair.unit, known, way, names))
    return [tuple(mine) for mine in told]


def _names(instance: Instance, way: Journey | None) -> dict[str, str]:
    """Return what people call the stops of a journey."""
    if way is None:
        return {}
    stops = instance.stops.set_index(instance.stops["stop_id"].astype("str"))
    names = stops["name"] if "name" in stops else pd.Series(pd.NA, stops.index, dtype="str")
    used = dict.fromkeys(stop for leg in way.legs for stop in (leg.origin, leg.target) if stop)
    return {stop: stop if pd.isna(names[stop]) else str(names[stop]) for stop in used}


def journey_paragraphs(found: tuple[TimedUnit, ...]) -> list[str]:
    """Return one paragraph per unit: the minutes, when to leave, and every part of the journey."""
    return [_told(one) for one in found]


def _told(one: TimedUnit) -> str:
    way = one.journey
    if way is None:
        said = _("By timetable to {unit}: no journey before the bell.").format(unit=one.unit)
    else:
        text = _("By timetable to {unit}: {minutes} minutes. {legs}.")
        legs = "; ".join(_leg(leg, one) for leg in way.legs)
        said = text.format(unit=one.unit, minutes=way.minutes, legs=legs)
    if one.minutes is not None and (way is None or way.minutes != one.minutes):
        counted = _("The run counted {minutes} minutes, on foot or from another home.")
        said = f"{said} {counted.format(minutes=one.minutes)}"
    return said


def _leg(leg: Leg, one: TimedUnit) -> str:
    if leg.kind == "walk":
        text = _("{times} on foot {metres}")
    else:
        text = _("{times} line {line} from {origin} to {target}")
    return text.format(
        times=leg.times().replace("-", "\N{EN DASH}"),
        metres=metres(leg.metres),
        line=leg.line,
        origin=one.stops.get(leg.origin, ""),
        target=one.stops.get(leg.target, ""),
    )
