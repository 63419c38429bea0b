"""Names of languages (språk) by their two letters in ISO 639-1, for notes under tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.report.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skolval.report.words import Words

__all__ = ["codes_explained"]

_NAMES: dict[str, str] = {
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


def codes_explained(languages: Iterable[str], words: Words) -> str:
    """Return what every code among `languages` stands for; nothing where none is a code."""
    _ = words.gettext
    known = [f"{code} {_(_NAMES[code])}" for code in sorted({*languages} & _NAMES.keys())]
    if not known:
        return ""
    text = _("Languages stand as in the instance, those with two letters by ISO 639-1: {codes}.")
    return text.format(codes=", ".join(known))
