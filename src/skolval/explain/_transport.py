"""What is judged about one pupil's school transport, out of what is judged about all options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.entitlement import NO_SECOND_HOME, NOT_TOLD, Assessment, assess
from skolval.domain.language import current, worded
from skolval.domain.problem import PROVIDERS
from skolval.domain.school_transport import OUTCOMES
from skolval.domain.travel import UNKNOWN
from skolval.explain.facts import JudgedTransport

if TYPE_CHECKING:
    from skolval.domain.problem import Problem

__all__ = ["judging"]

_GROUNDS = ("distance", "traffic", "special")


def judging(problem: Problem, names: Sequence[str]) -> Callable[[int], JudgedTransport | None]:
    """Return what tells the school transport of an option row.

    Parameters
    ----------
    names : of the units, in the order of `problem.unit_ids`.
    """
    if problem.policy.school_transport is None:
        return lambda _row: None
    found = assess(problem)

    def judged(row: int) -> JudgedTransport:
        return _judged(problem, found, row, names)

    return judged


def _judged(problem: Problem, found: Assessment, row: int, names: Sequence[str]) -> JudgedTransport:
    rules, party = problem.transport, int(problem.options.party[row])
    second = int(found.second[row])
    two = second != NO_SECOND_HOME and problem.second_metres is not None
    unit, otherwise = int(problem.unit_of_option()[row]), int(found.otherwise[row])
    return JudgedTransport(
        outcome=OUTCOMES[int(found.outcome[row])],
        grounds=tuple(name for name in _GROUNDS if getattr(found, name)[row]),
        metres=int(problem.options.metres[row]),
        margin=_told(found.margin[row]),
        otherwise=names[otherwise] if otherwise >= 0 else "",
        own_choice=bool(found.own_choice[row]),
        independent=_independent(problem, unit),
        second=OUTCOMES[second] if two else "",
        second_metres=-1 if problem.second_metres is None else int(problem.second_metres[row]),
        second_margin=_told(found.second_margin[row]) if two else None,
        two_homes="" if rules is None else rules.two_homes,
        card="" if rules is None or rules.card is None else rules.card.name,
        stop_metres=None if problem.stop_metres is None else _known(problem.stop_metres[party]),
        stop_limit=None if rules is None else _stop_limit(problem, party),
        at_limit_told=rules is not None and rules.at_limit is not None,
        traffic_judged=found.traffic_judged,
        municipality="" if rules is None else rules.municipality,
        source="" if rules is None else worded(rules.source, current()),
    )


def _told(margin: np.int64) -> int | None:
    return None if margin == NOT_TOLD else int(margin)


def _known(metres: np.int64) -> int | None:
    return None if metres == UNKNOWN else int(metres)


def _stop_limit(problem: Problem, party: int) -> int | None:
    told = () if problem.transport is None else problem.transport.stop_limits(problem.grades)
    return told[int(problem.parties.grade[party])]


def _independent(problem: Problem, unit: int) -> bool:
    if problem.unit_provider is None:
        return False
    return bool(problem.unit_provider[unit] == PROVIDERS.index("independent"))
