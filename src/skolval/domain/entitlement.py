"""Who gets school transport (skolskjuts), for every option, with its ground and its home.

ground    the way is longer than the limit of the grade; more unsafe road than the policy allows
          or a decision about the traffic; or another decided special reason (a disability ...)
right     there is a ground, and the family did not choose another unit than the one where the
          municipality otherwise would have placed the pupil
card      own choice with the distance met, where the municipality gives a travel card (elevresa)
arranged  own choice with a ground, else: only if it makes no organisational or economic difficulty
unjudged  a wish with a ground, where nothing tells the unit of the municipality

A child who lives by turns in two homes is judged from each of them; the second one only where
the municipality says that both count. Protected homes are unknown, and judged by nobody here.

In upper secondary school the way alone gives the right, whatever unit was chosen.

Source: Skollagen (2010:800) 9 kap. 15 b §, 10 kap. 32 and 40 §§; lag (1991:1110) om kommunernas
skyldighet att svara för vissa elevresor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skolval.domain.school_transport import OUTCOMES, SchoolTransport

if TYPE_CHECKING:
    from skolval.domain.problem import Problem

__all__ = [
    "NEAR_LIMIT",
    "NOT_TOLD",
    "NO_SECOND_HOME",
    "REASONS",
    "Assessment",
    "assess",
    "beyond",
    "counted",
    "limit_of_party",
    "otherwise_unit",
]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

NEAR_LIMIT: tuple[int, int] = (30, 45)
"""Metres from a limit within which measuring again can change the outcome.

81 of 81 distances measured again differed, by 30 m on average; places have been decided by 45 m.
"""

NOT_TOLD = np.iinfo(np.int64).max
"""A limit that no source tells: no way is longer. Also a margin that is not known."""

NO_SECOND_HOME = -1

REASONS: tuple[str, ...] = ("", "traffic", "special")
"""Decided reasons of a pupil. That a child has a disability is not kept apart from the others."""

_INDEPENDENT = 1
"""Place of independent owners in `domain.problem.PROVIDERS`."""

_NONE, _RIGHT, _CARD, _ARRANGED, _UNJUDGED = range(len(OUTCOMES))


@dataclass(frozen=True, slots=True)
class Assessment:
    """What every option would mean for school transport; all arrays are by option row.

    Parameters
    ----------
    outcome, second : index into `OUTCOMES`, from the registered home and from the second one
        (`NO_SECOND_HOME` where there is none).
    distance, traffic, special : the grounds, from the registered home.
    own_choice : a wish for another unit than `otherwise`, or for an independent one.
    margin : metres beyond the limit, negative below it, `NOT_TOLD` if not known; second_margin :
        from the second home.
    otherwise : unit where the municipality otherwise would have placed the pupil, -1 not known.
    traffic_judged : unsafe roads were looked at.
    """

    outcome: IntArray
    second: IntArray
    distance: BoolArray
    traffic: BoolArray
    special: BoolArray
    own_choice: BoolArray
    margin: IntArray
    second_margin: IntArray
    otherwise: IntArray
    traffic_judged: bool

    def having(self, *outcomes: str) -> BoolArray:
        """Return the options with one of `outcomes` from either home."""
        wanted = [OUTCOMES.index(name) for name in outcomes]
        found: BoolArray = np.isin(self.outcome, wanted) | np.isin(self.second, wanted)
        return found


def beyond(metres: IntArray, limit: IntArray, *, at_limit: bool | None) -> BoolArray:
    """Return which ways are long enough.

    Parameters
    ----------
    metres : whole; a negative number is unknown and is never long enough.
    limit : metres. at_limit : whether exactly the limit is enough; not, where nothing is told.
    """
    long = np.asarray(metres) >= limit if at_limit else np.asarray(metres) > limit
    found: BoolArray = long & (np.asarray(metres) >= 0)
    return found


def limit_of_party(problem: Problem) -> IntArray:
    """Return (n_parties,) the metres of the party's grade, `NOT_TOLD` where no source tells."""
    if problem.transport is None:
        return np.array(problem.transport_limits, np.int64)[problem.stage_of_party()]
    told = problem.transport.limits(problem.grades)
    by_grade = np.array([NOT_TOLD if limit is None else limit for limit in told], np.int64)
    limit: IntArray = by_grade[problem.parties.grade]
    return limit


def otherwise_unit(problem: Problem, rule: SchoolTransport) -> IntArray:
    """Return (n_parties,) the unit where the municipality otherwise would have placed, -1 unknown.

    Source: Skollagen 10 kap. 32 § second paragraph.
    """
    found = np.full(len(problem.parties), -1, np.int64)
    for way in rule.otherwise:
        found = np.where(found >= 0, found, _told_by(problem, way))
    return found


