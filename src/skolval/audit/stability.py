"""Nobody has a justified claim to a place that another has, or that stands empty.

The criteria are scored again from the run folder and compared row by row; nothing of the
mechanism is used. A pupil *blocks* with an offering that stands before the own place on
the pupil's list if it has a free seat (waste) or has admitted somebody who goes after
this pupil there (justified envy).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from skolval.audit.claims import Claim, called, offering_called, upper_first
from skolval.audit.order import applicant_keys, preferred, promises_order
from skolval.audit.rules import load_of
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import IntArray, Problem
from skolval.io.run import Run
from skolval.registry import load

__all__ = ["check_stability"]


@dataclass(frozen=True, slots=True)
class _Standing:
    """How applicants stand at the offerings, as far as the audit has to know.

    Parameters
    ----------
    rows : option rows looked at. level : per row, a smaller number goes first at its
        offering; equal numbers are tied on every criterion.
    """

    rows: IntArray
    level: IntArray


def _standing(problem: Problem, rows: IntArray) -> _Standing:
    """Return the order of the applicants of `rows` by the policy's criteria, scored anew."""
    keys = [key for _name, key in applicant_keys(problem)]
    columns = [problem.options.offering[rows], *(-key[rows] for key in keys)]
    order = np.lexsort(columns[::-1])
    changes = np.zeros(len(rows), bool)
    for column in columns:
        values = column[order]
        changes[1:] |= values[1:] != values[:-1]
    level = np.empty(len(rows), np.int64)
    level[order] = np.cumsum(changes)
    return _Standing(rows, level)


def check_stability(run: Run) -> Iterator[Claim]:
    """Yield the claims that a selection mechanism makes; none for the others."""
    problem, placement = run.problem, run.placement
    if not promises_order(problem.policy.mechanism):
        note = _("The mechanism promises no order between applicants.")
        yield Claim("justified_envy", _envy_text(), 0, note=note)
        return
    yield from _lotteries(problem)
    everything = np.arange(len(problem.options))
    wanted = np.flatnonzero(preferred(problem, everything, placement.chosen))
    yield _waste(run, wanted)
    found = _standing(problem, np.concatenate([wanted, placement.chosen[placement.placed]]))
    yield _ties(problem, found)
    yield _envy(problem, found, len(wanted))


def _envy_text() -> str:
    return _("Nobody goes before a pupil admitted where they would rather be (no justified envy).")


def _waste(run: Run, wanted: IntArray) -> Claim:
    problem = run.problem
    free = load_of(run) < problem.offerings.seats
    found = tuple(
        _blocking(problem, int(row), "waste", "which has a free seat")
        for row in wanted[free[problem.options.offering[wanted]]]
    )
    text = _("No seat stands empty that somebody would rather have.")
    return Claim("waste", text, len(wanted), found)


def _blocking(problem: Problem, row: int, rule: str, why: str) -> Breach:
    party = int(problem.options.party[row])
    name = offering_called(problem, int(problem.options.offering[row]))
    text = N_("{pupil} would rather be at {name}, {why}.").format(
        pupil=upper_first(called(problem, party)), name=name, why=why
    )
    return Breach(rule, name, 1, "pupils", text, (party,))


def _ties(problem: Problem, found: _Standing) -> Claim:
    level, first = np.unique(found.level, return_index=True)
    counts = np.bincount(found.level, minlength=len(level))
    tied = np.flatnonzero(counts > 1)
    breaches = tuple(
        Breach(
            "total_order",
            name := offering_called(problem, int(problem.options.offering[found.rows[first[i]]])),
            int(counts[i]) - 1, "pupils",
            N_("The criteria leave {count} applicants to {name} without an order.").format(
                count=counts[i], name=name
            ),
        )
        for i in tied
    )  # fmt: skip
    text = _("The criteria put all applicants to an offering in one order.")
    return Claim("total_order", text, len(found.rows), breaches)


def _envy(problem: Problem, found: _Standing, n_wanted: int) -> Claim:
    """Compare every wanted place with the last one admitted there."""
    offering = problem.options.offering[found.rows]
    admitted = slice(n_wanted, None)
    last = np.full(len(problem.offerings), -1, np.int64)
    np.maximum.at(last, offering[admitted], found.level[admitted])
    wanted = found.level[:n_wanted]
    envious = np.flatnonzero(wanted < last[offering[:n_wanted]])
    holder = np.full(len(problem.offerings), -1, np.int64)
    at_last = found.level[admitted] == last[offering[admitted]]
    holder[offering[admitted][at_last]] = problem.options.party[found.rows[admitted][at_last]]
    breaches = tuple(
        _blocking(
            problem, int(found.rows[i]), "justified_envy",
            f"and goes before {called(problem, int(holder[offering[i]]))} who is placed there",
        )
        for i in envious
    )  # fmt: skip
    return Claim("justified_envy", _envy_text(), n_wanted, breaches)


def _lotteries(problem: Problem) -> Iterator[Claim]:
    """Yield, per lottery, whether its order is that of SHA-256 over the published seed."""
    for step in problem.policy.criteria:
        if step.name == "lottery" and not step.params.each_unit:
            seed = step.params.seed or problem.policy.seed
            keys = load("criterion", step.name).keys(problem, step.params)
            text = _("The lottery numbers follow from the published seed.")
            yield Claim("lottery", text, len(problem.parties), _out_of_order(problem, keys, seed))


def _out_of_order(problem: Problem, keys: IntArray, seed: str) -> tuple[Breach, ...]:
    """Draw the lots again and compare; the hash is compared as hexadecimal text."""
    options = problem.options
    names = problem.parties.ids.tolist()
    lots = np.array([sha256(f"{seed}|{name}".encode()).hexdigest() for name in names])
    able = np.flatnonzero(np.diff(options.start) > 0)
    key = np.zeros(len(names), np.int64)
    key[able] = keys[options.start[able]]
    order = able[np.argsort(-key[able], kind="stable")]
    wrong = lots[order[1:]] < lots[order[:-1]]
    uneven = keys != key[options.party]
    if not wrong.any() and not uneven.any():
        return ()
    party = int(options.party[uneven.argmax()] if uneven.any() else order[wrong.argmax()])
    text = N_("The lottery number of {pupil} does not follow from the seed {seed}.").format(
        pupil=called(problem, party), seed=repr(seed)
    )
    return (Breach("lottery", seed, int(wrong.sum() + uneven.sum()), "places", text, (party,)),)
