"""The levers that the law room knows, found by name in Swedish or English."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import normalize

from skolval.errors import did_you_mean
from skolval.law import conditional, forbidden, introduction, lawful, preparatory, what_if
from skolval.law.lever import Lever

__all__ = ["LEVERS", "lever", "plain", "recognise", "suggestion"]

LEVERS: tuple[Lever, ...] = (
    *forbidden.LEVERS,
    *preparatory.FORBIDDEN,
    *conditional.LEVERS,
    *introduction.CONDITIONAL,
    *preparatory.CONDITIONAL,
    *what_if.LEVERS,
    *preparatory.WHAT_IF,
    *lawful.LEVERS,
    *introduction.LAWFUL,
    *preparatory.LAWFUL,
)
"""From worst to best, so that a name that fits two levers equally well is the worse one."""

_LETTERS = str.maketrans("åäöé", "aaoe")
_HUMP = re.compile(r"(?<=[a-zåäö0-9])(?=[A-ZÅÄÖ])")


@cache
def _by_name() -> dict[str, Lever]:
    return {one.name: one for one in LEVERS}


def lever(name: str) -> Lever | None:
    """Return the lever of that name, or None."""
    return _by_name().get(name)


def plain(name: str) -> str:
    """Return a name in lower case, with ``_`` between words and without å, ä, ö."""
    # NFKC: a letter and its dots may be two signs, as in names that come from a Mac or a PDF.
    parted = _HUMP.sub("_", normalize("NFKC", name).strip())
    words = re.split(r"[\W_]+", parted.casefold().translate(_LETTERS))
    return "_".join(word for word in words if word)


@cache
def _patterns() -> tuple[tuple[Lever, re.Pattern[str]], ...]:
    # within a pattern \w is a letter of one word: a tail must not swallow the next word
    return tuple(
        (one, re.compile(rf"(?:^|_)({word.translate(_LETTERS)})(?=_|$)".replace(r"\w", r"[^\W_]")))
        for one in LEVERS
        for word in (re.escape(one.name), *one.words)
    )


def recognise(name: str) -> Lever | None:
    """Return the lever that a rule called `name` pulls, or None when no name of any fits.

    The longest fitting text decides: ``relative_proximity`` is not ``proximity``.
    """
    sought, best, longest = plain(name), None, 0
    for one, pattern in _patterns():
        fits = [len(found.group(1)) for found in pattern.finditer(sought)]
        if max(fits, default=0) > longest:
            best, longest = one, max(fits)
    return best


def suggestion(name: str) -> str:
    """Return the lever whose name is nearest to an unknown one, or nothing."""
    return did_you_mean(plain(name), [one.name for one in LEVERS])
