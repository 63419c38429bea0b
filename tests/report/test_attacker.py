"""An attacker reads all of a public report of random small towns, and solves for few pupils.

What is read is turned into equations and inequalities over the counts that nobody tells: pupils by
unit, group and policy, by area and unit, by grade and choice, and from unit to unit. No count of
one to four pupils may be proven to be one.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from skolval.domain.disclosure import few
from skolval.domain.preferences import chose
from skolval.domain.school_transport import GradeSpan, SchoolTransport, TransportRules
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.io.run import run_of
from skolval.measure.school_transport import transport_units
from skolval.place import place
from skolval.report.audience import HIDDEN, unit_mask
from skolval.report.facts import unit_numbers
from skolval.report.files import write_comparison
from skolval.report.mapview import Drawing
from skolval.report.markup_tree import parsed
from skolval.report.page import made_page
from skolval.report.pooled import pooled_runs
from skolval.report.wanted import Wanted
from skolval.report.words import Words
from towns import BACKGROUND, GROUP, policy, town

SECTIONS = ("opening", "movers", "units", "wishes", "unit_nulls", "segregation", "groups", "travel",
            "school_transport")  # fmt: skip
DASH = "–"


def random_runs(seed):
    """Runs of a small random town under two or three policies."""
    rng = np.random.default_rng(seed)
    units, areas, pupils = (int(rng.integers(*ends)) for ends in ((2, 6), (2, 6), (15, 90)))
    grades = ["F", "7"][: int(rng.integers(1, 3))]
    spots = rng.uniform(0, 4000, (units, 2))
    middle = rng.uniform(0, 4000, (areas, 2))
    home = rng.choice(areas, pupils, p=rng.dirichlet(np.full(areas, 0.7)))
    at = middle[home] + rng.normal(0, 300, (pupils, 2))
    rare = float(rng.choice([0.05, 0.15, 0.4]))
    made = town(
        [{"unit_id": f"u{u}", "name": f"School {u}", "x": x, "y": y}
         for u, (x, y) in enumerate(spots)],
        [{"offering_id": f"u{u}-{g}", "unit_id": f"u{u}", "grade": g,
          "seats": int(rng.integers(2, max(4, 2 * pupils // units)))}
         for u in range(units) for g in grades],
        [{"pupil_id": f"p{p}", "grade": grades[p % len(grades)], "area_id": f"A{home[p]}",
          "x": at[p, 0], "y": at[p, 1], "low_education": int(rng.random() < rare),
          "foreign_background": int(rng.random() < 0.3), "protected": bool(rng.random() < 0.03)}
         for p in range(pupils)],
        [{"pupil_id": f"p{p}", "rank": r + 1, "unit_id": f"u{u}"}
         for p in range(pupils)
         for r, u in enumerate(rng.permutation(units)[: int(rng.integers(0, units + 1))])],
        areas=[{"area_id": f"A{a}", "name": f"Area {a}", "x": x, "y": y, "population": 500,
                "share_low_education": round(float(rng.uniform(0.1, 0.6)), 3),
                "share_foreign_background": round(float(rng.uniform(0.1, 0.6)), 3)}
               for a, (x, y) in enumerate(middle)],
        groups=(GROUP, BACKGROUND),
    )  # fmt: skip
    metres = (1.3 * np.hypot(*(at[:, None] - spots[None]).transpose(2, 0, 1))).astype(np.int32)
    travel = TravelTable(
        metres=metres, minutes=(metres // 80).astype(np.int32),
        origin_of_pupil=np.arange(pupils), kind="straight",
    )  # fmt: skip
    asked = [policy("nearest_school", name="a"), policy("deferred_acceptance", "lottery", name="b"),
             policy("deferred_acceptance", "sibling", "relative_proximity", name="c")]  # fmt: skip
    runs = []
    for one in asked[: int(rng.integers(2, 4))]:
        problem = build_problem(made, one.replace(title={"en": one.name}), travel)
        runs.append(run_of(made, problem, place(problem)))
    if rng.random() < 0.5:
        runs[-1] = judged(runs[-1], int(rng.integers(500, 3000)))
    return runs


def judged(run, limit):
    """The same placement under a policy that judges school transport."""
    problem = run.problem
    rules = TransportRules("", "Town", (GradeSpan("F", "9", limit, 400),), "2026/27", source="Town")
    asked = problem.policy.replace(school_transport=SchoolTransport())
    return replace(run, problem=problem.replace(policy=asked, transport=rules))


@dataclass
class Attacker:
    """Unknown counts by name, what is known of them, and their true values."""

    true: dict = field(default_factory=dict)
    least: dict = field(default_factory=dict)
    most: dict = field(default_factory=dict)
    sums: list = field(default_factory=list)

    def unknown(self, name, value):
        self.true[name] = int(value)

    def between(self, name, low, high):
        self.least[name] = max(self.least.get(name, 0), low)
        self.most[name] = min(self.most.get(name, 10**6), high)
        assert self.least[name] <= self.true[name] <= self.most[name], name

    def told(self, name, text):
        if text not in {HIDDEN, DASH}:
            value = int(re.sub(r"\D", "", text))
            self.between(name, value, value)

    def add(self, whole, parts):
        assert self.true[whole] == sum(self.true[part] for part in parts), (whole, parts)
        self.sums.append((whole, parts))

    def proven(self):
        """Return the counts of one to four pupils that are proven to be so."""
        names = list(self.true)
        place = {name: k for k, name in enumerate(names)}
        system = sparse.lil_array((len(self.sums), len(names)))
        for row, (whole, parts) in enumerate(self.sums):
            system[row, place[whole]] = -1
            for part in parts:
                system[row, place[part]] += 1
        system = system.tocsr()
        bounds = [(self.least.get(name, 0), self.most.get(name, 10**6)) for name in names]
        found = []
        for name, value in self.true.items():
            if not 1 <= value <= 4:
                continue
            ends = []
            for sign in (1, -1):
                cost = np.zeros(len(names))
                cost[place[name]] = sign
                solved = linprog(cost, A_eq=system, b_eq=np.zeros(len(self.sums)), bounds=bounds)
                assert solved.status == 0, solved.message
                ends.append(sign * solved.fun)
            if np.ceil(ends[0] - 1e-6) >= 1 and np.floor(ends[1] + 1e-6) <= 4:
                found.append((name, value, ends))
        return found


def tables_of(page):
    """Captions, headings and rows of every table of a page."""
    found = []
    for table in parsed(page.markup()).all("table"):
        heads = [cell.text() for cell in table.all("thead")[0].all("th")]
        rows = [[c.text() for c in row.elements()] for row in table.all("tbody")[0].all("tr")]
        found.append((table.all("caption")[0].text(), heads, rows))
    return found


def rows_of(tables, caption):
    """Rows of the table with this caption as mappings; none where there is no such table."""
    return [dict(zip(heads, row, strict=True)) for title, heads, rows in tables
            if title == caption for row in rows]  # fmt: skip


def read_units(attacker, tables, run, k):
    numbers = unit_numbers(run)
    names = run.units["name"].tolist()
    for u, name in enumerate(names):
        attacker.unknown(f"{k} m {name}", numbers.members[u])
        attacker.unknown(f"{k} r {name}", numbers.placed[u] - numbers.members[u])
        attacker.unknown(f"{k} t {name}", numbers.placed[u])
        attacker.add(f"{k} t {name}", [f"{k} m {name}", f"{k} r {name}"])
    for kind, total in (("m", numbers.members.sum()), ("t", numbers.placed.sum())):
        attacker.unknown(f"{k} {kind}", total)
        if kind == "m" and not 1 <= total <= 4:  # known from within
            attacker.between(f"{k} {kind}", total, total)
        attacker.add(f"{k} {kind}", [f"{k} {kind} {name}" for name in names])
    listed = rows_of(tables, f"Units under {run.problem.policy.label('en')}")
    for row in listed:
        attacker.told(f"{k} t {row['Unit']}", row["Placed"])
        attacker.told(f"{k} m {row['Unit']}", row["Pupils of the group"])
    for name in set(names) - {row["Unit"] for row in listed}:
        attacker.between(f"{k} t {name}", 0, 0)


def read_flows(attacker, drawing, run, k):
    """From area to unit, as the map draws it."""
    problem, unit = run.problem, run.placement.unit(run.problem)
    names = run.units["name"].tolist()
    shown = {(a, u): n for a, u, n in drawing.view(None, wheel=True)["policies"][k]["flows"]}
    known = drawing.runs[k].problem.parties.protected
    assert not known.any()
    for u, name in enumerate(names):
        parts = []
        for a in range(len(problem.area_ids)):
            cell = f"{k} area {a} {name}"
            attacker.unknown(cell, ((problem.parties.area == a) & (unit == u)).sum())
            told = shown.get((a, u))
            attacker.between(cell, *((0, 7) if told is None else (told - 2, told + 2)))
            parts.append(cell)
        attacker.add(f"{k} t {name}", parts)


def read_moves(attacker, tables, runs, k):
    """From unit to unit against the first policy; the last row and column have no place."""
    names = [*runs[0].units["name"].tolist(), "nowhere"]
    before, after = (run.placement.unit(run.problem) for run in (runs[0], runs[k]))
    cells = {}
    for i, start in enumerate(names):
        for j, end in enumerate(names):
            u, v = (-1 if n == len(names) - 1 else n for n in (i, j))
            cells[start, end] = f"{k} move {start} {end}"
            attacker.unknown(cells[start, end], ((before == u) & (after == v)).sum())
    for name in names[:-1]:
        attacker.add(f"0 t {name}", [cells[name, end] for end in names])
        attacker.add(f"{k} t {name}", [cells[start, name] for start in names])
    attacker.unknown(f"{k} moved", (before != after).sum())
    attacker.add(f"{k} moved", [cells[a, b] for a in names for b in names if a != b])
    title = runs[k].problem.policy.label("en")
    pairs = rows_of(
        tables, f"From unit to unit: {title} against {runs[0].problem.policy.label('en')}"
    )
    told = {(row["From"], row["To"]): int(row["Pupils"]) for row in pairs}
    used = [name for name in names if attacker.true.get(f"0 t {name}", 0)
            or attacker.true.get(f"{k} t {name}", 0)]  # fmt: skip
    absent = 7 if len(used) >= 8 else 10**6
    for (start, end), cell in cells.items():
        if "nowhere" in (start, end) or start == end:
            continue
        pupils = told.get((start, end))
        attacker.between(cell, *((0, absent) if pupils is None else (pupils - 2, pupils + 2)))
    read_movers(attacker, tables, runs, (k, before, after))


def read_movers(attacker, tables, runs, of):
    k, before, after = of
    run, grade = runs[k], runs[k].problem.parties.grade
    moved = before != after
    known = moved & (before >= 0) & (after >= 0)
    change = run.placement.metres(run.problem) - runs[0].placement.metres(runs[0].problem)
    kinds = {"shorter": known & (change < 0), "longer": known & (change > 0)}
    kinds["same"] = moved & ~kinds["shorter"] & ~kinds["longer"]
    kinds["stayed"] = ~moved
    rows = [row for row in rows_of(tables, "Pupils placed elsewhere, by grade")
            if row["Policy"] == run.problem.policy.label("en")]  # fmt: skip
    codes = run.problem.grades.codes
    for kind, which in kinds.items():
        attacker.unknown(f"{k} {kind}", which.sum())
        parts = []
        for code in sorted(set(grade.tolist())):
            parts.append(f"{k} {kind} {codes[code]}")
            attacker.unknown(parts[-1], (which & (grade == code)).sum())
        attacker.add(f"{k} {kind}", parts)
    for row in rows:
        at = "" if row["Grade"] == "All" else f" {row['Grade']}"
        if at:
            attacker.unknown(f"{k} moved{at}", moved[grade == codes.index(row["Grade"])].sum())
        pieces = [f"{k} {kind}{at}" for kind in ("shorter", "longer", "same")]
        attacker.add(f"{k} moved{at}", pieces)
        everyone = f"{k} pupils{at}"
        attacker.unknown(everyone, sum(attacker.true[f"{k} {x}{at}"] for x in ("moved", "stayed")))
        attacker.add(everyone, [f"{k} moved{at}", f"{k} stayed{at}"])
        for name, head in (("pupils", "Pupils"), ("moved", "Placed elsewhere"),
                           ("shorter", "Shorter way"), ("longer", "Longer way")):  # fmt: skip
            attacker.told(f"{k} {name}{at}", row[head])


def read_choices(attacker, tables, run, k):
    rank, chosen, title = run.placement.rank(run.problem), chose(run.problem), (
        run.problem.policy.label("en"))  # fmt: skip
    parts = {"First choice": rank == 1, "Second choice": rank == 2, "Third choice or later": rank > 2,
             "A unit not wished for": rank == 0, "No place": rank < 0}  # fmt: skip
    for name, which in parts.items():
        for kind, who in (("chose", chosen), ("other", ~chosen)):
            attacker.unknown(f"{k} {kind} {name}", (which & who).sum())
        attacker.unknown(f"{k} {name}", which.sum())
        attacker.add(f"{k} {name}", [f"{k} chose {name}", f"{k} other {name}"])
    for name in list(parts)[:3]:
        attacker.between(f"{k} other {name}", 0, 0)
    attacker.unknown(f"{k} everyone", len(rank))
    attacker.between(f"{k} everyone", len(rank), len(rank))
    attacker.add(f"{k} everyone", [f"{k} {name}" for name in parts])
    attacker.unknown(f"{k} choosers", chosen.sum())
    attacker.add(f"{k} choosers", [f"{k} chose {name}" for name in parts])
    attacker.unknown(f"{k} any", (rank > 0).sum())
    attacker.add(f"{k} any", [f"{k} {name}" for name in list(parts)[:3]])
    attacker.add(f"{k} everyone", [f"{k} t", f"{k} No place"])
    for row in rows_of(tables, "Pupils by the choice they got"):
        attacker.told(f"{k} {row['Choice']}", row[title])


def read_shares(attacker, tables, run, k):
    """Shares of those who chose, which are counts where the choosers are told."""
    title = run.problem.policy.label("en")
    figures = {row["Figure"]: row[title] for row in rows_of(tables, "Key figures by policy")}
    attacker.told(f"{k} t", figures["Pupils with a place"])
    moved = figures.get("Placed elsewhere than under the first policy, pupils")
    if moved and k:
        attacker.told(f"{k} moved", moved)
    choosers = attacker.true[f"{k} choosers"]
    for head, name in (("First choice, of those who chose", "First choice"),
                       ("One of the choices, of those who chose", "any")):  # fmt: skip
        text = figures[head]
        if text in {HIDDEN, DASH}:
            continue
        share = float(text.rstrip("%").replace(",", ".").strip()) / 100
        low, high = (share + e) * choosers if (e := -0.0006) else 0, (share + 0.0006) * choosers
        attacker.between(f"{k} {name}", int(np.ceil(low)), int(np.floor(high)))
        attacker.between(f"{k} choosers", choosers, choosers)


def read_ways(attacker, tables, run, k):
    metres = run.placement.metres(run.problem)[run.placement.placed]
    title, before = run.problem.policy.label("en"), None
    rows = rows_of(tables, "Share of pupils by length of the way to school")[:-1]
    for row, limit in zip(rows, (500, 1000, 2000, 4000, 6000), strict=True):
        attacker.unknown(f"{k} within {limit}", (metres <= limit).sum())
        less = 0 if before is None else before
        attacker.unknown(f"{k} band {limit}", ((metres > less) & (metres <= limit)).sum())
        parts = [f"{k} band {limit}"] + ([] if before is None else [f"{k} within {before}"])
        attacker.add(f"{k} within {limit}", parts)
        text = row[title]
        if text not in {HIDDEN, DASH}:
            share = float(text.rstrip("%").strip()) / 100
            ends = ((share - 0.0006) * len(metres), (share + 0.0006) * len(metres))
            attacker.between(f"{k} within {limit}", int(np.ceil(ends[0])), int(np.floor(ends[1])))
        before = limit
    attacker.unknown(f"{k} beyond", (metres > before).sum())
    attacker.add(f"{k} t", [f"{k} within {before}", f"{k} beyond"])
    figures = {row["Figure"]: row[title] for row in rows_of(tables, "Key figures by policy")}
    entitled = run.problem.entitled()[run.placement.chosen[run.placement.placed]]
    attacker.unknown(f"{k} entitled", entitled.sum())
    attacker.told(f"{k} entitled", figures["Entitled to school transport, pupils"])


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Charts are read elsewhere; drawing them takes most of the time."""
    for name in ("wishes", "units", "unit_nulls", "segregation", "groups"):
        module = importlib.import_module(f"skolval.report.sections.{name}")
        monkeypatch.setattr(module, "drawn", lambda *_args, **_more: "<svg></svg>")


