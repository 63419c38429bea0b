"""Keyed pseudonyms (pseudonymer): the same person gets the same code from the same key.

HMAC with SHA-256 (RFC 2104): without the key no number can be tried against a pseudonym, though
there are so few personal identity numbers that a plain hash could be undone in minutes. The key
stays with the municipality, outside every instance.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from skolval.domain.language import _
from skolval.errors import Fault, UsageError
from skolval.io.head import HEAD_FILE
from skolval.io.identity import Identity, identity_of

__all__ = ["LEAST_KEY", "Pseudonyms", "canonical", "new_key", "read_key", "refuse_inside"]

LEAST_KEY = 32
"""Bytes that a key has at least: as long as the hash."""
_LETTERS = 16
"""Letters of a pseudonym: 80 bits, so that two of a million pupils never meet."""
_DIFFERENT = 8
"""Different bytes that a key has at least; fewer were typed, not drawn."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Gives codes; the key shows in no text of it.

    Parameters
    ----------
    key : at least `LEAST_KEY` bytes. year : first year of the school year, which tells the
        century of numbers that do not.
    """

    key: bytes = field(repr=False)
    year: int

    def code(self, text: str, *, purpose: str = "pupil") -> str:
        """Return the pseudonym of a person or another code.

        Parameters
        ----------
        purpose : codes of different purposes cannot be joined with each other.
        """
        found = identity_of(text)
        name = canonical(found, self.year) if found else f"other:{text.strip().casefold()}"
        digest = hmac.digest(self.key, f"skolval 1|{purpose}|{name}".encode(), "sha256")
        return "e" + base64.b32encode(digest).decode().lower()[:_LETTERS]


def canonical(identity: Identity, year: int) -> str:
    """Return a number with its century, so that all ways to write it are one.

    Parameters
    ----------
    year : of the school year; without a plus sign nobody in it is a hundred years old.
    """
    century = identity.century
    if not century:
        born = year - (year - int(identity.tail[:2])) % 100
        century = str(born // 100 - identity.aged)
    return century + identity.tail


def new_key(path: Path, *, away_from: Iterable[Path]) -> bytes:
    """Return a new key to be written to a file that is not there yet.

    Raises
    ------
    UsageError
        If the file is there already, or would lie inside an instance.
    """
    refuse_inside(path, away_from)
    if path.exists():
        raise UsageError(
            Fault(
                _("There is a file already, and a key is never written over."),
                file=path.name,
                rule="key",
                remedy=_("Use it with --key, or give another name."),
            )
        )
    return secrets.token_hex(LEAST_KEY).encode()


def read_key(path: Path, *, away_from: Iterable[Path]) -> bytes:
    """Return the key in a file.

    Raises
    ------
    UsageError
        If the file is missing, short, drawn from few signs, inside an instance, or may be
        read by everybody on the machine (POSIX).
    """
    refuse_inside(path, away_from)
    try:
        key = path.read_bytes().strip()
        mode = path.stat().st_mode
    except OSError as error:
        raise UsageError(_unreadable(path, error)) from error
    if len(key) < LEAST_KEY or len(set(key)) < _DIFFERENT:
        raise UsageError(
            Fault(
                _("The key is too weak: {count} bytes, {different} of them different.").format(
                    count=len(key), different=len(set(key))
                ),
                file=path.name,
                rule="key",
                remedy=_("A key has at least {count} drawn bytes; --make-key FILE draws one.")
                .format(count=LEAST_KEY),
            )
        )  # fmt: skip
    if os.name == "posix" and mode & (stat.S_IROTH | stat.S_IWOTH):
        raise UsageError(
            Fault(
                _("Everybody on this machine may read the key."),
                file=path.name,
                rule="key",
                remedy=_("Take the right away: chmod 600 {file}").format(file=path.name),
            )
        )
    return key


def refuse_inside(path: Path, folders: Iterable[Path]) -> None:
    """Refuse a secret file inside an instance, which is handed on: whoever has both has all.

    Raises
    ------
    UsageError
        If the file lies in one of the folders, or in any other that holds an instance.
    """
    real = path.resolve()
    known = [folder.resolve() for folder in folders]
    known = [home.parent if home.is_file() else home for home in known]
    for home in real.parents:
        if home in known or (home / HEAD_FILE).is_file():
            raise UsageError(
                Fault(
                    _("{file} would lie inside the instance {folder}.").format(
                        file=path.name, folder=home.name
                    ),
                    file=path.name,
                    rule="key",
                    remedy=_("Keep it in another place, which is never handed on with data."),
                )
            )


def _unreadable(path: Path, error: OSError) -> Fault:
    missing = isinstance(error, FileNotFoundError)
    return Fault(
        _("There is no file called {file}.").format(file=path.name)
        if missing
        else _("The key {file} can be neither read nor written.").format(file=path.name),
        file=path.name,
        rule="key",
        remedy=_("--make-key FILE draws a new key."),
    )
