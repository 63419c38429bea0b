"""guarantee: the proof without an optimiser agrees with trying every assignment, to the last lot."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from skolval.audit.guarantee import check_guarantee
from skolval.audit.lots import drawn
from skolval.domain.spine import build_problem
from skolval.solver.guarantee import guarantee_rows
from test_nantuna import table_of
from towns import nantuna, policy, random_problem


def found(problem, rows):
    return {c.name: c for c in check_guarantee(problem.replace(guarantee=np.asarray(rows)))}


def _value(problem, rows, lot):
    """What is made as small as possible: without, metres, squares, then pupil by pupil."""
    metres = [problem.options.metres[row] for row in rows if row >= 0]
    far = 10**9
    turn = tuple(
        (problem.options.metres[row], problem.options.offering[row]) if row >= 0 else (far, far)
        for row in (rows[i] for i in np.argsort(lot))
    )
    return sum(row < 0 for row in rows), sum(metres), sum(m * m for m in metres), turn


def _every_assignment(problem):
    start = problem.options.start
    lists = [(-1, *range(start[i], start[i + 1])) for i in range(len(problem.parties))]
    for rows in product(*lists):
        at = problem.options.offering[[row for row in rows if row >= 0]]
        if (np.bincount(at, minlength=len(problem.offerings)) <= problem.offerings.seats).all():
            yield rows


def _tiny(seed, *, levels=4):
    """Few distinct distances, so that many assignments are equally good."""
    rng = np.random.default_rng(seed)
    problem = random_problem(rng, parties=5, offerings=3, grades=1 + seed % 2)
    metres = rng.integers(1, levels, len(problem.options)) * 100
    return problem.replace(options=replace(problem.options, metres=metres))


@pytest.mark.parametrize("seed", range(30))
def test_exactly_the_best_assignment_is_proved(seed):
    problem = _tiny(seed, levels=4 if seed % 2 else 2)
    lot = drawn(f"skolval|{name}" for name in problem.parties.ids.tolist())
    every = list(_every_assignment(problem))
    best = min(every, key=lambda rows: _value(problem, rows, lot))
    assert all(claim.ok for claim in found(problem, best).values())
    assert guarantee_rows(problem).tolist() == list(best)
    rng = np.random.default_rng(seed)
    for i in rng.permutation(len(every))[:40]:
        claims, value = found(problem, every[i]), _value(problem, every[i], lot)
        least = value[:3] == _value(problem, best, lot)[:3]
        assert claims["least_way"].ok is least
        if least:
            assert claims["guarantee_lottery"].ok is (every[i] == best)


def test_the_guarantee_schools_of_nantuna_are_proved_and_others_are_not():
    instance = nantuna()
    problem = build_problem(instance, policy(), table_of(instance))
    offering = problem.options.offering

    def at(*wanted):
        rows = [np.flatnonzero((problem.options.party == i) & (offering == o))[0]
                for i, o in enumerate(wanted)]  # fmt: skip
        return found(problem, rows)

    assert all(claim.ok for claim in at(0, 1, 2).values())
    claims = at(0, 2, 1)
    assert "2950" not in claims["least_way"].breaches[0].message
    assert "pupil c, pupil b" in claims["least_way"].breaches[0].message.replace(
        "b, pupil c", "c, pupil b"
    )
    assert "2150 metres in all, not 3700" in claims["least_way"].breaches[0].message
    full = at(0, 0, 2)["guarantee_seats"]
    assert full.breaches[0].message == (
        "2 pupils have the guarantee school N-F, which has 1 seats."
    )


def test_a_guarantee_school_of_another_pupil_is_told_and_nothing_more_is_said():
    problem = _tiny(3)
    rows = guarantee_rows(problem)
    has = np.flatnonzero(rows >= 0)
    rows[has[0]] = rows[has[1]]
    claims = found(problem, rows)
    assert set(claims) == {"guarantee_seats"}
    assert "is no option of that pupil" in claims["guarantee_seats"].breaches[0].message


def test_places_by_test_are_nobodys_guarantee():
    problem = _tiny(4)
    tested = np.zeros(len(problem.offerings), bool)
    tested[0] = True
    problem = problem.replace(tested=tested)
    rows = guarantee_rows(problem)
    assert all(claim.ok for claim in found(problem, rows).values())
    forged = np.flatnonzero(problem.options.offering == 0)[0]
    rows[problem.options.party[forged]] = forged
    assert not found(problem, rows)["guarantee_seats"].ok


def test_protected_pupils_come_first_and_are_not_named():
    problem = _tiny(6)
    problem = problem.replace(
        parties=replace(problem.parties, protected=np.arange(5) < 2),
        offerings=replace(problem.offerings, seats=np.ones(3, np.int64)),
    )
    rows = guarantee_rows(problem)
    assert all(claim.ok for claim in found(problem, rows).values())
    rows[0] = -1
    told = found(problem, rows)["guarantee_protected"]
    assert (
        told.breaches[0].message == "1 pupils with protected identity have other guarantee schools."
    )


def test_a_protected_pupil_without_any_seat_has_no_guarantee_school():
    problem = _tiny(6)
    problem = problem.replace(
        parties=replace(problem.parties, protected=np.ones(5, bool)),
        offerings=replace(problem.offerings, seats=np.zeros(3, np.int64)),
    )
    assert all(claim.ok for claim in found(problem, np.full(5, -1)).values())


def test_a_problem_without_guarantee_schools_makes_no_claim():
    assert list(check_guarantee(_tiny(1))) == []
