"""Breach (regelbrott): one way in which a placement breaks a rule."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Breach"]


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken condition.

    Parameters
    ----------
    rule : file name of the rule. where : what it concerns, e.g. an offering or a grade.
    excess : how much too much, a positive whole number in `unit` (pupils, metres, ...).
    message : one English sentence with the numbers.
    parties : row numbers of the parties concerned, when the rule knows them.
    """

    rule: str
    where: str
    excess: int
    unit: str
    message: str
    parties: tuple[int, ...] = ()
