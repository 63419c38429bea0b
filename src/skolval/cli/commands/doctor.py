"""Check that this machine can run everything."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from skolval.cli.output import common, emit, say, table
from skolval.domain.language import _


@click.command(
    help="""Check Python, packages, solver, compiled kernels and map assets; nothing is fetched.

    Exit code 1 when something that is needed is missing.

    Example: skolval doctor
    """
)
@common
def command(*, as_json: bool) -> None:
    """Check and tell."""
    from skolval.cli.doctor_checks import findings

    found = findings()
    ok = all(finding.ok for finding in found if finding.needed)
    if as_json:
        emit({"ok": ok, "checks": [asdict(finding) for finding in found]})
    else:
        rows = [
            (f.name, _word(ok=f.ok, needed=f.needed), f.found, "" if f.ok else f.remedy)
            for f in found
        ]
        table(_("This machine"), (_("check"), _("result"), _("found"), _("remedy")), rows)
        say(_("All is well.") if ok else _("Something that is needed is missing."))
    if not ok:
        sys.exit(1)


def _word(*, ok: bool, needed: bool) -> str:
    if ok:
        return _("well")
    return _("MISSING") if needed else _("missing, not needed")
