"""What of the groups anybody may read (vad som får berättas om grupperna), decided in one place.

How many groups a unit runs, their rooms, costs and languages taught are facts of the organisation.
How many newly arrived pupils a unit has is not: for the public the units whose number is hidden
count with the mean of what they hold together, which the sums tell anyhow, in every measure of
concentration. Numbers by month are rounded to fives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from skolval.disclosure.builder import Linked
from skolval.domain.disclosure import few
from skolval.measure.concentration import Concentration, concentration, lorenz
from skolval.measure.hosting import HostingNumbers, Part, hosting_numbers

if TYPE_CHECKING:
    from skolval.domain.counts import FloatArray
    from skolval.domain.problem import BoolArray
    from skolval.io.run import Run
    from skolval.report.told import Told

__all__ = ["HostingTold", "hosting_told"]

_STEP = 5


@dataclass(frozen=True, slots=True, eq=False)
class HostingTold:
    """The groups of one run as an audience may read them.

    Parameters
    ----------
    numbers : where an audience may not read a number, it is rounded, or `hidden` names it.
    by_unit : (U,) pupils in groups, NaN where hidden. spread : of pupils in groups over units.
    recent : (U,) share of newly arrived of all pupils of the unit, NaN where not told.
    held : (U,) what units hold as the curve is drawn, see above; groups where the number of all
        pupils in groups is hidden.
    hidden : among pupils, direct, unplaced, siblings, languages, stay.
    rounded : whether numbers by month are.
    """

    numbers: HostingNumbers
    by_unit: FloatArray
    held: FloatArray
    spread: Concentration
    recent: FloatArray
    hidden: frozenset[str]
    rounded: bool

    @property
    def curve(self) -> FloatArray:
        """Return the share held by the 0, 1, ... units with most pupils in groups."""
        return lorenz(self.held)


def hosting_told(run: Run, told: Told, mask: BoolArray) -> HostingTold | None:
    """Return the groups of `run`, None where it places nobody in groups.

    Parameters
    ----------
    mask : (U,) units whose number of pupils placed the audience may not know.
    """
    found = hosting_numbers(run)
    if found is None:
        return None
    counts = found.by_unit.astype(np.float64)
    if not told.public:
        return HostingTold(
            found, counts, counts, found.spread, found.recent, frozenset(), rounded=False
        )
    # beside pupils placed at once, those in groups would tell of them: both are then hidden
    mask = mask | _few_beside(run, found)
    hidden = _hidden(found, told)
    inside = _hidden_inside(mask, found)
    held = counts.copy()
    if inside.any():
        held[inside] = counts[inside].mean()
    if "pupils" in hidden:  # shares of all pupils in groups would tell how many they are
        held = found.groups.astype(np.float64)
    hosting = run.problem.hosting
    weights = None if hosting is None else hosting.unit_pupils
    recent: FloatArray = np.where(mask | _few_recent(run, found), np.nan, found.recent).round(2)
    return HostingTold(
        numbers=_rounded(found),
        by_unit=np.where(inside, np.nan, counts),
        held=held,
        spread=concentration(held, top=found.spread.top, weights=weights),
        recent=recent,
        hidden=hidden,
        rounded=True,
    )


def _few_beside(run: Run, found: HostingNumbers) -> BoolArray:
    unit, placed = run.placement.unit(run.problem), run.placement.placed
    everyone = np.bincount(
        unit[placed], run.problem.parties.size[placed], len(found.by_unit)
    ).astype(np.int64)
    beside, inside = everyone - found.by_unit, found.by_unit
    either: BoolArray = few(beside) | few(inside)
    # one unit hidden alone follows from the sum: then all where somebody is placed at once
    return (beside > 0) if either.sum() == 1 else either


def _hidden_inside(mask: BoolArray, found: HostingNumbers) -> BoolArray:
    """Return the units whose pupils in groups are hidden: a unit without groups has none.

    Its number is no secret, and hidden it would take a share of what others hold. One unit
    hidden alone follows from the sum; the host with fewest beside it is then hidden too.
    """
    hosts = found.groups > 0
    inside: BoolArray = mask & hosts
    others = np.flatnonzero(hosts & ~inside)
    if inside.sum() == 1 and len(others):
        inside[others[np.argmin(found.by_unit[others])]] = True
    return inside


def _few_recent(run: Run, found: HostingNumbers) -> BoolArray:
    """Return the units whose few newly arrived pupils the share would tell."""
    hosting = run.problem.hosting
    if hosting is None:
        return np.zeros(len(found.by_unit), np.bool_)
    unit, placed = run.placement.unit(run.problem), run.placement.placed
    more = np.bincount(unit[placed], run.problem.parties.size[placed], len(found.by_unit))
    told: BoolArray = few(hosting.unit_recent) | few(hosting.unit_recent + more.astype(np.int64))
    return told


def _rounded(found: HostingNumbers) -> HostingNumbers:
    months = found.months
    nothing = np.zeros(len(months.pupils), np.int64)
    coarse = replace(
        months,
        arrive=nothing,
        leave=nothing,
        pupils=_fives(months.pupils),
        used=_fives(months.used).astype(np.float64),
        unit_used=np.full(months.unit_used.shape, np.nan),
        longest=0,
        stay_mean=round(months.stay_mean, 1),
    )
    return replace(
        found,
        metres_mean=_ten(found.metres_mean),
        metres_p90=_ten(found.metres_p90),
        minutes_mean=float(np.round(found.minutes_mean)),
        transport=_two_figures(found.transport),
        months=coarse,
    )


def _fives(values: FloatArray | np.ndarray) -> np.ndarray:
    rounded: np.ndarray = (np.round(np.asarray(values) / _STEP) * _STEP).astype(np.int64)
    return rounded


def _ten(metres: float) -> float:
    return metres if np.isnan(metres) else float(round(metres, -1))


def _two_figures(kronor: int) -> int:
    return round(kronor, 2 - len(str(abs(kronor))))


def _hidden(found: HostingNumbers, told: Told) -> frozenset[str]:
    """Return which totals nobody may read, decided together with those told elsewhere."""
    plan = Linked()
    placed = found.pupils + found.direct
    plan.told("pupils", found.pupils)
    plan.told("direct", found.direct)
    plan.told("placed", placed, parts=("pupils", "direct"))
    plan.told("unplaced", found.unplaced)
    plan.fixed("all", placed + found.unplaced, parts=("placed", "unplaced"))
    if not told.choices & {"placed", "unplaced"}:
        plan.known |= {"placed", "unplaced"}
    for name, part, of in (
        ("languages", found.languages, "pupils"),
        ("stay", found.stay, "all"),
        ("siblings", found.siblings, "placed"),
    ):
        _part(plan, name, part, plan.counts[of] - part.of, of)
    return frozenset(name.partition(" ")[0] for name in plan.hidden() - plan.untold)


def _part(plan: Linked, name: str, part: Part, beside: int, of: str) -> None:
    """Add so many of so many, who are all of `of` but `beside`."""
    plan.told(f"{name} in", part.count)
    plan.kept(f"{name} out", part.of - part.count)
    plan.told(f"{name} of", part.of, parts=(f"{name} in", f"{name} out"))
    plan.kept(f"{name} beside", beside)
    plan.sums.append((of, (f"{name} of", f"{name} beside")))
