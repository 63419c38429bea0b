"""Dials (reglage): the numbers among a rule's parameters, and which way makes it milder.

Nothing is known about a rule beforehand: a number is turned a little, much or to its end, and
what the rule then says about known placements shows which way is milder.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from skolval.domain.policy import Step
from skolval.domain.problem import IntArray, Problem
from skolval.registry import load

__all__ = ["Dial", "dials"]

_PARTS = {"int": 1, "share": 1000, "percent": 100}
_TURNS = (1, 10, 100, 300, 600, 1000, 10**4, 10**5, 10**6)
_FIXED = ("price", "weight", "months", "kronor_per_pupil")
"""Numbers that say what is counted, not how much of it may be."""
_ENDS = 24
"""Doublings from the number asked for until the dial is at its end."""


@dataclass(frozen=True, slots=True)
class Dial:
    """One number of a rule.

    Parameters
    ----------
    step : the rule. field : name of the parameter. asked : its value, or one per stage.
    parts : notches per 1 (whole numbers have 1). sign : +1 where more is milder, else -1.
    """

    step: Step
    field: str
    asked: tuple[float, ...]
    parts: int
    sign: int = 1

    def turned(self, notches: Sequence[int]) -> Step | None:
        """Return the rule with each of its values so many notches milder; None past the end."""
        values = [
            round(value * self.parts) + self.sign * notch
            for value, notch in zip(self.asked, notches, strict=True)
        ]
        new: Any = tuple(v if self.parts == 1 else v / self.parts for v in values)
        changes = {self.field: new if len(new) > 1 else new[0]}
        given = {k: v for k, v in self.step.params.model_dump().items() if v is not None}
        try:
            params = type(self.step.params)(**(given | changes))
        except ValidationError:
            return None
        return Step(self.step.name, params, self.step.line)

    def ladder(self) -> Iterator[int]:
        """Yield ever more notches, the last ones as far as the dial goes."""
        last = 0
        for doubling in range(_ENDS):
            notches = 1 << doubling
            if self.turned([notches] * len(self.asked)) is None:
                end = self._end(last, notches)
                if end > last:
                    yield end
                return
            last = notches
            yield notches

    def _end(self, low: int, high: int) -> int:
        while high - low > 1:
            middle = (low + high) // 2
            if self.turned([middle] * len(self.asked)) is None:
                high = middle
            else:
                low = middle
        return low


def dials(problem: Problem, step: Step, probes: Sequence[IntArray]) -> list[Dial]:
    """Return the numbers of `step` that make it milder when turned.

    Parameters
    ----------
    probes : placements that the rule is tried on.
    """
    found = []
    for field, value in _numbers(problem, step):
        values = value if isinstance(value, tuple) else (value,)
        plain = Dial(step, field, tuple(float(v) for v in values), _notches(value))
        sign = _milder(problem, plain, probes)
        if sign:
            found.append(Dial(step, field, plain.asked, plain.parts, sign))
    return found


def _numbers(problem: Problem, step: Step) -> Iterator[tuple[str, Any]]:
    params = step.params
    for field in type(params).model_fields:
        value = getattr(params, field)
        own = step.name == "travel_limit" and field == "metres" and value is None
        if own and getattr(params, "minutes", None) is None:
            # without a limit of its own the rule takes the instance's
            yield field, problem.transport_limits
        elif field not in _FIXED and _is_number(value):
            yield field, value


def _is_number(value: Any) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return bool(parts) and all(type(part) in (int, float) for part in parts)


def _notches(value: Any) -> int:
    if isinstance(value, float):  # thousandths of a share, hundredths of a per cent
        return _PARTS["share"] if value <= 1 else _PARTS["percent"]
    return _PARTS["int"]


def _milder(problem: Problem, dial: Dial, probes: Sequence[IntArray]) -> int:
    """Return which way is milder, 0 where neither shows."""
    before = [_excess(problem, dial.step, probe) for probe in probes]
    for turn in _TURNS:
        for sign in (1, -1):
            tried = Dial(dial.step, dial.field, dial.asked, dial.parts, sign)
            milder = tried.turned([turn] * len(dial.asked))
            if milder is None:
                continue
            after = [_excess(problem, milder, probe) for probe in probes]
            if all(a <= b for a, b in zip(after, before, strict=True)) and after != before:
                return sign
            if all(a >= b for a, b in zip(after, before, strict=True)) and after != before:
                return -sign
    return 0


def _excess(problem: Problem, step: Step, probe: IntArray) -> float:
    rule = load("rule", step.name)
    return math.fsum(b.excess for b in rule.breaches(problem, probe, step.params))
