"""Verdict (omdöme): may a municipality decide by these rules, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["VERDICTS", "Reason", "Verdict", "verdict_of"]

VERDICTS: tuple[str, ...] = ("accept", "warn", "refuse")
"""From best to worst; the verdict on rules is the worst of their reasons'."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule, or the rules together, lead to.

    Parameters
    ----------
    rule : as it was written; empty for the rules together. lever : what it was taken for.
    verdict : one of `VERDICTS`. text : one sentence in the chosen language.
    citation : decision's number or paragraph of law.
    """

    rule: str
    lever: str
    verdict: str
    text: str
    citation: str = ""

    def __str__(self) -> str:
        told = f"{self.rule}: {self.text}" if self.rule else self.text
        return f"{told} ({self.citation})" if self.citation else told


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a list of rules or a policy.

    Parameters
    ----------
    verdict : ``accept``: may be used as it stands; ``warn``: only if something else holds, or
        untried; ``refuse``: struck down or forbidden.
    reasons : the weightiest first.
    """

    verdict: str
    reasons: tuple[Reason, ...]

    @property
    def citations(self) -> tuple[str, ...]:
        """Every decision and paragraph cited, each once."""
        return tuple(dict.fromkeys(one.citation for one in self.reasons if one.citation))

    @property
    def why(self) -> str:
        """The reasons as one text, a line each."""
        return "\n".join(map(str, self.reasons))


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """Return the worst verdict of `reasons`, with the weightiest first."""
    ranked = sorted(reasons, key=lambda one: -VERDICTS.index(one.verdict))
    return Verdict(ranked[0].verdict if ranked else VERDICTS[0], tuple(ranked))
