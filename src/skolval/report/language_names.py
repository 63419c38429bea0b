"""What the codes of languages (språk) stand for, for notes under tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.language_names import LANGUAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skolval.report.words import Words

__all__ = ["codes_explained"]


def codes_explained(languages: Iterable[str], words: Words) -> str:
    """Return what every code among `languages` stands for; nothing where none is a code."""
    _ = words.gettext
    known = [
        f"{code} {_(LANGUAGE_NAMES[code])}" for code in sorted({*languages} & LANGUAGE_NAMES.keys())
    ]
    if not known:
        return ""
    text = _("Languages stand as in the instance, those with two letters by ISO 639-1: {codes}.")
    return text.format(codes=", ".join(known))
