"""Reads a YAML 1.2 file to plain values, keeping the line of every key.

In YAML 1.2 ``nej`` and ``no`` are text. Keys said twice, anchors and several documents in
one file are faults, so that nothing in the file is silently lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.io.foreign import retold

__all__ = ["Document", "Place", "read_yaml"]

Place = tuple[str | int, ...]
"""Keys and list positions from the top of the file down to a value."""

_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file: plain values, the line of each, the text and its SHA-256."""

    file: str
    value: dict[str, Any]
    lines: Mapping[Place, int]
    text: str
    digest: str

    def line(self, place: Place) -> int | None:
        """Return the line of `place`, or of the nearest key above it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)


def read_yaml(path: Path, ledger: Ledger) -> Document | None:
    """Return the file's content, or None when it cannot be understood at all."""
    file = path.name
    try:
        octets = path.read_bytes()
    except OSError as error:
        ledger.add(_unreadable(path, error))
        return None
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = octets.decode("cp1252", errors="replace")
    try:
        node = YAML(typ="rt", pure=True).compose(text)
    except YAMLError as error:
        ledger.add(_syntax_fault(file, error))
        return None
    if not isinstance(node, MappingNode):
        ledger.add(_no_mapping(file, empty=node is None))
        return None
    reader = _Reader(file, ledger)
    value = reader.plain(node, ())
    return Document(file, value, reader.lines, text, sha256(octets).hexdigest())


def _unreadable(path: Path, error: OSError) -> Fault:
    if path.is_dir():
        return Fault(
            _("{file} is a folder, not a file.").format(file=path.name),
            file=path.name,
            rule="file",
            remedy=_("Move the folder away and write a file called {file}.").format(file=path.name),
        )
    if isinstance(error, FileNotFoundError):
        return Fault(
            _("There is no file called {file}.").format(file=path.name),
            file=path.name,
            rule="file",
            remedy=_("Check the path."),
        )
    return Fault(
        _("{file} cannot be read: {strerror}.").format(
            file=path.name, strerror=retold(error.strerror)
        ),
        file=path.name,
        rule="file",
        remedy=_("Check that you may read the file and that no other program holds it."),
    )


def _syntax_fault(file: str, error: YAMLError) -> Fault:
    line, what = None, _("the text cannot be read as YAML")
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        what = str(error.problem or error.context or what)
    return Fault(
        _("This is not valid YAML: {what}.").format(what=retold(what)),
        file=file,
        row=line,
        rule="yaml_syntax",
        remedy=_(
            "Check colons, indentation (spaces, never tabs) and brackets on this line "
            "and the line above; put text with a colon within quotation marks."
        ),
    )


def _no_mapping(file: str, *, empty: bool) -> Fault:
    return Fault(
        _("The file is empty.") if empty else _("The file does not hold keys and values."),
        file=file,
        row=1,
        rule="yaml_mapping",
        remedy=_("Write one `key: value` per line; `skolval new` makes a file to start from."),
    )


@dataclass
class _Reader:
    """Turns YAML nodes into plain values and notes their lines."""

    file: str
    ledger: Ledger
    lines: dict[Place, int] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)

    def plain(self, node: Node, place: Place) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        if isinstance(node, ScalarNode):
            return _scalar(node)
        if id(node) in self._seen or len(place) > _DEEPEST:
            self._fault(
                line,
                "yaml_anchor",
                _("Anchors and aliases (& and *) are not used here."),
                _("Write the values out."),
            )
            return None
        self._seen.add(id(node))
        if isinstance(node, SequenceNode):
            return [self.plain(item, (*place, i)) for i, item in enumerate(node.value)]
        return dict(self._pairs(node, place))

    def _pairs(self, node: Node, place: Place) -> Iterator[tuple[str, Any]]:
        said: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self._fault(line, "yaml_key", _("A key must be a word."), _("Write `key: value`."))
                continue
            key = str(key_node.value)
            if key in said:
                self._fault(
                    line,
                    "duplicate_key",
                    _("The key {key!r} is already on line {line}.").format(key=key, line=said[key]),
                    _("Keep one of them."),
                )
                continue
            said[key] = line
            self.lines[*place, key] = line
            yield key, self.plain(value_node, (*place, key))

    def _fault(self, line: int, rule: str, message: str, remedy: str) -> None:
        self.ledger.add(Fault(message, file=self.file, row=line, rule=rule, remedy=remedy))


def _scalar(node: ScalarNode) -> Any:
    """Return the value of one word; what is neither number, truth nor nothing is text."""
    text = str(node.value)
    kind = str(node.tag).rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind in {"int", "float"}:
        return _number(text)
    return text


def _number(text: str) -> int | float | str:
    for read in (int, lambda word: int(word, 0), float):
        try:
            return read(text.replace("_", ""))
        except ValueError:
            continue
    return text
