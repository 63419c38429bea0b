"""Check an instance and policies: every fault at once, with its place and remedy."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from skolval.cli.output import common, emit, say

if TYPE_CHECKING:
    from skolval.domain.policy import Policy
    from skolval.errors import Fault


@click.command(
    help="""Check INSTANCE, and any policies against it, and tell every fault at once: file, row,
    column, what is wrong and what to do. Ends with what was read when all is well; exit code 1
    when something must be put right. Warnings do not stop the work.

    Example: skolval check lillstad --policy uppsala_2021
    """
)
@click.argument("instance")
@click.option("--policy", "policies", multiple=True, help="Template or YAML file; may be repeated.")
@common
def command(instance: str, policies: tuple[str, ...], *, as_json: bool) -> None:
    """Read everything, and tell."""
    from skolval.cli.fault_list import show_fault_list
    from skolval.cli.reading import policy_lines, summary_lines
    from skolval.io.instance import check_instance
    from skolval.io.policy import check_policy
    from skolval.io.shipped import find_instance

    read, faults = check_instance(find_instance(instance))
    rules: list[Policy] = []
    for name in policies:
        policy, more = check_policy(name, instance=read)
        faults = (*faults, *more)
        if policy is not None:
            rules.append(policy)
    broken = any(fault.level == "error" for fault in faults)
    if as_json:
        emit(_as_json(faults, ok=not broken))
    else:
        show_fault_list(faults)
        if read is not None:
            for line in (
                *summary_lines(read),
                *(ln for rule in rules for ln in policy_lines(rule)),
            ):
                say(line)
    if broken:
        raise click.exceptions.Exit(1)


def _as_json(faults: tuple[Fault, ...], *, ok: bool) -> dict[str, Any]:
    return {"ok": ok, "faults": [asdict(fault) for fault in faults]}
