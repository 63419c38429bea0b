"""Made-up towns and cities as Problem arrays, by seed: for the law test and the solver's tests.

A city is a disc: units are denser towards the centre, areas are wedges of rings, the group
lives mostly in the west, so that nearest placement is segregated. No files, no policy steps.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from skolval.domain.grades import grade_system
from skolval.domain.ground import Ground
from skolval.domain.policy import Policy, Step
from skolval.domain.problem import Offerings, Options, Parties, Problem

GRADES = grade_system("2026/27")


def make_problem(
    *,
    offering_unit,
    offering_grade,
    seats,
    grade,
    options,
    minimum=None,
    size=None,
    area_share=None,
    member=None,
    household=None,
    current_unit=None,
    sibling_unit=None,
    area=None,
    seed="frö",
):
    """Assemble a Problem; `options` is a list of (party, offering, metres, rank) or four arrays."""
    n = len(grade)
    m = len(seats)

    def column(value, fill):
        return np.full(n, fill, np.int64) if value is None else np.asarray(value, np.int64)

    if isinstance(options, list):
        party, offering, metres, rank = (
            np.array([row[k] for row in options], np.int64) for k in range(4)
        )
    else:
        party, offering, metres, rank = options
    order = np.lexsort((offering, metres, np.where(rank > 0, rank, 10**6), party))
    party, offering, metres, rank = party[order], offering[order], metres[order], rank[order]
    share = column(area_share, 300).reshape(n, 1)
    inside = column(member, -1).reshape(n, 1)
    current = column(current_unit, -1)
    units = max(int(np.max(offering_unit, initial=-1)), int(current.max(initial=-1))) + 1
    parties = Parties(
        ids=np.array([f"e{i:05d}" for i in range(n)]),
        size=column(size, 1),
        grade=np.asarray(grade, np.int64),
        area=column(area, 0),
        current_unit=current,
        household=column(household, -1),
        sibling_unit=column(sibling_unit, -1).reshape(n, -1 if n else 1),
        sibling_grade=column(None, -1).reshape(n, 1),
        protected=np.zeros(n, np.bool_),
        member=inside,
        area_share=share,
    )
    offerings = Offerings(
        ids=np.array([f"o{o:03d}" for o in range(m)]),
        unit=np.asarray(offering_unit, np.int64),
        grade=np.asarray(offering_grade, np.int64),
        seats=np.asarray(seats, np.int64),
        minimum=np.zeros(m, np.int64) if minimum is None else np.asarray(minimum, np.int64),
        placeable=np.ones(m, np.bool_),
    )
    zeros = np.zeros(len(party), np.int64)
    rows = Options(
        party=party,
        offering=offering,
        mode=zeros,
        metres=metres,
        minutes=metres // 80,
        rank=rank,
        cost=zeros,
        start=np.searchsorted(party, np.arange(n + 1)).astype(np.int64),
    )
    return Problem(
        parties=parties,
        offerings=offerings,
        options=rows,
        unit_ids=np.array([f"u{u:03d}" for u in range(units)]),
        area_ids=np.array([f"a{a:03d}" for a in range(int(parties.area.max(initial=0)) + 1)]),
        groups=("g",),
        balance_group="g",
        grades=GRADES,
        reference=np.full((n, 3), -1, np.int64),
        reference_unit=np.full((n, 3), -1, np.int64),
        transport_limits=(2000, 4000, 4000),
        distance_kind="straight",
        policy=Policy(name="test", mechanism=Step("optimal", None), seed=seed),
    )


def tiny_problem(rng):
    """A town of 1-6 parties and 1-5 offerings with sparse options; anything may be odd."""
    n, m = int(rng.integers(1, 7)), int(rng.integers(1, 6))
    units = int(rng.integers(1, m + 1))
    grades = int(rng.integers(1, 3))
    grade = rng.integers(0, grades, n) * 4
    offering_grade = rng.integers(0, grades, m) * 4
    options = [
        (i, o, int(rng.integers(0, 9) * 500), 0)
        for i in range(n)
        for o in range(m)
        if grade[i] == offering_grade[o] and rng.random() < 0.7
    ]
    wished = [
        (i, o, d, int(rng.integers(0, 3)) if rng.random() < 0.5 else 0) for i, o, d, _ in options
    ]
    size = rng.integers(1, 4, n) if rng.random() < 0.3 else np.ones(n, np.int64)
    member = np.where(rng.random(n) < 0.15, -1, rng.integers(0, size + 1))
    # Random numbers of our own, so that a new field leaves every other stream as it is.
    own = np.random.default_rng(int(rng.bit_generator.state["state"]["state"]) % 2**32)
    problem = make_problem(
        offering_unit=rng.integers(0, units, m),
        offering_grade=offering_grade,
        seats=rng.integers(0, 5, m),
        minimum=rng.integers(0, 4, m) if rng.random() < 0.5 else None,
        grade=grade,
        options=wished,
        size=size,
        area_share=np.where(rng.random(n) < 0.1, -1, rng.integers(0, 1001, n)),
        member=member,
        household=rng.integers(-1, 3, n),
        current_unit=rng.integers(-1, units, n),
        sibling_unit=rng.integers(-1, units, (n, int(rng.integers(1, 3)))),
    )
    problem = _with_structure(_with_feeder(_with_second_group(problem, own), own), own)
    return _with_ground(problem, own)


def _with_ground(problem, rng):
    """One to five areas, of which about half are neighbours, where parties live and units stand."""
    areas = int(rng.integers(1, 6))
    units, grades = len(problem.unit_ids), len(problem.grades.codes)
    area = rng.integers(0, areas, len(problem.parties))
    area[rng.random(len(area)) < 0.05] = -1
    every = np.array([(a, b) for a in range(areas) for b in range(a + 1, areas)]).reshape(-1, 2)
    return problem.replace(
        parties=dataclasses.replace(problem.parties, area=area),
        area_ids=np.array([f"a{a:03d}" for a in range(areas)]),
        ground=Ground(
            pairs=every[rng.random(len(every)) < 0.5].astype(np.int64),
            unit_area=np.where(rng.random(units) < 0.1, -1, rng.integers(0, areas, units)),
            today=rng.integers(-1, units, (areas, grades)),
        ),
    )


def _with_second_group(problem, rng):
    """A second group, h, that overlaps the first."""
    parties = problem.parties
    n, size = len(parties), parties.size
    member = np.where(rng.random(n) < 0.15, -1, rng.integers(0, size + 1))
    share = np.where(rng.random(n) < 0.1, -1, rng.integers(0, 1001, n))
    parties = dataclasses.replace(
        parties,
        member=np.c_[parties.member, member],
        area_share=np.c_[parties.area_share, share],
    )
    return problem.replace(parties=parties, groups=("g", "h"))


def _with_feeder(problem, rng):
    """A unit without offerings, where some of the pupils go who went nowhere."""
    parties, units = problem.parties, len(problem.unit_ids)
    comes = (parties.current_unit < 0) & (rng.random(len(parties)) < 0.8)
    return problem.replace(
        unit_ids=np.array([f"u{u:03d}" for u in range(units + 1)]),
        parties=dataclasses.replace(
            parties, current_unit=np.where(comes, units, parties.current_unit)
        ),
    )


def _with_structure(problem, rng):
    """Months in Sweden, providers, next units, programmes, and needs; anything may be odd."""
    n, m, units = len(problem.parties), len(problem.offerings), len(problem.unit_ids)
    return problem.replace(
        months=np.where(rng.random(n) < 0.4, -1, rng.integers(0, 60, n)),
        unit_provider=rng.integers(0, 2, units),
        next_unit=_next_units(problem, rng),
        programme=rng.choice(["", "music", "sports"], n),
        offering_programme=rng.choice(["", "music", "sports"], m),
        needs=rng.choice(["", "lift", "lift loop"], n),
        unit_features=rng.choice(["", "lift", "loop lift"], units),
    )


def _next_units(problem, rng):
    """Any unit or none; mostly one that a pupil whose grade is not offered can go on to."""
    units = len(problem.unit_ids)
    further = rng.integers(-1, units, units)
    party = problem.options.party
    offered = set(
        zip(problem.offerings.unit.tolist(), problem.offerings.grade.tolist(), strict=True)
    )
    for row in rng.permutation(len(party)):
        now, grade = problem.parties.current_unit[party[row]], problem.parties.grade[party[row]]
        if now >= 0 and (now, grade) not in offered:
            further[now] = problem.unit_of_option()[row]
    return further


def random_placement(rng, problem):
    """Any option or none for every party; never an option that the party lacks."""
    start = problem.options.start
    width = np.diff(start)
    drawn = start[:-1] + rng.integers(0, 2**31, len(width)) % np.maximum(width, 1)
    none = (width == 0) | (rng.random(len(width)) < 0.15)
    return np.where(none, -1, drawn).astype(np.int64)


def city(*, pupils, units, areas, grades=(0,), nearest=40, homes=False, spare=1.08, seed=1):
    """A city as arrays: homes in areas, or each pupil's own home when `homes`."""
    rng = np.random.default_rng(seed)
    radius, angle = 6000 * np.sqrt(rng.random(areas)), rng.random(areas) * 2 * np.pi
    centre = np.c_[radius * np.cos(angle), radius * np.sin(angle)]
    far = rng.random(areas) < 0.2
    centre[far] *= rng.uniform(2, 5, (far.sum(), 1))
    west = 1 / (1 + np.exp(-(-centre[:, 0] - 1500 + rng.normal(0, 900, areas)) / 800))
    share = np.clip(80 + 700 * west * (radius < 6000) * ~far, 20, 950).astype(np.int64)
    place = centre[rng.choice(areas, units, replace=units > areas)] + rng.normal(0, 300, (units, 2))
    area = rng.choice(areas, pupils, p=_weights(rng, areas))
    home = centre[area] + (rng.normal(0, 350, (pupils, 2)) if homes else 0)
    grade = rng.choice(np.array(grades), pupils)
    offered = np.array(
        [(u, g) for u in range(units) for g in grades if rng.random() < 0.9 or u % 9 == 0]
    )
    distance = (1.3 * np.hypot(*(home[:, None] - place[None]).transpose(2, 0, 1))).astype(np.int64)
    seats = np.zeros(len(offered), np.int64)
    rows = []
    for g in grades:
        mine, there = np.flatnonzero(grade == g), np.flatnonzero(offered[:, 1] == g)
        metres = distance[np.ix_(mine, offered[there, 0])]
        wanted = np.bincount(metres.argmin(1), minlength=len(there))
        weight = 0.5 * wanted / wanted.sum() + 0.5 / len(there)
        seats[there] = np.ceil(spare * len(mine) * weight)
        near = np.argsort(metres, axis=1, kind="stable")[:, :nearest]
        rows.append(
            np.c_[
                np.repeat(mine, near.shape[1]),
                there[near.ravel()],
                np.take_along_axis(metres, near, 1).ravel(),
            ]
        )
    table = np.concatenate(rows)
    return make_problem(
        offering_unit=offered[:, 0],
        offering_grade=offered[:, 1],
        seats=seats,
        grade=grade,
        options=(table[:, 0], table[:, 1], table[:, 2], np.zeros(len(table), np.int64)),
        area_share=share[area],
        member=(rng.random(pupils) * 1000 < share[area]).astype(np.int64),
        area=area,
    )


def _weights(rng, areas):
    weight = rng.uniform(0.5, 1.5, areas)
    return weight / weight.sum()
