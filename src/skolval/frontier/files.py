"""The files of a front: tables, record, chosen placements as run folders (filer).

``frontier.csv`` and ``.parquet`` hold one row per point, ``plans.csv``, ``prices.csv`` and
``levers.csv`` the rest, ``frontier.json`` the question, its digests and all rows again. The same
question gives the same bytes.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from skolval.audit import audit_parts
from skolval.domain.language import _
from skolval.errors import Fault, InputError, UsageError
from skolval.frontier import Frontier, key_of
from skolval.frontier.point import run_at
from skolval.io.front_record import FORMAT, RECORD
from skolval.io.run import Run
from skolval.io.run_writing import Finish, write_run
from skolval.measure import measure
from skolval.versions import versions

__all__ = [
    "FORMAT",
    "RECORD",
    "WORK",
    "close",
    "keep_run",
    "keep_runs",
    "record_of",
    "refuse_finished",
    "write_frontier",
    "write_tables",
]

WORK = "work"
_TABLES = ("points", "plans", "prices", "levers")


def refuse_finished(folder: Path) -> None:
    """Refuse a folder that holds a whole front, or anything but the beginning of one.

    Raises
    ------
    InputError
        A front is never overwritten.
    """
    record = folder / RECORD
    unfinished = (folder / WORK).is_dir()
    if folder.exists() and any(folder.iterdir()) and not unfinished:
        raise InputError(
            Fault(
                _("The folder {folder} is already there, and a front is never overwritten.").format(
                    folder=folder
                ),
                file=str(record if record.exists() else folder),
                rule="immutable",
                remedy=_("Give another --out, or remove the folder yourself."),
            )
        )


def close(folder: Path) -> None:
    """Take away what was kept to go on from: the front is whole."""
    shutil.rmtree(folder / WORK, ignore_errors=True)


def record_of(found: Frontier, levers: Sequence[Any] = ()) -> dict[str, Any]:
    """Return everything that is told of the front, plain values for ``frontier.json``."""
    question = found.question
    terms = question.terms
    return {
        "format": FORMAT,
        "complete": found.complete,
        "key": key_of(question, levers),
        "instance": {
            "name": question.instance.name,
            "title": dict(question.instance.title),
            "school_year": question.instance.school_year,
            "digests": dict(sorted(question.instance.digests.items())),
            "pupils": len(question.problem.parties),
            "in_round": int(question.problem.parties.size.sum()),
        },
        "policy": {"name": question.asked.name, "digest": question.asked.digest,
                   "title": dict(question.asked.title)},
        "seed": question.policy.seed,
        "group": question.group,
        "terms": {
            "points": terms.points, "basis": terms.basis, "against": terms.against,
            "spacing": terms.spacing, "longer": terms.longer, "gap": terms.gap,
            "nodes": terms.nodes, "slack": terms.slack, "seats": terms.seats,
        },
        "distance_kind": question.problem.distance_kind,
        "least": found.front.least,
        "base": found.base.at,
        "lines": [list(line) for line in found.front.lines],
        **{name: list(getattr(found, name)) for name in _TABLES},
        "versions": versions(),
    }  # fmt: skip


def write_frontier(folder: Path, found: Frontier, levers: Sequence[Any] = ()) -> list[Path]:
    """Write tables and record into `folder` and return their paths."""
    rows = {name: getattr(found, name) for name in _TABLES}
    tables = {"frontier": rows.pop("points"), **{name: rows[name] for name in rows if rows[name]}}
    return write_tables(folder, tables, record_of(found, levers))


def write_tables(
    folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]], record: Mapping[str, Any]
) -> list[Path]:
    """Write one CSV per table (the front as Parquet too) and the record; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for stem, rows in tables.items():
        frame = pd.DataFrame(list(rows))
        frame.to_csv(folder / f"{stem}.csv", index=False, lineterminator="\n")
        written.append(folder / f"{stem}.csv")
        if stem == "frontier":
            frame.to_parquet(folder / "frontier.parquet", index=False)
            written.append(folder / "frontier.parquet")
    text = json.dumps(_finite(record), ensure_ascii=False, indent=1)
    (folder / RECORD).write_bytes(f"{text}\n".encode())
    return [*written, folder / RECORD]


def keep_runs(folder: Path, found: Frontier, *, finish: Finish | None = None) -> list[Path]:
    """Write the points and near-optimal plans as run folders, and return them.

    Raises
    ------
    UsageError
        If travel is weighed against another goal than segregation: no policy file says
        such a ceiling.
    """
    if found.question.away is None:
        raise UsageError(
            Fault(
                _("Runs are kept only of a front against segregation."),
                value=found.question.terms.against,
                rule="keep_runs",
                remedy=_("Leave out --keep-runs, or --against."),
            )
        )
    named = [(f"point-{n + 1:02d}", point) for n, point in enumerate(found.front.points)]
    named += [(f"plan-{n + 1}", point) for n, point in enumerate(found.plans_found)]
    return [keep_run(folder / name, run_at(found.question, point), finish) for name, point in named]


def keep_run(folder: Path, run: Run, finish: Finish | None = None) -> Path:
    """Write a placement of a front as a run folder, audited and measured, and return it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    breaches = audit_parts(run).breaches
    extras = {
        "indices": measure(run, within_grade=True),
        "breaches": pd.DataFrame(
            [(b.rule, b.where, b.excess, b.unit, b.message) for b in breaches],
            columns=["rule", "where", "excess", "unit", "message"],
        ),
    }
    write_run(folder, run, extras=extras, finish=finish)
    return folder


def _finite(value: Any) -> Any:
    """Return plain values; what is undefined becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
