"""What of reversed transport anybody may read (vad som får berättas): two rounded counts.

Section, map and tables ask here, so that what one hides the other does not tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from skolval.measure.reversed_transport import reversed_lines
from skolval.report.told import rounded_flow

if TYPE_CHECKING:
    import pandas as pd

    from skolval.io.run import Run
    from skolval.measure.reversed_transport import ReversedNumbers

__all__ = ["coarse", "told_lines"]


def coarse(found: ReversedNumbers) -> ReversedNumbers:
    """Return the numbers as anybody may read them: pupils rounded to fives, few as none.

    All follows from two rounded counts, so that no two numbers together tell a third: those
    offered a seat, and those assumed to accept it.
    """
    offered, nothing = _fives(found.offered), float("nan")
    middle = min(_fives(found.scenario("middle").accepted), offered)
    accepted = {"none": 0.0, "low": middle / 2, "middle": middle,
                "high": min(middle * 1.5, offered), "all": offered}  # fmt: skip
    fixed = found.scenario("none").high == found.scenario("all").high
    scenarios = tuple(
        replace(
            one,
            accepted=accepted[one.name],
            low=one.low if fixed else _hundreds(one.low),
            high=one.high if fixed else _hundreds(one.high),
            beyond=nothing,
        )
        for one in found.scenarios
    )
    known = offered > 0
    return replace(
        found,
        offered=int(offered),
        cards=0.0,
        scenarios=scenarios,
        minutes=found.minutes if known else nothing,
        otherwise=found.otherwise if known else nothing,
        share_riders=round(found.share_riders, 2) if known else nothing,
    )


def _fives(pupils: float) -> float:
    return float(rounded_flow(round(pupils)))


def _hundreds(kronor: int) -> int:
    """Return kronor to the next hundred thousand: what a dozen pupils' cards cost."""
    return -(-kronor // 100_000) * 100_000


def told_lines(run: Run, *, public: bool) -> pd.DataFrame:
    """Return `reversed_lines` with per_pupil (kronor), as the audience may read them.

    For the public a line with few riders tells nothing but its name, seats and fixed cost, and
    one that goes anyway is left out; of the others whereto, when and how many are offered a seat,
    in fives. Stops and times are those of the whole timetable: where the first pupil gets on is
    where somebody lives. What is hidden is missing.
    """
    lines = reversed_lines(run)
    riding = lines["accepted"].to_numpy(np.float64)
    each = np.where(riding > 0, lines["high"] / np.where(riding > 0, riding, 1.0), np.nan)
    lines = lines.assign(per_pupil=each)
    if not public:
        return lines
    lines = _whole_runs(run, lines)
    offered = np.array([_fives(count) for count in lines["offered"]], np.float64)
    many = offered > 0
    hidden = {
        name: np.full(len(lines), np.nan)
        for name in ("accepted", "load", "minutes", "low", "cards", "per_pupil")
    }
    told = lines.assign(
        offered=np.where(many, offered, np.nan),
        units=lines["units"].where(many, ""),
        boards=lines["boards"].where(many, ""),
        leaves=lines["leaves"].where(many, ""),
        high=np.where(lines["kind"] == "ordinary", np.nan, lines["high"].astype(np.float64)),
        **{name: np.where(many, lines[name].astype(np.float64), np.nan) for name in _TIMES},
        **hidden,
    )
    shown: pd.DataFrame = told[many | ~lines["running"].to_numpy(bool)]
    return shown.reset_index(drop=True)


def _whole_runs(run: Run, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines from the first to the last call of their timetables."""
    services = run.problem.services
    if services is None or not len(lines):
        return lines
    number = {name: row for row, name in enumerate(services.ids.tolist())}
    rows = np.array([number[name] for name in lines["service_id"]], np.int64)
    out, back = services.out, services.back
    first, last = out.start[rows], out.start[rows + 1] - 1
    return lines.assign(
        boards=services.stop_ids[out.stop[first]],
        leaves=services.stop_ids[out.stop[last]],
        departs=out.left[first],
        arrives=out.reached[last],
        home_departs=back.left[back.start[rows]],
        home_arrives=back.reached[back.start[rows + 1] - 1],
    )


_TIMES = ("departs", "arrives", "home_departs", "home_arrives")
