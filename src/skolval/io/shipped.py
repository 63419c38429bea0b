"""Where the shipped instances are: in the checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

from skolval.domain.language import _
from skolval.errors import Fault, InputError, did_you_mean

__all__ = ["find_instance", "shipped_instances"]

_PACKAGE = Path(__file__).resolve().parents[1]
_HOMES = (_PACKAGE.parents[1] / "instances", _PACKAGE / "_instances")


def shipped_instances() -> dict[str, Path]:
    """Return the shipped instances, name to folder."""
    for home in _HOMES:
        found = {path.parent.name: path.parent for path in sorted(home.glob("*/instance.yaml"))}
        if found:
            return found
    return {}


def find_instance(name: str) -> Path:
    """Return the folder called `name`: a path that exists, else a shipped instance.

    Raises
    ------
    InputError
        If there is neither; the message names the nearest shipped instance.
    """
    path = Path(name)
    if path.exists():
        return path
    shipped = shipped_instances()
    if name in shipped:
        return shipped[name]
    raise InputError(
        Fault(
            _("There is no folder {name!r}, and no shipped instance of that name.").format(
                name=name
            ),
            file=name,
            value=name,
            rule="known_instance",
            suggestion=did_you_mean(path.name, list(shipped)),
            remedy=_("Shipped: {shipped}.").format(shipped=", ".join(shipped)),
        )
    )
