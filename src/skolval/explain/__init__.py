"""explain (förklaring): what a word means, and why a pupil is placed where the pupil is."""

from __future__ import annotations

from skolval.explain.paragraphs import criterion_name, paragraphs
from skolval.explain.pupils import PupilExplanation, Score, Wish, explain_pupil
from skolval.explain.words import Page, explain_name, known_names

__all__ = [
    "Page",
    "PupilExplanation",
    "Score",
    "Wish",
    "criterion_name",
    "explain_name",
    "explain_pupil",
    "known_names",
    "paragraphs",
]
