"""explain (förklaring): what a word means, and why a pupil is placed where the pupil is."""

from __future__ import annotations

from skolval.explain.decisions import criterion_name
from skolval.explain.facts import PupilExplanation, Score, Wish
from skolval.explain.paragraphs import Part, paragraphs, parts
from skolval.explain.pupils import Explainer, explain_pupil
from skolval.explain.words import Page, explain_name, known_names, listed_names

__all__ = [
    "Explainer",
    "Page",
    "Part",
    "PupilExplanation",
    "Score",
    "Wish",
    "criterion_name",
    "explain_name",
    "explain_pupil",
    "known_names",
    "listed_names",
    "paragraphs",
    "parts",
]
