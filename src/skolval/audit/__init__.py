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
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.audit.claims import Claim
from skolval.audit.files import check_files, check_record, check_told_breaches
from skolval.audit.goals import check_goals
from skolval.audit.guarantee import check_guarantee
from skolval.audit.honoured import check_honoured
from skolval.audit.hosting import check_hosting
from skolval.audit.introduction import check_introduction
from skolval.audit.kept import check_kept
from skolval.audit.measured import check_indices
from skolval.audit.places import check_places
from skolval.audit.published import check_published
from skolval.audit.rules import check_capacity, check_rules
from skolval.audit.services import check_services
from skolval.audit.services_told import check_services_told
from skolval.audit.stability import check_promise
from skolval.audit.transport import check_transport
from skolval.audit.whole_areas import check_areas, judged
from skolval.domain.breach import Breach
from skolval.domain.display import facts_html
from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.domain.subset import with_rows
from skolval.errors import Fault, InputError
from skolval.io.instance import read_instance
from skolval.io.run import Run
from skolval.io.run_reading import read_run

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

    def _repr_html_(self) -> str:
        claims = self.certificate.get("claims", ())
        rows = ((_("Claims checked"), len(claims)), (_("Every claim holds"), self.ok),
                (_("Breaches"), len(self.breaches)))  # fmt: skip
        return facts_html(_("Audit"), rows)


def audit(
    subject: Run | Path | str,
    *,
    instance: Instance | Path | str | None = None,
    honour: Path | str | None = None,
    certificates: Path | str | None = None,
) -> Audit:
    """Return every breach of a run and the certificate (intyg).

    Parameters
    ----------
    subject : a run folder, or a run in memory (whose files then cannot be checked).
    instance : also make the run's tables again from this instance and compare them.
    honour : also compare with the published run folder whose places may only get better.
    certificates : with `instance`, also check the distance certificates in this file.

    Raises
    ------
    InputError
        If a folder is no run folder or no instance at all. A run folder that was tampered with
        so that it cannot be read is an audit that fails, not an error.
    """
    source = read_instance(instance) if isinstance(instance, (str, Path)) else instance
    folder = subject.folder if isinstance(subject, Run) else Path(subject)
    claims = [] if folder is None else [*check_files(folder), *check_published(folder)]
    try:
        run = subject if isinstance(subject, Run) else read_run(subject)
        claims += _claims(run) if folder is None else _with_told(run, folder)
    except InputError as error:
        return _certified(None, [*claims, _unreadable(error.faults)])
    if source is not None:
        claims += _of_source(run, source, certificates)
    if honour is not None:
        claims += check_honoured(run, Path(honour))
    return _certified(run, claims)


def _with_told(run: Run, folder: Path) -> Iterable[Claim]:
    """Return the claims of a run on disk, the last that breaches.csv tells the same breaches."""
    claims = [*_claims(run)]
    found = [breach for claim in claims for breach in claim.breaches]
    told = (*check_services_told(run, folder), *check_indices(run, folder))
    return [*claims, *check_told_breaches(folder, found), *told]


def _of_source(run: Run, source: Instance, certificates: Path | str | None) -> Iterable[Claim]:
    """Return the claims that need the instance."""
    # named, not imported: streets, graphs and timetables take longer to load than all other claims
    yield from import_module("skolval.audit.source").check_source(run, source)
    if certificates is not None:
        papers = import_module("skolval.audit.certificates")
        yield from papers.check_certificates(Path(certificates), run, source)


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
    yield from check_areas(run)
    whole = judged(run)
    yield from check_rules(whole)
    yield from check_promise(run)
    yield from check_kept(run)
    yield from check_hosting(run)
    yield from check_introduction(run)
    yield from check_guarantee(with_rows(run.problem, run.problem.options.mode == 0))
    yield from check_transport(run)
    yield from check_services(run)
    yield from check_goals(whole)


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
