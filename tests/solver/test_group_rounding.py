"""Whole groups and whole units: rows that cut off nothing but what is no placement."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gymnasium_town import gymby, introduction_policy, problem
from skolval.domain.group_columns import post_groups, post_unit_switches
from skolval.domain.hosting import HostingRule
from skolval.place import place
from skolval.registry import load
from skolval.solver.hosting.rounding import is_steady, post_least_groups, post_least_units
from skolval.solver.model import ArrayModel
from towns import step


def rows_added(found, write):
    """The rows that `write` adds beside those of the groups: (columns, least) of each."""
    model = ArrayModel(len(found.options))
    post_groups(found, found.hosting, model)
    post_unit_switches(found, found.hosting, model)
    before = model.n_rows
    write(model)
    return model.n_rows - before, model


def test_a_school_year_is_steady_and_a_year_of_arrivals_is_not():
    hosting = problem().hosting
    assert is_steady(hosting)
    enters = hosting.enters.copy()
    enters[0] = 3
    assert not is_steady(hosting.replace(enters=enters))
    nobody = hosting.replace(leaves=hosting.enters)
    assert not is_steady(nobody)


def test_every_kind_that_pupils_need_has_its_least_number_of_groups():
    found = problem()
    count, _model = rows_added(found, lambda m: post_least_groups(found, found.hosting, m))
    assert count == 5  # IMA, IMS, IMV-BA, IMV-EE and IMY-BA have pupils


def test_a_kind_that_nobody_needs_has_no_row():
    found = problem()
    nobody = found.hosting.replace(leaves=found.hosting.enters)
    count, _model = rows_added(found, lambda m: post_least_groups(found, nobody, m))
    assert count == 0


def test_pupils_who_may_go_to_several_kinds_or_directly_to_a_class_ask_for_no_group():
    found = problem()
    direct = found.hosting.option_host.copy()
    direct[found.options.start[:-1]] = -1
    loose = found.hosting.replace(option_host=direct)
    count, _model = rows_added(found, lambda m: post_least_groups(found, loose, m))
    assert count == 0


@pytest.mark.parametrize(("top", "share", "rows"), [(1, 400, 1), (0, None, 0)])
def test_a_ceiling_on_the_largest_units_leaves_a_least_number_of_units(top, share, rows):
    found, rule = problem(), HostingRule(top_units=top, top_share=share)
    count, _model = rows_added(found, lambda m: post_least_units(found, found.hosting, rule, m))
    assert count == rows


def test_every_placement_of_gymby_keeps_the_rows():
    """Nothing that is a placement is cut off: counted for every placement of the six pupils."""
    found = problem(gymby(), introduction_policy())
    hosting, start = found.hosting, found.options.start
    sizes = [range(a, b) for a, b in pairwise(start)]
    least = np.array([-(-len(group) // 5) for group in ([1], [1], [1], [1], [1, 2])])
    for chosen in np.stack(np.meshgrid(*sizes), axis=-1).reshape(-1, len(sizes)):
        host = hosting.option_host[chosen]
        groups = -(-np.bincount(host, minlength=len(hosting)) // 5)
        by_kind = np.bincount(hosting.host_kind, groups, minlength=len(hosting.kinds))
        assert (by_kind >= least).all()


@pytest.mark.parametrize("hosting", [{}, {"top_units": 1, "top_share": 700}])
def test_the_mechanism_finds_the_least_cost_of_all_placements_listed(hosting):
    asked = introduction_policy(**hosting)
    asked = asked.replace(
        mechanism=step("mechanism", "hosted"), goals=(step("goal", "hosting_cost"),)
    )
    made = gymby()
    made = made.replace(programmes=made.programmes.assign(unit_cost=300_000))
    found = problem(made, asked)
    cost = load("goal", "hosting_cost")
    sizes = [range(a, b) for a, b in pairwise(found.options.start)]
    unit = found.unit_of_option()
    listed = [
        cost.value(found, chosen, cost.Params())
        for chosen in np.stack(np.meshgrid(*sizes), axis=-1).reshape(-1, len(sizes))
        if np.bincount(unit[chosen]).max() * 1000 <= 6 * hosting.get("top_share", 1000)
    ]
    placement = place(found)
    assert placement.objective == min(listed)
    assert placement.bound == pytest.approx(min(listed), rel=0.006)
