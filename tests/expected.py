"""What the shipped instances give under each policy: ``python expected.py`` writes it.

The section ``placements`` of ``instances/<name>/expected.yaml`` holds, per policy, who is
placed, the metres in all, D of the balance group by home area, and for the optimiser the
objective and its proven bound. A test compares; bounds are compared, never chosen places.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ruamel.yaml import YAML

from skolval import measure, read_instance, read_policy
from skolval.io.policy import policy_templates
from skolval.io.run import run_of
from skolval.place import place, problem_of
from skolval.travel.table import travel_table

INSTANCES = Path(__file__).resolve().parents[1] / "instances"
POLICIES = ("nearest_school", "uppsala_2021", "lottery", "balanced")
DECIDED = {
    "lillstad": (
        "preparatory_today", "preparatory_central", "preparatory_spread",
        "preparatory_as_they_come", "reversed_spare_seats", "reversed_budget", "reversed_what_if",
    ),
    "exempelstad": ("preparatory_central", "reversed_spare_seats"),
}  # fmt: skip
"""By instance, policies of groups and of seats outwards whose figures are soon found."""


def placements(name):
    """Return the figures of every policy on the instance called `name`."""
    instance = read_instance(INSTANCES / name)
    travel = travel_table(instance)
    return {policy: figures(instance, policy, travel) for policy in POLICIES}


def rule_sets(name):
    """Return, for every shipped policy, who is placed, by which wish and how far in all."""
    instance = read_instance(INSTANCES / name)
    travel = travel_table(instance)
    found = {}
    for policy in policy_templates():
        read = read_policy(policy)
        if read.places == "pupils" and read.mechanism.name != "optimal":
            problem = problem_of(instance, read, travel=travel)
            placement = place(problem, simulate_unlawful=True)
            found[policy] = {
                "placed": int(placement.placed.sum()),
                "first_wish": int((placement.rank(problem) == 1).sum()),
                "metres": int(placement.metres(problem)[placement.placed].sum()),
            }
    return found


def decided(name, only=None):
    """Return what every policy of `DECIDED` comes to on the instance, or the one called `only`."""
    instance = read_instance(INSTANCES / name)
    return {
        policy: decided_figures(instance, read_policy(policy))
        for policy in DECIDED[name]
        if only in {None, policy}
    }


def decided_figures(instance, policy):
    problem = problem_of(instance, policy)
    placement = place(problem)
    found = {"placed": int(placement.placed.sum()), "objective": int(placement.objective)}
    if placement.bound is not None:
        found["bound"] = round(float(placement.bound), 1)
    if placement.groups is not None:
        found["groups"] = int(placement.groups.sum())
        found["units"] = len(set(problem.hosting.host_unit[placement.groups > 0].tolist()))
    if policy.reversed_transport is not None:
        rows = placement.chosen[placement.placed]
        found["offered_a_seat"] = int((problem.options.mode[rows] > 0).sum())
    return found


def figures(instance, policy, travel):
    """Return the figures of one policy."""
    problem = problem_of(instance, read_policy(policy), travel=travel)
    placement = place(problem)
    table = measure(run_of(instance, problem, placement))
    row = table[
        (table["group"] == instance.balance_group)
        & (table["basis"] == "area")
        & (table["index"] == "dissimilarity")
    ].iloc[0]
    found = {
        "placed": int(placement.placed.sum()),
        "metres": int(placement.metres(problem)[placement.placed].sum()),
        "d_by_area": round(float(row["value"]), 6),
    }
    if placement.objective is not None:
        found |= {
            "status": str(placement.status),
            "objective": int(placement.objective),
            "bound": round(float(placement.bound), 1),
        }
    return found


def main(names):
    yaml = YAML()
    yaml.width = 100
    for name in names or ("lillstad", "exempelstad"):
        path = INSTANCES / name / "expected.yaml"
        document = yaml.load(path)
        document["placements"] = {
            "how": f"python tests/expected.py {name}; metres and objective in metres, D by home area",
            **placements(name),
        }
        document["decided"] = {
            "how": f"python tests/expected.py {name}; first goal and bound as `skolval place` tells",
            **decided(name),
        }
        if name == "lillstad":
            document["rule_sets"] = {
                "how": "python tests/expected.py lillstad; pupils, pupils, metres",
                **rule_sets(name),
            }
        yaml.dump(document, path)


if __name__ == "__main__":
    main(sys.argv[1:])
