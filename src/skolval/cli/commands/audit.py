"""Re-check a run from its files alone; print a certificate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from skolval.cli.output import common, emit, say, table
from skolval.domain.language import _, current, number
from skolval.domain.retelling import retold
from skolval.registry import called

_MOST = 20


@click.command(
    help="""Re-check the run folder RUN from its files, without what made the placement.

    Prints one line per claim: how many cases were looked at and whether it holds. Exit code 5
    when a claim fails. With --instance the run's tables are also made again from the instance, so
    that a run folder forged throughout fails; with --honour they are compared with the published
    run whose places may only get better.

    Example: skolval audit out/balanced --instance exempelstad
    """
)
@click.argument("run", type=click.Path())
@click.option("--instance", help="Also make the run's tables again from this instance.")
@click.option(
    "--honour",
    type=click.Path(path_type=Path),
    help="Also compare with the published run whose places may only get better.",
)
@click.option(
    "--certificates",
    type=click.Path(path_type=Path),
    help="Also check these distance certificates (of explain --certificates) by --instance.",
)
@common
def command(
    run: str,
    *,
    instance: str | None,
    honour: Path | None,
    certificates: Path | None,
    as_json: bool,
) -> None:
    """Audit and tell."""
    from skolval.audit import audit
    from skolval.io.shipped import find_instance

    if certificates is not None and instance is None:
        raise click.UsageError(_("Give --instance too: certificates are checked on its streets."))
    source = find_instance(instance) if instance else None
    found = audit(run, instance=source, honour=honour, certificates=certificates)
    if as_json:
        emit(
            found.certificate
            | {"breaches": [{"rule": b.rule, "where": b.where, "excess": b.excess, "unit": b.unit,
                             "message": b.message} for b in found.breaches]}
        )  # fmt: skip
    else:
        lang = current()
        rows = [
            (
                claim["text"],
                number(claim["checked"], lang),
                _result(claim),
                claim["note"] or retold(claim["example"]),
            )
            for claim in found.certificate["claims"]
        ]
        table(_("Certificate"), (_("claim"), _("checked"), _("result"), _("note")), rows)
        say()
        for breach in found.breaches[:_MOST]:
            say(f"{called(breach.rule)}: {retold(breach.message)}")
        if len(found.breaches) > _MOST:
            say(_("... and {count} more.").format(count=len(found.breaches) - _MOST))
        say(_verdict(len(found.breaches)))
    if not found.ok:
        sys.exit(5)


def _result(claim: dict[str, Any]) -> str:
    if not claim["ok"]:
        return _("FAILS")
    return _("holds") if claim["checked"] else _("nothing to check")


def _verdict(breaches: int) -> str:
    if not breaches:
        return _("Every claim holds.")
    return _("The audit found {count} breaches.").format(count=number(breaches, current()))
