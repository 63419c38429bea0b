"""A smallest set of clashing rules (minsta regelkrock): none can be spared, and none is smaller.

First rules are taken away one at a time for as long as the rest still clash. Then smaller sets
are looked for: every placement ever found shows rules of which a clash must hold at least one,
so a smallest set that holds one of each is asked about, until one clashes or none is smaller.

Source
------
Reiter (1987), Artificial Intelligence 32(1), 57-95 (hitting sets); Ignatiev, Previti, Liffiton
& Marques-Silva (2015), Smallest MUS extraction with minimal hitting set dualization, CP.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skolval.domain.policy import Step
from skolval.solver.conflicts.cover import fewest_that_meet
from skolval.solver.conflicts.oracle import Oracle, key_of

__all__ = ["Smallest", "smallest"]

_ASKED = 200
"""Sets asked about at most."""
_SEARCHED = 40
"""Calls of the solver at most."""
_LARGE = 20_000
"""Option rows above which smaller sets are not looked for."""


@dataclass(frozen=True, slots=True)
class Smallest:
    """Rules that clash.

    Parameters
    ----------
    rules : in the order of the policy.
    proven : ``smallest`` (no smaller set of rules clashes), ``irreducible`` (none of them can
        be spared) or ``clashing`` (they clash; whether all are needed was not settled).
    """

    rules: tuple[Step, ...]
    proven: str


def smallest(oracle: Oracle, rules: Sequence[Step]) -> Smallest:
    """Return few of `rules` that clash; they must be known to `oracle` to clash.

    A clash already known is begun with.
    """
    core, settled = _without_bystanders(oracle, _among(oracle, rules, list(rules)))
    if not settled:
        return Smallest(tuple(core), "clashing")
    fewer, proven = _fewer(oracle, rules, core)
    return Smallest(tuple(fewer), "smallest" if proven else "irreducible")


def _among(oracle: Oracle, rules: Sequence[Step], inside: Sequence[Step]) -> list[Step]:
    """Return the smallest known clash inside the rules `inside`."""
    keys = oracle.clash(inside)
    kept = {key_of(step) for step in inside} if keys is None else keys
    return [step for step in rules if key_of(step) in kept]


def _without_bystanders(oracle: Oracle, core: list[Step]) -> tuple[list[Step], bool]:
    settled = True
    for step in reversed(core):
        rest = [other for other in core if other is not step]
        if len(rest) == len(core) or step not in core:
            continue
        answer = oracle.can(rest) if rest else True
        if answer is False:
            core = _among(oracle, core, rest)
        settled &= answer is not None
    return core, settled


def _fewer(oracle: Oracle, rules: Sequence[Step], core: list[Step]) -> tuple[Sequence[Step], bool]:
    """Return a set smaller than `core` if one clashes, and whether none is smaller."""
    if len(core) == 1:
        return core, True
    if len(oracle.problem.options) > _LARGE:
        # each look at all the rules is dear there
        return core, False
    searched = oracle.asked + _SEARCHED
    for _round in range(_ASKED):
        shown = [
            frozenset(k for k, step in enumerate(rules) if not oracle.meets(number, step))
            for number in range(len(oracle.placements))
        ]
        wanted = fewest_that_meet(list(dict.fromkeys(shown)), len(core))
        if wanted is None:
            return core, True
        asked = [rules[k] for k in sorted(wanted)]
        answer = oracle.can(asked, search=oracle.asked < searched)
        if answer is False:
            return asked, True
        if answer is None:
            return core, False
    return core, False
