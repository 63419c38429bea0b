"""Run (körning): one folder with one placement and all that is needed to prove it.

``placement.csv`` and ``placement.parquet`` hold every placed pupil except those with a
protected identity, who stand alone in ``protected.csv``. ``problem/`` holds the parties,
offerings and options, without any coordinate of a home, so that the audit needs nothing
else. ``run.json`` holds the provenance. A folder is written beside its name and then
renamed: it is there whole or not at all, and never changed afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.display import facts_html
from skolval.domain.grades import SCHOOL_FORMS
from skolval.domain.instance import Group, Instance
from skolval.domain.language import _, current
from skolval.domain.placement import Placement
from skolval.domain.problem import Problem
from skolval.domain.provenance import no_provenance
from skolval.domain.travel import NO_JOURNEY
from skolval.io.run_hosting import group_columns
from skolval.io.run_record import FORMAT
from skolval.io.run_services import ride_columns
from skolval.io.run_transport import transport_columns
from skolval.io.school_transport import costs_plain, rules_plain
from skolval.versions import versions

__all__ = ["Run", "run_of"]


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """One placement with its problem and provenance.

    Parameters
    ----------
    problem, placement : what was asked and what came of it.
    units : frame in the order of `problem.unit_ids`: unit_id, name, provider, x, y, area_id,
        placeable.
    areas : GeoDataFrame in the order of `problem.area_ids` (may be empty).
    enrolment : actual enrolment as in `Instance`.
    groups, name, title, school_year, crs : as in `Instance`.
    record : the content of ``run.json``.
    folder : where it was read from or written to, or None.
    provenance : where the instance's values come from, as in `Instance`; ``provenance.csv``.
    """

    problem: Problem
    placement: Placement
    units: pd.DataFrame
    areas: pd.DataFrame
    enrolment: pd.DataFrame
    groups: tuple[Group, ...]
    name: str
    title: Mapping[str, str]
    school_year: str
    crs: str
    record: dict[str, Any]
    folder: Path | None = None
    provenance: pd.DataFrame = field(default_factory=no_provenance)

    def __repr__(self) -> str:
        # the tables hold pupils, who belong in no log
        return f"Run({self.name!r}, {self.policy_name!r}, {len(self.placement.chosen)} parties)"

    def _repr_html_(self) -> str:
        rows = (
            (_("Instance"), self.title.get(current(), self.name)),
            (_("School year"), self.school_year),
            (_("Policy"), self.problem.policy.label(current())),
        )
        return facts_html(_("Run"), rows) + self.placement._repr_html_()

    @property
    def policy_name(self) -> str:
        """Name of the policy."""
        return self.problem.policy.name

    def table(self) -> pd.DataFrame:
        """Return one row per party: where it is placed, by which wish, how far.

        Columns: pupil_id, grade, offering_id, unit_id, rank (0 not wished for), metres, minutes,
        entitled, protected; missing values where there is no place or no known home. Where the
        policy judges school transport also the columns of `io.run_transport`, where it has groups
        those of `io.run_hosting`.
        """
        problem, chosen = self.problem, self.placement.chosen
        placed = chosen >= 0
        row = np.maximum(chosen, 0)
        options = problem.options
        offering = options.offering[row]
        known = placed & ~problem.parties.protected
        reached = (options.minutes != NO_JOURNEY) | (problem.policy.minutes == "walking")
        return pd.DataFrame(
            {
                "pupil_id": problem.parties.ids,
                "grade": np.array(problem.grades.codes)[problem.parties.grade],
                "offering_id": _masked(problem.offerings.ids[offering], placed),
                "unit_id": _masked(problem.unit_ids[problem.offerings.unit[offering]], placed),
                "rank": _whole(options.rank[row], placed),
                "metres": _whole(options.metres[row], known),
                "minutes": _whole(options.minutes[row], known & reached[row]),
                "entitled": pd.Series(problem.entitled()[row], dtype="boolean").where(known),
                **transport_columns(problem, row, known),
                **group_columns(problem, self.placement),
                **ride_columns(problem, self.placement),
                "protected": problem.parties.protected,
            }
        )


def _masked(values: Any, known: Any) -> pd.Series:
    return pd.Series(values, dtype="str").where(known)


def _whole(values: Any, known: Any) -> pd.Series:
    return pd.Series(values, dtype="Int64").where(known)


def run_of(instance: Instance, problem: Problem, placement: Placement) -> Run:
    """Return the run of a placement that was just made."""
    record = {
        "format": FORMAT,
        "instance": {
            "name": instance.name,
            "title": dict(instance.title),
            "school_year": instance.school_year,
            **_form_record(instance),
            "crs": instance.crs,
            "groups": [asdict(group) for group in instance.groups],
            "balance_group": instance.balance_group,
            "transport_limits": list(instance.transport_limits),
            **_transport_record(instance),
            "digests": dict(sorted(instance.digests.items())),
            "sources": [asdict(source) for source in instance.sources],
            "pupils": len(instance.pupils),
        },
        "policy": {"name": problem.policy.name, "digest": problem.policy.digest},
        "seed": problem.policy.seed,
        "distance_kind": problem.distance_kind,
        "warnings": list(problem.warnings),
        "simulated_unlawful": placement.simulated_unlawful,
        "placement": _placement_record(placement),
        "versions": versions(),
    }
    units = instance.units[["unit_id", "name", "provider", "x", "y", "area_id", "placeable"]]
    return Run(
        problem=problem,
        placement=placement,
        units=units.reset_index(drop=True),
        areas=instance.areas,
        enrolment=instance.enrolment,
        groups=instance.groups,
        name=instance.name,
        title=instance.title,
        school_year=instance.school_year,
        crs=instance.crs,
        record=record,
        provenance=instance.provenance,
    )


def _form_record(instance: Instance) -> dict[str, str]:
    form = instance.school_form
    return {} if form == SCHOOL_FORMS[0] else {"school_form": form}


def _transport_record(instance: Instance) -> dict[str, Any]:
    """Return what the municipality says about school transport, as far as it does."""
    rules, costs = instance.transport, instance.transport_costs
    told: dict[str, Any] = {}
    if rules is not None:
        told["school_transport"] = rules_plain(rules)
        told["school_transport_table"] = rules.name
    return told | ({} if costs is None else {"transport_costs": costs_plain(costs)})


def _placement_record(placement: Placement) -> dict[str, Any]:
    return {
        "mechanism": placement.mechanism,
        "status": str(placement.status),
        "objective": placement.objective,
        "bound": placement.bound,
        "gap": placement.gap,
        "seconds": round(placement.seconds, 3),
        "details": placement.details,
        "placed": int(placement.placed.sum()),
        "parties": len(placement.chosen),
    }
