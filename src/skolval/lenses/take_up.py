"""What happens when those offered a seat outwards say yes or no (antagandegrad i lottade utfall).

Every pupil says yes or no by a drawn number, again and again, at take-up half as high as the policy
assumes, as it assumes, and half as high again; a pupil who says yes at low take-up says so at any
higher. Whoever declines goes to the guarantee school. Told are how many ride, what a rider
then costs, how uneven the units become, and how often more pupils come to a guarantee school than
it has seats for. Totals of one to four pupils are not told.

Source: take-up is an assumption (see the policy); Skollagen 10 kap. 30 §.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.accepted import accepted
from skolval.domain.deviation import deviation
from skolval.domain.language import _, current, number
from skolval.domain.service_loads import kronor, riding, vehicles
from skolval.domain.surfaces import Progress
from skolval.domain.take_up import SENSITIVITY
from skolval.lenses._look import Look

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray, Problem
    from skolval.io.run import Run

__all__ = ["Params", "look"]

_FEWEST = 5
_NUMBERS = ("riders", "kronor", "dissimilarity", "over")


class Params(BaseModel):
    """How often the answers are drawn, and by which seed.

    Parameters
    ----------
    draws : of all answers, at each take-up. seed : text; the policy's own when empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    draws: int = Field(200, ge=1, le=100_000)
    seed: str = ""


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:  # noqa: ARG001 - one signature for the room
    """Return riders, kronor, unevenness and pupils without room, over draws at three take-ups."""
    problem, chosen = run.problem, run.placement.chosen
    rule, title = problem.policy.reversed_transport, _("Who says yes to a seat outwards")
    if problem.services is None or rule is None or rule.participation != "voluntary":
        nobody = _("Nobody in this run is offered a seat that may be declined.")
        return Look(title=title, frames={"take_up": pd.DataFrame()}, sentences=(nobody,))
    seed = params.seed or problem.policy.seed
    rows = [
        _row(problem, chosen, name, factor, [f"{seed}|{draw}" for draw in range(params.draws)])
        for name, factor in SENSITIVITY
    ]
    offered = _pupils(problem, riding(problem, chosen))
    frame = pd.DataFrame(rows).assign(offered=offered)
    if 0 < offered < _FEWEST:
        frame = frame[["take_up", "factor", "draws"]]
    return Look(
        title=title,
        frames={"take_up": frame},
        sentences=tuple(_sentences(frame, offered, params.draws)),
    )


def _row(
    problem: Problem, chosen: IntArray, name: str, factor: int, seeds: list[str]
) -> dict[str, object]:
    found = np.array([_drawn(problem, chosen, factor, seed) for seed in seeds], np.float64)
    told: dict[str, object] = {"take_up": name, "factor": factor, "draws": len(seeds)}
    for column, what in enumerate(_NUMBERS):
        low, high = np.quantile(found[:, column], (0.05, 0.95))
        told |= {what: float(found[:, column].mean()), f"{what}_low": float(low),
                 f"{what}_high": float(high)}  # fmt: skip
    return told | {"over_share": float((found[:, 3] > 0).mean())}


def _drawn(problem: Problem, chosen: IntArray, factor: int, seed: str) -> tuple[float, ...]:
    """Return riders, kronor, D and pupils beyond the seats of one draw.

    What is run is run for all who were offered a seat, whoever accepts.
    """
    after = accepted(problem, chosen, seed=seed, factor=factor)
    fixed = kronor(problem, after)
    if problem.services is not None:
        spent = vehicles(problem, chosen) - vehicles(problem, after)
        fixed += int(problem.services.cost @ spent)
    away = deviation(problem, None, "area", expected=False)
    placed = after[after >= 0]
    size = problem.parties.size[problem.options.party[placed]]
    taken = np.bincount(problem.options.offering[placed], size, len(problem.offerings))
    back = np.unique(problem.options.offering[_fallbacks(problem, chosen)])
    over = np.maximum(taken - problem.offerings.seats, 0)[back].sum()
    riders = _pupils(problem, riding(problem, after))
    return riders, fixed, away.index(int(np.abs(away.sums(after)).sum())), float(over)


def _fallbacks(problem: Problem, chosen: IntArray) -> IntArray:
    """Return the option rows of those who decline."""
    if problem.services is None or problem.services.rides is None:
        return np.zeros(0, np.int64)
    rows = problem.services.rides.fallback[riding(problem, chosen)]
    found: IntArray = rows[rows >= 0]
    return found


def _pupils(problem: Problem, rows: IntArray) -> int:
    return int(problem.parties.size[problem.options.party[rows]].sum())


def _sentences(frame: pd.DataFrame, offered: int, draws: int) -> list[str]:
    lang = current()
    if offered == 0:
        return [_("No seat is offered to anybody.")]
    if offered < _FEWEST:
        return [_("Fewer than five pupils are offered seats; how many accept is not told.")]
    text = _(
        "Of {offered} offered a seat, {mean} accept in the middle of {draws} drawn outcomes "
        "({low} to {high} in nine of ten), if take-up is as assumed; {half} and {more} if it is "
        "half as high or half as high again."
    )
    low, middle, high = (row for _i, row in frame.iterrows())
    told = [
        text.format(
            offered=number(offered, lang), mean=round(middle["riders"]), draws=draws,
            low=round(middle["riders_low"]), high=round(middle["riders_high"]),
            half=round(low["riders"]), more=round(high["riders"]),
        )
    ]  # fmt: skip
    if frame["over"].max() > 0:
        text = _(
            "In {share} per cent of the outcomes more pupils come to a guarantee school than it "
            "has seats for; at half the take-up in {half} per cent."
        )
        told.append(
            text.format(
                share=round(100 * middle["over_share"]), half=round(100 * low["over_share"])
            )
        )
    return told