def read_transport(attacker, tables, run, k):
    title = run.problem.policy.label("en")
    units = transport_units(run)
    columns = {"right": "school transport by right", "card": "travel card, own choice of unit",
               "arranged": "own choice, only if it makes no difficulty",
               "unjudged": "to be judged by the officer", "none": "no school transport"}  # fmt: skip
    if not len(units):
        return
    counts = units.set_index("name")
    names = run.units["name"].tolist()
    for name in names:
        for kind in columns:
            value = counts.at[name, kind] if name in counts.index else 0
            attacker.unknown(f"{k} {kind} {name}", value)
        attacker.add(f"{k} t {name}", [f"{k} {kind} {name}" for kind in columns])
    for kind in columns:
        attacker.unknown(f"{k} {kind}", counts[kind].sum())
        attacker.add(f"{k} {kind}", [f"{k} {kind} {name}" for name in names])
    for row in rows_of(tables, f"School transport by unit: {title}"):
        attacker.told(f"{k} t {row['Unit']}", row["Pupils"])
        for kind in ("right", "card", "arranged"):
            attacker.told(f"{k} {kind} {row['Unit']}", row[columns[kind]])
    read_outcomes(attacker, tables, (title, k), {text: kind for kind, text in columns.items()})


def read_outcomes(attacker, tables, of, kinds):
    title, k = of
    for row in rows_of(tables, "Pupils by school transport"):
        if row["Outcome"] in kinds:
            attacker.told(f"{k} {kinds[row['Outcome']]}", row[title])
    grounds = rows_of(tables, "Pupils with a right to school transport, by ground")
    # distance is the only ground that is known here, so that it tells of the whole
    for row in grounds:
        if row["Ground"] == "the length of the way" and row[title] not in {HIDDEN, DASH}:
            told = int(re.sub(r"\D", "", row[title]))
            attacker.between(f"{k} right", max(0, told - 2), told + 2)


