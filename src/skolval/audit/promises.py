"""What each mechanism promises (utfästelse), in the audit's own words: the list of claims to check.

A mechanism that is not in the table promises nothing that the audit could know of; the
certificate says so and fails, so that nothing unknown passes in silence.

Sources, in the order of the table: Gale & Shapley (1962); Biró & Kiselgof (2015) for groups
that are refused or admitted whole; Kesten (2010); Erdil & Ergin (2008); Shapley & Scarf
(1974), Abdulkadiroğlu & Sönmez (2003); Chen & Kesten (2017).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from skolval.domain.language import N_
from skolval.domain.policy import Step

__all__ = ["Promise", "promised_by"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a mechanism promises about every placement it makes.

    Parameters
    ----------
    says : what is promised, in words; what is not in them is not promised.
    by_distance : lists are the units by distance, whatever the wishes.
    order : in whose order nobody is passed over: ``criteria``; ``tied``, the criteria before
        their lottery; ``bands``, first by the band of the list; ``turns``, one lottery for
        all; empty when no order is promised.
    band : places of the list in a band, for ``bands``. group : ``reject`` or ``admit`` when
        applicants whom the criteria leave equal are refused or admitted whole.
    no_waste : ``all``: no seat stands empty that somebody would rather have; ``placeless``: none
        that somebody without a place could have; empty for neither.
    consent : everybody has agreed to be passed over where it costs them nothing.
    efficient : no pupils could all gain by changing places with each other.
    best : no other placement that passes nobody over is better for the pupils.
    """

    says: str
    by_distance: bool = False
    order: str = ""
    band: int = 0
    group: str = ""
    no_waste: str = ""
    consent: bool = False
    efficient: bool = False
    best: bool = False


_STABLE = N_("nobody is passed over by somebody who goes after, and no wanted seat stands empty")
_BEST = N_("the best placement for the pupils in which nobody is passed over")
_TABLE: dict[str, Promise] = {
    "deferred_acceptance": Promise(_BEST, order="criteria", no_waste="all", best=True),
    "school_proposing": Promise(_STABLE, order="criteria", no_waste="all"),
    "nearest_school": Promise(
        _BEST, by_distance=True, order="criteria", no_waste="all", best=True
    ),
    "efficiency_adjusted": Promise(
        N_("no pupils could all gain by changing places; whoever consented may be passed over"),
        no_waste="all", consent=True, efficient=True,
    ),
    "stable_improvement_cycles": Promise(
        N_(
            "on the criteria before the lottery nobody is passed over, and no pupils are left who"
            " could change places without passing anybody over"
        ),
        order="tied", no_waste="all", best=True,
    ),
    "top_trading_cycles": Promise(
        N_("no pupils could all gain by changing places; anybody may be passed over"),
        no_waste="all", efficient=True,
    ),
    "serial_dictatorship": Promise(
        N_("the best place that those before in the lottery left, and no gain by changing"),
        order="turns", no_waste="all", efficient=True,
    ),
    "parallel_acceptance": Promise(
        N_("the earlier band of the list goes first, the criteria decide only within a band"),
        order="bands", no_waste="all",
    ),
    "immediate_acceptance": Promise(
        N_("first wishes go first, then second ones; the criteria decide only among equal wishes"),
        order="bands", band=1, no_waste="all",
    ),
    "random_places": Promise(
        N_("a place where an own option has a seat left, and nothing more"), no_waste="placeless"
    ),
    "optimal": Promise(N_("the policy's rules and the proven bound, and nothing more")),
    "hosted": Promise(
        N_("both seats in every month, the policy's rules of groups, and nothing more")
    ),
}  # fmt: skip
_WALLS_DOWN = Promise(N_("the nearest unit whatever its seats, and nothing more"))
_GROUPS = {
    "reject_group": Promise(
        N_("equals are refused together where they do not all fit, and nobody is passed over"),
        order="tied", group="reject", no_waste="all",
    ),
    "admit_group": Promise(
        N_("equals are admitted together above the seats, and nobody is passed over"),
        order="tied", group="admit", no_waste="all",
    ),
}  # fmt: skip


def promised_by(step: Step) -> Promise | None:
    """Return what a mechanism promises with its settings, None when the table does not know it."""
    promise, params = _TABLE.get(step.name), step.params
    if promise is None:
        return None
    if not getattr(params, "respect_seats", True):
        return _WALLS_DOWN
    if step.name == "efficiency_adjusted" and params.consent != "all":
        return _TABLE["deferred_acceptance"]
    if step.name == "parallel_acceptance":
        return replace(promise, band=params.permanency)
    return _GROUPS.get(getattr(params, "ties", ""), promise)
