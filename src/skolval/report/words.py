"""Words and numbers of the report in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from skolval.domain.language import N_, number, percent, plural, translator

__all__ = ["DASH", "N_", "Words"]

DASH = "–"


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the report needs to know about one language.

    Parameters
    ----------
    lang : ``sv`` or ``en``.
    """

    lang: str

    @property
    def gettext(self) -> Callable[[str], str]:
        """The function that translates a source text."""
        return translator(self.lang)

    def ngettext(self, one: str, many: str, count: float) -> str:
        """Return the translated text for `count` things."""
        return plural(one, many, count, self.lang)

    def whole(self, value: float | None) -> str:
        """Return a whole number with thousands grouped, a dash when unknown."""
        return DASH if _unknown(value) else number(round(value or 0), self.lang)

    def decimal(self, value: float | None, decimals: int = 3) -> str:
        """Return a number with `decimals` decimals, a dash when unknown."""
        return DASH if _unknown(value) else number(value or 0.0, self.lang, decimals=decimals)

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """Return a share as per cent, a dash when unknown."""
        return DASH if _unknown(share) else percent(share or 0.0, self.lang, decimals=decimals)

    def percents(self, low: float, high: float) -> str:
        """Return a span of shares with one sign of per cent: ``10–20 %``."""
        first, last = self.percent(low), self.percent(high)
        return f"{first.rstrip('%').rstrip()}{DASH}{last}"

    def chance(self, p: float | None) -> str:
        """Return a probability, never as 0: ``<0.001``."""
        if not _unknown(p) and (p or 0.0) < 0.001:
            return f"<{self.decimal(0.001)}"
        return self.decimal(p)

    def points(self, difference: float | None, decimals: int = 1) -> str:
        """Return a difference of shares in percentage points, with its sign."""
        if _unknown(difference):
            return DASH
        value = round(100 * (difference or 0.0), decimals)
        text = number(abs(value), self.lang, decimals=decimals)
        return text if value == 0 else f"{'+' if value > 0 else MINUS}{text}"

    def signed(self, value: float | None) -> str:
        """Return a whole number with its sign."""
        if _unknown(value):
            return DASH
        rounded = round(value or 0)
        text = number(abs(rounded), self.lang)
        return text if rounded == 0 else f"{'+' if rounded > 0 else MINUS}{text}"

    def metres(self, value: float | None) -> str:
        """Return a distance in metres with its unit."""
        return DASH if _unknown(value) else f"{self.whole(value)}\N{NO-BREAK SPACE}m"

    def month(self, code: str) -> str:
        """Return ``aug 2026`` for ``2026-08``, on one line."""
        year, _dash, month = code.partition("-")
        return f"{_MONTHS[self.lang][int(month) - 1]}\N{NO-BREAK SPACE}{year}"

    def listed(self, items: Sequence[str]) -> str:
        """Return ``a, b and c``."""
        if len(items) < 2:
            return "".join(items)
        joint = self.gettext("{several} and {last}")
        return joint.format(several=", ".join(items[:-1]), last=items[-1])

    def alphabetical(self, names: Sequence[str]) -> list[int]:
        """Return the places of `names` in the order of the alphabet, å ä ö last in Swedish."""
        last = _SWEDISH if self.lang == "sv" else {}
        keys = [(name.casefold().translate(last), name) for name in names]
        return sorted(range(len(names)), key=lambda place: (*keys[place], place))


_SWEDISH = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "é": "e", "ü": "y"})
"""Letters after z in the order of the Swedish alphabet."""

_MONTHS: dict[str, tuple[str, ...]] = {
    "sv": ("jan", "feb", "mars", "apr", "maj", "juni",
           "juli", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}  # fmt: skip

MINUS = "\N{MINUS SIGN}"


def _unknown(value: float | None) -> bool:
    return value is None or math.isnan(value)
