"""The main job on a shipped municipality: place under several policies, compare, report, map."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.domain.surfaces import Progress
from skolval.errors import Fault, InputError
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.published import refuse_published
from skolval.io.run import Run
from skolval.io.shipped import find_instance
from skolval.report.files import write_gpkg, write_xlsx
from skolval.report.map import write_map
from skolval.report.page import write_report
from skolval.runs import make_runs

__all__ = ["DEMO_POLICIES", "Demo", "run_demo"]

DEMO_POLICIES: tuple[str, ...] = (
    "nearest_school", "uppsala_2021", "lottery", "reversed_spare_seats", "balanced",
)  # fmt: skip
DEMO_GROUPS: tuple[str, ...] = ("preparatory_today", "preparatory_spread")
"""Policies of preparatory classes, where the instance tells of newly arrived pupils."""
_QUICK = "mechanism: {hosted: {steps: 60, parts: 2, nodes: 100}}"
"""A short search with an honest bound: the demo shows what is decided, not the last per cent."""
_MARK = ".skolval-demo"


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made.

    Parameters
    ----------
    groups : runs of preparatory classes, none where nobody is newly arrived; and their report,
        which holds the map of them.
    """

    instance: Instance
    runs: tuple[Run, ...]
    report: Path
    map: Path
    geopackage: Path
    workbook: Path
    groups: tuple[Run, ...] = ()
    groups_report: Path | None = None


def run_demo(
    name: str,
    out: Path,
    *,
    policies: Sequence[str] = DEMO_POLICIES,
    lang: str = "sv",
    workers: int = 1,
    progress: Progress | None = None,
) -> Demo:
    """Run the whole way on the instance `name` and write everything below `out`.

    Parameters
    ----------
    out : a new folder, or one that an earlier demo made (then it is made anew).
    policies : those of school choice; the usual ones are followed by `DEMO_GROUPS`, where the
        instance tells of newly arrived pupils.
    """
    instance = read_instance(find_instance(name))
    _clear(out)
    runs = make_runs(
        instance,
        [read_policy(policy) for policy in policies],
        lambda policy: out / "runs" / policy.name,
        workers=workers,
        progress=progress,
    )
    if progress:
        progress(_("report and map ..."))
    made: dict[str, Any] = {}
    if tuple(policies) == DEMO_POLICIES and len(instance.newly_arrived):
        made = _groups(instance, out, workers=workers, lang=lang, progress=progress)
    return Demo(
        instance=instance,
        runs=tuple(runs),
        report=write_report(runs, out / "report.html", lang=lang, instance=instance),
        map=write_map(runs, out / "map.html", lang=lang, instance=instance),
        geopackage=write_gpkg(runs, out / "placement.gpkg"),
        workbook=write_xlsx(runs, out / "tables.xlsx", lang=lang),
        **made,
    )


def _groups(
    instance: Instance,
    out: Path,
    *,
    workers: int,
    lang: str,
    progress: Progress | None,
) -> dict[str, Any]:
    """Return the runs of preparatory classes and their report."""
    runs = make_runs(
        instance,
        [read_policy(_quick(name, out)) for name in DEMO_GROUPS],
        lambda policy: out / "runs" / policy.name,
        workers=workers,
        progress=progress,
    )
    page = write_report(runs, out / "preparatory.html", lang=lang, instance=instance)
    return {"groups": tuple(runs), "groups_report": page}


def _quick(name: str, out: Path) -> Path:
    """Write the shipped policy with a short search, and return the file."""
    text = read_policy(name).text.replace("mechanism: hosted\n", f"{_QUICK}\n")
    path = out / "policies" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _clear(out: Path) -> None:
    """Make `out` an empty demo folder; refuse one that holds anything else."""
    if out.exists() and any(out.iterdir()) and not (out / _MARK).exists():
        raise InputError(
            Fault(
                _("The folder {out} is not empty and was not made by the demo.").format(out=out),
                file=str(out),
                rule="empty_folder",
                remedy=_("Give another folder with --out."),
            )
        )
    refuse_published(out, below=True)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / _MARK).write_text("made by skolval demo; made anew by the next one\n", encoding="utf-8")
