"""Who loses and who gains because of a reserve (förlorare på en reserv).

The same pupils are placed by the same policy without the seat class, and every pupil's two
places are held against each other on the pupil's own list. A reserve cannot be had for nothing:
each seat it moves is another pupil's, and hard ceilings can hurt even the group they are for.

Source: Hafalir, Yenmez & Yildirim (2013): hard majority quotas make up to 25 % of minority
pupils worse off, reserves do not; Kojima (2012).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from skolval.domain.language import _
from skolval.domain.policy import Policy
from skolval.domain.surfaces import Progress
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.lenses._again import again, offering_of
from skolval.lenses._effect import effect, gain_sentences, moved_sentence
from skolval.lenses._look import Look

if TYPE_CHECKING:
    from skolval.io.run import Run


class Params(BaseModel):
    """Parameters of the lens.

    Parameters
    ----------
    without : name of the seat class to take away; empty takes away all of them and all bounds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    without: str = ""


def look(run: Run, params: Params, *, progress: Progress | None = None) -> Look:
    """Return who is better and worse off with the reserve than without it.

    Raises
    ------
    UsageError
        If the policy has no seat class of that name, or none at all.
    """
    problem = run.problem
    plain = problem.replace(policy=_without(problem.policy, params.without))
    before = offering_of(problem, again(plain, progress=progress))
    found = effect(problem, before, offering_of(problem, run.placement.chosen))
    table = found.table(run)
    named = params.without or _("the seat classes and bounds")
    lead = _("With {reserve}, compared with the same policy without:").format(reserve=named)
    return Look(
        title=_("Who gains and loses from a reserve"),
        frames={"effect": table},
        sentences=(lead, moved_sentence(found), *gain_sentences(run, table)),
        pupils=found.pupils(run),
    )


def _without(policy: Policy, name: str) -> Policy:
    names = [seat_class.name for seat_class in policy.seat_classes]
    if not names and not policy.bounds:
        raise UsageError(
            Fault(
                _("The policy {policy} has no seat classes and no bounds.").format(
                    policy=policy.name
                ),
                rule="seat_classes",
                remedy=_("Look through the lens `precedence` to see what a reserve would do."),
            )
        )
    if not name:
        return policy.replace(seat_classes=(), bounds=())
    if name not in names:
        raise UsageError(
            Fault(
                _("The policy {policy} has no seat class {name!r}.").format(
                    policy=policy.name, name=name
                ),
                value=name,
                rule="known_name",
                suggestion=did_you_mean(name, names),
                remedy=_("Known: {known}.").format(known=", ".join(names)),
            )
        )
    kept = tuple(c for c in policy.seat_classes if c.name != name)
    return policy.replace(seat_classes=kept)
