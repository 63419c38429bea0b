"""How far down their lists pupils are placed, group by group (önskemålsfördelning).

Every pupil falls in one of: first wish, second or third, a later wish, none of the wishes, made
no choice. Counted twice: by individual membership (a labelled upper bound of what a policy may
look at) and group-blind, each pupil as the share of the group in the home area. One to four
pupils are never told.

Source: outcome measures of Swedish rounds (first choice, some choice); Kessel & Olme (2018)
count the three first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from pydantic import BaseModel, ConfigDict

from skolval.domain.language import _, current, percent
from skolval.domain.preferences import chose
from skolval.domain.surfaces import Progress
from skolval.lenses._look import Look
from skolval.lenses._people import EVERYBODY, by_area, by_group, group_label, share
from skolval.lenses._words import capital

if TYPE_CHECKING:
    from skolval.io.run import Run


class Params(BaseModel):
    """The rank distribution has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:  # noqa: ARG001 - one signature for the room
    """Return first, top three and any wish by group, as counts and shares of those who chose."""
    made, rank = chose(run.problem), run.placement.rank(run.problem)
    categories = {
        "first": made & (rank == 1),
        "second_third": made & ((rank == 2) | (rank == 3)),
        "later": made & (rank > 3),
        "refused": made & (rank < 1),
        "no_choice": ~made,
    }
    frame = pd.concat(
        [_with_shares(by_group(run, categories)), _with_shares(by_area(run, categories))],
        ignore_index=True,
    )
    return Look(
        title=_("Wishes by group"),
        frames={"ranks": frame},
        sentences=tuple(_sentences(run, frame)),
    )


def _with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Add shares of those who chose; only cells that are shown are used for them."""
    numbers = frame.astype(dict.fromkeys(frame.columns[3:], "Float64"))
    choosers = numbers["pupils"] - numbers["no_choice"]
    top3 = numbers["first"] + numbers["second_third"]
    return numbers.assign(
        choosers=choosers,
        first_share=share(numbers["first"], choosers),
        top3_share=share(top3, choosers),
        any_share=share(top3 + numbers["later"], choosers),
    )


def _sentences(run: Run, frame: pd.DataFrame) -> list[str]:
    lang = current()
    shown = frame[(frame["basis"] == "pupil") & frame["top3_share"].notna()]
    everybody = _(
        "Of those who chose, {first} get their first wish and {top3} one of the three first."
    )
    members = _("{group}: {first} first wish, {top3} one of three; others {first2} and {top32}.")
    told = []
    for group, rows in shown.groupby("group", sort=False):
        cells = [
            percent(value, lang)
            for row in rows.to_dict("records")
            for value in (row["first_share"], row["top3_share"])
        ]
        if group == EVERYBODY:
            told.append(everybody.format(first=cells[0], top3=cells[1]))
        elif len(cells) == 4:
            words = dict(zip(("first", "top3", "first2", "top32"), cells, strict=True))
            told.append(members.format(group=capital(group_label(run, str(group))), **words))
    return told
