"""Who gains and who loses between two placements of the same pupils."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.language import _, current, number, percent
from skolval.domain.preferences import chose
from skolval.lenses._again import place_in_list
from skolval.lenses._people import EVERYBODY, by_group, group_label, open_pupils
from skolval.lenses._words import capital

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray, Problem
    from skolval.io.run import Run

__all__ = ["Effect", "effect", "gain_sentences", "moved_sentence"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of every pupil when the first placement is exchanged for the second.

    Parameters
    ----------
    moved : placed at another offering. better, worse : higher up or further down the own list.
    first_before, first_after : gets the first wish.
    """

    moved: BoolArray
    better: BoolArray
    worse: BoolArray
    first_before: BoolArray
    first_after: BoolArray

    def table(self, run: Run) -> pd.DataFrame:
        """Return better, worse, other and unmoved pupils by group, few hidden."""
        still = ~self.moved
        categories = {
            "better": self.better,
            "worse": self.worse,
            "elsewhere": self.moved & ~self.better & ~self.worse,
            "unmoved": still,
        }
        return by_group(run, categories)

    def pupils(self, run: Run) -> pd.DataFrame:
        """Return one row per moved pupil, without protected identities."""
        frame = open_pupils(
            run,
            {
                "moved": self.moved,
                "change": np.select([self.better, self.worse], ["better", "worse"], "elsewhere"),
            },
        )
        return frame[frame["moved"]].drop(columns="moved").reset_index(drop=True)


def effect(problem: Problem, before: IntArray, after: IntArray) -> Effect:
    """Return what differs between two placements, judged by the lists in `problem`.

    Parameters
    ----------
    before, after : (n_parties,) offering of each party, -1 for none.
    """
    first, second = place_in_list(problem, before), place_in_list(problem, after)
    moved, made = before != after, chose(problem)
    return Effect(
        moved=moved,
        better=moved & (second < first),
        worse=moved & (second > first),
        first_before=made & (first == 0),
        first_after=made & (second == 0),
    )


def moved_sentence(found: Effect) -> str:
    """Return how many placements change."""
    lang, total = current(), len(found.moved)
    return _("{count} of {total} placements ({share}) change.").format(
        count=number(int(found.moved.sum()), lang),
        total=number(total, lang),
        share=percent(found.moved.mean() if total else 0.0, lang),
    )


def gain_sentences(run: Run, table: pd.DataFrame) -> list[str]:
    """Return who gains and loses, group by group, where few pupils are not told."""
    lang = current()
    text = _("{group}: {better} get a place higher up their own list and {worse} a lower one.")
    rows = table[table["part"] != "others"]
    told = []
    for row in rows.to_dict("records"):
        if pd.isna(row["better"]) or pd.isna(row["worse"]):
            continue
        label = group_label(run, EVERYBODY if row["part"] == EVERYBODY else row["group"])
        told.append(
            text.format(
                group=capital(label),
                better=number(row["better"], lang),
                worse=number(row["worse"], lang),
            )
        )
    return told
