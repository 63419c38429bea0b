"""Notes: what a reader mended, left out or assumed; kept in English and retold where shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Note"]


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence.

    Parameters
    ----------
    text : source text marked with `N_`. values : what its places in braces stand for.
    """

    text: str
    values: Mapping[str, int | str] = field(default_factory=dict)

    def kept(self) -> str:
        """Return the sentence as it is kept in files: in English."""
        return self.text.format(**self.values)
