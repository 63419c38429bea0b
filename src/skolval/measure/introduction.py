"""Introduction programmes in numbers (introduktionsprogram): the four programmes, one row each.

How many pupils, groups and units each has, how many are at independent units, how many read
together with national programmes, and how many newly arrived lack a qualified teacher.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.introduction import INTRODUCTION
from skolval.domain.problem import PROVIDERS

if TYPE_CHECKING:
    from skolval.domain.hosting import Hosting
    from skolval.domain.introduction_facts import Introduction
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.io.run import Run

__all__ = ["ProgrammeNumbers", "introduction_numbers"]


@dataclass(frozen=True, slots=True)
class ProgrammeNumbers:
    """One of the four introduction programmes under one placement.

    Parameters
    ----------
    programme : one of `INTRODUCTION`. pupils, groups, units : that it has.
    orientations : national programmes that it is run towards; 0 for IMA and IMS.
    independent : pupils at independent units. coread : pupils who read some hours together with
        national programmes. hours : of teaching a week, the mean over pupils; nan without any.
    without_teacher : newly arrived pupils where no qualified teacher of Swedish as a second
        language is.
    """

    programme: str
    pupils: int
    groups: int
    units: int
    orientations: int
    independent: int
    coread: int
    hours: float
    without_teacher: int


def introduction_numbers(run: Run) -> tuple[ProgrammeNumbers, ...]:
    """Return the four programmes in the order of the law; nothing for a run of another kind."""
    hosting, facts = run.problem.hosting, run.problem.introduction
    if hosting is None or facts is None:
        return ()
    chosen = run.placement.chosen
    placed = np.flatnonzero(chosen >= 0)
    host = hosting.option_host[chosen[placed]]
    groups = run.placement.groups
    opened = np.zeros(len(hosting), np.int64) if groups is None else groups
    return tuple(
        _programme(number, (hosting, facts), (placed, host, opened), _independent(run, hosting))
        for number in range(len(INTRODUCTION))
    )


def _independent(run: Run, hosting: Hosting) -> BoolArray:
    provider = run.problem.unit_provider
    if provider is None:
        return np.zeros(len(hosting), bool)
    found: BoolArray = provider[hosting.host_unit] == PROVIDERS.index("independent")
    return found


def _programme(
    number: int,
    known: tuple[Hosting, Introduction],
    placed: tuple[IntArray, IntArray, IntArray],
    independent: BoolArray,
) -> ProgrammeNumbers:
    hosting, facts = known
    party, host, opened = placed
    of_it = facts.programme == number
    mine = of_it[host]
    at = host[mine]
    used = np.unique(at)
    towards = facts.towards[used]
    lacking = facts.newly_arrived[party[mine]] & (facts.teachers[at] == 0)
    return ProgrammeNumbers(
        programme=INTRODUCTION[number],
        pupils=len(at),
        groups=int(opened[of_it].sum()),
        units=len(np.unique(hosting.host_unit[used])),
        orientations=len(np.unique(towards[towards >= 0])),
        independent=int(independent[at].sum()),
        coread=int((facts.coread[at] > 0).sum()),
        hours=float(facts.hours[at].mean()) if len(at) else float("nan"),
        without_teacher=int(lacking.sum()),
    )
