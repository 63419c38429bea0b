"""The mechanisms for researchers: pupils' lists, priorities and seats in, a matching out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, Unpack

import pandas as pd

from skolval.domain.language import _
from skolval.matching._asked import read_asked
from skolval.matching._frames import Name
from skolval.matching._ledger import Ledger
from skolval.matching._lots import lottery_order
from skolval.matching._mechanisms import MatchOptions
from skolval.matching._shapes import is_name, is_whole
from skolval.matching.proximity import guarantee_schools, relative_proximity_scores
from skolval.matching.result import Matching, matching_of
from skolval.matching.stable_set import stable_matchings as stable_set

__all__ = [
    "MatchOptions",
    "Matching",
    "guarantee_schools",
    "lottery_order",
    "match",
    "relative_proximity_scores",
    "stable_matchings",
]

Wishes: TypeAlias = Mapping[Name, Sequence[Name]] | pd.DataFrame
Priorities: TypeAlias = Mapping[Name, Sequence[Any]] | pd.DataFrame | None
Quotas: TypeAlias = Mapping[Name, int] | pd.Series | pd.DataFrame | None


def match(
    wishes: Wishes,
    priorities: Priorities = None,
    quotas: Quotas = None,
    *,
    mechanism: str = "deferred_acceptance",
    **options: Unpack[MatchOptions],
) -> Matching:
    """Pupils' lists, schools' priorities and seats become a placement (placering).

    >>> wishes = {"Ada": ["N", "U"], "Bo": ["N", "U"], "Cy": ["U", "N"]}
    >>> priorities = {"N": ["Cy", "Bo", "Ada"], "U": [["Ada", "Bo"], "Cy"]}
    >>> match(wishes, priorities, {"N": 1, "U": 2}, ties="single-lottery", seed="2026").assignment
    {'Ada': 'U', 'Bo': 'N', 'Cy': 'U'}

    Parameters
    ----------
    wishes : pupil -> schools, best first; or a frame with the columns pupil, school, rank
        (1 first; a row without a school is a pupil without wishes).
    priorities : school -> pupils, the first first, where a list within the list is a tier of
        equals; or a frame with school, pupil, priority (the smaller first). A pupil whom a
        school does not list is not accepted there. None: all are accepted and equal.
    quotas : school -> seats, as a dict, a series or a frame with school, seats. None: one each.
    mechanism : ``deferred_acceptance`` (``da``), ``school_proposing`` (``school-da``),
        ``efficiency_adjusted`` (``eada``), ``stable_improvement_cycles`` (``da+sic``),
        ``max_stable``, ``top_trading_cycles`` (``ttc``), ``serial_dictatorship`` (``sd``),
        ``parallel_acceptance`` (``parallel``), ``immediate_acceptance`` (``ia``, ``boston``),
        ``random_places`` (``random``), ``guarantee_school`` (``guarantee-school``).
    options : see `MatchOptions`.

    Returns
    -------
    A `Matching`.

    Raises
    ------
    InputError
        With every fault found: unknown names, doubles, seats below 0, unknown options, equals
        that nothing decides between.

    Source: docs/mechanisms.md says what each mechanism promises, and its paper.
    """
    town = wishes, priorities, quotas
    return matching_of(read_asked(town, mechanism, dict(options), Ledger()))


def stable_matchings(
    wishes: Wishes,
    priorities: Priorities = None,
    quotas: Quotas = None,
    *,
    stability: str = "weak",
    limit: int = 1000,
    **options: Unpack[MatchOptions],
) -> list[Matching]:
    """All placements where nobody has a justified claim (alla stabila placeringar).

    >>> wishes = {"a": ["A", "B"], "b": ["B", "A"]}
    >>> found = stable_matchings(wishes, {"A": ["b", "a"], "B": ["a", "b"]})
    >>> [one.assignment for one in found]
    [{'a': 'A', 'b': 'B'}, {'a': 'B', 'b': 'A'}]

    Parameters
    ----------
    stability : ``weak``: equals have no claim on each other; ``strong``: they have.
    limit : the most to return. options : as in `match`; lots decide between equals if given.

    Raises
    ------
    InputError
        With every fault found.
    TimeRanOutError
        The market is too large to be gone through.
    """
    ledger = Ledger()
    if not is_name(stability) or stability not in {"weak", "strong"}:
        message = _("The stability {value} is neither weak nor strong.")
        ledger.add("stability", "reference", message, value=stability)
    if not is_whole(limit, least=1):
        message = _("The limit {value} is not a whole number from 1.")
        ledger.add("limit", "number", message, value=limit)
    town = wishes, priorities, quotas
    asked = read_asked(town, "deferred_acceptance", dict(options), ledger, one_order=False)
    classes, bounds = asked.plan.classes(asked.market.seats), asked.plan.bounds
    market = asked.strict if asked.lots.policy else asked.market
    found = stable_set(
        market, limit=limit, strong=stability == "strong", classes=classes, bounds=bounds
    )
    return [matching_of(asked, (taken, {})) for taken in found]
