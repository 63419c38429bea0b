"""A run into its folder: written beside its name, then renamed, and never changed afterwards."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.io.provenance import PROVENANCE_FILE
from skolval.io.published import refuse_published
from skolval.io.run import Run
from skolval.io.run_hosting import HOSTS_FILE, hosts_table
from skolval.io.run_problem_frames import problem_frames
from skolval.io.run_services import SERVICES_FILE, services_table

__all__ = ["Finish", "refuse_taken", "write_run"]

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
    if run.placement.groups is not None:
        hosts = hosts_table(run.problem, run.placement)
        hosts.to_csv(folder / HOSTS_FILE, index=False, lineterminator="\n")
    if run.placement.runs is not None:
        services = services_table(run.problem, run.placement)
        services.to_csv(folder / SERVICES_FILE, index=False, lineterminator="\n")
    if len(run.provenance):
        run.provenance.to_csv(folder / PROVENANCE_FILE, index=False, lineterminator="\n")
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
