"""The measured cases. Each returns what was measured, as (what, value, unit) rows."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CASES: dict[str, Callable[[], Report]] = {}


@dataclass
class Report:
    """Rows of one case."""

    title: str
    target: str = ""
    rows: list[tuple[str, str]] = field(default_factory=list)

    def add(self, what: str, value: str) -> None:
        """Add one measured figure."""
        self.rows.append((what, value))


def load_cases() -> dict[str, Callable[[], Report]]:
    """Return all cases: those of every module here whose name ends in ``cases``."""
    folder = importlib.import_module("bench").__path__
    for module in pkgutil.iter_modules(folder):
        if module.name.endswith("cases"):
            importlib.import_module(f"bench.{module.name}")
    return CASES


def case(function: Callable[[], Report]) -> Callable[[], Report]:
    """Register a case under its function's name."""
    CASES[function.__name__] = function
    return function


def median_seconds(action: Callable[[], object], runs: int = 5) -> float:
    """Return the median wall-clock seconds of `runs` calls after one that does not count."""
    action()
    taken = []
    for _ in range(runs):
        gc.collect()
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[len(taken) // 2]


@contextmanager
def clock() -> Iterator[list[float]]:
    """Yield a list that holds the seconds when the block has ended."""
    seconds: list[float] = []
    began = time.perf_counter()
    yield seconds
    seconds.append(time.perf_counter() - began)


def peak_mebibytes() -> float:
    """Return the largest memory this process has used so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
