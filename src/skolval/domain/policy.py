"""Policy (placeringsregler): what a municipality decides before anybody is placed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

__all__ = ["LEGAL_STATUSES", "Legal", "NonChoosers", "OptionRule", "Policy", "Step"]

LEGAL_STATUSES: tuple[str, ...] = ("lawful", "conditional", "what_if", "forbidden")
"""From best to worst; the status of a policy is the worst of its levers'."""


@dataclass(frozen=True, slots=True)
class Legal:
    """The legal status of one lever today.

    Parameters
    ----------
    status : one of `LEGAL_STATUSES`.
    reason : one English sentence (translated by the catalogue).
    citation : paragraph of law or number of the decision.
    """

    status: str
    reason: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a policy's list: the name of a file in a room and its validated parameters.

    `params` is the frozen pydantic model `Params` of that module. `line` is the
    line in the policy file, for messages.
    """

    name: str
    params: Any
    line: int | None = None


@dataclass(frozen=True, slots=True)
class NonChoosers:
    """What happens to a pupil without wishes, or whose wishes are all refused.

    `nearest` units are added, nearest first, as if they had been wished for; after
    them every other admissible offering follows by distance, so that a place is
    found wherever one exists.
    """

    nearest: int = 3


@dataclass(frozen=True, slots=True)
class OptionRule:
    """Which party-offering pairs are admissible: the `nearest` units by distance,
    everything wished for, and the current unit.
    """

    nearest: int = 40


@dataclass(frozen=True, slots=True)
class Policy:
    """A validated policy.

    Parameters
    ----------
    name : file stem. title, description : by language.
    mechanism : step naming a file in `mechanisms/`.
    criteria : selection criteria (urvalsgrunder), first decides; the last must be total.
    rules : conditions a placement may break. goals : what to make small, first first.
    seed : text; published seed of every lottery and of the final tie-break.
    distance : ``route`` refuses straight-line distances, ``any`` accepts them with a warning.
    max_wishes : wishes counted per pupil, or None for all.
    valid_from, valid_to, source : when and where the rules applied.
    text : the policy file as read, kept in the run folder.
    """

    name: str
    mechanism: Step
    criteria: tuple[Step, ...] = ()
    rules: tuple[Step, ...] = ()
    goals: tuple[Step, ...] = ()
    seed: str = "skolval"
    title: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    distance: str = "any"
    max_wishes: int | None = None
    non_choosers: NonChoosers = NonChoosers()
    options: OptionRule = OptionRule()
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""
    text: str = ""
    digest: str = ""

    def label(self, lang: str) -> str:
        """Return the title in `lang`, else the name."""
        return self.title.get(lang, self.name)

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)
