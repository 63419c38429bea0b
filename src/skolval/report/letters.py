"""All letters of a run: a file per pupil, and an index that gives no reasons."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.explain import Explainer
from skolval.report.context import speaking
from skolval.report.letter import distances, letter_head, letter_page, letter_text

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.surfaces import Progress
    from skolval.io.run import Run

__all__ = ["FORMS", "Letters", "write_letters"]

FORMS = {"html": letter_page, "txt": letter_text}
"""Ending of a letter's file to what makes it."""
_EVERY = 500


@dataclass(frozen=True, slots=True)
class Letters:
    """What was written.

    Parameters
    ----------
    written : pupils with a letter. withheld : pupils with a protected identity, whose letters
        are not written and who do not stand in the index.
    """

    folder: Path
    written: int
    withheld: int


def write_letters(
    run: Run,
    folder: Path | str,
    *,
    lang: str = "sv",
    forms: Sequence[str] = ("html",),
    instance: Instance | None = None,
    progress: Progress | None = None,
) -> Letters:
    """Write the letters of `run` to the new folder `folder`.

    The folder is there whole or not at all. ``index.csv`` holds pupil, grade, unit and file.

    Parameters
    ----------
    forms : endings out of `FORMS`. progress : called with one line of text now and then.
    instance : the run's own; with it every letter certifies the distances it tells, with a map.

    Raises
    ------
    InputError
        If the folder is already there, or lies in the run's own folder, or the instance's files
        are not those of the run.
    """
    folder = Path(folder)
    _refuse(run, folder)
    building = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        building.mkdir(parents=True)
        with speaking(lang):
            rows = _write(run, instance, building, forms, progress)
        with (building / "index.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("pupil_id", "grade", "unit", *forms))
            writer.writerows(rows)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Letters(folder, len(rows), int(run.problem.parties.protected.sum()))


def _write(
    run: Run,
    instance: Instance | None,
    folder: Path,
    forms: Sequence[str],
    progress: Progress | None,
) -> list[tuple[str, ...]]:
    explainer, head, rows = Explainer(run), letter_head(run), []
    stems = _stems(run.problem.parties.ids.tolist())
    for first in range(0, len(stems), _EVERY):
        if progress:
            progress(_("{done} of {all} letters").format(done=first, all=len(stems)))
        some = stems[first : first + _EVERY]
        # Several at a time: pupils of one unit share the search for ways.
        found = [explainer.party(first + number) for number in range(len(some))]
        for stem, one, told in zip(some, found, distances(run, instance, found), strict=True):
            if one.protected:
                continue
            files = tuple(f"{stem}.{form}" for form in forms)
            for name, form in zip(files, forms, strict=True):
                (folder / name).write_text(FORMS[form](head, one, told), encoding="utf-8")
            rows.append((one.pupil, one.grade, one.placed_unit, *files))
    return rows


def _stems(ids: Sequence[str]) -> list[str]:
    """Return a file name for every pupil; letters that a disk may refuse are replaced."""
    plain = [re.sub(r"[^\w-]", "_", pupil) for pupil in ids]
    seen: dict[str, int] = {}
    for stem in plain:
        seen[stem.casefold()] = seen.get(stem.casefold(), 0) + 1
    # Two pupils whose names differ only in such letters are told apart by their number.
    taken = {"index", *(stem for stem, count in seen.items() if count > 1)}
    return [
        f"{stem}__{number}" if stem.casefold() in taken else stem
        for number, stem in enumerate(plain, start=1)
    ]


def _refuse(run: Run, folder: Path) -> None:
    """Refuse a folder that is already there, or within the run's: a run is never changed."""
    if folder.exists():
        message = _("The folder {folder} is already there, and letters are never overwritten.")
    elif run.folder is not None and run.folder.resolve() in folder.resolve().parents:
        message = _("{folder} is in a run folder, and a run is never changed.")
    else:
        return
    raise InputError(
        Fault(
            message.format(folder=folder),
            file=str(folder),
            rule="immutable",
            remedy=_("Give another --out."),
        )
    )
