"""Certified distances (avståndsintyg) of an explanation: the place, the refusals, the compared.

A run folder holds no home, so the instance that the run was made from is read beside it; other
files than those would certify other metres, and are refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.domain.placed_view import placed_view
from skolval.errors import Fault, InputError, UsageError
from skolval.io.placed_files import reads
from skolval.travel.certifying import certificates

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.surfaces import Progress
    from skolval.explain.facts import PupilExplanation
    from skolval.io.run import Run
    from skolval.travel.certificate import Certificate

__all__ = ["CertifiedUnit", "ToldPair", "certified", "certified_together", "own_view",
           "placed_certificates", "refuse_other_files", "told_pairs",
           "write_certificates"]  # fmt: skip

_EVERY = 200
"""Certificates between two lines of progress."""


@dataclass(frozen=True, slots=True)
class CertifiedUnit:
    """One distance of the pupil, and why it matters.

    Parameters
    ----------
    role : ``placed``, ``wished``, ``compared`` (the alternative of relative proximity) or
        ``nearest``. unit : its name. counted : metres that the run counted with.
    """

    role: str
    unit: str
    counted: int
    certificate: Certificate

    def to_dict(self) -> dict[str, Any]:
        """Return plain texts, numbers, lists and dictionaries."""
        return asdict(self)


def certified(run: Run, instance: Instance, found: PupilExplanation) -> tuple[CertifiedUnit, ...]:
    """Return the certificates of all distances that an explanation tells; none if protected.

    Raises
    ------
    InputError
        If the instance's files are not those of the run.
    """
    return certified_together(run, instance, [found])[0]


_MOST_FILES = 3
"""Files that differ which are told one by one: more are those of another instance."""


def certified_together(
    run: Run, instance: Instance, found: Sequence[PupilExplanation]
) -> list[tuple[CertifiedUnit, ...]]:
    """Return the certificates of several explanations; what they share is computed once.

    Raises
    ------
    InputError
        If the instance's files are not those of the run.
    """
    instance = own_view(run, instance)
    pairs = told_pairs(run, instance, found)
    # sorted by unit, so that pupils of one unit share a search
    pairs = sorted(pairs, key=lambda pair: (pair.unit_row, pair.number, pair.place))
    papers = certificates(instance, [(pair.pupil_row, pair.unit_row) for pair in pairs])
    told: list[list[tuple[int, CertifiedUnit]]] = [[] for _one in found]
    for pair, paper in zip(pairs, papers, strict=True):
        one = CertifiedUnit(pair.role, pair.unit, pair.metres, paper)
        told[pair.number].append((pair.place, one))
    return [tuple(one for _place, one in sorted(mine, key=lambda m: m[0])) for mine in told]


@dataclass(frozen=True, slots=True)
class ToldPair:
    """A pupil and a unit whose distance an explanation tells.

    Parameters
    ----------
    number : of the explanation. place : in the order of telling. role, unit, metres : as in
        `CertifiedUnit`. pupil_row, unit_row : in the instance. option : in the run's problem.
    """

    number: int
    place: int
    role: str
    unit: str
    metres: int
    pupil_row: int
    unit_row: int
    option: int


def told_pairs(run: Run, instance: Instance, found: Sequence[PupilExplanation]) -> list[ToldPair]:
    """Return every pair of pupil and unit that the explanations tell; none of the protected."""
    pupils = pd.Index(instance.pupils["pupil_id"].astype("str"))
    pupil_rows = pupils.get_indexer(pd.Index([one.pupil for one in found]))
    pairs = []
    for number, one in enumerate(found):
        rows = {} if one.protected else _rows(run, instance, one)
        for place, (role, unit, metres) in enumerate(_told(one) if rows else []):
            if (unit, metres) in rows:
                row = int(pupil_rows[number])
                pairs.append(ToldPair(number, place, role, unit, metres, row, *rows[unit, metres]))
    return pairs


def own_view(run: Run, instance: Instance) -> Instance:
    """Return the run's instance as its decision sees it, whomever it places.

    Raises
    ------
    InputError
        If the instance's files are not those of the run.
    """
    refuse_other_files(run, instance)
    return placed_view(instance, run.problem.policy)


def refuse_other_files(run: Run, instance: Instance) -> None:
    """Refuse an instance whose files are not those that the run was made from.

    Raises
    ------
    InputError
        With every file that differs, or at once where it is another instance altogether.
    """
    told = run.record.get("instance", {}).get("digests", {})
    policy = run.problem.policy
    names = [name for name in sorted({*told, *instance.digests}) if reads(policy, name)]
    other = [n for n in names if told.get(n) != instance.digests.get(n)]
    if len(other) > _MOST_FILES:
        text = _("{count} of {all} files of {instance} are not those that the run was made from.")
        raise InputError(
            Fault(
                text.format(count=len(other), all=len(names), instance=instance.name),
                file=instance.name,
                rule="instance_files",
                remedy=_("Give the instance of the run, unchanged: other files, other metres."),
            )
        )
    if other:
        raise InputError(
            Fault(
                _("{name} of the instance is not the file that the run was made from.").format(
                    name=name
                ),
                file=name,
                rule="instance_files",
                remedy=_("Give the instance of the run, unchanged: other files, other metres."),
            )
            for name in other
        )


def _told(found: PupilExplanation) -> list[tuple[str, str, int]]:
    """Return role, unit and metres of every distance told, each unit once, the place first."""
    told = [("placed", found.placed_unit, found.placed_metres)]
    told += [("wished", w.unit, w.metres) for w in found.wishes if w.rank > 0]
    told += [("compared", w.reference_unit, w.reference_metres) for w in found.wishes]
    told.append(("nearest", found.nearest_unit, found.nearest_metres))
    once: dict[tuple[str, int], str] = {}
    for role, unit, metres in told:
        if unit and metres >= 0:
            once.setdefault((unit, metres), role)
    return [(role, unit, metres) for (unit, metres), role in once.items()]


def _rows(
    run: Run, instance: Instance, found: PupilExplanation
) -> dict[tuple[str, int], tuple[int, int]]:
    """Return the row of each unit among the instance's, and the option, by name and metres."""
    problem = run.problem
    party = int(np.flatnonzero(problem.parties.ids == found.pupil)[0])
    options = problem.options
    mine = slice(int(options.start[party]), int(options.start[party + 1]))
    units = problem.offerings.unit[options.offering[mine]]
    names = run.units["name"].to_numpy(str)[units]
    place = pd.Index(instance.units["unit_id"].astype("str"))
    rows = place.get_indexer(pd.Index(problem.unit_ids[units]))
    metres = options.metres[mine]
    return {
        (str(name), int(far)): (int(row), mine.start + number)
        for number, (name, far, row) in enumerate(zip(names, metres, rows, strict=True))
        if row >= 0
    }


