"""How likely each placement is over many lotteries (lottens odds).

The lottery is drawn again `lotteries` times, each time with its own published seed, and the
pupils are placed again with everything else as it is. A pupil's chance of a wish is how often
the wish was granted. Where no lottery decides, every chance is 0 or 1.

The seed of lottery k is ``<seed>#k``, k from 1, and the lots follow from it as the policy's
lottery criterion says: anybody can recompute each of them.

Source: ÖKN 2019:195 (lottery acceptable); the chances are those of random serial priority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.language import _, current, number, percent
from skolval.domain.preferences import chose
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.lenses._again import again
from skolval.lenses._look import Look
from skolval.lenses._lotteries import counts_by_kernel, seeded, seeds_of
from skolval.lenses._people import by_group

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["Params", "look"]


class Params(BaseModel):
    """Parameters of the odds.

    Parameters
    ----------
    lotteries : how many are drawn. seed : first part of their seeds; the policy's when empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lotteries: int = Field(default=1000, ge=1, le=100_000)
    seed: str = ""


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:
    """Return the chance of each placement, summed up by group and by offering."""
    problem = run.problem
    if not any(step.name == "lottery" for step in problem.policy.criteria):
        return _certain(run)
    seeds = seeds_of(problem, params.seed, params.lotteries)
    counts = counts_by_kernel(problem, seeds, progress)
    if counts is None:
        counts = _counts_by_mechanism(problem, seeds, progress)
    chance = counts / len(seeds)
    return Look(
        title=_("Chances over {count} lotteries").format(count=number(len(seeds), current())),
        frames={"groups": _groups(run, chance), "offerings": _offerings(run, chance)},
        sentences=_sentences(problem, chance, seeds),
        pupils=_pupils(run, chance),
    )


def _certain(run: Run) -> Look:
    return Look(
        title=_("Chances over lotteries"),
        frames={"groups": _groups(run, _own(run))},
        sentences=(_("The policy has no lottery: every placement is certain."),),
    )


def _own(run: Run) -> np.ndarray:
    chance = np.zeros(len(run.problem.options))
    chance[run.placement.chosen[run.placement.placed]] = 1.0
    return chance


def _counts_by_mechanism(problem: Problem, seeds: list[str], progress: Progress | None) -> IntArray:
    """Return how often each option row was chosen, by running the mechanism for every seed."""
    counts = np.zeros(len(problem.options), np.int64)
    for position, seed in enumerate(seeds):
        chosen = again(problem.replace(policy=seeded(problem.policy, seed)))
        counts[chosen[chosen >= 0]] += 1
        if progress:
            progress(_("lottery {done} of {all}").format(done=position + 1, all=len(seeds)))
    return counts


def _first(problem: Problem, chance: np.ndarray) -> np.ndarray:
    """Return each pupil's chance of the first wish."""
    options = problem.options
    first = options.rank == 1
    found = np.zeros(len(problem.parties))
    found[options.party[first]] = chance[first]
    return found


def _groups(run: Run, chance: np.ndarray) -> pd.DataFrame:
    made, first = chose(run.problem), _first(run.problem, chance)
    return by_group(
        run,
        {
            "first_always": made & (first == 1),
            "first_by_lot": made & (first > 0) & (first < 1),
            "first_never": made & (first == 0),
            "no_choice": ~made,
        },
    )


def _offerings(run: Run, chance: np.ndarray) -> pd.DataFrame:
    """Return by offering how many first wishes it has and how they fare."""
    problem = run.problem
    options, width = problem.options, len(problem.offerings)
    first = options.rank == 1
    at = options.offering[first]
    lot = (chance[first] > 0) & (chance[first] < 1)
    unit = problem.offerings.unit
    frame = pd.DataFrame(
        {
            "offering_id": problem.offerings.ids,
            "name": run.units["name"].to_numpy()[unit],
            "grade": np.array(problem.grades.codes)[problem.offerings.grade],
            "seats": problem.offerings.seats,
            "first_wishes": np.bincount(at, minlength=width),
            "by_lot": np.bincount(at[lot], minlength=width),
            "chance": np.bincount(at, chance[first], width),
        }
    )
    frame["chance"] /= frame["first_wishes"].where(frame["first_wishes"] > 0)
    kept = frame[frame["by_lot"] > 0]
    return kept.sort_values(["chance", "offering_id"]).reset_index(drop=True)


def _sentences(problem: Problem, chance: np.ndarray, seeds: list[str]) -> tuple[str, ...]:
    lang = current()
    options = problem.options
    ever = np.bincount(options.party[chance > 0], minlength=len(problem.parties))
    by_lot = int((ever > 1).sum())
    made = chose(problem)
    mean = float(_first(problem, chance)[made].mean()) if made.any() else 0.0
    return (
        _(
            "For {count} of {total} pupils ({share}) the lottery decides which place they get."
        ).format(
            count=number(by_lot, lang),
            total=number(len(ever), lang),
            share=percent(by_lot / max(len(ever), 1), lang, decimals=1),
        ),
        _("Over the lotteries {first} of those who chose get their first wish.").format(
            first=percent(mean, lang, decimals=1)
        ),
        _("Seeds of the lotteries: {first} to {last}.").format(first=seeds[0], last=seeds[-1]),
    )


def _pupils(run: Run, chance: np.ndarray) -> pd.DataFrame:
    """Return one row per pupil and place with some chance."""
    problem = run.problem
    options = problem.options
    rows = np.flatnonzero((chance > 0) & ~problem.parties.protected[options.party])
    frame = pd.DataFrame(
        {
            "pupil_id": problem.parties.ids[options.party[rows]],
            "unit_id": problem.unit_ids[problem.unit_of_option()[rows]],
            "rank": options.rank[rows],
            "chance": chance[rows],
        }
    )
    return frame.reset_index(drop=True)
