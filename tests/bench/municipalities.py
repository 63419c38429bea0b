"""Made-up municipalities of any size as Problem arrays, for the optimiser's measured cases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cities import make_problem

SPANS = ((0, 7, 0.6), (0, 10, 0.15), (7, 10, 0.25))
"""First grade, grade after the last, share of the units: F-6, F-9 and 7-9."""
_REACH, _FEW, _CHUNK = 3000, 5, 4000
_WAVES, _WIDTH = 6, 4500


def municipality(
    *, pupils, units, areas, grades=tuple(range(10)), groups=1, radius=3900, seed=1, nearest=None
):
    """Homes around segregated areas; options within 3 km or the nearest five; seats 8 % above.

    With `nearest` each pupil has that many options, however far they are.
    """
    rng = np.random.default_rng(seed)
    scale = np.sqrt(units / 90)
    away = radius * scale * np.sqrt(rng.random(areas))
    angle = rng.random(areas) * 2 * np.pi
    centre = np.c_[away * np.cos(angle), away * np.sin(angle)]
    far = rng.random(areas) < 0.15
    centre[far] *= rng.uniform(1.5, 3, (far.sum(), 1))
    weight = rng.uniform(0.4, 1.6, areas) * np.where(far, 0.5, 1)
    area = rng.choice(areas, pupils, p=weight / weight.sum())
    home = centre[area] + rng.normal(0, 250, (pupils, 2))
    grade = rng.choice(np.array(grades), pupils)
    place = centre[rng.choice(areas, units, replace=units > areas)] + rng.normal(0, 300, (units, 2))
    kinds = np.concatenate(
        [np.full(max(1, round(p * units)), k) for k, (*_, p) in enumerate(SPANS)]
    )
    kinds = rng.permutation(np.resize(kinds, units))
    offered = np.array(
        [(u, g) for u, k in enumerate(kinds) for g in grades if SPANS[k][0] <= g < SPANS[k][1]]
    )
    shares = _shares(rng, centre, groups)
    member = (rng.random((pupils, groups)) * 1000 < shares[area]).astype(np.int64)
    seats, table = _seats_and_options(home, grade, place, (offered, nearest))
    problem = make_problem(
        offering_unit=offered[:, 0],
        offering_grade=offered[:, 1],
        seats=seats,
        grade=grade,
        options=table,
        area=area,
    )
    parties = replace(problem.parties, member=member, area_share=shares[area])
    names = tuple("gkl"[:groups])
    return problem.replace(parties=parties, groups=names)


def _shares(rng, centre, groups):
    """Permille of each group in each area: parts of town some kilometres wide differ strongly."""
    shares = []
    for _ in range(groups):
        angle, phase = rng.random((2, _WAVES)) * 2 * np.pi
        waves = 2 * np.pi / _WIDTH * np.array([np.cos(angle), np.sin(angle)])
        field = np.cos(centre @ waves + phase).sum(1) + rng.normal(0, 0.5, len(centre))
        side = 1 / (1 + np.exp(-(field - 1.2) / 0.5))
        shares.append(np.clip(80 + 650 * side + rng.normal(0, 40, len(centre)), 20, 950))
    return np.array(shares).T.astype(np.int64)


def _seats_and_options(home, grade, place, asked):
    offered, nearest = asked
    reach, few_of = (_REACH, _FEW) if nearest is None else (-1, nearest)
    seats = np.zeros(len(offered), np.int64)
    rows = []
    for g in np.unique(grade):
        there = np.flatnonzero(offered[:, 1] == g)
        wanted = np.zeros(len(there))
        everybody = np.flatnonzero(grade == g)
        for mine in np.array_split(everybody, len(everybody) // _CHUNK + 1):
            away = home[mine, None] - place[offered[there, 0]][None]
            metres = (1.3 * np.hypot(*away.transpose(2, 0, 1))).astype(np.int64)
            wanted += np.bincount(metres.argmin(1), minlength=len(there))
            few = np.partition(metres, min(few_of, len(there)) - 1, axis=1)[
                :, [min(few_of, len(there)) - 1]
            ]
            who, where = np.nonzero((metres <= reach) | (metres <= few))
            rows.append(np.c_[mine[who], there[where], metres[who, where]].astype(np.int32))
        size = 0.6 * wanted / wanted.sum() + 0.4 / len(there)
        seats[there] = np.ceil(1.08 * len(everybody) * size)
    table = np.concatenate(rows)
    return seats, (*table.T.astype(np.int64), np.zeros(len(table), np.int64))
