"""Where the values of a report come from, by table and column, and how a caption cites them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.domain.provenance import MADE, Fact, facts_of
from skolval.domain.retelling import retold
from skolval.report.blocks import Column, Table, prose, render_table

if TYPE_CHECKING:
    import pandas as pd

    from skolval.report.words import Words

__all__ = ["cited", "made_words", "origins"]

_PEOPLE = ("pupils", "choices", "grounds", "newly_arrived", "introduction_pupils")
"""Tables of real people, of whom notes may count few, such as protected identities."""
_NOT_TOLD_BY_ANYBODY = ("modelled", "assumed")


def origins(provenance: pd.DataFrame, words: Words, *, public: bool = False) -> Markup:
    """Return a sentence on what is modelled and assumed, and the table by column.

    Parameters
    ----------
    public : anybody may read it: what was noted about tables of real people is left out.
    """
    facts = tuple(_kept(fact) if public else fact for fact in facts_of(provenance))
    if not facts:
        return Markup()
    return prose(_summary(facts, words)) + render_table(_table(facts, words))


def _kept(fact: Fact) -> Fact:
    """Return the fact as anybody may read it; how made-up pupils were drawn is no secret."""
    if fact.table not in _PEOPLE or fact.made in _NOT_TOLD_BY_ANYBODY:
        return fact
    return replace(fact, note="", suppressed=0, file="")


def _summary(facts: tuple[Fact, ...], words: Words) -> str:
    _ = words.gettext
    counts = Counter(fact.made for fact in facts)
    told = ", ".join(f"{counts[made]} {made_words(words)[made]}" for made in MADE if counts[made])
    text = _(
        "Of {count} columns: {told}. What is modelled or assumed is no statistic about any real "
        "pupil, and is marked."
    )
    return text.format(count=len(facts), told=told)


def _table(facts: tuple[Fact, ...], words: Words) -> Table:
    _ = words.gettext
    heads = (
        _("Table and columns"), _("Came to be"), _("Source"), _("Vintage"), _("What it means"),
        _("Hidden at the source"), _("Licence"), _("Repaired, modelled or left out"),
    )  # fmt: skip
    rows = [
        [
            _place(fact, columns),
            _marked(fact.made, words),
            fact.source or fact.file or "–",
            fact.vintage or "–",
            retold(fact.definition, words.lang) or "–",
            words.whole(fact.suppressed),
            fact.licence or "–",
            retold(fact.note, words.lang) or "–",
        ]
        for fact, columns in _together(facts)
    ]
    columns = [Column(head, numeric=head == heads[5]) for head in heads]
    return Table(_("Where the values come from"), columns, rows, wide=True)


def _together(facts: tuple[Fact, ...]) -> list[tuple[Fact, list[str]]]:
    """Return facts that differ in nothing but the column as one, what nobody told first."""
    found: dict[Fact, list[str]] = {}
    for fact in sorted(facts, key=lambda fact: fact.made not in _NOT_TOLD_BY_ANYBODY):
        found.setdefault(replace(fact, column=""), []).append(fact.column)
    return list(found.items())


def _place(fact: Fact, columns: list[str]) -> str:
    named = [column for column in columns if column]
    return f"{fact.table}: {', '.join(named)}" if named else fact.table


def _marked(made: str, words: Words) -> Markup:
    word = made_words(words)[made]
    if made in _NOT_TOLD_BY_ANYBODY:
        return Markup('<strong class="made {}">{}</strong>').format(made, word.upper())
    return Markup("{}").format(word)


def made_words(words: Words) -> dict[str, str]:
    """Return what each way in which a value came to be is called."""
    _ = words.gettext
    return {"read": _("read"), "computed": _("computed"), "modelled": _("modelled"),
            "assumed": _("assumed")}  # fmt: skip


def cited(provenance: pd.DataFrame, table: str, columns: tuple[str, ...], words: Words) -> str:
    """Return the sentence by which a caption cites the sources of some columns, or nothing.

    Parameters
    ----------
    columns : of `table`; a row about the whole table counts for each of them.
    """
    _ = words.gettext
    wanted = {*columns, ""}
    facts = [f for f in facts_of(provenance) if f.table == table and f.column in wanted]
    told = dict.fromkeys(_source(fact, words) for fact in facts)
    shown = "; ".join(text for text in told if text)
    return _("Source: {source}.").format(source=shown) if shown else ""


def _source(fact: Fact, words: Words) -> str:
    parts = [part for part in (fact.source or fact.file, fact.vintage) if part]
    text = ", ".join(parts)
    if fact.made in _NOT_TOLD_BY_ANYBODY:
        word = made_words(words)[fact.made]
        return f"{text} ({word})" if text else word
    return text
