"""Which placements change when one policy is exchanged for another (regeländringens effekt).

Two placements of the same pupils are held against each other pupil by pupil: who is placed
elsewhere, and whether that stands higher up or further down the pupil's own list. The lists
are those of the policy that counts the most wishes. Groups are told without small numbers.

Source: Göteborg's own back-test: removing one rule changed 65 of 2,064 placements (3 %).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from skolval.domain.language import _, current, number
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.errors import Fault, UsageError
from skolval.io.policy import read_policy
from skolval.io.run import Run
from skolval.io.run_reading import read_run
from skolval.law import refuse_unlawful
from skolval.lenses._again import anew, offering_of
from skolval.lenses._effect import effect, gain_sentences, moved_sentence
from skolval.lenses._look import Look

if TYPE_CHECKING:
    from skolval.domain.policy import Policy
    from skolval.lenses._effect import Effect

__all__ = ["Params", "between", "look"]


class Params(BaseModel):
    """Parameters of the effect.

    Parameters
    ----------
    against : the other run's folder, or a policy (name or file) that makes the same tables.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    against: str = ""


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:
    """Return what changes from `run` to the other.

    Raises
    ------
    UsageError
        If nothing is given to hold the run against, or the two are not about the same pupils.
    """
    if not params.against:
        raise UsageError(
            Fault(
                _("The lens needs something to hold the run against."),
                rule="against",
                remedy=_("Write --set against=FOLDER of another run, or against=POLICY."),
            )
        )
    if (Path(params.against) / "run.json").exists():
        return between(run, read_run(params.against))
    return between(run, _placed_by(run, read_policy(params.against), progress))


def between(before: Run, after: Run) -> Look:
    """Return what changes from one run to the other.

    Raises
    ------
    UsageError
        If they are not about the same pupils and offerings.
    """
    _refuse_unlike(before, after)
    judge = max(before, after, key=lambda run: int((run.problem.options.rank > 0).sum()))
    offerings = [offering_of(run.problem, run.placement.chosen) for run in (before, after)]
    found = effect(judge.problem, *offerings)
    table = found.table(judge)
    return Look(
        title=_("From {before} to {after}").format(
            before=before.policy_name, after=after.policy_name
        ),
        frames={"effect": table, "units": _units(before, after)},
        sentences=(
            moved_sentence(found),
            *gain_sentences(judge, table),
            _first_sentence(found),
        ),
        pupils=found.pupils(judge),
    )


def _placed_by(run: Run, policy: Policy, progress: Progress | None) -> Run:
    """Return the run under another policy, on the tables that this run was made with.

    Raises
    ------
    UsageError
        If the policy would make other tables (wishes counted, options, distances).
    UnlawfulError
        If it is forbidden and `run` itself is no simulation of an unlawful policy.
    """
    own = run.problem.policy
    differs = [
        key for key in ("max_wishes", "options", "distance", "minutes", "measuring_point")
        if getattr(own, key) != getattr(policy, key)
    ]  # fmt: skip
    if differs:
        raise UsageError(
            Fault(
                _(
                    "The policy {policy} needs tables that this run was not made with ({keys})."
                ).format(policy=policy.name, keys=", ".join(differs)),
                value=policy.name,
                rule="same_tables",
                remedy=_("Use skolval diff POLICY_A POLICY_B --instance NAME."),
            )
        )
    if not run.record.get("simulated_unlawful"):
        refuse_unlawful(policy, groups=run.groups)
    problem = run.problem.replace(policy=policy)
    chosen = anew(problem, progress=progress)
    return replace(run, problem=problem, placement=run.placement.replace(chosen=chosen))


def _refuse_unlike(before: Run, after: Run) -> None:
    why = _unlike(before.problem, after.problem)
    if why:
        raise UsageError(
            Fault(
                _("The runs {before} and {after} cannot be compared: {why}.").format(
                    before=before.policy_name, after=after.policy_name, why=why
                ),
                file=str(after.folder or after.name),
                rule="same_instance",
                remedy=_("Compare runs made from the same instance folder."),
            )
        )


def _unlike(first: Problem, second: Problem) -> str:
    if not np.array_equal(first.parties.ids, second.parties.ids):
        return _("other pupils take part")
    if not np.array_equal(first.offerings.ids, second.offerings.ids):
        return _("the offerings differ")
    return ""


def _units(before: Run, after: Run) -> pd.DataFrame:
    count = len(before.problem.unit_ids)
    placed = []
    for run in (before, after):
        unit = run.placement.unit(run.problem)
        placed.append(np.bincount(unit[unit >= 0], minlength=count))
    frame = pd.DataFrame(
        {
            "unit_id": before.problem.unit_ids,
            "name": before.units["name"].to_numpy(),
            "before": placed[0],
            "after": placed[1],
            "change": placed[1] - placed[0],
        }
    )
    order = np.lexsort((np.arange(count), -np.abs(frame["change"].to_numpy())))
    return frame.iloc[order].reset_index(drop=True)


def _first_sentence(found: Effect) -> str:
    lang = current()
    return _("{before} first wishes before, {after} after.").format(
        before=number(int(found.first_before.sum()), lang),
        after=number(int(found.first_after.sum()), lang),
    )
