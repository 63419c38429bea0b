"""Skill tests (färdighetsprov): from grade 7, or 4 with a permit, and then nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skolval.domain.language import _
from skolval.law.verdict import Reason

__all__ = ["judged_test"]

_CITATION = "Skolförordningen 9 kap. 25–27 §§"
_GRADE = re.compile(
    r"(?:grade|grades|åk|ak|årskurs|arskurs|year|klass|class)[\s_.:\"\[]*([0-9]+|f\b)"
)
_PERMIT = re.compile(r"permit|permission|tillstånd|dispens|skolinspektionen")


def judged_test(rule: str, use: str, others: Sequence[str]) -> Reason:
    """Judge a test by the grade that the rule or its use names, and the grounds beside it.

    Source: skolförordningen (2011:185) 9 kap. 25-27 §§.
    """
    said = f"{rule} {use}".casefold()
    if others:
        told = _("Where a skill test decides no other ground may, and here is {others}.")
        return _reason(rule, "refuse", told.format(others=", ".join(others)))
    if re.search(r"(before|under|below|före|innan)[\s_]\w*[\s_]*7", said):
        return _early(rule, said)
    grade = _first_grade(said)
    if grade is None:
        told = _("A skill test may decide from grade 7 alone; the rule names no grade.")
        return _reason(rule, "warn", told)
    if grade < 7:
        return (
            _early(rule, said)
            if grade >= 4
            else _reason(rule, "refuse", _("No skill test may decide before grade 4."))
        )
    return _reason(rule, "accept", _("A skill test may decide from grade 7 when it decides alone."))


def _early(rule: str, said: str) -> Reason:
    if _PERMIT.search(said):
        told = _(
            "Before grade 7 a skill test needs Skolinspektionen's permit, which is named here."
        )
        return _reason(rule, "accept", told)
    told = _("Before grade 7 a skill test needs Skolinspektionen's permit (from grade 4).")
    return _reason(rule, "refuse", told)


def _first_grade(said: str) -> int | None:
    found = _GRADE.search(said)
    if found is None:
        return None
    return 0 if found.group(1) == "f" else int(found.group(1))


def _reason(rule: str, verdict: str, text: str) -> Reason:
    return Reason(rule, "profile_test", verdict, text, _CITATION)
