"""Oracle (orakel): can these rules be met together, and if not, which few of them clash.

Asked often, so everything learned is kept: a placement once found meets every set of rules it
meets, and a clash once proven makes every larger set impossible. Before the solver is called
a maximum flow is tried on what the rules say about seats, then a linear programme in which
every row may be exceeded: its prices name the rules that clash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from skolval.domain.policy import Step
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.errors import InfeasibleError, TimeRanOutError
from skolval.registry import load
from skolval.solver.conflicts.cover import greedy_cover
from skolval.solver.conflicts.crowding import Crowd, Seating, crowds, seating
from skolval.solver.conflicts.strain import strained
from skolval.solver.conflicts.written import Written, written
from skolval.solver.model import NO_BOUND
from skolval.solver.search import Effort

__all__ = ["Attempt", "Key", "Oracle", "key_of"]

Attempt = Callable[..., Any]
"""The solver itself: (problem, rules, goals, effort) to what it found."""
Key = str
"""What tells a rule with its parameters from another."""

_LARGE = 1_000
"""Option rows above which a linear programme is asked before the solver."""


def key_of(step: Step) -> Key:
    """Return what tells `step` from other rules: its name and parameters."""
    return f"{step.name} {step.params.model_dump_json()}"


@dataclass
class Oracle:
    """What is known so far about which rules of a problem can be met together."""

    problem: Problem
    effort: Effort
    attempt: Attempt
    placements: list[IntArray] = field(default_factory=list)
    clashes: list[frozenset[Key]] = field(default_factory=list)
    asked: int = 0
    _said: dict[Key, Written] = field(default_factory=dict)
    _met: list[dict[Key, bool]] = field(default_factory=list)

    def learn(self, chosen: IntArray) -> None:
        """Remember a placement."""
        self.placements.append(chosen)
        self._met.append({})

    def probe(self, chosen: IntArray) -> None:
        """Remember a placement that need not be likely, unless it is known."""
        if not any(np.array_equal(chosen, known) for known in self.placements):
            self.learn(chosen)

    def meets(self, number: int, step: Step) -> bool:
        """Return whether placement `number` meets `step`."""
        known = self._met[number]
        key = key_of(step)
        if key not in known:
            known[key] = self._kept(self.placements[number], step)
        return known[key]

    def _kept(self, chosen: IntArray, step: Step) -> bool:
        """Return whether a placement keeps the rule; where it says no more, by what was read."""
        said = self.said(step)
        if not said.whole:
            return not load("rule", step.name).breaches(self.problem, chosen, step.params)
        used = chosen[chosen >= 0]
        taken = np.bincount(self.problem.options.offering[used], minlength=len(said.seats))
        banned = np.zeros(len(self.problem.options), np.bool_)
        banned[said.blocked] = True
        placed = bool((chosen[said.must] >= 0).all())
        return placed and not banned[used].any() and bool((taken <= said.seats).all())

    def witness(self, steps: Sequence[Step]) -> int | None:
        """Return the number of a known placement that meets all `steps`, None if none is known."""
        for number in range(len(self.placements)):
            if all(self.meets(number, step) for step in steps):
                return number
        return None

    def clash(self, steps: Sequence[Step]) -> frozenset[Key] | None:
        """Return a set of clashing rules among `steps` that is known, the smallest."""
        keys = {key_of(step) for step in steps}
        known = [one for one in self.clashes if one <= keys]
        return min(known, key=len) if known else None

    def can(self, steps: Sequence[Step], *, search: bool = True) -> bool | None:
        """Return whether `steps` can be met together; None if that could not be settled.

        Parameters
        ----------
        search : also ask the solver.
        """
        if self.clash(steps) is not None:
            return False
        if self.witness(steps) is not None:
            return True
        if self._crowded(steps):
            return False
        if self.witness(steps) is not None:
            return True
        if not search:
            return None
        return self._solved(steps)

    def said(self, step: Step) -> Written:
        """Return what `step` says about options, pupils and seats."""
        key = key_of(step)
        if key not in self._said:
            self._said[key] = written(self.problem, step)
        return self._said[key]

    def terms(self, steps: Iterable[Step]) -> tuple[BoolArray, BoolArray, IntArray]:
        """Return options allowed, parties who must be placed and seats under all `steps`."""
        problem = self.problem
        allowed = np.ones(len(problem.options), np.bool_)
        must = np.zeros(len(problem.parties), np.bool_)
        seats = np.full(len(problem.offerings), NO_BOUND)
        for step in steps:
            said = self.said(step)
            allowed[said.blocked] = False
            must |= said.must
            seats = np.minimum(seats, said.seats)
        return allowed, must, seats

    def seated(self, steps: Sequence[Step]) -> Seating:
        """Return the largest seating under what `steps` say about seats."""
        return seating(self.problem, *self.terms(steps))

    def crowds(self, steps: Sequence[Step], seated: Seating) -> list[Crowd]:
        """Return the crowds of a seating under `steps`."""
        allowed, _must, seats = self.terms(steps)
        return crowds(self.problem, allowed, seats, seated.over)

    def _crowded(self, steps: Sequence[Step]) -> bool:
        """Return whether seats alone are too few; learn the clash or the seating."""
        found = self.seated(steps)
        if not found.short:
            self.learn(found.chosen)
            return False
        for crowd in self.crowds(steps, found):
            self.clashes.append(self._behind(steps, crowd))
        return True

    def _behind(self, steps: Sequence[Step], crowd: Crowd) -> frozenset[Key]:
        """Return few rules that make `crowd` too large for its seats."""
        options = self.problem.options
        said = [self.said(step) for step in steps]
        inside = np.zeros(len(self.problem.parties), np.bool_)
        inside[crowd.parties] = True
        there = np.zeros(len(self.problem.offerings), np.bool_)
        there[crowd.offerings] = True
        _allowed, _must, seats = self.terms(steps)
        away = inside[options.party] & ~there[options.offering]
        parts = [np.isin(np.arange(len(options)), one.blocked) for one in said]
        wanted: list[tuple[list[BoolArray], BoolArray]] = [
            ([one.must for one in said], inside),
            ([one.seats <= seats for one in said], there),
            (parts, away),
        ]
        behind: set[int] = set()
        for given, needed in wanted:
            behind |= set(greedy_cover(given, needed) or ())
        return frozenset(key_of(steps[number]) for number in behind)

    def _solved(self, steps: Sequence[Step]) -> bool | None:
        if len(self.problem.options) > _LARGE:
            behind = strained(self.problem, steps, self.effort.limits)
            if behind is not None:
                self.clashes.append(frozenset(key_of(step) for step in behind))
                return False
        self.asked += 1
        try:
            self.learn(self.attempt(self.problem, list(steps), (), self.effort).chosen)
        except InfeasibleError:
            self.clashes.append(frozenset(key_of(step) for step in steps))
            return False
        except TimeRanOutError:
            return None
        return True
