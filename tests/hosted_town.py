"""Hamnsta, a made-up town of thirty units where newly arrived pupils sit in groups.

Six columns of five units, one kilometre apart; every unit has all grades. The 120 newly arrived
pupils live mostly in the west, arrive month by month and stay nine months in a group. Three
placements: `today` fills six units in the west, `central` two, `spread` the nearest of fifteen all over the town.
All names and numbers are invented.
"""

from __future__ import annotations

import numpy as np
import shapely

from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.placement import Placement, Status
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.io.run import run_of
from towns import GROUP, policy, town

WEST, SOUTH, SIDE = 640_000.0, 6_630_000.0, 1_000.0
COLUMNS, ROWS = 6, 5
BANDS = ("1-3", "4-6", "7-9")
GRADES = tuple("123456789")
LANGUAGES = ("arabiska", "somaliska", "ukrainska")
HOSTS = {"central": (0, 1), "today": (0, 1, 2, 5, 6, 10), "spread": tuple(range(0, 30, 2))}
TITLES = {
    "central": ("Mottagningsskolor", "Reception schools"),
    "today": ("Som i dag", "As today"),
    "spread": ("Spridd", "Spread"),
}


def instance(pupils=120):
    rng = np.random.default_rng(11)
    units, areas, shapes = [], [], []
    for column in range(COLUMNS):
        for row in range(ROWS):
            number = column * ROWS + row
            x, y = WEST + (column + 0.5) * SIDE, SOUTH + (row + 0.5) * SIDE
            units.append({"unit_id": f"u{number:02d}", "name": f"{'ÅBCDEFGHIJ'[row * 2]}skolan {number + 1}",
                          "x": x + 120, "y": y - 90})  # fmt: skip
            areas.append({"area_id": f"A{number:02d}", "name": f"Område {number + 1}", "x": x, "y": y,
                          "population": 900, "share_low_education": round(0.6 - 0.1 * column, 3)})  # fmt: skip
            shapes.append(shapely.box(x - SIDE / 2, y - SIDE / 2, x + SIDE / 2, y + SIDE / 2))
    offerings = [
        {"offering_id": f"{unit['unit_id']}-{grade}", "unit_id": unit["unit_id"], "grade": grade,
         "seats": 20}
        for unit in units
        for grade in GRADES
    ]  # fmt: skip
    weight = np.repeat([10.0, 6, 3, 2, 1, 1], ROWS)
    people = []
    for number in range(pupils):
        home = int(rng.choice(len(areas), p=weight / weight.sum()))
        people.append(
            {"pupil_id": f"n{number:03d}", "grade": GRADES[int(rng.integers(0, 9))],
             "area_id": areas[home]["area_id"], "household": f"h{number - number % 3 // 2}",
             "x": areas[home]["x"] + float(rng.uniform(-400, 400)),
             "y": areas[home]["y"] + float(rng.uniform(-400, 400)),
             "low_education": int(rng.random() < 0.6), "protected": number == 7}
        )  # fmt: skip
    made = town(
        units, offerings, people, [], areas=areas, groups=(GROUP,),
        name="hamnsta", title={"sv": "Hamnsta (påhittad)", "en": "Hamnsta (made up)"},
    )  # fmt: skip
    return made.replace(areas=made.areas.assign(geometry=shapes))


def travel(made):
    home, unit = made.pupils[["x", "y"]].to_numpy(float), made.units[["x", "y"]].to_numpy(float)
    metres = (1.3 * np.hypot(*(home[:, None] - unit[None]).transpose(2, 0, 1))).astype(np.int32)
    return TravelTable(metres=metres, minutes=(metres // 80).astype(np.int32),
                       origin_of_pupil=np.arange(len(home)), kind="straight")  # fmt: skip


def band(problem):
    """Band of every party, from its grade."""
    codes = [problem.grades.codes[grade] for grade in problem.parties.grade.tolist()]
    return np.array([(int(code) - 1) // 3 for code in codes])


def hosting(problem):
    """Every unit may host two groups, any band; no more than three at the six of today."""
    rng = np.random.default_rng(5)
    units, n = len(problem.unit_ids), len(problem.parties)
    host_unit = np.repeat(np.arange(units), len(BANDS))
    host_kind = np.tile(np.arange(len(BANDS)), units)
    western = np.isin(host_unit, HOSTS["today"])
    enters = np.sort(rng.integers(0, 8, n))
    group = host_unit[:] * len(BANDS)
    rows = problem.options
    mine = problem.unit_of_option() * len(BANDS) + band(problem)[rows.party]
    first = np.array(
        [mine_rows[problem.unit_of_option()[mine_rows] == 0][0] if number < 12 else -1
         for number, mine_rows in enumerate(np.split(np.arange(len(rows)), rows.start[1:-1]))]
    )  # fmt: skip
    return Hosting(
        kinds=BANDS, host_unit=host_unit, host_kind=host_kind,
        most=np.where(western, 8, 2), today=np.where(western & (host_kind < 2), 1, 0),
        unit_most=np.where(np.isin(np.arange(units), HOSTS["today"]), 20, 4),
        least_size=np.full(len(group), 4), most_size=np.full(len(group), 12),
        unit_cost=np.full(units, 150_000), group_cost=np.full(len(group), 900_000),
        languages=LANGUAGES,
        unit_language=rng.random((units, len(LANGUAGES))) < 0.5,
        party_language=rng.integers(-1, len(LANGUAGES), n), option_host=mine,
        months=12, enters=enters, leaves=np.minimum(enters + 9, 12), seat_from=enters + 2,
        clock=np.where(np.arange(n) < 12, 6, 0), share=np.where(np.arange(n) % 4, 1000, 600),
        kept=first, unit_pupils=np.full(units, 300),
        unit_recent=np.where(np.isin(np.arange(units), HOSTS["today"]), 40, 3),
        first_month="2026-08",
    )  # fmt: skip


def placed(problem, allowed):
    """The nearest allowed unit for each, and as many groups as the fullest month needs."""
    held, options = problem.hosting, problem.options
    unit = problem.unit_of_option()
    chosen = np.full(len(problem.parties), -1)
    for party in range(len(chosen)):
        rows = np.arange(options.start[party], options.start[party + 1])
        rows = rows[np.isin(unit[rows], allowed)]
        chosen[party] = rows[np.argmin(options.metres[rows])]
    host = held.option_host[chosen]
    month = np.arange(held.months)
    inside = (month >= held.enters[:, None]) & (month < held.leaves[:, None])
    used = np.zeros((len(held), held.months))
    np.add.at(used, host, inside * held.share[:, None] / 1000)
    groups = np.ceil(used.max(axis=1) / held.most_size).astype(np.int64)
    return Placement(chosen=chosen, mechanism="optimal", status=Status.FEASIBLE,
                     objective=1, bound=1.0, gap=0.01, groups=groups)  # fmt: skip


def run(name="spread", *, places="newly_arrived", **more):
    made = instance(**more)
    asked = policy("nearest_school", name=name).replace(
        title=dict(zip(("sv", "en"), TITLES[name], strict=True)),
        description={"sv": "Påhittat regelverk.", "en": "A made-up policy."},
        text=f"policy: {name}\n", digest="0" * 64, places=places, hosting=HostingRule(),
    )  # fmt: skip
    problem = build_problem(made, asked, travel(made))
    problem = problem.replace(hosting=hosting(problem))
    return run_of(made, problem, placed(problem, HOSTS[name]))


def runs(**more):
    return [run(name, **more) for name in ("today", "central", "spread")]
