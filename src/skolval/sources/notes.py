"""Notes: what a reader mended, left out or assumed, told in any language and kept in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skolval.domain.language import _

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

    def told(self) -> str:
        """Return the sentence in the reader's language."""
        return _(self.text).format(**self.values)

    def kept(self) -> str:
        """Return the sentence as it is kept in files: in English."""
        return self.text.format(**self.values)
