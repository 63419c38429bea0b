"""Which engines there are, what each can do, and which one a system's shape asks for.

The page on optimisation says what each is chosen for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from skolval.solver.engines.network import network_of
from skolval.solver.system import System

__all__ = ["ENGINES", "FLOW", "Engine", "chosen_engine", "second_engine"]

FLOW: Final = "min_cost_flow"


@dataclass(frozen=True, slots=True)
class Engine:
    """What one engine can do.

    Parameters
    ----------
    name : as policies, records and reports write it.
    whole : it can keep columns to whole numbers. prices : it gives reduced costs and duals of
        linear programmes. real : it takes columns that are no whole numbers.
    stops : it stops when asked; the others are run in a process of their own that is ended.
    streams : it tells of every better solution as it finds it.
    """

    name: str
    whole: bool = True
    prices: bool = False
    real: bool = True
    stops: bool = True
    streams: bool = False


ENGINES: Final[dict[str, Engine]] = {
    engine.name: engine
    for engine in (
        Engine("highs", prices=True, stops=False),
        Engine("gscip", streams=True),
        Engine("cp_sat", real=False, streams=True),
        Engine("glop", whole=False, prices=True),
        Engine("pdlp", whole=False, prices=True),
        Engine(FLOW),
    )
}
"""HiGHS accepts a request to stop through MathOpt and does not heed it (OR-Tools 9.15)."""

_LOGIC_COLUMNS = 2_000
_LOGIC_NUMBERS = 100
_TOO_MANY = 20_000_000
"""Entries of a linear programme above which no basis is asked for: a guess, never met so far."""


def chosen_engine(system: System, *, stream: bool = False) -> str:
    """Return the engine that the shape of `system` asks for.

    Only places counted, all whole: min-cost flow. Linear: HiGHS, and PDLP when it is too large
    for a basis. Whole: SCIP when a stream of solutions is wished for; CP-SAT for few columns, all
    whole, with small numbers (logic); else HiGHS.
    """
    if not system.integer.any():
        return "pdlp" if system.matrix.nnz > _TOO_MANY else "highs"
    if network_of(system) is not None:
        return FLOW
    if stream:
        return "gscip"
    return "cp_sat" if _is_logic(system) else "highs"


def second_engine(system: System, first: str) -> str:
    """Return another engine for the same system, to ask when `first` says something odd."""
    if not system.integer.any():
        return "highs" if first == "glop" else "glop"
    return "highs" if first in {"gscip", "cp_sat", FLOW} else "gscip"


def _is_logic(system: System) -> bool:
    """Return whether all is whole, little and small in number: what CP-SAT is best at."""
    if len(system.cost) > _LOGIC_COLUMNS or not system.integer.all():
        return False
    numbers = np.abs(system.matrix.data)
    small = bool((numbers <= _LOGIC_NUMBERS).all())
    return small and bool((system.upper - system.lower <= 1).all())
