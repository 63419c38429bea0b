"""The files of a front of concentration: the same kinds as those of a front of segregation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from skolval.frontier.files import keep_run, write_tables
from skolval.frontier.groups import GroupFrontier, key_of
from skolval.io.front_record import FORMAT, GROUPS
from skolval.io.run_writing import Finish
from skolval.versions import versions

__all__ = ["group_record", "keep_group_runs", "write_group_frontier"]


def group_record(found: GroupFrontier) -> dict[str, Any]:
    """Return everything that is told of the front, plain values for ``frontier.json``."""
    question = found.question
    terms, instance = question.terms, question.instance
    return {
        "format": FORMAT,
        "kind": GROUPS,
        "complete": found.complete,
        "key": key_of(question),
        "instance": {
            "name": instance.name,
            "title": dict(instance.title),
            "school_year": instance.school_year,
            "digests": dict(sorted(instance.digests.items())),
            "pupils": int(question.problem.parties.size.sum()),
        },
        "policy": {"name": question.asked.name, "digest": question.asked.digest,
                   "title": dict(question.asked.title), "places": question.asked.places,
                   "hindsight": question.hindsight},
        "seed": question.policy.seed,
        "terms": {
            "points": terms.points, "top": question.top, "against": question.against.name,
            "journey": question.journey, "longer": terms.longer, "slack": terms.slack,
            "gap": terms.gap, "nodes": terms.nodes,
        },
        "goals": [step.name for step in question.policy.goals],
        "distance_kind": question.problem.distance_kind,
        "least": found.front.least,
        "cheapest": found.front.cheapest,
        "points": list(found.points),
        "today": found.today(),
        "today_why": found.why,
        "versions": versions(),
    }  # fmt: skip


def write_group_frontier(folder: Path, found: GroupFrontier) -> list[Path]:
    """Write tables and record into `folder` and return their paths."""
    return write_tables(folder, {"frontier": found.points}, group_record(found))


def keep_group_runs(
    folder: Path, found: GroupFrontier, *, finish: Finish | None = None
) -> list[Path]:
    """Write the points, and today's units, as run folders, and return them."""
    named = [(f"point-{n + 1:02d}", run) for n, run in enumerate(found.runs())]
    named += [] if found.today_run is None else [("today", found.today_run)]
    return [keep_run(folder / name, run, finish) for name, run in named]
