"""No pupil lost a unit near home because of somebody else's sibling (syskonprövning).

Sibling priority is lawful only then. What near home means is the policy's to say (`near_home`);
where it does not, the cost by the nearest unit alone is told, and nothing is claimed. For every
pupil who was refused at all units near home each offering chooses again, from those admitted and
those who would rather be there, without the criterion `sibling`: a pupil whom it then takes in
lost the place because of a sibling. Where the policy has bounds on kinds of pupils, it chooses
by seats alone.

Source: Kammarrätten 2018 (Uppsala 2017, HFD refused leave 2019-02-22); Skollagen 10 kap. 30 §.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.audit.choices import Standing
from skolval.audit.claims import Claim, called, offering_called, upper_first
from skolval.audit.order import applicant_keys, levels
from skolval.audit.promises import Promise
from skolval.audit.seating import seated
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.near_home import near_home
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.seat_classes import class_table
from skolval.io.run import Run

__all__ = ["check_near_home"]


def check_near_home(run: Run, standing: Standing, promise: Promise) -> Iterator[Claim]:
    """Yield how many have no place near home, and whether a sibling cost anybody one."""
    problem = run.problem
    near = near_home(problem)
    without = _refused_everywhere(run, standing, near)
    yield _without(problem, near, without)
    steps = problem.policy.criteria
    if promise.order in {"criteria", "tied"} and any(step.name == "sibling" for step in steps):
        yield _siblings(problem, standing, (near, without))


def _refused_everywhere(run: Run, standing: Standing, near: BoolArray) -> BoolArray:
    """Return (n_parties,) who would rather be at each unit near home, and is at none of them."""
    problem, parties = run.problem, len(run.problem.parties)
    wanted = standing.rows[: standing.wanted]
    asked = np.bincount(problem.options.party[wanted[near[wanted]]], minlength=parties)
    there = np.bincount(problem.options.party[near], minlength=parties)
    refused: BoolArray = (there > 0) & (asked == there)
    return refused


def _without(problem: Problem, near: BoolArray, without: BoolArray) -> Claim:
    text = _("How many are refused at every unit near home is told.")
    asked = len(np.unique(problem.options.party[near]))
    note = _("{count} pupils are refused at every unit near home ({rule}).").format(
        count=int(without.sum()),
        rule=_("as the policy defines it") if problem.policy.near_home else
        _("the nearest unit, since the policy defines nothing else"),
    )  # fmt: skip
    return Claim("near_home", text, asked, note=note)


def _siblings(problem: Problem, standing: Standing, homes: tuple[BoolArray, BoolArray]) -> Claim:
    near, without = homes
    known = zip(standing.names, standing.keys, strict=True)
    # An order that leaves out the lottery does not tell whom its siblings go before.
    keys = dict(known if "lottery" in standing.names else applicant_keys(problem, standing.rows))
    first = keys.pop("sibling")[standing.wanted :] > 0
    level = levels(standing.offering, tuple(keys.items()))
    taken_in = _taken_in(problem, standing, level)
    held = near[standing.rows[: standing.wanted]] & without[standing.party[: standing.wanted]]
    lost = np.flatnonzero(held & taken_in[: standing.wanted])
    _party, once = np.unique(standing.party[lost], return_index=True)
    found = tuple(_lost(problem, int(standing.rows[i])) for i in lost[once])
    admitted = int(first.sum())
    if problem.policy.near_home is None:
        return _by_nearest_alone(admitted, len(found))
    text = _("No pupil lost a unit near home because of somebody else's sibling.")
    note = _("{count} admitted pupils had sibling priority, and {refused} refused ones were looked "
             "at.").format(count=admitted, refused=int(without.sum()))  # fmt: skip
    return Claim("sibling", text, admitted, found, note=note)


def _by_nearest_alone(admitted: int, lost: int) -> Claim:
    """Tell what siblings cost; without a definition of near home there is nothing to hold it to."""
    text = _(
        "What sibling priority costs others is told; the policy does not say what is near home."
    )
    note = _(
        "{admitted} admitted pupils had sibling priority. {lost} pupils are refused at their "
        "nearest unit and would have had a place there if siblings did not count."
    ).format(admitted=admitted, lost=lost)
    return Claim("sibling_undefined", text, admitted, note=note)


def _taken_in(problem: Problem, standing: Standing, level: IntArray) -> BoolArray:
    """Return who has a seat when each offering chooses again from its admitted and all who want
    it, in the order of `level`.
    """
    seating = seated(
        class_table(problem), offering=standing.offering, party=standing.party, level=level
    )
    taken_in: BoolArray = seating.seat_class >= 0
    return taken_in


def _lost(problem: Problem, row: int) -> Breach:
    party = int(problem.options.party[row])
    name = offering_called(problem, int(problem.options.offering[row]))
    text = N_(
        "{pupil} is refused at every unit near home, and would have a place at {name} if siblings "
        "did not count."
    ).format(pupil=upper_first(called(problem, party)), name=name)
    return Breach("sibling", name, 1, "pupils", text, (party,))
