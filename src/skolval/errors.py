"""Faults in the reader's words, and the few exceptions that carry them.

Every exception here holds *all* faults found in one pass, knows the exit code of
the command line, and never needs a traceback to be understood.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = [
    "CancelledError",
    "DependencyError",
    "Fault",
    "InfeasibleError",
    "InputError",
    "NumbersTooLargeError",
    "SkolvalError",
    "TimeRanOutError",
    "UnlawfulError",
    "UsageError",
    "did_you_mean",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the user's files.

    Parameters
    ----------
    message : what is wrong, one sentence, in the reader's words.
    file, sheet, row, column : where. `row` is the row number a person sees in the
        file (header = row 1), or the line number in a YAML file.
    value : the offending text as it stands in the file.
    rule : short code of the broken rule, e.g. ``number``, ``unique``, ``reference``.
    remedy : what to do.
    suggestion : the nearest valid name ("did you mean"), or empty.
    level : ``error`` stops the work; ``warning`` is told and the work goes on.
    """

    message: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    rule: str = ""
    remedy: str = ""
    suggestion: str = ""
    level: str = "error"

    def where(self) -> str:
        """Return the place as ``file [sheet], row n, column c``."""
        place = self.file
        if self.sheet:
            place += f" [{self.sheet}]"
        parts = [place] if place else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        text = self.message
        if self.suggestion:
            text += f" Did you mean {self.suggestion}?"
        if self.remedy:
            text += f" {self.remedy}"
        place = self.where()
        return f"{place}: {text}" if place else text


class SkolvalError(Exception):
    """Base of every error the program raises on purpose; `exit_code` 1."""

    exit_code = 1

    def __init__(self, faults: Fault | str | Iterable[Fault]) -> None:
        if isinstance(faults, str):
            faults = Fault(faults)
        if isinstance(faults, Fault):
            faults = (faults,)
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class InputError(SkolvalError, ValueError):
    """Faults in the user's files or tables; exit code 1. Also a ValueError, for library users."""


class UsageError(SkolvalError):
    """A command or function was asked for something it does not do; exit code 2."""

    exit_code = 2


class InfeasibleError(SkolvalError):
    """No placement meets the rules; the faults name the clashing ones; exit code 3.

    Parameters
    ----------
    clash : the same in fields: the rules, crowds too large for their seats, and easings.
    """

    exit_code = 3

    def __init__(
        self, faults: Fault | str | Iterable[Fault], *, clash: dict[str, Any] | None = None
    ) -> None:
        super().__init__(faults)
        self.clash: dict[str, Any] = clash or {}


class TimeRanOutError(SkolvalError):
    """The limit was reached before any placement was found; exit code 4."""

    exit_code = 4


class CancelledError(TimeRanOutError):
    """The user stopped the search before any placement was found; exit code 130."""

    exit_code = 130


class NumbersTooLargeError(SkolvalError):
    """The policy's numbers are too large for exact arithmetic, so nothing is known; exit code 4."""

    exit_code = 4


class UnlawfulError(SkolvalError):
    """The policy is forbidden by law and was not asked for as a simulation; exit code 6."""

    exit_code = 6


class DependencyError(SkolvalError):
    """An optional package or file is missing; exit code 1, the remedy says how to get it."""


def did_you_mean(word: str, choices: Sequence[str]) -> str:
    """Return the choice closest to `word`, or an empty string."""
    lowered = {choice.casefold(): choice for choice in choices}
    near = difflib.get_close_matches(word.casefold(), list(lowered), n=1, cutoff=0.6)
    return lowered[near[0]] if near else ""
