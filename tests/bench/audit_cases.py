"""Cases of the proof: blocking pairs of a million, guarantee schools, a whole run folder."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd

from bench.markets import popular_market
from bench.registry import Report, case, median_seconds
from cities import city
from skolval.audit import audit
from skolval.audit.blocking import blocking_pairs
from skolval.audit.guarantee import check_guarantee
from skolval.audit.lots import drawn
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.run import run_of
from skolval.io.run_writing import write_run
from skolval.io.shipped import find_instance
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.measure import measure
from skolval.place import place, problem_of
from skolval.solver.guarantee import guarantee_rows


@case
def blocking_pair_proof() -> Report:
    """The audit's own kernel on placements by deferred acceptance, keys ready made."""
    report = Report("Proof of no blocking pair, 5 wishes each", "1,000,000 pupils in 0.1 s")
    for pupils in (100_000, 1_000_000):
        market = popular_market(pupils)
        taken, _proposals = deferred_acceptance(market)
        seconds = median_seconds(
            lambda m=market, t=taken: blocking_pairs(
                m.start, m.school, m.key, taken=t, seats=m.seats
            )
        )
        waste, envy = blocking_pairs(
            market.start, market.school, market.key, taken=taken, seats=market.seats
        )
        report.add(
            f"{pupils:,} pupils ({int(waste.sum() + envy.sum())} pairs found)",
            f"{seconds * 1000:.1f} ms",
        )
    seconds = median_seconds(lambda: drawn(f"s|p{i}" for i in range(100_000)), 3)
    report.add("100,000 lots drawn again from the seed", f"{seconds * 1000:.0f} ms")
    return report


@case
def guarantee_school_proof() -> Report:
    """Least total way, evenness and lottery proved by circles alone, beside the optimiser."""
    report = Report("Proof of guarantee schools, homes by area", "")
    problem = city(pupils=100_000, units=120, areas=200, grades=(0, 4, 7), nearest=10, seed=5)
    rows = guarantee_rows(problem)
    problem = problem.replace(guarantee=rows)
    seconds = median_seconds(lambda: list(check_guarantee(problem)), 3)
    ok = all(claim.ok for claim in check_guarantee(problem))
    report.add("100,000 pupils, 1,000,000 options", f"{seconds:.2f} s, {'proved' if ok else 'no'}")
    return report


def _city_folder(folder: Path) -> Path:
    """Write a run folder of 100,000 pupils in a made-up city with ten options each."""
    instance = read_instance(find_instance("lillstad"))
    shell = run_of(instance, ready := problem_of(instance, read_policy("lottery")), place(ready))
    problem = city(pupils=100_000, units=120, areas=200, grades=(0, 4, 7), nearest=10, seed=5)
    groups = (replace(instance.groups[0], id="g"),)
    problem = problem.replace(policy=ready.policy)
    units = pd.DataFrame({"unit_id": problem.unit_ids, "name": problem.unit_ids,
                          "provider": "municipal", "x": 0.0, "y": 0.0, "area_id": None,
                          "placeable": True})  # fmt: skip
    placement = place(problem)
    record = dict(shell.record)
    record["distance_kind"], record["warnings"] = problem.distance_kind, []
    record["placement"] = {**record["placement"], "parties": len(placement.chosen),
                           "placed": int(placement.placed.sum())}  # fmt: skip
    record["instance"] = {**record["instance"], "groups": [asdict(group) for group in groups],
                          "balance_group": "g"}  # fmt: skip
    areas = pd.DataFrame({"area_id": problem.area_ids})
    run = replace(shell, problem=problem, placement=placement, units=units, areas=areas,
                  enrolment=instance.enrolment.iloc[:0], groups=groups, record=record)  # fmt: skip
    extras = {"indices": measure(run, within_grade=True),
              "breaches": pd.DataFrame(columns=["rule", "where", "excess", "unit", "message"])}  # fmt: skip
    return Path(str(write_run(folder, run, extras=extras).folder))


@case
def audit_of_a_run_folder() -> Report:
    """A whole run folder from its files, with and without computing the indices again."""
    report = Report("skolval audit of 100,000 pupils, 1,000,000 options", "a couple of seconds")
    with tempfile.TemporaryDirectory() as folder:
        run = _city_folder(Path(folder) / "run")
        found = audit(run)
        claims = len(found.certificate["claims"])
        seconds = median_seconds(lambda: audit(run), 3)
        report.add(f"whole, {claims} claims, {len(found.breaches)} breaches", f"{seconds:.1f} s")
        (run / "indices.csv").unlink()
        seconds = median_seconds(lambda: audit(run), 3)
        report.add("the same without indices.csv", f"{seconds:.1f} s")
    assert np.isfinite(seconds)
    return report
