"""Spans of grades of a group (årskursspann): ``1-3`` or a single grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.language import N_

if TYPE_CHECKING:
    from skolval.domain.grades import GradeSystem

__all__ = ["SPAN_RULE", "grades_of_span"]

SPAN_RULE = N_("Write the first and the last grade with a hyphen, for example 1-3.")


def grades_of_span(span: str, grades: GradeSystem) -> tuple[int, ...]:
    """Return the indices of the grades of a span, empty if it is none.

    The preschool class F may stand first in a span; nobody in it goes to a preparatory class.
    """
    first, _hyphen, last = span.replace("\N{EN DASH}", "-").replace(" ", "").partition("-")
    last = last or first
    if first not in grades.codes or last not in grades.codes:
        return ()
    return tuple(range(grades.index(first), grades.index(last) + 1))
