"""A public report of groups with and one without a protected pupil: not a byte tells of the pupil.

The pupil makes a unit open one group more, or was placed before and has siblings; everybody else
has the same place in both towns. What the search proved and what the audit found is taken from
the town with the pupil, for the other town's placement is what no policy would make.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import gymnasium_town
from skolval.audit import audit
from skolval.domain.group_counts import groups_needed
from skolval.domain.hosting import HostingRule
from skolval.domain.introduction import IntroductionRule
from skolval.domain.introduction_view import introduction_view
from skolval.domain.placed_view import placed_view
from skolval.io.policy import read_policy
from skolval.io.run import run_of
from skolval.place import place, problem_of
from skolval.registry import load
from skolval.report.files import write_comparison, write_gpkg, write_xlsx
from skolval.report.map import map_page
from skolval.report.page import made_page
from skolval.report.wanted import Wanted
from skolval.synth.generate import generate
from skolval.travel.table import travel_table

SHOWN = {
    "newly_arrived": {"summary", "preparatory_classes", "group_by_unit", "arrivals"},
    "introduction": {"summary", "introduction_programmes", "group_by_unit"},
}
SLOW = pytest.mark.slow
TABLE = {"newly_arrived": "newly_arrived", "introduction": "introduction_pupils"}


# --- the towns ---


@cache
def smastad():
    """Thirteen units and 62 newly arrived pupils; straight lines, which are soon measured."""
    made = generate("smastad", seed=3)
    return made.replace(nodes=made.nodes.iloc[:0], edges=made.edges.iloc[:0])


@cache
def gymby():
    """Four upper secondary units, eleven pupils like each of the six of the usual town."""
    made = gymnasium_town.gymby()
    people = pd.concat(
        [made.introduction_pupils.assign(
            pupil_id=made.introduction_pupils["pupil_id"] + f"-{k:02d}", started=k < 3,
            current_unit=["A", "B", "A", "A", "A", "A"] if k < 3 else None)
         for k in range(11)],
        ignore_index=True,
    )  # fmt: skip
    programmes = made.programmes.assign(
        seats=made.programmes["seats"].where(made.programmes["kind"] != "introduction", 40)
    )
    return made.replace(introduction_pupils=people, programmes=programmes)


def policies(kind):
    if kind == "newly_arrived":
        usual = read_policy("preparatory_spread")
        usual = usual.replace(hosting=replace(usual.hosting, least_size=0, most_size=4))
        return [usual.replace(name="cheap", title={"en": "cheap"}, goals=usual.goals[::-1]), usual]
    own = IntroductionRule(orientations=2, independent="agreement")
    rule = HostingRule(keep=True, languages="ignored", least_size=0)
    usual = read_policy("introduction_spread").replace(introduction=own, minutes="walking")
    return [
        usual.replace(name="loose", title={"en": "loose"}, hosting=rule),
        usual.replace(hosting=HostingRule(keep=False, languages="ignored", top_units=1,
                                          top_share=700)),
    ]  # fmt: skip


def seen(kind, made, policy):
    return (placed_view if kind == "newly_arrived" else introduction_view)(made, policy)


@cache
def places(kind):
    """What the policies place, with nobody protected: problem and placement of each."""
    made = smastad() if kind == "newly_arrived" else gymby()
    found = []
    for policy in policies(kind):
        travel = travel_table(seen(kind, made, policy))
        problem = problem_of(made, policy, travel=travel)
        found.append((problem, place(problem)))
    return made, found


def deciding(kind):
    """The pupil without whom most hosts, over the policies, run a group less."""
    _made, found = places(kind)
    saved = np.zeros(len(found[0][0].parties), np.int64)
    for problem, placement in found:
        for party in np.flatnonzero(problem.hosting.kept < 0):
            fewer = placement.chosen.copy()
            fewer[party] = -1
            saved[party] += int(groups_needed(problem, fewer).sum() < placement.groups.sum())
    assert saved.max() > 0
    return str(found[0][0].parties.ids[int(np.argmax(saved))])


def placed_before(kind):
    """A pupil who has a place already; a newly arrived one has siblings among the others too."""
    if kind == "introduction":
        return "s1-01"
    table = smastad().newly_arrived
    household = table["household"]
    family = household.map(household.value_counts()).fillna(0)
    return str(table["pupil_id"][table["current_unit"].notna() & (family > 1)].iloc[0])


def towns_of(kind, made, who, what):
    """The town where `who` is protected, and the town where the pupil has never been."""
    name = TABLE[kind]
    table = getattr(made, name).copy()
    mine = (table["pupil_id"] == who).to_numpy()
    table["protected"] = table["protected"].fillna(value=False).astype(bool) | mine
    if "placed before" in what:
        table.loc[mine, ["x", "y"]] = np.nan  # the way begins somewhere in the area
    gone = table[mine].iloc[0]
    fewer = made.replace(**{name: table[table["pupil_id"] != who].reset_index(drop=True)})
    if kind == "newly_arrived" and pd.notna(gone["current_unit"]):
        hosts, at = made.hosts.copy(), made.hosts["unit_id"] == gone["current_unit"]
        hosts.loc[at, ["pupils_today", "newly_arrived_today"]] -= 1
        fewer = fewer.replace(hosts=hosts)
    return made.replace(**{name: table}), fewer


def pair_of(what):
    """Runs of both towns under each policy; everybody else is where the pupil is too."""
    kind, choosing = CASES[what]
    who, (made, _found) = choosing(kind), places(kind)
    towns, pair = towns_of(kind, made, who, what), ([], [])
    for policy in policies(kind):
        views = [seen(kind, one, policy) for one in towns]
        problem, fewer = (problem_of(one, policy, travel=travel_table(view))
                          for one, view in zip(towns, views, strict=True))  # fmt: skip
        placement = place(problem)
        row = np.maximum(placement.chosen, 0)
        held = np.where(placement.placed, problem.options.offering[row], -1)
        ids = problem.offerings.ids
        where = {i: ids[o] if o >= 0 else None
                 for i, o in zip(problem.parties.ids.tolist(), held.tolist(), strict=True)}  # fmt: skip
        options = fewer.options
        rows = {(p, fewer.offerings.ids[o]): r for r, (p, o) in enumerate(
            zip(options.party.tolist(), options.offering.tolist(), strict=True))}  # fmt: skip
        chosen = np.array([rows.get((k, where[i]), -1) for k, i in enumerate(fewer.parties.ids)])
        other = placement.replace(chosen=chosen, groups=groups_needed(fewer, chosen),
                                  **proven_in(fewer, chosen, placement))  # fmt: skip
        pair[0].append(run_of(views[0], problem, placement))
        pair[1].append(run_of(views[1], fewer, other))
    return pair


def proven_in(fewer, chosen, placement):
    """What the search would tell of the placement without the pupil."""
    details, policy = dict(placement.details), fewer.policy
    goals = []
    for told, step in zip(details["goals"], policy.goals, strict=True):
        goal = load("goal", step.name)
        value = goal.value(fewer, chosen, step.params)
        reading = goal.reading(fewer, chosen, step.params) if hasattr(goal, "reading") else {}
        goals.append(told | {"value": value, "best": value, "bound": value - 7, "reading": reading})
    first = goals[0]["value"]
    return {"details": details | {"goals": goals}, "objective": first, "bound": first - 7.0}


CASES = {
    "newly arrived, one group more": ("newly_arrived", deciding),
    "newly arrived, placed before": ("newly_arrived", placed_before),
    "introduction, one group more": ("introduction", deciding),
    "introduction, placed before": ("introduction", placed_before),
}


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=SLOW if "before" in name else ()) for name in CASES],
)
def pair(request):
    return CASES[request.param][0], pair_of(request.param)


@pytest.fixture
def same_audit(pair, monkeypatch):
    audits = {run.policy_name: audit(run) for run in pair[1][0]}
    for module in ("context", "tables"):
        monkeypatch.setattr(f"skolval.report.{module}.audit", lambda run: audits[run.policy_name])


def undigested(body):
    return re.sub(r'<span class="hash">.*?</span>', "", body)


def test_no_section_of_a_public_report_of_groups_tells_of_a_protected_pupil(pair, same_audit):
    kind, runs = pair
    pages = [made_page(one, Wanted(lang="en", audience="public")) for one in runs]
    assert pages[0].lead == pages[1].lead
    mine, other = ({one.id: one.body for one in page.sections} for page in pages)
    assert SHOWN[kind] <= set(mine)
    assert set(mine) == set(other)
    for name in mine:  # digests of the files are those of other files
        assert undigested(mine[name]) == undigested(other[name]), name


def test_nor_does_the_map_of_groups_or_any_file(pair, same_audit, tmp_path):
    _kind, runs = pair
    maps = [map_page(one, lang="en", audience="public").html for one in runs]
    assert maps[0] == maps[1]
    for name, one in zip("ab", runs, strict=True):
        write_comparison(one, tmp_path / name, audience="public")
        write_xlsx(one, tmp_path / name / "tables.xlsx", audience="public")
        write_gpkg(one, tmp_path / name / "placement.gpkg", audience="public")
    files = sorted(file.name for file in (tmp_path / "a").iterdir())
    assert files == sorted(file.name for file in (tmp_path / "b").iterdir())
    assert {"hosts.csv", "group_units.csv", "tables.xlsx", "placement.gpkg"} <= set(files)
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_the_towns_differ_by_the_pupil_alone(pair):
    for with_it, without in zip(*pair[1], strict=True):
        assert with_it.placement.placed.sum() - without.placement.placed.sum() == 1
        hidden = [int(run.problem.parties.protected.sum()) for run in (with_it, without)]
        assert hidden[0] - hidden[1] == 1
