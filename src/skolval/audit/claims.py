"""A claim: one sentence that the audit checks, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from skolval.domain.breach import Breach
from skolval.domain.naming import called, upper_first

if TYPE_CHECKING:
    from skolval.domain.problem import Problem

__all__ = ["Claim", "called", "offering_called", "upper_first"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of the certificate.

    Parameters
    ----------
    name : short code. text : what is claimed, a sentence in the chosen language.
    checked : number of cases looked at. breaches : every case where it does not hold.
    note : what the reader must know, e.g. why nothing was checked.
    """

    name: str
    text: str
    checked: int
    breaches: tuple[Breach, ...] = ()
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether the claim holds in every case."""
        return not self.breaches

    def plain(self) -> dict[str, Any]:
        """Return plain values for the certificate."""
        return {
            "claim": self.name,
            "text": self.text,
            "checked": self.checked,
            "ok": self.ok,
            "failures": len(self.breaches),
            "example": self.breaches[0].message if self.breaches else "",
            "note": self.note,
        }


def offering_called(problem: Problem, offering: int) -> str:
    """Return how a message names an offering."""
    return str(problem.offerings.ids[offering])
