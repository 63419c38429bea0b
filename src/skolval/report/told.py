"""What of one policy's counts anybody may read (vad som får berättas), decided in one place.

Counts that can be added to or taken from one another are one system, whichever section or file
tells them; a section asks here, and never decides for itself. Counts by unit are decided in
`report.audience` and are known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.disclosure.builder import Linked
from skolval.domain.preferences import chose
from skolval.report.masking import SMALLEST

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.io.run import Run

__all__ = ["CHOICES", "LIMITS", "Movers", "Told", "movers_of", "rounded_flow"]

LIMITS = (500, 1000, 2000, 4000, 6000)
"""Metres at which the report tells how many pupils have at most so long a way."""
CHOICES = ("first", "second", "later", "unwished", "unplaced")
_STEP = 5
_LEAST_BOTH_WAYS = 10
_UNITS_FOR_PAIRS = 8


def rounded_flow(pupils: Any) -> Any:
    """Return pupils who go from one place to another as anybody may read them, else 0.

    Rounded to fives, and told from ten: for flows add up to what units hold, and their
    differences to what nobody tells.
    """
    rounded = (np.asarray(pupils, np.int64) + _STEP // 2) // _STEP * _STEP
    return np.where(rounded >= _LEAST_BOTH_WAYS, rounded, 0)


@dataclass(frozen=True, slots=True)
class Movers:
    """Who is placed elsewhere than in another run; all arrays (parties,).

    Parameters
    ----------
    moved : whether. metres : change of the way of those who move, NaN where not known.
    """

    moved: BoolArray
    metres: np.ndarray[Any, np.dtype[np.float64]]

    @property
    def shorter(self) -> BoolArray:
        """Whose way becomes shorter."""
        return self.metres < 0

    @property
    def longer(self) -> BoolArray:
        """Whose way becomes longer."""
        return self.metres > 0


def movers_of(run: Run, first: Run) -> Movers:
    """Return who is placed elsewhere in `run` than in `first`."""
    moved = run.placement.unit(run.problem) != first.placement.unit(first.problem)
    known = moved & ~run.problem.parties.protected
    known &= run.placement.placed & first.placement.placed
    change = run.placement.metres(run.problem) - first.placement.metres(first.problem)
    return Movers(moved, np.where(known, change, np.nan))


@dataclass(frozen=True)
class Told:
    """What is hidden of the counts of `run`.

    Parameters
    ----------
    run : as it is counted. first : the run that it is compared with, itself for the first.
    public : nothing is hidden otherwise.
    """

    run: Run
    first: Run
    public: bool

    @cached_property
    def choices(self) -> frozenset[str]:
        """Names of `CHOICES`, and of placed, choosers, any, that are hidden."""
        if not self.public:
            return frozenset()
        problem, placement = self.run.problem, self.run.placement
        rank, chosen, placed = placement.rank(problem), chose(problem), placement.placed
        plan = Linked()
        for name, who in (("first", rank == 1), ("second", rank == 2), ("later", rank >= 3)):
            plan.told(name, who.sum())
        plan.kept("chose_unwished", (chosen & placed & (rank == 0)).sum())
        plan.kept("chose_unplaced", (chosen & ~placed).sum())
        plan.kept("other_unwished", (~chosen & placed & (rank <= 0)).sum())
        plan.kept("other_unplaced", (~chosen & ~placed).sum())
        for name in CHOICES[3:]:
            parts = (f"chose_{name}", f"other_{name}")
            plan.told(name, sum(plan.counts[part] for part in parts), parts=parts)
        any_ = ("first", "second", "later")
        plan.told("any", sum(plan.counts[name] for name in any_), parts=any_)
        wished = ("any", "chose_unwished", "chose_unplaced")
        plan.told("choosers", sum(plan.counts[name] for name in wished), parts=wished)
        placed_parts = ("any", "unwished")
        plan.told("placed", placed.sum(), parts=placed_parts)
        plan.fixed("pupils", len(placed), parts=("placed", "unplaced"))
        # the units' pupils add up to those with a place, and are decided apart
        if not 0 < plan.counts["unplaced"] < SMALLEST:
            plan.known |= {"placed", "unplaced"}
        return plan.hidden()

    @cached_property
    def ways(self) -> frozenset[int]:
        """Limits in metres at which nothing is told of how many have at most so long a way."""
        if not self.public:
            return frozenset()
        placement = self.run.placement
        metres = placement.metres(self.run.problem)[placement.placed]
        limits = tuple(sorted({*LIMITS, *self._one_limit}))
        plan, before = Linked(), ""
        within = [int((metres <= limit).sum()) for limit in limits]
        for limit, count, less in zip(limits, within, [0, *within[:-1]], strict=True):
            plan.kept(f"band {limit}", count - less)
            parts = (before, f"band {limit}") if before else (f"band {limit}",)
            plan.told(str(limit), count, parts=parts)
            before = str(limit)
        plan.kept("beyond", len(metres) - within[-1])
        plan.fixed("all", len(metres), parts=(before, "beyond"))
        return frozenset(int(name) for name in plan.hidden() if name.isdigit())

    @property
    def _one_limit(self) -> set[int]:
        """The limit of school transport, where all pupils have the same."""
        problem = self.run.problem
        codes = {problem.grades.codes[grade] for grade in set(problem.parties.grade.tolist())}
        found = {int(problem.transport_limits[problem.grades.stage(code)]) for code in codes}
        return found if len(found) == 1 else set()

    @cached_property
    def entitled(self) -> bool:
        """Whether the number entitled by distance is hidden."""
        if not self.public:
            return False
        problem, placement = self.run.problem, self.run.placement
        count = int(problem.entitled()[placement.chosen[placement.placed]].sum())
        left = len(problem.parties) - count
        alone = 0 < count < SMALLEST or 0 < left < SMALLEST
        judged = problem.policy.school_transport is not None
        return alone or judged or bool(self._one_limit & self.ways)

    @cached_property
    def movers(self) -> frozenset[str]:
        """What is hidden of those who move: "moved 0", "shorter 0", ... by grade, "moved", ..."""
        if not self.public or self.run is self.first:
            return frozenset()
        change, grade = movers_of(self.run, self.first), self.run.problem.parties.grade
        codes = sorted(set(grade.tolist()))
        plan = Linked()
        for code in codes:
            mine = grade == code
            self._movers_of_grade(plan, change, (int(code), mine))
        for name in ("shorter", "longer", "same", "moved", "stayed"):
            parts = tuple(f"{name} {code}" for code in codes)
            total = sum(plan.counts[part] for part in parts)
            (plan.kept if name in {"same", "stayed"} else plan.told)(name, total)
            plan.sums.append((name, parts))
        plan.fixed("pupils", len(grade), parts=("moved", "stayed"))
        return plan.hidden() | self._one_way(plan)

    @property
    def pairs(self) -> bool:
        """Whether it may be told from which unit to which pupils go."""
        return not self.public or self._units_in_use >= _UNITS_FOR_PAIRS

    @property
    def _units_in_use(self) -> int:
        return int(((_held(self.run) > 0) | (_held(self.first) > 0)).sum())

    def _movers_of_grade(self, plan: Linked, change: Movers, of: tuple[int, BoolArray]) -> None:
        code, mine = of
        plan.told(f"shorter {code}", (change.shorter & mine).sum())
        plan.told(f"longer {code}", (change.longer & mine).sum())
        moved = int((change.moved & mine).sum())
        left = moved - plan.counts[f"shorter {code}"] - plan.counts[f"longer {code}"]
        plan.kept(f"same {code}", left)
        kinds = tuple(f"{name} {code}" for name in ("shorter", "longer", "same"))
        plan.told(f"moved {code}", moved, parts=kinds)
        plan.kept(f"stayed {code}", mine.sum() - moved)
        plan.told(f"pupils {code}", mine.sum(), parts=(f"moved {code}", f"stayed {code}"))
        if not 0 < mine.sum() < SMALLEST:
            plan.known.add(f"pupils {code}")

    def _one_way(self, plan: Linked) -> frozenset[str]:
        """Hide all where the sizes of the units tell nearly everything of who moves.

        With few more movers than the units grow by, each way of the exchange follows from what
        the units hold.
        """
        moved = plan.counts["moved"]
        if not moved:
            return frozenset()
        net = _held(self.run) - _held(self.first)
        if self._units_in_use < 3:  # two units: who stays and goes follows from their sizes
            return frozenset(name for name in plan.counts if not name.startswith("pupils"))
        needed = int(np.abs(net).sum() + abs(net.sum())) // 2
        if moved - needed >= _LEAST_BOTH_WAYS:
            return frozenset()
        return frozenset(name for name in plan.counts if not name.startswith("pupils"))


def _held(run: Run) -> IntArray:
    problem = run.problem
    unit = run.placement.unit(problem)
    held: IntArray = np.bincount(unit[unit >= 0], minlength=len(problem.unit_ids))
    return held
