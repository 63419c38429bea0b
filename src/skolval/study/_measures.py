"""What a study measures of one placement."""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.language import _
from skolval.domain.placement import Placement
from skolval.domain.preferences import chose
from skolval.domain.problem import IntArray, Problem
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.registry import load

__all__ = ["explained", "measures"]

_NAN = float("nan")
_TOP = 5
"""Units with the most pupils in groups that are looked at."""


def measures(problem: Problem, placement: Placement, group: str) -> dict[str, float]:
    """Return the measures of one placement by name; shares 0-1, metres whole.

    ``explained_pupil``: share of the variance of the individual membership of `group` that
    lies between units of the same grade; ``explained_area``: the same of the home area's share
    of the group; ``by_lot_pupil`` and ``by_lot_area``: what chance alone would give. Then the
    shares of those who chose with ``first``, ``top3`` and ``any`` wish, of all ``placed``, and
    ``metres``, the mean. Where pupils are placed in groups also ``groups_top5``, the share of them
    at the five units with most, ``kronor`` of all groups and ``minutes``, the mean journey.

    Raises
    ------
    UsageError
        If there is no such group.
    """
    _refuse_unknown(problem, group)
    column = problem.groups.index(group)
    unit, grade = placement.unit(problem), problem.parties.grade
    found: dict[str, float] = {}
    for basis, values in (
        ("pupil", problem.parties.member[:, column]),
        ("area", problem.parties.area_share[:, column]),
    ):
        kept = (unit >= 0) & (values >= 0)
        value, by_lot = explained(values[kept].astype(np.float64), unit[kept], grade[kept])
        found |= {f"explained_{basis}": value, f"by_lot_{basis}": by_lot}
    return found | _wishes(problem, placement) | _groups(problem, placement)


def explained(values: FloatArray, unit: IntArray, grade: IntArray) -> tuple[float, float]:
    """Return the share of the variance within grades that units explain, and that by lot.

    Formula
    -------
    eta2 = sum_gu n_gu (mean_gu - mean_g)^2 / sum_i (x_i - mean_g(i))^2; by lot, with fixed
    sizes, its mean is the mean of (U_g - 1) / (n_g - 1) weighted by the variation in each grade.
    """
    between = within = chance = 0.0
    for g in np.unique(grade):
        mine = grade == g
        x, _units, place = values[mine], *np.unique(unit[mine], return_inverse=True)
        size = np.bincount(place)
        total = float(((x - x.mean()) ** 2).sum())
        mean = np.bincount(place, x) / size
        between += float((size * (mean - x.mean()) ** 2).sum())
        within += total
        chance += total * (len(size) - 1) / max(len(x) - 1, 1)
    return (between / within, chance / within) if within else (_NAN, _NAN)


def _wishes(problem: Problem, placement: Placement) -> dict[str, float]:
    made, rank = chose(problem), placement.rank(problem)
    known = placement.placed & ~problem.parties.protected
    metres = placement.metres(problem)[known]
    return {
        "first": _share(rank[made] == 1),
        "top3": _share((rank[made] >= 1) & (rank[made] <= 3)),
        "any": _share(rank[made] >= 1),
        "placed": _share(placement.placed),
        "metres": float(metres.mean()) if len(metres) else _NAN,
    }


def _groups(problem: Problem, placement: Placement) -> dict[str, float]:
    """Return spread and price of groups, nothing where nobody is placed in any."""
    if problem.hosting is None:
        return {}
    spread, cost = load("goal", "host_spread"), load("goal", "hosting_cost")
    shares = spread.reading(problem, placement.chosen, spread.Params(top=_TOP))
    known = placement.placed & ~problem.parties.protected
    minutes = problem.options.minutes[placement.chosen[known]]
    return {
        "groups_top5": shares.get("share", _NAN),
        "kronor": float(cost.value(problem, placement.chosen, cost.Params())),
        "minutes": float(minutes.mean()) if len(minutes) else _NAN,
    }


def _share(part: np.ndarray) -> float:
    return float(part.mean()) if len(part) else _NAN


def _refuse_unknown(problem: Problem, group: str) -> None:
    if group not in problem.groups:
        raise UsageError(
            Fault(
                _("There is no group called {group!r}.").format(group=group),
                value=group,
                rule="known_name",
                suggestion=did_you_mean(group, problem.groups),
                remedy=_("Known: {known}.").format(known=", ".join(problem.groups)),
            )
        )
