"""Reads a list of levers: a YAML file with `levers`, each a name and what it changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.frontier.levers import Lever, faults_of
from skolval.io.faults import Ledger
from skolval.io.plain_faults import Spot, validated
from skolval.io.yaml_file import read_yaml

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["read_levers"]

_Pair = Annotated[tuple[str, ...], Field(min_length=2, max_length=2)]


class _Entry(BaseModel):
    """One lever; see `skolval.frontier.levers.Lever`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    seats: dict[str, int] = {}
    close: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    merge: tuple[_Pair, ...] = ()
    pair: tuple[_Pair, ...] = ()
    profile: tuple[str, ...] = ()
    split: str = "3"


class _File(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    levers: tuple[_Entry, ...] = Field(min_length=1)


def read_levers(path: Path, instance: Instance) -> tuple[Lever, ...]:
    """Return the levers in a file, in its order.

    Raises
    ------
    InputError
        With every fault of the file, each with its line.
    """
    ledger = Ledger()
    document = read_yaml(path, ledger)
    spot = None if document is None else Spot(document, called=_("The list of levers"))
    read = None if spot is None else validated(_File, spot.document.value, spot, ledger)
    if document is None or read is None:
        raise InputError(ledger.faults)
    found = []
    for number, entry in enumerate(read.levers):
        lever = _lever(entry, number, document.line(("levers", number)))
        found.append(lever)
        ledger.add(*faults_of(lever, instance, document.file))
        ledger.add(*_split_faults(lever, instance, document.file))
        if not lever.named():
            ledger.add(_empty(lever, document.file))
    if ledger.broken:
        raise InputError(ledger.faults)
    return tuple(found)


def _lever(entry: _Entry, number: int, line: int | None) -> Lever:
    return Lever(
        name=entry.name or _("lever {number}").format(number=number + 1),
        seats=dict(entry.seats),
        close=entry.close,
        open=entry.open,
        merge=tuple((one, other) for one, other in entry.merge),
        pair=tuple((one, other) for one, other in entry.pair),
        profile=entry.profile,
        split=entry.split,
        line=line,
    )


def _split_faults(lever: Lever, instance: Instance, file: str) -> list[Fault]:
    if not lever.pair or lever.split in instance.grades.codes:
        return []
    return [
        Fault(
            _("There is no grade called {name!r}.").format(name=lever.split),
            file=file,
            row=lever.line,
            value=lever.split,
            rule="grade",
            remedy=_("Known: {known}.").format(known=", ".join(instance.grades.codes)),
        )
    ]


def _empty(lever: Lever, file: str) -> Fault:
    return Fault(
        _("The lever {name} changes nothing.").format(name=lever.name),
        file=file,
        row=lever.line,
        rule="lever",
        remedy=_("Give it seats, close, open, merge, pair or profile."),
    )
