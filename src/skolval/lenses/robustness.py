"""What becomes of the placement if pupils refuse, stay away, arrive late or are more (robusthet).

Many scenarios are drawn from ranges that the reader gives; none of them is a forecast, and the
ranges are no facts. In each scenario some refuse the place offered and leave the municipality's
units (`leavers: out`), or go to the nearest one instead (`leavers: nearest`), some do not
come, the pupils of an area are more or fewer than foreseen, and some arrive late. A pupil of
hazard weight w refuses with probability 1 - (1 - share)^w, where w is `group_times` for
members of the group (by home area) and grows by `per_km` for each kilometre to the unit.
Freed seats go along the line of those who wished for them, in the policy's order, until
nobody gains (`refill`). Those who are more than foreseen go where the plan sends their home;
where that is full they are placed anew at the nearest unit with room.

Two placements of the same pupils meet the same draws under the same seed. D is within grades and
pooled, by home area, among the pupils who attend; its baseline is the mean if they were drawn to
units of the same sizes (normal approximation). The gain in D is measured against everybody at
the nearest unit that has the grade, whatever the seats.

Source: own definition; common random numbers: Law (2015), Simulation Modeling and Analysis,
section 11.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from skolval.domain.language import _, current, number, percent
from skolval.domain.surfaces import Progress
from skolval.lenses._look import Look
from skolval.lenses._plan import nearest_rows, plan_of
from skolval.lenses._shocks import COLUMNS, Floats, Shocks, drawn, outcomes

if TYPE_CHECKING:
    from typing import Self

    from skolval.domain.problem import Problem
    from skolval.io.run import Run
    from skolval.lenses._shocks import Plan

__all__ = ["Params", "look"]

_SHOWN = ("placed", "metres", "dissimilarity", "baseline", "utilisation", "overfull", "anew",
          "moved", "without", "declined", "absent", "gone", "arrived")  # fmt: skip
_CURVE_DRAWS = 100
_RANGES = ("refuse", "absent", "late", "forecast")


class Params(BaseModel):
    """How many scenarios, and the ranges in per cent that are drawn from evenly.

    Parameters
    ----------
    scenarios : how many. seed : of the draws; the policy's when empty.
    refuse_low, refuse_high : who refuse the place offered. group_times : how many times as
        likely members of the group are to refuse. per_km : how much more likely for each
        kilometre, e.g. 0.1.
    leavers : ``out`` of the municipality's units, or to the ``nearest`` one.
    absent_low, absent_high : who do not come. late_low, late_high : who arrive late.
    refill : who fill freed seats: ``nobody``, the line for the seats of those who ``refuse``, or
        ``all`` freed seats.
    forecast_low, forecast_high : how many more pupils than foreseen (below 0: fewer).
    area_error : how much each area may deviate from that, up or down.
    curve : shares in per cent who refuse, for the curve of the gain that is left.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenarios: int = Field(1000, ge=1, le=100_000)
    seed: str = ""
    refuse_low: float = Field(0, ge=0, le=100)
    refuse_high: float = Field(20, ge=0, le=100)
    group_times: float = Field(1, gt=0, le=100)
    per_km: float = Field(0, ge=0, le=100)
    leavers: Literal["out", "nearest"] = "out"
    absent_low: float = Field(0, ge=0, le=100)
    absent_high: float = Field(5, ge=0, le=100)
    late_low: float = Field(0, ge=0, le=100)
    late_high: float = Field(2, ge=0, le=100)
    refill: Literal["nobody", "refuse", "all"] = "all"
    forecast_low: float = Field(-5, ge=-100, le=100)
    forecast_high: float = Field(5, ge=-100, le=100)
    area_error: float = Field(5, ge=0, le=100)
    curve: tuple[float, ...] = (0, 5, 10, 15, 20, 30, 40, 50, 75)

    @field_validator("curve")
    @classmethod
    def _in_order(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if any(not 0 <= share <= 100 for share in value):
            raise ValueError(_("shares are from 0 to 100 per cent"))
        return tuple(sorted({0.0, *value}))

    @model_validator(mode="after")
    def _low_to_high(self) -> Self:
        for name in _RANGES:
            if getattr(self, f"{name}_low") > getattr(self, f"{name}_high"):
                raise ValueError(_("{name}_low is above {name}_high").format(name=name))
        return self


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:
    """Return the placement's outcome in many scenarios, and the gain in D that is left."""
    problem = run.problem
    seed = params.seed or problem.policy.seed
    plan = plan_of(problem, run.placement.chosen, seed=seed, ways=_ways(params))
    if progress:
        progress(_("{count} scenarios").format(count=params.scenarios))
    shocks = _shocks(problem, params, seed)
    found = outcomes(plan, shocks)
    scenarios = pd.DataFrame(found, columns=list(COLUMNS))
    scenarios.insert(0, "scenario", shocks.number + 1)
    summary = _summary(scenarios, outcomes(plan, _calm(problem, 1))[0])
    curve = _curve(problem, params, plan)
    return Look(
        title=_("What the placement withstands"),
        frames={"summary": summary, "gain": curve, "scenarios": scenarios},
        sentences=tuple(_sentences(summary, curve, params)),
    )


def _ways(params: Params) -> tuple[float, float, bool]:
    return params.group_times, params.per_km, params.leavers == "nearest"


def _shocks(problem: Problem, params: Params, seed: str) -> Shocks:
    count = params.scenarios

    def between(name: str) -> Floats:
        low, high = getattr(params, f"{name}_low") / 100, getattr(params, f"{name}_high") / 100
        share: Floats = low + (high - low) * drawn(seed, name, (count,))
        return share

    own = 2 * drawn(seed, "area", (count, len(problem.area_ids) + 1)) - 1
    growth = between("forecast")[:, None] + own * params.area_error / 100
    return Shocks(
        number=np.arange(count),
        refuse=between("refuse"),
        absent=between("absent"),
        late=between("late"),
        growth=np.maximum(growth, -1.0),
        refill=("nobody", "refuse", "all").index(params.refill),
    )


def _calm(problem: Problem, count: int, refuse: float = 0.0, refill: int = 0) -> Shocks:
    """Return scenarios in which nothing happens but that a share refuse."""
    none = np.zeros(count)
    growth = np.zeros((count, len(problem.area_ids) + 1))
    return Shocks(np.arange(count), np.full(count, refuse), none, none, growth, refill)


def _summary(scenarios: pd.DataFrame, planned: Floats) -> pd.DataFrame:
    """Return the plan's value, and mean, tenth and ninetieth percentile over the scenarios."""
    rows = []
    for name in _SHOWN:
        values = scenarios[name].dropna()
        tenth, ninetieth = np.percentile(values, [10, 90]) if len(values) else (np.nan, np.nan)
        rows.append(
            {
                "measure": name,
                "planned": planned[COLUMNS.index(name)],
                "mean": values.mean(),
                "p10": tenth,
                "p90": ninetieth,
            }
        )
    return pd.DataFrame(rows)


def _curve(problem: Problem, params: Params, plan: Plan) -> pd.DataFrame:
    """Return D when a share refuse, and which part of the planned gain is left."""
    at = COLUMNS.index("dissimilarity")
    near = nearest_rows(problem)
    reference = outcomes(plan.at(near), _calm(problem, 1))[0, at]
    planned = outcomes(plan, _calm(problem, 1))[0, at]
    refill = 0 if params.refill == "nobody" else 1
    draws = min(params.scenarios, _CURVE_DRAWS)
    rows = []
    for share in params.curve:
        values = outcomes(plan, _calm(problem, draws, share / 100, refill if share else 0))[:, at]
        known = values[~np.isnan(values)]
        mean, tenth, ninetieth = (
            (known.mean(), *np.percentile(known, [10, 90])) if len(known) else (np.nan,) * 3
        )
        gain = reference - planned
        rows.append(
            {
                "refuse_share": share / 100,
                "dissimilarity": mean,
                "p10": tenth,
                "p90": ninetieth,
                "nearest": reference,
                "gain_left": (reference - mean) / gain if gain > 0 else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _break_even(curve: pd.DataFrame) -> float:
    """Return the share at which nothing is left of the gain, NaN where something always is."""
    left, share = curve["gain_left"].to_numpy(), curve["refuse_share"].to_numpy()
    below = np.flatnonzero(left <= 0)
    if not len(below) or below[0] == 0:
        return float("nan")
    k = int(below[0])
    step = left[k - 1] / (left[k - 1] - left[k])
    return float(share[k - 1] + step * (share[k] - share[k - 1]))


def _sentences(summary: pd.DataFrame, curve: pd.DataFrame, params: Params) -> list[str]:
    lang = current()
    row = {str(r["measure"]): r for r in summary.to_dict("records")}

    def told(name: str, column: str, decimals: int = 0) -> str:
        return number(float(row[name][column]), lang, decimals=decimals)

    lines = [
        _(
            "In {count} scenarios {placed} pupils attend on average ({low} to {high} in eight of "
            "ten), and {anew} must be placed anew."
        ).format(
            count=number(params.scenarios, lang),
            placed=told("placed", "mean"),
            low=told("placed", "p10"),
            high=told("placed", "p90"),
            anew=told("anew", "mean"),
        ),
        _("D is {planned} as planned and {low} to {high} in eight of ten scenarios.").format(
            planned=told("dissimilarity", "planned", 3),
            low=told("dissimilarity", "p10", 3),
            high=told("dissimilarity", "p90", 3),
        ),
    ]
    if curve["gain_left"].isna().all():
        return [*lines, _("The plan is no more even than everybody at the nearest unit.")]
    last = curve.iloc[-1]
    share = _break_even(curve)
    if np.isnan(share) and float(last["gain_left"]) > 1:
        text = _("The gain in D is no smaller than planned when {share} refuse.")
        lines.append(text.format(share=percent(float(last["refuse_share"]), lang)))
    elif np.isnan(share):
        text = _("Of the gain in D {left} is left when {share} refuse.")
        lines.append(
            text.format(
                left=percent(float(last["gain_left"]), lang),
                share=percent(float(last["refuse_share"]), lang),
            )
        )
    else:
        text = _("Nothing is left of the gain in D when {share} refuse.")
        lines.append(text.format(share=percent(share, lang)))
    return lines
