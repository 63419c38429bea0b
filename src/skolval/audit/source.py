"""The run's tables are those that its policy makes of the instance: made again and compared.

A run folder alone can be forged consistently, with other homes, siblings or seats in
``problem/``. Tied to the instance that cannot be done. The instance is read, the ways are
measured and the options are made by the same code as for any run (rooms domain, io and
travel); no mechanism or solver takes part. Guarantee schools and published places are not
made again here: the first are proved in `skolval.audit.guarantee`, the second compared with the
published run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from skolval.audit.claims import Claim
from skolval.domain.breach import Breach
from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.domain.placed_problem import placed_problem
from skolval.domain.placed_view import placed_view
from skolval.domain.problem import IntArray, Problem
from skolval.domain.subset import with_rows
from skolval.io.placed_files import reads
from skolval.io.run import Run, run_of
from skolval.io.run_problem_frames import problem_frames
from skolval.travel.counted import counted
from skolval.travel.rides import with_rides
from skolval.travel.table import travel_table

__all__ = ["check_source"]

_PROVED_ELSEWHERE = ("guarantee", "honour")


def check_source(run: Run, instance: Instance) -> Iterator[Claim]:
    """Yield whether the instance's files are those of the run, and so are its tables.

    Raises
    ------
    InputError
        If the run's policy cannot be used on the instance at all.
    """
    yield _files(run, instance)
    policy = run.problem.policy
    view = placed_view(instance, policy)
    table = travel_table(view, demand=policy.distance)
    table = counted(view, table, policy.minutes)
    problem = placed_problem(instance, policy, table)
    if policy.reversed_transport is not None:
        # who declines goes to the guarantee school, which is proved elsewhere
        told = with_rows(run.problem, run.problem.options.mode == 0).guarantee
        problem = with_rides(view, problem.replace(guarantee=_fitting(told, problem)), table)
    again = run_of(instance, problem, run.placement)
    tables = dict(_pairs(run, again))
    found = [
        Breach("instance", name, 1, "tables", message)
        for name, (told, true) in tables.items()
        if (message := _differs(name, told, true))
    ]
    found += _labels(run, again)
    text = _("The tables of the run are those that its policy makes of the instance.")
    rows = sum(len(true) for _told, true in tables.values())
    yield Claim("instance", text, rows, tuple(found))


def _fitting(guarantee: IntArray | None, problem: Problem) -> IntArray | None:
    """Return the guarantee schools that are rows of the problem at all."""
    if guarantee is None or len(guarantee) != len(problem.parties):
        return None
    return np.where(guarantee < len(problem.options), guarantee, -1)


def _files(run: Run, instance: Instance) -> Claim:
    told = run.record.get("instance", {}).get("digests", {})
    found = tuple(
        Breach(
            "instance_files", name, 1, "files",
            N_("{name} of the instance is not the file that the run was made from.").format(
                name=name
            ),
        )
        for name in sorted({*told, *instance.digests})
        if reads(run.problem.policy, name) and told.get(name) != instance.digests.get(name)
    )  # fmt: skip
    text = _("The files of the instance are those that the run was made from.")
    return Claim("instance_files", text, len(instance.digests), found)


def _pairs(run: Run, again: Run) -> Iterator[tuple[str, tuple[pd.DataFrame, pd.DataFrame]]]:
    """Yield name, told and true of every table of ``problem/``."""
    told, true = problem_frames(run.problem), problem_frames(again.problem)
    for name in sorted({*told, *true}):
        pair = (told.get(name, pd.DataFrame()), true.get(name, pd.DataFrame()))
        yield name, (_own(pair[0]), _own(pair[1]))
    yield "units", (run.units, again.units)
    yield "enrolment", (run.enrolment, again.enrolment)
    yield "areas", (_plain(run.areas), _plain(again.areas))


def _own(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=[name for name in _PROVED_ELSEWHERE if name in frame])


def _plain(areas: pd.DataFrame) -> pd.DataFrame:
    """Return the areas with their shapes as text, so that they compare like other columns."""
    if "geometry" not in areas:
        return pd.DataFrame(areas)
    shape = areas["geometry"].map(lambda shape: getattr(shape, "wkb_hex", str(shape or "")))
    return pd.DataFrame(areas.drop(columns="geometry")).assign(geometry=shape)


def _differs(name: str, told: pd.DataFrame, true: pd.DataFrame) -> str:
    if len(told) != len(true):
        return N_("{name} has {told} rows, but the instance gives {true}.").format(
            name=name, told=len(told), true=len(true)
        )
    missing = sorted({*map(str, told)} ^ {*map(str, true)})
    if missing and len(true):
        return N_("{name} has other columns than the instance gives ({columns}).").format(
            name=name, columns=", ".join(missing)
        )
    for column in true if len(true) else ():
        wrong = np.flatnonzero(_unlike(told[column], true[column]))
        if len(wrong):
            return N_(
                "{name}, row {row}: {count} values of {column} are not those of the instance."
            ).format(name=name, row=int(wrong[0]) + 1, count=len(wrong), column=column)
    return ""


def _unlike(told: pd.Series, true: pd.Series) -> Any:
    """Return where two columns differ; missing values are equal, kinds of numbers do not count."""
    numbers = pd.api.types.is_numeric_dtype(told) and pd.api.types.is_numeric_dtype(true)
    empty = told.isna().to_numpy() & true.isna().to_numpy()
    if numbers:
        a, b = (column.to_numpy(np.float64, na_value=np.nan) for column in (told, true))
        return (a != b) & ~empty
    return (told.astype("str").to_numpy(str) != true.astype("str").to_numpy(str)) & ~empty


_LABELS: Mapping[str, str] = {
    "school_year": "school year", "crs": "coordinates", "name": "name of the instance",
}  # fmt: skip


def _labels(run: Run, again: Run) -> Iterator[Breach]:
    """Yield what the run calls otherwise: groups, limits, kind of distances."""
    pairs = [(said, getattr(run, field), getattr(again, field)) for field, said in _LABELS.items()]
    mine, theirs = run.problem, again.problem
    pairs += [
        ("groups", run.groups, again.groups),
        ("balance group", mine.balance_group, theirs.balance_group),
        ("transport limits", tuple(mine.transport_limits), tuple(theirs.transport_limits)),
        ("rules of school transport", mine.transport, theirs.transport),
        ("costs of school transport", mine.transport_costs, theirs.transport_costs),
        ("kind of distances", mine.distance_kind, theirs.distance_kind),
    ]
    for said, told, true in pairs:
        if told != true:
            message = N_("The run says {what} {told}, but the instance says {true}.").format(
                what=said, told=repr(told), true=repr(true)
            )
            yield Breach("instance", said, 1, "values", message)
