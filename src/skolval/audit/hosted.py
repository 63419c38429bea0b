"""What a placement with groups comes to, counted for the audit alone (gruppernas beläggning)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.audit.claims import called
from skolval.domain.breach import Breach
from skolval.domain.hosting import NO_HOST, Hosting, HostingRule
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.io.run import Run

__all__ = ["PERMILLE", "Hosted", "hosted"]

PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class Hosted:
    """A placement with its groups.

    Parameters
    ----------
    groups : (H,) groups opened. host : (n,) host whose group each party goes to, -1 none.
    offering, unit : (n,) where it is placed, -1 none.
    inside : (n, months) whether it is in a group.
    load : (H, months) pupils by part of the week, permille.
    """

    problem: Problem
    hosting: Hosting
    rule: HostingRule
    groups: IntArray
    host: IntArray
    offering: IntArray
    unit: IntArray
    inside: BoolArray
    load: IntArray

    @property
    def grouped(self) -> BoolArray:
        """Return which parties go to a group."""
        found: BoolArray = self.host != NO_HOST
        return found

    def place(self, host: int) -> str:
        """Return how a message names a host."""
        hosting = self.hosting
        unit = self.problem.unit_ids[hosting.host_unit[host]]
        return f"{unit} {hosting.kinds[int(hosting.host_kind[host])]}"

    def per_unit(self, column: IntArray) -> IntArray:
        """Return the sum over each unit's parties of a column, weighted by nothing."""
        placed = self.unit >= 0
        found = np.zeros(len(self.problem.unit_ids), np.int64)
        np.add.at(found, self.unit[placed], column[placed])
        return found

    def parties(self, claim: str, bad: BoolArray, text: str) -> tuple[Breach, ...]:
        """Return a breach for every party of `bad`; ``{pupil}`` and ``{place}`` are filled in."""
        ids = self.problem.unit_ids
        return tuple(
            Breach(
                claim, name := called(self.problem, int(i)), 1, "pupils",
                text.format(pupil=name, place=ids[self.unit[i]] if self.unit[i] >= 0 else "-"),
            )
            for i in np.flatnonzero(bad)
        )  # fmt: skip

    def hosts(self, claim: str, excess: IntArray, text: str) -> tuple[Breach, ...]:
        """Return a breach for every host with an excess; ``{place}`` and ``{count}`` are told."""
        return tuple(
            Breach(
                claim, self.place(int(h)), int(excess[h]), "groups",
                text.format(place=self.place(int(h)), count=int(excess[h])),
            )
            for h in np.flatnonzero(excess > 0)
        )  # fmt: skip


def hosted(run: Run) -> Hosted | None:
    """Return the placement with its groups, None if its policy places nobody in groups."""
    problem, placement = run.problem, run.placement
    hosting = problem.hosting
    if hosting is None:
        return None
    placed = placement.chosen >= 0
    row = np.maximum(placement.chosen, 0)
    host = np.where(placed, hosting.option_host[row], NO_HOST)
    offering = np.where(placed, problem.options.offering[row], -1)
    month = np.arange(hosting.months)[None, :]
    inside = (month >= hosting.enters[:, None]) & (month < hosting.leaves[:, None])
    inside &= (host != NO_HOST)[:, None]
    load = np.zeros((len(hosting), hosting.months), np.int64)
    there = np.flatnonzero(host != NO_HOST)
    weight = (hosting.share * problem.parties.size)[there]
    np.add.at(load, host[there], weight[:, None] * inside[there])
    groups = placement.groups
    return Hosted(
        problem=problem,
        hosting=hosting,
        rule=problem.policy.hosting or HostingRule(),
        groups=np.zeros(len(hosting), np.int64) if groups is None else groups,
        host=host,
        offering=offering,
        unit=np.where(placed, problem.offerings.unit[np.maximum(offering, 0)], -1),
        inside=inside,
        load=load,
    )
