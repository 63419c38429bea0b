"""What is told of a front (avvägningskurva): its rows as plain values, found now or read back.

A folder that `skolval frontier` wrote holds everything in ``frontier.json``; whatever a page says
of a front is said of these rows, so that a front of today and one read back look the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.domain.language import _
from skolval.errors import Fault, InputError, UsageError
from skolval.io.front_record import FORMAT, GROUPS, RECORD

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["FrontTold", "fitting", "read_front", "told"]

_NAN = float("nan")
_STEPS = 60
_TABLES = ("points", "plans", "prices", "levers")
Rows = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class FrontTold:
    """The rows of a front and the question behind them.

    Parameters
    ----------
    record : as `skolval.frontier.files.record_of` gives. points, plans, prices, levers : its
        rows, NaN where nothing is known.
    """

    record: Mapping[str, Any]
    points: Rows
    plans: Rows
    prices: Rows
    levers: Rows

    @property
    def of_d(self) -> bool:
        """Whether the ceiling is on D; else on another goal."""
        return self.against == "imbalance"

    @property
    def against(self) -> str:
        """The goal that travel is weighed against."""
        return str(self.terms["against"])

    @property
    def terms(self) -> Mapping[str, Any]:
        """What was asked for."""
        terms: Mapping[str, Any] = self.record["terms"]
        return terms

    @property
    def pupils(self) -> int:
        """Pupils of the round."""
        instance = self.record["instance"]
        return int(instance.get("in_round", instance["pupils"]))

    @property
    def complete(self) -> bool:
        """Whether the walk came to its end."""
        return bool(self.record["complete"])

    @property
    def base_at(self) -> float:
        """Ceiling of the placement beside which plans, rules and levers were tried."""
        return float(self.record["base"])

    @property
    def base_travel(self) -> int:
        """Metres of all pupils together in that placement."""
        nearest = min(self.points, key=lambda row: abs(row["at"] - self.base_at))
        return int(nearest["travel"])

    @property
    def least(self) -> float:
        """What nothing is proven to lie below, on the axis of the ceiling."""
        return float(self.record["least"])

    @property
    def lot(self) -> float | None:
        """D by lot, None where the front is against something else."""
        return float(self.points[-1]["d_by_lot"]) if self.of_d else None

    def below(self) -> list[tuple[float, float]]:
        """Return (how much longer at least, level) pairs, the tightest level first."""
        least = max(1, self.points[-1]["travel"])
        first, last = self.points[0]["at"], self.points[-1]["at"]
        low = min(first, self.least)
        places = [low + (last - low) * n / _STEPS for n in range(_STEPS + 1)]
        return [(max(0.0, self._proven(at) / least - 1), at) for at in places]

    def _proven(self, at: float) -> float:
        """Return a proven lower bound on travel at any position of the axis."""
        by_lines = max((y - price * (at - x) for x, y, price in self.record["lines"]),
                       default=-math.inf)  # fmt: skip
        by_points = max((row["bound"] for row in self.points if row["at"] >= at - 1e-12),
                        default=-math.inf)  # fmt: skip
        return max(by_lines, by_points)


def read_front(folder: Path | str) -> FrontTold:
    """Return what is told of the front in `folder`.

    Raises
    ------
    InputError
        If it is no folder of a front, or of another version of this program.
    """
    path, kind = Path(folder) / RECORD, None
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        kind = record.get("kind")
        found = told(record)
        whole = record["format"] == FORMAT and bool(found.points)
        whole = whole and {"terms", "instance", "policy", "base", "least", "lines"} <= set(record)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if kind == GROUPS:
        raise InputError(_of_groups(folder, path))
    if not whole:
        raise InputError(
            Fault(
                _("{folder} is no folder of a front.").format(folder=folder),
                file=str(path),
                rule="front",
                remedy=_("Give the folder that skolval frontier wrote with --out."),
            )
        )
    return found


def _of_groups(folder: Path | str, path: Path) -> Fault:
    return Fault(
        _("{folder} is a front of groups, which a report does not show.").format(folder=folder),
        file=str(path),
        rule="front",
        remedy=_(
            "Its own page is frontier.html; with --keep-runs its placements are run folders, and "
            "a report shows those."
        ),
    )


def fitting(front: FrontTold, runs: Sequence[Run]) -> FrontTold:
    """Return `front`, which is of the same instance as `runs`.

    Raises
    ------
    UsageError
        If it is of another.
    """
    theirs = front.record["instance"]["digests"]
    for run in runs[:1]:
        ours = run.record.get("instance", {}).get("digests", {})
        if theirs and ours and theirs != ours:
            raise UsageError(
                Fault(
                    _("The front is of {front}, not of the tables of these runs ({name}).").format(
                        front=front.record["instance"]["name"], name=run.name
                    ),
                    rule="same_instance",
                    remedy=_("Make runs and front from the same instance folder."),
                )
            )
    return front


def told(record: Mapping[str, Any]) -> FrontTold:
    """Return what is told of a front by its record."""
    return FrontTold(record, *(_rows(record[name]) for name in _TABLES))


def _rows(rows: Sequence[Mapping[str, Any]]) -> Rows:
    """Return the rows; what a file tells as nothing is a number that is not known."""
    return tuple({name: _NAN if value is None else value for name, value in row.items()}
                 for row in rows)  # fmt: skip
