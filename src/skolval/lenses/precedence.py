"""What the size of a reserve and its place among the seats do (ordningen mellan platsgrupper).

The pupils are placed with a reserve of each of `sizes` at every unit (or at `units`), once with
the reserved seats filled first and once with the open seats filled first. Filled first, a reserve
is used up by members who would have got an open seat anyway; filled last, it comes on top. So the
order can matter as much as the size, and is a decision that must be written down.

Source: Dur, Kominers, Pathak & Sönmez (2018): in Boston half the seats were reserved for the walk
zone, which with that order gave 48.5 % walk-zone pupils against 47.3 % without any priority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.disclosure import SMALLEST
from skolval.domain.language import _, current, percent
from skolval.domain.policy import Policy, SeatClass, Who
from skolval.domain.preferences import chose
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.seat_classes import members
from skolval.domain.surfaces import Progress
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.lenses._again import again
from skolval.lenses._look import Look
from skolval.lenses._people import group_label

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["Params", "look"]

_NAN = float("nan")


class Params(BaseModel):
    """Parameters of the curve.

    Parameters
    ----------
    group : whom the reserve is for; the group balanced by default when empty. basis : ``area``
        looks at the home area only, ``pupil`` at the individual (a labelled upper bound).
    at_least : share 0-1 of the group in the home area; when missing, the share that a quarter
        of the pupils reach. sizes : shares of the seats. units : where; everywhere when empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str = ""
    basis: Literal["area", "pupil"] = "area"
    at_least: float | None = Field(default=None, ge=0, le=1)
    sizes: tuple[float, ...] = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
    units: tuple[str, ...] = ()


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:
    """Return shares of the members and the others who get their wishes, by size and order.

    Raises
    ------
    UsageError
        If the group or a unit is unknown, or fewer than five pupils are members (or are not).
    """
    problem = run.problem
    _refuse_unknown(problem, params)
    who = _who(problem, params)
    inside = members(problem, who)
    _refuse_few(inside)
    wanted = _wanted(problem)
    rows = []
    for order in ("reserve_first", "open_first"):
        for size in params.sizes:
            policy = with_reserve(problem.policy, who, (size, order, params.units))
            chosen = again(problem.replace(policy=policy))
            outcome = _outcome(problem, chosen, inside, wanted)
            rows.append({"order": order, "size": size, **outcome})
            if progress:
                progress(f"{order} {size:g}")
    frame = pd.DataFrame(rows)
    return Look(
        title=_("Size and order of a reserve"),
        frames={"curve": frame},
        sentences=tuple(_sentences(run, who, frame)),
    )


def _who(problem: Problem, params: Params) -> Who:
    group = params.group or problem.balance_group
    if params.basis == "pupil":
        return Who(group, "pupil")
    known = problem.parties.area_share[:, problem.groups.index(group)]
    if params.at_least is None:
        # A whole permille, so that the policy means the same as the lens.
        top = np.quantile(known, 0.75, method="lower") / 1000 if len(known) else 0.5
        return Who(group, "area", max(float(top), 0.001))
    return Who(group, "area", params.at_least)


def with_reserve(policy: Policy, who: Who, asked: tuple[float, str, tuple[str, ...]]) -> Policy:
    """Return the policy with one reserve and open seats in the order asked for."""
    size, order, units = asked
    reserve = SeatClass("reserve", share=size, who=who, units=units)
    rest = SeatClass("open")
    classes = (reserve, rest) if order == "reserve_first" else (rest, reserve)
    return policy.replace(seat_classes=classes if size > 0 else (), bounds=())


def _wanted(problem: Problem) -> BoolArray:
    """Return which offerings have more first wishes than seats."""
    options = problem.options
    first = np.bincount(options.offering[options.rank == 1], minlength=len(problem.offerings))
    more: BoolArray = first > problem.offerings.seats
    return more


def _outcome(
    problem: Problem, chosen: IntArray, inside: BoolArray, wanted: BoolArray
) -> dict[str, Any]:
    rank = np.where(chosen >= 0, problem.options.rank[np.maximum(chosen, 0)], -1)
    offering = np.where(chosen >= 0, problem.options.offering[np.maximum(chosen, 0)], 0)
    popular = (chosen >= 0) & wanted[offering]
    made = chose(problem)
    top3 = (rank >= 1) & (rank <= 3)
    return {
        "members_first": _mean(rank == 1, made & inside),
        "others_first": _mean(rank == 1, made & ~inside),
        "members_top3": _mean(top3, made & inside),
        "others_top3": _mean(top3, made & ~inside),
        "members_in_popular": _mean(inside, popular),
    }


def _mean(part: BoolArray, whole: BoolArray) -> float:
    return float(part[whole].mean()) if whole.sum() >= SMALLEST else _NAN


def _refuse_unknown(problem: Problem, params: Params) -> None:
    faults = []
    if params.group and params.group not in problem.groups:
        faults.append(
            _unknown(_("There is no group called {name!r}."), params.group, problem.groups)
        )
    known = tuple(str(unit) for unit in problem.unit_ids)
    faults += [
        _unknown(_("There is no unit called {name!r}."), unit, known)
        for unit in params.units
        if unit not in known
    ]
    faults += [
        Fault(
            _("A reserve of {size} is no share of the seats.").format(size=size),
            value=str(size),
            rule="share",
            remedy=_("Write a share from 0 to 1, for instance 0.25."),
        )
        for size in params.sizes
        if not 0 <= size <= 1
    ]
    if faults:
        raise UsageError(faults)


def _unknown(text: str, name: str, known: tuple[str, ...]) -> Fault:
    return Fault(
        text.format(name=name),
        value=name,
        rule="known_name",
        suggestion=did_you_mean(name, known),
        remedy=_("Known: {known}.").format(known=", ".join(known[:20])),
    )


def _refuse_few(inside: BoolArray) -> None:
    if min(int(inside.sum()), int((~inside).sum())) < SMALLEST:
        raise UsageError(
            Fault(
                _("Fewer than five pupils would be members of the reserve's group, or outside it."),
                rule="few_pupils",
                remedy=_("Choose another group, basis or at_least."),
            )
        )


def _sentences(run: Run, who: Who, frame: pd.DataFrame) -> list[str]:
    lang = current()
    lead = (
        _("A reserve for pupils from areas where at least {share} are of the group {group}.")
        if who.basis == "area"
        else _("A reserve for pupils of the group {group} (the individual; an upper bound).")
    ).format(share=percent(who.at_least, lang), group=group_label(run, who.group))
    largest = frame["size"].max()
    text = _(
        "{size} of the seats, {order}: {members} of the members and {others} of the others get "
        "their first wish; members are {popular} of the pupils at sought-after units."
    )
    words = {
        "reserve_first": _("reserved seats filled first"),
        "open_first": _("open seats filled first"),
    }
    shown = frame[(frame["size"] == largest) | ((frame["size"] == 0) & (frame["order"] == "reserve_first"))]  # fmt: skip  # noqa: E501
    return [lead] + [
        text.format(
            size=percent(row["size"], lang),
            order=words[row["order"]],
            members=percent(row["members_first"], lang, decimals=1),
            others=percent(row["others_first"], lang, decimals=1),
            popular=percent(row["members_in_popular"], lang, decimals=1),
        )
        for row in shown.sort_values("size", kind="stable").to_dict("records")
    ]
