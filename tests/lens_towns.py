"""Runs of tiny towns for lenses and studies, made in memory."""

from __future__ import annotations

from skolval.io.run import run_of
from skolval.place import place, problem_of
from towns import BACKGROUND, GROUP, town

BOTH = (GROUP, BACKGROUND)


def line_town(metres, wishes, *, seats=None, members=(), protected=(), areas=(), name="line"):
    """Pupils and units by name: `metres[pupil][unit]`; wishes as strings of one-letter units.

    `members` are pupils of the group low_education; `areas` maps pupils to an area with the
    share of the group, e.g. {"a": 0.6}.
    """
    units = sorted({unit for row in metres.values() for unit in row})
    seats = seats or dict.fromkeys(units, 1)
    areas = dict(areas)
    shares = sorted(set(areas.values()))
    return town(
        [{"unit_id": u, "name": f"Unit {u}"} for u in units],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": seats[u]} for u in units],
        [
            {
                "pupil_id": p, "grade": "F", "low_education": int(p in members),
                "foreign_background": 0, "protected": p in protected,
                "area_id": f"area{areas[p]}" if p in areas else None,
            }
            for p in metres
        ],
        [
            {"pupil_id": p, "rank": rank + 1, "unit_id": unit}
            for p, order in wishes.items()
            for rank, unit in enumerate(order)
        ],
        travel=[
            {"origin_id": p, "unit_id": u, "metres": m, "minutes": m // 80}
            for p, row in metres.items()
            for u, m in row.items()
        ],
        areas=[
            {"area_id": f"area{share}", "population": 100, "share_low_education": share,
             "share_foreign_background": 0.1}
            for share in shares
        ],
        groups=BOTH,
        name=name,
    )  # fmt: skip


def run_in(instance, rules):
    """The run that the policy `rules` makes of `instance`."""
    problem = problem_of(instance, rules)
    return run_of(instance, problem, place(problem))


def equal_ways(pupils, units, metres=500):
    """Everybody lives equally far from every unit."""
    return {p: dict.fromkeys(units, metres) for p in pupils}
