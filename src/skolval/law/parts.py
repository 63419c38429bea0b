"""Legal lines of what a policy says beside its steps: seats, bounds, order, measuring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from skolval.domain.language import N_
from skolval.domain.policy import Legal, Policy, Who
from skolval.law.introduction import introduction_lines
from skolval.law.library import lever, recognise
from skolval.law.preparatory import preparatory_lines
from skolval.law.reversed_transport import reversed_lines

__all__ = ["ethnic", "part_lines"]

Line = tuple[str, Legal]

_RESERVE = Legal(
    "what_if",
    N_("Seats kept for a group have no support in the law for municipal schools: the wish leads."),
    "Prop. 2021/22:158, rejected; Skollagen 10 kap. 30 §",
)
_SOFT = Legal(
    "what_if",
    N_("Going first because of the home area's composition has no support in the law."),
    "Prop. 2021/22:158, rejected",
)
_HARD = Legal(
    "what_if",
    N_("A hard ceiling leaves seats empty while wishes for them are refused."),
    "Skollagen 10 kap. 30 §; prop. 2021/22:158, rejected",
)
_INDIVIDUAL = Legal(
    "what_if",
    N_(
        "It looks at the single pupil: personal data about background need a legal ground, and the "
        "home area's composition does without."
    ),
    "EU 2016/679 art. 6 and 9; skollagen 26 a kap. 4 §",
)
_ETHNIC_AREA = Legal(
    "what_if",
    N_(
        "The area's share of a background can discriminate indirectly: only to study, with a "
        "socio-economic group as the lawful question."
    ),
    "Diskrimineringslagen 1 kap. 4 §",
)
_ETHNIC_PUPIL = Legal(
    "forbidden",
    N_("Ethnic origin, religion and sex must not decide who gets a place."),
    "Diskrimineringslagen 2 kap. 5 §; NJA 2006 s. 683",
)
_ONLY_NEAREST = Legal(
    "what_if",
    N_("That others live nearer is not alone enough to refuse a wish."),
    "HFD 2015 ref. 50",
)
_TOTAL = Legal(
    "lawful",
    N_("The order between applicants is total: every tie has a published answer."),
    "ÖKN 2019:290",
)
_ROUTE = Legal(
    "lawful",
    N_("Distances are measured along streets, and straight lines are refused."),
    "ÖKN 2017:533",
)
_GUARANTEE = Legal(
    "lawful",
    N_("Everybody is sure of a guarantee school near home, reckoned for all at once."),
    "Skollagen 10 kap. 30 §; ÖKN 2019:1015",
)
_CURRENT = Legal(
    "lawful",
    N_("A pupil keeps the place at the own unit as long as the unit has the grade."),
    "Skollagen 10 kap. 30 §; ÖKN 2019:1152",
)
_STRAIGHT = Legal(
    "conditional",
    N_("Straight lines may be measured only where the rules say so and rivers do not mislead."),
    "ÖKN 2019:290; ÖKN 2017:533",
)
_JOINED = Legal(
    "what_if",
    N_("No law lets one round place pupils in independent schools too, unless they join."),
    "SOU 2020:28; bet. 2021/22:UbU33",
)
_LAST = Legal(
    "conditional",
    N_("Lawful only while a pupil without a choice keeps the claim to a unit near home."),
    "Skollagen 10 kap. 30 §",
)


def ethnic(group: str, kinds: Mapping[str, str]) -> bool:
    """Return whether a group is of background: by its kind, or by its name whatever its kind."""
    if kinds.get(group) == "background":
        return True
    found = recognise(group)
    return found is not None and found is lever("ethnicity")


def part_lines(policy: Policy, kinds: Mapping[str, str]) -> Iterator[Line]:
    """Yield (what, legal) for what the policy says beside its steps.

    Parameters
    ----------
    kinds : kind of each group of the instance, as far as known.
    """
    deciding = {step.name for step in policy.criteria} - {"lottery"}
    if deciding == {"absolute_proximity"}:
        yield "only_nearest", _ONLY_NEAREST
    if policy.criteria:
        yield "total_order", _TOTAL
    if policy.distance == "route":
        yield "route", _ROUTE
    if any(getattr(step.params, "measure", "") == "straight" for step in policy.criteria):
        yield "straight_line_distance", _STRAIGHT
    if policy.secured:
        yield "secured", _GUARANTEE if policy.secured == "guarantee" else _CURRENT
    if policy.non_choosers.order == "last":
        yield "active_choice", _LAST
    if any(getattr(step.params, "opt_in", ()) for step in policy.rules):
        yield "common_admission", _JOINED
    yield from introduction_lines(policy)
    yield from preparatory_lines(policy)
    yield from reversed_lines(policy)
    yield from _seats(policy)
    yield from _kinds(policy, kinds)


def _seats(policy: Policy) -> Iterator[Line]:
    if any(part.who is not None for part in policy.seat_classes):
        yield "seat_classes", _RESERVE
    if policy.bounds:
        yield "bounds", _HARD if any(bound.hard for bound in policy.bounds) else _SOFT


def _kinds(policy: Policy, kinds: Mapping[str, str]) -> Iterator[Line]:
    """Yield a line for each kind of pupil that decides: by whom it is and how it is counted."""
    told = set()
    for group, basis in (*_of_parts(policy), *_of_steps(policy)):
        legal = _of_kind(ethnic(group, kinds), individual=basis == "pupil")
        if legal is not None and (group, basis) not in told:
            told.add((group, basis))
            yield f"{group} ({basis})", legal


def _of_kind(background: bool, *, individual: bool) -> Legal | None:
    if background:
        return _ETHNIC_PUPIL if individual else _ETHNIC_AREA
    return _INDIVIDUAL if individual else None


def _of_parts(policy: Policy) -> Iterator[tuple[str, str]]:
    parts: Iterable[Who | None] = (
        *(part.who for part in policy.seat_classes),
        *(bound.who for bound in policy.bounds),
    )
    yield from ((who.group, who.basis) for who in parts if who is not None)


def _of_steps(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield groups that criteria, rules and goals name, and how they count them."""
    for step in (*policy.criteria, *policy.rules, *policy.goals):
        params: dict[str, Any] = step.params.model_dump()
        for group in (params.get("group"), *(params.get("groups") or ())):
            if isinstance(group, str) and group:
                yield group, str(params.get("basis", "area"))
