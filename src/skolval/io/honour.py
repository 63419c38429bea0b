"""The places of a published run in a new problem, where they may only get better (hedra).

Source: Förvaltningsrätten (Uppsala 2017): a first favourable result that had become known
bound the municipality, though addresses were wrong and the round had been run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.domain.naming import called, upper_first
from skolval.domain.placement import NOT_PLACED
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.errors import Fault, InputError
from skolval.io.published import digest_of, file_digests, read_published
from skolval.io.run import Run
from skolval.io.run_reading import read_run

__all__ = ["honour_rows", "honouring", "read_honoured"]

_TOLD = 20


def honour_rows(problem: Problem, published: Run) -> IntArray:
    """Return (n_parties,) the option row of each pupil's published place, -1 without one.

    Pupils are known by id and offerings by theirs; whoever did not take part then has nothing
    to keep.

    Raises
    ------
    InputError
        If a published place is no longer an option of its pupil, or an offering has fewer seats
        than pupils who keep a place there: then nothing can honour the run.
    """
    then = published.problem
    chosen = published.placement.chosen
    row = np.maximum(chosen, 0)
    ids = pd.Series(then.offerings.ids[then.options.offering[row]], index=then.parties.ids)
    kept = ids[chosen != NOT_PLACED].reindex(problem.parties.ids)
    offering = pd.Index(problem.offerings.ids).get_indexer(pd.Index(kept)).astype(np.int64)
    rows = _same_places(problem, offering, _modes(problem, published))
    lost = kept.notna().to_numpy(bool) & (rows < 0)
    faults = [*_lost(problem, published, kept, lost), *_crowded(problem, published, rows)]
    if not kept.notna().any() and (chosen != NOT_PLACED).any():
        faults.append(_others(published))
    if faults:
        raise InputError(faults)
    return rows


def _same_places(problem: Problem, offering: IntArray, mode: IntArray) -> IntArray:
    """Return the option rows of these offerings, by the same service where it still goes there."""
    options, width = problem.options, len(problem.offerings)
    modes = int(max(options.mode.max(initial=0), mode.max(initial=0))) + 1
    at = pd.Index((options.party * width + options.offering) * modes + options.mode)
    wanted = (np.arange(len(offering)) * width + offering) * modes
    ridden, own = (at.get_indexer(pd.Index(wanted + by)) for by in (mode, 0))
    rows = np.where(ridden >= 0, ridden, own)
    return np.where(offering >= 0, rows, NOT_PLACED).astype(np.int64)


def _modes(problem: Problem, published: Run) -> IntArray:
    """Return (n_parties,) by which service each pupil was placed, 0 for own way or another one."""
    then, services = published.problem, problem.services
    if services is None or then.services is None:
        return np.zeros(len(problem.parties), np.int64)
    mode = np.r_[then.options.mode, 0][published.placement.chosen]
    name = pd.Series(np.append("", then.services.ids)[mode], index=then.parties.ids)
    told = name.reindex(problem.parties.ids).fillna("")
    return pd.Index(services.ids).get_indexer(pd.Index(told)).astype(np.int64) + 1


def read_honoured(folder: Path) -> Run:
    """Return the published run in `folder`, as it was published.

    Raises
    ------
    InputError
        If the run is not published, or was changed since.
    """
    run, sealed = read_run(folder), read_published(folder)
    unchanged = sealed is not None and digest_of(file_digests(folder)) == sealed.digest
    if not unchanged:
        message = _("The run {folder} was changed after it was published.")
        remedy = _("Fetch it again from where it is archived; `skolval audit` tells what differs.")
        if sealed is None:
            message = _("The run {folder} is not published, so there is nothing to honour.")
            remedy = _("Publish it first: `skolval publish RUN`.")
        raise InputError(
            Fault(message.format(folder=folder), file=str(folder), rule="published", remedy=remedy)
        )
    return run


def honouring(run: Run, published: Run | None) -> Run:
    """Return `run` with a record of the run that it honours, if any."""
    if published is None:
        return run
    sealed = None if published.folder is None else read_published(published.folder)
    told = {
        "run": published.folder.name if published.folder else published.name,
        "date": sealed.date if sealed else "",
        "digest": sealed.digest if sealed else "",
    }
    return replace(run, record=run.record | {"honours": told})


def _others(published: Run) -> Fault:
    """Return that the published run placed nobody of those who are placed now."""
    return Fault(
        _("Nobody who was placed in the published run {name} takes part in this round.").format(
            name=published.name
        ),
        file=str(published.folder or published.name),
        rule="honour",
        remedy=_("Give a run of the same pupils: of the same tables, and of the same `places`."),
    )


def _lost(problem: Problem, published: Run, kept: pd.Series, lost: BoolArray) -> Iterator[Fault]:
    for party in np.flatnonzero(lost)[:_TOLD]:
        # The place of a protected identity is not told either.
        hidden = bool(problem.parties.protected[party])
        where = _("a place") if hidden else str(kept.iloc[party])
        yield Fault(
            _("{pupil} was placed at {name}, which is no option any more.").format(
                pupil=upper_first(called(problem, int(party))), name=where
            ),
            file=str(published.folder or published.name),
            value="" if hidden else where,
            rule="honour",
            remedy=_("Keep the wish and the offering, or publish a decision that withdraws it."),
        )


def _crowded(problem: Problem, published: Run, rows: IntArray) -> Iterator[Fault]:
    offerings = problem.offerings
    keep = np.bincount(problem.options.offering[rows[rows >= 0]], minlength=len(offerings))
    for offering in np.flatnonzero(keep > offerings.seats):
        name = str(offerings.ids[offering])
        yield Fault(
            _("{count} pupils keep a published place at {name}, which has {seats} seats.").format(
                count=int(keep[offering]), name=name, seats=int(offerings.seats[offering])
            ),
            file=str(published.folder or published.name),
            value=name,
            rule="honour",
            remedy=_("Give the offering at least as many seats as when the run was published."),
        )
