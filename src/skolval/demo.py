"""The main job on a shipped municipality: place under several policies, compare, report, map."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.domain.surfaces import Progress
from skolval.errors import Fault, InputError
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.published import refuse_published
from skolval.io.run import Run
from skolval.io.shipped import find_instance, shipped_instances
from skolval.report.audited import audited
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
DEMO_PROGRAMMES: tuple[str, ...] = ("introduction_today", "introduction_spread")
"""Policies of introduction programmes, where the town's upper secondary units are shipped too."""
_QUICK = "mechanism: {hosted: {steps: 60, parts: 20, nodes: 100}}"
"""A short search with an honest bound: the demo shows what is decided, not the last per cent."""
_MARK = ".skolval-demo"


@dataclass(frozen=True, slots=True)
class DemoGroups:
    """The runs of one decision on groups, and their report, which holds the map of them.

    Parameters
    ----------
    name : ``preparatory`` or ``introduction``.
    """

    name: str
    runs: tuple[Run, ...]
    report: Path


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made.

    Parameters
    ----------
    groups : of preparatory classes, and of introduction programmes; none where the town tells of
        neither.
    """

    instance: Instance
    runs: tuple[Run, ...]
    report: Path
    map: Path
    geopackage: Path
    workbook: Path
    groups: tuple[DemoGroups, ...] = ()


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
        instance tells of newly arrived pupils, and by `DEMO_PROGRAMMES`.
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
    audits = audited(runs, lang)
    made = Demo(
        instance=instance,
        runs=tuple(runs),
        report=write_report(runs, out / "report.html", lang=lang, instance=instance, audits=audits),
        map=write_map(runs, out / "map.html", lang=lang, instance=instance),
        geopackage=write_gpkg(runs, out / "placement.gpkg"),
        workbook=write_xlsx(runs, out / "tables.xlsx", lang=lang, audits=audits),
    )
    if tuple(policies) != DEMO_POLICIES:
        return made
    groups = [
        _groups(decision, out, workers=workers, lang=lang, progress=progress)
        for decision in _decisions(name, instance)
    ]
    return replace(made, groups=tuple(groups))


def _decisions(name: str, instance: Instance) -> list[tuple[str, Instance, tuple[str, ...]]]:
    """Return the decisions on groups that the town tells of: name, tables and policies."""
    found: list[tuple[str, Instance, tuple[str, ...]]] = []
    if len(instance.newly_arrived):
        found.append(("preparatory", instance, DEMO_GROUPS))
    upper = shipped_instances().get(f"{name}_upper_secondary")
    if upper is not None:
        found.append(("introduction", read_instance(upper), DEMO_PROGRAMMES))
    return found


def _groups(
    decision: tuple[str, Instance, tuple[str, ...]],
    out: Path,
    *,
    workers: int,
    lang: str,
    progress: Progress | None,
) -> DemoGroups:
    """Return the runs of one decision on groups, and their report."""
    name, instance, policies = decision
    runs = make_runs(
        instance,
        [read_policy(_quick(policy, out)) for policy in policies],
        lambda policy: out / "runs" / policy.name,
        workers=workers,
        progress=progress,
    )
    page = write_report(runs, out / f"{name}.html", lang=lang, instance=instance)
    return DemoGroups(name, tuple(runs), page)


def _quick(name: str, out: Path) -> Path:
    """Write the shipped policy with a short search, and return the file."""
    text = re.sub(r"^mechanism: .*hosted.*$", _QUICK, read_policy(name).text, flags=re.MULTILINE)
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
