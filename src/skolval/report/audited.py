"""Audits of the runs of a report (revision), made once for all files that are written of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skolval.audit import Audit, audit
from skolval.report.context import speaking

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["audited"]


def audited(runs: Sequence[Run], lang: str) -> tuple[Audit, ...]:
    """Return the audit of each of `runs`, its claims in `lang`."""
    with speaking(lang):
        return tuple(audit(run) for run in runs)
