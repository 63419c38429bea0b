"""An attacker reads all that a public report of groups tells, and solves for few pupils.

Unknown are the pupils in groups at every unit, those placed at once beside them, and who has a
sibling, a language or a place before; known are the tables, what adds up, and that every number
is whole. No count of one to four pupils may be proven to be one.
"""

from __future__ import annotations

import dataclasses
import importlib

import numpy as np
import pytest
from test_attacker import DASH, Attacker, rows_of, tables_of

import hosted_town
from skolval.report.audience import HIDDEN, counted_runs
from skolval.report.hosting_map import drawing_of
from skolval.report.page import made_page
from skolval.report.wanted import Wanted
from skolval.report.words import Words

SECTIONS = ("opening", "preparatory_classes", "group_by_unit", "arrivals", "movers")


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    for name in ("_hosting", "arrivals"):
        module = importlib.import_module(f"skolval.report.sections.{name}")
        monkeypatch.setattr(module, "drawn", lambda *_args, **_more: "<svg></svg>")


def some_at_once(run, seed):
    """The same run, some of whose pupils go to a regular class at once."""
    rng = np.random.default_rng(seed)
    hosting, chosen = run.problem.hosting, run.placement.chosen
    host = hosting.option_host.copy()
    host[chosen[rng.random(len(chosen)) < rng.choice([0.0, 0.02, 0.2])]] = -1
    problem = run.problem.replace(hosting=hosting.replace(option_host=host))
    return dataclasses.replace(run, problem=problem)


def random_runs(seed):
    pupils = int(np.random.default_rng(seed).integers(20, 120))
    runs = [hosted_town.run(name, pupils=pupils) for name in ("today", "spread")]
    return [some_at_once(run, seed + k) for k, run in enumerate(runs)]


def read_units(attacker, tables, case, k):
    run, found = case
    names = run.units["name"].tolist()
    unit = run.placement.unit(run.problem)
    for u, name in enumerate(names):
        everyone = int((unit == u).sum())
        attacker.unknown(f"{k} in {name}", found.numbers.by_unit[u])
        attacker.unknown(f"{k} once {name}", everyone - found.numbers.by_unit[u])
        attacker.unknown(f"{k} all {name}", everyone)
        attacker.add(f"{k} all {name}", [f"{k} in {name}", f"{k} once {name}"])
    for kind in ("in", "once", "all"):
        parts = [f"{k} {kind} {name}" for name in names]
        attacker.unknown(f"{k} {kind}", sum(attacker.true[part] for part in parts))
        attacker.add(f"{k} {kind}", parts)
    attacker.between(f"{k} all", len(unit), len(unit))  # everybody has a place here
    attacker.add(f"{k} all", [f"{k} in", f"{k} once"])
    listed = rows_of(tables, f"Units with groups under {run.problem.policy.label('en')}")
    for row in listed:
        attacker.told(f"{k} in {row['Unit']}", row["Pupils in groups"])
    for name in set(names) - {row["Unit"] for row in listed}:
        attacker.between(f"{k} in {name}", 0, 0)


def read_figures(attacker, tables, case, k):
    run, found = case
    figures = {row["Figure"]: row[run.problem.policy.label("en")]
               for row in rows_of(tables, "Groups by policy")}  # fmt: skip
    for head, name in (("Pupils in groups", "in"), ("Placed in a regular class at once", "once")):
        attacker.told(f"{k} {name}", figures.get(head, DASH))
    parts = {"Pupils with a sibling, at the unit of one": "siblings",
             "Pupils with a teacher of their language": "languages",
             "Placed before, and stay": "stay"}  # fmt: skip
    whole = {"siblings": "all", "languages": "in", "stay": "all"}
    for head, name in parts.items():
        part = getattr(found.numbers, name)
        attacker.unknown(f"{k} {name} yes", part.count)
        attacker.unknown(f"{k} {name} no", part.of - part.count)
        attacker.unknown(f"{k} {name}", part.of)
        attacker.add(f"{k} {name}", [f"{k} {name} yes", f"{k} {name} no"])
        beside = attacker.true[f"{k} {whole[name]}"] - part.of
        attacker.unknown(f"{k} {name} beside", beside)
        attacker.add(f"{k} {whole[name]}", [f"{k} {name}", f"{k} {name} beside"])
        text = figures.get(head, HIDDEN)
        if text not in {HIDDEN, DASH}:
            count, of = text.split(" of ")
            attacker.told(f"{k} {name} yes", count)
            attacker.told(f"{k} {name}", of)


def read_curve(attacker, tables, case, k):
    """Shares that the units with most hold, where the number of all is told."""
    run, found = case
    title, total = run.problem.policy.label("en"), attacker.true[f"{k} in"]
    if "pupils" in found.hidden:
        return
    held = np.sort(found.numbers.by_unit)[::-1]
    for row in rows_of(tables, "Share of all pupils in groups that the units with most hold"):
        top = int(row["Units, those with most first"])
        share = float(row[title].rstrip("%").strip()) / 100
        # where hidden units are among them their sum is known, and no more is told
        if not np.isnan(np.sort(found.by_unit)[::-1]).any():
            assert share == pytest.approx(held[:top].sum() / total, abs=6e-4)


@pytest.mark.parametrize("seed", range(6))
def test_no_few_pupils_are_proven_by_all_that_is_told_of_groups(seed):
    runs = counted_runs(random_runs(seed), "public")
    page = made_page(runs, Wanted(lang="en", audience="public", sections=SECTIONS))
    drawing = drawing_of(runs, Words("en"), "public")
    tables, attacker = tables_of(page), Attacker()
    for k, (run, found) in enumerate(zip(drawing.runs, drawing.held, strict=True)):
        read_units(attacker, tables, (run, found), k)
        read_figures(attacker, tables, (run, found), k)
        read_curve(attacker, tables, (run, found), k)
    assert any(1 <= value <= 4 for value in attacker.true.values())
    assert attacker.proven() == []


def test_the_attacker_succeeds_where_only_the_few_are_hidden():
    run = random_runs(1)[1]
    drawing = drawing_of([run], Words("en"), "public")
    found, attacker = drawing.held[0], Attacker()
    names, total = run.units["name"].tolist(), int(found.numbers.by_unit.sum())
    for name, count in zip(names, found.numbers.by_unit, strict=True):
        attacker.unknown(name, count)
        if not 1 <= count <= 4 or name != names[int(np.argmin(np.where(
                (found.numbers.by_unit > 0), found.numbers.by_unit, 99)))]:  # fmt: skip
            attacker.between(name, count, count)
    attacker.unknown("all", total)
    attacker.between("all", total, total)
    attacker.add("all", names)
    assert attacker.proven()
