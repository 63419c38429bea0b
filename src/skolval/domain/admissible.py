"""Which option rows a policy takes away (otillåtna alternativ), and what it must agree on.

At an offering that chooses by a test only those who applied and have a score are admissible,
and where the policy's given list refuses whoever is not on it, only the listed. A programme in
a grade is for those who applied for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.language import N_, _
from skolval.domain.problem import UNWISHED, BoolArray, IntArray, Options
from skolval.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy

__all__ = ["asks", "kept_options", "narrowed", "refuse_discord", "unmeasured"]


def asks(policy: Policy, parameter: str, value: Any) -> bool:
    """Return whether one of the policy's criteria has `value` for `parameter`."""
    return any(getattr(step.params, parameter, None) == value for step in policy.criteria)


def narrowed(
    policy: Policy,
    options: Options,
    *,
    grounds: Mapping[str, IntArray],
    tested: BoolArray | None,
    closed: BoolArray | None = None,
) -> BoolArray:
    """Return which option rows are admissible.

    Parameters
    ----------
    closed : (n_options,) the offering is a programme that the party did not apply for.
    """
    keep = np.ones(len(options), bool) if closed is None else ~closed
    nothing = np.full(len(options), -1, np.int64)
    if tested is not None:
        scored = grounds.get("test_score", nothing) >= 0
        keep &= ~tested[options.offering] | (scored & (options.rank != UNWISHED))
    if asks(policy, "unlisted", "refuse"):
        keep &= grounds.get("listed", nothing) >= 0
    return keep


def kept_options(options: Options, keep: BoolArray) -> Options:
    """Return the rows of `keep`."""
    counts = np.bincount(options.party[keep], minlength=len(options.start) - 1)
    columns = ("party", "offering", "mode", "metres", "minutes", "rank", "cost")
    return Options(
        **{name: getattr(options, name)[keep] for name in columns},
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )


def refuse_discord(instance: Instance, policy: Policy, tested: BoolArray | None) -> None:
    """Refuse a policy that does not fit what the instance was measured and made for.

    Raises
    ------
    InputError
        If distances end at another point than the policy says, are straight lines where it
        says routes, or places go by a test that the policy does not know of.
    """
    faults = [*_points(instance, policy), *_lines(policy), *_tests(instance, policy, tested)]
    if faults:
        raise InputError(faults)


def unmeasured(instance: Instance, policy: Policy) -> tuple[str, ...]:
    """Return a warning if the policy says where distances end and the instance does not."""
    if not policy.measuring_point or instance.measuring_point:
        return ()
    text = N_("The policy measures to {point}, and the instance does not say where its ways end.")
    return (text.format(point=policy.measuring_point),)


def _points(instance: Instance, policy: Policy) -> Iterator[Fault]:
    theirs, ours = instance.measuring_point, policy.measuring_point
    if theirs and ours and theirs != ours:
        yield Fault(
            _("The policy measures to {ours}, but the instance's ways end at {theirs}.").format(
                ours=ours, theirs=theirs
            ),
            file=instance.name,
            column="measuring_point",
            value=theirs,
            rule="measuring_point",
            remedy=_("Measure the ways again, or correct measuring_point in either file."),
        )


def _lines(policy: Policy) -> Iterator[Fault]:
    if policy.distance == "route" and asks(policy, "measure", "straight"):
        yield Fault(
            _("The policy demands ways (distance: route), and a criterion measures straight."),
            file=policy.name,
            column="criteria",
            value="straight",
            rule="distance",
            remedy=_("Write `measure: route` in the criterion, or `distance: any`."),
        )


def _tests(instance: Instance, policy: Policy, tested: BoolArray | None) -> Iterator[Fault]:
    criteria = {step.name for step in policy.criteria}
    if tested is not None and criteria and "profile_test" not in criteria:
        first = str(instance.offerings["offering_id"].to_numpy(str)[tested][0])
        yield Fault(
            _("The offering {name} chooses by a test, which no criterion looks at.").format(
                name=first
            ),
            file=policy.name,
            column="criteria",
            value=first,
            rule="profile_test",
            remedy=_("Add `- profile_test` to the criteria, or take `selection` away."),
        )
