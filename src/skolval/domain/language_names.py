"""Names of languages (språk) by their two letters in ISO 639-1, and who writes the same one.

A municipality writes a language as it likes, by code or by name; the same in all its tables.
"""

from __future__ import annotations

from functools import cache

from skolval.domain.language import N_, translator

__all__ = ["LANGUAGE_NAMES", "same_language"]

LANGUAGE_NAMES: dict[str, str] = {
    "am": N_("Amharic"),
    "ar": N_("Arabic"),
    "bn": N_("Bengali"),
    "bs": N_("Bosnian"),
    "de": N_("German"),
    "en": N_("English"),
    "es": N_("Spanish"),
    "fa": N_("Persian or Dari"),
    "fi": N_("Finnish"),
    "fr": N_("French"),
    "hi": N_("Hindi"),
    "hr": N_("Croatian"),
    "ku": N_("Kurdish"),
    "pl": N_("Polish"),
    "ps": N_("Pashto"),
    "ro": N_("Romanian"),
    "ru": N_("Russian"),
    "so": N_("Somali"),
    "sq": N_("Albanian"),
    "sr": N_("Serbian"),
    "th": N_("Thai"),
    "ti": N_("Tigrinya"),
    "tr": N_("Turkish"),
    "uk": N_("Ukrainian"),
    "ur": N_("Urdu"),
    "vi": N_("Vietnamese"),
    "zh": N_("Chinese"),
}
"""The languages that schools most often have teachers of; others stand as the instance says."""


def same_language(one: str, other: str) -> bool:
    """Return whether two words are code or name, Swedish or English, of one known language."""
    pair = {one.casefold(), other.casefold()}
    return any(pair <= spellings for spellings in _spellings())


@cache
def _spellings() -> tuple[frozenset[str], ...]:
    """Return the words for every language; two languages may share a code, but no name."""
    swedish = translator("sv")
    return tuple(
        frozenset({code, *(word.casefold() for word in names)})
        for code, name in LANGUAGE_NAMES.items()
        for names in zip(name.split(" or "), swedish(name).split(" eller "), strict=False)
    )
