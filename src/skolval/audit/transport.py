"""School transport judged again, pupil by pupil and in plain steps.

What the tables of the placement tell about the right to school transport is worked out anew
from the pupil's own rows: the limit of the grade, the ways from both homes, what is decided, and
the unit where the municipality otherwise would have placed the pupil.

Source: Skollagen (2010:800) 10 kap. 32 §.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from skolval.audit.claims import Claim, called
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import PROVIDERS, Problem
from skolval.io.run import Run

__all__ = ["check_transport"]


def check_transport(run: Run) -> Iterator[Claim]:
    """Yield whether everybody's school transport follows from the data; none where not judged."""
    problem = run.problem
    if problem.policy.school_transport is None or problem.of_areas:
        return
    told_of = _told(run.table())
    found = [_without_guarantee()] if _lacks_guarantee(problem) else []
    for party in np.flatnonzero((run.placement.chosen >= 0) & ~problem.parties.protected):
        told = told_of[party]
        true = _judged(problem, int(party), int(run.placement.chosen[party]))
        if told != true:
            message = N_("{pupil} is told {told} about school transport, but the data say {true}.")
            text = message.format(
                pupil=called(problem, int(party)), told=_said(told), true=_said(true)
            )
            found.append(Breach("school_transport", str(party), 1, "pupils", text, (int(party),)))
    text = _("Everybody's school transport follows from the ways, the limits and the decisions.")
    yield Claim("school_transport", text, len(told_of), tuple(found))


_COLUMNS = ("transport", "transport_grounds", "transport_second")


def _told(table: pd.DataFrame) -> list[tuple[str, ...]]:
    columns = [table[name].fillna("").astype(str).tolist() for name in _COLUMNS]
    return list(zip(*columns, strict=True))


def _lacks_guarantee(problem: Problem) -> bool:
    rule = problem.policy.school_transport
    return rule is not None and "guarantee" in rule.otherwise and problem.guarantee is None


def _without_guarantee() -> Breach:
    message = N_("School transport is judged by guarantee schools, but the run tells none.")
    return Breach("school_transport", "guarantee", 1, "tables", message)


def _said(told: tuple[str, ...]) -> str:
    return ", ".join(str(part) or "-" for part in told)


def _judged(problem: Problem, party: int, row: int) -> tuple[str, str, str]:
    """Return the outcome, the grounds and the outcome of the second home."""
    if problem.options.mode[row] > 0:
        return "none", "", ""  # a seat outwards is offered beyond the right to transport
    grounds = _grounds(problem, party, row)
    chose = _choice(problem, party, row)
    first = _outcome(problem, grounds, chose)
    second = ""
    if problem.second_metres is not None and problem.second_metres[row] >= 0:
        rules = problem.transport
        both = rules is not None and rules.two_homes == "both"
        from_second = _by_way(problem, party, int(problem.second_metres[row]))
        decided = bool(_reason(problem, party))
        told = [*(["distance"] if from_second else []), *(["special"] if decided else [])]
        second = _outcome(problem, told if both else [], chose)
    return first, " ".join(grounds), second


def _grounds(problem: Problem, party: int, row: int) -> list[str]:
    reason = _reason(problem, party)
    found = []
    if _by_way(problem, party, int(problem.options.metres[row])):
        found.append("distance")
    if reason == 1 or _unsafe(problem, row):
        found.append("traffic")
    if reason == 2:
        found.append("special")
    return found


def _unsafe(problem: Problem, row: int) -> bool:
    rule, unsafe = problem.policy.school_transport, problem.unsafe_metres
    if rule is None or rule.unsafe_metres is None or unsafe is None:
        return False
    return int(unsafe[row]) > rule.unsafe_metres


def _reason(problem: Problem, party: int) -> int:
    return 0 if problem.transport_reason is None else int(problem.transport_reason[party])


def _by_way(problem: Problem, party: int, metres: int) -> bool:
    """Return whether the way alone is long enough."""
    rules, grade = problem.transport, int(problem.parties.grade[party])
    if metres < 0:
        return False
    if rules is None:
        return metres > problem.transport_limits[problem.grades.stage(problem.grades.codes[grade])]
    limit = rules.limits(problem.grades)[grade]
    if limit is None:
        return False
    return metres > limit or (metres == limit and bool(rules.at_limit))


def _choice(problem: Problem, party: int, row: int) -> str:
    """Return ``own`` for a wish elsewhere, ``unknown`` where nothing tells, else empty."""
    if problem.options.rank[row] <= 0:
        return ""
    mine = int(problem.offerings.unit[problem.options.offering[row]])
    provider = problem.unit_provider
    if provider is not None and provider[mine] == PROVIDERS.index("independent"):
        return "own"
    for unit in _units(problem, party):
        if unit >= 0:
            return "" if unit == mine else "own"
    return "unknown"


def _units(problem: Problem, party: int) -> Iterator[int]:
    """Yield the unit of each way to tell where the pupil otherwise would have been, -1 none."""
    rule = problem.policy.school_transport
    for way in () if rule is None else rule.otherwise:
        if way == "attendance_area" and problem.attendance_unit is not None:
            yield int(problem.attendance_unit[party])
        if way == "guarantee" and problem.guarantee is not None and problem.guarantee[party] >= 0:
            offering = problem.options.offering[problem.guarantee[party]]
            yield int(problem.offerings.unit[offering])
        if way == "nearest" and problem.nearest_municipal is not None:
            yield int(problem.nearest_municipal[party])


def _outcome(problem: Problem, grounds: list[str], chose: str) -> str:
    if not grounds:
        return "none"
    if not chose:
        return "right"
    if "distance" in grounds and problem.transport is not None and problem.transport.card:
        return "card"
    return "arranged" if chose == "own" else "unjudged"
