"""Glossary: every word of the domain that this page uses, with what it means and its source."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.domain.terms import TERMS
from skolval.report.blocks import Section, prose

if TYPE_CHECKING:
    from skolval.domain.terms import Term
    from skolval.report.context import Context
    from skolval.report.words import Words

__all__ = ["ORDER", "READS_THE_OTHERS", "explained", "render", "used"]

ORDER = 82
READS_THE_OTHERS = True
"""Made when all other sections are, from what they say."""
_ALWAYS = ("policy", "placement", "rule", "goal", "mechanism")
_ENDINGS = {
    "sv": "(?:s|n|t|en|et|ens|ets|er|ar|or|r|erna|arna|orna|na|ernas|arnas|ornas|nas|a)?",
    "en": "(?:s|es|’s|'s|s’)?",
}


def render(context: Context) -> Section | None:
    """Return the words that the other sections use, in the order of the alphabet."""
    return explained(context.read, context.words) if context.read else None


def explained(text: str, words: Words) -> Section:
    """Return the words that `text` uses, explained, in the order of the alphabet."""
    _, lang = words.gettext, words.lang
    found = sorted(used(text, lang), key=lambda term: _word(term, lang).casefold())
    entries = [_entry(term, words) for term in found]
    intro = _("Every word that this page uses in a sense of its own, with where the sense is from.")
    body = prose(intro) + Markup("<dl>{}</dl>").format(Markup("").join(entries))
    return Section("glossary", _("Words"), body)


def used(text: str, lang: str) -> list[Term]:
    """Return the terms that `text` uses, in the language `lang`, each once."""
    known = " ".join(text.split())
    found = [
        term
        for name, term in TERMS.items()
        if name in _ALWAYS or _pattern(_word(term, lang), lang).search(known)
    ]
    return list({_word(term, lang).casefold(): term for term in found}.values())


def _word(term: Term, lang: str) -> str:
    return term.swedish if lang == "sv" else term.english


@cache
def _pattern(word: str, lang: str) -> re.Pattern[str]:
    """Return what finds `word`, without what stands in brackets, and its inflected forms."""
    plain = re.escape(word.partition(" (")[0])
    if lang == "en" and plain.endswith("y"):
        plain = f"{plain[:-1]}(?:y|ie)"
    return re.compile(rf"(?<!\w){plain}{_ENDINGS[lang]}(?!\w)", re.IGNORECASE)


def _entry(term: Term, words: Words) -> Markup:
    _, lang = words.gettext, words.lang
    shown = Markup("<dt>{}</dt><dd>{}</dd>").format(_word(term, lang), _(term.definition))
    if term.source:
        source = _("Source: {source}.").format(source=term.source)
        shown += Markup('<dd class="source">{}</dd>').format(source)
    return shown
