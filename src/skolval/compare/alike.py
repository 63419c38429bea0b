"""Which runs can be compared, and what each is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.language import _
from skolval.errors import Fault, UsageError

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["refuse_unlike", "run_names"]


def run_names(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return one name per run: its policy, with the folder or a number where that is not unique."""
    policies = [run.policy_name for run in runs]
    folders = [run.folder.name if run.folder else str(i + 1) for i, run in enumerate(runs)]
    longer = [f"{policy} ({folder})" for policy, folder in zip(policies, folders, strict=True)]
    numbered = [f"{policy} ({i + 1})" for i, policy in enumerate(policies)]
    return tuple(
        policy if policies.count(policy) == 1 else name if longer.count(name) == 1 else number
        for policy, name, number in zip(policies, longer, numbered, strict=True)
    )


def refuse_unlike(runs: Sequence[Run]) -> None:
    """Refuse runs that cannot be compared.

    Raises
    ------
    UsageError
        With fewer than two runs, or runs on different instances or pupils.
    """
    if len(runs) < 2:
        raise UsageError(
            Fault(
                _("A comparison needs at least two runs."),
                rule="two_runs",
                remedy=_("Give two or more run folders."),
            )
        )
    first = runs[0]
    faults = [
        Fault(
            _(
                "The runs {first}/{policy} and {other}/{other_policy} cannot be compared: {why}."
            ).format(
                first=first.name,
                policy=first.policy_name,
                other=other.name,
                other_policy=other.policy_name,
                why=why,
            ),
            file=str(other.folder or other.name),
            rule="same_instance",
            remedy=_remedy(first, other),
        )
        for other in runs[1:]
        if (why := _unlike(first, other))
    ]
    if faults:
        raise UsageError(faults)


def _remedy(first: Run, other: Run) -> str:
    """Return what to do: policies that place other pupils have nothing to be compared."""
    if first.problem.policy.places != other.problem.policy.places:
        return _("Compare policies that place the same pupils: `places` says whom.")
    return _("Compare runs made from the same instance folder.")


def _unlike(first: Run, other: Run) -> str:
    digests = [run.record.get("instance", {}).get("digests", {}) for run in (first, other)]
    changed = sorted(
        name for name in digests[0].keys() | digests[1].keys()
        if digests[0].get(name) != digests[1].get(name)
    )  # fmt: skip
    if changed:
        return _("their instances differ in {changed}").format(changed=", ".join(changed))
    if not np.array_equal(first.problem.parties.ids, other.problem.parties.ids):
        return _("other pupils take part")
    if not np.array_equal(first.problem.unit_ids, other.problem.unit_ids):
        return _("the units differ")
    return ""
