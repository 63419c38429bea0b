"""Lever (styrmedel): one thing that rules for placing pupils can do, and its legal status."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["History", "Lever"]


@dataclass(frozen=True, slots=True)
class History:
    """What was otherwise about a lever in another time.

    Parameters
    ----------
    first, last : ISO dates, the last day included; empty for open ends.
    text : one English sentence. citation : where it stands.
    """

    first: str
    last: str
    text: str
    citation: str

    def holds(self, first: str, last: str) -> bool:
        """Return whether the period from `first` to `last` (ISO dates) meets this one."""
        return (not self.last or first <= self.last) and (not self.first or last >= self.first)


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever with its legal status today (rättslig status).

    Parameters
    ----------
    name : as in the rooms where there is a file of that name.
    status : one of `domain.policy.LEGAL_STATUSES`.
    reason : one English sentence. citation : decision's number or paragraph.
    words : patterns of the names that researchers and officials use, Swedish and English,
        matched in lower case with ``_`` between words.
    condition : for a conditional lever, what must hold.
    struck : tried and found to break the law in the form it is named here, although a
        what-if may show what it would do.
    orders : says in which order applicants go, so that it belongs to a list of criteria.
    total : leaves no two applicants equal.
    history : what was otherwise in another time.
    """

    name: str
    status: str
    reason: str
    citation: str
    words: tuple[str, ...]
    condition: str = ""
    struck: bool = False
    orders: bool = True
    total: bool = False
    history: tuple[History, ...] = ()
