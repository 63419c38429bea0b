"""Keeps the Swedish catalogue in step with the code: ``python -m skolval.locale.messages``.

Texts come from four places: texts marked with ``_`` or ``N_``; the help of every command and
option, those of importers too; the docstrings that explain rules, goals, criteria and
mechanisms, with their parameters and the reason for their legal status, and the first sentence
of those of indices; and click's own texts. New texts are
added untranslated, texts that are gone are dropped, and the binary catalogue is written.
Exit code 1 tells that some text is still without a translation.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from skolval.domain.terms import TERMS
from skolval.explain.words import meanings, pieces
from skolval.registry import load, names

__all__ = [
    "CATALOGUE",
    "brought_up_to_date",
    "main",
    "read_catalogue",
    "sources",
    "write_catalogue",
]

CATALOGUE = Path(__file__).resolve().parent / "sv" / "LC_MESSAGES" / "skolval.po"
_PACKAGE = Path(__file__).resolve().parents[1]
_MARKS = ("_", "N_", "gettext")
_PLURAL_MARK = "ngettext"
_LEGAL = "Legal"
_EXPLAINED = ("mechanism", "criterion", "rule", "goal", "index", "lens")
_WHOLE = ("mechanism", "criterion", "rule", "goal", "lens")
"""Rooms whose pages are translated whole, with the meaning of every parameter."""

Message = str | tuple[str, ...]


def sources() -> Catalog:
    """Return every source text of the program, without translations."""
    catalogue = Catalog(domain="skolval", project="skolval", charset="utf-8", fuzzy=False)
    for place, message in _all():
        if message:
            catalogue.add(message, locations=[(place, 0)])
    return catalogue


def _all() -> Iterator[tuple[str, Message]]:
    yield from _marked(_PACKAGE, "skolval")
    yield from _marked(Path(str(click.__file__)).parent, "click")
    yield from _commands()
    yield from _explained()
    for name, term in TERMS.items():
        yield f"terms:{name}", term.definition


def _marked(folder: Path, name: str) -> Iterator[tuple[str, Message]]:
    """Yield the marked texts below `folder`, also those inside f-strings."""
    for file in sorted(folder.rglob("*.py")):
        place = f"{name}/{file.relative_to(folder).as_posix()}"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            message = _message(node)
            if message:
                yield place, message


def _message(node: ast.AST) -> Message | None:
    if not isinstance(node, ast.Call):
        return None
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    texts = tuple(
        one.value
        for one in node.args[:2]
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )
    if name == _LEGAL and len(texts) == 2:
        return texts[1]
    if name == _PLURAL_MARK and len(texts) == 2:
        return texts
    return texts[0] if name in _MARKS and texts else None


def _commands() -> Iterator[tuple[str, Message]]:
    """Yield short helps, helps and options, exactly as the command line looks them up."""
    group = import_module("skolval.cli")
    yield "skolval/cli", group._HELP  # noqa: SLF001 - the text the group looks up
    yield from _options("cli", group._OPTIONS)  # noqa: SLF001 - as written, in English
    for name in names("command"):
        module = import_module(f"skolval.cli.commands.{name}")
        place = f"skolval/cli/commands/{name}.py"
        yield place, (inspect.getdoc(module) or "").partition("\n")[0]
        yield place, module.command.help or ""
        yield from _options(name, module.command.params)
    told = import_module("skolval.cli.recognise").recognise
    yield "skolval/cli/recognise.py", told.help or ""
    yield from _options("recognise", told.params)


def _options(name: str, params: Sequence[click.Parameter]) -> Iterator[tuple[str, Message]]:
    for parameter in params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield f"option:{name}", parameter.help


def _explained() -> Iterator[tuple[str, Message]]:
    yield from _importers()
    for room in _EXPLAINED:
        for name in names(room):
            module = load(room, name)
            told = pieces(inspect.getdoc(module) or "")
            if room not in _WHOLE:
                told = told[:1]
            else:
                told += tuple(meanings(getattr(module, "Params", None)).values())
            for text in told:
                yield f"{room}:{name}", text


def _importers() -> Iterator[tuple[str, Message]]:
    """Yield what importers say of themselves and of their options, as `skolval import` does."""
    for page in import_module("skolval.cli.import_pages").importer_pages():
        name = page.name.replace("-", "_")
        params = load("importer", name).Params
        said = meanings(params)
        options = (
            field.description or said.get(one, "") for one, field in params.model_fields.items()
        )
        for text in (page.what, *page.about, *(what for _file, what in page.files), *options):
            yield f"importer:{name}", text


def read_catalogue() -> Catalog:
    """Return the Swedish catalogue as it lies in the repository."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="sv", domain="skolval")


def brought_up_to_date() -> Catalog:
    """Return the Swedish catalogue with every present source text, translated or not."""
    known = read_catalogue() if CATALOGUE.exists() else Catalog(locale="sv", domain="skolval")
    catalogue = Catalog(
        locale="sv", domain="skolval", project="skolval", charset="utf-8", fuzzy=False,
        header_comment="# Swedish texts of skolval.", language_team="skolval",
    )  # fmt: skip
    for message in sources():
        if not message.id:
            continue
        old = known.get(message.id[0] if isinstance(message.id, tuple) else message.id)
        # places without line numbers: a moved line is no change of the catalogue
        places = sorted({(place, 0) for place, _line in message.locations})
        catalogue.add(message.id, old.string if old else "", locations=places, flags=message.flags)
    return catalogue


def write_catalogue(catalogue: Catalog) -> None:
    """Write the catalogue as text and in the binary form that gettext reads."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as text:
        write_po(text, catalogue, sort_output=True, omit_header=False, width=96)
    with CATALOGUE.with_suffix(".mo").open("wb") as binary:
        write_mo(binary, catalogue)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the source texts without a translation."""
    missing = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(strings):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def main() -> int:
    """Bring the catalogue up to date and tell what is missing."""
    catalogue = brought_up_to_date()
    write_catalogue(catalogue)
    missing = untranslated(catalogue)
    sys.stdout.write(f"{len(catalogue)} texts, {len(missing)} without a Swedish translation\n")
    sys.stdout.writelines(f"  {text.splitlines()[0][:90]}\n" for text in missing)
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
