"""Groups and classes at once: 600 newly arrived pupils, 76 units, a year of arrivals."""

from __future__ import annotations

from pathlib import Path

from bench.registry import Report, case, clock, peak_mebibytes
from skolval.errors import SkolvalError
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.place import place, problem_of

INSTANCE = Path(__file__).parents[2] / "instances" / "exempelstad"
POLICIES = (
    "preparatory_today", "preparatory_central", "preparatory_spread", "preparatory_as_they_come",
)  # fmt: skip


@case
def groups_of_newly_arrived_pupils() -> Report:
    """Each shipped policy of preparatory classes on exempelstad."""
    instance = read_instance(INSTANCE)
    report = Report(
        f"{len(instance.newly_arrived)} newly arrived pupils, groups over the candidate units",
        "first goal optimal or within 1 % in 60 s",
    )
    for name in POLICIES:
        problem = problem_of(instance, read_policy(name))
        try:
            with clock() as seconds:
                placement = place(problem)
        except SkolvalError as error:
            report.add(name, str(error)[:200])
            continue
        told = [goal["gap"] for goal in placement.details["goals"] if goal["gap"] is not None]
        gap = "gaps " + ", ".join(f"{100 * one:.2f} %" for one in told) if told else "no bound"
        groups = 0 if placement.groups is None else int(placement.groups.sum())
        report.add(
            name,
            f"{seconds[0]:.1f} s, {placement.objective:,}, {gap}, {groups} groups, "
            f"{peak_mebibytes():.0f} MiB",
        )
    return report
