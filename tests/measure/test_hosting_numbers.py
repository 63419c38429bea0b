"""Numbers of groups, reckoned again by hand on the made-up town of Hamnsta."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import hosted_town
from skolval.compare import compare
from skolval.measure.hosting import host_of, hosted_runs, hosting_numbers
from skolval.measure.hosting_months import month_names, months_of
from skolval.measure.hosting_rows import HOSTING_COLUMNS, hosting_rows, hosting_told
from skolval.measure.hosting_sentences import (
    cost_sentence,
    hosting_sentences,
    lot_sentence,
    price_sentence,
    spread_sentence,
    today_sentence,
)


@pytest.fixture(scope="module")
def runs():
    return hosted_town.runs()


@pytest.fixture(scope="module")
def numbers(runs):
    return [hosting_numbers(run) for run in runs]


def test_groups_and_pupils_are_counted_by_unit(runs, numbers):
    for run, found in zip(runs, numbers, strict=True):
        host, hosting = host_of(run), run.problem.hosting
        assert found.pupils == len(run.problem.parties)
        assert found.by_unit.sum() == found.by_host.sum() == found.pupils
        for unit in range(len(run.problem.unit_ids)):
            mine = hosting.host_unit == unit
            assert found.groups[unit] == run.placement.groups[mine].sum()
            assert found.by_unit[unit] == (hosting.host_unit[host] == unit).sum()
        assert found.hosting_units == (found.groups > 0).sum()


def test_kronor_are_of_units_that_have_groups_of_groups_and_of_ways(runs, numbers):
    found = numbers[0]
    assert found.unit_cost == 150_000 * found.hosting_units
    assert found.group_cost == 900_000 * found.groups.sum()
    assert found.kronor == found.unit_cost + found.group_cost + found.transport
    options = runs[0].problem.options
    dearer = runs[0].problem.replace(
        options=replace(options, cost=np.full(len(options), 7, np.int64))
    )
    paid = hosting_numbers(replace(runs[0], problem=dearer))
    assert paid.transport == 7 * len(dearer.parties)


def test_siblings_languages_and_those_who_stay_are_counted_one_by_one(runs, numbers):
    run, found = runs[2], numbers[2]
    problem, hosting, unit = run.problem, run.problem.hosting, run.placement.unit(run.problem)
    met, several = 0, 0
    for party, family in enumerate(problem.parties.household):
        others = np.flatnonzero(problem.parties.household == family)
        units = [unit[other] for other in others if other != party and family >= 0]
        units += [one for one in problem.parties.sibling_unit[party] if one >= 0]
        several += bool(units)
        met += unit[party] in units
    assert several
    assert (found.siblings.count, found.siblings.of) == (met, several)
    spoken = [
        hosting.unit_language[u, language]
        for u, language in zip(unit, hosting.party_language, strict=True)
        if language >= 0
    ]
    assert (found.languages.count, found.languages.of) == (sum(spoken), len(spoken))
    before = hosting.kept >= 0
    own = problem.unit_of_option()[hosting.kept[before]]
    assert (found.stay.count, found.stay.of) == ((own == unit[before]).sum(), before.sum())


def test_seats_are_taken_from_the_month_a_pupil_enters_until_it_leaves(runs, numbers):
    hosting, months = runs[0].problem.hosting, numbers[0].months
    for month in range(hosting.months):
        inside = (hosting.enters <= month) & (month < hosting.leaves)
        assert months.pupils[month] == inside.sum()
        assert months.used[month] == pytest.approx(hosting.share[inside].sum() / 1000)
        assert months.arrive[month] == (hosting.enters == month).sum()
    assert months.leave.sum() == (hosting.leaves < hosting.months).sum()
    assert months.seats == 12 * numbers[0].groups.sum()
    assert months.utilisation == pytest.approx(months.used.mean() / months.seats)
    assert months.longest == (hosting.clock + hosting.leaves - hosting.enters).max()


def test_months_are_named_over_the_turn_of_the_year():
    assert month_names("2026-11", 3) == ("2026-11", "2026-12", "2027-01")
    assert month_names("", 2) == ("1", "2")


def test_newly_arrived_are_counted_with_those_who_are_there_today(runs, numbers):
    hosting, found = runs[1].problem.hosting, numbers[1]
    unit = int(np.argmax(found.by_unit))
    held = found.by_unit[unit]
    assert found.recent[unit] == pytest.approx(
        (hosting.unit_recent[unit] + held) / (hosting.unit_pupils[unit] + held)
    )


def test_the_more_units_the_less_concentrated(numbers):
    today, central, spread = numbers
    assert central.spread.gini > today.spread.gini > spread.spread.gini
    assert central.hosting_units < today.hosting_units < spread.hosting_units
    assert today.spread_today.holding == 6
    assert central.lot.tests["together"].p_more < 0.001 < spread.lot.tests["together"].p_more


def test_a_run_without_groups_has_no_numbers(runs):
    plain = replace(runs[0], problem=runs[0].problem.replace(hosting=None))
    assert hosting_numbers(plain) is None
    assert not hosted_runs([plain])
    assert hosted_runs([plain, runs[1]])
    assert (host_of(plain) == -1).all()
    unopened = replace(runs[0], placement=runs[0].placement.replace(groups=None))
    assert hosting_numbers(unopened) is None
    assert len(hosting_rows(["a"], [None])) == 0
    assert hosting_told(["a"], [None]) == []


def test_nobody_in_a_group_gives_no_figures_but_no_error(runs):
    run = runs[0]
    nobody = run.placement.replace(
        chosen=np.full(len(run.placement.chosen), -1), groups=np.zeros_like(run.placement.groups)
    )
    found = hosting_numbers(replace(run, placement=nobody))
    assert (found.pupils, found.unplaced, found.kronor) == (0, 120, 0)
    assert found.lot is None
    assert lot_sentence(found.lot) == ""
    assert cost_sentence(found) == ""
    assert np.isnan(found.metres_mean)
    assert np.isnan(found.months.utilisation)
    assert hosting_sentences(found)


def test_placed_at_once_is_beside_the_groups(runs):
    run = runs[0]
    hosting = run.problem.hosting
    option_host = hosting.option_host.copy()
    option_host[run.placement.chosen[0]] = -1
    changed = run.problem.replace(hosting=hosting.replace(option_host=option_host))
    found = hosting_numbers(replace(run, problem=changed))
    assert (found.pupils, found.direct) == (119, 1)


def test_company_of_the_units_is_told_where_it_is_known(runs):
    run = runs[0]
    share = np.full((30, 1), 200, np.int64)
    share[:6] = 500
    share[29] = -1
    found = hosting_numbers(replace(run, problem=run.problem.replace(unit_share=share)))
    assert found.all_share == pytest.approx((6 * 0.5 + 23 * 0.2) / 29)
    groups = found.groups
    assert found.host_share == pytest.approx(
        (groups[:6].sum() * 0.5 + groups[6:].sum() * 0.2) / groups.sum()
    )
    unknown = run.problem.replace(unit_share=np.full((30, 1), -1, np.int64))
    assert np.isnan(hosting_numbers(replace(run, problem=unknown)).host_share)


def test_sentences_tell_today_the_groups_the_lot_and_the_price(runs, numbers):
    assert today_sentence(numbers[0]).startswith("Today there are 12 groups at 6 of 30 units")
    told = " ".join(compare(runs).sentences())
    for part in (
        "today: 20 groups at 6 of 30 units.",
        "central against today: groups at 2 units instead of 6",
        "m longer on average, and it costs 7,800,000 kronor less a year.",
        "more concentrated than chance makes it (p below 0.001, exact)",
        "no more concentrated than chance makes it",
        "have a teacher of it at the unit",
    ):
        assert part in told, part
    assert "Dissimilarity" not in told


def test_groups_of_runs_are_one_row_each(runs):
    found = compare(runs)
    assert found.hosted
    assert list(found.hosting) == ["run", *HOSTING_COLUMNS]
    assert found.hosting["run"].tolist() == ["today", "central", "spread"]
    mixed = replace(runs[1], placement=runs[1].placement.replace(groups=None))
    assert not compare([runs[0], mixed]).hosted


def test_one_month_plans_and_no_host_are_well_defined(runs):
    hosting = runs[0].problem.hosting.replace(months=1)
    nobody = np.full(120, -1)
    months = months_of(hosting, np.zeros(len(hosting), np.int64), nobody, np.ones(120, np.int64))
    assert months.pupils.tolist() == [0]
    assert np.isnan(months.stay_mean)
    assert months.longest == 0


def test_one_group_and_one_unit_are_told_in_the_singular(numbers):
    found = numbers[0]
    single = np.zeros_like(found.groups)
    single[0] = 1
    alone = replace(found, groups=single)
    assert spread_sentence(alone, found.spread).startswith("1 group at 1 of 30 units.")
    assert spread_sentence(found, found.spread).startswith("20 groups at 6 of 30 units.")
    one_today = replace(found, spread_today=replace(found.spread_today, total=1))
    assert today_sentence(one_today) == "Today there is one group, at one of 30 units."
    told = {
        (len(a), len(b)): price_sentence(("a", before, found.spread), ("b", after, found.spread))
        for a, before, b, after in (
            ("1", alone, "1", alone),
            ("1", alone, "66", found),
            ("66", found, "1", alone),
        )
    }
    assert "groups at 1 unit as before" in told[1, 1]
    assert "groups at 6 units instead of 1" in told[1, 2]
    assert "groups at 1 unit instead of 6" in told[2, 1]
