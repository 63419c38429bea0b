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
import re
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
from skolval.domain.naming import called
from skolval.domain.placement import NOT_PLACED, Placement, Status
from skolval.domain.problem import Offerings, Options, Parties, Problem
from skolval.errors import Fault, InputError
from skolval.io.policy import read_policy
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
        A run is never overwritten.
    """
    if folder.exists():
        raise InputError(
            Fault(
                f"The run folder {folder} is already there, and a run is never overwritten.",
                file=str(folder),
                rule="immutable",
                remedy="Give another --out, or remove the folder yourself.",
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
    _parties_frame(run.problem).to_parquet(problem / "parties.parquet", index=False)
    _offerings_frame(run.problem).to_parquet(problem / "offerings.parquet", index=False)
    _options_frame(run.problem).to_parquet(problem / "options.parquet", index=False)
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


def _parties_frame(problem: Problem) -> pd.DataFrame:
    parties = problem.parties
    frame = pd.DataFrame(
        {
            "pupil_id": parties.ids,
            "size": parties.size,
            "grade": parties.grade,
            "area": parties.area,
            "current_unit": parties.current_unit,
            "household": parties.household,
            "protected": parties.protected,
        }
    )
    for slot in range(parties.sibling_unit.shape[1]):
        frame[f"sibling_unit_{slot}"] = parties.sibling_unit[:, slot]
        frame[f"sibling_grade_{slot}"] = parties.sibling_grade[:, slot]
    for column, group in enumerate(problem.groups):
        frame[f"member_{group}"] = parties.member[:, column]
        frame[f"area_share_{group}"] = parties.area_share[:, column]
    for place in range(problem.reference.shape[1]):
        frame[f"reference_{place}"] = problem.reference[:, place]
        frame[f"reference_unit_{place}"] = problem.reference_unit[:, place]
    return frame


def _offerings_frame(problem: Problem) -> pd.DataFrame:
    offerings = problem.offerings
    return pd.DataFrame(
        {
            "offering_id": offerings.ids,
            "unit": offerings.unit,
            "grade": offerings.grade,
            "seats": offerings.seats,
            "minimum": offerings.minimum,
            "placeable": offerings.placeable,
        }
    )


_OPTION_COLUMNS = ("party", "offering", "mode", "metres", "minutes", "rank", "cost")


def _options_frame(problem: Problem) -> pd.DataFrame:
    options = problem.options
    return pd.DataFrame({name: getattr(options, name) for name in _OPTION_COLUMNS})


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
                f"The run folder cannot be read: {error}",
                file=str(folder),
                rule="run_folder",
                remedy="A run folder must not be changed; make the run again.",
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
    parties = pd.read_parquet(parts / "parties.parquet")
    ids = tuple(group.id for group in groups)
    problem = Problem(
        parties=_parties(parties, ids),
        offerings=_offerings(pd.read_parquet(parts / "offerings.parquet")),
        options=_options(pd.read_parquet(parts / "options.parquet"), len(parties)),
        unit_ids=units["unit_id"].to_numpy(str),
        area_ids=areas["area_id"].to_numpy(str),
        groups=ids,
        balance_group=about["balance_group"],
        grades=grade_system(about["school_year"]),
        reference=_columns(parties, "reference_"),
        reference_unit=_columns(parties, "reference_unit_"),
        transport_limits=tuple(about["transport_limits"]),
        distance_kind=record["distance_kind"],
        policy=policy,
        warnings=tuple(record["warnings"]),
    )
    _refuse_strays(problem)
    return Run(
        problem=problem,
        placement=_placement(folder, record["placement"], problem),
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


def _refuse_strays(problem: Problem) -> None:
    """Refuse row numbers that point outside the tables they point into.

    Raises
    ------
    ValueError
        The first column with such a number.
    """
    parties, offerings, options = problem.parties, problem.offerings, problem.options
    if not (len(parties) and len(offerings) and len(options)):
        raise ValueError("parties, offerings or options have no rows")
    units, areas, grades = len(problem.unit_ids), len(problem.area_ids), len(problem.grades.codes)
    columns = (
        ("unit of offerings", offerings.unit, 0, units),
        ("grade of offerings", offerings.grade, 0, grades),
        ("party of options", options.party, 0, len(parties)),
        ("offering of options", options.offering, 0, len(offerings)),
        ("grade of parties", parties.grade, 0, grades),
        ("area of parties", parties.area, -1, areas),
        ("current_unit of parties", parties.current_unit, -1, units),
        ("sibling_unit of parties", parties.sibling_unit, -1, units),
    )
    for name, column, least, end in columns:
        if len(column) and column.size and (column.min() < least or column.max() >= end):
            raise ValueError(f"{name} points outside its table")


def _read_areas(path: Path) -> pd.DataFrame:
    try:
        with_shapes: pd.DataFrame = gpd.read_parquet(path)
    except ValueError:  # written without geometry, as plain Parquet
        return pd.read_parquet(path)
    return with_shapes


def _columns(frame: pd.DataFrame, prefix: str) -> Any:
    """Return the columns ``<prefix>0``, ``<prefix>1``, ... as a matrix."""
    columns = [str(name) for name in frame]
    names = [name for name in columns if re.fullmatch(f"{prefix}[0-9]+", name)]
    names.sort(key=lambda name: int(name[len(prefix) :]))
    return frame[names].to_numpy(np.int64)


def _parties(frame: pd.DataFrame, groups: tuple[str, ...]) -> Parties:
    whole = ("size", "grade", "area", "current_unit", "household")
    return Parties(
        ids=frame["pupil_id"].to_numpy(str),
        **{name: frame[name].to_numpy(np.int64) for name in whole},
        sibling_unit=_columns(frame, "sibling_unit_"),
        sibling_grade=_columns(frame, "sibling_grade_"),
        protected=frame["protected"].to_numpy(bool),
        member=frame[[f"member_{group}" for group in groups]].to_numpy(np.int64),
        area_share=frame[[f"area_share_{group}" for group in groups]].to_numpy(np.int64),
    )


def _offerings(frame: pd.DataFrame) -> Offerings:
    whole = ("unit", "grade", "seats", "minimum")
    return Offerings(
        ids=frame["offering_id"].to_numpy(str),
        **{name: frame[name].to_numpy(np.int64) for name in whole},
        placeable=frame["placeable"].to_numpy(bool),
    )


def _options(frame: pd.DataFrame, parties: int) -> Options:
    columns = {name: frame[name].to_numpy(np.int64) for name in _OPTION_COLUMNS}
    counts = np.bincount(columns["party"], minlength=parties)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Options(**columns, start=start)


def _placement(folder: Path, record: dict[str, Any], problem: Problem) -> Placement:
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
        chosen=_rows_of(problem, np.asarray(position, np.int64)),
        mechanism=record["mechanism"],
        status=Status(record["status"]),
        objective=record["objective"],
        bound=record["bound"],
        gap=record["gap"],
        seconds=record["seconds"],
        details=record["details"],
    )


def _rows_of(problem: Problem, offering: Any) -> Any:
    """Return the option row of each party's offering.

    Raises
    ------
    ValueError
        If a party stands at an offering that is no option of its own.
    """
    options, width = problem.options, len(problem.offerings)
    code = options.party * width + options.offering
    order = np.argsort(code, kind="stable")
    wanted = np.arange(len(offering)) * width + offering
    place = np.minimum(np.searchsorted(code[order], wanted), len(code) - 1)
    row = order[place]
    placed = offering >= 0
    alien = placed & (code[row] != wanted)
    if alien.any():
        first = called(problem, int(np.flatnonzero(alien)[0]))
        raise ValueError(f"{first} is placed at an offering that is not admissible")
    return np.where(placed, row, NOT_PLACED)
