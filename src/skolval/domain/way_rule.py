"""Way rule (mätregel för vägen): by what mode ways are measured, and what traffic danger counts."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AVOID", "MODES", "WayRule"]

MODES: tuple[str, ...] = ("walk", "cycle", "drive")
"""On foot, by bicycle, by car."""

AVOID = 1000.0
"""At this factor a metre of unsafe road is walked only where no other way leads there."""


@dataclass(frozen=True, slots=True)
class WayRule:
    """How the way between a home and a unit is chosen; its metres are always told as they are.

    Parameters
    ----------
    mode : one of `MODES`.
    unsafe_factor : a metre of unsafe road weighs as many metres when the way is chosen (1 to
        `AVOID`); 1 chooses the shortest way, and unsafe metres are only told.
    unsafe_through_grade : the last grade for whose pupils the factor counts; empty for all.

    Source
    ------
    Skollagen (2010:800) 10 kap. 32 § first paragraph: the length of the way and traffic
    conditions both give a right to school transport.
    """

    mode: str = "walk"
    unsafe_factor: float = 1.0
    unsafe_through_grade: str = ""
