"""audit (granskning): all breaches of a placement, found without what made it.

From the run folder alone, and without solver or mechanism: the files are those that
``run.json`` vouches for; every pupil stands at most once, at an own admissible option; no
offering has more pupils than seats; every rule of the policy holds; the lottery follows
from the published seed; nobody has a justified claim to a place that somebody else has or
that stands empty; the objective is what the data say and not below the proven bound.

Source: Parcoursup's independent verifier, re-run on every session since 2018; the
definition of a stable placement, Gale & Shapley (1962).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.audit.claims import Claim
from skolval.audit.files import check_files, check_record, check_told_breaches
from skolval.audit.goals import check_goals
from skolval.audit.guarantee import check_guarantee
from skolval.audit.kept import check_kept
from skolval.audit.measured import check_indices
from skolval.audit.places import check_places
from skolval.audit.published import check_published
from skolval.audit.rules import check_capacity, check_rules
from skolval.audit.stability import check_promise
from skolval.domain.breach import Breach
from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.io.run import Run, read_run

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Audit", "Claim", "audit", "audit_parts"]


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Parameters
    ----------
    breaches : every broken condition. certificate : plain values: the claims with how many
        cases each was checked on, whether it holds, and the first failure.
    ok : whether every claim holds.
    """

    breaches: tuple[Breach, ...]
    certificate: dict[str, Any]
    ok: bool


def audit(subject: Run | Path | str) -> Audit:
    """Return every breach of a run and the certificate (intyg).

    Parameters
    ----------
    subject : a run folder, or a run in memory (whose files then cannot be checked).

    Raises
    ------
    InputError
        If the folder is no run folder at all. A run folder that was tampered with so that it
        cannot be read is an audit that fails, not an error.
    """
    if isinstance(subject, Run):
        if subject.folder is None:
            return audit_parts(subject)
        claims = [*_of_folder(subject.folder), *_with_told(subject, subject.folder)]
        return _certified(subject, claims)
    folder = Path(subject)
    claims = [*_of_folder(folder)]
    try:
        run = read_run(folder)
    except InputError as error:
        return _certified(None, [*claims, _unreadable(error.faults)])
    return _certified(run, [*claims, *_with_told(run, folder)])


def _of_folder(folder: Path) -> Iterable[Claim]:
    return [*check_files(folder), *check_published(folder)]


def _with_told(run: Run, folder: Path) -> Iterable[Claim]:
    """Return the claims of a run on disk, the last that breaches.csv tells the same breaches."""
    claims = [*_claims(run)]
    found = [breach for claim in claims for breach in claim.breaches]
    return [*claims, *check_told_breaches(folder, found), *check_indices(run, folder)]


def audit_parts(run: Run) -> Audit:
    """Return every breach of a run in memory, before there are any files to check."""
    return _certified(run, [*_claims(run)])


def _claims(run: Run) -> Iterable[Claim]:
    places = list(check_places(run))
    yield from places
    if not all(claim.ok for claim in places):
        # Numbers computed from a place that is nobody's option would mean nothing.
        return
    yield from check_record(run)
    yield check_capacity(run)
    yield from check_rules(run)
    yield from check_promise(run)
    yield from check_kept(run)
    yield from check_guarantee(run.problem)
    yield from check_goals(run)


def _unreadable(faults: tuple[Fault, ...]) -> Claim:
    found = tuple(Breach("readable", fault.file, 1, "faults", fault.message) for fault in faults)
    return Claim("readable", _("The tables of the run fit together."), 1, found)


def _certified(run: Run | None, claims: list[Claim]) -> Audit:
    breaches = tuple(breach for claim in claims for breach in claim.breaches)
    certificate: dict[str, Any] = {"claims": [claim.plain() for claim in claims]}
    if run is not None:
        certificate |= {
            "instance": run.name,
            "policy": run.policy_name,
            "mechanism": run.placement.mechanism,
            "seed": run.problem.policy.seed,
            "pupils": len(run.problem.parties),
        }
    certificate["ok"] = not breaches
    return Audit(breaches, certificate, not breaches)
