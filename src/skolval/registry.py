"""The folder is the registry: a file `rules/capacity.py` *is* the rule `capacity`.

To add a rule, goal, criterion, index, mechanism or report section is to add one
file; there is no list to edit.
"""

from __future__ import annotations

import pkgutil
import re
from functools import cache
from importlib import import_module
from types import ModuleType

from skolval.domain.language import _, current
from skolval.errors import Fault, UsageError, did_you_mean

__all__ = ["ROOMS", "called", "load", "names", "term"]

ROOMS: dict[str, str] = {
    "rule": "skolval.rules",
    "goal": "skolval.goals",
    "criterion": "skolval.criteria",
    "index": "skolval.indices",
    "mechanism": "skolval.mechanisms",
    "lens": "skolval.lenses",
    "section": "skolval.report.sections",
    "command": "skolval.cli.commands",
    "importer": "skolval.synth.importers",
}
"""Room name to the package whose modules are its members."""
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")


@cache
def names(room: str) -> tuple[str, ...]:
    """Return the sorted member names of `room` without importing them.

    Modules whose name starts with an underscore are helpers, not members.
    """
    package = import_module(ROOMS[room])
    found = (info.name for info in pkgutil.iter_modules(package.__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def load(room: str, name: str) -> ModuleType:
    """Return the module of member `name`.

    Raises
    ------
    UsageError
        If the room has no such member; the message names the nearest one.
    """
    if name not in names(room):
        raise UsageError(
            Fault(
                _("There is no {room} called {name!r}.").format(room=_(room), name=name),
                value=name,
                rule="known_name",
                suggestion=did_you_mean(name, names(room)),
                remedy=_("Known: {known}.").format(known=", ".join(names(room))),
            )
        )
    return import_module(f"{ROOMS[room]}.{name}")


def term(room: str, name: str) -> str:
    """Return what a line of text calls member `name`: its Swedish term, in English its name.

    The term stands in brackets in the first paragraph of the docstring, unless the
    catalogue knows better.
    """
    plain = name.replace("_", " ")
    if current() != "sv" or _(plain) != plain:
        return name if current() != "sv" else _(plain)
    first = (load(room, name).__doc__ or "").strip().split("\n\n")[0]
    found = _IN_BRACKETS.findall(" ".join(first.split()))
    return found[-1].partition(":")[0] if found else plain


def called(name: str) -> str:
    """Return what a line of text calls what was broken: a rule, a criterion or a claim."""
    room = next((room for room in ("rule", "criterion") if name in names(room)), "")
    return term(room, name) if room else _(name.replace("_", " "))
