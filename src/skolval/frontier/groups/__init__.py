"""groups: the front of concentration against its price (spridning av grupper och dess pris).

From an instance under a policy of preparatory classes or introduction programmes: placements from
the least concentrated to the least dear, each with what is proven about it, beside today's units.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.domain.language import _
from skolval.domain.policy import Policy
from skolval.domain.surfaces import Progress
from skolval.errors import CancelledError
from skolval.frontier.groups.question import GroupQuestion, group_question
from skolval.frontier.groups.rows import Counted, group_rows, group_run, today_row
from skolval.frontier.groups.terms import GroupTerms
from skolval.frontier.groups.today import today_run
from skolval.frontier.groups.walk import GroupFront, group_walk
from skolval.frontier.store import Store
from skolval.versions import versions

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.io.run import Run

__all__ = ["GroupFrontier", "GroupTerms", "group_frontier", "key_of"]


@dataclass(frozen=True, slots=True)
class GroupFrontier:
    """What was found.

    Parameters
    ----------
    question : what was asked. front : the points. points : one row per point, plain values.
    today_run : today's units, None where there is no such placement; why : the reason.
    complete : whether all that was asked for was found before somebody stopped it.
    """

    question: GroupQuestion
    front: GroupFront
    points: tuple[dict[str, Any], ...]
    today_run: Run | None
    why: str
    complete: bool

    def rows(self, counted: Counted) -> tuple[dict[str, Any], ...]:
        """Return one row per point as somebody else may count runs."""
        return group_rows(self.question, self.front, counted)

    def today(self, counted: Counted = lambda run: run) -> dict[str, Any] | None:
        """Return the row of today's units."""
        if self.today_run is None:
            return None
        return today_row(self.question, self.today_run, self.front, counted)

    def runs(self) -> list[Run]:
        """Return the points as runs, the tightest ceiling first."""
        return [group_run(self.question, point) for point in self.front.points]


def group_frontier(
    instance: Instance,
    policy: Policy,
    terms: GroupTerms | None = None,
    *,
    work: Path | None = None,
    simulate_unlawful: bool = False,
    progress: Progress | None = None,
) -> GroupFrontier:
    """Return the front of concentration against a price, with today's units beside it.

    Parameters
    ----------
    policy : its rules hold at every point, but for its own ceiling on the share of the units
        with most. A policy that places month by month is asked in hindsight.
    work : folder where what is found is kept at once, so that a stopped walk can go on.
    progress : called with lines of text.

    Raises
    ------
    InputError, UsageError, UnlawfulError, InfeasibleError, TimeRanOutError
        See `skolval.errors`; then nothing is returned.
    CancelledError
        If the walk was stopped before both ends were found.
    """
    tell = progress or _silent
    asked = terms or GroupTerms()
    question = group_question(instance, policy, asked, simulate_unlawful=simulate_unlawful)
    store = Store(work, key_of(question), asked.cancel).opened()
    front = group_walk(question, store, tell)
    today, why, complete = _today(question, store, tell, front)
    return GroupFrontier(
        question=question,
        front=front,
        points=group_rows(question, front),
        today_run=today,
        why=why,
        complete=complete,
    )


def key_of(question: GroupQuestion) -> str:
    """Return the digest of everything that the outcome depends on."""
    parts = {
        "instance": dict(sorted(question.instance.digests.items())),
        "policy": question.asked.text,
        "terms": asdict(replace(question.terms, cancel=None)),
        "versions": versions(),
    }
    return sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _today(
    question: GroupQuestion, store: Store, tell: Progress, front: GroupFront
) -> tuple[Run | None, str, bool]:
    if not front.complete:
        return None, "", False
    tell(_("today's units"))
    try:
        run, why = today_run(question, store)
    except CancelledError:
        return None, "", False
    return run, why, not question.terms.stopped


def _silent(_text: str) -> None:
    return