def attacked(runs):
    """Everything that is read of one public report."""
    page = made_page(runs, Wanted(lang="en", audience="public", sections=SECTIONS))
    drawing = Drawing(runs, Words("en"), "public")
    tables, attacker = tables_of(page), Attacker()
    for k, run in enumerate(drawing.runs):
        read_units(attacker, tables, run, k)
        read_flows(attacker, drawing, run, k)
        read_choices(attacker, tables, run, k)
        if k:
            read_moves(attacker, tables, drawing.runs, k)
        read_shares(attacker, tables, run, k)
        read_ways(attacker, tables, run, k)
        read_transport(attacker, tables, run, k)
    return attacker, tables, drawing


@pytest.mark.parametrize("seed", range(5))
def test_no_few_pupils_are_proven_by_all_that_is_told(seed):
    attacker, _tables, _drawing = attacked(random_runs(seed))
    assert any(1 <= value <= 4 for value in attacker.true.values())
    assert attacker.proven() == []


def test_the_attacker_proves_few_pupils_where_nothing_further_is_hidden(monkeypatch):
    """With the few alone hidden the same attack succeeds: the test above is no empty one."""

    def few_alone(cells, primary=None, *, untold=None, known=None):
        secret = few(cells.values) if primary is None else primary
        hidden = secret if untold is None else secret | untold
        return hidden if known is None else hidden & ~known

    for place_of in ("skolval.report.audience", "skolval.disclosure.builder"):
        monkeypatch.setattr(f"{place_of}.protected", few_alone)
    assert any(attacked(random_runs(seed))[0].proven() for seed in range(5))


