"""A run that honours a published one keeps exactly the places that were published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from skolval.audit.claims import Claim, called, upper_first
from skolval.audit.published import check_published
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import Problem
from skolval.io.published import read_published
from skolval.io.run import Run
from skolval.io.run_reading import read_run

__all__ = ["check_honoured"]


def check_honoured(run: Run, folder: Path) -> Iterator[Claim]:
    """Yield whether `run` honours the published run in `folder`, and that one is unchanged.

    Raises
    ------
    InputError
        If there is no readable run in `folder`.
    """
    yield from check_published(folder)
    sealed, published = read_published(folder), read_run(folder)
    then, now = _places(published), _honours(run.problem)
    found = list(_differences(run.problem, then, now))
    told = run.record.get("honours", {}).get("digest")
    if sealed is None:
        found.append(_breach(N_("The run that is honoured has not been published.")))
    elif told != sealed.digest:
        found.append(_breach(N_("run.json honours another run than this published one.")))
    ids = set(run.problem.parties.ids.tolist())
    note = _("{new} pupils are new, and {gone} of the published ones are gone.").format(
        new=len(ids - {*published.problem.parties.ids.tolist()}), gone=len({*then} - ids)
    )
    text = _("The places that may only get better are those that were published.")
    yield Claim("honoured", text, len(then), tuple(found), note=note)


def _breach(message: str) -> Breach:
    return Breach("honoured", "run.json", 1, "runs", message)


def _places(run: Run) -> dict[str, str]:
    """Return the published offering of every pupil who had a place."""
    problem, chosen = run.problem, run.placement.chosen
    placed = np.flatnonzero(chosen >= 0)
    offering = problem.offerings.ids[problem.options.offering[chosen[placed]]]
    return dict(zip(problem.parties.ids[placed].tolist(), offering.tolist(), strict=True))


def _honours(problem: Problem) -> dict[str, str]:
    """Return the offering that each pupil keeps according to the run."""
    if problem.honour is None:
        return {}
    kept = np.flatnonzero(problem.honour >= 0)
    offering = problem.offerings.ids[problem.options.offering[problem.honour[kept]]]
    return dict(zip(problem.parties.ids[kept].tolist(), offering.tolist(), strict=True))


def _differences(problem: Problem, then: dict[str, str], now: dict[str, str]) -> Iterator[Breach]:
    for party, name in enumerate(problem.parties.ids.tolist()):
        if then.get(name) != now.get(name):
            message = N_("{pupil} keeps another place than the one that was published.").format(
                pupil=upper_first(called(problem, party))
            )
            yield Breach("honoured", str(party), 1, "pupils", message, (party,))
