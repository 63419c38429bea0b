"""Check an instance and policies: every fault at once, with its place and remedy."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from skolval.cli.output import common, emit, say
from skolval.domain.language import _

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.errors import Fault


@click.command(
    help="""Check INSTANCE, and any policies against it, and tell every fault at once: file, row,
    column, what is wrong and what to do. Ends with what was read when all is well; exit code 1
    when something must be put right. Warnings do not stop the work.

    Of a policy every lever is told with its legal status, its condition and the decision that
    says so; a forbidden one is a fault. A policy can be checked without an instance.

    Example: skolval check lillstad --policy uppsala_2021
    """
)
@click.argument("instance", required=False)
@click.option("--policy", "policies", multiple=True, help="Template or YAML file; may be repeated.")
@click.option(
    "--policies",
    "shipped",
    is_flag=True,
    help="List the shipped policies: whose, when they applied, their legal status today.",
)
@common
def command(
    instance: str | None, policies: tuple[str, ...], *, shipped: bool, as_json: bool
) -> None:
    """Read everything, and tell."""
    from skolval.cli.legal_table import legal_json, shipped_json, show_legal, show_shipped

    if instance is None and not policies and not shipped:
        raise click.UsageError(_("Give an instance, a --policy, or --policies."))
    read, rules, faults = _read(instance, policies)
    broken = any(fault.level == "error" for fault in faults)
    groups = read.groups if read is not None else ()
    if as_json:
        told: dict[str, Any] = {
            "ok": not broken,
            "faults": [asdict(fault) for fault in faults],
        }
        if rules:
            told["policies"] = [legal_json(policy, groups) for policy in rules]
        if shipped:
            told["shipped"] = shipped_json()
        emit(told)
    else:
        _tell(read, faults, checked=instance is not None or bool(policies))
        for policy in rules:
            show_legal(policy, groups)
        if shipped:
            show_shipped()
    if broken:
        raise click.exceptions.Exit(1)


def _read(
    instance: str | None, names: tuple[str, ...]
) -> tuple[Instance | None, list[Policy], tuple[Fault, ...]]:
    """Return what could be read, and every fault and warning."""
    from skolval.io.instance import check_instance
    from skolval.io.policy import check_policy
    from skolval.io.shipped import find_instance
    from skolval.law import unlawful_faults

    read, faults = check_instance(find_instance(instance)) if instance else (None, ())
    rules: list[Policy] = []
    for name in names:
        policy, more = check_policy(name, instance=read)
        faults = (*faults, *more)
        if policy is not None:
            rules.append(policy)
            groups = read.groups if read is not None else ()
            faults = (*faults, *unlawful_faults(policy, groups=groups))
            faults = (*faults, *_seats_too_few(read, policy, broken=bool(more)))
    return read, rules, faults


def _seats_too_few(instance: Instance | None, policy: Policy, *, broken: bool) -> tuple[Fault, ...]:
    """Return why seats and limits alone make the policy's rules impossible, if they do."""
    if instance is None or broken or policy.mechanism.name != "optimal":
        return ()
    from skolval.mechanisms.optimal import impossible
    from skolval.place import problem_of

    error = impossible(problem_of(instance, policy))
    return () if error is None else error.faults


def _tell(read: Instance | None, faults: tuple[Fault, ...], *, checked: bool) -> None:
    from skolval.cli.fault_list import show_fault_list
    from skolval.cli.reading import summary_lines

    if checked:
        show_fault_list(faults)
    if read is not None:
        for line in summary_lines(read):
            say(line)
