"""Grade codes (årskurser) are data that depend on the school year.

Until 2027/28 a child starts in the preschool class F and leaves grade 9. From the
school year 2028/29 the compulsory school has the grades 1-10 and F becomes 1
(SFS 2025:729; bet. 2024/25:UbU17). Upper secondary school (gymnasieskolan) has three grades of
its own. No other module may name a grade.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from skolval.domain.language import _
from skolval.errors import Fault, InputError

__all__ = [
    "GRADE_SYSTEMS",
    "SCHOOL_FORMS",
    "UPPER_SECONDARY",
    "GradeSystem",
    "grade_system",
    "stage_label",
]

SCHOOL_FORMS: tuple[str, ...] = ("compulsory", "upper_secondary")
"""School forms (skolformer) that an instance can be of, the usual one first."""


@dataclass(frozen=True, slots=True)
class GradeSystem:
    """The grades of a school form in some span of school years.

    Parameters
    ----------
    codes : grade codes in order, lowest first.
    first_year : first calendar year (autumn) in which the system is in force.
    stages : number of grades in the low, middle and high stage
        (lågstadiet with the preschool class, mellanstadiet, högstadiet); 0 for stages that
        the school form lacks.
    """

    codes: tuple[str, ...]
    first_year: int
    stages: tuple[int, int, int]

    def index(self, grade: str) -> int:
        """Return the position of `grade`, 0 for the first."""
        return self.codes.index(grade)

    def stage(self, grade: str) -> int:
        """Return 0, 1 or 2 for the low, middle or high stage of `grade`."""
        position = self.index(grade)
        low, middle, _high = self.stages
        return int(position >= low) + int(position >= low + middle)


GRADE_SYSTEMS: tuple[GradeSystem, ...] = (
    GradeSystem(("F", "1", "2", "3", "4", "5", "6", "7", "8", "9"), 2018, (4, 3, 3)),
    GradeSystem(("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"), 2028, (4, 3, 3)),
)

UPPER_SECONDARY = GradeSystem(("Gy1", "Gy2", "Gy3"), 2011, (3, 0, 0))
"""The grades of upper secondary school (gymnasieskolan), all of one stage."""

_SCHOOL_YEAR = re.compile(r"^(\d{4})/(\d{2})$")


def grade_system(school_year: str, form: str = SCHOOL_FORMS[0]) -> GradeSystem:
    """Return the grade system of a school form in force in `school_year`, written ``2026/27``.

    Raises
    ------
    InputError
        If the text is not a school year whose two years follow each other.
    """
    match = _SCHOOL_YEAR.match(school_year)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise InputError(
            Fault(
                _("{school_year!r} is not a school year.").format(school_year=school_year),
                value=school_year,
                rule="school_year",
                remedy=_("Write the two calendar years as 2026/27."),
            )
        )
    if form == "upper_secondary":
        return UPPER_SECONDARY
    year = int(match[1])
    fitting = [system for system in GRADE_SYSTEMS if system.first_year <= year]
    return fitting[-1] if fitting else GRADE_SYSTEMS[0]


def stage_label(system: GradeSystem, stage: int) -> str:
    """Return the span of grades of `stage`, e.g. ``F-3``."""
    start = sum(system.stages[:stage])
    return f"{system.codes[start]}-{system.codes[start + system.stages[stage] - 1]}"
