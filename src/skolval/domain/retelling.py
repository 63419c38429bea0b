"""Retells stored English texts (warnings, breaches) in the reader's language.

A run folder is the same whatever language it was made in, so its texts are English. The
source text that such a text was filled in from is found again among those that the
catalogue knows, and its translation is filled in with the same values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
    N_("One wish is for a unit where the municipality may not place; it does not count."),
    N_("{count} wishes are for units where the municipality may not place; they do not count."),
    N_(
        "{count} offerings are no grade (programmes, preparatory or introductory classes); "
        "the policy places nobody there."
    ),
)


@dataclass(frozen=True, slots=True)
class _Source:
    """A source text and what stands between its values: first its start, last its end."""

    text: str
    between: tuple[str, ...]

    def may_tell(self, told: str) -> bool:
        """Return whether `told` could be this text filled in; quick, and true where it is."""
        start, end = self.between[0], self.between[-1]
        return (
            told.startswith(start)
            and told.endswith(end)
            and all(part in told for part in self.between[1:-1])
        )


def retold(text: str, lang: str = "") -> str:
    """Return a stored English text in `lang`, or as it stands where its source is not known."""
    lang = lang or current()
    if lang == "en" or not text:
        return text
    return _filled(text, lang, _sources(lang)) or text


def _filled(text: str, lang: str, sources: tuple[_Source, ...]) -> str:
    """Return the translation of the first source that `text` follows, or nothing."""
    gettext = translator(lang)
    for source in sources:
        # thousands of texts are known: only those that may fit are made patterns
        found = _pattern(source.text).fullmatch(text) if source.may_tell(text) else None
        if found:
            values = {name: _part(value, lang) for name, value in found.groupdict().items()}
            filled = gettext(source.text).format(**values)
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
def _sources(lang: str) -> tuple[_Source, ...]:
    """Return the catalogue's source texts, the longest first."""
    known = [_source(text) for text in catalogue_texts(lang) if _plain(text)]
    long = [source for source in known if _letters(source) >= _LEAST]
    return tuple(sorted(long, key=_letters, reverse=True))


@cache
def _parts() -> tuple[_Source, ...]:
    return tuple(map(_source, _PARTS))


def _source(text: str) -> _Source:
    between = [""]
    for part, name, *_rest in _pieces(text):
        between[-1] += part
        if name is not None:
            between.append("")
    return _Source(text, tuple(between))


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


def _letters(source: _Source) -> int:
    return sum(map(len, source.between))


@cache
def _pattern(source: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for text, name, *_rest in _pieces(source):
        parts.append(re.escape(text))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)
