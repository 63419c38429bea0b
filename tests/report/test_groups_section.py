"""Outcomes by group: the counts add up, and nobody can work out what is hidden."""

from __future__ import annotations

import html
import re

import numpy as np
import pytest

from attacker import ranges
from skolval.domain.disclosure import SMALLEST, few
from skolval.domain.preferences import chose
from skolval.report import by_group as module
from skolval.report.by_group import COLUMNS, by_group
from skolval.report.context import context_of
from skolval.report.sections.groups import render
from skolval.report.told import Told
from skolval.report.words import Words


def text(runs, lang="en", **more):
    section = render(context_of(runs, Words(lang), **more))
    plain = "" if section is None else html.unescape(re.sub(r"<[^>]+>", " ", section.body))
    return " ".join(plain.split())


def unknown(run, *rows):
    """The run with nothing known of some pupils."""
    problem = run.problem
    member = problem.parties.member.copy()
    member[list(rows)] = -1
    import dataclasses

    parties = dataclasses.replace(problem.parties, member=member)
    return dataclasses.replace(run, problem=problem.replace(parties=parties))


def test_the_kinds_add_up_to_all_pupils_and_agree_with_the_comparison(runs):
    for run, (one,) in zip(runs, by_group(runs), strict=True):
        counts = dict(zip(COLUMNS, one.counts.sum(axis=0).tolist(), strict=True))
        assert counts["pupils"] == len(run.problem.parties)
        assert counts["choosers"] == chose(run.problem).sum()
        assert counts["first"] == (run.placement.rank(run.problem) == 1).sum()
        assert counts["none"] == (~run.placement.placed).sum()
        assert counts["moved"] + counts["stay"] == counts["pupils"]
        five = one.counts[:, :5].sum(axis=1)
        assert five.tolist() == one.counts[:, COLUMNS.index("pupils")].tolist()
        assert not one.hidden.any()


def test_nobody_can_work_out_a_hidden_count_from_all_that_is_told(runs):
    """The attacker knows every count told here or of all pupils, and every sum between them."""
    kinds = module._kinds(runs[0].problem.parties.member[:, 0])
    blocks = [module._counts(kinds, run, runs[0]) for run in runs]
    told = [Told(run, runs[0], True) for run in runs]
    hidden = module._hidden(blocks, [module._hidden_elsewhere(one) for one in told])
    cells, places = module._system(blocks, 1)
    assert not (cells.sums @ cells.values).any()
    secret = np.zeros(len(cells.values), bool)
    for place, hide in zip(places, hidden, strict=True):
        secret[place] = hide
    low, high = ranges(cells, secret)
    small = few(cells.values)
    for place in places:
        small[place[-1]] = False  # what is told of all pupils is not decided here
    assert small.any()
    assert secret[small].all()
    assert (high[small] - low[small] >= SMALLEST - 1e-6).all()
    assert (low[small] <= 1e-6).all()


def test_the_office_reads_group_and_others_with_choices_ways_and_movers(runs):
    told = text(runs)
    for part in (
        "Choices by group", "Ways to school and movers by group", "All others",
        "Median way, metres", "Placed elsewhere, pupils", "percentage points",
        "Which choice the pupils of",
    ):  # fmt: skip
        assert part in told, part


def test_the_public_reads_no_small_count(runs):
    told = text(runs, audience="public")
    assert ".." in told
    assert f"<{SMALLEST}" not in told


def test_nothing_is_told_where_no_membership_is_known(runs):
    assert text([unknown(runs[0], *range(300))]) == ""


def test_pupils_of_whom_it_is_not_known_stand_for_themselves(runs):
    one = [unknown(runs[1], *range(40))]
    assert "Not known" in text(one)
    assert "Placed elsewhere" not in text(one)
    assert "Not known" in text(one, audience="public")


@pytest.mark.parametrize("left", [3, 12])
def test_ways_of_few_pupils_are_not_told_to_anybody(runs, left):
    import dataclasses

    problem = runs[0].problem
    member = np.zeros_like(problem.parties.member)
    member[:left] = 1
    parties = dataclasses.replace(problem.parties, member=member)
    run = dataclasses.replace(runs[0], problem=problem.replace(parties=parties))
    told = text([run], audience="public")
    assert re.search(r"Nearest school The group – – – Nearest school All others – – –", told)
