"""Seal a run for good: audit it, write its digests and make it read-only."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from skolval.cli.output import common, emit, say
from skolval.domain.language import _, current, number
from skolval.domain.retelling import retold
from skolval.registry import called

_MOST = 20


@click.command(
    help="""Seal the run folder RUN for good.

    Audits the run first; a run that fails is not published (exit code 5). Then published.json is
    written with the SHA-256 of every file, all files are made read-only, and no command writes
    there any more. Print the digest in the decision. A new decision is a new run:
    `skolval place ... --honour RUN` lets a published place only get better.

    Example: skolval publish out/uppsala_2021 --date 2026-03-20
    """
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of publication (else today)."
)
@common
def command(run: Path, *, day: datetime | None, as_json: bool) -> None:
    """Audit, seal and tell."""
    from skolval.audit import audit
    from skolval.io.published import publish_folder, refuse_published

    refuse_published(run)
    found = audit(run)
    if not found.ok:
        for breach in found.breaches[:_MOST]:
            click.echo(f"{called(breach.rule)}: {retold(breach.message)}", err=True)
        told = _("The run is not published: the audit found {count} breaches.")
        click.echo(told.format(count=number(len(found.breaches), current())), err=True)
        sys.exit(5)
    claims = {claim["claim"]: claim["checked"] for claim in found.certificate["claims"]}
    when = (day or datetime.now()).date()  # noqa: DTZ005 - the day where the decision is made
    sealed = publish_folder(run, day=when, claims=claims)
    if as_json:
        emit({"folder": str(run), "date": sealed.date, "digest": sealed.digest,
              "files": len(sealed.files)})  # fmt: skip
        return
    say(_("Published {date}: {folder}").format(date=sealed.date, folder=run))
    say(_("Digest of the run, to be printed in the decision: {digest}").format(
        digest=sealed.digest))  # fmt: skip
