"""Whom a report is for (mottagare): the office itself, or anybody (offentliggörande).

What is published tells of nobody with a protected identity: they are left out of every count
before anything is counted, so that a report with and one without such a pupil are the same. And
it tells of no one to four pupils: such counts are hidden, with as many others as are needed so
that none can be worked out from the sums that are shown. All that is hidden looks the same.

Source
------
Offentlighets- och sekretesslagen (2009:400) 22 kap. 1 § and 24 kap. 8 §; Skolverket's practice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from skolval.disclosure.protect import Cells, protected, table
from skolval.domain.disclosure import few
from skolval.domain.group_counts import groups_needed
from skolval.domain.subset import with_parties
from skolval.report.masking import SMALLEST
from skolval.report.masking import hidden as primary

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray, Problem
    from skolval.io.run import Run
    from skolval.report.context import Case
    from skolval.report.words import Words

__all__ = ["AUDIENCES", "HIDDEN", "Shown", "UnitMask", "counted_runs", "hidden_parts", "unit_mask"]

AUDIENCES = ("internal", "public")
HIDDEN = ".."
"""What stands where a count is hidden, as in Skolverket's own tables."""


def counted_runs(runs: Sequence[Run], audience: str) -> list[Run]:
    """Return the runs as they are counted: for the public without protected identities."""
    if audience == "internal":
        return list(runs)
    return [_open(run) for run in runs]


def _open(run: Run) -> Run:
    problem, chosen = run.problem, run.placement.chosen
    keep = ~problem.parties.protected
    if keep.all() or problem.of_areas:
        return run
    rows = keep[problem.options.party]
    number = np.where(rows, np.cumsum(rows) - 1, -1)
    mine = np.where(chosen >= 0, number[np.maximum(chosen, 0)], -1)[keep]
    placement = run.placement.replace(chosen=mine, groups=_groups_open(run, keep))
    return replace(run, problem=with_parties(_seats_open(problem, keep), keep), placement=placement)


def _groups_open(run: Run, keep: BoolArray) -> IntArray | None:
    """Return the groups without those that are opened for protected identities alone."""
    problem, placement = run.problem, run.placement
    if placement.groups is None or problem.hosting is None:
        return placement.groups
    others = groups_needed(problem, np.where(keep, placement.chosen, -1))
    fewer: IntArray = placement.groups - (groups_needed(problem, placement.chosen) - others)
    return fewer


def _seats_open(problem: Problem, keep: BoolArray) -> Problem:
    """Return the problem without the seats that protected identities held before in groups' units.

    Where newly arrived pupils are placed, those placed before have a seat beside the free ones.
    """
    hosting = problem.hosting
    if hosting is None or hosting.seats is None:
        return problem
    rows = hosting.kept[~keep & (hosting.kept >= 0)]
    offerings = problem.offerings
    held = np.bincount(problem.options.offering[rows], minlength=len(offerings))
    return problem.replace(
        offerings=replace(offerings, seats=offerings.seats - held),
        hosting=hosting.replace(seats=hosting.seats - held[:, None]),
    )


@dataclass(frozen=True, slots=True)
class UnitMask:
    """Which counts by unit are hidden: (U,) of all pupils placed, and of those of the group."""

    placed: BoolArray
    members: BoolArray


def unit_mask(
    placed: IntArray, members: IntArray | None, audience: str, *, unplaced: int = 0
) -> UnitMask:
    """Return what is hidden of pupils by unit.

    Parameters
    ----------
    placed, members : (U,) pupils, and pupils of the group; their sums are told elsewhere.
    unplaced : pupils without a place; together with those placed they are all, which is told.
    """
    if audience == "internal":
        none = np.zeros(len(placed), np.bool_)
        return UnitMask(none, none if members is None else primary(members, placed))
    # few without a place could be told by taking the units from all; else they are told
    alone = 0 < unplaced < SMALLEST
    own = hidden_parts(np.r_[placed, unplaced])[:-1] if alone else hidden_parts(placed)
    if members is None:
        return UnitMask(own, own)
    # how many are placed at a unit is hidden alike whichever group is looked at: else another
    # report of the same run, about another group, would tell it
    cells, places = table(np.c_[members, placed - members])
    secret, known = few(cells.values), np.zeros(len(cells.values), np.bool_)
    secret[places[:-1][own].ravel()] = True
    known[places[:-1, 2][~own]] = True
    known[places[-1]] = ~secret[places[-1]]
    hidden = protected(cells, secret, known=known)[places][:-1]
    either: BoolArray = hidden[:, 0] | hidden[:, 1] | own
    return UnitMask(own, either)