def _told_by(problem: Problem, way: str) -> IntArray:
    none = np.full(len(problem.parties), -1, np.int64)
    if way == "attendance_area":
        return none if problem.attendance_unit is None else problem.attendance_unit
    if way == "guarantee":
        if problem.guarantee is None:
            return none
        unit = problem.unit_of_option()[np.maximum(problem.guarantee, 0)]
        return np.where(problem.guarantee >= 0, unit, -1)
    return none if problem.nearest_municipal is None else problem.nearest_municipal


def assess(problem: Problem) -> Assessment:
    """Return what every option would mean for school transport under the problem's policy."""
    rule = problem.policy.school_transport or SchoolTransport()
    options, party = problem.options, problem.options.party
    limit = limit_of_party(problem)[party]
    reason = _by_option(problem.transport_reason, party, 0)
    distance = _beyond(problem, options.metres, limit)
    unsafe = _unsafe(problem, rule)
    traffic = (reason == REASONS.index("traffic")) | unsafe
    special = reason == REASONS.index("special")
    otherwise = otherwise_unit(problem, rule)[party]
    judged = _choices(problem, otherwise)
    ways = problem.second_metres
    second = np.full(len(party), NO_SECOND_HOME, np.int64)
    second_margin = np.full(len(party), NOT_TOLD, np.int64)
    if ways is not None:
        counts = problem.transport is not None and problem.transport.two_homes == "both"
        far = _beyond(problem, ways, limit) & counts
        decided = (reason > 0) & counts
        second = np.where(ways >= 0, _outcomes(problem, far, far | decided, judged), second)
        second_margin = _margin(ways, limit)
    # a seat outwards is offered beyond the right to transport, and is no ground for it
    known = ~problem.parties.protected[party] & (options.mode == 0)
    return Assessment(
        outcome=np.where(
            known, _outcomes(problem, distance, distance | traffic | special, judged), _NONE
        ),
        second=np.where(known, second, NO_SECOND_HOME),
        distance=distance & known,
        traffic=traffic & known,
        special=special & known,
        own_choice=judged[0] & known,
        margin=np.where(known, _margin(options.metres, limit), NOT_TOLD),
        second_margin=np.where(known, second_margin, NOT_TOLD),
        otherwise=np.where(known, otherwise, -1),
        traffic_judged=problem.unsafe_metres is not None and rule.unsafe_metres is not None,
    )


def counted(problem: Problem) -> BoolArray:
    """Return for every option row whether it counts as entitling to school transport.

    By distance alone where the policy does not judge school transport, and where whole areas are
    placed: then nobody in particular has chosen anything.
    """
    rule = problem.policy.school_transport
    if rule is None or problem.of_areas:
        limit = limit_of_party(problem)[problem.options.party]
        far = _beyond(problem, problem.options.metres, limit)
        return np.asarray(far & (problem.options.mode == 0), np.bool_)
    return assess(problem).having(*rule.counts)


def _choices(problem: Problem, otherwise: IntArray) -> tuple[BoolArray, BoolArray]:
    """Return which options are own choices, and wishes of which nothing tells if they are.

    A unit of an independent owner is always an own choice: no municipality places there.
    """
    wished, unit = problem.options.rank > 0, problem.unit_of_option()
    if problem.transport is not None and problem.transport.kind == "upper_secondary":
        nobody = np.zeros(len(wished), bool)  # there the way alone counts, to whatever unit
        return nobody, nobody
    own = wished & (otherwise >= 0) & (unit != otherwise)
    if problem.unit_provider is not None:
        own |= wished & (problem.unit_provider[unit] == _INDEPENDENT)
    unknown: BoolArray = wished & (otherwise < 0) & ~own
    return own, unknown


def _beyond(problem: Problem, metres: IntArray, limit: IntArray) -> BoolArray:
    at_limit = None if problem.transport is None else problem.transport.at_limit
    return beyond(metres, limit, at_limit=at_limit)


def _unsafe(problem: Problem, rule: SchoolTransport) -> BoolArray:
    if problem.unsafe_metres is None or rule.unsafe_metres is None:
        return np.zeros(len(problem.options), bool)
    found: BoolArray = problem.unsafe_metres > rule.unsafe_metres
    return found


def _outcomes(
    problem: Problem, far: BoolArray, ground: BoolArray, elsewhere: tuple[BoolArray, BoolArray]
) -> IntArray:
    """Return the outcome of options: `far` by distance, `ground` by any ground."""
    chosen, unknown = elsewhere
    card = far & (problem.transport is not None and problem.transport.card is not None)
    found = np.where(ground, _RIGHT, _NONE)
    found = np.where(ground & chosen, _ARRANGED, found)
    found = np.where(ground & unknown, _UNJUDGED, found)
    return np.where(card & (chosen | unknown), _CARD, found).astype(np.int64)


def _margin(metres: IntArray, limit: IntArray) -> IntArray:
    known = (metres >= 0) & (limit != NOT_TOLD)
    return np.where(known, metres - np.where(known, limit, 0), NOT_TOLD)


def _by_option(column: IntArray | None, party: IntArray, missing: int) -> IntArray:
    if column is None:
        return np.full(len(party), missing, np.int64)
    found: IntArray = column[party]
    return found
