"""Run (körning): one folder with one placement and all that is needed to prove it.

``placement.csv`` and ``placement.parquet`` hold every placed pupil except those with a
protected identity, who stand alone in ``protected.csv``. ``problem/`` holds the parties,
offerings and options, without any coordinate of a home, so that the audit needs nothing
else. ``run.json`` holds the provenance. A folder is written beside its name and then
renamed: it is there whole or not at all, and never changed afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from skolval.domain.grades import grade_system
from skolval.domain.instance import Group, Instance
from skolval.domain.language import _
from skolval.domain.placement import Placement, Status
from skolval.domain.problem import Problem
from skolval.errors import Fault, InputError
from skolval.io.policy import read_policy
from skolval.io.published import refuse_published
from skolval.io.run_problem import (
    MAY_MISS,
    PARTS,
    ProblemLabels,
    problem_frames,
    problem_from,
    rows_of,
)
from skolval.io.run_record import FORMAT, read_record
from skolval.versions import versions

__all__ = ["FORMAT", "Finish", "Run", "read_run", "refuse_taken", "run_of", "write_run"]


@dataclass(frozen=True, slots=True)
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

    @property
    def policy_name(self) -> str:
        """Name of the policy."""
        return self.problem.policy.name

    def table(self) -> pd.DataFrame:
        """Return one row per party: where it is placed, by which wish, how far.

        Columns: pupil_id, grade, offering_id, unit_id, rank (0 not wished for), metres, minutes,
        entitled, protected; missing values where there is no place or no known home.
        """
        problem, chosen = self.problem, self.placement.chosen
        placed = chosen >= 0
        row = np.maximum(chosen, 0)
        options = problem.options
        offering = options.offering[row]
        known = placed & ~problem.parties.protected
        return pd.DataFrame(
            {
                "pupil_id": problem.parties.ids,
                "grade": np.array(problem.grades.codes)[problem.parties.grade],
                "offering_id": _masked(problem.offerings.ids[offering], placed),
                "unit_id": _masked(problem.unit_ids[problem.offerings.unit[offering]], placed),
                "rank": _whole(options.rank[row], placed),
                "metres": _whole(options.metres[row], known),
                "minutes": _whole(options.minutes[row], known),
                "entitled": pd.Series(problem.entitled()[row], dtype="boolean").where(known),
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
            "crs": instance.crs,
            "groups": [asdict(group) for group in instance.groups],
            "balance_group": instance.balance_group,
            "transport_limits": list(instance.transport_limits),
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
    )


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


Finish = Callable[["Run", Path], None]
"""Writes further files (report, map, ...) for a run into the folder being built."""


def write_run(
    folder: Path,
    run: Run,
    *,
    extras: Mapping[str, pd.DataFrame] | None = None,
    finish: Finish | None = None,
) -> Run:
    """Write `run` to the new folder `folder` and return it with its folder.

    Parameters
    ----------
    extras : further tables, file stem to frame, written as CSV (indices, breaches).
    finish : called with the run and the folder being built, before the digests are taken.

    Raises
    ------
    InputError
        If the folder is already there: a run is never overwritten.
    """
    folder = Path(folder)
    refuse_taken(folder)
    building = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        (building / "problem").mkdir(parents=True)
        _write_tables(building, run)
        for stem, frame in (extras or {}).items():
            frame.to_csv(building / f"{stem}.csv", index=False, lineterminator="\n")
        if finish is not None:
            finish(run, building)
        record = run.record | {"files": _digests(building)}
        text = json.dumps(record, ensure_ascii=False, indent=1, default=_plain)
        (building / "run.json").write_bytes(f"{text}\n".encode())
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return replace(run, folder=folder, record=record)


def refuse_taken(folder: Path) -> None:
    """Refuse a run folder that is already there.

    Raises
    ------
    InputError
        A run is never overwritten, and nothing is added to a published one.
    """
    refuse_published(folder)
    if folder.exists():
        raise InputError(
            Fault(
                _(
                    "The run folder {folder} is already there, and a run is never overwritten."
                ).format(folder=folder),
                file=str(folder),
                rule="immutable",
                remedy=_("Give another --out, or remove the folder yourself."),
            )
        )


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} does not belong in run.json")


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files
    }


def _write_tables(folder: Path, run: Run) -> None:
    table = run.table()
    protected = table.pop("protected").to_numpy(bool)
    open_rows = table[~protected]
    open_rows.to_csv(folder / "placement.csv", index=False, lineterminator="\n")
    open_rows.to_parquet(folder / "placement.parquet", index=False)
    table[protected].to_csv(folder / "protected.csv", index=False, lineterminator="\n")
    (folder / "policy.yaml").write_bytes(run.problem.policy.text.encode())
    problem = folder / "problem"
    for stem, frame in problem_frames(run.problem).items():
        frame.to_parquet(problem / f"{stem}.parquet", index=False)
    run.units.to_parquet(problem / "units.parquet", index=False)
    run.enrolment.to_parquet(problem / "enrolment.parquet", index=False)
    areas = run.areas
    if "geometry" in areas and len(areas):
        gpd.GeoDataFrame(areas, geometry="geometry", crs=run.crs).to_parquet(
            problem / "areas.parquet", index=False
        )
    else:
        areas.drop(columns="geometry", errors="ignore").to_parquet(
            problem / "areas.parquet", index=False
        )


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
            grades=grade_system(about["school_year"]),
            transport_limits=tuple(about["transport_limits"]),
            distance_kind=record["distance_kind"],
            warnings=tuple(record["warnings"]),
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
    )


def _read_parts(parts: Path) -> dict[str, pd.DataFrame]:
    there = [MAY_MISS] if (parts / f"{MAY_MISS}.parquet").exists() else []
    return {stem: pd.read_parquet(parts / f"{stem}.parquet") for stem in (*PARTS, *there)}


def _read_areas(path: Path) -> pd.DataFrame:
    try:
        with_shapes: pd.DataFrame = gpd.read_parquet(path)
    except ValueError:  # written without geometry, as plain Parquet
        return pd.read_parquet(path)
    return with_shapes


def _placement(folder: Path, about: dict[str, Any], problem: Problem) -> Placement:
    record = about["placement"]
    text = {"pupil_id": str, "offering_id": str, "unit_id": str, "grade": str}
    table = pd.concat(
        [
            pd.read_parquet(folder / "placement.parquet", columns=["pupil_id", "offering_id"]),
            pd.read_csv(folder / "protected.csv", dtype=text)[["pupil_id", "offering_id"]],
        ]
    )
    if table["pupil_id"].duplicated().any():
        raise ValueError("a pupil stands twice in the placement")
    offering = table.set_index("pupil_id")["offering_id"].reindex(problem.parties.ids)
    position = pd.Index(problem.offerings.ids).get_indexer(pd.Index(offering))
    unknown = offering.notna().to_numpy() & (position < 0)
    if unknown.any():
        raise ValueError(f"unknown offering {offering[unknown].iloc[0]!r} in the placement")
    return Placement(
        chosen=rows_of(problem, np.asarray(position, np.int64)),
        mechanism=record["mechanism"],
        status=Status(record["status"]),
        objective=record["objective"],
        bound=record["bound"],
        gap=record["gap"],
        seconds=record["seconds"],
        details=record["details"],
        simulated_unlawful=about.get("simulated_unlawful", False),
    )
