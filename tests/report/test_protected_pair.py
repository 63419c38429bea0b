"""A public report with and one without a protected pupil: full units, siblings, guarantee schools.

The pupil holds a seat at a unit that is full, has a sibling in the round and is measured for a
guarantee school; transport is judged and scenarios are tried. Everybody else has the same place in
both towns. Only what the audit finds is taken from the town with the pupil: in the other one the
seat is free, and the placement is not what any of these policies would make.
"""

from __future__ import annotations

import aby
import numpy as np
import pytest

from skolval.audit import audit
from skolval.domain.school_transport import GradeSpan, SchoolTransport, TransportRules
from skolval.domain.spine import build_problem
from skolval.io.run import run_of
from skolval.place import place
from skolval.report.files import write_comparison
from skolval.report.map import map_page
from skolval.report.page import made_page
from skolval.report.wanted import Wanted
from skolval.solver.guarantee import with_guarantee
from towns import policy

POLICIES = (
    policy("nearest_school", name="a", title={"en": "a"}),
    policy(
        "deferred_acceptance", ("relative_proximity", {"reference": "guarantee"}), "lottery",
        name="b", secured="guarantee", title={"en": "b"},
    ),
    policy(
        "deferred_acceptance", "sibling", "relative_proximity", "lottery", name="c",
        title={"en": "c"}, school_transport=SchoolTransport(otherwise="guarantee"),
    ),
)  # fmt: skip
RULES = TransportRules("", "Åby", (GradeSpan("F", "9", 900, 300),), "2026/27", source="Åby")


def towns_of(who):
    """The town where `who` is protected, and the same town without that pupil."""
    made = aby.instance()
    pupils = made.pupils.copy()
    number = np.arange(len(pupils))
    pupils["household"] = [f"h{k // 2}" for k in number]
    pupils["sibling_unit"] = np.where(number % 9 == 0, "u2", "")
    pupils["sibling_grade"] = np.where(number % 9 == 0, "4", "")
    pupils["protected"] = (pupils["pupil_id"] == who).to_numpy()
    others = (pupils["pupil_id"] != who).to_numpy()
    choices = made.choices[made.choices["pupil_id"] != who].reset_index(drop=True)
    return made.replace(pupils=pupils), made.replace(
        pupils=pupils[others].reset_index(drop=True), choices=choices
    )


def problem_in(made, one):
    problem = with_guarantee(build_problem(made, one, aby.travel(made)))
    return problem if one.school_transport is None else problem.replace(transport=RULES)


def pair_of(who, one):
    """Runs of both towns under one policy, and how full the pupil's offering is."""
    with_it, without = towns_of(who)
    problem, fewer = problem_in(with_it, one), problem_in(without, one)
    placement = place(problem)
    taken = np.where(placement.placed, problem.options.offering[placement.chosen], -1)
    held = dict(zip(problem.parties.ids.tolist(), taken.tolist(), strict=True))
    keys = zip(fewer.options.party.tolist(), fewer.options.offering.tolist(), strict=True)
    rows = {key: row for row, key in enumerate(keys)}
    chosen = np.array([rows.get((k, held[i]), -1) for k, i in enumerate(fewer.parties.ids)])
    left = int(problem.offerings.seats[held[who]] - (taken == held[who]).sum())
    runs = (
        run_of(with_it, problem, placement),
        run_of(without, fewer, placement.replace(chosen=chosen)),
    )
    return runs, left


@pytest.fixture(scope="module", params=["e003", "e038"])
def pair(request):
    found = [pair_of(request.param, one) for one in POLICIES]
    assert all(left == 0 for _runs, left in found), "the pupil is to hold the last seat"
    return [[runs[k] for runs, _left in found] for k in range(2)]


def test_nothing_in_the_report_tells_that_a_full_unit_holds_a_protected_pupil(pair, monkeypatch):
    audits = {run.policy_name: audit(run) for run in pair[0]}
    monkeypatch.setattr("skolval.report.context.audit", lambda run: audits[run.policy_name])
    wanted = Wanted(lang="en", audience="public", scenarios=3)
    pages = [made_page(runs, wanted) for runs in pair]
    assert pages[0].lead == pages[1].lead
    mine, other = ({one.id: one.body for one in page.sections} for page in pages)
    assert {"robustness", "groups", "school_transport", "movers", "units"} <= set(mine)
    assert set(mine) == set(other)
    for name in set(mine) - {"provenance"}:  # digests of the files are those of other files
        assert mine[name] == other[name], name


def test_nor_does_the_map_or_any_file(pair, tmp_path, monkeypatch):
    audits = {run.policy_name: audit(run) for run in pair[0]}
    monkeypatch.setattr("skolval.report.tables.audit", lambda run: audits[run.policy_name])
    maps = [map_page(runs, lang="en", audience="public").html for runs in pair]
    assert maps[0] == maps[1]
    for name, runs in zip("ab", pair, strict=True):
        write_comparison(runs, tmp_path / name, audience="public")
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name


def test_inside_the_office_the_unit_is_full_with_the_pupil_alone(pair):
    placed = [[int(run.placement.placed.sum()) for run in runs] for runs in pair]
    assert [a - b for a, b in zip(*placed, strict=True)] == [1, 1, 1]
    assert all(run.problem.parties.protected.sum() == 1 for run in pair[0])
