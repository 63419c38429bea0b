"""A crowd in words (trångboddhet i ord): who they are, what they may take, how many too few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from skolval.domain.language import _, current, number
from skolval.domain.policy import Step
from skolval.domain.problem import Problem
from skolval.registry import term
from skolval.solver.conflicts.crowding import Crowd

__all__ = ["crowd_fields", "crowd_sentence", "limit_of", "listed"]

_NAMED = 3
"""Areas or units named at most."""
_ALWAYS = ("everyone_placed", "capacity")


def crowd_sentence(problem: Problem, crowd: Crowd, clash: Sequence[Step]) -> str:
    """Return one sentence with the numbers of a crowd.

    Parameters
    ----------
    clash : the rules that together make it a crowd.
    """
    return _sentence(crowd).format(
        who=_who(problem, crowd),
        seats=number(crowd.seats, current()),
        within=_within(problem, crowd, clash),
        short=number(crowd.short, current()),
    )


def _sentence(crowd: Crowd) -> str:
    if not len(crowd.offerings):
        one = crowd.pupils == 1
        return _("{who} has no unit{within}.") if one else _("{who} have no unit{within}.")
    if crowd.seats == 0:
        one = crowd.pupils == 1
        return _("{who} has no seat{within}.") if one else _("{who} have no seat at all{within}.")
    if crowd.seats == 1:
        return _("{who} have one seat{within}: {short} too few.")
    return _("{who} have {seats} seats{within}: {short} too few.")


def crowd_fields(problem: Problem, crowd: Crowd, clash: Sequence[Step]) -> dict[str, Any]:
    """Return the crowd as plain values."""
    grade = _grade(problem, crowd)
    return {
        "grade": grade,
        "areas": _areas(problem, crowd),
        "offerings": problem.offerings.ids[crowd.offerings].tolist(),
        "pupils": crowd.pupils,
        "seats": crowd.seats,
        "short": crowd.short,
        "metres": _metres(problem, crowd, clash),
        "rules": [step.name for step in clash],
    }


def limit_of(problem: Problem, step: Step, stage: int) -> int | None:
    """Return the metres of a travel limit at a stage, None where it has none."""
    if step.name != "travel_limit" or getattr(step.params, "minutes", None) is not None:
        return None
    if getattr(step.params, "by_grade", None):
        return None
    metres = problem.transport_limits if step.params.metres is None else step.params.metres
    return int(np.broadcast_to(np.asarray(metres, np.int64), (3,))[stage])


def _who(problem: Problem, crowd: Crowd) -> str:
    areas = _areas(problem, crowd)
    told: str = _who_text(problem, crowd, areas).format(
        count=number(crowd.pupils, current()),
        grade=_grade(problem, crowd),
        areas=listed(areas[:_NAMED]),
        number=number(len(areas), current()),
    )
    return told


def _who_text(problem: Problem, crowd: Crowd, areas: Sequence[str]) -> str:
    grade = problem.parties.grade == _grade_index(problem, crowd)
    if crowd.pupils == 1:
        known = _("One pupil in {areas}, grade {grade},")
        return known if areas else _("One pupil in grade {grade}")
    if crowd.pupils == int(problem.parties.size[grade].sum()):
        return _("All {count} pupils in grade {grade}")
    if areas and len(areas) <= _NAMED:
        return _("{count} pupils in {areas}, grade {grade},")
    if areas:
        return _("{count} pupils in {number} areas, grade {grade},")
    return _("{count} pupils in grade {grade}")


def _within(problem: Problem, crowd: Crowd, clash: Sequence[Step]) -> str:
    metres = _metres(problem, crowd, clash)
    others = [step for step in clash if step.name not in _ALWAYS]
    limits = [step for step in others if step.name == "travel_limit"]
    if metres is not None and len(others) == len(limits):
        nearest = any(step.params.unless_none_nearer for step in limits)
        text = (
            _(" within {metres} m or at the nearest unit") if nearest else _(" within {metres} m")
        )
        return text.format(metres=number(metres, current()))
    if not others:
        return ""
    names = listed(list(dict.fromkeys(term("rule", step.name) for step in others)))
    if metres is None:
        return _(" that {rules} leaves them").format(rules=names)
    text = _(" within {metres} m that {rules} leaves them")
    rest = list(dict.fromkeys(term("rule", s.name) for s in others if s not in limits))
    return text.format(metres=number(metres, current()), rules=listed(rest))


def _metres(problem: Problem, crowd: Crowd, clash: Sequence[Step]) -> int | None:
    stage = int(problem.stage_of_party()[crowd.parties[0]])
    limits = [limit_of(problem, step, stage) for step in clash]
    known = [metres for metres in limits if metres is not None]
    return min(known) if known else None


def _grade_index(problem: Problem, crowd: Crowd) -> int:
    return int(problem.parties.grade[crowd.parties[0]])


def _grade(problem: Problem, crowd: Crowd) -> str:
    return str(problem.grades.codes[_grade_index(problem, crowd)])


def _areas(problem: Problem, crowd: Crowd) -> list[str]:
    area = problem.parties.area[crowd.parties]
    if (area < 0).any() or not len(problem.area_ids):
        return []
    return [str(problem.area_ids[one]) for one in np.unique(area)]


def listed(words: Sequence[str]) -> str:
    """Return words as a reader lists them: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return _("{some} and {last}").format(some=", ".join(words[:-1]), last=words[-1])