def placed_certificates(
    run: Run, instance: Instance, progress: Progress | None = None
) -> Iterator[Certificate]:
    """Yield the certificate of every placed pupil and the unit, by unit; protected have none.

    Raises
    ------
    InputError
        If the instance's files are not those of the run.
    """
    instance = own_view(run, instance)
    table = run.table()
    table = table[table["unit_id"].notna() & ~table["protected"]]
    pupils = pd.Index(instance.pupils["pupil_id"].astype("str"))
    units = pd.Index(instance.units["unit_id"].astype("str"))
    pupil = pupils.get_indexer(pd.Index(table["pupil_id"].astype("str")))
    unit = units.get_indexer(pd.Index(table["unit_id"].astype("str")))
    # sorted by unit, so that pupils of one unit share a search
    pairs = sorted((int(u), int(p)) for p, u in zip(pupil, unit, strict=True) if p >= 0 and u >= 0)
    papers = certificates(instance, [(pupil_row, unit_row) for unit_row, pupil_row in pairs])
    for number, paper in enumerate(papers, start=1):
        if progress and number % _EVERY == 0:
            progress(_("{done} of {all} certificates ...").format(done=number, all=len(pairs)))
        yield paper


def write_certificates(papers: Iterable[Certificate], path: Path) -> int:
    """Write one JSON object a line to the new file `path`, whole or not at all; return how many.

    Raises
    ------
    UsageError
        If the file is already there.
    """
    if path.exists():
        raise UsageError(
            Fault(
                _("{path} is already there, and nothing is written over.").format(path=path),
                file=path.name,
                rule="new_file",
                remedy=_("Give a new file."),
            )
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as stream:
            for paper in papers:
                told = json.dumps(paper.to_dict(), ensure_ascii=False, sort_keys=True)
                stream.write(f"{told}\n")
                count += 1
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return count
