"""The distance certificates written for an appeal are those of the run, and can be walked again.

Every line is held against the placement; a sample, the same every time, is walked again on the
instance's streets by `skolval.travel.verify`, which shares nothing with what made them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pandas as pd

from skolval.audit.claims import Claim
from skolval.domain.breach import Breach
from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.domain.placed_view import placed_view
from skolval.errors import Fault, InputError
from skolval.io.run import Run
from skolval.travel.certificate import Certificate
from skolval.travel.digest import network_digest
from skolval.travel.verify import verify

__all__ = ["SAMPLE", "check_certificates"]

SAMPLE = 40
"""Certificates that are walked again."""


def check_certificates(path: Path, run: Run, instance: Instance) -> Iterator[Claim]:
    """Yield whether the certificates in a file are those of the run's placement.

    Raises
    ------
    InputError
        If the file is missing, or a line of it is no certificate.
    """
    papers = _read(path)
    instance = placed_view(instance, run.problem.policy)
    table = run.table()
    protected = set(table.loc[table["protected"], "pupil_id"])
    placed = table[table["unit_id"].notna() & ~table["protected"]].set_index("pupil_id")
    found = [breach for paper in papers for breach in _held(paper, placed, protected)]
    missing = sorted(set(placed.index) - {paper.pupil for paper in papers})
    found += [
        Breach("certificates", "", len(missing), "pupils",
               N_("{count} placed pupils have no certificate.").format(count=len(missing)))
    ] if missing else []  # fmt: skip
    text = _("Every certificate is about a pupil's own place, and has the metres of the run.")
    yield Claim("certificates", text, len(papers), tuple(found))
    walked = sorted(papers, key=_lot)[:SAMPLE]
    network = network_digest(instance)
    wrong = tuple(
        Breach("certificates_walked", paper.pupil, 1, "certificates", message)
        for paper in walked
        if paper.pupil not in protected
        for message in verify(paper, instance, network=network)
    )
    text = _("A sample of the certificates, walked again on the instance's streets, adds up.")
    yield Claim("certificates_walked", text, len(walked), wrong)


def _read(path: Path) -> list[Certificate]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = _("The file cannot be read: {reason}.").format(reason=error)
        raise InputError(Fault(message, file=path.name, rule="file")) from error
    return [_paper(path, number, line) for number, line in enumerate(lines, start=1)]


def _paper(path: Path, number: int, line: str) -> Certificate:
    try:
        return Certificate.from_dict(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            Fault(
                _("The line is no distance certificate."),
                file=path.name,
                row=number,
                rule="certificate",
                remedy=_("Write the file again: skolval explain RUN --certificates FILE."),
            )
        ) from error


def _held(paper: Certificate, placed: pd.DataFrame, protected: set[str]) -> Iterator[Breach]:
    """Yield what a certificate says otherwise than the placement."""
    if paper.pupil in protected:
        # not even the pupil's id is told
        yield _breach("", N_("A certificate is about a pupil with protected identity."))
        return
    if paper.pupil not in placed.index:
        yield _breach(paper.pupil, N_("{pupil} has no place in the run.").format(pupil=paper.pupil))
        return
    unit, metres = placed.loc[paper.pupil, "unit_id"], placed.loc[paper.pupil, "metres"]
    if str(unit) != paper.unit:
        yield _breach(
            paper.pupil,
            N_("{pupil} is placed at {unit}, the certificate is about {other}.").format(
                pupil=paper.pupil, unit=unit, other=paper.unit
            ),
        )
    elif str(metres) != str(paper.metres):
        yield _breach(
            paper.pupil,
            N_("{pupil}: the run says {told} m, the certificate {metres} m.").format(
                pupil=paper.pupil, told=metres, metres=paper.metres
            ),
        )


def _breach(pupil: str, message: str) -> Breach:
    return Breach("certificates", pupil, 1, "certificates", message)


def _lot(paper: Certificate) -> str:
    """Return a number that nobody can choose and that is the same every time."""
    return sha256(f"{paper.pupil}\0{paper.unit}".encode()).hexdigest()
