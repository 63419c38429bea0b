"""Busstad: a crowded town and a village school 9 km away that two services reach.

Six pupils of grade 1 live at the town's square (0, 0), two of them 300 m from it; the town unit C
lies 500 m off with four seats, the village unit V at (9000, 0) has five. Service A is a bus that
goes anyway with one seat from the square; service B is chartered, three seats, 200,000 kronor.
Both leave the square (stop `torg`) and pass `halvvag` at 4 km before the stop `by`, 100 m from V.
"""

from __future__ import annotations

import pandas as pd

from skolval.io.dictionary import TABLES
from towns import policy, step, town

__all__ = ["bus_policy", "bus_town"]

_STOPS = (("torg", 0.0), ("halvvag", 4000.0), ("by", 8900.0))
_RUNS = {"A": (("07:20", "07:30", "07:45"), ("14:40", "14:55", "15:05"), 1, "reverse_leg", 0, 0),
         "B": (("07:25", "07:35", "07:50"), ("14:45", "15:00", "15:10"), 3, "chartered", 200_000,
               0)}  # fmt: skip


def _frame(table, rows):
    columns = [field.name for field in TABLES[table].fields]
    return pd.DataFrame(
        [{name: row.get(name) for name in columns} for row in rows], columns=columns
    )


def bus_town(**tables):
    """Return the town; `tables` go to `towns.town`."""
    pupils = [
        {"pupil_id": f"p{k}", "grade": "1", "x": 300.0 * (k % 3 == 2), "y": 0.0, "area_id": "T",
         "low_education": int(k < 3)}
        for k in range(6)
    ]  # fmt: skip
    instance = town(
        [
            {"unit_id": "C", "name": "Centrum", "x": 0.0, "y": 500.0, "starts": "08:10"},
            {"unit_id": "V", "name": "Byskolan", "x": 9000.0, "y": 0.0, "starts": "08:10"},
        ],
        [
            {"offering_id": "C-1", "unit_id": "C", "grade": "1", "seats": 6},
            {"offering_id": "V-1", "unit_id": "V", "grade": "1", "seats": 5},
        ],
        pupils,
        areas=[{"area_id": "T", "name": "Torget", "x": 0.0, "y": 0.0,
                "share_low_education": 0.5}],
        enrolment=[{"unit_id": "V", "group": "low_education", "share": 0.1}],
        name="busstad",
        **tables,
    )  # fmt: skip
    stops = _frame("stops", [{"stop_id": s, "name": s.title(), "x": x, "y": 0.0}
                             for s, x in _STOPS])  # fmt: skip
    rows = []
    for name, (out, back, seats, kind, cost, card) in _RUNS.items():
        for leg, times, order in (("morning", out, _STOPS), ("afternoon", back, _STOPS[::-1])):
            rows += [
                {"service_id": name, "leg": leg, "order": k + 1, "stop_id": stop, "time": when,
                 "seats": seats, "kind": kind, "cost": cost, "pupil_cost": card}
                for k, ((stop, _x), when) in enumerate(zip(order, times, strict=True))
            ]  # fmt: skip
    return instance.replace(stops=stops, services=_frame("services", rows))


def bus_policy(rule, *, rules=(), goals=(("travel", {}),), **more):
    """Return a policy that lets pupils ride by `rule`."""
    return policy(
        "optimal",
        reversed_transport=rule,
        rules=tuple(step("rule", name, **told) for name, told in rules),
        goals=tuple(step("goal", name, **told) for name, told in goals),
        params={"gap": 0},
        **more,
    )