@pytest.mark.parametrize("seed", range(40))
def test_indices_are_taken_of_tables_without_few(seed):
    runs = Drawing(random_runs(seed), Words("en"), "public").runs
    masks = [unit_numbers(run, "public").mask for run in runs]
    found = pooled_runs(runs, masks, "public")
    assert all((one.together == found[0].together).all() for one in found)
    for seen in found:
        for one, groups in ((seen.area, ()), (seen.pupil, (0, 1))):
            if one is None:
                continue
            unit, grade = one.placement.unit(one.problem), one.problem.parties.grade
            member = one.problem.parties.member
            kinds = [member[:, c] == v for c in groups for v in (0, 1)] or [unit >= 0]
            for which in kinds:
                for code in set(grade.tolist()):
                    mine = which & (grade == code) & (unit >= 0)
                    counts = np.bincount(unit[mine])
                    assert not ((counts > 0) & (counts < 5)).any()


@pytest.mark.parametrize("seed", range(10))
def test_another_balanced_group_tells_no_more_of_the_units(seed):
    """Two reports of one run, about different groups, hide the same units' pupils."""
    for run in random_runs(seed):
        numbers = unit_numbers(run)
        member = run.problem.parties.member
        unit = run.placement.unit(run.problem)
        masks = []
        for column in range(2):
            mine = (unit >= 0) & (member[:, column] == 1)
            count = np.bincount(unit[mine], minlength=len(numbers.placed))
            masks.append(unit_mask(numbers.placed, count, "public").placed)
        assert masks[0].tolist() == masks[1].tolist()


def test_files_hide_what_the_page_hides(tmp_path):
    import pandas as pd

    for seed in range(3):
        runs = random_runs(seed)
        _attacker, tables, _drawing = attacked(runs)
        folder = tmp_path / str(seed)
        write_comparison(runs, folder, audience="public")
        frame = pd.read_csv(folder / "policies.csv")
        assert frame[["objective", "bound"]].isna().all(axis=None)
        for row, run in zip(frame.to_dict("records"), runs, strict=True):
            title = run.problem.policy.label("en")
            figures = {r["Figure"]: r[title] for r in rows_of(tables, "Key figures by policy")}
            for name, head in (("entitled", "Entitled to school transport, pupils"),
                               ("first_wish", "First choice, of those who chose")):  # fmt: skip
                assert np.isnan(row[name]) == (figures[head] in {HIDDEN, DASH})
