"""What a study has finished is kept in a folder, so that it can go on after a stop.

Every finished job is one file, written whole or not at all, named by the job and by a digest of
all that decides its rows: another policy, seed or version is another file.
"""

from __future__ import annotations

import json
import os
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from skolval.domain.language import current
from skolval.versions import versions

__all__ = ["Row", "Rows", "digest_of", "finished", "keep"]

Row = tuple[Any, ...]
"""Instance, policy, number of the lottery, measure and value; see also `study._missing`."""
Rows = list[Row]


def digest_of(name: str, source: Any, policies: Any, terms: Any) -> str:
    """Return the digest of all that decides what a job finds."""
    parts = (name, _identity(source), repr(policies), repr(terms), repr(versions()))
    return sha256("\n".join(parts).encode()).hexdigest()


def finished(folder: Path | None, name: str, digest: str) -> Rows | None:
    """Return the rows that were kept, or None if there are none that can be read."""
    if folder is None:
        return None
    try:
        kept = json.loads(_file(folder, name, digest).read_text(encoding="utf-8"))
        own = kept["digest"] == digest and kept.get("language", current()) == current()
        rows: Rows = [tuple(row) for row in kept["rows"]] if own else []
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return rows or None


def keep(
    folder: Path | None, name: str, digest: str, rows: Rows, *, in_words: bool = False
) -> None:
    """Write the rows of a finished job.

    Parameters
    ----------
    in_words : whether the rows hold sentences, which are good in their own language only.
    """
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = _file(folder, name, digest)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    language = {"language": current()} if in_words else {}
    kept = {"digest": digest, "rows": rows, **language}
    draft.write_text(json.dumps(kept), encoding="utf-8")
    draft.replace(path)


def _file(folder: Path, name: str, digest: str) -> Path:
    plain = "".join(letter if letter.isalnum() else "-" for letter in name)
    return folder / f"{plain}-{digest[:16]}.json"


def _identity(source: Any) -> str:
    """Return what the source will give: the plan it draws, or the bytes of the files it reads."""
    if not isinstance(source, partial):
        return repr(getattr(source, "__qualname__", source))
    parts = [source.func.__qualname__, repr(sorted(source.keywords.items()))]
    parts += [_files(value) if isinstance(value, Path) else repr(value) for value in source.args]
    return "\n".join(parts)


def _files(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = (f"{path.name} {sha256(path.read_bytes()).hexdigest()}" for path in files)
    return "\n".join(sums)
