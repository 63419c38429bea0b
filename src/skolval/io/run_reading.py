"""A run out of its folder, or one clear error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from skolval.domain.grades import SCHOOL_FORMS, grade_system
from skolval.domain.instance import Group
from skolval.domain.language import _
from skolval.domain.placement import Placement, Status
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.school_transport import TransportCosts, TransportRules
from skolval.errors import Fault, InputError
from skolval.io.policy import read_policy
from skolval.io.provenance import read_told
from skolval.io.run import Run
from skolval.io.run_hosting import HOSTS_FILE, groups_from
from skolval.io.run_problem import MAY_MISS, PARTS, ProblemLabels, problem_from, rows_of
from skolval.io.run_record import read_record
from skolval.io.run_services import SERVICES_FILE, modes_of, runs_from
from skolval.io.school_transport import CostsPart, RulesPart, costs_of, rules_of

__all__ = ["read_run"]


def read_run(folder: Path | str) -> Run:
    """Return the run in `folder`.

    Raises
    ------
    InputError
        If the folder is no run folder, a file is missing, or the tables do not fit together.
    """
    folder = Path(folder)
    record = read_record(folder)
    try:
        return _read(folder, record)
    except InputError:
        # the policy's own reader has said what is wrong, and where
        raise
    except (
        OSError, KeyError, ValueError, IndexError, TypeError, AttributeError, ArithmeticError,
        NotImplementedError,
    ) as error:  # fmt: skip
        raise InputError(
            Fault(
                _("The run folder cannot be read: {reason}").format(reason=error),
                file=str(folder),
                rule="run_folder",
                remedy=_("A run folder must not be changed; make the run again."),
            )
        ) from error


def _read(folder: Path, record: dict[str, Any]) -> Run:
    parts = folder / "problem"
    about = record["instance"]
    groups = tuple(Group(**group) for group in about["groups"])
    units = pd.read_parquet(parts / "units.parquet")
    areas = _read_areas(parts / "areas.parquet")
    # A policy without a name of its own is called as its file was when the run was made.
    policy = read_policy(folder / "policy.yaml").replace(name=record["policy"]["name"])
    problem = problem_from(
        _read_parts(parts),
        ProblemLabels(
            unit_ids=units["unit_id"].to_numpy(str),
            area_ids=areas["area_id"].to_numpy(str),
            groups=tuple(group.id for group in groups),
            balance_group=about["balance_group"],
            grades=grade_system(about["school_year"], about.get("school_form", SCHOOL_FORMS[0])),
            transport_limits=tuple(about["transport_limits"]),
            distance_kind=record["distance_kind"],
            warnings=tuple(record["warnings"]),
            transport=_rules(about),
            transport_costs=_costs(about),
        ),
        policy,
    ).replace(background=tuple(group.id for group in groups if group.kind == "background"))
    return Run(
        problem=problem,
        placement=_placement(folder, record, problem),
        units=units,
        areas=areas,
        enrolment=pd.read_parquet(parts / "enrolment.parquet"),
        groups=groups,
        name=about["name"],
        title=about["title"],
        school_year=about["school_year"],
        crs=about["crs"],
        record=record,
        folder=folder,
        provenance=read_told(folder),
    )


def _rules(about: dict[str, Any]) -> TransportRules | None:
    told = about.get("school_transport")
    if told is None:
        return None
    return rules_of(
        RulesPart.model_validate_json(json.dumps(told)), about["school_transport_table"]
    )


def _costs(about: dict[str, Any]) -> TransportCosts | None:
    told = about.get("transport_costs")
    return None if told is None else costs_of(CostsPart.model_validate_json(json.dumps(told)))


def _read_parts(parts: Path) -> dict[str, pd.DataFrame]:
    there = [stem for stem in MAY_MISS if (parts / f"{stem}.parquet").exists()]
    return {stem: pd.read_parquet(parts / f"{stem}.parquet") for stem in (*PARTS, *there)}


def _read_areas(path: Path) -> pd.DataFrame:
    try:
        with_shapes: pd.DataFrame = gpd.read_parquet(path)
    except ValueError:  # written without geometry, as plain Parquet
        return pd.read_parquet(path)
    return with_shapes


def _groups(folder: Path, problem: Problem) -> IntArray | None:
    path = folder / HOSTS_FILE
    if problem.hosting is None or not path.exists():
        return None
    return groups_from(pd.read_csv(path, dtype={"unit_id": str, "kind": str}), problem)


def _runs(folder: Path, problem: Problem) -> BoolArray | None:
    if problem.services is None:
        return None
    table = pd.read_csv(folder / SERVICES_FILE, dtype={"service_id": str})
    return runs_from(table, problem)


def _placement(folder: Path, about: dict[str, Any], problem: Problem) -> Placement:
    record = about["placement"]
    text = {"pupil_id": str, "offering_id": str, "unit_id": str, "grade": str}
    columns = ["pupil_id", "offering_id", *(["service"] if problem.services else [])]
    table = pd.concat(
        [
            pd.read_parquet(folder / "placement.parquet", columns=columns),
            pd.read_csv(folder / "protected.csv", dtype=text | {"service": str})[columns],
        ]
    )
    if table["pupil_id"].duplicated().any():
        raise ValueError("a pupil stands twice in the placement")
    told = table.set_index("pupil_id").reindex(problem.parties.ids)
    offering = told["offering_id"]
    position = pd.Index(problem.offerings.ids).get_indexer(pd.Index(offering))
    unknown = offering.notna().to_numpy() & (position < 0)
    if unknown.any():
        raise ValueError(f"unknown offering {offering[unknown].iloc[0]!r} in the placement")
    return Placement(
        chosen=rows_of(problem, np.asarray(position, np.int64), modes_of(told, problem)),
        mechanism=record["mechanism"],
        status=Status(record["status"]),
        objective=record["objective"],
        bound=record["bound"],
        gap=record["gap"],
        seconds=record["seconds"],
        details=record["details"],
        simulated_unlawful=about.get("simulated_unlawful", False),
        groups=_groups(folder, problem),
        runs=_runs(folder, problem),
    )
