"""Why a pupil is placed there: on the terminal, as a letter, as certificates of distances."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skolval.cli.output import emit, progress_line, say
from skolval.domain.language import _, current

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["read_named", "tell_pupil", "write_all_certificates", "write_one_letter"]


def tell_pupil(folder: str, pupil: str, *, instance: str | None, as_json: bool) -> None:
    """Print why the pupil is placed there; with the run's instance, certify the distances."""
    from skolval.explain import explain_pupil, paragraphs
    from skolval.explain.certificate_words import certificate_paragraphs
    from skolval.explain.certified import certified
    from skolval.explain.journeyed import journey_paragraphs, journeyed
    from skolval.io.run_reading import read_run

    run = read_run(folder)
    found = explain_pupil(run, pupil)
    read = read_named(instance)
    papers = () if read is None else certified(run, read, found)
    ways = () if read is None else journeyed(run, read, [found])[0]
    told = paragraphs(found) + certificate_paragraphs(papers) + journey_paragraphs(ways)
    if as_json:
        plain = asdict(found) | {"paragraphs": told}
        if read is not None:
            plain["certificates"] = [paper.to_dict() for paper in papers]
            plain["journeys"] = [way.to_dict() for way in ways]
        emit(plain)
        return
    for paragraph in told:
        say(paragraph)
        say()


def write_one_letter(
    folder: str, pupil: str, path: Path, *, instance: str | None, as_json: bool
) -> None:
    """Write the pupil's letter; with the run's instance, with certified distances and a map."""
    from skolval.io.run_reading import read_run
    from skolval.report.letter import write_letter

    if path.suffix.lower() not in {".html", ".htm", ".txt"}:
        raise click.UsageError(
            _("A letter is a .html or a .txt file, not {file}.").format(file=path)
        )
    _refuse_inside(folder, path)
    write_letter(read_run(folder), pupil, path, lang=current(), instance=read_named(instance))
    if as_json:
        emit({"files": [str(path)]})
        return
    say(_("Written: {path}").format(path=path))


def write_all_certificates(folder: str, instance: str, path: Path, *, as_json: bool) -> None:
    """Write the certificate of every placed pupil who has no protected identity."""
    from skolval.explain.certified import placed_certificates, write_certificates
    from skolval.io.run_reading import read_run

    _refuse_inside(folder, path)
    papers = placed_certificates(read_run(folder), _read(instance), progress_line(quiet=as_json))
    count = write_certificates(papers, path)
    if as_json:
        emit({"files": [str(path)], "certificates": count})
        return
    say(_("{count} certificates written to {path}.").format(count=count, path=path))
    say(_("They tell where pupils live: keep the file as you keep their addresses."))


def _refuse_inside(folder: str, path: Path) -> None:
    if (Path(folder) / "run.json").exists() and Path(folder).resolve() in path.resolve().parents:
        raise click.UsageError(
            _("{path} is in a run folder, and a run is never changed.").format(path=path)
        )


def read_named(name: str | None) -> Instance | None:
    """Return the instance of that name or folder, None where none is named."""
    return None if name is None else _read(name)


def _read(name: str) -> Instance:
    from skolval.io.instance import read_instance
    from skolval.io.shipped import find_instance

    return read_instance(find_instance(name))
