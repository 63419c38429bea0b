"""Groups beside the classes keep to their parties and option rows when a problem is cut."""

from __future__ import annotations

import numpy as np

from skolval.domain.hosting import NO_HOST, Hosting, HostingRule
from skolval.domain.policy import Policy, Step
from skolval.domain.subset import with_parties, with_rows
from towns import random_problem


def hosting_of_random(problem, generator) -> Hosting:
    n, units = len(problem.parties), len(problem.unit_ids)
    host_unit = np.arange(units)
    return Hosting(
        kinds=("1-3",),
        host_unit=host_unit,
        host_kind=np.zeros(units, np.int64),
        most=np.full(units, 2),
        today=np.zeros(units, np.int64),
        unit_most=np.full(units, 2),
        least_size=np.full(units, 1),
        most_size=np.full(units, 12),
        unit_cost=np.full(units, 100),
        group_cost=np.full(units, 900),
        languages=("arabiska",),
        unit_language=np.ones((units, 1), bool),
        party_language=generator.integers(-1, 1, n),
        option_host=problem.unit_of_option(),
        months=12,
        enters=np.arange(n),
        leaves=np.full(n, 12),
        seat_from=np.arange(n),
        clock=np.arange(n) * 2,
        share=np.full(n, 600),
        kept=np.where(np.diff(problem.options.start) > 0, problem.options.start[1:] - 1, -1),
        unit_pupils=np.full(units, 200),
        unit_recent=np.full(units, 10),
    )


def test_hosting_is_cut_with_the_options_and_the_parties():
    generator = np.random.default_rng(4)
    problem = random_problem(generator)
    hosting = hosting_of_random(problem, generator)
    problem = problem.replace(hosting=hosting)
    keep = problem.options.metres < 3000
    part = with_rows(problem, keep).hosting
    assert part.option_host.tolist() == hosting.option_host[keep].tolist()
    rows = np.flatnonzero(keep)
    for old, new in zip(hosting.kept, part.kept, strict=True):
        assert (rows[new] == old) if new >= 0 else (old < 0 or not keep[old])
    some = np.arange(len(problem.parties)) % 2 == 0
    fewer = with_parties(problem, some)
    for name in ("party_language", "enters", "leaves", "seat_from", "clock", "share"):
        assert getattr(fewer.hosting, name).tolist() == getattr(hosting, name)[some].tolist()
    placed = fewer.hosting.kept >= 0
    party = fewer.options.party[fewer.hosting.kept[placed]]
    assert party.tolist() == np.flatnonzero(placed).tolist()
    assert len(fewer.hosting.option_host) == len(fewer.options)
    assert len(fewer.hosting) == len(problem.unit_ids)


def test_a_policy_places_pupils_of_the_round_unless_it_says_otherwise():
    policy = Policy("plain", Step("nearest_school", None))
    assert (policy.places, policy.hosting) == ("pupils", None)
    rule = HostingRule()
    assert (rule.months_most, rule.regular_within, rule.languages) == (24, 2, "preferred")
    assert NO_HOST == -1
