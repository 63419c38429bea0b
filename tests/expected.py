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
        if name == "lillstad":
            document["rule_sets"] = {
                "how": "python tests/expected.py lillstad; pupils, pupils, metres",
                **rule_sets(name),
            }
        yaml.dump(document, path)


if __name__ == "__main__":
    main(sys.argv[1:])
