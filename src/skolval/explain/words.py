"""The page of one name: a rule, goal, criterion, index, mechanism, policy word or command."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

from skolval import registry
from skolval.domain.language import _
from skolval.domain.terms import TERMS
from skolval.errors import Fault, UsageError, did_you_mean

__all__ = ["Page", "explain_name", "known_names"]

_ROOMS = ("rule", "goal", "criterion", "index", "mechanism")


@dataclass(frozen=True, slots=True)
class Page:
    """What is known about one name.

    Parameters
    ----------
    name, kind : e.g. ``capacity``, ``rule``. text : the page. legal_status, legal_reason,
        citation : of a lever, else empty. parameters : (name, default, meaning of the type).
    swedish, english : the term, for a word of the domain.
    """

    name: str
    kind: str
    text: str
    legal_status: str = ""
    legal_reason: str = ""
    citation: str = ""
    parameters: tuple[tuple[str, str, str], ...] = ()
    swedish: str = ""
    english: str = ""


def known_names() -> tuple[str, ...]:
    """Return every name that has a page."""
    members = [name for room in _ROOMS for name in registry.names(room)]
    return tuple(sorted({*members, *TERMS}))


def explain_name(name: str) -> tuple[Page, ...]:
    """Return the pages called `name`: its code name, or its Swedish or English term.

    A name can stand in two rooms (the rule and the goal about travel); both are returned.

    Raises
    ------
    UsageError
        If nothing is called so; the message names the nearest name.
    """
    word = name.strip().casefold().replace("-", "_")
    pages = [_member(room, word) for room in _ROOMS if word in registry.names(room)]
    pages += [_term(code) for code in TERMS if word in _called(code)]
    pages += [_member("index", code) for code in _by_symbol(name.strip())]
    if pages:
        return tuple(pages)
    words = {*known_names(), *(text for code in TERMS for text in _called(code))}
    raise UsageError(
        Fault(
            f"There is nothing called {name!r} to explain.",
            value=name,
            rule="known_name",
            suggestion=did_you_mean(word, sorted(words)),
            remedy=f"Known: {', '.join(known_names())}.",
        )
    )


def _called(code: str) -> set[str]:
    term = TERMS[code]
    return {code, *(text.casefold().replace(" ", "_") for text in (term.swedish, term.english)),
            term.swedish.casefold(), term.english.casefold()}  # fmt: skip


def _by_symbol(symbol: str) -> list[str]:
    return [n for n in registry.names("index") if symbol == registry.load("index", n).SYMBOL]


def _member(room: str, name: str) -> Page:
    module = registry.load(room, name)
    legal = getattr(module, "LEGAL", None)
    return Page(
        name=name,
        kind=room,
        text=inspect.cleandoc(module.__doc__ or ""),
        legal_status=legal.status if legal else "",
        legal_reason=_(legal.reason) if legal else "",
        citation=legal.citation if legal else "",
        parameters=_parameters(getattr(module, "Params", None)),
    )


def _parameters(params: type | None) -> tuple[tuple[str, str, str], ...]:
    fields = getattr(params, "model_fields", {})
    return tuple(
        (name, _("required") if field.is_required() else repr(field.default), _kind(field))
        for name, field in fields.items()
    )


def _kind(field: Any) -> str:
    annotation = field.annotation
    if isinstance(annotation, type):
        return annotation.__name__
    return str(annotation).replace("typing.", "")


def _term(code: str) -> Page:
    term = TERMS[code]
    return Page(
        name=code,
        kind="term",
        text=_(term.definition),
        citation=term.source,
        swedish=term.swedish,
        english=term.english,
    )
