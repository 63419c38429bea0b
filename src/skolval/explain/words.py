"""The page of one name: a rule, goal, criterion, index, mechanism, policy word or command."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from skolval import registry
from skolval.domain.language import _, current
from skolval.domain.terms import TERMS
from skolval.errors import Fault, UsageError, did_you_mean

__all__ = ["Page", "explain_name", "known_names", "listed_names", "meanings", "pieces"]

_SOURCE = re.compile(r"Source(?::|\n-+\n)\s*")
_WIDTH = 95
_ROOMS = ("rule", "goal", "criterion", "index", "mechanism", "lens")


@dataclass(frozen=True, slots=True)
class Page:
    """What is known about one name.

    Parameters
    ----------
    name, kind : e.g. ``capacity``, ``rule``. text : the page. legal_status, legal_reason,
        citation : of a lever, else empty. parameters : (name, default, meaning of the type).
    meanings : (name of a parameter, what it means).
    swedish, english : the term, for a word of the domain.
    """

    name: str
    kind: str
    text: str
    legal_status: str = ""
    legal_reason: str = ""
    citation: str = ""
    parameters: tuple[tuple[str, str, str], ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()
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
    pages = [
        _member(room, member)
        for room in _ROOMS
        for member in registry.names(room)
        if word.replace(" ", "_") in {member, *_swedish(room, member)}
    ]
    pages += [_term(code) for code in TERMS if word in _called(code)]
    pages += [_member("index", code) for code in _by_symbol(name.strip())]
    if pages:
        return tuple(pages)
    swedish = {name for room in _ROOMS for m in registry.names(room) for name in _swedish(room, m)}
    if Path(name).is_dir():
        raise UsageError(
            Fault(
                _("{name} is a folder.").format(name=name),
                value=name,
                rule="pupil_named",
                remedy=_(
                    "Name the pupil too: skolval explain RUN PUPIL, with the pupil_id as it "
                    "stands in placement.csv."
                ),
            )
        )
    words = {*known_names(), *swedish, *(text for code in TERMS for text in _called(code))}
    raise UsageError(
        Fault(
            _("There is nothing called {name!r} to explain.").format(name=name),
            value=name,
            rule="known_name",
            suggestion=did_you_mean(word, sorted(words)),
            remedy=_("All words: skolval explain"),
        )
    )


def listed_names() -> dict[str, dict[str, str]]:
    """Return what every page is called, by kind: code name to the reader's word."""
    told = {room: {n: registry.term(room, n) for n in registry.names(room)} for room in _ROOMS}
    swedish = current() == "sv"
    words = {code: term.swedish if swedish else term.english for code, term in TERMS.items()}
    return {**told, "term": words}


def _swedish(room: str, name: str) -> set[str]:
    """Return the Swedish names in the parentheses of the page's first line."""
    first = (registry.load(room, name).__doc__ or "").partition("\n")[0]
    found = re.search(r"\(([^()]+)\)", first)
    terms = re.split(r"[,:]", found[1]) if found else []
    return {term.strip().casefold().replace(" ", "_").replace("-", "_") for term in terms}


def _called(code: str) -> set[str]:
    term = TERMS[code]
    texts = [text.casefold().replace("-", "_") for text in (term.swedish, term.english)]
    return {code, *texts, *(text.replace(" ", "_") for text in texts)}


def _by_symbol(symbol: str) -> list[str]:
    return [n for n in registry.names("index") if symbol == registry.load("index", n).SYMBOL]


def _member(room: str, name: str) -> Page:
    module = registry.load(room, name)
    legal = getattr(module, "LEGAL", None)
    return Page(
        name=name,
        kind=room,
        text=_page_text(inspect.cleandoc(module.__doc__ or "")),
        legal_status=legal.status if legal else "",
        legal_reason=_(legal.reason) if legal else "",
        citation=legal.citation if legal else "",
        parameters=_parameters(getattr(module, "Params", None)),
        meanings=tuple(
            (one, _(text)) for one, text in meanings(getattr(module, "Params", None)).items()
        ),
    )


def pieces(page: str) -> tuple[str, ...]:
    """Return the translatable texts of a page: its paragraphs and list items, each on one line.

    Sources stay as they are cited and are none of them.
    """
    found = []
    for paragraph in page.split("\n\n"):
        if not _SOURCE.match(paragraph):
            items = re.split(r"\n(?=- )", paragraph)
            found += [" ".join(item.split()) for item in items]
    return tuple(text for text in found if text)


def _page_text(page: str) -> str:
    """Return the page in the reader's language, paragraph by paragraph as far as it is known."""
    return "\n\n".join(_paragraph(paragraph) for paragraph in page.split("\n\n"))


def _paragraph(paragraph: str) -> str:
    if found := _SOURCE.match(paragraph):
        source = " ".join(paragraph[found.end() :].split())
        told = _("Source: {source}").format(source=source)
        return paragraph if told.startswith("Source:") else fill(told, _WIDTH)
    known = pieces(paragraph)
    texts = [_(text) for text in known]
    if texts == list(known):
        return paragraph
    return "\n".join(fill(text, _WIDTH, subsequent_indent=_indent(text)) for text in texts)


def _indent(text: str) -> str:
    return "  " if text.startswith("- ") else ""


def meanings(params: type | None) -> dict[str, str]:
    """Return what each parameter means, as the docstring of `params` says: name to text.

    What the docstrings of the classes that it builds on say counts too, unless it says otherwise.
    """
    found: dict[str, str] = {}
    for one in reversed(getattr(params, "__mro__", ())):
        found |= _said_by(one)
    return found


def _said_by(params: type) -> dict[str, str]:
    fields = list(getattr(params, "model_fields", {}))
    said = " ".join(inspect.cleandoc(params.__doc__ or "").partition("----------")[2].split())
    if not fields or not said:
        return {}
    named = "|".join(re.escape(name) for name in fields)
    parts = re.split(rf"(?:^|(?<=\. ))((?:{named})(?:, (?:{named}))*) : ", said)
    return {
        name: text.strip()
        for names, text in zip(parts[1::2], parts[2::2], strict=True)
        for name in names.split(", ")
    }


def _parameters(params: type | None) -> tuple[tuple[str, str, str], ...]:
    fields = getattr(params, "model_fields", {})
    return tuple(
        (name, _("required") if field.is_required() else repr(field.default), _kind(field))
        for name, field in fields.items()
    )


def _kind(field: Any) -> str:
    """Return the type as a person writes it: ``static | seats``, not ``Literal[...]``."""
    return _written(field.annotation)


def _written(annotation: Any) -> str:
    kind, parts = get_origin(annotation), get_args(annotation)
    if kind is Annotated:
        return _written(parts[0])
    if kind is Literal:
        return " | ".join(str(part) for part in parts)
    if kind in {Union, UnionType}:
        return " | ".join(_written(part) for part in parts)
    if kind is not None:
        inside = ", ".join("..." if part is Ellipsis else _written(part) for part in parts)
        return f"{kind.__name__}[{inside}]"
    return "None" if annotation is NoneType else getattr(annotation, "__name__", str(annotation))


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
