"""Explain a word, or why a pupil is placed where."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from skolval.cli.output import common, emit, say
from skolval.domain.language import _


@click.command(
    help="""Explain NAME (a rule, goal, criterion, index, mechanism or word), or PUPIL in RUN.

    With one argument: its page. With two: why the pupil of that run folder is placed there, every
    wish in order, the criterion that decided and by how much; no other pupil is ever named.

    Example: skolval explain dissimilarity

    Example: skolval explain out/uppsala_2021 e0001
    """
)
@click.argument("words", nargs=-1, required=True, metavar="NAME | RUN PUPIL")
@common
def command(words: tuple[str, ...], *, as_json: bool) -> None:
    """Explain a name or a pupil."""
    if len(words) == 1:
        _name(words[0], as_json=as_json)
    elif len(words) == 2:
        _pupil(*words, as_json=as_json)
    else:
        raise click.UsageError(_("Give one NAME, or a RUN folder and a PUPIL."))


def _name(name: str, *, as_json: bool) -> None:
    from skolval.explain import explain_name

    pages = explain_name(name)
    if as_json:
        emit({"pages": [asdict(page) for page in pages]})
        return
    for page in pages:
        for line in _page(page):
            say(line)


def _page(page: Any) -> list[str]:
    kinds = {
        "rule": _("rule"), "goal": _("goal"), "criterion": _("criterion"), "index": _("index"),
        "mechanism": _("mechanism"), "term": _("word"),
    }  # fmt: skip
    lines = [f"{page.name} ({kinds[page.kind]})"]
    if page.swedish:
        lines.append(f"sv: {page.swedish}   en: {page.english}")
    lines += ["", page.text, ""]
    if page.parameters:
        lines.append(_("Parameters:"))
        lines += [f"  {name}: {kind} = {default}" for name, default, kind in page.parameters]
        lines.append("")
    if page.legal_status:
        lines += [_("Legal status: {status}").format(status=_status(page.legal_status)),
                  page.legal_reason]  # fmt: skip
    if page.citation:
        lines.append(_("Source: {source}").format(source=page.citation))
    return [*lines, ""]


def _status(status: str) -> str:
    known = {
        "lawful": _("lawful"),
        "conditional": _("lawful on a condition"),
        "what_if": _("what-if only, no legal basis today"),
        "forbidden": _("forbidden, for simulation only"),
    }
    return known.get(status, status)


def _pupil(folder: str, pupil: str, *, as_json: bool) -> None:
    from skolval.explain import explain_pupil, paragraphs
    from skolval.io.run import read_run

    found = explain_pupil(read_run(folder), pupil)
    told = paragraphs(found)
    if as_json:
        emit(asdict(found) | {"paragraphs": told})
        return
    for paragraph in told:
        say(paragraph)
        say()
