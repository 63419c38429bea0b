"""A published run (offentliggjord körning): sealed with digests, read-only, never changed again.

``published.json`` holds the date, the SHA-256 of every file of the run folder and one digest
of them all, to be printed in the decision. That digest is the SHA-256 of the lines
``<digest>  <file>`` in the order of the file names, so anybody can make it again with
``sha256sum``; without it nobody could tell a folder that was changed and sealed anew.

Source: Förvaltningsrätten (Uppsala 2017): a first favourable result binds the municipality.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from skolval.domain.language import _
from skolval.errors import Fault, InputError

__all__ = [
    "PUBLISHED",
    "Published",
    "digest_of",
    "file_digests",
    "publish_folder",
    "published_above",
    "published_below",
    "read_published",
    "refuse_published",
]

PUBLISHED = "published.json"
FORMAT = "skolval-published/1"
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Published:
    """What published.json holds.

    Parameters
    ----------
    date : day of publication, ISO. digest : of the whole run, see `digest_of`.
    files : name to SHA-256. claims : name to number of cases, of the audit that went before.
    """

    date: str
    digest: str
    files: Mapping[str, str]
    claims: Mapping[str, int]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    format: Literal["skolval-published/1"]
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    files: dict[str, str] = Field(min_length=1)
    claims: dict[str, int]


def file_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a run folder but published.json, by its name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    names.pop(PUBLISHED, None)
    return {name: sha256(path.read_bytes()).hexdigest() for name, path in sorted(names.items())}


def digest_of(files: Mapping[str, str]) -> str:
    """Return the digest of a run: of the lines that ``sha256sum`` prints, sorted by name."""
    lines = "".join(f"{files[name]}  {name}\n" for name in sorted(files))
    return sha256(lines.encode()).hexdigest()


def publish_folder(folder: Path, *, day: date, claims: Mapping[str, int]) -> Published:
    """Seal a run folder and make its files read-only.

    Parameters
    ----------
    claims : what the audit that went before has looked at; it must have passed.

    Raises
    ------
    InputError
        If the run is published already.
    """
    refuse_published(folder)
    files = file_digests(folder)
    sealed = Published(day.isoformat(), digest_of(files), files, dict(claims))
    text = json.dumps({"format": FORMAT, **asdict(sealed)}, ensure_ascii=False, indent=1)
    building = folder / f".{PUBLISHED}.{os.getpid()}"
    building.write_bytes(f"{text}\n".encode())
    building.rename(folder / PUBLISHED)
    for name in (*files, PUBLISHED):
        path = folder / name
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_WRITABLE)
    return sealed


def read_published(folder: Path) -> Published | None:
    """Return what published.json says, None for a run that is not published.

    Raises
    ------
    InputError
        If the file is there and cannot be used.
    """
    path = folder / PUBLISHED
    if not path.exists():
        return None
    try:
        record = _Record.model_validate(_object(path))
        date.fromisoformat(record.date)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(_unusable(path, error)) from error
    return Published(record.date, record.digest, record.files, record.claims)


def _object(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _unusable(path: Path, error: Exception) -> Fault:
    reason = str(error)
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        reason = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return Fault(
        _("{name} cannot be used: {reason}").format(name=PUBLISHED, reason=reason),
        file=str(path),
        rule="published",
        remedy=_("A published run must not be changed; fetch it again from where it is archived."),
    )


def published_above(path: Path) -> Path | None:
    """Return the published run folder that `path` is, or lies in, if any."""
    whole = path.resolve()
    return next((at for at in (whole, *whole.parents) if (at / PUBLISHED).is_file()), None)


def published_below(folder: Path) -> Path | None:
    """Return a published run folder within `folder`, if any."""
    found = sorted(folder.rglob(PUBLISHED)) if folder.is_dir() else []
    return found[0].parent if found else None


def refuse_published(path: Path, *, below: bool = False) -> None:
    """Refuse to write anything where a published run is.

    Parameters
    ----------
    below : also refuse a folder in which a published run lies, since it will be emptied.

    Raises
    ------
    InputError
        A published run is never changed, added to or taken away.
    """
    found = published_above(path) or (published_below(path) if below else None)
    if found is not None:
        raise InputError(
            Fault(
                _("{folder} is a published run, and a published run is never changed.").format(
                    folder=found.name
                ),
                file=str(path),
                rule="published",
                remedy=_("Write somewhere else; a new decision is a new run (--honour keeps it)."),
            )
        )
