"""Retells stored English texts (warnings, breaches) in the reader's language.

A run folder is the same whatever language it was made in, so its texts are English. The
source text that such a text was filled in from is found again among those that the
catalogue knows, and its translation is filled in with the same values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from skolval.domain.language import N_, catalogue_texts, current, translator

__all__ = ["retold"]

_LEAST = 12
"""Letters that a source text needs besides its values, so that it is not taken for another."""
_DECIMAL = re.compile(r"-?\d+\.\d+")

_PARTS: tuple[str, ...] = (
    N_("a pupil with protected identity"),
    N_("pupil {name}"),
    N_("{count} seats"),
    N_("a minimum size of {count}"),
    N_("which has a free seat"),
    N_("and goes before {pupil} who is placed there"),
    N_("another grade"),
    N_("a unit where the municipality may not place"),
    N_("{unit}, grade {grade}"),
)
"""Texts that stand within others."""

_TOLD_BY_THE_SPINE = (
    N_("{count} wishes are for units where the municipality may not place; they do not count."),
    N_(
        "{count} offerings are no grade (programmes, preparatory or introductory classes); "
        "this version reads them and places nobody there."
    ),
)


def retold(text: str, lang: str = "") -> str:
    """Return a stored English text in `lang`, or as it stands where its source is not known."""
    lang = lang or current()
    if lang == "en" or not text:
        return text
    return _filled(text, lang, _sources(lang)) or text


def _filled(text: str, lang: str, sources: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    """Return the translation of the first source that `text` follows, or nothing."""
    gettext = translator(lang)
    for pattern, source in sources:
        found = pattern.fullmatch(text)
        if found:
            values = {name: _part(value, lang) for name, value in found.groupdict().items()}
            filled = gettext(source).format(**values)
            return filled[:1].upper() + filled[1:] if text[:1].isupper() else filled
    return ""


def _part(value: str, lang: str) -> str:
    if _DECIMAL.fullmatch(value):
        return value.replace(".", ",")
    plain = value[:1].lower() + value[1:]
    told = _filled(plain, lang, _parts())
    if not told:
        return value
    return told[:1].upper() + told[1:] if value[:1].isupper() else told


@cache
def _sources(lang: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the catalogue's source texts as patterns, the longest first."""
    known = [source for source in catalogue_texts(lang) if _letters(source) >= _LEAST]
    known.sort(key=_letters, reverse=True)
    return tuple((_pattern(source), source) for source in known if _plain(source))


@cache
def _parts() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(part), part) for part in _PARTS)


def _plain(source: str) -> bool:
    """Return whether the values are put in as they are, each under a name."""
    return all(
        name is None or (name.isidentifier() and not form and not conversion)
        for _text, name, form, conversion in _pieces(source)
    )


def _pieces(source: str) -> Iterator[tuple[str, str | None, str | None, str | None]]:
    try:
        yield from Formatter().parse(source)
    except ValueError:
        yield "", "", None, None


def _letters(source: str) -> int:
    return sum(len(text) for text, *_rest in _pieces(source))


def _pattern(source: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for text, name, *_rest in _pieces(source):
        parts.append(re.escape(text))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)
