"""Tell in sentences what differs between two policies, and whom it moves."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from skolval.cli.output import common, emit, progress_line, say
from skolval.domain.language import _

if TYPE_CHECKING:
    from skolval.domain.instance import Group
    from skolval.domain.policy import Policy
    from skolval.lenses._look import Look


@click.command(
    help="""Tell what differs between two policies, one sentence for each difference.

    POLICY_A and POLICY_B are templates' names or YAML files. With --instance the pupils are placed
    under both, and the placements that change are counted: who gains and who loses, by group.

    Example: skolval diff absolute_proximity uppsala_2021 --instance lillstad
    """
)
@click.argument("before", metavar="POLICY_A")
@click.argument("after", metavar="POLICY_B")
@click.option("--instance", "instance", help="Also place this instance under both.")
@click.option(
    "--simulate-unlawful", is_flag=True, help="Place also under a policy that is forbidden."
)
@common
def command(
    before: str, after: str, *, instance: str | None, simulate_unlawful: bool, as_json: bool
) -> None:
    """Compare two policies and tell."""
    from skolval.difference import differences
    from skolval.io.policy import read_policy

    policies = (read_policy(before), read_policy(after))
    found = differences(*policies)
    look: Look | None = None
    groups: tuple[Group, ...] = ()
    if instance:
        progress = progress_line(quiet=as_json)
        look, groups = _effect(
            instance, policies, simulate_unlawful=simulate_unlawful, progress=progress
        )
    if as_json:
        from skolval.cli.commands.lens import told

        effect = told(look) if look else None
        emit({"differences": [asdict(difference) for difference in found], "effect": effect})
        return
    names = {"before": policies[0].name, "after": policies[1].name}
    if found:
        say(_("From {before} to {after}:").format(**names))
    else:
        say(_("{before} and {after} say the same.").format(**names))
    for difference in found:
        say(f"- {difference.sentence}")
    if look:
        from skolval.cli.commands.lens import show

        say()
        show(look, groups)


def _effect(
    name: str, policies: tuple[Policy, Policy], *, simulate_unlawful: bool, progress: Any
) -> tuple[Look, tuple[Group, ...]]:
    """Place the instance under both policies; the placements compared, and its groups."""
    from skolval.io.instance import read_instance
    from skolval.io.run import run_of
    from skolval.io.shipped import find_instance
    from skolval.law import refuse_unlawful
    from skolval.lenses.policy_effect import between
    from skolval.place import place, problem_of
    from skolval.travel.table import travel_table

    instance = read_instance(find_instance(name))
    for policy in policies if not simulate_unlawful else ():
        refuse_unlawful(policy, groups=instance.groups)
    demand = "route" if any(policy.distance == "route" for policy in policies) else "any"
    # ways are measured once where both place the instance's own pupils
    alike = all(policy.places == "pupils" for policy in policies)
    travel = travel_table(instance, demand=demand) if alike else None
    runs = []
    for policy in policies:
        progress(f"{policy.name} ...")
        problem = problem_of(instance, policy, travel=travel)
        # refused above where it must be: a problem knows less of its groups than the instance
        runs.append(run_of(instance, problem, place(problem, simulate_unlawful=True)))
    return between(*runs), instance.groups
