"""Matching (utfall): who got which school, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.matching._asked import Asked
from skolval.matching._efficiency import improvable
from skolval.matching._explain import explained
from skolval.matching._frames import Name
from skolval.matching._groups import group_claims
from skolval.matching._run import run
from skolval.matching._shapes import is_name
from skolval.matching.pairs import blocking_entries

__all__ = ["Matching", "matching_of"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Matching:
    """The outcome of `skolval.match`.

    Parameters
    ----------
    mechanism : its own name. taken : (n,) entry of each pupil in the market asked about, -1
        none. details : what the mechanism tells besides: ``proposals``, ``cycles`` (top
        trading cycles, pupils in the order they trade), ``placed`` and ``bound`` (max_stable),
        ``total_metres`` (guarantee_school).
    """

    mechanism: str
    taken: IntArray
    details: Mapping[str, Any]
    _asked: Asked

    def __repr__(self) -> str:
        got = ", ".join(
            f"{count} no wish" if rank is None else f"{count} wish {rank}"
            for rank, count in self.rank_distribution().items()
        )
        return f"<Matching by {self.mechanism}: {len(self.taken)} pupils; {got}>"

    @property
    def assignment(self) -> dict[Name, Name | None]:
        """The school of every pupil, None without one."""
        names: list[Name | None] = [*self._asked.table.schools, None]
        return {i: names[s] for i, s in zip(self._asked.table.pupils, self._school(), strict=True)}

    def _school(self) -> IntArray:
        """Return (n,) school numbers, -1 none."""
        school: IntArray = np.append(self._asked.market.school, -1)[self.taken]
        return school

    def _rank(self) -> IntArray:
        """Return (n,) the number of the wish that was met, 0 for none."""
        listed = np.bincount(self._asked.table.wish[:, 0], minlength=len(self._asked.table.pupils))
        place = np.append(self._asked.place, -1)[self.taken]
        rank: IntArray = np.where(place < listed, place + 1, 0)
        return rank

    def frame(self) -> pd.DataFrame:
        """Return a row per pupil: pupil, school, rank (1 is the first wish, NA no wish met)."""
        assignment = self.assignment
        rank = pd.array(self._rank(), dtype="Int64")
        rank[self._rank() == 0] = pd.NA
        return pd.DataFrame(
            {"pupil": list(assignment), "school": list(assignment.values()), "rank": rank}
        )

    def rank_distribution(self) -> dict[int | None, int]:
        """Return how many pupils got their first wish, second and so on; None for no wish."""
        count = np.bincount(self._rank())
        told: dict[int | None, int] = {r: int(count[r]) for r in range(1, len(count))}
        return {**told, None: int(count[0]) if len(count) else 0}

    def cutoffs(self) -> dict[Name, Name | None]:
        """Return the pupil who goes last of those admitted, None while a school has seats left.

        With classes of seats or ceilings the last admitted is over all classes.
        """
        strict, pupil = self._asked.strict, self._asked.market.pupil_of_entry()
        told: dict[Name, Name | None] = dict.fromkeys(self._asked.table.schools)
        held = self.taken[self.taken >= 0]
        for s, name in enumerate(self._asked.table.schools):
            there = held[strict.school[held] == s]
            if len(there) and len(there) >= strict.seats[s]:
                last = there[strict.key[there].argmax()]
                told[name] = self._asked.table.pupils[pupil[last]]
        return told

    def blocking_pairs(self, *, weak: bool = False) -> list[tuple[Name, Name]]:
        """Return the pupils with a justified claim, and where (pupil, school).

        Parameters
        ----------
        weak : equals have no claim on each other, whatever the lots said.
        """
        pupil = self._asked.market.pupil_of_entry()
        return [
            (
                self._asked.table.pupils[pupil[e]],
                self._asked.table.schools[self._asked.market.school[e]],
            )
            for e in self._claims(weak=weak)
        ]

    def _claims(self, *, weak: bool) -> IntArray:
        asked = self._asked
        if asked.grouped:
            return group_claims(asked.market, self.taken, admit=asked.lots.policy == "admit-group")
        classes, bounds = asked.plan.classes(asked.market.seats), asked.plan.bounds
        plain = classes is None and bounds is None
        market = asked.market if weak and plain else asked.strict
        return blocking_entries(market, self.taken, classes=classes, bounds=bounds)

    def is_stable(self) -> bool:
        """Say whether nobody has a justified claim, under the lots and the seats' classes."""
        return not len(self._claims(weak=False))

    def is_weakly_stable(self) -> bool:
        """Say whether nobody goes before, by more than a lot, somebody with a wished seat."""
        return not len(self._claims(weak=True))

    def pareto_efficient(self) -> bool:
        """Say whether no pupils could be better off without another being worse off.

        Seats and the schools' acceptance bind; priorities, reserves and ceilings do not.
        """
        return not improvable(self._asked.market, self.taken)

    def dominates(self, other: Matching) -> bool:
        """Say whether every pupil is at least as well off as in `other`, and somebody better.

        Raises
        ------
        UsageError
            `other` has other pupils, or is no matching.
        """
        if not isinstance(other, Matching):
            raise UsageError(_("Only matchings can be compared."))
        here, there = self.assignment, other.assignment
        if here.keys() != there.keys():
            raise UsageError(_("The two matchings do not have the same pupils."))
        mine, others = self._places(here), self._places(there)
        return bool((mine <= others).all() and (mine < others).any())

    def _places(self, assignment: Mapping[Name, Name | None]) -> IntArray:
        """Return (n,) how far down this matching's lists the schools stand."""
        asked = self._asked
        number: dict[Name | None, int] = {name: s for s, name in enumerate(asked.table.schools)}
        school = np.array(
            [number.get(assignment[name], -1) for name in asked.table.pupils], np.int64
        )
        pupil = asked.market.pupil_of_entry()
        places = np.full(len(school), np.iinfo(np.int64).max)
        here = np.flatnonzero(asked.market.school == school[pupil])
        places[pupil[here]] = here - asked.market.start[pupil[here]]
        return places

    def explain(self, pupil: Name) -> dict[str, Any]:
        """Return why `pupil` was refused where, and what one more seat would change.

        Returns
        -------
        ``pupil``, ``placed`` (school or None) and ``rejected``: for each preferred school in
        order ``school``, ``rank_of_pupil`` (place in the school's order, 1 first, None where
        it does not accept the pupil), ``seats``, ``worst_admitted`` and
        ``worst_admitted_rank`` (None when nobody is admitted); and
        ``would_be_admitted_with_extra_seats``: ``"A+1"`` -> the school the pupil would get if
        A had one more seat, found by running the mechanism again.

        Raises
        ------
        UsageError
            There is no such pupil.
        """
        names = self._asked.table.pupils
        if not is_name(pupil) or pupil not in names:
            near = did_you_mean(str(pupil), [str(name) for name in names])
            message = _("There is no pupil {value}.").format(value=pupil)
            raise UsageError(Fault(message, value=str(pupil), rule="reference", suggestion=near))
        return explained(self._asked, self.taken, names.index(pupil))


def matching_of(asked: Asked, outcome: tuple[IntArray, dict[str, Any]] | None = None) -> Matching:
    """Return the matching of a question; `outcome` when it is known already."""
    taken, details = run(asked) if outcome is None else outcome
    return Matching(asked.mechanism, taken, details, asked)