def hidden_parts(counts: IntArray) -> BoolArray:
    """Return which parts of a known total are hidden."""
    values = np.r_[counts, counts.sum()].astype(np.int64)
    sums = sparse.csr_array(np.r_[np.ones(len(counts)), -1.0][None])
    small = few(values)
    small[-1] = False
    known = np.zeros(len(values), np.bool_)
    known[-1] = len(counts) > 1
    hidden = protected(Cells(values, sums), small, known=known)
    # a total that cannot stay is known from elsewhere: then no part is told
    return np.ones(len(counts), bool) if hidden[-1] else hidden[:-1]


@dataclass(frozen=True, slots=True)
class Shown:
    """How counts of pupils are told to an audience."""

    words: Words
    audience: str = "internal"

    @property
    def public(self) -> bool:
        """Whether anybody may read it."""
        return self.audience == "public"

    def count(self, pupils: int | None, *, of: int | None = None) -> str:
        """Return how many pupils of how many: hidden where one to four are, or are not."""
        if pupils is not None and self.public and self._tells(pupils, of):
            return HIDDEN
        return self.words.whole(pupils)

    def share(self, share: float, *, of: int, decimals: int = 1) -> str:
        """Return a share of so many pupils, hidden as its count would be."""
        if self.public and not np.isnan(share) and self._tells(round(share * of), of):
            return HIDDEN
        return self.words.percent(share, decimals)

    def unless(self, hide: bool, pupils: int | None) -> str:
        """Return a count of which it is decided whether it is hidden."""
        return HIDDEN if hide else self.words.whole(pupils)

    def of_choosers(self, case: Case, wish: str) -> str:
        """Return the share of those who chose who got the ``first`` wish, or ``any``."""
        hide = {wish, "choosers"} & case.told.choices
        share = case.outcome.first_wish if wish == "first" else case.outcome.any_wish
        return HIDDEN if hide else self.words.percent(share, 1)

    def breaches(self, count: int) -> str:
        """Return how many breaches there are: for the public under five is told as such."""
        return self.few(count) if self.public else self.words.whole(count)

    def way(self, metres: float) -> float:
        """Return a mean or a quantile of ways: for the public to the nearest ten metres."""
        return round(metres, -1) if self.public else metres

    def parts(self, counts: Sequence[int]) -> list[str]:
        """Return counts whose total is told elsewhere."""
        known = np.asarray(counts, np.int64)
        hidden = hidden_parts(known) if self.public else np.zeros(len(known), bool)
        return [
            HIDDEN if hide else self.words.whole(int(count))
            for count, hide in zip(known, hidden, strict=True)
        ]

    def drawn(self, shares: Sequence[float], *, of: int) -> list[float]:
        """Return shares for a chart: so coarse that no few pupils can be measured in it."""
        if not self.public:
            return list(shares)
        step = max(0.01, SMALLEST / max(of, 1))
        return [round(share / step) * step for share in shares]

    def in_words(self, sentence: str) -> str:
        """Return a sentence in which two points that stand for a number are a word."""
        if not self.public:
            return sentence
        return sentence.replace(HIDDEN, self.words.gettext("(hidden)"))

    def few(self, count: int) -> str:
        """Return a count that stands alone: under five is told as such."""
        return f"<{SMALLEST}" if 0 < count < SMALLEST else self.words.whole(count)

    def longest(self, metres: Any) -> str:
        """Return the longest of many ways: for the public only below which kilometre it is."""
        if metres is None or not self.public:
            return self.words.metres(metres)
        kilometre = int(metres) // 1000 + 1
        return self.words.gettext("under {km} km").format(km=self.words.whole(kilometre))

    def _tells(self, pupils: int, of: int | None) -> bool:
        left = SMALLEST if of is None else of - pupils
        return bool(0 < pupils < SMALLEST or 0 < left < SMALLEST)
