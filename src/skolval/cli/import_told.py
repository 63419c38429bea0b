"""What an import says when it is done: files, tables, repairs, assumptions, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.cli.output import say
from skolval.domain.language import _
from skolval.domain.provenance import MADE, Fact, facts_of
from skolval.domain.retelling import retold
from skolval.io.dictionary import TABLES
from skolval.sources.kinds import Kind, recognise

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["imported_json", "kind_line", "made_word", "tell_imported", "told_of"]

_MOST_FILES = 40
"""Files of a folder that are looked into; more are a wrong folder."""


def tell_imported(imported: Any, files: list[Path], folder: Path | None) -> None:
    """Print what was read and made, and where it lies; `folder` None after a dry run."""
    instance = imported.instance
    if folder is None:
        say(_("Files:"))
        for kind in map(recognise, files[:_MOST_FILES]):
            say(f"  {kind_line(kind)}")
        say(_("Tables and rows that would be written:"))
    say(", ".join(f"{table} {number}" for table, number in _rows(instance).items()))
    for note in sorted(imported.notes, key=_calm):
        say(retold(note))
    for line in (*_sources(instance), *_provenance(facts_of(instance.provenance))):
        say(line)
    if folder is None:
        if imported.unfit:
            say(_("It would not be written: {reason}").format(reason=_(imported.unfit)))
        say(_("Nothing was written (--dry-run)."))
        return
    say(_("Instance folder: {folder}").format(folder=folder))
    say(_("Next: skolval check {folder}").format(folder=folder))


def imported_json(imported: Any, files: list[Path], folder: Path | None) -> dict[str, Any]:
    """Return the same for machines."""
    instance = imported.instance
    return {
        "folder": None if folder is None else str(folder),
        "name": instance.name,
        "rows": _rows(instance),
        "notes": imported.notes,
        "unfit": _(imported.unfit) if imported.unfit else "",
        "files": [recognise(file).told() for file in files[:_MOST_FILES]],
        "provenance": instance.provenance.to_dict("records"),
    }


def _calm(note: str) -> bool:
    """Return whether a note is no warning: warnings are told first, the rest as they come."""
    return not note.partition(":")[0].isupper()


def _rows(instance: Instance) -> dict[str, int]:
    counts = {table: len(getattr(instance, table)) for table in TABLES}
    return {table: number for table, number in counts.items() if number}


def _sources(instance: Instance) -> Iterator[str]:
    for source in instance.sources:
        told = ", ".join(part for part in (source.source.strip(" ,"), source.vintage) if part)
        if told or source.licence:
            yield f"{source.what}: {told}. {source.licence}".rstrip(" .")


def _provenance(facts: tuple[Fact, ...]) -> Iterator[str]:
    """Yield how many columns came about in which way, and each that was not read."""
    if not facts:
        return
    counts = Counter(fact.made for fact in facts)
    told = ", ".join(f"{counts[made]} {made_word(made)}" for made in MADE if counts[made])
    yield _("Provenance of columns: {told}.").format(told=told)
    for fact in facts:
        if fact.made in {"modelled", "assumed"}:
            yield f"  {made_word(fact.made).upper()}: {told_of(fact)}"


def told_of(fact: Fact) -> str:
    """Return what a fact is about, and why."""
    place = f"{fact.table}.{fact.column}" if fact.column else fact.table
    why = retold(fact.note or fact.definition)
    return f"{place} – {why}" if why else place


def made_word(made: str) -> str:
    """Return how a value came to be, in the language chosen."""
    words = {"read": _("read"), "computed": _("computed"), "modelled": _("modelled"),
             "assumed": _("assumed")}  # fmt: skip
    return words[made]


def kind_line(kind: Kind) -> str:
    """Return one file as a line: name, what it seems to be, how much it holds, how written."""
    parts = [_(kind.what)]
    if kind.rows is not None and kind.code != "instance":
        parts.append(_("{count} rows").format(count=kind.rows))
    parts += [part for part in (kind.encoding, kind.crs) if part]
    return f"{kind.file}: {', '.join(parts)}"
