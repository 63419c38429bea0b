"""Cases of the rules of composition and structure: how long they take to say what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.registry import Report, case, clock
from cities import city
from skolval import read_instance
from skolval.domain.policy import Policy
from skolval.io.shipped import find_instance
from skolval.place import place, problem_of
from skolval.registry import load
from skolval.solver.model import ArrayModel
from skolval.travel.table import travel_table
from towns import step

GROUPS = ("g", "h", "k")
ASKED = (
    ("rule", "balance", {"groups": dict.fromkeys(GROUPS, 0.2)}),
    ("rule", "balance", {"groups": dict.fromkeys(GROUPS, 0.2), "per": "unit"}),
    ("rule", "composition_band", {"groups": GROUPS, "points": 5}),
    ("rule", "composition_ceiling", {"groups": GROUPS, "at_most": 0.3}),
    ("rule", "composition_floor", {"groups": GROUPS, "at_least": 0.3, "price": 3}),
    ("rule", "newly_arrived_share", {"at_most": 0.1}),
    ("rule", "provider_fixed", {}),
    ("rule", "accessibility", {}),
    ("rule", "programme_match", {}),
    ("rule", "transport_budget", {"at_most": 1_000_000, "kronor_per_pupil": 100, "pupils": 30}),
    ("rule", "paired_units", {"follow": True, "either_way": True}),
    ("rule", "feeder_continuity", {}),
    ("goal", "imbalance", {"groups": GROUPS, "per": "unit"}),
)


def large_town(pupils: int = 28_000, units: int = 90, seed: int = 3):
    """A whole municipality, three groups, with every fact that the rules look at."""
    problem = city(pupils=pupils, units=units, areas=150, grades=tuple(range(10)), nearest=15,
                   seed=seed)  # fmt: skip
    rng = np.random.default_rng(seed)
    parties, offers, n = problem.parties, problem.offerings, len(problem.parties)
    ends = np.unique(offers.unit[offers.grade > 6])[::2]
    open_to = ~(np.isin(offers.unit, ends) & (offers.grade > 6))
    return problem.replace(
        parties=replace(
            parties,
            current_unit=rng.integers(-1, units, n),
            member=np.repeat(parties.member, 3, axis=1),
            area_share=np.repeat(parties.area_share, 3, axis=1),
        ),
        groups=GROUPS,
        offerings=replace(offers, placeable=open_to, grade=np.where(open_to, offers.grade, -1)),
        months=rng.integers(-1, 300, n),
        unit_provider=rng.integers(0, 2, units),
        next_unit=rng.integers(-1, units, units),
        programme=rng.choice(["", "music", "sports"], n),
        offering_programme=rng.choice(["", "music", "sports"], len(offers)),
        needs=rng.choice(["", "", "", "lift", "lift loop"], n),
        unit_features=rng.choice(["", "lift", "loop lift"], units),
    )


@case
def rules_of_composition_and_structure() -> Report:
    """Post and look at every rule on a whole municipality."""
    problem = large_town()
    size = f"{len(problem.parties):,} pupils, {len(problem.options):,} options"
    report = Report(f"Rules of composition and structure, {size}", "each under 1 s")
    names = problem.unit_ids
    lower, upper = ("F", "1", "2", "3"), ("4", "5", "6")
    pairs = [{"units": (names[2 * k], names[2 * k + 1]), "lower": lower, "upper": upper}
             for k in range(5)]  # fmt: skip
    chosen = problem.options.start[:-1]
    for room, name, params in ASKED:
        module = load(room, name)
        more = {"pairs": tuple(pairs)} if name == "paired_units" else {}
        told = module.Params(**params, **more)
        with clock() as posting:
            module.post(problem, ArrayModel(len(problem.options)), told)
        look = module.breaches if room == "rule" else module.value
        with clock() as looking:
            look(problem, chosen, told)
        per = f", per {told.per}" if hasattr(told, "per") else ""
        report.add(f"{name}{per}", f"posted in {posting[0]:.2f} s, looked at in {looking[0]:.2f} s")
    return report


@case
def two_groups_in_a_round() -> Report:
    """Least travel with two groups' D per unit, newly arrived and classes that go on together."""
    instance = read_instance(find_instance("exempelstad"))
    ceilings = {"low_education": 0.12, "foreign_background": 0.18}
    rules = (
        step("rule", "everyone_placed"),
        step("rule", "capacity"),
        step("rule", "balance", groups=ceilings, per="unit", against="all"),
        step("rule", "newly_arrived_share", at_most=0.2),
        step("rule", "feeder_continuity", at_least=0.34, price=200),
        step("rule", "provider_fixed"),
    )
    policy = Policy("several", step("mechanism", "optimal"), rules=rules,
                    goals=(step("goal", "travel"),))  # fmt: skip
    problem = problem_of(instance, policy, travel=travel_table(instance))
    report = Report("Two groups per unit, newly arrived, classes together: exempelstad's round")
    with clock() as seconds:
        placement = place(problem)
    report.add(
        f"{len(problem.parties):,} pupils, {len(problem.options):,} options",
        f"{seconds[0]:.1f} s, gap {100 * placement.gap:.2f}%",
    )
    return report
