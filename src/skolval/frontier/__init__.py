"""frontier (Paretofront): travel against segregation, with proven bounds at each point.

From an instance under a policy: the front itself, near-optimal placements that really differ,
the price of each rule, and structural levers; each with what is proven about it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.domain.language import _
from skolval.domain.policy import Policy
from skolval.domain.surfaces import Progress
from skolval.errors import Fault, UsageError
from skolval.frontier.alternatives import alternatives, plan_rows
from skolval.frontier.front import Front, chain_of, walk
from skolval.frontier.levers import Lever
from skolval.frontier.point import Point, point_row
from skolval.frontier.prices import prices
from skolval.frontier.question import Question, question_of
from skolval.frontier.seats import likely, seat_prices
from skolval.frontier.store import Store
from skolval.frontier.terms import Terms
from skolval.frontier.tried import tried
from skolval.solver.chain import Chain
from skolval.versions import versions

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.travel import TravelTable

__all__ = ["Frontier", "Lever", "Terms", "frontier"]


@dataclass(frozen=True, slots=True)
class Frontier:
    """What was found.

    Parameters
    ----------
    question : what was asked. front : the points. base : the point at which the rest was asked.
    points, plans, prices, levers : one row per point, plan, rule and lever, as plain values.
    plans_found : the near-optimal placements themselves, after `base`.
    """

    question: Question
    front: Front
    base: Point
    points: tuple[dict[str, Any], ...]
    plans: tuple[dict[str, Any], ...]
    prices: tuple[dict[str, Any], ...]
    levers: tuple[dict[str, Any], ...]
    plans_found: tuple[Point, ...]

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for was found before somebody stopped it."""
        return self.front.complete and not self.question.terms.stopped


def frontier(  # noqa: PLR0913 - the room's one door
    instance: Instance,
    policy: Policy,
    terms: Terms | None = None,
    *,
    levers: Sequence[Lever] = (),
    travel: TravelTable | None = None,
    work: Path | None = None,
    simulate_unlawful: bool = False,
    progress: Progress | None = None,
) -> Frontier:
    """Return the front of travel against segregation, and what was asked beside it.

    Parameters
    ----------
    policy : its rules hold at every point, but for its own ceiling on what is varied.
    levers : candidates; those that the prices of seats point at are added.
    work : folder where what is found is kept at once, so that a stopped walk can go on.
    progress : called with lines of text.

    Raises
    ------
    InputError, UsageError, UnlawfulError, InfeasibleError, TimeRanOutError
        See `skolval.errors`; then nothing is returned.
    CancelledError
        If the walk was stopped before its first point.
    """
    tell = progress or _silent
    _refuse_groups(policy)
    question = question_of(
        instance, policy, terms or Terms(), travel=travel, simulate_unlawful=simulate_unlawful
    )
    store = Store(work, key_of(question, levers), question.terms.cancel).opened()
    chain = chain_of(question, _silent)
    front = walk(question, chain, store, tell)
    return _beside(question, chain, front, (levers, store, tell))


def _refuse_groups(policy: Policy) -> None:
    if policy.places == "pupils":
        return
    raise UsageError(
        Fault(
            _("The policy {policy} places pupils in groups; its front is of concentration.").format(
                policy=policy.name
            ),
            value=policy.places,
            rule="places",
            remedy=_("Call skolval.frontier.groups.group_frontier, or use the command frontier."),
        )
    )


def key_of(question: Question, levers: Sequence[Lever]) -> str:
    """Return the digest of everything that the outcome depends on."""
    terms = asdict(replace(question.terms, cancel=None))
    parts = {
        "instance": dict(sorted(question.instance.digests.items())),
        "policy": question.asked.text,
        "terms": terms,
        "levers": [asdict(lever) for lever in levers],
        "versions": versions(),
    }
    return sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


_Beside = tuple[Sequence[Lever], Store, Progress]


def _beside(question: Question, chain: Chain, front: Front, way: _Beside) -> Frontier:
    levers, store, tell = way
    least = front.points[-1]
    base = _base(question, front)
    found = alternatives(question, chain, base, store) if question.terms.plans else ()
    told = prices(question, base, store, tell) if question.terms.prices else []
    candidates = [*levers, *_likely(question, chain, base)]
    pulled = tried(question, base, candidates, store, tell) if candidates else []
    return Frontier(
        question=question,
        front=front,
        base=base,
        points=tuple(point_row(question, point, least) for point in front.points),
        plans=tuple(plan_rows(question, base, found, least)) if found else (),
        prices=tuple(told),
        levers=tuple(pulled),
        plans_found=tuple(one.point for one in found),
    )


def _likely(question: Question, chain: Chain, base: Point) -> tuple[Lever, ...]:
    if not question.terms.seats or question.terms.stopped:
        return ()
    root = chain.root(chain.about(0, [(1, question.ceiling(base.at))]))
    return likely(question, seat_prices(question, chain, root), base.chosen)


def _base(question: Question, front: Front) -> Point:
    """Return the point at which plans, prices and levers are asked for: the nearest to `at`."""
    at = question.terms.at
    if at is None:
        at = (front.points[0].at + front.points[-1].at) / 2
    return min(front.points, key=lambda point: (abs(point.at - at), point.at))


def _silent(_text: str) -> None:
    return
