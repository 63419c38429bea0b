"""What `skolval study` says of placements that were not found: which, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from skolval.cli.output import table
from skolval.domain.language import _

if TYPE_CHECKING:
    import pandas as pd

    from skolval.study._missing import Missing

__all__ = ["missing_fields", "missing_table", "warn_of_missing"]


def missing_fields(missing: Sequence[Missing]) -> list[dict[str, Any]]:
    """Return what is missing, in fields for machines."""
    return [
        {
            "instance": part.instance,
            "policy": part.policy,
            "seed": part.seed,
            "status": part.status,
            "reason": part.reason,
            "clash": part.clash,
        }
        for part in missing
    ]


def missing_table(missing: Sequence[Missing]) -> None:
    """Print a table of what is missing, if anything is."""
    if not missing:
        return
    header = (_("instance"), _("policy"), _("lottery"), _("status"), _("why"))
    rows = [
        (
            part.instance,
            part.policy,
            ", ".join(str(seed) for seed in seeds),
            _("impossible, proven") if part.proven else _("not found in time"),
            part.reason,
        )
        for part, seeds in _alike(missing)
    ]
    table(_("Without a placement"), header, rows)


def warn_of_missing(missing: Sequence[Missing], frame: pd.DataFrame) -> None:
    """Say on standard error what is missing, why, and what that does to the means."""
    if not missing:
        return
    for part, _seeds in _alike(missing):
        text = (
            _("{instance}: {policy} has no placement, and that is proven: {reason}")
            if part.proven
            else _("{instance}: no placement was found for {policy}: {reason}")
        )
        _warn(text.format(instance=part.instance, policy=part.policy, reason=part.reason))
    asked = len(frame[["instance", "policy", "seed"]].drop_duplicates())
    text = _("Placements missing: {count} of {asked}. The means are over the others.")
    _warn(text.format(count=len(missing), asked=asked))
    first = frame["policy"].iloc[0]
    if any(part.policy == first for part in missing):
        text = _("Differences are from {policy}, and are missing where it has no placement.")
        _warn(text.format(policy=first))


def _warn(text: str) -> None:
    click.echo(_("Warning") + ": " + text, err=True)


def _alike(missing: Sequence[Missing]) -> list[tuple[Missing, list[int]]]:
    """Return each policy in an instance once for every reason, with its lotteries."""
    seeds: dict[tuple[str, str, str], list[int]] = {}
    one: dict[tuple[str, str, str], Missing] = {}
    for part in missing:
        key = (part.instance, part.policy, part.reason)
        one.setdefault(key, part)
        seeds.setdefault(key, []).append(part.seed)
    return [(part, seeds[key]) for key, part in one.items()]
