"""Swedish and English: gettext catalogues, and numbers as each language writes them.

English is the language of the source texts. `_` marks and translates a text in the
language chosen by `use`; `translator` gives a fixed one.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "LOCALE_DIR", "N_", "Worded", "_", "catalogue_texts", "current",
           "default_language", "ngettext", "number", "percent", "plural", "translator",
           "use", "worded"]  # fmt: skip

LANGUAGES: tuple[str, ...] = ("sv", "en")
LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"
_state = {"lang": "en"}

Worded = str | Mapping[str, str]
"""A text as somebody wrote it: the same for all readers, or one in each language."""


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    return gettext.translation("skolval", LOCALE_DIR, languages=[lang], fallback=True)


def translator(lang: str) -> Callable[[str], str]:
    """Return the function that translates source texts into `lang`."""
    if lang == "en":
        return str
    told = _catalogue(lang).gettext
    # gettext keeps the header of the catalogue under the empty text.
    return lambda text: told(text) if text else ""


def plural(one: str, many: str, count: float, lang: str) -> str:
    """Return the source text for `count` things in `lang`: `one` for exactly one, else `many`."""
    if lang == "en":
        return one if count == 1 else many
    return _catalogue(lang).ngettext(one, many, int(count))


def worded(text: Worded, lang: str) -> str:
    """Return `text` in `lang`, or in the language it is written in where it has no other."""
    if isinstance(text, str):
        return text
    return text.get(lang) or next((told for told in text.values() if told), "")


def catalogue_texts(lang: str) -> tuple[str, ...]:
    """Return the source texts that the catalogue of `lang` translates."""
    # gettext has no public way to list what a catalogue holds
    known: dict[object, str] = getattr(_catalogue(lang), "_catalog", {})
    return tuple(text for text in known if isinstance(text, str) and text)


def use(lang: str) -> None:
    """Choose the language of `_` for this process."""
    _state["lang"] = lang


def current() -> str:
    """Return the language chosen by `use`."""
    return _state["lang"]


def _(text: str) -> str:
    return translator(_state["lang"])(text)


def ngettext(one: str, many: str, count: float) -> str:
    """Return the text for `count` things in the language chosen by `use`."""
    return plural(one, many, count, _state["lang"])


def N_(text: str) -> str:  # noqa: N802 - the name gettext extraction knows
    """Return `text` as it is: marked here, translated where it is told."""
    return text


def default_language() -> str:
    """Return ``SKOLVAL_LANG`` if set, else ``sv`` where the locale is Swedish, else ``en``."""
    asked = os.environ.get("SKOLVAL_LANG", "")[:2].lower()
    if asked in LANGUAGES:
        return asked
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((name for name in names if name), locale.getlocale()[0] or "")
    return "sv" if chosen.lower().startswith(("sv", "swedish")) else "en"


def number(value: float, lang: str, *, decimals: int = 0) -> str:
    """Return `value` as `lang` writes it: ``1 234,5`` or ``1,234.5``; a dash when undefined."""
    if value != value:  # noqa: PLR0124 - NaN is the only value that differs from itself
        return "–"
    text = f"{value:,.{decimals}f}"
    if text.startswith("-"):
        # what is rounded to nothing has no sign
        text = ("\N{MINUS SIGN}" if text.strip("-0.,") else "") + text[1:]
    if lang != "sv":
        return text
    return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def percent(share: float, lang: str, *, decimals: int = 0) -> str:
    """Return a share as per cent: ``12,5 %`` or ``12.5%``."""
    text = number(share * 100, lang, decimals=decimals)
    return f"{text}\N{NO-BREAK SPACE}%" if lang == "sv" else f"{text}%"
