"""Explain a word, or why a pupil is placed where."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from textwrap import fill
from typing import Any

import click

from skolval.cli.output import common, emit, say
from skolval.domain.language import _, current

_DEEP = " " * 6


@click.command(
    help="""Explain NAME (a rule, goal, criterion, index, mechanism or word), or PUPIL in RUN.

    Without arguments: all that can be explained. With one: its page. With two: why the pupil of
    that run folder is placed there, every wish in order, the criterion that decided and by how
    much, what one more seat would have given, the paragraph and how to appeal; no other pupil is
    ever named.

    Example: skolval explain dissimilarity

    Example: skolval explain out/uppsala_2021 e0001

    Example: skolval explain out/uppsala_2021 e0001 --letter out/e0001.html
    """
)
@click.argument("words", nargs=-1, metavar="NAME | RUN PUPIL")
@click.option(
    "--letter",
    type=click.Path(path_type=Path),
    help="Write the pupil's letter, a draft decision, to this .html or .txt file.",
)
@common
def command(words: tuple[str, ...], *, letter: Path | None, as_json: bool) -> None:
    """Explain a name or a pupil."""
    if len(words) == 2 and letter is not None:
        _letter(*words, letter, as_json=as_json)
    elif len(words) == 2:
        _pupil(*words, as_json=as_json)
    elif not words and letter is None:
        _list(as_json=as_json)
    elif len(words) == 1 and letter is None:
        _name(words[0], as_json=as_json)
    else:
        raise click.UsageError(_("Give one NAME, or a RUN folder and a PUPIL."))


def _list(*, as_json: bool) -> None:
    from skolval.explain import listed_names

    listed = listed_names()
    if as_json:
        emit(listed)
        return
    heads = {
        "rule": _("Rules"), "goal": _("Goals"), "criterion": _("Criteria"),
        "index": _("Indices"), "mechanism": _("Mechanisms"), "lens": _("Lenses"),
        "term": _("Words"),
    }  # fmt: skip
    for kind, names in listed.items():
        say(f"{heads[kind]}:")
        told = (f"{name} ({code})" if name != code else name for code, name in names.items())
        say(fill(", ".join(told), 95, initial_indent="  ", subsequent_indent="  ",
                 break_on_hyphens=False))  # fmt: skip
    say(_("Explain one: skolval explain NAME"))


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
        "mechanism": _("mechanism"), "lens": _("lens"), "term": _("word"),
    }  # fmt: skip
    lines = [f"{page.name} ({kinds[page.kind]})"]
    if page.swedish:
        lines.append(f"sv: {page.swedish}   en: {page.english}")
    lines += ["", page.text, ""]
    if page.parameters:
        lines.append(_("Parameters:"))
        known = dict(page.meanings)
        for name, default, kind in page.parameters:
            lines.append(f"  {name}: {kind} = {default}")
            if known.get(name):
                lines.append(fill(known[name], 95, initial_indent=_DEEP, subsequent_indent=_DEEP))
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


def _letter(folder: str, pupil: str, path: Path, *, as_json: bool) -> None:
    from skolval.io.run_reading import read_run
    from skolval.report.letter import write_letter

    if path.suffix.lower() not in {".html", ".htm", ".txt"}:
        raise click.UsageError(
            _("A letter is a .html or a .txt file, not {file}.").format(file=path)
        )
    if (Path(folder) / "run.json").exists() and Path(folder).resolve() in path.resolve().parents:
        raise click.UsageError(
            _("{path} is in a run folder, and a run is never changed.").format(path=path)
        )
    write_letter(read_run(folder), pupil, path, lang=current())
    if as_json:
        emit({"files": [str(path)]})
        return
    say(_("Written: {path}").format(path=path))


def _pupil(folder: str, pupil: str, *, as_json: bool) -> None:
    from skolval.explain import explain_pupil, paragraphs
    from skolval.io.run_reading import read_run

    found = explain_pupil(read_run(folder), pupil)
    told = paragraphs(found)
    if as_json:
        emit(asdict(found) | {"paragraphs": told})
        return
    for paragraph in told:
        say(paragraph)
        say()
