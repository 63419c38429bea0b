"""A published run is as it was published: no file changed, added or taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from skolval.audit.claims import Claim
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.errors import InputError
from skolval.io.published import PUBLISHED, Published, digest_of, file_digests, read_published

__all__ = ["check_published"]


def check_published(folder: Path) -> Iterator[Claim]:
    """Yield whether a published run folder is unchanged; no claim for one not published."""
    text = _("Nothing in the published run was changed, added or taken away.")
    try:
        sealed = read_published(folder)
    except InputError as error:
        found = tuple(_breach(PUBLISHED, fault.message) for fault in error.faults)
        yield Claim("published", text, 1, found)
        return
    if sealed is None:
        return
    note = _("Published {date}; compare the digest with the decision: {digest}").format(
        date=sealed.date, digest=sealed.digest
    )
    yield Claim("published", text, len(sealed.files), tuple(_changes(folder, sealed)), note=note)


def _changes(folder: Path, sealed: Published) -> Iterator[Breach]:
    if digest_of(sealed.files) != sealed.digest:
        yield _breach(PUBLISHED, N_("The digest of the run does not follow from its files."))
    there = file_digests(folder)
    said = {
        "changed": N_("{name} was changed after the run was published."),
        "added": N_("{name} was added after the run was published."),
        "gone": N_("{name} was taken away after the run was published."),
    }
    for name in sorted({*there, *sealed.files}):
        old, new = sealed.files.get(name), there.get(name)
        if old != new:
            kind = "added" if old is None else "gone" if new is None else "changed"
            yield _breach(name, said[kind].format(name=name))


def _breach(where: str, message: str) -> Breach:
    return Breach("published", where, 1, "files", message)
