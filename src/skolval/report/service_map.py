"""Services outwards on the map: their stops in order, how full each stretch is, and whereto.

A line goes from stop to stop, never to a home. Services with fewer than five pupils are not
drawn, and for the public neither those with fewer than ten; few pupils on a stretch are not told,
and to the public a line begins where many ride.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.service_loads import loads, riding
from skolval.domain.services import SERVICE_KINDS
from skolval.domain.timetable import clock_text
from skolval.measure.reversed_sentences import kind_name
from skolval.report.geography import degrees
from skolval.report.masking import SMALLEST
from skolval.report.told import rounded_flow

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray
    from skolval.io.run import Run
    from skolval.report.words import Words

__all__ = ["Carried", "carried", "service_paths"]


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """One service that carries pupils, as an audience may know it.

    Parameters
    ----------
    line : place of the service. calls : rows of its calls outwards, first to last told.
    aboard : pupils from each call to the next, 0 where too few to tell. offered : in all.
    """

    line: int
    calls: IntArray
    aboard: IntArray
    offered: int


def carried(run: Run, audience: str = "internal") -> list[Carried]:
    """Return the services that carry pupils; none where the run has no services."""
    problem, services = run.problem, run.problem.services
    if services is None or not len(services.stop_x):
        return []
    rows = riding(problem, run.placement.chosen)
    size = problem.parties.size[problem.options.party[rows]]
    riders = np.bincount(problem.options.mode[rows] - 1, size, len(services)).astype(np.int64)
    offered, load = _told(riders, audience), loads(problem, run.placement.chosen)[0]
    found = []
    for line in np.flatnonzero(offered > 0).tolist():
        calls = np.arange(services.out.start[line], services.out.start[line + 1])
        # for the public the first pupil who gets on is not told either: somebody lives there
        used = _stretch(load[calls] if audience == "internal" else _told(load[calls], audience))
        calls = calls[used]
        if len(calls):
            aboard = _told(load[calls[:-1]], audience)
            found.append(Carried(line, calls, aboard, int(offered[line])))
    return found


def service_paths(
    run: Run | None, words: Words, audience: str = "internal"
) -> list[dict[str, Any]]:
    """Return every service that carries pupils: points, load of each stretch, kind and words.

    Parameters
    ----------
    run : None where everybody is at the nearest unit, by no service.
    """
    services = None if run is None else run.problem.services
    if run is None or services is None:
        return []
    north, east = degrees(services.stop_x, services.stop_y, run.crs)
    found = []
    for one in carried(run, audience):
        stops = services.out.stop[one.calls]
        found.append(
            {
                "k": SERVICE_KINDS[services.kind[one.line]],
                "p": np.c_[north[stops], east[stops]].round(5).tolist(),
                "w": one.aboard.tolist(),
                "t": _text(run, words, one.line, (one.calls, one.offered)),
            }
        )
    return found


def _told(pupils: IntArray, audience: str) -> IntArray:
    """Return counts as they may be told, 0 where they may not."""
    if audience != "internal":
        return np.asarray(rounded_flow(pupils), np.int64)
    return np.where(pupils >= SMALLEST, pupils, 0)


def _stretch(load: IntArray) -> slice:
    """Return the calls from the first where somebody boards to the last where somebody leaves."""
    full = np.flatnonzero(load > 0)
    return slice(int(full[0]), int(full[-1]) + 2) if len(full) else slice(0)


def _text(run: Run, words: Words, line: int, told: tuple[IntArray, int]) -> str:
    _ = words.gettext
    services, (calls, offered) = run.problem.services, told
    if services is None:  # pragma: no cover - the caller has seen that there are services
        return ""
    text = _(
        "{service} ({kind}): {offered} pupils offered a seat\nfrom {start} {leaves} to {end} {at}"
    )
    first, last = int(calls[0]), int(calls[-1])
    return text.format(
        service=services.ids[line],
        kind=kind_name(SERVICE_KINDS[services.kind[line]]),
        offered=words.whole(offered),
        start=services.stop_names[services.out.stop[first]],
        end=services.stop_names[services.out.stop[last]],
        leaves=clock_text(int(services.out.left[first])),
        at=clock_text(int(services.out.reached[last])),
    )
