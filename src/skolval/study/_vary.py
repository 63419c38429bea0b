"""A policy with one of its values changed: what ``--set key=values`` makes."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from skolval.domain.language import _
from skolval.domain.policy import Policy
from skolval.errors import Fault, UsageError
from skolval.io.policy import read_policy

__all__ = ["vary"]


def vary(policy: Policy, word: str) -> tuple[Policy, ...]:
    """Return one policy per value of ``key=value,value``, each read and checked as from a file.

    A key is a path with dots: ``max_wishes``, ``criteria.sibling.radius_metres``,
    ``seat_classes.reserve.share``. Entries of a list are found by name, or by number from 1.

    Raises
    ------
    UsageError
        If the word is no pair or the policy has nothing at that path.
    InputError
        If a value does not fit.
    """
    key, equals, values = word.partition("=")
    listed = [value.strip() for value in values.split(",") if value.strip()]
    if not equals or not listed:
        raise UsageError(
            Fault(
                _("{word!r} sets nothing.").format(word=word),
                value=word,
                rule="option",
                remedy=_("Write key=value,value with a key of the policy, e.g. max_wishes=3,5."),
            )
        )
    return tuple(_changed(policy, key, value) for value in listed)


def _changed(policy: Policy, key: str, value: str) -> Policy:
    yaml = YAML(typ="safe", pure=True)
    document = yaml.load(policy.text)
    _put(document, key.split("."), yaml.load(value), key)
    text = io.StringIO()
    yaml.dump(document, text)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{policy.name}.yaml"
        path.write_text(text.getvalue(), encoding="utf-8")
        return read_policy(path).replace(name=f"{policy.name} {key}={value}")


def _put(node: Any, path: list[str], value: Any, key: str) -> None:
    """Set `value` at `path`, making tables of parameters where there were none."""
    *way, last = path
    for part in way:
        node = _inside(node, part, key)
    if not isinstance(node, dict):
        raise _nothing_there(key, last)
    node[last] = value


def _inside(node: Any, part: str, key: str) -> Any:
    if isinstance(node, dict):
        if not isinstance(node.get(part), dict | list):
            node[part] = {}
        return node[part]
    if isinstance(node, list):
        for number, entry in enumerate(node, start=1):
            if part in {_name(entry), str(number)}:
                return _parameters(node, number - 1)
    raise _nothing_there(key, part)


def _name(entry: Any) -> str:
    """Return what an entry is called: ``lottery``, ``{lottery: ...}`` or ``{name: lottery}``."""
    if isinstance(entry, dict):
        return str(entry.get("name") or next(iter(entry)))
    return str(entry)


def _parameters(entries: list[Any], position: int) -> Any:
    """Return the parameters of an entry as a table that can be written in."""
    entry = entries[position]
    if isinstance(entry, dict) and (len(entry) > 1 or "name" in entry):
        return entry  # a seat class or a bound; a step has its own name as only key
    name = _name(entry)
    if not isinstance(entry, dict) or not isinstance(entry[name], dict):
        entries[position] = {name: {}}
    return entries[position][name]


def _nothing_there(key: str, part: str) -> UsageError:
    return UsageError(
        Fault(
            _("The policy has nothing called {part!r} ({key}).").format(part=part, key=key),
            value=key,
            rule="known_name",
            remedy=_("Write the path of a key in the policy's file, with dots."),
        )
    )
