"""Åby, a made-up town for the report's tests.

Five by four areas of one square kilometre on a grid, the group lives in the west; eight
municipal units and one independent; 300 pupils in the grades F and 7, everybody with an
area and most with wishes; streets along the borders of the areas. One unit gets very few
pupils, so that masking has something to hide. All names are invented; two hold letters
and signs that must be escaped.
"""

from __future__ import annotations

import numpy as np
import shapely

from skolval.domain.placement import Placement, Status
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.io.run import run_of
from skolval.place import place
from towns import GROUP, policy, step, town

WEST, SOUTH, SIDE = 640_000.0, 6_630_000.0, 1_000.0
COLUMNS, ROWS = 5, 4


def instance():
    rng = np.random.default_rng(7)
    areas, shapes = [], []
    for column in range(COLUMNS):
        for row in range(ROWS):
            x, y = WEST + column * SIDE, SOUTH + row * SIDE
            share = round(0.62 - 0.13 * column + 0.02 * row, 3)
            areas.append(
                {
                    "area_id": f"A{column}{row}",
                    "name": f"Område {column + 1}:{row + 1}",
                    "x": x + SIDE / 2,
                    "y": y + SIDE / 2,
                    "population": 900,
                    "share_low_education": share,
                }
            )
            shapes.append(shapely.box(x, y, x + SIDE, y + SIDE))
    names = [
        "Åbyskolan", "Björk & Asp", "Ekskolan", "Lindskolan", "Norra <skolan>",
        "Parkskolan", "Sjöskolan", "Ängsskolan", "Fria skolan",
    ]  # fmt: skip
    spots = [(0.5, 0.5), (1.5, 3.2), (2.4, 1.8), (3.5, 0.6), (4.4, 3.4), (0.6, 2.6), (2.2, 3.6), (4.6, 1.2), (2.6, 0.4)]  # fmt: skip
    units = [
        {
            "unit_id": f"u{i}",
            "name": name,
            "x": WEST + SIDE * spot[0],
            "y": SOUTH + SIDE * spot[1],
            "provider": "independent" if name == "Fria skolan" else "municipal",
            "placeable": name != "Fria skolan",
        }
        for i, (name, spot) in enumerate(zip(names, spots, strict=True))
    ]
    seats = [30, 30, 30, 30, 20, 20, 20, 8, 15]
    offerings = [
        {"offering_id": f"u{u}-{g}", "unit_id": f"u{u}", "grade": g, "seats": seats[u]}
        for u in range(9)
        for g in ("F", "7")
    ]
    pupils, choices = [], []
    for p in range(300):
        home = int(rng.integers(0, len(areas)))
        area = areas[home]
        pupils.append(
            {
                "pupil_id": f"e{p:03d}",
                "grade": "F" if p % 2 else "7",
                "area_id": area["area_id"],
                "x": area["x"] + float(rng.uniform(-400, 400)),
                "y": area["y"] + float(rng.uniform(-400, 400)),
                "low_education": int(rng.random() < area["share_low_education"]),
            }
        )
        near = np.argsort([np.hypot(u["x"] - area["x"], u["y"] - area["y"]) for u in units[:8]])
        wishes = rng.permutation(near[:4])[: int(rng.integers(0, 4))]
        choices += [
            {"pupil_id": f"e{p:03d}", "rank": r + 1, "unit_id": f"u{u}"}
            for r, u in enumerate(wishes)
        ]
    nodes, edges = [], []
    for column in range(COLUMNS + 1):
        for row in range(ROWS + 1):
            nodes.append(
                {"node_id": f"n{column}{row}", "x": WEST + column * SIDE, "y": SOUTH + row * SIDE}
            )
            edges += [
                {"from_node": f"n{column}{row}", "to_node": f"n{right}{up}", "metres": SIDE}
                for right, up in ((column + 1, row), (column, row + 1))
                if right <= COLUMNS and up <= ROWS
            ]
    made = town(
        units, offerings, pupils, choices, areas=areas, nodes=nodes, edges=edges, groups=(GROUP,),
        name="aby", title={"sv": "Åby (påhittad)", "en": "Åby (made up)"},
    )  # fmt: skip
    return made.replace(areas=made.areas.assign(geometry=shapes))


def travel(made):
    home = made.pupils[["x", "y"]].to_numpy(float)
    unit = made.units[["x", "y"]].to_numpy(float)
    metres = (1.3 * np.hypot(*(home[:, None] - unit[None]).transpose(2, 0, 1))).astype(np.int32)
    return TravelTable(
        metres=metres,
        minutes=(metres // 80).astype(np.int32),
        origin_of_pupil=np.arange(len(home)),
        kind="straight",
        warnings=("Distances are straight lines times 1.3.",),
    )


def policies():
    titles = {
        "nearest_school": ("Närmaste skola", "Nearest school"),
        "uppsala_2021": ("Uppsala 2021", "Uppsala 2021"),
        "lottery": ("Lottning", "Lottery"),
        "balanced": ("Jämn fördelning", "Balanced"),
    }
    made = [
        policy("nearest_school", name="nearest_school"),
        policy("deferred_acceptance", "sibling", "relative_proximity", "lottery", name="uppsala_2021"),
        policy("deferred_acceptance", "lottery", name="lottery"),
        policy("nearest_school", name="balanced", rules=(step("rule", "capacity"),),
               goals=(step("goal", "travel"),)),
    ]  # fmt: skip
    return [
        one.replace(
            title=dict(zip(("sv", "en"), titles[one.name], strict=True)),
            description={"sv": "Påhittat regelverk.", "en": "A made-up policy."},
            text=f"policy: {one.name}\n",
            digest="0" * 64,
        )
        for one in made
    ]


def runs():
    """Four runs; the last pretends to come from the solver, with a bound and a gap."""
    made = instance()
    table = travel(made)
    found = []
    for one in policies():
        problem = build_problem(made, one, table)
        placement = place(problem)
        if one.name == "balanced":
            placement = pretend_optimal(problem, placement)
        found.append(run_of(made, problem, placement))
    return made, found


def pretend_optimal(problem, placement):
    metres = int(placement.metres(problem)[placement.placed].sum())
    return Placement(
        chosen=placement.chosen,
        mechanism="optimal",
        status=Status.FEASIBLE,
        objective=metres,
        bound=metres * 0.995,
        gap=0.005,
        seconds=1.25,
    )
