"""What groups and their pupils are called: newly arrived, or those of introduction programmes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["families_of", "named", "of_programmes", "share_column", "year_round"]


def of_programmes(run: Run) -> bool:
    """Return whether the groups are of introduction programmes (introduktionsprogram)."""
    return run.problem.policy.places == "introduction"


def named(run: Run, arrived: str, programmes: str) -> str:
    """Return the text that is true of the run's pupils."""
    return programmes if of_programmes(run) else arrived


def share_column(run: Run) -> str:
    """Return what the column of the share that groups are of a unit's pupils is called."""
    return named(run, "newly_arrived", "on_introduction")


def families_of(run: Run) -> list[str]:
    """Return for every kind of group what it is told under: IMV for IMV-BA, else itself."""
    kinds = () if run.problem.hosting is None else run.problem.hosting.kinds
    return [kind.partition("-")[0] if of_programmes(run) else kind for kind in kinds]


def year_round(run: Run) -> bool:
    """Return whether anybody enters or leaves a group during the year."""
    hosting = run.problem.hosting
    if hosting is None or hosting.months <= 1:
        return False
    return bool((hosting.enters > 0).any() or (hosting.leaves < hosting.months).any())
