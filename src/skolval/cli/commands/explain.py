"""Explain a word, or why a pupil is placed where."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from textwrap import fill
from typing import Any

import click

from skolval.cli.explained_pupil import tell_pupil, write_all_certificates, write_one_letter
from skolval.cli.output import common, emit, say
from skolval.domain.language import _

_DEEP = " " * 6


@click.command(
    help="""Explain NAME (a rule, goal, criterion, index, mechanism or word), or PUPIL in RUN.

    Without arguments: all that can be explained. With one: its page. With two: why the pupil of
    that run folder is placed there, every wish in order, the criterion that decided and by how
    much, what one more seat would have given, the paragraph and how to appeal; no other pupil is
    ever named.

    `skolval explain transport` lists the municipal limits of school transport that are shipped, and
    with a name shows them, where they come from, and what no source tells.

    Example: skolval explain dissimilarity

    Example: skolval explain transport norrkoping

    Example: skolval explain out/uppsala_2021 e0001

    Example: skolval explain out/uppsala_2021 e0001 --letter out/e0001.html

    With --instance, the instance that the run was made from, every distance that is told is
    certified: both ends, the streets, the version of the street network, and what is not known.
    Where the policy counts minutes by timetable, the journey to each unit is told, stop by stop.
    A letter then has the way on a small map. --certificates writes the certificates of all placed
    pupils, one JSON object a line; keep that file as you keep the pupils' addresses.

    Example: skolval explain out/uppsala_2021 e0001 --instance lillstad
    """
)
@click.argument("words", nargs=-1, metavar="NAME | RUN PUPIL")
@click.option(
    "--letter",
    type=click.Path(path_type=Path),
    help="Write the pupil's letter, a draft decision, to this .html or .txt file.",
)
@click.option("--instance", help="The run's instance: certify every distance that is told.")
@click.option(
    "--certificates",
    type=click.Path(path_type=Path),
    help="Write the distance certificates of all placed pupils of RUN to this new .jsonl file.",
)
@common
def command(
    words: tuple[str, ...],
    *,
    letter: Path | None,
    instance: str | None,
    certificates: Path | None,
    as_json: bool,
) -> None:
    """Explain a name or a pupil, or certify all distances of a run."""
    if certificates is not None:
        if len(words) != 1 or letter is not None or instance is None:
            raise click.UsageError(_("Give one RUN folder and its --instance."))
        write_all_certificates(words[0], instance, certificates, as_json=as_json)
    elif len(words) == 2 and letter is not None:
        write_one_letter(*words, letter, instance=instance, as_json=as_json)
    else:
        _words(words, letter=letter, instance=instance, as_json=as_json)


def _words(
    words: tuple[str, ...], *, letter: Path | None, instance: str | None, as_json: bool
) -> None:
    """Explain a name, a pupil or limits of school transport, or list what has a page."""
    bare = letter is None and instance is None
    if _about_transport(words) and bare:
        _transport(words[1:], as_json=as_json)
    elif len(words) == 2:
        tell_pupil(*words, instance=instance, as_json=as_json)
    elif not words and bare:
        _list(as_json=as_json)
    elif len(words) == 1 and bare:
        _name(words[0], as_json=as_json)
    else:
        raise click.UsageError(_("Give one NAME, or a RUN folder and a PUPIL."))


def _about_transport(words: tuple[str, ...]) -> bool:
    return bool(words) and words[0] == "transport" and not Path("transport", "run.json").exists()


def _transport(names: tuple[str, ...], *, as_json: bool) -> None:
    from skolval.explain.transport_tables import listed_tables, table_lines, table_plain

    if not names:
        listed = listed_tables()
        if as_json:
            emit({"tables": listed})
            return
        for name, municipality in listed.items():
            say(f"{name}: {municipality}")
        say(_("Show one: skolval explain transport NAME"))
    elif as_json:
        emit({"tables": [table_plain(name) for name in names]})
    else:
        for line in (line for name in names for line in table_lines(name)):
            say(line)


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
