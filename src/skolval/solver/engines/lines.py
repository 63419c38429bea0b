"""What the engines' logs tell of a long search: the best so far, the bound, the gap."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from skolval.domain.language import _

__all__ = ["Glimpse", "glimpse_of", "telling"]

_EVERY, _STILL = 1.0, 10.0
"""Seconds between two lines that differ, and between two that do not."""
_HIGHS = re.compile(r"\s\d+\.\d+%\s+(\S+)\s+(\S+)\s+\S+.*\s\d+(?:\.\d+)?s$")
_CP_SAT = re.compile(r"^#\S+\s+\S+s\s+best:(\S+)\s+next:\[([^,\]]+)")
_SIMPLEX = re.compile(r"^\s*(\d+)\s+[-+]?\d\.\d+e[-+]\d+\s+(?:Pr|Ph1|Du)")
_SCIP_FIELDS = 18


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A moment of a search: cost of the best found, and proven bound; infinite when unknown."""

    best: float = math.inf
    bound: float = -math.inf

    @property
    def gap(self) -> float:
        """Return (best - bound) / |best|, infinite when either is unknown."""
        if not (math.isfinite(self.best) and math.isfinite(self.bound)):
            return math.inf
        apart = max(self.best - self.bound, 0.0)
        return apart / abs(self.best) if self.best else (0.0 if apart == 0 else math.inf)


def glimpse_of(line: str) -> Glimpse | None:
    """Return what a line of any engine's log tells, or None where it tells nothing."""
    if line.count("|") >= _SCIP_FIELDS - 1:
        fields = line.split("|")
        return _glimpse(fields[-3], fields[-4])
    if match := _HIGHS.search(line):
        return _glimpse(match[2], match[1])
    if match := _CP_SAT.match(line):
        return _glimpse(match[1], match[2])
    return None


def telling(tell: Callable[[str], None]) -> Callable[[str], None]:
    """Return a listener to an engine's log that now and then tells a person how it goes."""
    last: list[tuple[float, str]] = [(time.perf_counter(), "")]

    def listen(line: str) -> None:
        text = _words(line)
        when, said = last[0]
        waited = time.perf_counter() - when
        if text and waited >= (_STILL if text == said else _EVERY):
            last[0] = (time.perf_counter(), text)
            tell(text)

    return listen


def _words(line: str) -> str:
    glimpse = glimpse_of(line)
    if glimpse is None:
        match = _SIMPLEX.match(line)
        return _("linear programme, {count} steps").format(count=match[1]) if match else ""
    if not math.isfinite(glimpse.bound):
        return ""
    if not math.isfinite(glimpse.best):
        return _("among these: nothing yet, bound {bound:,.0f}").format(bound=glimpse.bound)
    return _("among these: best {best:,.0f}, bound {bound:,.0f}, gap {gap:.2%}").format(
        best=glimpse.best, bound=glimpse.bound, gap=glimpse.gap
    )


def _glimpse(best: str, bound: str) -> Glimpse | None:
    found = _number(best, math.inf), _number(bound, -math.inf)
    return None if math.isnan(found[0]) or math.isnan(found[1]) else Glimpse(*found)


def _number(text: str, unknown: float) -> float:
    """Return the number, `unknown` where the log has none yet, NaN for any other word."""
    try:
        value = float(text)
    except ValueError:
        return unknown if text.strip() in {"--", "-", "inf", "-inf"} else math.nan
    return value if math.isfinite(value) else unknown
